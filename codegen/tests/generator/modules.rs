//! The form of a module in another crate.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use tinsmith_codegen::{Dependency, Form, Generated, ServiceSpec, generate};

/// Generates the module `shop`, with this source of the runtime in its documentation.
fn shop(runtime: Dependency) -> Generated {
    let spec = ServiceSpec {
        form: Form::Module,
        crate_name: "shop".to_owned(),
        model_path: "shop.json".to_owned(),
        runtime,
        ..ServiceSpec::default()
    };
    generate(include_str!("../models/shop.json"), &spec).unwrap()
}

fn texts(generated: Generated) -> BTreeMap<String, String> {
    let files = generated.files.into_iter();
    files.map(|file| (file.path, file.text)).collect()
}

#[test]
fn a_module_is_a_folder_without_manifest_and_tests() {
    let texts = texts(shop(Dependency::Workspace));
    let paths: Vec<&str> = texts.keys().map(String::as_str).collect();
    let operations = paths
        .iter()
        .filter(|path| path.starts_with("operation/"))
        .count();
    let others: Vec<&str> = paths
        .iter()
        .filter(|path| !path.starts_with("operation/"))
        .copied()
        .collect();
    assert_eq!(
        others,
        ["client.rs", "error.rs", "mod.rs", "service.rs", "types.rs"]
    );
    assert!(operations > 2, "{paths:?}");
}

#[test]
fn a_module_has_no_inner_attributes_and_no_path_from_the_root_of_its_crate() {
    for (path, text) in texts(shop(Dependency::Workspace)) {
        assert!(!text.contains("#!["), "{path}: {text}");
        // Examples name the module as the root of a crate sees it, and are not compiled.
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        for line in code {
            assert!(!line.contains("crate::"), "{path}: {line}");
        }
        let links = text.lines().filter(|line| line.contains("]("));
        for line in links {
            assert!(!line.contains("](crate::"), "{path}: {line}");
        }
        // Nor are they with `--include-ignored`, which compiles those that rustdoc ignores.
        let fences = text
            .lines()
            .filter_map(|line| line.trim().split_once(" ```"));
        for (_, language) in fences {
            assert!(
                ["", "text", "toml"].contains(&language),
                "{path}: {language}"
            );
        }
    }
}

#[test]
fn a_module_begins_with_the_dependency_that_it_needs() {
    for (runtime, dependency) in [
        (
            Dependency::Version("0.1".to_owned()),
            "tinsmith = { version = \"0.1\", features = [\"gzip\", \"checksums\"] }",
        ),
        (
            Dependency::Path("../tinsmith".to_owned()),
            "tinsmith = { path = \"../tinsmith\", features = [\"gzip\", \"checksums\"] }",
        ),
        (
            Dependency::Workspace,
            "tinsmith = { workspace = true, features = [\"gzip\", \"checksums\"] }",
        ),
    ] {
        let root = texts(shop(runtime)).remove("mod.rs").unwrap();
        let head: Vec<&str> = root.lines().take(10).collect();
        assert!(
            head.contains(&format!("//! {dependency}").as_str()),
            "{head:#?}"
        );
    }
}

#[test]
fn the_features_that_a_module_needs_are_in_its_first_lines_and_in_the_result() {
    let model = include_str!("../models/shop.json").replace("restJson1", "restXml");
    let spec = ServiceSpec {
        form: Form::Module,
        crate_name: "shop".to_owned(),
        runtime: Dependency::Version("0.1".to_owned()),
        skip_unsupported: true,
        ..ServiceSpec::default()
    };
    let generated = generate(&model, &spec).unwrap();
    assert_eq!(generated.runtime_features, ["xml", "gzip", "checksums"]);
    let root = texts(generated).remove("mod.rs").unwrap();
    let dependency =
        "//! tinsmith = { version = \"0.1\", features = [\"xml\", \"gzip\", \"checksums\"] }";
    assert!(root.contains(dependency), "{root}");
    let check = "\ntinsmith::require_features!(\"xml\", \"gzip\", \"checksums\");\n";
    assert!(root.contains(check), "{root}");
}

#[test]
fn a_module_has_the_name_of_a_rust_module() {
    for name in [
        "self",
        "1st",
        "tinsmith",
        "a b",
        "my-shop",
        " shop",
        "shop /* a */",
        "r#shop",
        "match",
    ] {
        let spec = ServiceSpec {
            form: Form::Module,
            crate_name: name.to_owned(),
            ..ServiceSpec::default()
        };
        let diagnostics = generate(include_str!("../models/shop.json"), &spec).unwrap_err();
        let message = &diagnostics[0].message;
        let expected = format!("the module name `{name}` is ");
        assert!(message.starts_with(&expected), "{message}");
        let remedy = "; set another `ServiceSpec::crate_name`";
        assert!(message.ends_with(remedy), "{message}");
    }
}
