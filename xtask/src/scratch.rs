//! A temporary workspace of generated crates, with the lock file, lints and target folder of this repository.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::workspace::{self, Error};

/// The package at the root of such a workspace. Its dependencies have the features of this repository's tests, so that the runtime
/// is compiled once for all such workspaces, and most of what it depends on is compiled already.
pub(crate) const ROOT_PACKAGE: &str = "scratch";

/// Writes the manifest of a workspace into a folder of generated crates, with the lints and profiles of this repository.
pub(crate) fn write_workspace(
    folder: &Path,
    members: impl IntoIterator<Item = String>,
) -> Result<(), Error> {
    let root = workspace::root();
    let path = root.join("Cargo.toml");
    let mut manifest: toml::Table =
        toml::from_str(&workspace::read(&path)?).map_err(|error| Error::content(&path, error))?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .ok_or_else(|| Error::content(&path, "the table `workspace` is missing"))?;
    let members = members.into_iter().map(toml::Value::String).collect();
    workspace.insert("members".to_owned(), toml::Value::Array(members));
    let runtime = root.join("crates/tinsmith").display().to_string();
    let features = root.join("xtask/test-features").display().to_string();
    workspace.insert(
        "dependencies".to_owned(),
        toml::Value::Table(toml::toml! {
            test-features = { path = features }
            tinsmith = { path = runtime }
            // The documentation tests use tokio.
            tokio = "1"
        }),
    );
    manifest.extend(toml::toml! {
        [package]
        name = ROOT_PACKAGE
        version = "0.0.0"
        edition = "2024"

        [lib]
        path = "lib.rs"

        [dependencies]
        test-features = { workspace = true }
    });
    let library = folder.join("lib.rs");
    fs::write(&library, "//! Nothing.\n").map_err(Error::file("write", &library))?;

    let path = folder.join("Cargo.toml");
    fs::write(&path, manifest.to_string()).map_err(Error::file("write", &path))?;
    for name in ["Cargo.lock", "clippy.toml"] {
        let copy = folder.join(name);
        fs::copy(root.join(name), &copy).map_err(Error::file("write", &copy))?;
    }
    Ok(())
}

/// Runs cargo in such a workspace, and passes each line of its output to `show`. Returns true if cargo succeeded.
pub(crate) fn cargo(
    folder: &Path,
    arguments: &[&str],
    mut show: impl FnMut(&str),
) -> Result<bool, Error> {
    let error = |source| Error::File {
        verb: "run",
        path: "cargo".into(),
        source,
    };
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::root().join("target"), PathBuf::from);
    let mut child = crate::cargo::command()
        .args(arguments)
        .args(["--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(error)?;
    let output = child.stdout.take().map(BufReader::new);
    for line in output.into_iter().flat_map(BufRead::lines) {
        show(&line.map_err(error)?);
    }
    Ok(child.wait().map_err(error)?.success())
}
