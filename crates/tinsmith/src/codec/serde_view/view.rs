//! The JSON text between a type and a format of serde.

use crate::codec::json::{Json, JsonReader, JsonWriter};
use crate::codec::{Member, Shape};
use crate::{BigNumber, Blob, Document, Timestamp, Unit};

/// A type with a serde view: JSON with all its members, wherever HTTP carries them. The macro `serde_view!` implements it.
pub trait SerdeView: Sized {
    /// Reads a value. If there is none, the reader has recorded the error.
    fn read(reader: &mut JsonReader<'_>) -> Option<Self>;

    /// Writes the value.
    fn write(&self, writer: &mut JsonWriter);
}

/// Reads a service's error: an object of one member, whose name is the error's code. `variants` read the errors with the `codes` at the
/// same index.
pub fn read_error<T>(
    reader: &mut JsonReader<'_>,
    codes: &[&str],
    variants: &[fn(&mut JsonReader<'_>) -> Option<T>],
) -> Option<T> {
    let mut position = reader.begin_object();
    let code = reader.next_name(&mut position).unwrap_or_default();
    let index = codes.iter().position(|known| *known == code);
    let Some(variant) = index.and_then(|index| variants.get(index)) else {
        reader.record_error("expected the code of an error");
        return None;
    };
    let error = variant(reader);
    if reader.next_name(&mut position).is_some() {
        reader.record_error("expected one member");
    }
    error
}

const DATE_TIME: Member = Member::VALUE.date_time();

crate::serde_view! { BigNumber }
crate::serde_view! { Blob }
crate::serde_view! { Document }
crate::serde_view! { Unit }
crate::serde_view! { Timestamp
    read |reader| {
        let mut value = Timestamp::default();
        Shape::<Json>::read(&mut value, reader, &DATE_TIME);
        Some(value)
    }
    write |value, writer| { Shape::<Json>::write(value, writer, &DATE_TIME) }
}
