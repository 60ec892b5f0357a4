//! The reader and the writer of CBOR, compared with those of ciborium.

use ciborium::Value;
use tinsmith::codec::cbor::{from_slice, to_vec};
use tinsmith::codec::json;
use tinsmith::{Blob, Document, Number};

/// A structure with one member of any value.
#[derive(Debug, Default)]
struct Holder {
    value: Document,
}

tinsmith::shape! { Holder { value: "v" } }

/// A structure without members: everything in it is skipped.
#[derive(Debug, Default)]
struct Nothing {}

tinsmith::shape! { Nothing {} }

/// The reasons for which the codec rejects a value that ciborium reads: limits, and keys that are no texts.
const STRICTER: [&str; 3] = [
    "nests too deep",
    "takes too much memory for its length",
    "expected a string",
];

/// Checks that the codec reads the values that ciborium reads, as the same values, and skips what it reads. The codec's output for a value is
/// read as the same value by both.
pub fn cbor(input: &[u8]) {
    let mut rest = input;
    let expected = ciborium::from_reader::<Value, _>(&mut rest);
    let expected = expected.ok().filter(|_| rest.is_empty());
    match (from_slice::<Document>(input), &expected) {
        (Ok(read), Some(expected)) => {
            assert!(agree(&read, expected), "{read:?} is not {expected:?}");
            check_written(&read);
        }
        (Err(_), None) => {}
        (Err(error), Some(_)) if STRICTER.contains(&error.message) => {}
        (read, expected) => panic!("{read:?} is not {expected:?}"),
    }
    check_skipped(input);
}

/// Checks that a member is skipped if it can be read.
fn check_skipped(value: &[u8]) {
    let structure = [b"\xA1\x61v", value].concat();
    if from_slice::<Holder>(&structure).is_ok() {
        let skipped = from_slice::<Nothing>(&structure);
        assert!(skipped.is_ok(), "{skipped:?}");
    }
}

fn check_written(document: &Document) {
    let bytes = match to_vec(document) {
        Ok(bytes) => bytes,
        Err(problems) => panic!("{problems:?}"),
    };
    match from_slice::<Document>(&bytes) {
        // NaN is not equal to itself.
        Ok(again) => assert_eq!(format!("{again:?}"), format!("{document:?}")),
        Err(error) => panic!("{error}"),
    }
    match ciborium::from_reader::<Value, _>(&*bytes) {
        Ok(again) => assert!(agree(document, &again), "{again:?} is not {document:?}"),
        Err(error) => panic!("{error}"),
    }
}

fn agree(document: &Document, value: &Value) -> bool {
    match (document, value) {
        // ciborium drops the leading zeros of a big integer.
        (Document::String(one), Value::Tag(2 | 3, other)) if other.is_bytes() => {
            let bytes = decode(one);
            let start = bytes.iter().position(|byte| *byte != 0);
            other.as_bytes().map(Vec::as_slice) == bytes.get(start.unwrap_or(bytes.len())..)
        }
        (_, Value::Tag(_, value)) => agree(document, value),
        (Document::Null, Value::Null) => true,
        (Document::Bool(one), Value::Bool(other)) => one == other,
        (Document::String(one), Value::Text(other)) => one == other,
        (Document::String(one), Value::Bytes(other)) => decode(one) == *other,
        // A tag makes an integer of bytes, of which the document has the bytes.
        (Document::String(one), Value::Integer(other)) => big_integer(&decode(one), *other),
        (Document::Number(one), other) => same_number(*one, other),
        (Document::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other))
        }
        // Of entries with the same key, the last one counts.
        (Document::Object(one), Value::Map(other)) => {
            let is_key_in_document =
                |(key, _): &(Value, Value)| key.as_text().is_some_and(|key| one.contains_key(key));
            other.iter().all(is_key_in_document)
                && one.iter().all(|(name, one)| {
                    let mut entries = other.iter().rev();
                    let found = entries.find(|(key, _)| key.as_text() == Some(name));
                    found.is_some_and(|(_, other)| agree(one, other))
                })
        }
        _ => false,
    }
}

fn decode(base64: &str) -> Vec<u8> {
    match json::from_slice::<Blob>(format!("\"{base64}\"").as_bytes()) {
        Ok(blob) => blob.to_vec(),
        Err(error) => panic!("{base64}: {error}"),
    }
}

/// True if big-endian bytes are those of an integer, or, for a negative one, those of its distance to -1.
fn big_integer(bytes: &[u8], integer: ciborium::value::Integer) -> bool {
    let integer = i128::from(integer);
    let magnitude = if integer < 0 { -1 - integer } else { integer };
    let found = bytes
        .iter()
        .fold(0_i128, |found, byte| found << 8 | i128::from(*byte));
    found == magnitude
}

fn same_number(number: Number, value: &Value) -> bool {
    match (number, value) {
        (Number::Unsigned(one), Value::Integer(other)) => i128::from(one) == i128::from(*other),
        (Number::Negative(one), Value::Integer(other)) => i128::from(one) == i128::from(*other),
        // An integer below those of 64 bits.
        (Number::Float(one), Value::Integer(other)) => one == i128::from(*other) as f64,
        (Number::Float(one), Value::Float(other)) => {
            one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
        }
        _ => false,
    }
}
