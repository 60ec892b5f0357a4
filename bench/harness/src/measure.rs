//! The cost of whole processes, as the operating system accounts for it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

/// The cost of one run of a command and its descendants.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// User and system time.
    pub cpu: Duration,
    pub wall: Duration,
}

/// Runs a command to its end, and discards its standard output.
pub fn run(command: &mut Command) -> Result<Cost> {
    let start = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let used = child.wait4()?;
    if !used.status.success() {
        bail!("{command:?} failed: {}", used.status);
    }
    Ok(Cost {
        cpu: used.rusage.utime + used.rusage.stime,
        wall: start.elapsed(),
    })
}

/// Returns the largest resident set of a process, in bytes.
///
/// The memory is sampled, because the value at the end includes the process that started it.
pub fn peak_memory(command: &mut Command) -> Result<f64> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let status = loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        peak = high_water_mark(&text).or(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    peak.with_context(|| format!("{file} contains no VmHWM"))
}

fn high_water_mark(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Returns the standard output of a command.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Fails if valgrind is not installed.
pub fn require_valgrind() -> Result<()> {
    output(Command::new("valgrind").arg("--version"))
        .map(drop)
        .context("valgrind counts the instructions; install it (Debian, Ubuntu: apt-get install valgrind)")
}

/// Returns the median; of an even number of values, the upper one of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns the medians of each part of several measurements. All are NaN if a value is NaN, because its measurement failed.
pub fn medians<const N: usize>(samples: &[[f64; N]]) -> [f64; N] {
    if samples.iter().flatten().any(|value| !value.is_finite()) {
        return [f64::NAN; N];
    }
    let mut index = 0;
    [(); N].map(|()| {
        let values = samples.iter().filter_map(|sample| sample.get(index));
        let median = median(values.copied().collect());
        index += 1;
        median
    })
}

/// The server with fixed responses, whose process is ended when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    // A closed pipe would end the process of the server at its next line.
    _lines: BufReader<ChildStdout>,
    pub url: String,
}

impl Server {
    pub fn start(program: &Path, pages: usize) -> Result<Self> {
        let mut child = Command::new(program)
            .arg(pages.to_string())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(
            child
                .stdout
                .take()
                .context("the server has no standard output")?,
        );
        let mut url = String::new();
        lines.read_line(&mut url)?;
        Ok(Self {
            child,
            _lines: lines,
            url: url.trim().to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
