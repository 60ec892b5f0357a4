//! The macros that generated crates consist of.

mod debug;
mod enums;
mod errors;
mod serde_view;
mod shape;
#[cfg(feature = "xml")]
mod xml_traits;
