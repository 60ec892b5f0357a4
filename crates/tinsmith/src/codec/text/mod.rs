//! Values outside a body: in paths, queries and headers.

mod binding;
mod list;
mod percent;
mod text_error;
mod text_shape;
mod texts;

pub use binding::Binding;
pub use list::ListSyntax;
pub(crate) use list::quote;
pub(crate) use percent::{
    decode_form, encode, encode_bytes, encode_invalid_url_characters, encode_path, hex,
    is_unreserved,
};
pub use text_error::TextError;
pub use text_shape::{StringShape, TextShape, debug_enum, variant};
pub use texts::Texts;

#[cfg(test)]
mod tests;
