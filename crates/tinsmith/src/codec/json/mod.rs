//! JSON: a pull reader over a body in memory and a writer.

mod ascii_strings;
mod body;
mod document;
mod members;
mod numbers;
mod path;
mod read_shapes;
mod reader;
mod strings;
mod write_shapes;
mod writer;

pub(crate) use ascii_strings::write_ascii_string;
pub use body::{Json, from_slice, to_vec};
pub use reader::JsonReader;
pub use writer::JsonWriter;
