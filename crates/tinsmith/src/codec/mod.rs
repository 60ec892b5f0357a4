//! The codecs: how the values of shapes become bytes, and bytes become values.
//!
//! A structure, union or enum of a generated crate implements [`Shape`] once, generically over the [`Codec`], by
//! [`shape!`](crate::shape!), [`string_enum!`](crate::string_enum!) or [`int_enum!`](crate::int_enum!). A structure's table has one
//! [`Member`] for each of its members, with the name and the options that codecs need. A program compiles a shape for the codec that its
//! service speaks, and only if it uses the shape.
//!
//! - The first error of a response stays in the [`Reader`], with the path to the invalid value; what is read after it is empty.
//! - The errors of a request are collected in the [`Writer`], so that all of them are reported at once.
//! - `null` is the same as an absent member, and unknown members are skipped.
//!
//! Values outside a body, in paths, queries and headers, are those of [`text`].

#[cfg(feature = "cbor")]
pub mod cbor;
#[cfg(any(feature = "environment", feature = "query"))]
pub mod form;
pub mod json;
mod limits;
mod macros;
mod member;
mod read_error;
#[cfg(feature = "serde")]
pub mod serde_view;
mod structure;
pub mod text;
mod traits;
mod union;
mod value_path;
mod values;
#[cfg(any(feature = "environment", feature = "xml"))]
pub mod xml;
#[cfg(any(feature = "environment", feature = "xml"))]
mod xml_traits;

pub use limits::MAX_DEPTH;
#[cfg(feature = "xml")]
pub use member::xml_members;
pub use member::{Member, plain_member};
pub use read_error::ReadError;
pub use structure::{ReadField, WriteField, read_structure, write_structure};
pub use traits::{Codec, FullList, Reader, Shape, Variant, Writer};
pub(crate) use union::reject_unknown_member;
pub use union::{read_union, write_union};
pub use values::{read_enum, write_string};
#[cfg(any(feature = "environment", feature = "xml"))]
pub use xml_traits::XmlTraits;
