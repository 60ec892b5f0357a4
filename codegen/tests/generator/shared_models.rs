//! Published models load and can be selected in full.
//!
//! They are not part of this repository: they are in the folder `TINSMITH_SHARED`, by default `../shared`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use tinsmith_codegen::select::select;
use tinsmith_codegen::smithy::Model;
use tinsmith_codegen::{Diagnostic, Quirks, ServiceSpec, generate};

fn models() -> Vec<(String, String)> {
    let shared = env::var_os("TINSMITH_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    let Ok(folder) = fs::read_dir(shared.join("models")) else {
        // Unlike what `println!` prints, this is seen although the test passes.
        let notice = format!("SKIPPED: no published models in {}\n", shared.display());
        std::io::stderr().write_all(notice.as_bytes()).unwrap();
        return Vec::new();
    };
    let mut models: Vec<(String, String)> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    models.sort();
    models
}

#[test]
fn no_published_model_is_found_fault_with() {
    for (path, text) in models() {
        let spec = ServiceSpec {
            crate_name: "tinsmith-any".to_owned(),
            skip_unsupported: true,
            ..ServiceSpec::default()
        };
        if let Err(problems) = generate(&text, &spec) {
            assert!(is_another_protocol(&problems), "{path}: {problems:#?}");
        }
    }
}

/// True if nothing is wrong but that the service speaks a protocol that is not supported.
fn is_another_protocol(problems: &[Diagnostic]) -> bool {
    const MESSAGE: &str = "speaks none of the supported protocols";
    matches!(problems, [problem] if problem.message.starts_with(MESSAGE))
}

#[test]
fn every_published_model_can_be_selected_in_full() {
    for (path, text) in models() {
        let model =
            Model::from_json(&text).unwrap_or_else(|problems| panic!("{path}: {problems:#?}"));
        let spec = ServiceSpec {
            skip_unsupported: true,
            ..ServiceSpec::default()
        };
        let selection = match select(&model, &spec) {
            Ok(selection) => selection,
            Err(problems) if is_another_protocol(&problems) => continue,
            Err(problems) => panic!("{path}: {problems:#?}"),
        };
        assert!(!selection.operations.is_empty(), "{path}");
        for shape in &selection.shapes {
            for member in &shape.members {
                let target = selection.target(member);
                assert_eq!(target.id, member.target, "{path}");
                assert!(
                    selection.is_in_requests(&target.id) || selection.is_in_responses(&target.id),
                    "{path}: {}",
                    member.id
                );
            }
        }
    }
}

#[test]
fn the_known_quirks_agree_with_the_published_models() {
    let known = Quirks::known().unwrap();
    let mut checked = 0;
    for (path, text) in models() {
        let model = Model::from_json(&text).unwrap();
        let mut quirks = known.clone();
        quirks.retain(|service, _| model.get(service).is_some());
        let is_of_model = !quirks.is_empty();
        let spec = ServiceSpec {
            skip_unsupported: true,
            // Quirks of a spec are checked against the model.
            quirks,
            ..ServiceSpec::default()
        };
        if is_of_model {
            select(&model, &spec).unwrap_or_else(|problems| panic!("{path}: {problems:#?}"));
            checked += 1;
        }
    }
    assert!(models().is_empty() || checked > 3, "{checked}");
}
