//! Broken models, and the diagnostics that each of them gives: all of them, and nothing else.
//!
//! Each case is a sound model with a JSON merge patch on it.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod bindings;
mod event_streams;
mod operations;
mod pairs;
mod patch;
mod references;
mod shapes;

use expect_test::{Expect, expect};
use patch::{library, merge};
use serde_json::{Map, Value, json};
use tinsmith_codegen::smithy::ModelFile;
use tinsmith_codegen::{Diagnostic, ServiceSpec, generate, outline, plan_from_files};

/// Compares everything that is wrong with a model with what should be, a line each.
fn check_text(model: &str, spec: &ServiceSpec, expected: Expect) {
    let spec = &ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..spec.clone()
    };
    let diagnostics = generate(model, spec).err().unwrap_or_default();
    let lines: String = diagnostics
        .iter()
        .map(|diagnostic| format!("{diagnostic}\n"))
        .collect();
    expected.assert_eq(&lines);
}

/// Compares the problems by which a model has neither a list of its operations nor a plan.
fn check_list_and_plan(model: &str, spec: &ServiceSpec, expected: Expect) {
    let files = [ModelFile {
        name: "library.json",
        text: model,
    }];
    let problems = |diagnostics: Vec<Diagnostic>| -> String {
        let lines = diagnostics.iter();
        lines.map(|diagnostic| format!("{diagnostic}\n")).collect()
    };
    let of_list = problems(outline(&files, spec).unwrap_err());
    expected.assert_eq(&of_list);
    let of_plan = problems(plan_from_files(&files, spec).unwrap_err());
    assert_eq!(of_plan, of_list);
}

/// The sound model with a patch.
fn check_model(patch: Value, expected: Expect) {
    check_spec(patch, &ServiceSpec::default(), expected);
}

fn check_spec(patch: Value, spec: &ServiceSpec, expected: Expect) {
    let mut model = library();
    merge(&mut model, &patch);
    check_text(&model.to_string(), spec, expected);
}

/// The sound model with a patch of its shapes, by their names.
fn check(patch: Value, expected: Expect) {
    let Value::Object(patch) = patch else {
        panic!("shapes by name")
    };
    let shapes: Map<String, Value> = patch
        .into_iter()
        .map(|(name, shape)| (format!("com.example#{name}"), shape))
        .collect();
    check_model(json!({ "shapes": shapes }), expected);
}

#[test]
fn the_model_that_all_others_are_made_of_is_sound() {
    check_model(json!({}), expect![[""]]);
}

#[test]
fn crate_names_that_are_none() {
    for name in ["", "9-lives", "a/b", "a b"] {
        let spec = ServiceSpec {
            crate_name: name.to_owned(),
            ..ServiceSpec::default()
        };
        let problems = generate(&library().to_string(), &spec).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(
            problems[0].to_string(),
            format!(
                "the crate name `{name}` is invalid; use letters, digits, `-` and `_`, beginning with a letter, and no keyword of Rust"
            )
        );
    }
}

#[test]
fn crate_names_that_generated_code_uses() {
    for name in [
        "tinsmith",
        "std",
        "core",
        "alloc",
        "test",
        "tokio",
        "proc_macro",
        "proc-macro",
    ] {
        let spec = ServiceSpec {
            crate_name: name.to_owned(),
            ..ServiceSpec::default()
        };
        let problems = generate(&library().to_string(), &spec).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(
            problems[0].to_string(),
            format!(
                "the crate name `{name}` is that of a crate which generated code uses; choose another name"
            )
        );
    }
}

#[test]
fn files_that_are_no_models() {
    let spec = ServiceSpec::default();
    check_text(
        "",
        &spec,
        expect![[r#"
        the model is not a Smithy JSON AST: EOF while parsing a value at line 1 column 0
    "#]],
    );
    check_text(
        "<html>",
        &spec,
        expect![[r#"
        the model is not a Smithy JSON AST: expected value at line 1 column 1
    "#]],
    );
    check_text(
        "[]",
        &spec,
        expect![[r#"
            the model is not a Smithy JSON AST: invalid type: sequence, expected an object with `smithy`, and `shapes` or `metadata` at line 1 column 0
        "#]],
    );
    check_text(
        r#"{"openapi": "3.0"}"#,
        &spec,
        expect![[r#"
            the model has no `smithy` version
            the model has no `shapes`, but the key `openapi`
        "#]],
    );
    check_text(
        r#"{"smithy": "2.0", "shapes": []}"#,
        &spec,
        expect![[r#"
        the model is not a Smithy JSON AST: invalid type: sequence, expected an object of shapes at line 1 column 28
    "#]],
    );
    check_text(
        r#"{"smithy": "2.0", "shapes": {"a#B": {"type": "string"}, "a#B": {"type": "blob"}}}"#,
        &spec,
        expect![[r#"
            a#B: is defined twice
        "#]],
    );
    check_text(
        &library().to_string().replace(r#""2.0""#, r#""1.0""#),
        &spec,
        expect![[r#"
            Smithy version `1.0` is not supported, only 2.0
        "#]],
    );
    check_model(
        json!({ "smithy": null }),
        expect![[r#"
        the model has no `smithy` version
    "#]],
    );
    check_model(
        json!({ "shapes": null }),
        expect![[r#"
        the model has no service
    "#]],
    );
}

#[test]
fn shapes_that_are_malformed() {
    check_model(
        json!({ "shapes": { "Book": { "type": "string" } } }),
        expect![[r#"
            in `shapes`: `Book` is not a shape id of the form `namespace#Shape`
        "#]],
    );
    check_model(
        json!({ "shapes": { "com.example#A$b": { "type": "string" } } }),
        expect![[r#"
            com.example#A$b: is a member, and only `apply` may name one
        "#]],
    );
    check_model(
        json!({ "shapes": { "com.example#A$b": { "type": "apply", "traits": {} } } }),
        expect![[r#"
            com.example#A$b: is neither defined nor mixed in, but traits are applied to it; define it or correct its name
        "#]],
    );
    check(
        json!({ "Extra": 7 }),
        expect![[r#"
        com.example#Extra: is not an object
    "#]],
    );
    check(
        json!({ "Extra": {} }),
        expect![[r#"
        com.example#Extra: has no `type`
    "#]],
    );
    check(
        json!({ "Extra": { "type": "tuple" } }),
        expect![[r#"
        com.example#Extra: is of the unknown type `tuple`
    "#]],
    );
    check(
        json!({ "Extra": { "type": "string", "members": {} } }),
        expect![[r#"
            com.example#Extra: has the property `members`, which no string has
        "#]],
    );
    check(
        json!({ "Extra": { "type": "structure", "members": { "a b": {}, "c": {}, "d": 1 } } }),
        expect![[r#"
            com.example#Extra: has a member `a b`, which is not an identifier
            com.example#Extra$a b: has no target
            com.example#Extra$c: has no target
            com.example#Extra$d: is not an object
        "#]],
    );
    check(
        json!({ "Extra": { "type": "structure", "mixins": [{ "target": "com.example#Extra" }] } }),
        expect![[r#"
            com.example#Extra: is mixed into itself through `com.example#Extra`
        "#]],
    );
    check(
        json!({
            "Extra": { "type": "structure", "mixins": [{ "target": "com.example#Binding" }] },
            "More": {
                "type": "structure",
                "mixins": [{ "target": "com.example#School" }],
                "members": { "name": { "target": "smithy.api#Blob" } },
            },
        }),
        expect![[r#"
            com.example#Extra: is a structure, but its mixin `com.example#Binding` is an enum; a mixin is of the same type
            com.example#More$name: targets `smithy.api#Blob`, but as a mixin's member `smithy.api#String`; a member has one target
        "#]],
    );
    check(
        json!({ "Books": { "member": null }, "Notes": { "key": null } }),
        expect![[r#"
            com.example#Books: has no `member`
            com.example#Notes: has no `key`
        "#]],
    );
}

#[test]
fn services_that_cannot_be_chosen() {
    let other =
        json!({ "type": "service", "version": "1", "traits": { "aws.protocols#restJson1": {} } });
    check(
        json!({ "Library": null }),
        expect![[r#"
        the model has no service
    "#]],
    );
    check(
        json!({ "Archive": other.clone() }),
        expect![[r#"
        the model has 2 services, and one has to be named: `com.example#Library`, `com.example#Archive`
    "#]],
    );
    let named = |name: &str| ServiceSpec {
        service: Some(name.to_owned()),
        ..ServiceSpec::default()
    };
    let patch = json!({ "shapes": { "com.example#Archive": other } });
    check_spec(
        patch.clone(),
        &named("Museum"),
        expect![[r#"
        the model has no service `Museum`, it has `com.example#Library`, `com.example#Archive`
    "#]],
    );
    check_spec(
        patch.clone(),
        &named("com.example#Archive"),
        expect![[r#"
        com.example#Archive: has no operations to generate
    "#]],
    );
    check_spec(patch, &named("Library"), expect![[""]]);
    check(
        json!({ "Library": { "operations": [] } }),
        expect![[r#"
        com.example#Library: has no operations to generate
    "#]],
    );
}

#[test]
fn protocols_and_traits_that_are_not_spoken() {
    check(
        json!({ "Library": { "traits": { "aws.protocols#restJson1": null, "smithy.protocols#rpcv2Json": {} } } }),
        expect![[r#"
            com.example#Library: speaks none of the supported protocols: the service speaks `rpcv2Json`; supported are `rpcv2Cbor`, `awsJson1_0`, `awsJson1_1`, `restJson1`, `restXml`, `awsQuery`, `ec2Query`
        "#]],
    );
    check(
        json!({
            "GetBook": { "traits": { "com.example#shout": {} } },
            "Book": { "members": { "title": { "traits": { "smithy.api#jsonNames": "Title" } } } },
        }),
        expect![[r#"
            com.example#GetBook: has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
            com.example#Book$title: has the unknown trait `smithy.api#jsonNames`; did you mean `smithy.api#jsonName`?; `ServiceSpec::ignore_traits` with "smithy.api#jsonNames" ignores it
        "#]],
    );
}

#[test]
fn requests_for_what_is_not_there() {
    let spec = ServiceSpec {
        operations: Some(["GetBooks", "LendBook", "Burn"].map(str::to_owned).to_vec()),
        renames: [("Boook", "Tome"), ("Book", "my tome")]
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..ServiceSpec::default()
    };
    check_spec(
        json!({}),
        &spec,
        expect![[r#"
            `Book` is renamed to `my tome`, which is not an identifier
            `Boook` is renamed to `Tome`, but there is no such shape or member; did you mean `Book`?
            com.example#Library: has no operation `GetBooks`; did you mean `GetBook`?
            com.example#Library: has no operation `Burn`
        "#]],
    );
}

#[test]
fn traits_to_ignore_that_no_shape_has_or_that_are_implemented() {
    let spec = ServiceSpec {
        ignore_traits: [
            "no id",
            "com.example#shout",
            "smithy.api#http",
            "com.example#whisper",
        ]
        .map(str::to_owned)
        .into(),
        ..ServiceSpec::default()
    };
    check_spec(
        json!({ "shapes": { "com.example#Book": { "traits": { "com.example#whisper": {} } } } }),
        &spec,
        expect![[r#"
            the trait `com.example#shout` is to be ignored, but no shape has it; remove it from the traits to ignore, or correct its id
            the trait `no id` is to be ignored, but no shape has it; give the whole id, such as `namespace#name`
            the trait `smithy.api#http` is to be ignored, but it is implemented; remove it from the traits to ignore
        "#]],
    );
}

#[test]
fn a_service_whose_operations_are_all_left_out() {
    let spec = ServiceSpec {
        skip_unsupported: true,
        ..ServiceSpec::default()
    };
    let shout = json!({ "traits": { "com.example#shout": {} } });
    check_spec(
        json!({ "shapes": {
            "com.example#GetBook": shout,
            "com.example#ListBooks": shout,
            "com.example#LendBook": shout,
        } }),
        &spec,
        expect![[r#"
            com.example#Library: has no operations to generate
            com.example#GetBook: is left out: `com.example#GetBook` has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
            com.example#LendBook: is left out: `com.example#LendBook` has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
            com.example#ListBooks: is left out: `com.example#ListBooks` has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
        "#]],
    );
}

#[test]
fn problems_of_every_kind_come_at_once() {
    check(
        json!({
            "GetBook": { "traits": { "smithy.api#http": { "method": "get" }, "com.example#shout": {} } },
            "Notes": { "key": { "target": "smithy.api#Integer" } },
            "book": { "type": "structure", "members": {} },
            "Reader": { "members": { "other": { "target": "com.example#book" } } },
            "Book": { "members": { "book_id": { "target": "smithy.api#String" } } },
        }),
        expect![[r#"
            com.example#GetBook: has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
            com.example#GetBook: has the invalid HTTP method `get`, which must consist of upper-case letters
            com.example#Notes$key: is the key of a map, but `smithy.api#Integer` is an integer, not a string
            com.example#book: has the Rust type name `Book`, as `com.example#Book` has; give one of them another in `ServiceSpec::renames`: ("book", "..")
            com.example#Book$book_id: has the Rust field name `book_id`, as `com.example#Book$bookId` has; give one of them another in `ServiceSpec::renames`: ("Book$book_id", "..")
        "#]],
    );
}
