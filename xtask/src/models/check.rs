//! The checks of generated crates: lints, documentation and tests, all without a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use tinsmith_codegen::select::select;
use tinsmith_codegen::{Diagnostic, ServiceSpec};

use super::model_file::{Options, spec, stem};
use crate::model::ModelText;
use crate::scratch;
use crate::sync::{self, Package};
use crate::workspace::Error;

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
    let folder =
        tempfile::tempdir().map_err(Error::file("create", Path::new("a temporary folder")))?;
    let packages: Vec<Package> = candidates
        .iter()
        .flat_map(Candidate::crates)
        .map(|package| Package {
            folder: folder.path().join(&package.name),
            files: package.files.clone(),
        })
        .collect();
    sync::write(&packages)?;
    let names = candidates.iter().flat_map(Candidate::crates);
    scratch::write_workspace(folder.path(), names.map(|package| package.name.clone()))?;
    compile_with_clippy(folder.path())?;

    let linted = compiled(folder.path(), &["build", "--all-targets", "--keep-going"])?;
    let documented = compiled(folder.path(), &["doc", "--no-deps", "--keep-going"])?;
    let is_compiled = |package: &Crate| {
        let is_in = |crates: &BTreeMap<String, bool>| crates.get(&package.name) == Some(&true);
        is_in(&linted) && is_in(&documented)
    };
    let verdict = |candidate: &Candidate| {
        let alone = candidate.alone.iter();
        Ok(Verdict {
            compiles: is_compiled(&candidate.whole),
            passes: passes(folder.path(), &candidate.whole.name)?,
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

/// Runs a command of cargo that compiles all crates of the workspace, and returns the names of the crates with an artifact; `false` for those
/// with a message.
fn compiled(folder: &Path, command: &[&str]) -> Result<BTreeMap<String, bool>, Error> {
    let mut compiled = BTreeMap::new();
    let options = ["--workspace", "--message-format=json", FEATURES];
    scratch::cargo(folder, &[command, &options].concat(), |line| {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
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
                compiled.entry(name).or_insert(true);
            }
            "compiler-message" => {
                compiled.insert(name, false);
                let rendered = line.message.and_then(|message| message.rendered);
                eprint!("{}", rendered.unwrap_or_default());
            }
            _ => {}
        }
    })?;
    Ok(compiled)
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
