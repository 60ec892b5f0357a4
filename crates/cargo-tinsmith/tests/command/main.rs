//! The command, run as a program in empty folders. Nothing is compiled.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod add;
mod diff;
mod generate;
mod list;
mod output;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// An empty folder, with the model of a library.
struct Workspace(TempDir);

impl Workspace {
    fn new() -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        fs::write(this.path("library.json"), model()).unwrap();
        this
    }

    /// Creates a folder with a package.
    fn with_package() -> Self {
        let this = Self::new();
        let manifest = "# Mine.\n[package]\nname = \"mine\" # mine\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\" # log\n";
        this.write("Cargo.toml", manifest);
        this.write("src/main.rs", "fn main() {}\n");
        this
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the command as cargo does.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_into(arguments, Stdio::piped())
    }

    /// Runs the command as cargo does, with this standard output.
    fn run_into(&self, arguments: &[&str], stdout: Stdio) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-tinsmith"))
            .arg("tinsmith")
            .args(arguments)
            .current_dir(self.0.path())
            .stdout(stdout)
            .output()
            .unwrap();
        Run(output)
    }

    /// Runs the command, which succeeds.
    fn succeed(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code(), 0, "{}{}", run.stdout(), run.stderr());
        run
    }

    /// Returns the paths of all files, in order.
    fn files(&self) -> Vec<String> {
        fn collect(folder: &Path, root: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => collect(&path, root, files),
                    false => {
                        let path = path.strip_prefix(root).unwrap();
                        files.push(path.to_str().unwrap().to_owned());
                    }
                }
            }
        }
        let mut files = Vec::new();
        collect(self.0.path(), self.0.path(), &mut files);
        files.sort();
        files
    }
}

/// The output of a run.
struct Run(Output);

impl Run {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}

/// Returns the model of a library.
fn model() -> String {
    let path = "/../../codegen/tests/models/library.json";
    fs::read_to_string(format!("{}{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
