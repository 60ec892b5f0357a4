//! Defaults of members: those that are no value of their type, and the values that are printed.

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, generate};

use crate::{file, model, spec, texts};

/// Generates a member of the output with a default.
fn with_default(target: Value, default: Value) -> Result<Generated, Vec<Diagnostic>> {
    let model = model(|model| {
        model["shapes"]["a.b#E"] = json!({ "type": "enum", "members": {
            "A": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "a" } },
        } });
        model["shapes"]["a.b#N"] = json!({ "type": "intEnum", "members": {
            "A": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 1 } },
        } });
        model["shapes"]["a.b#D"] = json!({
            "type": "timestamp",
            "traits": { "smithy.api#timestampFormat": "http-date" },
        });
        model["shapes"]["a.b#L"] =
            json!({ "type": "list", "member": { "target": "smithy.api#String" } });
        model["shapes"]["a.b#O"]["members"]["a"] =
            json!({ "target": target, "traits": { "smithy.api#default": default } });
    });
    generate(&model, &spec())
}

#[test]
fn a_default_of_another_type_or_out_of_range_is_rejected() {
    for (target, default) in [
        ("smithy.api#Byte", "300"),
        ("smithy.api#Byte", "-129"),
        ("smithy.api#Short", "32768"),
        ("smithy.api#Integer", "2147483648"),
        ("smithy.api#Integer", "1.5"),
        ("smithy.api#Long", "9223372036854775808"),
        ("smithy.api#Long", "-9223372036854775809"),
        ("smithy.api#Float", "1e39"),
        ("smithy.api#Double", "1e400"),
        ("smithy.api#Double", "\"nan\""),
        ("smithy.api#BigInteger", "1.5"),
        ("smithy.api#Boolean", "\"true\""),
        ("smithy.api#Blob", "\"a b\""),
        ("smithy.api#Blob", "\"Y\""),
        ("smithy.api#Timestamp", "\"yesterday\""),
        ("smithy.api#Timestamp", "\"2018-02-30T00:00:00Z\""),
        ("smithy.api#Timestamp", "1e20"),
        ("a.b#D", "\"Fri, 30 Feb 2018 00:00:00 GMT\""),
        ("a.b#E", "\"b\""),
        ("a.b#N", "2"),
        ("a.b#L", "[\"a\"]"),
    ] {
        let value: Value = serde_json::from_str(default).unwrap();
        let begin = format!("a.b#O$a: has the default {value}, which is not a value of");
        let problems = with_default(json!(target), value).unwrap_err();
        let problems = texts(&problems);
        assert!(problems[0].starts_with(&begin), "{target}: {problems:?}");
    }
}

#[test]
fn a_document_with_a_number_that_the_client_cannot_hold_is_rejected() {
    for default in [
        "1e400",
        "18446744073709551617",
        r#"{"a":[1,{"b":-9223372036854775809}]}"#,
    ] {
        let value: Value = serde_json::from_str(default).unwrap();
        let begin = format!("a.b#O$a: has the default {value}, which is not a value of");
        let problems = with_default(json!("smithy.api#Document"), value).unwrap_err();
        assert!(texts(&problems)[0].starts_with(&begin), "{problems:?}");
    }
}

#[test]
fn a_default_is_printed_exactly() {
    for (target, default, printed) in [
        (
            "smithy.api#Timestamp",
            "1515531081.5",
            "Timestamp::new(1515531081, 500000000)",
        ),
        (
            "smithy.api#Timestamp",
            "1515531081.0",
            "Timestamp::from_seconds(1515531081)",
        ),
        (
            "smithy.api#Timestamp",
            "-0.5",
            "Timestamp::new(-1, 500000000)",
        ),
        (
            "smithy.api#Timestamp",
            "\"2018-01-09T20:51:21.5Z\"",
            "Timestamp::new(1515531081, 500000000)",
        ),
        (
            "a.b#D",
            "\"Tue, 09 Jan 2018 20:51:21 GMT\"",
            "Timestamp::from_seconds(1515531081)",
        ),
        ("smithy.api#Double", "1e300", "{ a: 1e300 }"),
        ("smithy.api#Double", "0.1", "{ a: 0.1 }"),
        ("smithy.api#Double", "-0.0", "{ a: -0.0 }"),
        ("smithy.api#Double", "\"NaN\"", "{ a: f64::NAN }"),
        (
            "smithy.api#Float",
            "\"-Infinity\"",
            "{ a: f32::NEG_INFINITY }",
        ),
        ("smithy.api#Float", "3.14159265358979", "{ a: 3.1415927 }"),
        ("smithy.api#Byte", "-128", "{ a: -128 }"),
        (
            "smithy.api#Blob",
            "\"YWI=\"",
            "Blob::from(b\"ab\".to_vec())",
        ),
        ("a.b#E", "\"a\"", "E::from(\"a\")"),
        (
            "smithy.api#Document",
            "18446744073709551615",
            "Document::from(18446744073709551615u64)",
        ),
        ("smithy.api#Document", "1e300", "Document::from(1e300f64)"),
    ] {
        let value: Value = serde_json::from_str(default).unwrap();
        let generated = with_default(json!(target), value).unwrap();
        let text = file(&generated, "src/operation/op.rs");
        assert!(text.contains(printed), "{target} {default}: {text}");
    }
}

#[test]
fn a_file_with_a_number_close_to_a_constant_allows_the_lint_of_such_numbers() {
    let allow =
        "#![allow(clippy::approx_constant, reason = \"the numbers are those of the model\")]";
    for (target, default, is_near) in [
        ("smithy.api#Double", "3.14", true),
        ("smithy.api#Double", "-2.718", true),
        ("smithy.api#Float", "0.3010299", true),
        ("smithy.api#Document", "{\"a\":[0.318]}", true),
        ("smithy.api#Double", "3.2", false),
        ("smithy.api#Double", "-0.5", false),
        ("smithy.api#Integer", "3", false),
    ] {
        let value: Value = serde_json::from_str(default).unwrap();
        let generated = with_default(json!(target), value).unwrap();
        let text = file(&generated, "src/operation/op.rs");
        assert_eq!(text.contains(allow), is_near, "{target} {default}: {text}");
    }
}
