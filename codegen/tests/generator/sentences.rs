//! The sentences that the generator itself writes, in the words of the style page: all that is left of a model without
//! documentation.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use serde_json::{Value, json};
use tinsmith_codegen::{Dependency, ServiceSpec, SourceFile, generate};

/// Models that between them have everything that a crate may have.
const MODELS: [&str; 4] = [
    include_str!("../models/shop.json"),
    include_str!("../models/oddities.json"),
    include_str!("../../../models/deadline.json"),
    include_str!("../../../models/nimble.json"),
];

/// The files of these models' crates.
static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    MODELS
        .into_iter()
        .flat_map(crate_without_documentation)
        .collect()
});

/// Beginnings of sentences that name no subject, or no verb of what a function does.
const BEGINNINGS: [&str; 6] = ["What ", "Whether ", "Where ", "Who ", "How ", "Asks "];

/// Words for which HTTP, Smithy or Rust have another one, and which are in no name of the models.
const WORDS: [&str; 14] = [
    "answer", "answers", "answered", "refuse", "refuses", "asks", "asked", "time-out", "says",
    "said", "tells", "goes", "whoever", "whatever",
];

#[test]
fn the_generator_writes_in_the_words_of_http_smithy_and_rust() {
    for file in FILES.iter() {
        for sentence in sentences(file) {
            let place = format!("{}: {sentence}", file.path);
            let begins = BEGINNINGS
                .iter()
                .any(|beginning| sentence.starts_with(beginning));
            assert!(!begins, "{place}");
            let mut words = sentence.split(|c: char| !c.is_alphanumeric() && c != '-');
            assert!(
                !words.any(|word| WORDS.contains(&word.to_lowercase().as_str())),
                "{place}"
            );
        }
    }
}

#[test]
fn every_paragraph_that_the_generator_writes_ends_as_a_sentence() {
    for file in FILES.iter() {
        for paragraph in paragraphs(file) {
            let is_other =
                paragraph.starts_with(['#', '-', '|', '>', '`']) && !paragraph.ends_with('.');
            let ends = paragraph.ends_with(['.', ':']);
            assert!(is_other || ends, "{}: {paragraph}", file.path);
        }
    }
}

#[test]
fn a_waiter_for_an_empty_text_is_described_in_whole_sentences() {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    model["shapes"]["com.example#GetBook"]["traits"]["smithy.waiters#waitable"] = json!({ "BookUntagged": { "acceptors": [{
        "state": "success",
        "matcher": { "output": { "path": "etag", "expected": "", "comparator": "stringEquals" } },
    }] } });
    let files = crate_without_documentation(&model.to_string());
    let sentence = "Succeeds if `etag` is empty.";
    let mut paragraphs = files.iter().flat_map(paragraphs);
    assert!(paragraphs.any(|paragraph| paragraph.contains(sentence)));
}

fn crate_without_documentation(model: &str) -> Vec<SourceFile> {
    let mut model: Value = serde_json::from_str(model).unwrap();
    remove_documentation(&mut model);
    let spec = ServiceSpec {
        crate_name: "without-documentation".to_owned(),
        // With a manifest and a page of its own.
        runtime: Dependency::Version("0.1".to_owned()),
        skip_unsupported: true,
        ..ServiceSpec::default()
    };
    generate(&model.to_string(), &spec).unwrap().files
}

fn remove_documentation(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| {
                let is_text = value.is_string();
                !(is_text
                    && (name.ends_with("documentation") || name == "message" || name == "since"))
            });
            members.values_mut().for_each(remove_documentation);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_documentation),
        _ => {}
    }
}

fn sentences(file: &SourceFile) -> Vec<String> {
    let paragraphs = paragraphs(file);
    if file.path.ends_with("lib.rs") {
        assert!(
            paragraphs.len() > 5,
            "the documentation of the crate is not found"
        );
    }
    let sentences = paragraphs.iter().flat_map(|paragraph| {
        let text = paragraph.trim_start_matches(['-', '#', '>', ' ']);
        text.split_inclusive(". ")
    });
    sentences.map(str::to_owned).collect()
}

/// The paragraphs of a file's documentation, of its comments in TOML, or of a page, without code.
fn paragraphs(file: &SourceFile) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in file.text.lines() {
        let text = match file.path.rsplit('.').next() {
            Some("rs") => {
                let line = line.trim_start();
                line.strip_prefix("///")
                    .or_else(|| line.strip_prefix("//!"))
            }
            Some("toml") => line
                .strip_prefix('#')
                .filter(|text| !text.contains("@generated")),
            _ => Some(line).filter(|text| !text.contains("@generated")),
        };
        let text = text.unwrap_or_default().trim();
        if text.starts_with("```") {
            in_code = !in_code;
        }
        if in_code || text.is_empty() || text.starts_with("```") || text.starts_with("- ") {
            paragraphs.extend(Some(std::mem::take(&mut paragraph)).filter(|text| !text.is_empty()));
        }
        if !in_code && !text.starts_with("```") && !text.is_empty() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(text);
        }
    }
    paragraphs.extend(Some(paragraph).filter(|text| !text.is_empty()));
    paragraphs
}
