//! The codes of errors: those that several errors have in common, and those that waiters name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{ServiceSpec, generate};

/// A service with two operations, each with an error of its own, by the codes of the errors in awsQuery.
fn model(protocol: &str, book_code: &str, shelf_code: &str) -> Value {
    let error = |code: &str| {
        json!({
            "type": "structure",
            "members": { "message": { "target": "smithy.api#String" } },
            "traits": {
                "smithy.api#error": "client",
                "aws.protocols#awsQueryError": { "code": code, "httpResponseCode": 400 },
            },
        })
    };
    let operation = |error: &str| json!({ "type": "operation", "errors": [{ "target": error }] });
    let mut model = json!({ "smithy": "2.0", "shapes": {
        "a.b#S": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "a.b#GetBook" }, { "target": "a.b#GetShelf" }],
            "traits": {
                "aws.auth#sigv4": { "name": "x" },
                "smithy.api#xmlNamespace": { "uri": "https://a.example" },
            },
        },
        "a.b#GetBook": operation("a.b#NoSuchBook"),
        "a.b#GetShelf": operation("a.b#NoSuchShelf"),
        "a.b#NoSuchBook": error(book_code),
        "a.b#NoSuchShelf": error(shelf_code),
    } });
    model["shapes"]["a.b#S"]["traits"][format!("aws.protocols#{protocol}")] = json!({});
    model
}

/// Returns a file of the crate with some operations of a model, or with all of them.
fn file(model: &Value, operations: Option<&str>, path: &str) -> String {
    let spec = ServiceSpec {
        crate_name: "tinsmith-any".to_owned(),
        operations: operations.map(|operation| [operation.to_owned()].into()),
        ..ServiceSpec::default()
    };
    let generated = generate(&model.to_string(), &spec).unwrap();
    let mut files = generated.files.into_iter();
    files.find(|file| file.path == path).unwrap().text
}

#[test]
fn an_error_whose_code_another_one_has_names_its_operations() {
    let shared = model("awsQuery", "Gone", "Gone");
    let errors = file(&shared, None, "src/error.rs");
    let line = r#"NoSuchBook: "Gone" { "GetBook" } 400,"#;
    assert!(errors.contains(line), "{errors}");
    assert!(errors.contains(r#"NoSuchShelf: "Gone" 400"#), "{errors}");
    for (model, operations) in [
        (&shared, Some("GetBook")),
        (&model("awsQuery", "Gone", "Lost"), None),
        // In this protocol, the codes are the names.
        (&model("awsJson1_0", "Gone", "Gone"), None),
    ] {
        let errors = file(model, operations, "src/error.rs");
        assert!(!errors.contains("{ \"GetBook\" }"), "{errors}");
    }
}

#[test]
fn a_waiter_names_an_error_by_its_shape_or_by_its_code() {
    for (protocol, named, expected) in [
        (
            "awsQuery",
            "NoSuchBook",
            r#"Some("NoSuchBook" | "Gone") =>"#,
        ),
        (
            "awsQuery",
            "a.b#NoSuchBook",
            r#"Some("NoSuchBook" | "Gone") =>"#,
        ),
        ("awsQuery", "Gone", r#"Some("Gone" | "NoSuchBook") =>"#),
        ("awsJson1_0", "Gone", r#"Some("Gone" | "NoSuchBook") =>"#),
        ("awsQuery", "Busy", r#"Some("Busy") =>"#),
        // An error of another operation.
        ("awsQuery", "NoSuchShelf", r#"Some("NoSuchShelf") =>"#),
    ] {
        let mut model = model(protocol, "Gone", "Lost");
        model["shapes"]["a.b#GetBook"]["traits"] = json!({ "smithy.waiters#waitable": {
            "BookDeleted": { "acceptors": [{ "state": "success", "matcher": { "errorType": named } }] },
        } });
        let text = file(&model, None, "src/operation/get_book.rs");
        assert!(text.contains(expected), "{named}: {text}");
    }
}

#[test]
fn an_acceptor_of_an_error_that_an_earlier_one_accepts_is_left_out() {
    let mut model = model("awsQuery", "Gone", "Lost");
    model["shapes"]["a.b#GetBook"]["traits"] = json!({ "smithy.waiters#waitable": {
        "BookDeleted": { "acceptors": [
            { "state": "success", "matcher": { "errorType": "NoSuchBook" } },
            { "state": "retry", "matcher": { "errorType": "Gone" } },
        ] },
    } });
    let text = file(&model, None, "src/operation/get_book.rs");
    assert_eq!(text.matches("\"Gone\"").count(), 1, "{text}");
}
