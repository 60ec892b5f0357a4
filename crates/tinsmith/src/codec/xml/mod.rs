//! XML: a pull reader over a body in memory, which the credentials providers need, and a writer, with the feature `xml`.

mod attributes;
#[cfg(feature = "xml")]
mod body;
#[cfg(feature = "xml")]
mod document_root;
mod entries;
mod error;
mod lexer;
mod members;
#[cfg(all(feature = "testing", feature = "xml"))]
mod normalize;
mod path;
mod read_shapes;
mod reader;
mod scalars;
mod text;
#[cfg(feature = "xml")]
mod write_shapes;
#[cfg(feature = "xml")]
mod writer;

#[cfg(feature = "xml")]
pub(crate) use body::has_element;
#[cfg(feature = "xml")]
pub use body::{Xml, from_document, from_element, from_slice, to_vec};
#[cfg(feature = "xml")]
pub(crate) use document_root::DocumentRoot;
pub(crate) use error::parse_error;
#[cfg(all(feature = "testing", feature = "xml"))]
pub(crate) use normalize::normalize;
pub use reader::XmlReader;
#[cfg(feature = "xml")]
pub use writer::XmlWriter;

/// The name of an item without a name of its own.
pub(in crate::codec) const ITEM: &str = "member";

/// The name of an entry of a map that is not flattened.
pub(in crate::codec) const ENTRY: &str = "entry";

/// The name of a key without a name of its own.
pub(in crate::codec) const KEY: &str = "key";

/// The name of an entry's value without a name of its own.
pub(in crate::codec) const VALUE: &str = "value";
