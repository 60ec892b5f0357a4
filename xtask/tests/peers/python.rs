//! Python with boto3 and the server of moto.

use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::folders::root;

/// A process that serves the services, until its input ends.
pub(crate) struct Server {
    process: Child,
    /// The URL that the process prints first.
    pub(crate) endpoint: String,
    lines: Box<dyn Iterator<Item = io::Result<String>>>,
}

impl Server {
    /// Runs a script of this folder.
    pub(crate) fn start(script: &str) -> Self {
        let mut process = command(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let endpoint = lines.next().unwrap().unwrap();
        Self {
            process,
            endpoint,
            lines: Box::new(lines),
        }
    }

    /// Returns the lines up to an empty one.
    pub(crate) fn lines_until_empty(&mut self) -> Vec<String> {
        let lines = self.lines.by_ref().map(Result::unwrap);
        lines.take_while(|line| !line.is_empty()).collect()
    }
}

impl Drop for Server {
    /// Ends the process, which waits for the end of its input.
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Returns the command of a script of this folder.
pub(crate) fn command(script: &str) -> Command {
    let mut command = Command::new(python());
    command
        .arg(root().join("xtask/tests/peers").join(script))
        .env("PYTHONIOENCODING", "utf-8");
    command
}

/// True if there is a Python with boto3 and moto's server; prints a notice otherwise.
pub(crate) fn has_moto() -> bool {
    let imported = Command::new(python())
        .args(["-c", "import boto3, moto.server"])
        .output();
    let is_there = imported.is_ok_and(|output| output.status.success());
    if !is_there {
        // Written directly, because the output of `eprintln!` is captured when a test passes.
        let notice = "SKIPPED: there is no Python with boto3 and moto here (bash xtask/tests/peers/install.sh)\n";
        io::stderr().write_all(notice.as_bytes()).unwrap();
    }
    is_there
}

/// Returns the Python of the environment that `install.sh` makes, or `python3` if there is none.
fn python() -> PathBuf {
    let installed = root().join("target/peers/bin/python");
    if installed.is_file() {
        installed
    } else {
        "python3".into()
    }
}
