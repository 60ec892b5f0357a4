//! The codecs: how the values of members become bytes, and bytes become values.

pub(crate) mod base64;
#[cfg(feature = "serde")]
pub mod data;
pub mod json;
mod macros;
pub mod text;
