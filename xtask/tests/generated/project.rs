//! A project in an empty folder, as a user begins it, whose program calls the service on loopback.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use tinsmith_local::LocalService;

use super::folders::root;
use super::{build, shared_profiles, stderr};

/// The manifest of a user's program, with lints that concern generated code, too.
const MANIFEST: &str = r#"
[package]
name = "sessions"
version = "0.1.0"
edition = "2021"

[dependencies]
tokio = { version = "1", default-features = false, features = ["macros", "rt"] }

[lints.rust]
missing_docs = "warn"
unreachable_pub = "warn"
unused_qualifications = "warn"

[lints.clippy]
pedantic = { level = "warn", priority = -1 }
type_complexity = "deny"

[workspace]
"#;

/// A project in an empty folder.
pub(crate) struct Project(TempDir);

impl Project {
    /// Creates a project whose edition is older than that of generated crates, with a runtime from this repository.
    ///
    /// The dependency on the features of this repository's tests is for the test alone: everything that the runtime depends on is compiled
    /// already.
    pub(crate) fn new() -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        this.write("Cargo.toml", MANIFEST);
        fs::copy(root().join("Cargo.lock"), this.folder().join("Cargo.lock")).unwrap();
        this.add_dependency("dependencies", "tinsmith", "crates/tinsmith");
        this.add_dependency("dependencies", "test-features", "xtask/test-features");
        this.edit_manifest(|manifest| {
            manifest.insert("profile".to_owned(), shared_profiles());
        });
        this
    }

    /// Returns the folder of the project.
    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, by its path from the folder.
    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<str>) {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.as_ref()).unwrap();
    }

    /// Adds a dependency on a crate of this repository, by its path from the root.
    pub(crate) fn add_dependency(&self, section: &str, name: &str, path: &str) {
        let mut dependency = toml::Table::new();
        let path = root().join(path).to_str().unwrap().to_owned();
        dependency.insert("path".to_owned(), path.into());
        self.edit_manifest(|manifest| {
            let section = manifest
                .entry(section)
                .or_insert_with(|| toml::Table::new().into());
            let section = section.as_table_mut().unwrap();
            section.insert(name.to_owned(), dependency.into());
        });
    }

    /// Removes the features and profiles of this repository's tests, so that the runtime has those of its own manifest.
    pub(crate) fn remove_test_features(&self) {
        self.edit_manifest(|manifest| {
            manifest.remove("profile").unwrap();
            let dependencies = manifest["dependencies"].as_table_mut().unwrap();
            dependencies.remove("test-features").unwrap();
        });
    }

    fn edit_manifest(&self, edit: impl FnOnce(&mut toml::Table)) {
        let manifest = self.folder().join("Cargo.toml");
        let mut table: toml::Table = fs::read_to_string(&manifest).unwrap().parse().unwrap();
        edit(&mut table);
        fs::write(manifest, table.to_string()).unwrap();
    }

    /// Runs cargo in the project.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        build(&self.folder().join("Cargo.toml"), arguments)
    }

    /// Runs cargo in the project, which must succeed without a message.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.cargo(arguments);
        let messages = stderr(&output);
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && messages.is_empty(),
            "{arguments:?}: {stdout}{messages}"
        );
        stdout
    }

    /// Builds the program and runs it with the service on loopback: with the ids of a farm, a queue and a job as arguments it prints the first
    /// three sessions.
    pub(crate) fn lists_sessions(&self) {
        self.succeed(&["build", "--quiet"]);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let builder = LocalService::builder().sessions(100);
        let service = runtime.block_on(builder.start()).unwrap();
        let job = service.jobs().next().unwrap();
        let ids = [service.farm_id(), job.queue_id, job.job_id];
        let output = super::command(&self.folder().join("Cargo.toml"))
            .args(["run", "--quiet", "--"])
            .args(ids)
            .envs(service.environment())
            .output()
            .unwrap();
        let messages = stderr(&output);
        let stdout = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = stdout.lines().collect();
        assert_eq!(lines.len(), 3, "{stdout}{messages}");
        for (line, id) in lines.iter().zip(service.session_ids(job.job_id)) {
            assert!(line.starts_with(id), "{stdout}");
        }
    }
}
