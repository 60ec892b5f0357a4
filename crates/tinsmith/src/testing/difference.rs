//! The differences between a request and an expected one, in words.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::Document;

/// Returns the fields in which two structures differ. It compares their debug texts, in which sensitive members are redacted.
pub(super) fn between_structures<T: Debug>(expected: &T, actual: &T) -> Vec<String> {
    let (expected, actual) = (format!("{expected:#?}"), format!("{actual:#?}"));
    let (expected, actual) = (fields(&expected), fields(&actual));
    between_maps(&expected, &actual)
}

/// Returns the fields of a debug text, with their values on one line.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines() {
        let Some(line) = line.strip_prefix("    ") else {
            continue;
        };
        let rest = match line.split_once(": ") {
            Some((field, value)) if !field.starts_with([' ', '}', ']', ')']) => {
                name = field.to_owned();
                value
            }
            _ => line.trim_start(),
        };
        let value: &mut String = fields.entry(name.clone()).or_default();
        if !value.is_empty() && !value.ends_with(['(', '[']) && !rest.starts_with([')', ']']) {
            value.push(' ');
        }
        value.push_str(rest);
    }
    for value in fields.values_mut() {
        *value = value.replace(",)", ")").replace(",]", "]");
        *value = value.trim_end_matches(',').to_owned();
    }
    fields
}

/// Returns the parameters in which two queries differ.
pub(super) fn between_queries(expected: &str, actual: &str) -> Vec<String> {
    between_maps(&parameters(expected), &parameters(actual))
}

fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let values = parameters.entry(name.to_owned()).or_default();
        if !values.is_empty() {
            values.push_str(" and ");
        }
        values.push_str(value);
    }
    parameters
}

fn between_maps(
    expected: &BTreeMap<String, String>,
    actual: &BTreeMap<String, String>,
) -> Vec<String> {
    let missing = expected
        .iter()
        .filter_map(|(name, wanted)| match actual.get(name) {
            Some(value) if value == wanted => None,
            Some(value) => Some(instead(name, value, wanted)),
            None => Some(format!("{name} is missing")),
        });
    let more = actual
        .iter()
        .filter(|(name, _)| !expected.contains_key(*name));
    missing
        .chain(more.map(|(name, value)| format!("{name} is unexpected, with {value}")))
        .collect()
}

pub(super) fn instead(name: &str, value: &str, wanted: &str) -> String {
    format!("{name} is {value} instead of {wanted}")
}

/// Returns the paths at which two documents differ. Values for which `is_redacted` is true equal any value.
pub(super) fn between_documents(
    path: &str,
    expected: &Document,
    actual: &Document,
    is_redacted: &dyn Fn(&Document) -> bool,
) -> Vec<String> {
    if is_redacted(expected) || expected == actual {
        return Vec::new();
    }
    match (expected, actual) {
        (Document::Object(expected), Document::Object(actual)) => {
            let missing = expected.iter().flat_map(|(name, wanted)| {
                let path = format!("{path}.{name}");
                match actual.get(name) {
                    Some(value) => between_documents(&path, wanted, value, is_redacted),
                    None => vec![format!("{path} is missing")],
                }
            });
            let more = actual
                .iter()
                .filter(|(name, _)| !expected.contains_key(*name));
            missing
                .chain(more.map(|(name, value)| {
                    format!("{path}.{name} is unexpected, with {}", value.to_json())
                }))
                .collect()
        }
        (Document::Array(expected), Document::Array(actual)) if expected.len() == actual.len() => {
            let both = expected.iter().zip(actual).enumerate();
            both.flat_map(|(index, (wanted, value))| {
                between_documents(&format!("{path}[{index}]"), wanted, value, is_redacted)
            })
            .collect()
        }
        _ => vec![instead(path, &actual.to_json(), &expected.to_json())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Inner {
        _names: Vec<&'static str>,
        _map: BTreeMap<u8, Option<u8>>,
    }

    #[derive(Debug, Default)]
    struct Outer {
        _id: Option<&'static str>,
        _inner: Option<Inner>,
        _last: i32,
    }

    #[test]
    fn a_structure_is_compared_by_field() {
        let outer = |id, names, last| Outer {
            _id: Some(id),
            _inner: Some(Inner {
                _names: names,
                _map: BTreeMap::from([(1, Some(2))]),
            }),
            _last: last,
        };
        let none = between_structures(&outer("a: b", vec!["x"], 1), &outer("a: b", vec!["x"], 1));
        assert_eq!(none, [""; 0]);
        let one = between_structures(
            &outer("a", vec!["x", "y"], 1),
            &outer("b", vec!["x", "y"], 1),
        );
        assert_eq!(one, [r#"_id is Some("b") instead of Some("a")"#]);
        let two = between_structures(&outer("a", vec!["x", "y"], 1), &outer("a", vec![], 2));
        assert_eq!(
            two,
            [
                r#"_inner is Some(Inner { _names: [], _map: { 1: Some(2), }, }) instead of Some(Inner { _names: ["x", "y"], _map: { 1: Some(2), }, })"#,
                "_last is 2 instead of 1",
            ]
        );
    }

    #[test]
    fn a_query_is_compared_by_parameter() {
        assert_eq!(between_queries("a=1&b=2&a=3", "b=2&a=1&a=3"), [""; 0]);
        assert_eq!(
            between_queries("a=1&b=2&c", "a=1&a=2&c=&d=4"),
            [
                "a is 1 and 2 instead of 1",
                "b is missing",
                "d is unexpected, with 4"
            ]
        );
    }

    #[test]
    fn a_document_is_compared_by_path() {
        let differences = |expected: &str, actual: &str| {
            let [expected, actual] =
                [expected, actual].map(|text| Document::from_json(text).unwrap());
            between_documents("body", &expected, &actual, &|document| {
                document.as_str() == Some("**")
            })
        };
        assert_eq!(
            differences(r#"{"a":[1,{"b":"**"}]}"#, r#"{"a":[1,{"b":2}]}"#),
            [""; 0]
        );
        assert_eq!(
            differences(
                r#"{"a":[1,{"b":true}],"c":1}"#,
                r#"{"a":[2,{"b":false}],"d":{}}"#
            ),
            [
                "body.a[0] is 2 instead of 1",
                "body.a[1].b is false instead of true",
                "body.c is missing",
                "body.d is unexpected, with {}",
            ]
        );
        assert_eq!(
            differences("[1]", "[1,2]"),
            ["body is [1,2] instead of [1]"]
        );
    }
}
