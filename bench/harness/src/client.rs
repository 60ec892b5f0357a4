//! The cost of running a client program: CPU, instructions, allocations, memory.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::measure::{self, Server};

/// One of the programs that do the same work.
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

    fn cpu(&self, server: &Server, workload: &str, count: usize) -> Result<f64> {
        Ok(measure::run(&mut self.command(server, workload, count))?
            .cpu
            .as_secs_f64())
    }

    /// CPU seconds a call: the difference of a long and a short run, so that start-up does not count.
    pub fn cpu_a_call(&self, server: &Server, workload: &str, calls: usize) -> Result<f64> {
        let few = self.cpu(server, workload, calls / 10)?;
        let many = self.cpu(server, workload, calls)?;
        Ok((many - few) / (calls - calls / 10) as f64)
    }

    /// Peak resident set, in bytes, over `count` runs of the workload in one process.
    pub fn peak_memory(&self, server: &Server, workload: &str, count: usize) -> Result<f64> {
        measure::peak_memory(&mut self.command(server, workload, count))
    }

    /// Wall time of a whole process, in seconds.
    pub fn wall(&self, server: &Server, workload: &str, count: usize) -> Result<f64> {
        Ok(measure::run(&mut self.command(server, workload, count))?
            .wall
            .as_secs_f64())
    }

    /// Instructions a call, by callgrind: the difference of a long and a short run, so that start-up does not count.
    pub fn instructions(&self, server: &Server, workload: &str) -> Result<f64> {
        const FEW: usize = 20;
        const MANY: usize = 220;
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
        Ok((count(MANY)? - count(FEW)?) / (MANY - FEW) as f64)
    }

    /// Allocations a call, by a build that counts them.
    pub fn allocations(&self, server: &Server, workload: &str) -> Result<f64> {
        const FEW: usize = 20;
        const MANY: usize = 220;
        let count = |calls: usize| -> Result<f64> {
            let printed = measure::output(&mut self.command(server, workload, calls))?;
            let line = printed
                .lines()
                .find_map(|line| line.strip_prefix("allocations "))
                .context("nothing was counted")?;
            Ok(line.parse()?)
        };
        Ok((count(MANY)? - count(FEW)?) / (MANY - FEW) as f64)
    }
}

/// Bytes of a file.
pub fn size(path: &Path) -> Result<f64> {
    Ok(std::fs::metadata(path)
        .with_context(|| format!("no {}", path.display()))?
        .len() as f64)
}
