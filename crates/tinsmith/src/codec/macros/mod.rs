//! The macros that generated crates consist of.

mod debug;
mod enums;
mod errors;
mod members;
mod shape;
