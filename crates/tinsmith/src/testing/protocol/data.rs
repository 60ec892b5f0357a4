//! What becomes of an output that is written as data and read again.

use std::fmt::Debug;

use super::Differences;

/// A type that the tests can write and read again: with the feature `serde` one that has all members as data, else any.
#[cfg(feature = "serde")]
pub trait Recorded: crate::data::Data {}

#[cfg(feature = "serde")]
impl<T: crate::data::Data> Recorded for T {}

/// A type that the tests can write and read again: with the feature `serde` one that has all members as data, else any.
#[cfg(not(feature = "serde"))]
pub trait Recorded {}

#[cfg(not(feature = "serde"))]
impl<T> Recorded for T {}

/// Writes a value and reads it again, which has to give the same one, but for a stream.
#[cfg(feature = "serde")]
pub(super) fn check<T: Recorded + PartialEq + Debug>(value: &T, differences: &mut Differences) {
    use super::compare::same;
    use super::response::debug;
    use crate::json::{Reader, Writer};

    let write = |value: &T| {
        let mut writer = Writer::for_data();
        value.write(&mut writer);
        writer.into_string()
    };
    let text = write(value);
    let mut reader = Reader::for_data(text.as_bytes());
    let read = T::read(&mut reader);
    if let Err(error) = reader.finish() {
        differences.add("data", &text, &error.to_string());
    }
    let Some(read) = read else {
        return differences.add("data", &text, "nothing");
    };
    let again = write(&read);
    if again != text {
        differences.add("data", &text, &again);
    }
    let has_stream = format!("{value:?}").contains("Body(");
    if !has_stream && !same(value, &read) {
        differences.add("value of the data", &debug(value), &debug(&read));
    }
}

#[cfg(not(feature = "serde"))]
pub(super) fn check<T: Recorded + PartialEq + Debug>(_value: &T, _differences: &mut Differences) {}
