//! Traits that the generator does not know.

use serde_json::json;
use tinsmith_codegen::{Caller, ServiceSpec, generate};

use crate::{file, model, spec, texts};

#[test]
fn a_trait_that_the_model_defines_is_ignored_and_reported() {
    let text = model(|model| {
        model["shapes"]["a.b#owner"] =
            json!({ "type": "structure", "members": {}, "traits": { "smithy.api#trait": {} } });
        model["shapes"]["a.b#Op"]["traits"]["a.b#owner"] = json!({});
        model["shapes"]["a.b#I"]["members"]["a"]["traits"] = json!({ "a.b#owner": {} });
    });
    assert_eq!(
        texts(&generate(&text, &spec()).unwrap().warnings),
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
            texts(&generate(&text, &ignoring).unwrap().warnings),
            ["the trait `a.b#owner` is ignored: the options of the generator say so"]
        );
        let skipping = ServiceSpec {
            skip_unsupported: true,
            ..spec()
        };
        let skipped = generate(&text, &skipping).unwrap();
        assert!(
            texts(&skipped.warnings)[0]
                .starts_with(&format!("a.b#Op: is left out: `a.b#O$a` {problem}"))
        );
        assert!(file(&skipped, "src/client.rs").contains("fn other("));
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
            texts(&skipped.warnings),
            [format!("a.b#S: is generated although it {problem}")]
        );
        for method in ["fn op(", "fn other("] {
            assert!(file(&skipped, "src/client.rs").contains(method));
        }
    }
}
