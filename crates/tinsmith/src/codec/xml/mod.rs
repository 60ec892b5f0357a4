//! XML: a pull reader over a body in memory and a writer, with the feature `xml`; and a search for single texts, which the credentials
//! providers need, over the same tokens.

#[cfg(feature = "xml")]
mod attributes;
#[cfg(feature = "xml")]
mod body;
#[cfg(feature = "xml")]
mod entries;
#[cfg(feature = "xml")]
mod error;
mod lexer;
#[cfg(feature = "xml")]
mod members;
#[cfg(all(feature = "testing", feature = "xml"))]
mod normalize;
#[cfg(feature = "xml")]
mod path;
#[cfg(feature = "xml")]
mod read_shapes;
#[cfg(feature = "xml")]
mod reader;
#[cfg(feature = "xml")]
mod scalars;
mod search;
mod text;
#[cfg(feature = "xml")]
mod write_shapes;
#[cfg(feature = "xml")]
mod writer;

#[cfg(feature = "xml")]
pub use body::{Xml, from_document, from_element, from_slice, to_vec};
#[cfg(feature = "xml")]
pub(crate) use error::parse_error;
#[cfg(all(feature = "testing", feature = "xml"))]
pub(crate) use normalize::normalize;
#[cfg(feature = "xml")]
pub use reader::XmlReader;
pub(crate) use search::text_at;
#[cfg(feature = "xml")]
pub use writer::XmlWriter;

/// The name of an item without a name of its own.
#[cfg(feature = "xml")]
pub(in crate::codec) const ITEM: &str = "member";

/// The name of an entry of a map that is not flattened.
#[cfg(feature = "xml")]
pub(in crate::codec) const ENTRY: &str = "entry";

/// The name of a key without a name of its own.
#[cfg(feature = "xml")]
pub(in crate::codec) const KEY: &str = "key";

/// The name of an entry's value without a name of its own.
#[cfg(feature = "xml")]
pub(in crate::codec) const VALUE: &str = "value";
