//! The codec's reader and writer, compared with those of serde_json.

use serde_json::Value;
use tinsmith::codec::json;
use tinsmith::{Document, Number};

/// A structure without members: everything in it is skipped.
#[derive(Debug, Default, PartialEq)]
struct Nothing {}

tinsmith::shape! { Nothing {} }

/// The message of serde_json's depth limit, which is one level lower than the codec's.
const TOO_DEEP: &str = "recursion limit exceeded";

/// Checks that the codec reads the same texts as serde_json, as the same values, and skips the texts that it reads. The codec's
/// output for a value is read as the same value by both.
pub fn document(input: &[u8]) {
    let expected = serde_json::from_slice::<Value>(input);
    if matches!(&expected, Err(error) if error.to_string().starts_with(TOO_DEEP)) {
        return;
    }
    let read = Document::from_json(input);
    match (&read, &expected) {
        (Ok(read), Ok(expected)) => {
            assert!(agree(read, expected), "{read:?} is not {expected:?}");
            written(read);
        }
        (Err(_), Err(_)) => {}
        // The two may differ for a decimal number beyond the range of a float.
        (Err(error), Ok(_)) if error.message == "number out of range" => {}
        (read, expected) => panic!("{read:?} is not {expected:?}"),
    }
    let is_skippable = matches!(expected, Ok(Value::Object(_) | Value::Null));
    let skipped = json::from_slice::<Nothing>(input);
    assert_eq!(
        skipped.is_ok(),
        is_skippable,
        "{skipped:?}, but {expected:?}"
    );
}

fn written(document: &Document) {
    let text = document.to_json();
    match Document::from_json(&text) {
        Ok(again) => assert_eq!(&again, document, "{text}"),
        Err(error) => panic!("{text}: {error}"),
    }
    match serde_json::from_str(&text) {
        Ok(again) => assert!(agree(document, &again), "{text} is {again:?}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

fn agree(document: &Document, value: &Value) -> bool {
    match (document, value) {
        (Document::Null, Value::Null) => true,
        (Document::Bool(one), Value::Bool(other)) => one == other,
        (Document::String(one), Value::String(other)) => one == other,
        (Document::Number(one), Value::Number(other)) => same_number(*one, other),
        (Document::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other))
        }
        (Document::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| agree(one, other)))
        }
        _ => false,
    }
}

/// True if the digits that serde_json keeps are the number, by the standard library's parser.
fn same_number(number: Number, digits: &serde_json::Number) -> bool {
    let digits = digits.to_string();
    match number {
        Number::Unsigned(number) => digits.parse() == Ok(number),
        Number::Negative(number) => digits.parse() == Ok(number),
        Number::Float(number) => digits.parse() == Ok(number),
    }
}
