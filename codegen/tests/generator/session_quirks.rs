//! Sessions, which an operation of the service opens, for requests that need their credentials.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{
    Diagnostic, Generated, ParameterSettingQuirk, Quirks, ServiceSpec, SessionCredentialsQuirk,
    generate,
};

use crate::quirks::generated;

fn quirks() -> Quirks {
    Quirks {
        session_credentials: Some(SessionCredentialsQuirk {
            operation: "OpenShelf".to_owned(),
            parameter: "Shelf".to_owned(),
            credentials: "Keys".to_owned(),
            scheme: "sigv4-shelf".to_owned(),
            header: "x-shelf-token".to_owned(),
            query_parameter: "X-Shelf-Token".to_owned(),
        }),
        parameter_settings: vec![ParameterSettingQuirk {
            parameter: "NoSessions".to_owned(),
            variable: "LIBRARY_NO_SESSIONS".to_owned(),
            keys: vec!["library_no_sessions".to_owned()],
            texts: BTreeMap::new(),
        }],
        ..Quirks::default()
    }
}

/// Returns the example model with an operation that opens sessions, which are for the operation `GetBook`.
fn model() -> Value {
    let shelf = json!({
        "target": "smithy.api#String",
        "traits": { "smithy.rules#contextParam": { "name": "Shelf" } }
    });
    let text = json!({ "target": "smithy.api#String" });
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    let shapes = &mut model["shapes"];
    shapes["com.example#GetBookRequest"]["members"]["shelf"] = shelf.clone();
    let service = &mut shapes["com.example#Library"];
    let operations = service["operations"].as_array_mut().expect("operations");
    operations.push(json!({ "target": "com.example#OpenShelf" }));
    service["traits"]["smithy.rules#endpointRuleSet"] = json!({
        "version": "1.0",
        "parameters": { "Shelf": { "type": "String" }, "NoSessions": { "type": "Boolean" } },
        "rules": [{
            "type": "endpoint",
            "conditions": [],
            "endpoint": {
                "url": "https://library.example.com",
                "properties": { "authSchemes": [{ "name": "sigv4-shelf" }] },
            },
        }],
    });
    shapes["com.example#OpenShelf"] = json!({
        "type": "operation",
        "input": { "target": "com.example#OpenShelfRequest" },
        "output": { "target": "com.example#OpenShelfResponse" },
        "traits": { "smithy.api#http": { "method": "GET", "uri": "/session" } }
    });
    shapes["com.example#OpenShelfRequest"] =
        json!({ "type": "structure", "members": { "room": shelf } });
    shapes["com.example#OpenShelfResponse"] = json!({
        "type": "structure",
        "members": { "Keys": { "target": "com.example#Keys" } }
    });
    let required =
        json!({ "target": "smithy.api#String", "traits": { "smithy.api#required": {} } });
    shapes["com.example#Keys"] = json!({
        "type": "structure",
        "members": {
            "AccessKeyId": required,
            "SecretAccessKey": text,
            "SessionToken": text,
            "Expiration": { "target": "smithy.api#Timestamp" }
        }
    });
    model
}

fn text(generated: Generated, path: &str) -> String {
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == path);
    file.expect("a file").text
}

#[test]
fn requests_have_the_credentials_of_a_session_that_another_operation_opens() {
    let model = model().to_string();
    let file = |path: &str| text(generated(&model, quirks()).expect("a crate"), path);
    let (client, service) = (file("src/client.rs"), file("src/service.rs"));
    assert_eq!(
        client
            .matches("with_preflight(SESSION_CREDENTIALS)")
            .count(),
        1,
        "only one operation has the parameter: {client}"
    );
    for part in [
        "pub(crate) const SESSION_CREDENTIALS: &SessionCredentials = &SessionCredentials {",
        "scheme: \"sigv4-shelf\"",
        "parameter: \"Shelf\"",
        "open: open_session::<OpenShelfInput>",
        "header: \"x-shelf-token\"",
        "query_parameter: \"X-Shelf-Token\"",
        "parameter: \"NoSessions\"",
        "variable: \"LIBRARY_NO_SESSIONS\"",
        "keys: &[\"library_no_sessions\"]",
    ] {
        assert!(service.contains(part), "{part}: {service}");
    }
    let path = "src/operation/open_shelf.rs";
    let opening = text(generated(&model, quirks()).expect("a crate"), path);
    for part in [
        "impl OpenSession for OpenShelfInput",
        "fn set_resource(&mut self",
        "self.room = Some(resource);",
        ".access_key_id",
        "expiration: output.keys.as_ref()",
    ] {
        assert!(opening.contains(part), "{part}: {opening}");
    }
}

/// The operation is generated with one that needs it, and with no other.
#[test]
fn the_operation_that_opens_sessions_is_generated_with_those_that_need_it() {
    let model = model().to_string();
    for (operation, has_session) in [("GetBook", true), ("OpenShelf", true), ("ListBooks", false)] {
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            operations: Some(vec![operation.to_owned()]),
            quirks: [("com.example#Library".to_owned(), quirks())].into(),
            ..ServiceSpec::default()
        };
        let files = generate(&model, &spec).expect("a crate").files;
        let mut paths = files.iter().map(|file| file.path.as_str());
        let has_file = paths.any(|path| path == "src/operation/open_shelf.rs");
        assert_eq!(has_file, has_session, "{operation}");
        // The runtime has sessions as a feature of its own.
        let manifest = files.iter().find(|file| file.path == "Cargo.toml");
        let manifest = &manifest.expect("a manifest").text;
        let has_feature = manifest.contains("\"session-credentials\"");
        assert_eq!(has_feature, has_session, "{operation}: {manifest}");
    }
}

#[test]
fn sessions_that_cannot_be_used_are_faults() {
    let fault = |change: &dyn Fn(&mut Value)| {
        let mut model = model();
        change(&mut model["shapes"]);
        let diagnostics: Vec<Diagnostic> =
            generated(&model.to_string(), quirks()).expect_err("a fault");
        let shown = diagnostics.iter().map(ToString::to_string);
        shown.collect::<Vec<_>>().join("\n")
    };
    let without_operation = fault(&|shapes| {
        let operations = &mut shapes["com.example#Library"]["operations"];
        operations.as_array_mut().expect("operations").pop();
    });
    assert_eq!(
        without_operation,
        "com.example#Library: has no operation `OpenShelf`, which opens sessions by a quirk; correct the quirk"
    );
    let without_resource = fault(&|shapes| {
        shapes["com.example#OpenShelfRequest"]["members"] = json!({});
    });
    assert_eq!(
        without_resource,
        "com.example#Library: has the operation `OpenShelf`, which opens sessions by a quirk, but no string in its input is the endpoint parameter `Shelf`; correct the quirk"
    );
    let incomplete = "com.example#Library: has the operation `OpenShelf`, which opens sessions by a quirk, but its output has no structure `Keys` with the strings `AccessKeyId`, `SecretAccessKey` and `SessionToken` and the timestamp `Expiration`; correct the quirk";
    for (member, target) in [
        ("SessionToken", "smithy.api#Integer"),
        ("Expiration", "smithy.api#String"),
    ] {
        let fault = fault(&|shapes| {
            shapes["com.example#Keys"]["members"][member]["target"] = target.into();
        });
        assert!(fault.contains(incomplete), "{fault}");
    }
}

/// Without the check, no request would ever have a session, or each would fail.
#[test]
fn misspelled_names_of_sessions_are_faults() {
    let model = model().to_string();
    let fault = |change: &dyn Fn(&mut SessionCredentialsQuirk)| {
        let mut quirks = quirks();
        change(quirks.session_credentials.as_mut().expect("a quirk"));
        let diagnostics = generated(&model, quirks).expect_err("a fault");
        let shown = diagnostics.iter().map(ToString::to_string);
        shown.collect::<Vec<_>>().join("\n")
    };
    let scheme = fault(&|quirk| quirk.scheme = "sigv4-shelves".to_owned());
    let expected = "com.example#Library: has endpoint rules without the authentication scheme `sigv4-shelves`, which needs sessions by a quirk; correct the quirk";
    assert_eq!(scheme, expected);
    for header in ["", "x shelf token", "x-shelf-token:"] {
        let expected = format!(
            "com.example#Library: has sessions by a quirk with the header {header:?} of their token, which is not a name of a header; correct the quirk"
        );
        assert_eq!(fault(&|quirk| quirk.header = header.to_owned()), expected);
    }
}

#[test]
fn a_setting_has_a_boolean_parameter_and_may_have_texts() {
    let model = model().to_string();
    let with = |parameter: &str| {
        let mut quirks = quirks();
        quirks.parameter_settings = vec![ParameterSettingQuirk {
            parameter: parameter.to_owned(),
            keys: vec!["library.sessions".to_owned()],
            texts: BTreeMap::from([("any".to_owned(), None), ("never".to_owned(), Some(true))]),
            ..ParameterSettingQuirk::default()
        }];
        generated(&model, quirks)
    };
    let service = text(with("NoSessions").expect("a crate"), "src/service.rs");
    let expected = "    parameter_settings: &[
        ParameterSetting {
            parameter: \"NoSessions\",
            variable: \"\",
            keys: &[\"library.sessions\"],
            texts: &[(\"any\", None), (\"never\", Some(true))],
        },
    ],
";
    assert!(service.contains(expected), "{service}");
    let diagnostics = with("NoSession").expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    let expected = "com.example#Library: has no boolean parameter `NoSession` in its endpoint rules, which has a quirk; did you mean `NoSessions`?";
    assert_eq!(shown, [expected]);
}
