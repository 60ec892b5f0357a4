//! The check of a serde view: a value survives it, and its text holds all members.

use std::fmt::Debug;

use super::differences::Differences;

/// A type that has a serde view. Without the feature `serde` it is any type.
#[cfg(feature = "serde")]
pub trait TestValue: crate::codec::serde_view::SerdeView {}

#[cfg(feature = "serde")]
impl<T: crate::codec::serde_view::SerdeView> TestValue for T {}

/// A type that has a serde view. Without the feature `serde` it is any type.
#[cfg(not(feature = "serde"))]
pub trait TestValue {}

#[cfg(not(feature = "serde"))]
impl<T> TestValue for T {}

/// Deserializes a value from each text and serializes it, which must contain all members of the text, and deserializes it again, which
/// must result in an equal value. Returns the values.
#[cfg(feature = "serde")]
#[track_caller]
pub fn check_serde_view<T>(texts: &[&str]) -> Vec<T>
where
    T: TestValue + Clone + PartialEq + Debug + Send + Sync + 'static,
{
    use super::compare::holds;
    use crate::Document;

    let mut values = Vec::new();
    for text in texts {
        let mut differences = Differences::new(std::any::type_name::<T>());
        match read::<T>(text) {
            Ok(value) => {
                let written = write(&value);
                let documents = (Document::from_json(text), Document::from_json(&written));
                match documents {
                    (Ok(expected), Ok(actual)) if holds(&expected, &actual) => {}
                    _ => differences.add("serde view", text, &written),
                }
                check(&value.clone(), &mut differences);
                values.push(value);
            }
            Err(problem) => differences.add("serde view", text, &problem),
        }
        differences.assert_none();
    }
    values
}

#[cfg(feature = "serde")]
fn write<T: TestValue>(value: &T) -> String {
    let mut writer = crate::codec::json::JsonWriter::for_view();
    value.write(&mut writer);
    writer.into_string()
}

#[cfg(feature = "serde")]
fn read<T: TestValue>(text: &str) -> Result<T, String> {
    let mut reader = crate::codec::json::JsonReader::for_view(text.as_bytes());
    let value = T::read(&mut reader);
    reader.finish().map_err(|error| error.to_string())?;
    value.ok_or_else(|| "nothing".to_owned())
}

/// Serializes a value and deserializes it again, which must result in an equal value. Streams are not compared.
#[cfg(feature = "serde")]
pub(super) fn check<T: TestValue + PartialEq + Debug>(value: &T, differences: &mut Differences) {
    use super::compare::same;
    use super::differences::debug;

    let text = write(value);
    let read = match read::<T>(&text) {
        Ok(read) => read,
        Err(problem) => return differences.add("serde view", &text, &problem),
    };
    let again = write(&read);
    if again != text {
        differences.add("serde view", &text, &again);
    }
    let has_stream = format!("{value:?}").contains("Body(");
    if !has_stream && !same(value, &read) {
        differences.add("value of the serde view", &debug(value), &debug(&read));
    }
}

#[cfg(not(feature = "serde"))]
pub(super) fn check<T: TestValue + PartialEq + Debug>(_value: &T, _differences: &mut Differences) {}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Thing {
        name: Option<String>,
        at: Option<Timestamp>,
        size: i32,
    }

    crate::shape! { Thing { name: "name", at: "at", size: "size", } }

    fn fails(text: &'static str) -> bool {
        std::panic::catch_unwind(|| check_serde_view::<Thing>(&[text])).is_err()
    }

    #[test]
    fn the_members_of_a_text_must_be_serialized() {
        assert!(!fails("{}"), "additional members are allowed");
        assert!(!fails(r#"{"name":"a","at":0.5,"size":1}"#));
        assert!(fails(r#"{"nome":"a"}"#), "a member of another name");
        assert!(fails(r#"{"at":"1970-01-01T00:00:00Z"}"#), "another format");
        assert!(fails(r#"{"size":"1"}"#), "another type");
        assert!(fails("{"), "no JSON");
    }
}
