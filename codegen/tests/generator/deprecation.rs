//! Deprecated operations and members in the protocol tests of a crate.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::generate;

use crate::values::{model, spec};

const DEPRECATED: &str = "smithy.api#deprecated";

/// The attribute without which each call of a deprecated method is a warning in the user's project.
const EXPECTED: &str = "#![expect(deprecated, reason = \"the model tests what it deprecates\")]";

/// Generates a service with a response's test, whose call sets the required member alone, and returns true if its tests expect calls of
/// deprecated methods.
fn expects_calls(change: impl FnOnce(&mut Value)) -> bool {
    let text = json!({ "target": "smithy.api#String" });
    let mut required = text.clone();
    required["traits"] = json!({ "smithy.api#required": {} });
    let mut model = model(json!({ "required": required, "optional": text }), json!({}));
    change(&mut model["shapes"]);
    let generated = generate(&model.to_string(), &spec()).unwrap();
    let mut files = generated.files.into_iter();
    let tests = files.find(|file| file.path == "tests/protocol.rs").unwrap();
    tests.text.contains(EXPECTED)
}

#[test]
fn tests_that_call_a_deprecated_method_expect_the_lint() {
    let member = |name: &str| {
        expects_calls(|shapes| {
            let member = &mut shapes["com.example#SendInput"]["members"][name];
            member["traits"][DEPRECATED] = json!({});
        })
    };
    assert!(!expects_calls(|_| {}));
    assert!(member("required"));
    assert!(expects_calls(|shapes| {
        shapes["com.example#Send"]["traits"][DEPRECATED] = json!({});
    }));
    // An expectation without such a call would be a warning, too.
    assert!(!member("optional"));
}

#[test]
fn a_request_that_sets_a_deprecated_member_expects_the_lint() {
    for (params, expected) in [
        (json!({ "required": "a" }), false),
        (json!({ "required": "a", "optional": "b" }), true),
    ] {
        let expects = expects_calls(|shapes| {
            shapes["com.example#SendInput"]["members"]["optional"]["traits"] =
                json!({ DEPRECATED: {} });
            shapes["com.example#Send"]["traits"]["smithy.test#httpRequestTests"] = json!([{
                "id": "Send", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/", "params": params,
            }]);
        });
        assert_eq!(expects, expected, "{params}");
    }
}
