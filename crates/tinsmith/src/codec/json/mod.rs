//! JSON: a pull reader over a body in memory and a writer.

mod body;
mod document;
mod numbers;
mod path;
mod read_shapes;
mod reader;
mod strings;
mod write_shapes;
mod writer;

pub use body::{Json, from_slice, to_vec};
#[cfg(feature = "serde")]
pub(in crate::codec) use reader::TOO_DEEP;
pub use reader::{JsonReader, MAX_DEPTH};
pub use writer::JsonWriter;
