//! What has been measured so far.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

/// The steps of a run. Each is told on standard error and written to a file as it ends: one that fails leaves a gap and ends nothing,
/// and a run that was broken off can be taken up again.
#[derive(Debug)]
pub struct Ledger {
    file: PathBuf,
    /// By the names of the steps.
    measured: BTreeMap<String, Vec<f64>>,
    failures: Vec<String>,
    start: Instant,
}

impl Ledger {
    /// A new ledger, or, to `resume`, the one that was begun.
    pub fn open(file: &Path, resume: bool) -> Result<Self> {
        let measured = match std::fs::read_to_string(file) {
            Ok(text) if resume => {
                toml::from_str(&text).with_context(|| format!("in {}", file.display()))?
            }
            _ => BTreeMap::new(),
        };
        Ok(Self {
            file: file.to_owned(),
            measured,
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
        let known = self.measured.get(name).map(Vec::as_slice);
        if let Some(values) = known.and_then(|values| values.try_into().ok()) {
            eprintln!("{name}: {values:?}, measured before");
            return values;
        }
        let start = Instant::now();
        let result = measure().and_then(|values| {
            self.measured.insert(name.to_owned(), values.to_vec());
            if let Some(folder) = self.file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&self.file, toml::to_string(&self.measured)?)?;
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

    /// What could not be measured, and why.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_step_that_failed_leaves_a_gap_and_is_taken_again_on_resuming() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.toml");
        let mut ledger = Ledger::open(&file, true).unwrap();
        assert_eq!(ledger.step("first", || Ok([1.0, 2.0])), [1.0, 2.0]);
        assert!(ledger.step::<1>("second", || bail!("no"))[0].is_nan());
        assert_eq!(ledger.failures(), ["second: no"]);

        let mut ledger = Ledger::open(&file, true).unwrap();
        let again = ledger.step("first", || bail!("must not be measured again"));
        assert_eq!(again, [1.0, 2.0]);
        assert_eq!(ledger.step("second", || Ok([3.0])), [3.0]);
        assert!(ledger.failures().is_empty());

        let mut ledger = Ledger::open(&file, false).unwrap();
        assert_eq!(ledger.step("first", || Ok([4.0])), [4.0]);
    }
}
