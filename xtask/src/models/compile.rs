//! Whether what is generated compiles without a warning, and so do the examples in its documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use tinsmith_codegen::select::select;
use tinsmith_codegen::smithy::Model;
use tinsmith_codegen::{Diagnostic, ServiceSpec, generate};

use super::measure::spec;
use super::stem;
use crate::scratch;
use crate::services::Services;
use crate::sync::{self, Package};
use crate::workspace::{self, Error};

/// The crates of a model: the whole, then some of its operations alone.
pub(super) struct Candidate {
    whole: Crate,
    alone: Vec<Crate>,
}

struct Crate {
    name: String,
    files: Vec<tinsmith_codegen::SourceFile>,
}

/// What the compiler says of the crates of a model.
pub(super) struct Verdict {
    pub(super) whole: bool,
    /// How many of the operations compile as crates of their own.
    pub(super) good: usize,
    pub(super) alone: usize,
}

impl Verdict {
    pub(super) fn is_good(&self) -> bool {
        self.whole && self.good == self.alone
    }
}

impl Candidate {
    /// Generates a model in full, and its first, middle and last operation alone.
    pub(super) fn of(file: &Path, services: &Services) -> Result<Self, Error> {
        let said = |problems: Vec<Diagnostic>| {
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            Error::content(file, problems.join("\n"))
        };
        let text = workspace::read(file)?;
        let whole = spec(file, format!("model-{}", stem(file)), services);
        let model = Model::from_json(&text).map_err(said)?;
        let selection = select(&model, &whole).map_err(said)?;
        let names: Vec<&str> = selection
            .operations
            .iter()
            .map(|operation| operation.shape.id.name())
            .collect();
        let some = [names.first(), names.get(names.len() / 2), names.last()];
        let some: BTreeSet<&str> = some.into_iter().flatten().copied().collect();
        let made = |spec: &ServiceSpec| {
            generate(&text, spec).map(|generated| Crate {
                name: spec.crate_name.clone(),
                files: generated.files,
            })
        };
        let alone = some.into_iter().map(|operation| {
            let name = format!("{}-{}", whole.crate_name, operation.to_lowercase());
            made(&ServiceSpec {
                operations: Some(vec![operation.to_owned()]),
                ..spec(file, name, services)
            })
        });
        Ok(Self {
            alone: alone.collect::<Result<_, _>>().map_err(said)?,
            whole: made(&whole).map_err(said)?,
        })
    }

    fn crates(&self) -> impl Iterator<Item = &Crate> {
        std::iter::once(&self.whole).chain(&self.alone)
    }
}

/// A line of what cargo prints for programs.
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

/// Compiles the crates of all models and says of each model whether the compiler has nothing to remark. The examples in the
/// documentation are compiled of the whole ones.
pub(super) fn compile(candidates: &[Candidate]) -> Result<Vec<Verdict>, Error> {
    let folder =
        tempfile::tempdir().map_err(Error::file("create", Path::new("a temporary folder")))?;
    let packages: Vec<Package> = candidates
        .iter()
        .flat_map(Candidate::crates)
        .map(|each| Package {
            folder: folder.path().join(&each.name),
            files: each.files.clone(),
        })
        .collect();
    sync::write(&packages)?;
    let names = candidates.iter().flat_map(Candidate::crates);
    scratch::write_workspace(folder.path(), names.map(|each| each.name.clone()))?;

    // A crate is good when there is an artifact of it and no remark.
    let mut good: BTreeMap<String, bool> = BTreeMap::new();
    scratch::cargo(
        folder.path(),
        &[
            "clippy",
            "--workspace",
            "--lib",
            "--keep-going",
            "--message-format=json",
        ],
        |line| {
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
                    good.entry(name).or_insert(true);
                }
                "compiler-message" => {
                    good.insert(name, false);
                    let said = line.message.and_then(|message| message.rendered);
                    eprint!("{}", said.unwrap_or_default());
                }
                _ => {}
            }
        },
    )?;
    for candidate in candidates {
        let name = &candidate.whole.name;
        let mut said = Vec::new();
        let arguments = ["test", "--doc", "--package", name];
        if !scratch::cargo(folder.path(), &arguments, |line| said.push(line.to_owned()))? {
            good.insert(name.clone(), false);
            eprintln!("{}", said.join("\n"));
        }
    }
    let is_good = |each: &Crate| good.get(&each.name).copied().unwrap_or(false);
    let verdict = |candidate: &Candidate| Verdict {
        whole: is_good(&candidate.whole),
        good: candidate.alone.iter().filter(|each| is_good(each)).count(),
        alone: candidate.alone.len(),
    };
    Ok(candidates.iter().map(verdict).collect())
}
