//! Models by anyone: every valid model generates, and a diagnostic names the problems of the others.
//!
//! The small models of each family are not part of this repository: they are in the folder `TINSMITH_SHARED`, by default `../shared`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authentication;
mod defaults;
mod names_apart;
mod released_traits;
mod unknown_traits;

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, ServiceSpec, generate};

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
fn a_mixin_of_services_is_no_service() {
    let text = model(|model| {
        model["shapes"]["a.b#M"] = json!({
            "type": "service", "version": "1", "operations": [], "traits": { "smithy.api#mixin": {} },
        });
        model["shapes"]["a.b#S"]["mixins"] = json!([{ "target": "a.b#M" }]);
    });
    generate(&text, &spec()).unwrap();
}
