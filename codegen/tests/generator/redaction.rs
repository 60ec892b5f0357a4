//! Sensitive types do not show their values.

use serde_json::json;
use tinsmith_codegen::Quirks;

use crate::endpoints::{OPERATION, file};

#[test]
fn a_sensitive_enum_is_redacted() {
    for (kind, values, tables) in [
        (
            "enum",
            [json!("HARD"), json!("SOFT")],
            [
                "string_enum! { redacted Binding {",
                "string_enum! { Binding {",
            ],
        ),
        (
            "intEnum",
            [json!(1), json!(2)],
            [
                "debug! { enum Binding }",
                "derive(Clone, Debug)] pub enum Binding {",
            ],
        ),
    ] {
        for (is_sensitive, table) in [true, false].into_iter().zip(tables) {
            let text = file("src/types.rs", Quirks::default(), |shapes| {
                let binding = &mut shapes["com.example#Binding"];
                binding["type"] = json!(kind);
                let names = ["HARDCOVER", "PAPERBACK"].into_iter();
                for (name, value) in names.zip(&values) {
                    binding["members"][name]["traits"]["smithy.api#enumValue"] = value.clone();
                }
                if is_sensitive {
                    binding["traits"] = json!({ "smithy.api#sensitive": {} });
                }
            });
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(table), "{kind}, {is_sensitive}: {text}");
            assert_eq!(text.contains(tables[0]), is_sensitive, "{kind}: {text}");
        }
    }
}

/// Returns the body of the method that describes the state of a book for a waiter's messages, if there is one. These members of the book
/// are sensitive.
fn description(sensitive: &[&str]) -> Option<String> {
    let text = file(OPERATION, Quirks::default(), |shapes| {
        shapes["com.example#Secret"] =
            json!({ "type": "string", "traits": { "smithy.api#sensitive": {} } });
        for name in ["status", "statusMessage", "statusReason"] {
            let target = match sensitive.contains(&name) {
                true => "com.example#Secret",
                false => "smithy.api#String",
            };
            shapes["com.example#Book"]["members"][name] = json!({ "target": target });
        }
        if sensitive.contains(&"book") {
            shapes["com.example#Book"]["traits"] = json!({ "smithy.api#sensitive": {} });
        }
        let matcher = json!({ "output": {
            "path": "book.status", "expected": "LENT", "comparator": "stringEquals",
        } });
        shapes["com.example#GetBook"]["traits"]["smithy.waiters#waitable"] = json!({
            "BookLent": { "acceptors": [{ "state": "success", "matcher": matcher }] },
        });
    });
    assert!(text.contains("pub struct BookLentWaiter;"), "{text}");
    let (_, description) = text.split_once("fn describe(")?;
    let end = description.find("\n    }\n").unwrap_or(description.len());
    description.get(..end).map(str::to_owned)
}

#[test]
fn a_waiter_describes_a_state_without_sensitive_text() {
    for (sensitive, message) in [
        (&[] as &[_], Some("status_message")),
        (&["statusMessage"], Some("status_reason")),
        (&["statusMessage", "statusReason"], None),
    ] {
        let body = description(sensitive).unwrap_or_default();
        assert!(body.contains("book.status is {state}"), "{body}");
        for name in ["status_message", "status_reason"] {
            let is_shown = message == Some(name);
            assert_eq!(body.contains(name), is_shown, "{sensitive:?}: {body}");
        }
    }
    for sensitive in [["status"], ["book"]] {
        assert_eq!(description(&sensitive), None, "{sensitive:?}");
    }
}
