//! Traits of new versions of Smithy.

use serde_json::{Value, json};
use tinsmith_codegen::{Caller, ServiceSpec, generate};

use crate::{file, model, spec, texts};

/// A model with an operation whose input is a stream with the trait `aws.api#awsChunked`.
fn with_stream(change: impl FnOnce(&mut Value)) -> String {
    model(|model| {
        model["shapes"]["a.b#Stream"] = json!({
            "type": "blob",
            "traits": { "smithy.api#streaming": {}, "aws.api#awsChunked": {} },
        });
        model["shapes"]["a.b#I"]["members"]["a"] = json!({
            "target": "a.b#Stream",
            "traits": { "smithy.api#httpPayload": {}, "smithy.api#required": {} },
        });
        change(model);
    })
}

#[test]
fn a_chunked_stream_needs_a_checksum() {
    generate(
        &with_stream(|model| {
            let checksum = json!({ "requestChecksumRequired": true });
            model["shapes"]["a.b#Op"]["traits"]["aws.protocols#httpChecksum"] = checksum;
        }),
        &spec(),
    )
    .unwrap();
    let text = with_stream(|_model| {});
    let command_line = ServiceSpec {
        caller: Caller::CommandLine,
        ..spec()
    };
    let problem = "its input is a stream with the trait `aws.api#awsChunked` (`a.b#Stream`), which is supported together with a checksum of \
        requests (`aws.protocols#httpChecksum`) only; the option --ignore-trait 'aws.api#awsChunked' sends the stream as it is";
    assert_eq!(
        texts(&generate(&text, &command_line).unwrap_err()),
        [format!("a.b#Op: cannot be generated: {problem}")]
    );
    let ignoring = ServiceSpec {
        ignore_traits: ["aws.api#awsChunked".to_owned()].into(),
        ..spec()
    };
    assert_eq!(
        texts(&generate(&text, &ignoring).unwrap().warnings),
        ["the trait `aws.api#awsChunked` is ignored: the options of the generator say so"]
    );
    let skipping = ServiceSpec {
        skip_unsupported: true,
        ..command_line
    };
    let skipped = generate(&text, &skipping).unwrap();
    assert_eq!(
        texts(&skipped.warnings),
        [format!("a.b#Op: is left out: {problem}")]
    );
    assert!(file(&skipped, "src/client.rs").contains("fn other("));
}

#[test]
fn the_scopes_of_a_user_pool_and_the_metadata_of_traits_are_ignored() {
    let text = model(|model| {
        model["shapes"]["a.b#Op"]["traits"]["aws.auth#cognitoUserPoolsScopes"] =
            json!({ "scopes": ["books/read"] });
        model["shapes"]["a.b#I"]["traits"] = json!({ "smithy.api#metadata": {} });
    });
    let generated = generate(&text, &spec()).unwrap();
    assert_eq!(texts(&generated.warnings), Vec::<String>::new());
}
