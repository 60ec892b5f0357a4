//! A model with hostile text in every string: it stays text.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::folders::root;
use super::rustdoc::{self, Library};
use super::{build, shared_features, stderr};

/// Text that ends documentation, comments, strings, code blocks and tables of a manifest, and that would then leave a file.
const HOSTILE: &str = "Text. ```\n```\n```rust\nstd::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/INJECTED\"), \"\").unwrap();\n\
    ```\n\n    std::fs::write(\"INJECTED\", \"\").unwrap();\n\n~~~\nleft();\n\u{e000} */ \" \\ \"# \\\" r#\"\r\u{202e}\u{2066}\
    \u{0}\u{1b}[31m\u{200b}\u{ad}\u{2028} {x} {{ ${x} %s --> <script> <b [`crate`] [x](y) [^1] $$ | `` ` \n\
    #![cfg(any())]\n//! x\n/// x\n#[test] fn injected() { panic!() }\n'''\n[build-dependencies]\nx = \"1\"";

/// The name of the model's file, with a line that would be code.
const FILE_NAME: &str =
    "model\nfn injected() { std::fs::write(\"INJECTED\", \"\").unwrap() }\r\u{202e}-->\n#![x].json";

fn model() -> Value {
    let documented = |mut traits: Value| {
        traits["smithy.api#documentation"] = json!(HOSTILE);
        traits["smithy.api#deprecated"] = json!({ "message": HOSTILE, "since": HOSTILE });
        traits
    };
    let member =
        |target: &str, traits: Value| json!({ "target": target, "traits": documented(traits) });
    let operations = ["Send", "List", "Converse"];
    let operations = operations.map(|name| json!({ "target": format!("example.hostile#{name}") }));
    json!({
        "smithy": "2.0",
        "metadata": { HOSTILE: HOSTILE },
        "shapes": {
            "example.hostile#Service": {
                "type": "service",
                "version": HOSTILE,
                "operations": operations,
                "traits": {
                    "smithy.api#title": HOSTILE,
                    "smithy.api#documentation": HOSTILE,
                    "aws.api#service": { "sdkId": HOSTILE, "endpointPrefix": "hostile", "arnNamespace": HOSTILE },
                    "aws.auth#sigv4": { "name": "hostile" },
                    "aws.protocols#restJson1": {},
                },
            },
            "example.hostile#Send": {
                "type": "operation",
                "input": { "target": "example.hostile#SendInput" },
                "output": { "target": "example.hostile#SendOutput" },
                "errors": [{ "target": "example.hostile#Failure" }],
                "traits": {
                    "smithy.api#documentation": HOSTILE,
                    "smithy.api#externalDocumentation": { HOSTILE: HOSTILE },
                    "smithy.api#http": { "method": "POST", "uri": "/*/'%5Bx%5D($)--!/{label}" },
                    "smithy.api#examples": [{
                        "title": HOSTILE,
                        "documentation": HOSTILE,
                        "input": { "label": HOSTILE, "text": HOSTILE, "map": { HOSTILE: HOSTILE } },
                        "output": { "text": HOSTILE },
                    }],
                    "smithy.test#httpRequestTests": [{
                        "id": "Hostile",
                        "protocol": "aws.protocols#restJson1",
                        "documentation": HOSTILE,
                        "method": "POST",
                        "uri": "/*/'%5Bx%5D($)--!/a",
                        "params": { "label": "a", "text": HOSTILE },
                    }],
                    "smithy.waiters#waitable": {
                        "Sent": {
                            "documentation": HOSTILE,
                            "acceptors": [{
                                "state": "success",
                                "matcher": { "output": {
                                    "path": "text", "expected": HOSTILE, "comparator": "stringEquals",
                                } },
                            }],
                        },
                    },
                },
            },
            "example.hostile#List": {
                "type": "operation",
                "input": { "target": "example.hostile#ListInput" },
                "output": { "target": "example.hostile#ListOutput" },
                "traits": documented(json!({
                    "smithy.api#http": { "method": "GET", "uri": "/list" },
                    "smithy.api#readonly": {},
                    "smithy.api#paginated": { "inputToken": "token", "outputToken": "token", "items": "items" },
                })),
            },
            "example.hostile#Converse": {
                "type": "operation",
                "input": { "target": "example.hostile#Conversation" },
                "output": { "target": "example.hostile#Conversation" },
                "errors": [{ "target": "example.hostile#Failure" }],
                "traits": documented(json!({ "smithy.api#http": { "method": "POST", "uri": "/converse" } })),
            },
            "example.hostile#Conversation": {
                "type": "structure",
                "members": {
                    "label": member("smithy.api#String", json!({ "smithy.api#httpHeader": "x-label" })),
                    "events": member("example.hostile#Events", json!({ "smithy.api#httpPayload": {} })),
                },
                "traits": documented(json!({})),
            },
            "example.hostile#Events": {
                "type": "union",
                "members": {
                    "spoken": member("example.hostile#Spoken", json!({})),
                    "failure": member("example.hostile#Failure", json!({})),
                },
                "traits": documented(json!({ "smithy.api#streaming": {} })),
            },
            "example.hostile#Spoken": {
                "type": "structure",
                "members": {
                    "kind": member("example.hostile#Kind", json!({ "smithy.api#eventHeader": {} })),
                    "text": member("example.hostile#Text", json!({ "smithy.api#eventPayload": {} })),
                },
                "traits": documented(json!({})),
            },
            "example.hostile#ListInput": {
                "type": "structure",
                "members": { "token": member("smithy.api#String", json!({ "smithy.api#httpQuery": HOSTILE })) },
            },
            "example.hostile#ListOutput": {
                "type": "structure",
                "members": {
                    "token": member("smithy.api#String", json!({})),
                    "items": member("example.hostile#Texts", json!({})),
                },
            },
            "example.hostile#SendInput": {
                "type": "structure",
                "members": {
                    "label": member("smithy.api#String", json!({ "smithy.api#required": {}, "smithy.api#httpLabel": {} })),
                    "text": member("example.hostile#Text", json!({ "smithy.api#default": HOSTILE })),
                    "kind": member("example.hostile#Kind", json!({})),
                    "choice": member("example.hostile#Choice", json!({})),
                    "map": member("example.hostile#Map", json!({})),
                },
            },
            "example.hostile#SendOutput": {
                "type": "structure",
                "members": { "text": member("example.hostile#Text", json!({ "smithy.api#jsonName": HOSTILE })) },
            },
            "example.hostile#Failure": {
                "type": "structure",
                "members": { "message": member("smithy.api#String", json!({})) },
                "traits": documented(json!({ "smithy.api#error": "client" })),
            },
            "example.hostile#Text": {
                "type": "string",
                "traits": documented(json!({
                    "smithy.api#pattern": HOSTILE,
                    "smithy.api#mediaType": HOSTILE,
                })),
            },
            "example.hostile#Texts": { "type": "list", "member": member("example.hostile#Text", json!({})) },
            "example.hostile#Map": {
                "type": "map",
                "key": member("smithy.api#String", json!({})),
                "value": member("smithy.api#String", json!({})),
            },
            "example.hostile#Kind": {
                "type": "enum",
                "members": {
                    "ONE": { "target": "smithy.api#Unit", "traits": documented(json!({ "smithy.api#enumValue": HOSTILE })) },
                },
                "traits": documented(json!({})),
            },
            "example.hostile#Choice": {
                "type": "union",
                "members": {
                    "text": member("smithy.api#String", json!({})),
                    "old": member("example.hostile#OldKind", json!({})),
                },
                "traits": documented(json!({})),
            },
            "example.hostile#OldKind": {
                "type": "string",
                "traits": documented(json!({
                    "smithy.api#enum": [{ "value": HOSTILE, "documentation": HOSTILE }, { "value": "é①" }],
                })),
            },
        },
    })
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn text_of_a_model_never_becomes_code() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE_NAME);
    fs::write(&file, model().to_string()).unwrap();
    let client = folder.path().join("client");
    let generated = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--name", "hostile-client", "--model"])
        .arg(&file)
        .arg("--out")
        .arg(&client)
        .output()
        .unwrap();
    assert!(generated.status.success(), "{}", stderr(&generated));

    fs::copy(root().join("Cargo.lock"), client.join("Cargo.lock")).unwrap();
    let path = client.join("Cargo.toml");
    let mut manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    assert!(!manifest.contains_key("build-dependencies"));
    let description = manifest["package"]["description"].as_str().unwrap();
    assert!(
        description.starts_with("A light client for Text. ``` ```"),
        "{description:?}"
    );
    assert!(!description.contains(char::is_control), "{description:?}");
    let lints = toml::toml! { rust = { warnings = "deny" } };
    manifest.insert("lints".to_owned(), lints.into());
    let dependencies = manifest["dev-dependencies"].as_table_mut().unwrap();
    dependencies.extend(shared_features());
    fs::write(&path, manifest.to_string()).unwrap();

    let output = build(
        &path,
        &[
            "test",
            "--features",
            "serde",
            "--message-format=json-render-diagnostics",
        ],
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}\n{}", stderr(&output));
    assert!(printed.contains("test result: ok. 8 passed"), "{printed}");
    let libraries: Vec<_> = printed.lines().filter_map(Library::from_line).collect();
    let documented = libraries.iter().find(|library| library.folder() == client);
    let documentation = folder.path().join("documentation");
    let output = rustdoc::command(
        documented.unwrap(),
        &libraries,
        &rustdoc::dependencies(&manifest),
        &documentation,
    )
    .args(["--deny", "rustdoc::all"])
    .output()
    .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    for folder in [&client, &client.join("src"), folder.path()] {
        assert!(!folder.join("INJECTED").exists(), "injected code has run");
    }
}
