//! The lowering of typed paths to Rust.
//!
//! A text is a `&str`, a structure is a reference, a list is an iterator over such values, and a nullable value is an `Option`.

mod condition;
mod stored;
mod value;
