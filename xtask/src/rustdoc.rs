//! Documentation of crates that cargo has compiled.
//!
//! `cargo doc` compiles the metadata of all dependencies again, which takes longer than everything else that the documentation of a generated
//! crate requires. Here, rustdoc uses the libraries that cargo has reported.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// A library that cargo has reported with `--message-format=json`.
#[derive(Debug, Deserialize)]
pub(crate) struct Library {
    manifest_path: PathBuf,
    target: Target,
    profile: Profile,
    features: Vec<String>,
    filenames: Vec<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
    edition: String,
}

#[derive(Debug, Deserialize)]
struct Profile {
    test: bool,
}

impl Library {
    /// Reads a line of cargo's output. Returns nothing if it reports no library.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        let library: Self = serde_json::from_str(line).ok()?;
        let is_library = library
            .target
            .kind
            .iter()
            .any(|kind| kind == "lib" || kind == "proc-macro");
        (is_library && !library.profile.test).then_some(library)
    }

    /// Returns the folder of the package.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new(""))
    }

    fn name(&self) -> String {
        self.target.name.replace('-', "_")
    }

    /// Returns the file that contains the code, and not the metadata alone.
    fn file(&self) -> Option<&Path> {
        let is_code = |path: &&PathBuf| path.extension().is_none_or(|name| name != "rmeta");
        self.filenames.iter().find(is_code).map(PathBuf::as_path)
    }
}

/// Returns a command that documents a library into a folder. A warning is an error, and so are broken links. `libraries` contains its
/// dependencies, whose names are `dependencies`.
pub(crate) fn command(
    library: &Library,
    libraries: &[Library],
    dependencies: &BTreeSet<String>,
    output: &Path,
) -> Command {
    let rustdoc = env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let mut command = Command::new(rustdoc);
    command
        .current_dir(library.folder())
        .arg(&library.target.src_path)
        .args(["--crate-type", "lib", "--crate-name", &library.name()])
        .args(["--edition", &library.target.edition])
        .args(["--deny", "warnings", "--output"])
        .arg(output);
    for feature in &library.features {
        command.args(["--cfg", &format!("feature={feature:?}")]);
    }
    for dependency in libraries {
        let Some(file) = dependency.file() else {
            continue;
        };
        if let Some(folder) = file.parent() {
            command.arg("-L").arg(prefixed("dependency=", folder));
        }
        if dependencies.contains(&dependency.name()) {
            let name = format!("{}=", dependency.name());
            command.arg("--extern").arg(prefixed(&name, file));
        }
    }
    command
}

/// Returns the names under which the code of a package uses its dependencies, optional ones included.
pub(crate) fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    manifest
        .get("dependencies")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(toml::Table::keys)
        .map(|name| name.replace('-', "_"))
        .collect()
}

fn prefixed(prefix: &str, path: &Path) -> OsString {
    let mut text = OsString::from(prefix);
    text.push(path);
    text
}
