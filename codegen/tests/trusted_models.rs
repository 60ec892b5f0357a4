//! Models by anyone: every valid model generates, and a diagnostic names the problems of the others.
//!
//! The small models of each family are not part of this repository: they are in the folder `TINSMITH_SHARED`, by default `../shared`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Value, json};
use tinsmith_codegen::{Caller, Diagnostic, Generated, ServiceSpec, generate};

/// The models with an intended diagnostic, and a part of it.
const INTENDED: [(&str, &str); 2] = [
    ("enum-values-that-collide.json", "has the Rust variant name"),
    ("invalid-defaults.json", "has the default"),
];

fn spec() -> ServiceSpec {
    ServiceSpec {
        crate_name: "tinsmith-any".to_owned(),
        ..ServiceSpec::default()
    }
}

/// A model with one operation whose input has a member, changed.
fn model(change: impl FnOnce(&mut Value)) -> String {
    let mut model = json!({ "smithy": "2.0", "shapes": {
        "a.b#S": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "a.b#Op" }, { "target": "a.b#Other" }],
            "traits": { "aws.protocols#restJson1": {}, "aws.auth#sigv4": { "name": "x" } },
        },
        "a.b#Op": {
            "type": "operation",
            "input": { "target": "a.b#I" },
            "output": { "target": "a.b#O" },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/op" } },
        },
        "a.b#Other": {
            "type": "operation",
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/other" } },
        },
        "a.b#I": { "type": "structure", "members": { "a": { "target": "smithy.api#String" } } },
        "a.b#O": { "type": "structure", "members": { "a": { "target": "smithy.api#String" } } },
    } });
    change(&mut model);
    model.to_string()
}

fn texts(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(ToString::to_string).collect()
}

fn file<'g>(generated: &'g Generated, path: &str) -> &'g str {
    let file = generated.files.iter().find(|file| file.path == path);
    &file.unwrap().text
}

/// Returns the folder of the small models; `None` after a notice if there is none.
fn shared() -> Option<PathBuf> {
    let shared = env::var_os("TINSMITH_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("cases/models");
    if folder.is_dir() {
        return Some(folder);
    }
    // Written directly, because the output of `println!` is captured when a test passes.
    let notice = format!("SKIPPED: there is no {}\n", folder.display());
    std::io::stderr().write_all(notice.as_bytes()).unwrap();
    None
}

#[test]
fn every_small_model_generates_or_gives_its_diagnostic() {
    let Some(folder) = shared() else { return };
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(".json") {
            continue;
        }
        let intended = INTENDED.iter().find(|(file, _)| *file == name);
        match (
            generate(&fs::read_to_string(&path).unwrap(), &spec()),
            intended,
        ) {
            (Ok(_), None) => {}
            (Ok(_), Some((_, message))) => panic!("{name}: generates, but {message:?} is intended"),
            (Err(problems), Some((_, message))) => {
                let problems = texts(&problems);
                assert!(
                    problems.iter().any(|problem| problem.contains(message)),
                    "{name}: {problems:#?}"
                );
            }
            (Err(problems), None) => panic!("{name}: {:#?}", texts(&problems)),
        }
    }
}

/// Generates a member of the output with a default.
fn with_default(target: Value, default: Value) -> Result<Generated, Vec<Diagnostic>> {
    let model = model(|model| {
        model["shapes"]["a.b#E"] = json!({ "type": "enum", "members": {
            "A": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "a" } },
        } });
        model["shapes"]["a.b#N"] = json!({ "type": "intEnum", "members": {
            "A": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 1 } },
        } });
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
        ("a.b#E", "\"b\""),
        ("a.b#N", "2"),
        ("a.b#L", "[\"a\"]"),
    ] {
        let value: Value = serde_json::from_str(default).unwrap();
        let begin = format!("a.b#O$a: has the default {value}, which is no value of");
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
        let begin = format!("a.b#O$a: has the default {value}, which is no value of");
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

#[test]
fn members_share_a_wire_name_unless_they_are_in_one_document() {
    let named = |traits: Value| json!({ "target": "smithy.api#String", "traits": traits });
    let with_members = |members: Value| {
        let model = model(|model| {
            model["shapes"]["a.b#Op"]["traits"]["smithy.api#http"]["uri"] = json!("/op/{c}");
            model["shapes"]["a.b#I"]["members"] = members;
        });
        generate(&model, &spec())
    };
    let name = json!({ "smithy.api#jsonName": "x" });
    let elsewhere = json!({
        "a": named(name.clone()),
        "b": named(json!({ "smithy.api#httpHeader": "x", "smithy.api#jsonName": "x" })),
        "c": named(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {}, "smithy.api#jsonName": "x" })),
        "x": named(json!({ "smithy.api#httpQuery": "x" })),
    });
    with_members(elsewhere).unwrap();
    let within = json!({
        "a": named(name.clone()),
        "b": named(name),
        "c": named(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {} })),
    });
    let problem = "a.b#I$b: has the wire name `x`, which `a` has, too";
    assert_eq!(texts(&with_members(within).unwrap_err()), [problem]);

    // The bindings of an output are not those of an input, and a structure in a document has none.
    let twice = model(|model| {
        model["shapes"]["a.b#O"]["members"] = json!({
            "a": named(json!({ "smithy.api#httpQuery": "q", "smithy.api#jsonName": "x" })),
            "b": named(json!({ "smithy.api#httpHeader": "h", "smithy.api#jsonName": "y" })),
            "x": { "target": "smithy.api#String" },
            "y": { "target": "smithy.api#String" },
            "o": { "target": "a.b#O" },
        });
    });
    assert_eq!(
        texts(&generate(&twice, &spec()).unwrap_err()),
        [
            "a.b#O$x: has the wire name `x`, which `a` has, too",
            "a.b#O$y: has the wire name `y`, which `b` has, too",
        ]
    );
}

#[test]
fn a_trait_that_the_model_defines_is_ignored_and_reported() {
    let text = model(|model| {
        model["shapes"]["a.b#owner"] =
            json!({ "type": "structure", "members": {}, "traits": { "smithy.api#trait": {} } });
        model["shapes"]["a.b#Op"]["traits"]["a.b#owner"] = json!({});
        model["shapes"]["a.b#I"]["members"]["a"]["traits"] = json!({ "a.b#owner": {} });
    });
    assert_eq!(
        texts(&generate(&text, &spec()).unwrap().left_out),
        [
            "the trait `a.b#owner` is ignored: the model defines it, as neither a protocol nor an authentication scheme"
        ]
    );
}

#[test]
fn another_trait_is_rejected_or_ignored_on_demand_or_its_operation_left_out() {
    for (kind, problem) in [
        (
            Some("smithy.api#protocolDefinition"),
            "has the trait `a.b#owner`, a protocol that is not supported",
        ),
        (
            Some("smithy.api#authDefinition"),
            "has the trait `a.b#owner`, an authentication scheme that is not supported",
        ),
        (None, "has the unknown trait `a.b#owner`"),
    ] {
        let text = model(|model| {
            if let Some(kind) = kind {
                model["shapes"]["a.b#owner"] = json!({
                    "type": "structure",
                    "members": {},
                    "traits": { "smithy.api#trait": {}, kind: {} },
                });
            }
            model["shapes"]["a.b#O"]["members"]["a"]["traits"] = json!({ "a.b#owner": {} });
        });
        let command_line = ServiceSpec {
            caller: Caller::CommandLine,
            ..spec()
        };
        assert_eq!(
            texts(&generate(&text, &command_line).unwrap_err()),
            [format!(
                "a.b#O$a: {problem}; the option --ignore-trait 'a.b#owner' ignores it"
            )]
        );
        let ignoring = ServiceSpec {
            ignore_traits: ["a.b#owner".to_owned()].into(),
            ..spec()
        };
        assert_eq!(
            texts(&generate(&text, &ignoring).unwrap().left_out),
            ["the trait `a.b#owner` is ignored: the options of the generator say so"]
        );
        let skipping = ServiceSpec {
            skip_unsupported: true,
            ..spec()
        };
        let skipped = generate(&text, &skipping).unwrap();
        assert!(
            texts(&skipped.left_out)[0]
                .starts_with(&format!("a.b#Op: is left out: `a.b#O$a` {problem}"))
        );
        assert!(file(&skipped, "src/client.rs").contains("fn other("));
    }
}

/// Generates with authentication traits of the service, and of the operation `Op`.
fn with_auth(service: Value, operation: Value) -> Result<Generated, Vec<Diagnostic>> {
    let model = model(|model| {
        let traits = &mut model["shapes"]["a.b#S"]["traits"];
        *traits = json!({ "aws.protocols#restJson1": {} });
        traits
            .as_object_mut()
            .unwrap()
            .extend(service.as_object().unwrap().clone());
        let traits = model["shapes"]["a.b#Op"]["traits"].as_object_mut().unwrap();
        traits.extend(operation.as_object().unwrap().clone());
    });
    generate(&model, &spec())
}

#[test]
fn an_operation_has_the_supported_schemes_that_it_offers_in_order() {
    let all = json!({
        "smithy.api#httpApiKeyAuth": { "name": "x-key", "in": "header", "scheme": "Key" },
        "smithy.api#httpBasicAuth": {},
        "smithy.api#httpBearerAuth": {},
        "smithy.api#httpDigestAuth": {},
    });
    let query = json!({ "smithy.api#httpApiKeyAuth": { "name": "key", "in": "query" } });
    let signed = json!({ "aws.auth#sigv4": { "name": "things" }, "smithy.api#httpBearerAuth": {} });
    let only = |scheme: &str| json!({ "smithy.api#auth": [scheme] });
    for (service, operation, printed) in [
        (
            &all,
            json!({}),
            "Auth::Choice(&AuthSchemes(&[Auth::Http(&ApiKeyInHeader { name: \"x-key\", scheme: \"Key\" }), \
             Auth::Http(&BasicAuth), Auth::Http(&BearerAuth)]))",
        ),
        (
            &signed,
            json!({}),
            "Auth::Choice(&AuthSchemes(&[Auth::SigV4, Auth::Http(&BearerAuth)]))",
        ),
        (
            &signed,
            json!({ "smithy.api#auth": ["smithy.api#httpBearerAuth", "aws.auth#sigv4"] }),
            "Auth::Choice(&AuthSchemes(&[Auth::Http(&BearerAuth), Auth::SigV4]))",
        ),
        (
            &signed,
            json!({ "smithy.api#optionalAuth": {} }),
            "&OptionalAuthSchemes(&[Auth::SigV4Optional, Auth::Http(&BearerAuth)])",
        ),
        (
            &query,
            json!({ "smithy.api#optionalAuth": {} }),
            "Auth::Choice(&OptionalAuthSchemes(&[Auth::Http(&ApiKeyInQuery { name: \"key\" })]))",
        ),
        (
            &all,
            only("smithy.api#httpBasicAuth"),
            "Auth::Http(&BasicAuth)",
        ),
        (
            &all,
            only("smithy.api#httpBearerAuth"),
            "Auth::Http(&BearerAuth)",
        ),
        (
            &all,
            json!({ "smithy.api#auth": ["smithy.api#httpDigestAuth", "smithy.api#httpBasicAuth"] }),
            "Auth::Http(&BasicAuth)",
        ),
        (&all, json!({ "smithy.api#auth": [] }), "Auth::None"),
        (&query, json!({}), "&ApiKeyInQuery {"),
    ] {
        let generated = with_auth(service.clone(), operation).unwrap();
        let text = file(&generated, "src/operation/op.rs");
        // The root of the runtime has none of the schemes.
        let from_root = text.lines().find(|line| {
            line.starts_with("use tinsmith::{") || line.starts_with("use tinsmith::B")
        });
        assert!(!from_root.unwrap_or_default().contains("Auth"), "{text}");
        // Lines are broken with commas at their ends.
        let without_space = |text: &str| text.split_whitespace().collect::<String>();
        let printed = without_space(printed);
        let found = without_space(text)
            .replace(",}", "}")
            .replace(",]", "]")
            .replace(",)", ")");
        assert!(found.contains(&printed), "{printed}: {text}");
    }
}

#[test]
fn an_operation_that_offers_no_supported_scheme_is_rejected_or_left_out() {
    let digest = json!({ "smithy.api#httpDigestAuth": {} });
    let problems = texts(&with_auth(digest.clone(), json!({})).unwrap_err());
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].starts_with("a.b#Op: cannot be generated: its authentication schemes (`smithy.api#httpDigestAuth`) are not supported"),
        "{problems:?}"
    );
}

#[test]
fn a_scheme_of_an_operation_is_one_of_the_service() {
    let auth = |scheme: &str| json!({ "smithy.api#auth": [scheme] });
    for scheme in [
        "aws.auth#sigv4",
        "smithy.api#httpApiKeyAuth",
        "smithy.api#httpBasicAuth",
        "smithy.api#httpBearerAuth",
    ] {
        let problem = |shape: &str| {
            format!(
                "{shape}: offers the authentication scheme `{scheme}` by its `smithy.api#auth` trait, but `a.b#S` does not have this \
                 scheme; add its trait to the service"
            )
        };
        let of_operation = with_auth(json!({}), auth(scheme)).unwrap_err();
        assert_eq!(texts(&of_operation), [problem("a.b#Op")]);
        let of_service = with_auth(auth(scheme), json!({})).unwrap_err();
        assert_eq!(texts(&of_service), [problem("a.b#S")]);
        let properties = json!({ "name": "x", "in": "query" });
        with_auth(json!({ scheme: properties }), auth(scheme)).unwrap();
    }
}

#[test]
fn an_authentication_scheme_that_the_caller_ignores_is_left_out_and_reported() {
    let text = model(|model| {
        let traits = &mut model["shapes"]["a.b#S"]["traits"];
        *traits = json!({ "aws.protocols#restJson1": {}, "smithy.api#httpDigestAuth": {} });
    });
    let spec = |ignored: &str| ServiceSpec {
        ignore_traits: [ignored.to_owned()].into(),
        caller: Caller::CommandLine,
        ..spec()
    };
    let problems = texts(&generate(&text, &spec("a.b#other")).unwrap_err());
    let remedy = "the option --ignore-trait 'smithy.api#httpDigestAuth' sends its requests without authentication";
    assert!(problems[0].ends_with(remedy), "{problems:?}");
    let generated = generate(&text, &spec("smithy.api#httpDigestAuth")).unwrap();
    assert_eq!(
        texts(&generated.left_out),
        ["the trait `smithy.api#httpDigestAuth` is ignored: the options of the generator say so"]
    );
    assert!(file(&generated, "src/operation/op.rs").contains("auth: Auth::None"));
}

#[test]
fn an_api_key_without_a_valid_place_is_rejected() {
    let place = |name: &str, location: &str| json!({ "name": name, "in": location });
    let with_scheme = |mut place: Value, scheme: &str| {
        place["scheme"] = json!(scheme);
        place
    };
    for (place, problem) in [
        (json!({}), "in a header or query parameter without a name"),
        (
            place("", "query"),
            "in a header or query parameter without a name",
        ),
        (
            place("a b", "header"),
            "in the header `a b`, which is not the name of a header",
        ),
        (
            place("x-é", "header"),
            "in the header `x-é`, which is not the name of a header",
        ),
        (
            place("x:\r\ny", "header"),
            r"in the header `x:\r\ny`, which is not the name of a header",
        ),
        (
            place("Host", "header"),
            "in the header `Host`, which the client sets for another purpose",
        ),
        (
            place("x", "cookie"),
            "in `cookie`; the location is either `header` or `query`",
        ),
        (
            json!({ "name": "x" }),
            "in ``; the location is either `header` or `query`",
        ),
        (
            with_scheme(place("x", "header"), "A\r\nB: c"),
            r"with the scheme `A\r\nB: c`, which is not the name of a scheme",
        ),
        (
            with_scheme(place("x", "header"), ""),
            "with the scheme ``, which is not the name of a scheme",
        ),
        (
            with_scheme(place("x", "query"), "Key"),
            "with a scheme in the query parameter `x`; a scheme is for headers only",
        ),
    ] {
        let service = json!({ "smithy.api#httpApiKeyAuth": place });
        assert_eq!(
            texts(&with_auth(service, json!({})).unwrap_err()),
            [format!("a.b#S: expects API keys {problem}")]
        );
    }
    let only = json!({ "smithy.api#auth": ["smithy.api#httpApiKeyAuth"] });
    let problems = texts(&with_auth(json!({}), only).unwrap_err());
    assert_eq!(
        problems,
        [
            "a.b#Op: offers the authentication scheme `smithy.api#httpApiKeyAuth` by its `smithy.api#auth` trait, but `a.b#S` does not have \
             this scheme; add its trait to the service"
        ]
    );
    for valid in [
        place("a&b=c#é", "query"),
        place("x-Api_Key", "header"),
        with_scheme(place("authorization", "header"), "ApiKey"),
    ] {
        with_auth(json!({ "smithy.api#httpApiKeyAuth": valid }), json!({})).unwrap();
    }
}

#[test]
fn a_trait_of_the_service_that_is_not_known_does_not_prevent_what_may_be_skipped() {
    for (kind, problem) in [
        (
            Some("smithy.api#protocolDefinition"),
            "has the trait `a.b#x`, a protocol that is not supported",
        ),
        (
            Some("smithy.api#authDefinition"),
            "has the trait `a.b#x`, an authentication scheme that is not supported",
        ),
        (None, "has the unknown trait `a.b#x`"),
    ] {
        let text = model(|model| {
            if let Some(kind) = kind {
                model["shapes"]["a.b#x"] = json!({
                    "type": "structure",
                    "members": {},
                    "traits": { "smithy.api#trait": {}, kind: {} },
                });
            }
            model["shapes"]["a.b#S"]["traits"]["a.b#x"] = json!({});
        });
        let spec = |skip_unsupported| ServiceSpec {
            skip_unsupported,
            caller: Caller::CommandLine,
            ..spec()
        };
        let problem = format!("{problem}; the option --ignore-trait 'a.b#x' ignores it");
        assert_eq!(
            texts(&generate(&text, &spec(false)).unwrap_err()),
            [format!("a.b#S: {problem}")]
        );
        let skipped = generate(&text, &spec(true)).unwrap();
        assert_eq!(
            texts(&skipped.left_out),
            [format!("a.b#S: is generated although it {problem}")]
        );
        for method in ["fn op(", "fn other("] {
            assert!(file(&skipped, "src/client.rs").contains(method));
        }
    }
}

#[test]
fn documentation_that_begins_with_no_sentence_gets_one() {
    let list = "- a\n- b";
    let text = model(|model| {
        model["shapes"]["a.b#Op"]["traits"]["smithy.api#documentation"] = json!(list);
        model["shapes"]["a.b#Op"]["errors"] = json!([{ "target": "a.b#E" }]);
        model["shapes"]["a.b#E"] = json!({
            "type": "structure",
            "members": {},
            "traits": { "smithy.api#error": "client", "smithy.api#documentation": "```\na\n\nb\n```" },
        });
    });
    let generated = generate(&text, &spec()).unwrap();
    let operation = file(&generated, "src/operation/op.rs");
    assert!(
        operation.contains("/// Calls `Op`.\n///\n/// - a\n/// - b\n"),
        "{operation}"
    );
    assert!(
        operation.contains("/// - [`E`](crate::error::E): The `E` error.\n"),
        "{operation}"
    );
    let crate_page = file(&generated, "src/lib.rs");
    assert!(
        crate_page.contains("//! - [`op`](operation::Op): Calls `Op`.\n"),
        "{crate_page}"
    );
}

#[test]
fn an_example_has_a_required_member_named_client_besides_the_client() {
    let generated = generate(
        &model(|model| {
            model["shapes"]["a.b#I"]["members"] = json!({
                "client": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } },
            });
        }),
        &spec(),
    );
    let generated = generated.unwrap();
    let client = file(&generated, "src/client.rs");
    assert!(client.contains("Client, client_: String)"), "{client}");
    assert!(client.contains(".client(client_)"), "{client}");
}

#[test]
fn values_of_an_old_enum_that_share_a_name_can_be_renamed_apart() {
    let text = model(|model| {
        model["shapes"]["a.b#T"] = json!({ "type": "string", "traits": { "smithy.api#enum": [
            { "value": "t2.micro" }, { "value": "t2-micro" }, { "value": "t2=micro" },
        ] } });
        model["shapes"]["a.b#I"]["members"]["a"]["target"] = json!("a.b#T");
    });
    // In either order, also if one of the values is the name that others are converted to.
    for values in [["t2.micro", "t2_micro"], ["t2_micro", "t2.micro"]] {
        let text = model(|model| {
            let values = values.map(|value| json!({ "value": value }));
            model["shapes"]["a.b#T"] =
                json!({ "type": "string", "traits": { "smithy.api#enum": values } });
            model["shapes"]["a.b#I"]["members"]["a"]["target"] = json!("a.b#T");
        });
        let renamed = ServiceSpec {
            renames: [("T$t2.micro".to_owned(), "T2Dot".to_owned())].into(),
            ..spec()
        };
        let generated = generate(&text, &renamed).unwrap();
        assert!(file(&generated, "src/types.rs").contains("T2Dot: \"t2.micro\""));
    }
    let named = |caller| ServiceSpec { caller, ..spec() };
    let problems = |caller| texts(&generate(&text, &named(caller)).unwrap_err());
    assert_eq!(
        problems(Caller::CommandLine)[0],
        "a.b#T$t2-micro: has the Rust variant name `T2Micro`, as `a.b#T$t2_micro` has; give one of them another by the option \
         --rename 'T$t2-micro=..'"
    );
    assert!(
        problems(Caller::ServicesFile)[0]
            .ends_with("in services.toml, under renames: \"T$t2-micro\" = \"..\"")
    );
    assert!(
        problems(Caller::Program)[0]
            .ends_with("in `ServiceSpec::renames`: (\"T$t2-micro\", \"..\")")
    );
    let renamed = ServiceSpec {
        renames: [("T$t2-micro", "T2Dash"), ("T$t2=micro", "T2Equal")]
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..spec()
    };
    let generated = generate(&text, &renamed).unwrap();
    assert!(file(&generated, "src/types.rs").contains("T2Dash: \"t2-micro\""));

    let Some(text) = shared().map(|folder| folder.join("enum-values-that-collide.json")) else {
        return;
    };
    let renames = [
        ("E$ABC", "UpperAbc"),
        ("E$t2-micro", "T2DashMicro"),
        ("E$Unknown", "CapitalUnknown"),
        ("F$same_case", "SnakeCase"),
        ("F$SameCase", "CamelCase"),
    ];
    let renamed = ServiceSpec {
        renames: renames
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..spec()
    };
    let generated = generate(&fs::read_to_string(text).unwrap(), &renamed).unwrap();
    let types = file(&generated, "src/types.rs");
    for variant in [
        "Empty: \"\"",
        "T2DashMicro: \"t2-micro\"",
        "SnakeCase: \"b\"",
    ] {
        assert!(types.contains(variant), "{types}");
    }
}

#[test]
fn operations_whose_builders_and_inputs_share_a_name_are_reported() {
    let text = model(|model| {
        model["shapes"]["a.b#OpInput"] = model["shapes"]["a.b#Other"].clone();
        model["shapes"]["a.b#S"]["operations"] =
            json!([{ "target": "a.b#Op" }, { "target": "a.b#OpInput" }]);
    });
    let problems = texts(&generate(&text, &spec()).unwrap_err());
    assert!(
        problems[0].contains("has the Rust type name `OpInput`, as `a.b#Op` has"),
        "{problems:?}"
    );
}

#[test]
fn a_mixin_of_services_is_no_service() {
    let text = model(|model| {
        model["shapes"]["a.b#M"] = json!({
            "type": "service", "version": "1", "operations": [], "traits": { "smithy.api#mixin": {} },
        });
        model["shapes"]["a.b#S"]["mixins"] = json!([{ "target": "a.b#M" }]);
    });
    generate(&text, &spec()).unwrap();
}
