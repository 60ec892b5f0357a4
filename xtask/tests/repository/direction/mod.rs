//! The directions of dependencies in this repository: between packages, between layers and between files.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

mod cycles;
mod file_graph;
mod modules;
mod references;
mod runtime_names;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Returns the dependencies and build dependencies of a manifest.
fn dependencies(manifest: &Path) -> Vec<String> {
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
    ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|section| section.keys().cloned())
        .collect()
}

fn is_generated(manifest: &Path) -> bool {
    fs::read_to_string(manifest).is_ok_and(|text| text.starts_with("# @generated"))
}

fn manifests() -> Vec<PathBuf> {
    let mut manifests: Vec<PathBuf> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("Cargo.toml"))
        .filter(|manifest| manifest.is_file())
        .collect();
    manifests.sort();
    manifests
}

/// Returns the Rust files of a folder, without tests and comments.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let files = rust_files(folder).into_iter();
    files.map(|(name, text)| (name, code(&text))).collect()
}

/// Returns the Rust files of a folder, without those of tests.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut sources = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(path) = pending.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.file_stem().is_some_and(|stem| stem == "tests") {
                continue;
            }
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                sources.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!sources.is_empty(), "no sources in {}", folder.display());
    sources.sort();
    sources
}

fn code(text: &str) -> String {
    text.lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// Returns the files whose code contains a text that does not continue a word or path.
fn files_with(sources: &[(String, String)], wanted: &str) -> Vec<String> {
    let begins = |code: &str, at: usize| {
        !code[..at].ends_with(|before: char| before.is_alphanumeric() || "_:\"`".contains(before))
    };
    sources
        .iter()
        .filter(|(_, code)| code.match_indices(wanted).any(|(at, _)| begins(code, at)))
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn a_generated_crate_depends_on_the_runtime_alone() {
    let generated: Vec<PathBuf> = manifests()
        .into_iter()
        .filter(|path| is_generated(path))
        .collect();
    assert!(!generated.is_empty());
    for manifest in generated {
        let others: Vec<String> = dependencies(&manifest)
            .into_iter()
            .filter(|name| !matches!(name.as_str(), "tinsmith" | "serde"))
            .collect();
        assert!(
            others.is_empty(),
            "{} depends on {others:?}",
            manifest.display()
        );
    }
}

#[test]
fn the_runtime_depends_on_no_service_and_no_generator() {
    let runtime = root().join("crates/tinsmith");
    let known = dependencies(&runtime.join("Cargo.toml"));
    assert!(
        known.iter().all(|name| !name.starts_with("tinsmith")),
        "{known:?}"
    );

    let sources = sources(&runtime.join("src"));
    for manifest in manifests() {
        let name = manifest
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .replace('-', "_");
        if name != "tinsmith" {
            assert_eq!(files_with(&sources, &name), Vec::<String>::new(), "{name}");
        }
    }
    assert_eq!(files_with(&sources, "smithy"), Vec::<String>::new());
}

#[test]
fn each_of_the_runtime_s_helpers_is_named_in_one_file() {
    let sources = sources(&root().join("crates/tinsmith/src"));
    for (helper, file) in [
        ("reqwest::", "http/transport/reqwest.rs"),
        ("ring::", "credentials/login/proof.rs"),
        ("rustls::", "http/transport/reqwest/tls.rs"),
        ("aws_sigv4::", "sign/key.rs"),
        ("tokio::time", "time.rs"),
    ] {
        assert_eq!(files_with(&sources, helper), [file], "{helper}");
    }
    // Any path may precede the name.
    for clock in ["SystemTime::now(", "Instant::now("] {
        let files = sources.iter().filter(|(_, code)| code.contains(clock));
        let files: Vec<_> = files.map(|(file, _)| file.as_str()).collect();
        assert_eq!(files, ["time.rs"], "{clock}");
    }
}

#[test]
fn the_runtime_s_room_of_http_knows_neither_members_nor_protocols_nor_calls() {
    let sources = sources(&root().join("crates/tinsmith/src/http"));
    for module in ["codec", "protocol", "call"] {
        let files = files_with(&sources, &format!("crate::{module}"));
        assert_eq!(files, Vec::<String>::new(), "crate::{module}");
    }
}

#[test]
fn the_generator_is_text_in_and_text_out() {
    let codegen = root().join("codegen");
    let known = dependencies(&codegen.join("Cargo.toml"));
    assert!(
        known.iter().all(|name| !name.starts_with("tinsmith")),
        "{known:?}"
    );

    let sources = sources(&codegen.join("src"));
    for outside in [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::time",
    ] {
        assert_eq!(
            files_with(&sources, outside),
            Vec::<String>::new(),
            "{outside}"
        );
    }
}

#[test]
fn each_layer_of_the_generator_depends_on_lower_layers_only() {
    let sources = sources(&root().join("codegen/src"));
    for (layer, above) in [
        ("render/", ["smithy::", "select::"]),
        ("plan/", ["render::", "format::"]),
        ("plan/ir/", ["protocol::", "plan::build"]),
        ("protocol/", ["plan::build", "render::"]),
        ("smithy/", ["select::", "plan::"]),
        ("validate/", ["render::", "format::"]),
    ] {
        for module in above {
            let crate_path = format!("crate::{module}");
            let files = files_with(&sources, &crate_path);
            let inside: Vec<_> = files
                .iter()
                .filter(|file| file.starts_with(layer))
                .collect();
            assert!(inside.is_empty(), "{crate_path} is used in {inside:?}");
        }
    }
}

#[test]
fn only_the_protocol_room_tells_protocols_apart() {
    let sources = sources(&root().join("codegen/src"));
    let (_, room) = sources
        .iter()
        .find(|(file, _)| file == "protocol/mod.rs")
        .unwrap();
    let (_, variants) = room.split_once("enum Protocol {").unwrap();
    let (variants, _) = variants.split_once('}').unwrap();
    let protocols: Vec<_> = words(variants).filter(|word| !word.is_empty()).collect();
    assert!(!protocols.is_empty());
    for (file, code) in sources
        .iter()
        .filter(|(file, _)| !file.starts_with("protocol/"))
    {
        let told_apart: Vec<_> = words(code)
            .filter(|word| protocols.contains(word))
            .collect();
        assert!(told_apart.is_empty(), "{file} names {told_apart:?}");
        // Traits that some protocols obey and others do not.
        for name in [
            "awsQuery",
            "#ec2QueryName",
            "#http\"",
            "#httpHeader",
            "#httpLabel",
            "#httpPayload",
            "#httpPrefixHeaders",
            "#httpQuery",
            "#httpResponseCode",
            "#jsonName",
            "#mediaType",
            "#xml",
        ] {
            assert!(!code.contains(name), "{file} reads the trait `{name}`");
        }
    }
}

#[test]
fn the_generator_finds_the_message_of_an_error_under_the_names_that_the_runtime_reads() {
    let read = |file: &str| code(&fs::read_to_string(root().join(file)).unwrap());
    let room = read("codegen/src/protocol/mod.rs");
    let (_, function) = room.split_once("fn error_messages(").unwrap();
    let (function, _) = function.split_once("\n    }\n").unwrap();
    for (codec, file) in [
        ("Codec::Json", "protocol/json_error.rs"),
        ("Codec::Cbor", "codec/cbor/error.rs"),
    ] {
        let (_, names) = function.split_once(codec).unwrap();
        let (names, _) = names.split_once(']').unwrap();
        let runtime = read(&format!("crates/tinsmith/src/{file}"));
        let is_message = |name: &&str| name.to_lowercase().ends_with("message");
        let names: Vec<_> = quoted(names).filter(is_message).collect();
        assert!(!names.is_empty());
        let known: Vec<_> = quoted(&runtime).filter(is_message).collect();
        assert_eq!(names, known, "{codec}");
    }
}

/// Returns the strings in code.
fn quoted(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

#[test]
fn a_text_within_a_longer_path_or_a_string_does_not_count() {
    let sources = |text: &str| vec![("a.rs".to_owned(), code(text))];
    assert_eq!(
        files_with(&sources("use reqwest::Client;"), "reqwest::"),
        ["a.rs"]
    );
    assert!(files_with(&sources("pub use self::reqwest::Client;"), "reqwest::").is_empty());
    assert!(files_with(&sources("/// See reqwest::Client."), "reqwest::").is_empty());
    assert!(files_with(&sources("#[cfg(test)]\nuse reqwest::Client;"), "reqwest::").is_empty());
}

/// Returns the names of services, operations and shapes in this repository's models, and of the operations' methods.
fn names_of_models() -> BTreeSet<String> {
    let (mut names, mut services) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(root().join("models")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let model: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (id, shape) in model["shapes"].as_object().unwrap() {
            let name = id.split_once('#').unwrap().1;
            if shape["type"] == "service" {
                let signing = shape["traits"]["aws.auth#sigv4"]["name"].as_str().unwrap();
                services.extend([name.to_owned(), name.to_lowercase(), signing.to_owned()]);
            }
            if shape["type"] == "operation" {
                let mut method = String::new();
                for letter in name.chars() {
                    if letter.is_uppercase() && !method.is_empty() {
                        method.push('_');
                    }
                    method.extend(letter.to_lowercase());
                }
                names.insert(method);
            }
            names.insert(name.to_owned());
        }
    }
    // Shorter names are common words, such as `Period`; no service has one.
    names.retain(|name| name.len() > 8);
    assert!(names.len() > 50, "{names:?}");
    assert!(services.len() >= 3, "{services:?}");
    names.append(&mut services);
    names
}

#[test]
fn neither_the_generator_nor_the_runtime_contains_a_name_of_a_model() {
    // A type of Smithy, and an error code of any service.
    const COMMON: [&str; 2] = ["Timestamp", "ThrottlingException"];
    let names = names_of_models();
    let mut found = Vec::new();
    for folder in ["codegen/src", "crates/tinsmith/src"] {
        // The guide is documentation, with examples of clients.
        let sources = sources(&root().join(folder));
        for (file, code) in sources
            .iter()
            .filter(|(file, _)| !file.starts_with("guide/"))
        {
            let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let named = words.filter(|word| names.contains(*word) && !COMMON.contains(word));
            found.extend(named.map(|word| format!("{folder}/{file}: {word}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
