//! The directions of dependencies in this repository: between packages, between layers and between files.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cycles;
mod file_graph;
mod modules;
mod references;
mod rooms;
mod runtime_names;
mod runtime_vocabulary;
mod targets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files;

/// Returns the dependencies and build dependencies of a manifest.
fn dependencies(manifest: &Path) -> Vec<String> {
    let manifest: toml::Table = files::text(manifest).parse().unwrap();
    ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|section| section.keys().cloned())
        .collect()
}

fn is_generated(manifest: &Path) -> bool {
    files::text(manifest).starts_with("# @generated")
}

fn manifests() -> Vec<PathBuf> {
    let mut manifests = files::with_extension("crates", "toml");
    manifests.retain(|path| path.ends_with("Cargo.toml"));
    manifests
}

/// Returns the Rust files of a folder, without tests and comments.
fn sources(folder: &str) -> Vec<(String, String)> {
    let files = files::sources(folder).into_iter();
    files.map(|(name, text)| (name, code(&text))).collect()
}

fn code(text: &str) -> String {
    let (mut code, mut lines) = (String::new(), text.lines());
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" {
            // The item after it is one line, or ends with the line that closes it.
            if !lines.next().unwrap_or_default().ends_with(';') {
                lines.by_ref().find(|line| line.starts_with('}'));
            }
        } else if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
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
    let known = dependencies(Path::new("crates/tinsmith/Cargo.toml"));
    assert!(
        known.iter().all(|name| !name.starts_with("tinsmith")),
        "{known:?}"
    );

    let sources = sources("crates/tinsmith/src");
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
fn each_of_the_runtime_s_helpers_is_named_in_one_place() {
    let sources = sources("crates/tinsmith/src");
    for (helper, files) in [
        ("reqwest::", &["http/transport/reqwest.rs"][..]),
        ("ring::", &["credentials/login/proof.rs"]),
        (
            "rustls::",
            &[
                "http/transport/hyper/connect.rs",
                "http/transport/rustls_config.rs",
            ],
        ),
        ("aws_sigv4::", &["sign/key.rs"]),
        ("tokio::time", &["time.rs"]),
    ] {
        assert_eq!(files_with(&sources, helper), files, "{helper}");
    }
    let files = files_with(&sources, "hyper::");
    let is_of_transport = |file: &String| file.starts_with("http/transport/hyper");
    assert!(
        !files.is_empty() && files.iter().all(is_of_transport),
        "{files:?}"
    );
    // Any path may precede the name.
    for clock in ["SystemTime::now(", "Instant::now("] {
        let files = sources.iter().filter(|(_, code)| code.contains(clock));
        let files: Vec<_> = files.map(|(file, _)| file.as_str()).collect();
        assert_eq!(files, ["time.rs"], "{clock}");
    }
}

#[test]
fn the_runtime_s_room_of_http_knows_neither_members_nor_protocols_nor_calls() {
    let sources = sources("crates/tinsmith/src/http");
    for module in ["codec", "protocol", "call"] {
        let files = files_with(&sources, &format!("crate::{module}"));
        assert_eq!(files, Vec::<String>::new(), "crate::{module}");
    }
}

/// Returns the lines that the feature `testing` changes within an item: fields, arms and statements.
fn changed_by_testing(code: &str) -> Vec<&str> {
    let lines: Vec<&str> = code.lines().map(str::trim_start).collect();
    let is_condition = |line: &str| line.starts_with("#[cfg(") && line.contains("\"testing\"");
    let conditions = (0..lines.len()).filter(|at| is_condition(lines[*at]));
    let is_macro = |line: &&str| line.contains("cfg!(") && line.contains("\"testing\"");
    let changed = conditions.filter_map(|at| {
        let after = lines[at + 1..].iter().find(|line| !line.starts_with('#'))?;
        let is_item = ["impl", "mod ", "pub ", "pub("]
            .iter()
            .any(|word| after.starts_with(word));
        let is_changed = !is_item || after.ends_with(',') || lines[at].contains("not(");
        is_changed.then_some(*after)
    });
    let macros = lines.iter().copied().filter(is_macro);
    changed.chain(macros).collect()
}

#[test]
fn the_feature_testing_adds_items_to_the_runtime_and_changes_others_in_one_seam_only() {
    let found = sources("crates/tinsmith/src")
        .into_iter()
        .filter_map(|(file, code)| {
            let changed = changed_by_testing(&code);
            (!changed.is_empty()).then(|| format!("{file}: {changed:?}"))
        });
    let found: Vec<_> = found.collect();
    let [seam] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert!(seam.starts_with("call/test_seam.rs: "), "{seam}");
}

#[test]
fn a_field_an_arm_and_a_statement_are_changes_and_an_item_is_none() {
    let condition = "#[cfg(feature = \"testing\")]\n";
    for line in [
        "pub(crate) a: bool,",
        "Self::A => a(),",
        "a();",
        "return a;",
    ] {
        assert_eq!(
            changed_by_testing(&format!("{condition}    {line}")),
            [line]
        );
    }
    let expression = "a || cfg!(feature = \"testing\") && b";
    assert_eq!(changed_by_testing(expression), [expression]);
    let item = format!("{condition}#[must_use]\npub fn a() {{}}\n");
    assert!(changed_by_testing(&item).is_empty());
}

#[test]
fn the_generator_is_text_in_and_text_out() {
    let known = dependencies(Path::new("codegen/Cargo.toml"));
    assert!(
        known.iter().all(|name| !name.starts_with("tinsmith")),
        "{known:?}"
    );

    let mut sources = sources("codegen/src");
    // The files of build scripts, which call the generator as others do.
    sources.retain(|(file, _)| !file.starts_with("build/"));
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
fn the_command_knows_the_generator_alone_and_no_checkout() {
    let known = dependencies(Path::new("crates/cargo-tinsmith/Cargo.toml"));
    let own = known.iter().filter(|name| name.starts_with("tinsmith"));
    assert_eq!(own.collect::<Vec<_>>(), ["tinsmith-codegen"]);
    for (file, code) in sources("crates/cargo-tinsmith/src") {
        for outside in ["include_str!", "include_bytes!", "CARGO_MANIFEST_DIR"] {
            assert!(!code.contains(outside), "{file} has {outside}");
        }
    }
}

#[test]
fn only_the_protocol_room_distinguishes_protocols() {
    let sources = sources("codegen/src");
    let protocols = protocols(&sources);
    assert!(!protocols.is_empty());
    for (file, code) in sources
        .iter()
        .filter(|(file, _)| !file.starts_with("protocol/"))
    {
        let named: Vec<_> = words(code)
            .filter(|word| protocols.iter().any(|protocol| protocol == word))
            .collect();
        assert!(named.is_empty(), "{file} names {named:?}");
        // Traits that some protocols obey and others do not.
        for name in [
            "#awsQuery",
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

/// Returns the variants of the generator's enum of protocols.
fn protocols(sources: &[(String, String)]) -> Vec<String> {
    let is_room = |(file, _): &&(String, String)| file == "protocol/mod.rs";
    let (_, room) = sources.iter().find(is_room).unwrap();
    let room = syn::parse_file(room).unwrap();
    let protocol = room.items.iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "Protocol" => Some(item),
        _ => None,
    });
    let variants = protocol.unwrap().variants.iter();
    variants.map(|variant| variant.ident.to_string()).collect()
}

#[test]
fn the_list_of_protocols_has_each_of_them_once() {
    let sources = sources("codegen/src");
    let is_room = |(file, _): &&(String, String)| file == "protocol/mod.rs";
    let (_, room) = sources.iter().find(is_room).unwrap();
    let (_, list) = room.split_once("const ALL: &[Self] = &[").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let mut listed: Vec<_> = list.split("Self::").skip(1).collect();
    listed.sort_unstable();
    let listed: Vec<_> = listed.iter().flat_map(|entry| words(entry)).collect();
    let listed: Vec<_> = listed.into_iter().filter(|word| !word.is_empty()).collect();
    let mut protocols = protocols(&sources);
    protocols.sort_unstable();
    assert_eq!(listed, protocols);
}

#[test]
fn the_generator_finds_the_message_of_an_error_under_the_names_that_the_runtime_reads() {
    let read = |file: &str| code(&files::text(file));
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
    for (test, is_found) in [
        ("use reqwest::Client;", false),
        ("mod tests {\n    use reqwest::Client;\n}", false),
        ("mod tests;\nuse reqwest::Client;", true),
        ("mod tests {\n}\nuse reqwest::Client;", true),
    ] {
        let sources = sources(&format!("#[cfg(test)]\n{test}"));
        let found = !files_with(&sources, "reqwest::").is_empty();
        assert_eq!(found, is_found, "{test}");
    }
}

/// Returns the names of services, operations and shapes in this repository's models, of the operations' methods, of the services of the quirks, and
/// the other names with a capital letter in the quirks. Except for those of services, the names have more than eight letters.
fn names_of_models() -> BTreeSet<String> {
    let (mut names, mut services) = (BTreeSet::new(), BTreeSet::new());
    for path in files::with_extension("models", "json") {
        let model: Value = serde_json::from_str(&files::text(path)).unwrap();
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
    assert!(names.len() > 50, "{names:?}");
    assert!(services.len() >= 3, "{services:?}");
    let quirks = files::text("codegen/quirks.json");
    let ids: serde_json::Map<String, Value> = serde_json::from_str(&quirks).unwrap();
    let of_services = ids.keys().filter_map(|id| Some(id.split_once('#')?.1));
    services.extend(of_services.map(str::to_owned));
    // Words without a capital letter are fields of a quirk, headers, namespaces, schemes and keys of profiles.
    let quirks = quoted(&quirks).flat_map(words);
    let named = quirks.filter(|word| word.contains(char::is_uppercase));
    names.extend(named.map(str::to_owned));
    // Shorter names are common words, such as `Period`.
    names.retain(|name| name.len() > 8);
    names.append(&mut services);
    names
}

#[test]
fn neither_the_generator_nor_the_runtime_contains_a_name_of_a_model() {
    // A type of Smithy, an error code of any service, and names in quirks that are those of types, built-in parameters and settings, too:
    // `CopySource` is a type of the runtime, `ForcePathStyle`, `Accelerate` and `AccountId` parts of the names of built-in parameters of endpoint rules, and `DestinationRegion` the field in
    // the URL of a copy between regions, which is no member of most inputs.
    const COMMON: [&str; 9] = [
        "Timestamp",
        "ThrottlingException",
        "CopySource",
        "Credentials",
        "DestinationRegion",
        "ForcePathStyle",
        "Accelerate",
        "AccountId",
        "accountId",
    ];
    let names = names_of_models();
    let mut found = Vec::new();
    for folder in ["codegen/src", "crates/tinsmith/src"] {
        // The guide is documentation, with examples of clients.
        let sources = sources(folder);
        for (file, code) in sources
            .iter()
            .filter(|(file, _)| !file.starts_with("guide/"))
        {
            let named = words(code).filter(|word| names.contains(*word) && !COMMON.contains(word));
            found.extend(named.map(|word| format!("{folder}/{file}: {word}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
