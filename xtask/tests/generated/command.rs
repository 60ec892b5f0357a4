//! The command `cargo tinsmith` in a project that begins with an empty folder and calls the service on loopback.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::folders::root;
use super::project::Project;
use super::{build, stderr};

/// The operation of the program, and the runtime of this repository.
const OPTIONS: [&str; 3] = ["--operations", "ListSessions", "--path"];

/// Runs `cargo tinsmith` in a project, and returns its messages.
fn tinsmith(project: &Project, arguments: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let program = format!("debug/cargo-tinsmith{}", std::env::consts::EXE_SUFFIX);
    let output = Command::new(target.join(program))
        .arg("tinsmith")
        .args(arguments)
        .current_dir(project.folder())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    stderr(&output)
}

/// Returns the program that lists sessions, with the declaration of a module and the path of a client.
fn program(declaration: &str, client: &str) -> String {
    let path = root().join("examples/build-script/src/main.rs");
    let text = fs::read_to_string(path).unwrap();
    let include = "include!(concat!(env!(\"OUT_DIR\"), \"/deadline.rs\"));\n";
    assert!(text.contains(include));
    text.replace(include, declaration)
        .replace("use deadline::", &format!("use {client}::"))
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn the_command_generates_a_crate_and_a_module_that_list_sessions() {
    let command = ["build", "--quiet", "--package", "cargo-tinsmith"];
    let output = build(&root().join("Cargo.toml"), &command);
    assert!(output.status.success(), "{}", stderr(&output));
    let project = Project::new();
    let model = fs::read_to_string(root().join("models/deadline.json")).unwrap();
    project.write("deadline.json", model);
    project.write("src/main.rs", "fn main() {}\n");
    let runtime = root().to_str().unwrap();
    let options = [&["add", "deadline.json"], &OPTIONS[..], &[runtime]].concat();

    let messages = tinsmith(
        &project,
        &[&options[..], &["--crate", "my-deadline"]].concat(),
    );
    let client = project.folder().join("my-deadline");
    assert!(
        messages.contains("my-deadline` in the crate that uses it"),
        "{messages}"
    );
    project.add_dependency("dependencies", "my-deadline", client.to_str().unwrap());
    project.write("src/main.rs", program("", "my_deadline"));
    project.lists_sessions();

    let messages = tinsmith(
        &project,
        &[&options[..], &["--module", "src/aws/deadline"]].concat(),
    );
    assert!(
        messages.contains("`pub mod deadline;` in src/aws/mod.rs"),
        "{messages}"
    );
    project.write("src/aws/mod.rs", "pub(crate) mod deadline;\n");
    project.write("src/main.rs", program("mod aws;\n", "aws::deadline"));
    project.lists_sessions();

    tinsmith(&project, &["generate", "--check"]);
}
