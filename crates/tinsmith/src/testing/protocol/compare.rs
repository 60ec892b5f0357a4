//! Comparison of values and documents.

use std::fmt::Debug;

use crate::Document;

/// True if two values are equal. With a NaN, which does not equal itself, the debug texts are compared, in which every other difference
/// is visible.
pub(super) fn same<T: PartialEq + Debug>(expected: &T, actual: &T) -> bool {
    if expected == actual {
        return true;
    }
    let has_nan = !is_reflexive(expected);
    has_nan && format!("{expected:?}") == format!("{actual:?}")
}

fn is_reflexive<T: PartialEq>(value: &T) -> bool {
    let itself = value;
    value == itself
}

/// True if two JSON texts have equal values. Numbers are compared by value.
pub(super) fn same_json(expected: &[u8], actual: &[u8]) -> bool {
    match (Document::from_json(expected), Document::from_json(actual)) {
        (Ok(expected), Ok(actual)) => same_document(&expected, &actual),
        _ => expected == actual,
    }
}

/// True if two XML texts have the same content. The order of members and of a map's entries and white space around elements do not count.
#[cfg(feature = "xml")]
pub(super) fn same_xml(expected: &[u8], actual: &[u8]) -> bool {
    use crate::codec::xml::normalize;
    match (normalize(expected), normalize(actual)) {
        (Some(expected), Some(actual)) => expected == actual,
        _ => expected == actual,
    }
}

/// True if two forms have the same parameters, in any order.
pub(super) fn same_form(expected: &[u8], actual: &[u8]) -> bool {
    let parameters = |form: &[u8]| {
        let form = String::from_utf8_lossy(form).into_owned();
        let mut parameters: Vec<String> = form.trim().split('&').map(str::to_owned).collect();
        parameters.sort_unstable();
        parameters
    };
    parameters(expected) == parameters(actual)
}

/// True if CBOR in base64 has the same value as other CBOR, or both are empty. Numbers are compared by value.
#[cfg(feature = "cbor")]
pub(super) fn same_cbor(expected: &[u8], actual: &[u8]) -> bool {
    let read = crate::codec::cbor::from_slice::<Document>;
    let expected = base64_simd::STANDARD.decode_to_vec(expected);
    match expected
        .as_deref()
        .map(read)
        .map(|expected| (expected, read(actual)))
    {
        Ok((Ok(expected), Ok(actual))) => same_document(&expected, &actual),
        _ => expected.is_ok_and(|expected| expected == actual),
    }
}

pub(super) fn same_document(expected: &Document, actual: &Document) -> bool {
    if let (Some(expected), Some(actual)) = (expected.as_object(), actual.as_object()) {
        return expected.len() == actual.len()
            && expected
                .iter()
                .zip(actual)
                .all(|((one, expected), (other, actual))| {
                    one == other && same_document(expected, actual)
                });
    }
    if let (Some(expected), Some(actual)) = (expected.as_array(), actual.as_array()) {
        return expected.len() == actual.len()
            && expected
                .iter()
                .zip(actual)
                .all(|(expected, actual)| same_document(expected, actual));
    }
    match (expected.as_number(), actual.as_number()) {
        (Some(expected), Some(actual)) => {
            let (one, other) = (expected.to_f64(), actual.to_f64());
            expected == actual || one == other || (one.is_nan() && other.is_nan())
        }
        _ => expected == actual,
    }
}

/// True if a document contains all members of another one.
#[cfg(feature = "serde")]
pub(super) fn holds(expected: &Document, actual: &Document) -> bool {
    match (expected, actual) {
        (Document::Object(expected), Document::Object(actual)) => {
            expected.iter().all(|(name, expected)| {
                actual
                    .get(name)
                    .is_some_and(|actual| holds(expected, actual))
            })
        }
        (Document::Array(expected), Document::Array(actual)) => {
            expected.len() == actual.len()
                && expected
                    .iter()
                    .zip(actual)
                    .all(|(expected, actual)| holds(expected, actual))
        }
        _ => same_document(expected, actual),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_compared_by_value() {
        assert!(same_json(
            br#"{"a": 1, "b": [true, null]}"#,
            br#"{"b":[true,null],"a":1.0}"#
        ));
        assert!(!same_json(br#"{"a": 1}"#, br#"{"a": 1, "b": null}"#));
        assert!(!same_json(br#"{"a": [1, 2]}"#, br#"{"a": [2, 1]}"#));
        assert!(!same_json(br#"{"a": "1"}"#, br#"{"a": 1}"#));
        assert!(!same_json(b"{}", b""));
    }

    #[test]
    fn nan_equals_nan() {
        assert!(same(&vec![f64::NAN, 1.0], &vec![f64::NAN, 1.0]));
        assert!(!same(&vec![f64::NAN, 1.0], &vec![f64::NAN, 2.0]));
        assert!(!same(&vec![1.0], &vec![f64::NAN]));
    }
}
