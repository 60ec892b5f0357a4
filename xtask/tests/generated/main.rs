//! Clients of models that were written for tests: generated, compiled and run.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../src/cargo.rs"]
mod cargo;
mod codegen;
mod command;
// A reader's terminal has bash.
#[cfg(unix)]
mod commands;
mod conformance;
mod folders;
mod forms;
mod hostile;
mod input_streams;
mod items;
mod models;
mod names;
mod project;
mod regenerate;
#[path = "../../src/rustdoc.rs"]
mod rustdoc;
mod streams;
mod waiters;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use folders::root;
use tempfile::TempDir;

/// Returns dependencies with the same features for all crates, so that the runtime and its dependencies are compiled once.
fn shared_features() -> toml::Table {
    let root = root();
    let runtime = root.join("crates/tinsmith");
    let features = root.join("xtask/test-features");
    format!(
        "test-features = {{ path = {features:?} }}\n\
         tinsmith = {{ path = {runtime:?}, features = [\"testing\"] }}\n"
    )
    .parse()
    .unwrap()
}

/// Returns the profiles of this repository, with which those dependencies are compiled already.
fn shared_profiles() -> toml::Value {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    manifest.parse::<toml::Table>().unwrap()["profile"].clone()
}

/// The crate of a model, in a folder of its own.
struct Generated(TempDir);

impl Generated {
    /// Generates a crate with this name, whose examples may use the runtime's feature `testing`.
    fn new(name: &str, model: &str) -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        let file = this.0.path().join("model.json");
        fs::write(&file, model).unwrap();
        let generated = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["codegen", "--name", name, "--model"])
            .arg(&file)
            .arg("--out")
            .arg(this.folder())
            .output()
            .unwrap();
        assert!(generated.status.success(), "{}", stderr(&generated));

        let manifest = this.manifest();
        let mut table: toml::Table = fs::read_to_string(&manifest).unwrap().parse().unwrap();
        let more: toml::Table = "aws-credential-types = { version = \"1\", default-features = false }\n\
             futures = { version = \"0.3\", default-features = false, features = [\"std\"] }\n\
             tokio = { version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }\n"
        .parse()
        .unwrap();
        let dependencies = table["dev-dependencies"].as_table_mut().unwrap();
        dependencies.extend(more);
        dependencies.extend(shared_features());
        table.insert("profile".to_owned(), shared_profiles());
        fs::write(&manifest, table.to_string()).unwrap();
        fs::copy(root().join("Cargo.lock"), this.folder().join("Cargo.lock")).unwrap();
        fs::create_dir_all(this.folder().join("examples")).unwrap();
        this
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("client")
    }

    fn manifest(&self) -> PathBuf {
        self.folder().join("Cargo.toml")
    }

    /// Adds dependencies for the examples, in TOML.
    fn add_dev_dependencies(&self, dependencies: &str) {
        let manifest = self.manifest();
        let mut table: toml::Table = fs::read_to_string(&manifest).unwrap().parse().unwrap();
        let more: toml::Table = dependencies.parse().unwrap();
        table["dev-dependencies"]
            .as_table_mut()
            .unwrap()
            .extend(more);
        fs::write(manifest, table.to_string()).unwrap();
    }

    /// Adds an example.
    fn example(&self, name: &str, text: &str) {
        let file = format!("examples/{name}.rs");
        fs::write(self.folder().join(file), text).unwrap();
    }

    /// Runs an example, and returns its output. There must be no messages of the compiler or the program.
    fn run(&self, example: &str) -> String {
        let output = self.cargo("run", example);
        let messages = stderr(&output);
        assert!(output.status.success() && messages.is_empty(), "{messages}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Compiles an invalid example, and returns the messages of the compiler.
    fn errors(&self, example: &str) -> String {
        let output = self.cargo("build", example);
        assert!(!output.status.success(), "it compiles");
        stderr(&output)
    }

    fn cargo(&self, command: &str, example: &str) -> Output {
        build(
            &self.manifest(),
            &[command, "--quiet", "--example", example],
        )
    }
}

/// Runs a command of cargo on a crate, with the target folder and the profile of this workspace, so that most dependencies are compiled
/// already.
fn build(manifest: &Path, arguments: &[&str]) -> Output {
    command(manifest).args(arguments).output().unwrap()
}

/// Returns such a command without its arguments.
fn command(manifest: &Path) -> Command {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = cargo::command();
    command
        .current_dir(manifest.parent().unwrap())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
