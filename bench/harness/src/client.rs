//! The cost of a run of a client program: CPU, instructions, allocations, memory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::measure::{self, Server};

/// The number of calls in a long run that counts instructions.
pub const COUNTED_CALLS: usize = 220;

/// One of the compared programs.
#[derive(Clone, Debug)]
pub struct Client {
    pub binary: PathBuf,
}

impl Client {
    fn command(&self, server: &Server, workload: &str, count: usize) -> Command {
        let mut command = Command::new(&self.binary);
        command.args([&server.url, workload, &count.to_string()]);
        command
    }

    /// Measures the CPU seconds per call: the difference of a long and a short run, which excludes the start of the program.
    pub fn cpu_per_call(&self, server: &Server, workload: &str, calls: usize) -> Result<f64> {
        let [cpu, _] = self.cost_per_call(server, workload, calls)?;
        Ok(cpu)
    }

    /// Measures the CPU and wall seconds per call in the same way.
    pub fn cost_per_call(&self, server: &Server, workload: &str, calls: usize) -> Result<[f64; 2]> {
        let few = measure::run(&mut self.command(server, workload, calls / 10))?;
        let many = measure::run(&mut self.command(server, workload, calls))?;
        let per_call = |few: Duration, many: Duration| {
            (many.as_secs_f64() - few.as_secs_f64()) / (calls - calls / 10) as f64
        };
        Ok([per_call(few.cpu, many.cpu), per_call(few.wall, many.wall)])
    }

    /// Measures the peak resident set of `count` runs of the workload in one process, in bytes.
    pub fn peak_memory(&self, server: &Server, workload: &str, count: usize) -> Result<f64> {
        measure::peak_memory(&mut self.command(server, workload, count))
    }

    /// Measures the wall time of a whole process, in seconds.
    pub fn wall(&self, server: &Server, workload: &str, count: usize) -> Result<f64> {
        Ok(measure::run(&mut self.command(server, workload, count))?
            .wall
            .as_secs_f64())
    }

    /// Counts the instructions per call with callgrind: the difference of a long and a short run, which excludes the start of the program.
    pub fn instructions(&self, server: &Server, workload: &str, calls: usize) -> Result<f64> {
        let few = calls / 11;
        let count = |calls: usize| -> Result<f64> {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("callgrind.out");
            let mut command = Command::new("valgrind");
            command
                .args([
                    "--quiet",
                    "--tool=callgrind",
                    &format!("--callgrind-out-file={}", file.display()),
                ])
                .arg(&self.binary)
                .args([&server.url, workload, &calls.to_string()]);
            measure::run(&mut command)?;
            let text = std::fs::read_to_string(&file)?;
            let totals = text
                .lines()
                .find_map(|line| {
                    line.strip_prefix("totals: ")
                        .or_else(|| line.strip_prefix("summary: "))
                })
                .context("callgrind wrote no totals")?;
            Ok(totals.trim().parse()?)
        };
        Ok((count(calls)? - count(few)?) / (calls - few) as f64)
    }

    /// Reads the allocations per call from a program that counts them.
    pub fn allocations(&self, server: &Server, workload: &str) -> Result<f64> {
        const FEW: usize = 20;
        const MANY: usize = 220;
        let count = |calls: usize| -> Result<f64> {
            let printed = measure::output(&mut self.command(server, workload, calls))?;
            let line = printed
                .lines()
                .find_map(|line| line.strip_prefix("allocations "))
                .context("the program printed no allocations; build it with the feature `count-allocations`")?;
            Ok(line.parse()?)
        };
        Ok((count(MANY)? - count(FEW)?) / (MANY - FEW) as f64)
    }
}

/// Returns the size of a file, in bytes.
pub fn size(path: &Path) -> Result<f64> {
    Ok(std::fs::metadata(path)
        .with_context(|| format!("no {}", path.display()))?
        .len() as f64)
}
