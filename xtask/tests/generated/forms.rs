//! The forms of generated code, each in a project that begins with an empty folder and calls the service on loopback.

use std::fs;

use tinsmith_codegen::build::ModelText;
use tinsmith_codegen::{Form, ServiceSpec};

use super::folders::root;
use super::project::Project;

/// Returns a file of the example with a build script.
fn example(path: &str) -> String {
    let folder = root().join("examples/build-script");
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_module_in_a_project_of_an_older_edition_passes_its_lints_and_lists_sessions() {
    let project = Project::new();
    let spec = ServiceSpec {
        form: Form::Module,
        crate_name: "deadline".to_owned(),
        model_path: "deadline.json".to_owned(),
        ..ServiceSpec::default()
    };
    let model = ModelText::read(&[root().join("models/deadline.json")]).unwrap();
    let generated = model.generate(&spec).unwrap();
    for file in &generated.files {
        let path = format!("src/aws/deadline/{}", file.path);
        project.write(path, &file.text);
    }
    project.write("src/aws/mod.rs", "pub(crate) mod deadline;\n");
    let program = example("src/main.rs")
        .replace(
            "include!(concat!(env!(\"OUT_DIR\"), \"/deadline.rs\"));\n",
            "mod aws;\n",
        )
        .replace("use deadline::", "use aws::deadline::");
    project.write("src/main.rs", program);

    project.lists_sessions();
    project.succeed(&["clippy", "--quiet", "--", "-D", "warnings"]);
    assert_eq!(project.succeed(&["doc", "--quiet", "--no-deps"]), "");
    // The formatter leaves generated files as they are, and finds the others well formatted.
    let formatted = super::cargo::command()
        .args(["fmt", "--check"])
        .current_dir(project.folder())
        .output()
        .unwrap();
    assert!(formatted.status.success(), "{formatted:?}");
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_build_script_in_a_project_of_an_older_edition_generates_a_client_that_lists_sessions() {
    let project = Project::new();
    project.add_dependency("build-dependencies", "tinsmith-codegen", "codegen");
    let model = fs::read_to_string(root().join("models/deadline.json")).unwrap();
    project.write("models/deadline.json", model);
    let script = example("build.rs").replace("../../models/", "models/");
    project.write("build.rs", &script);
    project.write("src/main.rs", example("src/main.rs"));

    project.lists_sessions();
    project.succeed(&["clippy", "--quiet", "--", "-D", "warnings"]);

    // A problem of the settings fails the build, with the remedy.
    project.write("build.rs", script.replace("ListSessions", "ListSession"));
    let output = project.cargo(&["build", "--quiet"]);
    let messages = super::stderr(&output);
    assert!(!output.status.success());
    let expected = "  models/deadline.json: com.amazonaws.deadline#Deadline: has no operation `ListSession`; did you mean `ListSessions`?";
    assert!(messages.contains(expected), "{messages}");
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_module_without_a_feature_that_it_needs_names_the_feature() {
    let project = Project::new();
    project.remove_test_features();
    let spec = ServiceSpec {
        form: Form::Module,
        crate_name: "bedrock".to_owned(),
        operations: Some(vec!["ConverseStream".to_owned()]),
        ..ServiceSpec::default()
    };
    let model = ModelText::read(&[root().join("models/bedrock-runtime.json")]).unwrap();
    for file in &model.generate(&spec).unwrap().files {
        project.write(format!("src/bedrock/{}", file.path), &file.text);
    }
    project.write("src/main.rs", "mod bedrock;\n\nfn main() {}\n");
    let output = project.cargo(&["check", "--quiet"]);
    let messages = super::stderr(&output);
    let expected = "this generated client needs the feature `event-stream` of `tinsmith`; add it to the dependency in `Cargo.toml`: cargo add tinsmith --features event-stream";
    let first = messages.lines().next().unwrap_or_default();
    assert!(first.contains(expected), "{messages}");
}
