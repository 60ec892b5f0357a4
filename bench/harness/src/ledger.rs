//! The measurements so far.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::origin::Origin;

/// The steps of a run. Each is told on standard error and written to a file as it ends: one that fails leaves a gap and ends nothing,
/// and a run that was broken off can be taken up again.
#[derive(Debug)]
pub struct Ledger {
    file: PathBuf,
    written: Written,
    failures: Vec<String>,
    start: Instant,
}

/// The content of the file.
#[derive(Debug, Deserialize, Serialize)]
struct Written {
    origin: Origin,
    /// By the names of the steps.
    measured: BTreeMap<String, Vec<f64>>,
}

impl Ledger {
    /// A new ledger, or, to `resume`, the one that was begun, if it is of the same `origin`: figures of different sources stand in
    /// no table together.
    pub fn open(file: &Path, origin: Origin, resume: bool) -> Result<Self> {
        let written = match std::fs::read_to_string(file) {
            Ok(text) if resume => {
                let written: Written =
                    toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
                let differences = written.origin.differences(&origin);
                if !differences.is_empty() {
                    bail!(
                        "cannot resume: {} was begun with another {}; run without --resume",
                        file.display(),
                        differences.join(", another ")
                    );
                }
                written
            }
            _ => Written {
                origin,
                measured: BTreeMap::new(),
            },
        };
        Ok(Self {
            file: file.to_owned(),
            written,
            failures: Vec::new(),
            start: Instant::now(),
        })
    }

    /// Takes a step, unless it is in the ledger already. What a step that failed would have measured is not a number.
    pub fn step<const N: usize>(
        &mut self,
        name: &str,
        measure: impl FnOnce() -> Result<[f64; N]>,
    ) -> [f64; N] {
        let known = self.written.measured.get(name).map(Vec::as_slice);
        if let Some(values) = known.and_then(|values| values.try_into().ok()) {
            eprintln!("{name}: {values:?}, measured before");
            return values;
        }
        let start = Instant::now();
        let result = measure().and_then(|values| {
            self.written
                .measured
                .insert(name.to_owned(), values.to_vec());
            if let Some(folder) = self.file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&self.file, toml::to_string(&self.written)?)?;
            Ok(values)
        });
        let took = start.elapsed().as_secs();
        let total = self.start.elapsed().as_secs();
        match result {
            Ok(values) => {
                eprintln!("{name}: {values:?} ({took} s; {total} s in all)");
                values
            }
            Err(error) => {
                self.failed(name, &error);
                [f64::NAN; N]
            }
        }
    }

    /// Writes down that something could not be measured.
    pub fn failed(&mut self, name: &str, error: &anyhow::Error) {
        eprintln!("{name}: FAILED: {error:#}");
        self.failures.push(format!("{name}: {error:#}"));
    }

    /// The origin of the measurements.
    pub fn origin(&self) -> &Origin {
        &self.written.origin
    }

    /// The measurements that failed, with the reasons.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    fn origin(commit: &str) -> Origin {
        Origin {
            commit: commit.to_owned(),
            ..Origin::default()
        }
    }

    fn open(file: &Path, resume: bool) -> Ledger {
        Ledger::open(file, origin("abc"), resume).unwrap()
    }

    #[test]
    fn figures_of_another_commit_are_not_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        open(&file, false).step("first", || Ok([1.0]));
        let error = Ledger::open(&file, origin("def"), true).unwrap_err();
        assert!(error.to_string().contains("another commit;"), "{error}");
        let mut anew = Ledger::open(&file, origin("def"), false).unwrap();
        assert_eq!(anew.step("first", || Ok([2.0])), [2.0]);
    }

    #[test]
    fn a_step_that_failed_leaves_a_gap_and_is_taken_again_on_resuming() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        let mut ledger = open(&file, true);
        assert_eq!(ledger.step("first", || Ok([1.0, 2.0])), [1.0, 2.0]);
        assert!(ledger.step::<1>("second", || bail!("no"))[0].is_nan());
        assert_eq!(ledger.failures(), ["second: no"]);

        let mut ledger = open(&file, true);
        let again = ledger.step("first", || bail!("must not be measured again"));
        assert_eq!(again, [1.0, 2.0]);
        assert_eq!(ledger.step("second", || Ok([3.0])), [3.0]);
        assert!(ledger.failures().is_empty());

        let mut ledger = open(&file, false);
        assert_eq!(ledger.step("first", || Ok([4.0])), [4.0]);
    }
}
