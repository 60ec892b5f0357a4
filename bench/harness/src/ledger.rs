//! The measurements so far.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::origin::Origin;

/// The steps of a run. Each is printed to standard error and written to a file when it ends. The run continues after a failed step, and
/// an interrupted run can be resumed.
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
    /// The measured values by the names of the steps.
    measured: BTreeMap<String, Vec<f64>>,
}

impl Ledger {
    /// Creates a ledger, or, to `resume`, opens that of the previous run.
    ///
    /// # Errors
    ///
    /// The previous run has another `origin`: a table never contains figures of different sources.
    pub fn open(file: &Path, origin: Origin, resume: bool) -> Result<Self> {
        let written = match std::fs::read_to_string(file) {
            Ok(text) if resume => {
                let written: Written =
                    toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
                let differences = written.origin.differences(&origin);
                if !differences.is_empty() {
                    bail!(
                        "cannot resume: {} is of another {}; run without --resume",
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

    /// Measures a step, unless the ledger contains it. The values of a failed step are NaN.
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
            // A gap is measured by a resumed run.
            if values.iter().any(|value| value.is_nan()) {
                return Ok(values);
            }
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
                self.record_failure(name, &error);
                [f64::NAN; N]
            }
        }
    }

    /// Records that a step failed.
    pub fn record_failure(&mut self, name: &str, error: &anyhow::Error) {
        eprintln!("{name}: FAILED: {error:#}");
        self.failures.push(format!("{name}: {error:#}"));
    }

    /// Returns the origin of the measurements.
    pub fn origin(&self) -> &Origin {
        &self.written.origin
    }

    /// Returns a section that lists the steps that failed, with a heading of this level; it is empty if there are none. The reasons, which may
    /// have paths of the machine in them, are printed only.
    pub fn section_of_failures(&self, level: usize) -> String {
        if self.failures.is_empty() {
            return String::new();
        }
        let heading = "#".repeat(level);
        let names = self.failures.iter().map(|failure| failure.split(": "));
        let names: Vec<String> = names
            .filter_map(|mut parts| Some(format!("- {}\n", parts.next()?)))
            .collect();
        format!("\n{heading} Not measured\n\n{}", names.concat())
    }

    /// Returns the steps that failed, with the reasons.
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
    fn figures_of_another_commit_are_not_resumed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        open(&file, false).step("first", || Ok([1.0]));
        let error = Ledger::open(&file, origin("def"), true).unwrap_err();
        assert!(error.to_string().contains("another commit;"), "{error}");
        let mut anew = Ledger::open(&file, origin("def"), false).unwrap();
        assert_eq!(anew.step("first", || Ok([2.0])), [2.0]);
    }

    #[test]
    fn a_step_with_a_gap_is_repeated_by_a_resumed_run() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        let mut ledger = open(&file, false);
        ledger.step("whole", || Ok([1.0, 2.0]));
        assert_eq!(ledger.step("half", || Ok([1.0, f64::NAN]))[0], 1.0);
        let mut ledger = open(&file, true);
        assert_eq!(ledger.step("whole", || bail!("measured")), [1.0, 2.0]);
        assert_eq!(ledger.step("half", || Ok([1.0, 3.0])), [1.0, 3.0]);
    }

    #[test]
    fn a_failed_step_leaves_a_gap_and_is_repeated_by_a_resumed_run() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        let mut ledger = open(&file, true);
        assert_eq!(ledger.step("first", || Ok([1.0, 2.0])), [1.0, 2.0]);
        assert!(ledger.step::<1>("second", || bail!("no"))[0].is_nan());
        assert_eq!(ledger.failures(), ["second: no"]);
        let section = "\n## Not measured\n\n- second\n";
        assert_eq!(ledger.section_of_failures(2), section);

        let mut ledger = open(&file, true);
        let again = ledger.step("first", || bail!("must not be measured again"));
        assert_eq!(again, [1.0, 2.0]);
        assert_eq!(ledger.step("second", || Ok([3.0])), [3.0]);
        assert_eq!(ledger.section_of_failures(2), "");

        let mut ledger = open(&file, false);
        assert_eq!(ledger.step("first", || Ok([4.0])), [4.0]);
    }
}
