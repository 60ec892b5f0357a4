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

    /// Measures the wall time of a process that makes one call over TLS, in seconds.
    ///
    /// The certificate authorities are those of the machine, as those of a call to AWS, and that of the server.
    pub fn first_call_over_tls(&self, server: &Server) -> Result<f64> {
        let mut command = Command::new(&self.binary);
        command
            .args([&server.tls_url, "session", "1"])
            .env("SSL_CERT_FILE", server.authorities())
            .env_remove("SSL_CERT_DIR")
            .env_remove("AWS_CA_BUNDLE");
        Ok(measure::run(&mut command)?.wall.as_secs_f64())
    }

    /// Counts the system calls per call with strace, all or those with some names: the difference of a long and a short run.
    pub fn system_calls(
        &self,
        server: &Server,
        workload: &str,
        is_counted: impl Fn(&str) -> bool,
    ) -> Result<f64> {
        let few = COUNTED_CALLS / 11;
        let count = |calls: usize| -> Result<f64> {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("strace.out");
            let mut command = Command::new("strace");
            command
                .args(["-f", "-c", "-U", "calls,name", "-o"])
                .args([&file, &self.binary])
                .args([&server.url, workload, &calls.to_string()]);
            measure::run(&mut command)?;
            Ok(sum_of_calls(&std::fs::read_to_string(&file)?, &is_counted))
        };
        Ok((count(COUNTED_CALLS)? - count(few)?) / (COUNTED_CALLS - few) as f64)
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

/// True if a system call waits for events.
pub fn is_wait(name: &str) -> bool {
    name.starts_with("epoll_") && name.contains("wait")
}

/// Sums the numbers of the counted system calls in a summary of strace: lines of a number and a name.
fn sum_of_calls(summary: &str, is_counted: impl Fn(&str) -> bool) -> f64 {
    let numbers = summary.lines().filter_map(|line| {
        let (number, name) = line.trim().split_once(' ')?;
        let number: f64 = number.parse().ok()?;
        let name = name.trim();
        (name != "total" && is_counted(name)).then_some(number)
    });
    numbers.sum()
}

/// Returns the size of a file, in bytes.
pub fn size(path: &Path) -> Result<f64> {
    Ok(std::fs::metadata(path)
        .with_context(|| format!("no {}", path.display()))?
        .len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_calls_and_waits_are_summed_without_the_total() {
        let summary = "    calls syscall\n--------- ----------------\n      213 epoll_wait\n        2 epoll_pwait2\n        4 epoll_ctl\n       10 write\n--------- ----------------\n      229 total\n";
        assert_eq!(sum_of_calls(summary, |_| true), 229.0);
        assert_eq!(sum_of_calls(summary, is_wait), 215.0);
    }
}
