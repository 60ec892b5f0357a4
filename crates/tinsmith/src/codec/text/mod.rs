//! Values outside a body: in paths, queries and headers.

mod binding;
mod error;
mod list;
mod percent;
mod texts;
mod value;

pub use binding::Binding;
pub use error::TextError;
pub use list::ListSyntax;
pub(crate) use list::quote;
pub(crate) use percent::{decode_form, encode, encode_bytes, encode_path, hex, is_unreserved};
pub use texts::Texts;
pub use value::{StringShape, TextShape, position, unknown};

#[cfg(test)]
mod tests;
