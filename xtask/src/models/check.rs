//! The checks of generated crates: lints, documentation and tests, all without a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use cargo_tinsmith::ModelText;
use cargo_tinsmith::sync::{self, Package};
use serde::Deserialize;
use tinsmith_codegen::select::select;
use tinsmith_codegen::{Diagnostic, ServiceSpec};

use super::model_file::{Options, spec, stem};
use crate::rustdoc::{self, Library};
use crate::scratch;
use crate::workspace::{self, Error};

/// The features of generated crates that the checks turn on.
const FEATURES: &str = "--features=blocking,serde";

/// The crates of a model: one with all operations, and some with a single one.
pub(super) struct Candidate {
    whole: Crate,
    alone: Vec<Crate>,
}

struct Crate {
    name: String,
    files: Vec<tinsmith_codegen::SourceFile>,
}

/// The result of checking the crates of a model.
pub(super) struct Verdict {
    /// True if the crate with all operations, its tests and its documentation compile without a warning.
    pub(super) compiles: bool,
    /// True if the tests and documentation tests of the crate with all operations pass.
    pub(super) passes: bool,
    /// The number of crates with a single operation that compile without a warning.
    pub(super) compiled: usize,
    /// The number of crates with a single operation.
    pub(super) alone: usize,
}

impl Verdict {
    pub(super) fn is_success(&self) -> bool {
        self.compiles && self.passes && self.compiled == self.alone
    }
}

impl Candidate {
    /// Generates a crate with all operations of a model, and one each for its first, middle and last operation.
    pub(super) fn generate(file: &Path, options: &Options<'_>) -> Result<Self, Error> {
        let error = |diagnostics: Vec<Diagnostic>| {
            let lines: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
            Error::content(file, lines.join("\n"))
        };
        let text = ModelText::read(&[file.to_owned()])?;
        let whole = spec(
            file,
            format!("model-{}", stem(file).to_lowercase()),
            options,
        );
        let model = text.parse().map_err(error)?;
        let selection = select(&model, &whole).map_err(error)?;
        let names: Vec<&str> = selection
            .operations
            .iter()
            .map(|operation| operation.shape.id.name())
            .collect();
        let some = [names.first(), names.get(names.len() / 2), names.last()];
        let some: BTreeSet<&str> = some.into_iter().flatten().copied().collect();
        let generate_crate = |spec: &ServiceSpec| {
            text.generate(spec).map(|generated| Crate {
                name: spec.crate_name.clone(),
                files: generated.files,
            })
        };
        let alone = some.into_iter().map(|operation| {
            let name = format!("{}-{}", whole.crate_name, operation.to_lowercase());
            generate_crate(&ServiceSpec {
                operations: Some(vec![operation.to_owned()]),
                ..spec(file, name, options)
            })
        });
        Ok(Self {
            alone: alone.collect::<Result<_, _>>().map_err(error)?,
            whole: generate_crate(&whole).map_err(error)?,
        })
    }

    fn crates(&self) -> impl Iterator<Item = &Crate> {
        std::iter::once(&self.whole).chain(&self.alone)
    }
}

/// A message in cargo's JSON output.
#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<std::path::PathBuf>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    rendered: Option<String>,
}

/// Compiles the crates of all models with the lints of clippy, documents them, and tests those with all operations. A message of the
/// compiler is a failure.
pub(super) fn check(candidates: &[Candidate]) -> Result<Vec<Verdict>, Error> {
    let temporary =
        tempfile::tempdir().map_err(Error::file("create", Path::new("a temporary folder")))?;
    // Cargo reports paths without symbolic links.
    let folder_path =
        fs::canonicalize(temporary.path()).map_err(Error::file("find", temporary.path()))?;
    let folder = folder_path.as_path();
    let packages: Vec<Package> = candidates
        .iter()
        .flat_map(Candidate::crates)
        .map(|package| Package::new(folder.join(&package.name), package.files.clone()))
        .collect();
    sync::write(&packages)?;
    let names = candidates.iter().flat_map(Candidate::crates);
    scratch::write_workspace(folder, names.map(|package| package.name.clone()))?;
    compile_with_clippy(folder)?;

    let compiled = compile(folder)?;
    let mut flawless = BTreeSet::new();
    for package in candidates.iter().flat_map(Candidate::crates) {
        let name = &package.name;
        if compiled.flawless.get(name) == Some(&true)
            && document(&folder.join(name), &compiled.libraries)?
        {
            flawless.insert(name.as_str());
        }
    }
    let is_compiled = |package: &Crate| flawless.contains(package.name.as_str());
    let verdict = |candidate: &Candidate| {
        let alone = candidate.alone.iter();
        Ok(Verdict {
            compiles: is_compiled(&candidate.whole),
            passes: passes(folder, &candidate.whole.name)?,
            compiled: alone.filter(|package| is_compiled(package)).count(),
            alone: candidate.alone.len(),
        })
    };
    candidates.iter().map(verdict).collect()
}

/// Configures cargo to compile the crates of a workspace with clippy, which reports lints and otherwise compiles as `rustc` does. `cargo clippy` would
/// compile nothing, and so all crates and their dependencies would be checked before they are compiled for the tests.
fn compile_with_clippy(folder: &Path) -> Result<(), Error> {
    let path = folder.join(".cargo/config.toml");
    let text = "[build]\nrustc-workspace-wrapper = \"clippy-driver\"\n";
    fs::create_dir(folder.join(".cargo"))
        .and_then(|()| fs::write(&path, text))
        .map_err(Error::file("write", &path))
}

/// The result of compiling a workspace.
struct Compiled {
    /// The names of the folders of all packages with an artifact; `false` for those with a message.
    flawless: BTreeMap<String, bool>,
    libraries: Vec<Library>,
}

/// Compiles all crates of a workspace with their tests, and prints the messages of the compiler.
fn compile(folder: &Path) -> Result<Compiled, Error> {
    let mut compiled = Compiled {
        flawless: BTreeMap::new(),
        libraries: Vec::new(),
    };
    let command = [
        "build",
        "--all-targets",
        "--keep-going",
        "--workspace",
        "--message-format=json",
        FEATURES,
    ];
    scratch::cargo(folder, &command, |text| {
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            return;
        };
        let name = line
            .manifest_path
            .as_deref()
            .and_then(Path::parent)
            .and_then(Path::file_name)
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match line.reason.as_str() {
            "compiler-artifact" => {
                compiled.flawless.entry(name).or_insert(true);
                compiled.libraries.extend(Library::from_line(text));
            }
            "compiler-message" => {
                compiled.flawless.insert(name, false);
                let rendered = line.message.and_then(|message| message.rendered);
                eprint!("{}", rendered.unwrap_or_default());
            }
            _ => {}
        }
    })?;
    Ok(compiled)
}

/// Documents the library of a package, and returns true if rustdoc has nothing to report.
fn document(package: &Path, libraries: &[Library]) -> Result<bool, Error> {
    let output =
        tempfile::tempdir().map_err(Error::file("create", Path::new("a temporary folder")))?;
    let documented = libraries.iter().find(|library| library.folder() == package);
    let Some(library) = documented else {
        let known: Vec<_> = libraries
            .iter()
            .map(|library| library.folder().display().to_string())
            .collect();
        let message = format!(
            "cargo reported no library in this folder, but in {}",
            known.join(", ")
        );
        return Err(Error::content(package, message));
    };
    let manifest = package.join("Cargo.toml");
    let table = toml::from_str(&workspace::read(&manifest)?)
        .map_err(|error| Error::content(&manifest, error))?;
    let dependencies = rustdoc::dependencies(&table);
    let mut command = rustdoc::command(library, libraries, &dependencies, output.path());
    let output = command
        .output()
        .map_err(Error::file("run", Path::new("rustdoc")))?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.status.success() && output.stderr.is_empty())
}

/// Runs the tests and the documentation tests of a crate, and prints their output if one fails.
fn passes(folder: &Path, name: &str) -> Result<bool, Error> {
    let mut output = Vec::new();
    // With the package at the root, so that the features of the dependencies are those of the whole workspace.
    let packages = ["--package", name, "--package", scratch::ROOT_PACKAGE];
    let arguments = [&["test", "--no-fail-fast", FEATURES], &packages[..]].concat();
    let passes = scratch::cargo(folder, &arguments, |line| output.push(line.to_owned()))?;
    if !passes {
        eprintln!("{}", output.join("\n"));
    }
    Ok(passes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_cargo_did_not_report_is_an_error_with_its_folder() {
        let error = document(Path::new("/folder/client"), &[]).err();
        let message = error.map(|error| error.to_string());
        let expected = "/folder/client: cargo reported no library in this folder, but in ";
        assert_eq!(message.as_deref(), Some(expected));
    }
}
