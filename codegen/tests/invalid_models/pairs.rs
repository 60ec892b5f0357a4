//! Each pair of faults of one shape gives the problems of both, and no others: no fault hides another, and no problem follows from two.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tinsmith_codegen::{ServiceSpec, generate};

use crate::patch::{library, merge};

/// Faults at different places of the model, most of them in shapes that have several: for each the path of properties that lead from the shapes
/// to it, and the value there.
fn faults() -> Vec<(&'static str, Value)> {
    let string = |traits: Value| json!({ "target": "smithy.api#String", "traits": traits });
    let nowhere = json!({ "target": "com.example#Nowhere" });
    vec![
        ("Book/members/title", json!(7)),
        ("Book/members/a", json!({})),
        ("Book/members/b", nowhere.clone()),
        ("Book/members/c", json!({ "target": "no id" })),
        ("Book/members/d", json!({ "target": 1 })),
        (
            "Book/members/e",
            json!({ "target": "smithy.api#String", "targt": 1 }),
        ),
        (
            "Book/members/f g",
            json!({ "target": "smithy.api#String", "traits": [] }),
        ),
        (
            "Book/members/h",
            json!({ "target": "smithy.api#String", "traits": [] }),
        ),
        ("Book/members/i", string(json!({ "com.example#shout": {} }))),
        ("Book/members/j", string(json!({ "smithy.api#default": 7 }))),
        (
            "Book/members/k",
            string(json!({ "smithy.api#timestampFormat": "sundial" })),
        ),
        (
            "Book/members/l",
            json!({ "target": "smithy.api#Integer", "traits": { "smithy.api#idempotencyToken": {} } }),
        ),
        (
            "Book/members/m",
            string(json!({ "smithy.api#jsonName": "bookId" })),
        ),
        ("Book/members/n", json!({ "target": "com.example#GetBook" })),
        ("Book/members/book_id", string(json!({}))),
        (
            "Book/members/o",
            json!({ "target": "com.example#Nothing", "traits": { "smithy.api#timestampFormat": "sundial" } }),
        ),
        ("Book/mixins", json!([nowhere])),
        ("Book/membrs", json!({})),
        ("Book/traits/com.example#whisper", json!({})),
        ("Book/type", json!("structur")),
        (
            "Book$binding",
            json!({ "type": "apply", "traits": { "com.example#whisper": {} } }),
        ),
        ("Book$nothing", json!({ "type": "apply", "traits": {} })),
        ("GetBook/input", nowhere.clone()),
        ("GetBook/output", json!({ "target": "com.example#Books" })),
        (
            "GetBook/errors",
            json!([nowhere, { "target": "com.example#BookId" }, 7]),
        ),
        ("GetBook/outputs", json!([])),
        ("GetBook/type", json!("operaton")),
        ("GetBook/traits/smithy.api#http/method", json!("get")),
        (
            "GetBook/traits/smithy.api#endpoint",
            json!({ "hostPrefix": "caf\u{e9}." }),
        ),
        (
            "GetBook/traits/smithy.api#auth",
            json!(["com.example#Handshake"]),
        ),
        ("GetBook/traits/com.example#whisper", json!({})),
        ("ListBooks/traits/smithy.api#http/uri", json!("books")),
        (
            "ListBooks/traits/smithy.api#paginated/items",
            json!("shelves"),
        ),
        (
            "ListBooks/traits/smithy.api#paginated/pageSize",
            json!("length"),
        ),
        (
            "ListBooks/traits/smithy.api#paginated/inputToken",
            json!("token"),
        ),
        ("ListBooks/output", nowhere.clone()),
        (
            "ListBooksRequest/members/p",
            json!({ "traits": { "smithy.api#httpQuery": "maxResults" } }),
        ),
        ("ListBooksResponse/members", json!([])),
        ("LendBook/traits", json!([])),
        (
            "LendBookRequest/members/q",
            string(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {} })),
        ),
        (
            "LendBookRequest/members/r",
            string(json!({ "smithy.api#httpHeader": "a b" })),
        ),
        (
            "LendBookRequest/members/until/target",
            json!("com.example#Yesterday"),
        ),
        ("Library/resources", json!([nowhere, {}])),
        ("Library/errors", json!([nowhere])),
        ("Library/version", json!(1)),
        ("Library/rename", json!({ "com.example#Book": 7 })),
        ("Library/type", json!("servis")),
        ("Library/traits/aws.auth#sigv4/name", json!("a/b")),
        ("Library/traits/com.example#whisper", json!({})),
        (
            "Binding/members/AUDIO",
            json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 3 } }),
        ),
        (
            "Binding/members/PAPERBACK/traits/smithy.api#enumValue",
            json!("HARDCOVER"),
        ),
        ("Binding/type", json!("enm")),
        ("Books/member", nowhere.clone()),
        ("Books/traits/com.example#whisper", json!({})),
        ("Books/type", json!("lst")),
        ("Notes/key/target", json!("smithy.api#Integer")),
        ("Notes/value", json!(7)),
        (
            "Reader/members/s",
            string(json!({ "smithy.api#default": "x" })),
        ),
        ("Reader/members/t", nowhere),
        (
            "School/members/u",
            json!({ "target": "com.example#School", "traits": { "smithy.api#required": {} } }),
        ),
        (
            "School/members/v",
            json!({ "target": "com.example#School", "traits": { "smithy.api#required": {} } }),
        ),
        ("NotFoundException/traits/smithy.api#error", json!("reader")),
        ("NotFoundException/traits/smithy.api#httpError", json!(42)),
        (
            "Old",
            json!({ "type": "string", "traits": { "smithy.api#enum": [{}, { "value": "a" }, {}] } }),
        ),
        ("Extra", json!(7)),
    ]
}

/// Returns the problems of the sound model with faults.
fn problems(faults: &[&(&str, Value)]) -> BTreeSet<String> {
    let mut model = library();
    for (path, value) in faults {
        let mut keys = path.split('/').rev();
        let last = keys.next_back().unwrap();
        let nested = |value, key: &str| Value::Object(Map::from_iter([(key.to_owned(), value)]));
        let shape = keys.fold(value.clone(), nested);
        merge(
            &mut model,
            &json!({ "shapes": { format!("com.example#{last}"): shape } }),
        );
    }
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let problems = generate(&model.to_string(), &spec)
        .err()
        .unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

/// True if one of two faults is within the other, or if its place is that of the other.
fn overlap(one: &str, other: &str) -> bool {
    let is_within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_within(one, other) || is_within(other, one)
}

/// Pairs of which the first makes it unknown if the second is a fault: a shape may have further members or another type.
const DEPENDENT: [(&str, &str); 7] = [
    ("Book/members/f g", "Book$nothing"),
    ("Book/mixins", "Book$nothing"),
    ("Book/membrs", "Book$nothing"),
    ("Book/type", "Book$nothing"),
    ("Book/type", "Book/membrs"),
    ("GetBook/type", "GetBook/outputs"),
    (
        "ListBooks/output",
        "ListBooks/traits/smithy.api#paginated/items",
    ),
];

/// Returns the name of the shape that has a fault.
fn shape(path: &str) -> &str {
    path.split(['/', '$']).next().unwrap_or_default()
}

#[test]
fn no_fault_hides_another_of_its_shape_and_no_problem_follows_from_two() {
    let faults = faults();
    let mut alone = Vec::new();
    for fault in &faults {
        let problems = problems(&[fault]);
        assert!(!problems.is_empty(), "{} is no fault", fault.0);
        alone.push(problems);
    }
    let mut failures = Vec::new();
    for (index, (one, of_one)) in faults.iter().zip(&alone).enumerate() {
        for (other, of_other) in faults.iter().zip(&alone).skip(index + 1) {
            if shape(one.0) != shape(other.0) || overlap(one.0, other.0) {
                continue;
            }
            let together = problems(&[one, other]);
            let expected: BTreeSet<String> = match (one.0, other.0) {
                pair if DEPENDENT.contains(&pair) => of_one.clone(),
                (one, other) if DEPENDENT.contains(&(other, one)) => of_other.clone(),
                _ => of_one.union(of_other).cloned().collect(),
            };
            if together != expected {
                let hidden: Vec<_> = expected.difference(&together).collect();
                let further: Vec<_> = together.difference(&expected).collect();
                failures.push(format!(
                    "{} and {}: hides {hidden:#?}, adds {further:#?}",
                    one.0, other.0
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
