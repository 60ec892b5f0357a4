//! The macros that generated crates consist of.
//!
//! Their type parameters begin with two underscores: `macro_rules!` does not keep items apart from those of the caller, and a model may name a
//! shape `C`.

mod debug;
mod enums;
mod errors;
mod serde_view;
mod shape;
