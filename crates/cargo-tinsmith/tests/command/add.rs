//! `cargo tinsmith add`.

use std::fs;

use crate::{Workspace, model};

const CRATE: [&str; 7] = [
    "add",
    "library.json",
    "--operations",
    "GetBook,ListBooks",
    "--crate",
    "my-library",
    "--tinsmith-version=0.1.0",
];

#[test]
fn a_crate_is_written_and_recorded() {
    let workspace = Workspace::new();
    let run = workspace.succeed(&CRATE);
    assert!(
        run.stderr().contains("note: my-library is in my-library"),
        "{}",
        run.stderr()
    );
    assert!(
        run.stderr()
            .contains("my-library` in the crate that uses it"),
        "{}",
        run.stderr()
    );
    assert!(
        workspace
            .files()
            .contains(&"my-library/src/operation/get_book.rs".to_owned())
    );
    let sha256 = workspace.read("tinsmith.toml");
    let sha256 = sha256.split('"').find(|text| text.len() == 64).unwrap();
    assert_eq!(
        workspace.read("tinsmith.toml"),
        format!(
            "# The clients of this workspace. `cargo tinsmith generate` writes them.\n\n\
             [runtime]\nversion = \"0.1.0\"\n\n\
             [[client]]\nmodel = \"library.json\"\nsha256 = \"{sha256}\"\ncrate = \"my-library\"\nout = \"my-library\"\n\
             operations = [\n    \"GetBook\",\n    \"ListBooks\",\n]\n"
        )
    );
    let manifest = workspace.read("my-library/Cargo.toml");
    assert!(
        manifest.contains("tinsmith = { version = \"0.1.0\", default-features = false }"),
        "{manifest}"
    );
}

#[test]
fn the_files_are_those_of_the_generator() {
    let workspace = Workspace::new();
    workspace.succeed(&CRATE);
    let spec = tinsmith_codegen::ServiceSpec {
        crate_name: "my-library".to_owned(),
        model_path: "library.json".to_owned(),
        operations: Some(vec!["GetBook".to_owned(), "ListBooks".to_owned()]),
        runtime: tinsmith_codegen::Dependency::Version("0.1.0".to_owned()),
        ..Default::default()
    };
    let generated = tinsmith_codegen::generate(&model(), &spec).unwrap();
    assert!(generated.files.len() > 8);
    for file in generated.files {
        let written = workspace.read(&format!("my-library/{}", file.path));
        match file.path.as_str() {
            // The first line of a manifest names the user as the owner.
            "Cargo.toml" => assert_eq!(
                written.split_once('\n').unwrap().1,
                file.text.split_once('\n').unwrap().1
            ),
            path => assert_eq!(written, file.text, "{path}"),
        }
    }
}

#[test]
fn operations_are_added_to_a_client_and_its_manifest_belongs_to_the_user() {
    let workspace = Workspace::new();
    workspace.succeed(&CRATE);
    let manifest = workspace.read("my-library/Cargo.toml");
    let own = manifest
        .split_once('\n')
        .unwrap()
        .1
        .replace("[features]", "[features] # mine")
        .replace("default = [\"rustls\"]", "default = []\nown = []")
        .replace("serde = [\"tinsmith/serde\"]\n", "");
    workspace.write("my-library/Cargo.toml", &own);
    let more = [
        "add",
        "library.json",
        "--operations",
        "LendBook",
        "--crate",
        "my-library",
    ];
    workspace.succeed(&more);
    assert!(
        workspace
            .files()
            .contains(&"my-library/src/operation/lend_book.rs".to_owned())
    );
    assert!(
        workspace
            .files()
            .contains(&"my-library/src/operation/get_book.rs".to_owned())
    );
    let merged = workspace.read("my-library/Cargo.toml");
    let without_serde: String = merged
        .lines()
        .filter(|line| !line.contains("serde"))
        .map(|line| format!("{line}\n"))
        .collect();
    let without_serde =
        without_serde.replace("# `Serialize` and `Deserialize` for all types.\n", "");
    let expected = own.replace("# `Serialize` and `Deserialize` for all types.\n", "");
    assert!(merged.contains("serde = [\"tinsmith/serde\"]"), "{merged}");
    assert_eq!(without_serde.trim_end(), expected.trim_end());
    workspace.succeed(&["generate", "--check"]);
}

#[test]
fn a_module_is_written_and_the_crate_around_it_depends_on_the_runtime() {
    let workspace = Workspace::with_package();
    let git = ["--git", "https://example.com/tinsmith", "--rev", "1f"];
    let add = [
        &["add", "library.json", "--module", "src/aws/library"],
        &git[..],
    ]
    .concat();
    let run = workspace.succeed(&add);
    assert!(
        run.stderr()
            .contains("declare `pub mod library;` in src/aws/mod.rs"),
        "{}",
        run.stderr()
    );
    assert!(
        workspace
            .files()
            .contains(&"src/aws/library/mod.rs".to_owned())
    );
    let manifest = workspace.read("Cargo.toml");
    assert!(
        manifest.starts_with("# Mine.\n[package]\nname = \"mine\" # mine\n")
            && manifest.contains("log = \"0.4\" # log\ntinsmith = { git = \"https://example.com/tinsmith\", rev = \"1f\" }\n"),
        "{manifest}"
    );
    let record = workspace.read("tinsmith.toml");
    assert!(
        record.contains("module = \"src/aws/library\"") && record.contains("rev = \"1f\""),
        "{record}"
    );
    workspace.succeed(&["generate", "--check"]);
}

#[test]
fn a_module_needs_a_crate_around_it() {
    let workspace = Workspace::new();
    let run = workspace.run(&["add", "library.json", "--module", "src/library"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().contains("create the crate first"),
        "{}",
        run.stderr()
    );
    assert_eq!(workspace.files(), ["library.json"]);
}

#[test]
fn all_faults_of_a_model_are_reported_and_nothing_is_written() {
    let workspace = Workspace::new();
    let broken = model().replace("\"smithy.api#paginated\"", "\"smithy.api#paginate\"");
    workspace.write("library.json", &broken);
    let run = workspace.run(&["add", "library.json", "--operations", "GetBok,ListBooks"]);
    assert_eq!(run.code(), 1);
    let stderr = run.stderr();
    assert!(stderr.contains("did you mean `GetBook`?"), "{stderr}");
    assert!(
        stderr.contains("--ignore-trait 'smithy.api#paginate'"),
        "{stderr}"
    );
    assert!(stderr.ends_with("note: nothing was written\n"), "{stderr}");
    assert_eq!(workspace.files(), ["library.json"]);
}

#[test]
fn another_source_of_the_runtime_is_rejected_with_the_remedy() {
    let workspace = Workspace::new();
    workspace.succeed(&CRATE);
    let run = workspace.run(&[
        "add",
        "library.json",
        "--crate",
        "b",
        "--tinsmith-version",
        "9.9.9",
    ]);
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr()
            .contains("--tinsmith-version 0.1.0; change its table `runtime`"),
        "{}",
        run.stderr()
    );
}

#[test]
fn the_runtime_of_a_checkout_is_found_by_the_folder_of_the_checkout() {
    let workspace = Workspace::new();
    workspace.write(
        "checkout/crates/tinsmith/Cargo.toml",
        "[package]\nname = \"tinsmith\"\n",
    );
    workspace.succeed(&[
        "add",
        "library.json",
        "--crate",
        "a",
        "--out",
        "crates/a",
        "--path",
        "checkout",
    ]);
    assert!(
        workspace
            .read("tinsmith.toml")
            .contains("path = \"checkout/crates/tinsmith\"")
    );
    assert!(
        workspace
            .read("crates/a/Cargo.toml")
            .contains("path = \"../../checkout/crates/tinsmith\"")
    );
}

#[test]
fn handwritten_files_are_never_overwritten() {
    let workspace = Workspace::new();
    workspace.write("my-library/src/lib.rs", "fn mine() {}\n");
    let run = workspace.run(&CRATE);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().contains("was not generated"),
        "{}",
        run.stderr()
    );
    assert_eq!(workspace.read("my-library/src/lib.rs"), "fn mine() {}\n");
    assert!(!workspace.path("tinsmith.toml").exists());
    // A file in place of a folder: nothing is written at all.
    fs::remove_dir_all(workspace.path("my-library")).unwrap();
    workspace.write("my-library/src", "");
    assert_eq!(workspace.run(&CRATE).code(), 1);
    assert_eq!(workspace.files(), ["library.json", "my-library/src"]);
}

#[test]
fn a_module_in_a_workspace_without_a_package_is_rejected_with_the_remedy() {
    let workspace = Workspace::new();
    let manifest = "[workspace]\nmembers = []\n";
    workspace.write("Cargo.toml", manifest);
    let run = workspace.run(&["add", "library.json", "--module", "src/library"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().contains("in the `src` of one of its crates"),
        "{}",
        run.stderr()
    );
    assert_eq!(workspace.read("Cargo.toml"), manifest);
    assert_eq!(workspace.files(), ["Cargo.toml", "library.json"]);
}

#[test]
fn nested_folders_are_rejected_and_nothing_is_removed() {
    let workspace = Workspace::with_package();
    workspace.succeed(&["add", "library.json", "--module", "src/aws/library"]);
    let files = workspace.files();
    for folder in ["src/aws", "src/aws/library/inner"] {
        let run = workspace.run(&["add", "library.json", "--module", folder]);
        assert_eq!(run.code(), 2);
        assert!(
            run.stderr().contains("choose folders beside each other"),
            "{}",
            run.stderr()
        );
    }
    assert_eq!(workspace.files(), files);
}

#[test]
fn the_next_step_has_a_path_for_every_folder_and_all_missing_declarations() {
    let workspace = Workspace::with_package();
    let run = workspace.succeed(&[
        "add",
        "library.json",
        "--crate",
        "a",
        "--out",
        "my crates/a",
    ]);
    let folder = cargo_tinsmith::resolve(&workspace.path("my crates/a")).unwrap();
    let quote = if cfg!(windows) { '"' } else { '\'' };
    let expected = format!(
        "run `cargo add --path {quote}{}{quote}` in the crate that uses it",
        folder.display()
    );
    assert!(run.stderr().contains(&expected), "{}", run.stderr());

    let module = ["add", "library.json", "--module", "src/aws/v1/library"];
    let run = workspace.succeed(&module);
    let expected = "declare `pub mod library;` in src/aws/v1/mod.rs and `mod v1;` in src/aws/mod.rs and `mod aws;` in src/main.rs\n";
    assert!(run.stderr().ends_with(expected), "{}", run.stderr());
    workspace.write("src/main.rs", "mod aws;\nfn main() {}\n");
    let run = workspace.succeed(&module);
    assert!(
        run.stderr().ends_with("`mod v1;` in src/aws/mod.rs\n"),
        "{}",
        run.stderr()
    );
    let run = workspace.succeed(&["add", "library.json", "--module", "library"]);
    let expected = "declare `pub mod library;` in mod.rs\n";
    assert!(run.stderr().ends_with(expected), "{}", run.stderr());
}

#[test]
fn a_module_name_with_a_hyphen_is_rejected_and_another_one_named() {
    let workspace = Workspace::with_package();
    let run = workspace.run(&["add", "library.json", "--module", "src/aws/my-library"]);
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr().contains("use the folder `src/aws/my_library`"),
        "{}",
        run.stderr()
    );
}

#[test]
fn the_recorded_operations_remain_without_the_option_and_another_model_is_rejected() {
    let workspace = Workspace::new();
    workspace.succeed(&CRATE);
    let record = workspace.read("tinsmith.toml");
    workspace.succeed(&["add", "library.json", "--crate", "my-library"]);
    assert_eq!(workspace.read("tinsmith.toml"), record);
    workspace.write("other.json", &model());
    let run = workspace.run(&["add", "other.json", "--crate", "my-library"]);
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr()
            .contains("has the model `library.json`; change it in tinsmith.toml"),
        "{}",
        run.stderr()
    );
    assert_eq!(workspace.read("tinsmith.toml"), record);
}
