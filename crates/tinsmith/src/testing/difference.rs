//! What keeps a request from being the one that a script waits for, in words.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::Document;

/// The fields in which two structures differ, by their debug texts, which leave secrets out.
pub(super) fn of_structures<T: Debug>(expected: &T, actual: &T) -> Vec<String> {
    let (expected, actual) = (format!("{expected:#?}"), format!("{actual:#?}"));
    let (expected, actual) = (fields(&expected), fields(&actual));
    of_maps(&expected, &actual)
}

/// The fields of a structure with their values on one line, as its debug text has them.
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

/// The parameters in which two queries differ.
pub(super) fn of_queries(expected: &str, actual: &str) -> Vec<String> {
    of_maps(&parameters(expected), &parameters(actual))
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

fn of_maps(expected: &BTreeMap<String, String>, actual: &BTreeMap<String, String>) -> Vec<String> {
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
        .chain(more.map(|(name, value)| format!("{name} is there, as {value}")))
        .collect()
}

pub(super) fn instead(name: &str, value: &str, wanted: &str) -> String {
    format!("{name} is {value} instead of {wanted}")
}

/// The places at which two documents differ. `agrees` says of two that need not be equal whether they are the same all the same.
pub(super) fn of_documents(
    place: &str,
    expected: &Document,
    actual: &Document,
    agrees: &dyn Fn(&Document) -> bool,
) -> Vec<String> {
    if agrees(expected) || expected == actual {
        return Vec::new();
    }
    match (expected, actual) {
        (Document::Object(expected), Document::Object(actual)) => {
            let missing = expected.iter().flat_map(|(name, wanted)| {
                let place = format!("{place}.{name}");
                match actual.get(name) {
                    Some(value) => of_documents(&place, wanted, value, agrees),
                    None => vec![format!("{place} is missing")],
                }
            });
            let more = actual
                .iter()
                .filter(|(name, _)| !expected.contains_key(*name));
            missing
                .chain(more.map(|(name, value)| {
                    format!("{place}.{name} is there, as {}", value.to_json())
                }))
                .collect()
        }
        (Document::Array(expected), Document::Array(actual)) if expected.len() == actual.len() => {
            let both = expected.iter().zip(actual).enumerate();
            both.flat_map(|(index, (wanted, value))| {
                of_documents(&format!("{place}[{index}]"), wanted, value, agrees)
            })
            .collect()
        }
        _ => vec![instead(place, &actual.to_json(), &expected.to_json())],
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
        let none = of_structures(&outer("a: b", vec!["x"], 1), &outer("a: b", vec!["x"], 1));
        assert_eq!(none, [""; 0]);
        let one = of_structures(
            &outer("a", vec!["x", "y"], 1),
            &outer("b", vec!["x", "y"], 1),
        );
        assert_eq!(one, [r#"_id is Some("b") instead of Some("a")"#]);
        let two = of_structures(&outer("a", vec!["x", "y"], 1), &outer("a", vec![], 2));
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
        assert_eq!(of_queries("a=1&b=2&a=3", "b=2&a=1&a=3"), [""; 0]);
        assert_eq!(
            of_queries("a=1&b=2&c", "a=1&a=2&c=&d=4"),
            [
                "a is 1 and 2 instead of 1",
                "b is missing",
                "d is there, as 4"
            ]
        );
    }

    #[test]
    fn a_document_is_compared_by_place() {
        let of = |expected: &str, actual: &str| {
            let [expected, actual] =
                [expected, actual].map(|text| Document::from_json(text).unwrap());
            of_documents("body", &expected, &actual, &|document| {
                document.as_str() == Some("**")
            })
        };
        assert_eq!(
            of(r#"{"a":[1,{"b":"**"}]}"#, r#"{"a":[1,{"b":2}]}"#),
            [""; 0]
        );
        assert_eq!(
            of(
                r#"{"a":[1,{"b":true}],"c":1}"#,
                r#"{"a":[2,{"b":false}],"d":{}}"#
            ),
            [
                "body.a[0] is 2 instead of 1",
                "body.a[1].b is false instead of true",
                "body.c is missing",
                "body.d is there, as {}",
            ]
        );
        assert_eq!(of("[1]", "[1,2]"), ["body is [1,2] instead of [1]"]);
    }
}
