//! The wire codec: one concrete reader and one concrete writer of JSON, and tables that say where members go.
//!
//! Structures, unions and enums of generated crates implement [`Json`] by [`json!`](crate::json!),
//! [`string_enum!`](crate::string_enum!) and [`int_enum!`](crate::int_enum!). There is no intermediate model and nothing is
//! generic over formats, so that a structure costs little more to compile than its fields.
//!
//! - Errors stick: the first one stays in the [`Reader`] or [`Writer`], whatever is read afterwards is nothing, and
//!   [`Reader::finish`] or [`Writer::finish`] tells it, with the path to the bad value.
//! - `null` is the same as an absent member, and unknown members are skipped.

mod error;
mod format;
mod numbers;
mod path;
mod reader;
mod skip;
mod strings;
mod union;
mod values;
mod writer;

pub use error::ReadError;
pub use format::{DateTime, Epoch, Format, HttpDate, IsEmpty, Member, NonEmpty};
pub use reader::{Items, Members, Reader};
pub use writer::Writer;

/// How deep arrays and objects may nest in each other.
pub const MAX_DEPTH: usize = 128;

/// A type that is read from and written to JSON. `F` is the format of the timestamps in it, and passes through lists, maps and options.
pub trait Json<F = Epoch>: Default {
    /// True for a structure, whose absence as a payload a protocol may have a body for.
    const IS_STRUCTURE: bool = false;

    /// Whether a `null` in a list or map stands for the default value, as in a sparse one, and not for nothing.
    const TAKES_NULL: bool = false;

    /// Reads a value that is not `null` into this one. What a structure does not find it leaves alone.
    fn read(&mut self, reader: &mut Reader<'_>);

    /// Writes the value.
    fn write(&self, writer: &mut Writer);

    /// Whether a member with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reads one JSON text.
///
/// # Errors
///
/// `input` is not JSON, or not of this type.
pub fn from_slice<T: Json<Epoch>>(input: &[u8]) -> Result<T, ReadError> {
    let mut value = T::default();
    let mut reader = Reader::new(input);
    if !reader.null() {
        value.read(&mut reader);
    }
    reader.finish()?;
    Ok(value)
}
