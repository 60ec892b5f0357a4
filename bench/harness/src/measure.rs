//! The cost of whole processes, as the operating system accounts for it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use wait4::Wait4;

/// The cost of one run of a command and its descendants.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// User and system time.
    pub cpu: Duration,
    pub wall: Duration,
    /// The largest resident set of one of the processes, in bytes.
    pub memory: f64,
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
        memory: used.rusage.maxrss as f64,
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

/// Fails if strace is not installed.
pub fn require_strace() -> Result<()> {
    output(Command::new("strace").arg("--version"))
        .map(drop)
        .context(
            "strace counts the system calls; install it (Debian, Ubuntu: apt-get install strace)",
        )
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
    folder: TempDir,
    pub url: String,
    /// The address for TLS.
    pub tls_url: String,
}

impl Server {
    pub fn start(program: &Path, pages: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(program)
            .args([&pages.to_string(), "0"])
            .arg(certificate(&folder))
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(
            child
                .stdout
                .take()
                .context("the server has no standard output")?,
        );
        let mut line = || -> Result<String> {
            let mut line = String::new();
            lines.read_line(&mut line)?;
            Ok(line.trim().to_owned())
        };
        let (url, tls_url) = (line()?, line()?);
        let server = Self {
            child,
            _lines: lines,
            folder,
            url,
            tls_url,
        };
        server.write_authorities()?;
        Ok(server)
    }

    /// Returns the file with the certificate authorities of the machine and the certificate of the server.
    pub fn authorities(&self) -> PathBuf {
        self.folder.path().join("authorities.pem")
    }

    fn write_authorities(&self) -> Result<()> {
        // The files of Debian and of Fedora.
        const SYSTEM: [&str; 2] = [
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
        ];
        let own = std::fs::read_to_string(certificate(&self.folder))
            .context("the server wrote no certificate")?;
        let mut files = SYSTEM.into_iter().map(std::fs::read_to_string);
        let system = files.find_map(Result::ok);
        let system = system.with_context(|| {
            format!("there are no certificate authorities in {SYSTEM:?}; install ca-certificates")
        })?;
        Ok(std::fs::write(self.authorities(), system + "\n" + &own)?)
    }
}

fn certificate(folder: &TempDir) -> PathBuf {
    folder.path().join("certificate.pem")
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
