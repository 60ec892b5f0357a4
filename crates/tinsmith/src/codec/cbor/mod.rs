//! CBOR: a pull reader over a body in memory and a writer.

mod big_numbers;
mod body;
mod document;
mod error;
mod head;
mod members;
mod path;
mod read_shapes;
mod reader;
mod write_shapes;
mod writer;

pub use body::{Cbor, from_slice, to_vec};
pub(crate) use error::parse_error;
pub use reader::CborReader;
pub use writer::CborWriter;
