//! The tables of generated crates.

mod debug;
mod enums;
mod errors;
mod json;
mod members;
