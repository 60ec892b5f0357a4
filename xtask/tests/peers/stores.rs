//! S3 on a server that verifies signatures, `s3s-fs`.
//!
//! Skipped, with a notice, if the server is missing. `install.sh` installs it.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tempfile::TempDir;

use crate::exceptions;
use crate::folders::{root, shared};
use crate::program::{self, text};
use crate::python::{self, has_moto};
use crate::table;

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_server_that_verifies_signatures_accepts_them() {
    let (Some(models), true, true) = (shared("models"), has_moto(), Store::is_installed()) else {
        return;
    };
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let time = time.as_secs().to_string();
    let calls = table::path();
    let calls = calls.to_str().unwrap();
    let theirs = Store::start().output(|endpoint| {
        let mut command = python::command("boto3_wire.py");
        command.args([endpoint, calls, &time]).output().unwrap()
    });
    let ours = Store::start().output(|endpoint| program::run(&models, &[endpoint, calls, &time]));
    assert_eq!(ours.len(), theirs.len());
    let mut accepted = 0;
    for ((ours, theirs), call) in ours.iter().zip(&theirs).zip(table::calls()) {
        // The server lacks operations, which it says after it has verified the signature.
        let codes = [ours, theirs].map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            value["error"].as_str().map(str::to_owned)
        });
        let [our_code, their_code] = codes;
        let status = exceptions::is_status(their_code.as_deref());
        assert!(
            our_code == their_code || status && our_code.is_some(),
            "{call}: {ours}, boto3: {theirs}"
        );
        accepted += usize::from(our_code.is_none());
    }
    assert!(accepted >= 60, "{accepted} calls succeeded");
    // The server closes the connection of a rejected request whose body it has not read, which may break the request before its response.
    let store = Store::with_secret("OTHER");
    let rejected = program::run(&models, &[&store.endpoint, calls, &time]).stdout;
    let rejected = text(&rejected);
    let is_rejected = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        value["status"] == 403 || value.get("error") == Some(&Value::Null)
    };
    assert_eq!(rejected.lines().count(), ours.len());
    assert!(rejected.lines().all(is_rejected), "{rejected}");
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_server_that_verifies_signatures_accepts_signed_trailers_and_presigned_requests() {
    let (Some(models), true, true) = (shared("models"), has_moto(), Store::is_installed()) else {
        return;
    };
    let theirs = Store::start().output(|endpoint| {
        let mut command = python::command("boto3_stores.py");
        command.arg(endpoint).output().unwrap()
    });
    let ours = Store::start().output(|endpoint| program::run(&models, &[endpoint, "stores"]));
    // The server stores the encoding of the transfer, which S3 removes.
    let ours = ours
        .iter()
        .map(|line| line.replace("encoding aws-chunked", "encoding -"));
    assert_eq!(Vec::from_iter(ours), theirs, "left: this SDK, right: boto3");
    assert!(theirs.len() >= 28, "{theirs:?}");
}

/// The number of ports on which the server is started before the test fails.
const ATTEMPTS: usize = 5;

/// The time in which the server accepts connections.
const START_TIMEOUT: Duration = Duration::from_secs(30);

#[test]
#[cfg(unix)]
fn a_server_that_ends_is_not_waited_for() {
    assert!(Store::on_free_port("false".into(), "SECRET").is_none());
}

/// The server, with an empty folder.
struct Store {
    process: Child,
    endpoint: String,
    _folder: TempDir,
}

impl Store {
    /// True if the server is installed; prints a notice otherwise.
    fn is_installed() -> bool {
        let version = Command::new(Self::program()).arg("--version").output();
        let is_there = version.is_ok_and(|output| output.status.success());
        if !is_there {
            let notice = "SKIPPED: there is no s3s-fs here (bash xtask/tests/peers/install.sh)\n";
            io::stderr().write_all(notice.as_bytes()).unwrap();
        }
        is_there
    }

    fn start() -> Self {
        Self::with_secret("SECRET")
    }

    /// Starts the server with the secret of the key `AKID`.
    fn with_secret(secret: &str) -> Self {
        let start = |_| Self::on_free_port(Self::program(), secret);
        let store = (0..ATTEMPTS).find_map(start);
        assert!(
            store.is_some(),
            "s3s-fs ended {ATTEMPTS} times before it accepted requests"
        );
        store.unwrap()
    }

    /// Starts the server on a port that is free now. Returns none if the server ends, as it does if another process takes the port before.
    fn on_free_port(program: PathBuf, secret: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        // The server takes no free port by itself.
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let process = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", &address.port().to_string()])
            .args(["--access-key", "AKID", "--secret-key", secret])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut store = Self {
            process,
            endpoint: format!("http://{address}"),
            _folder: folder,
        };
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            let is_connected = TcpStream::connect(address).is_ok();
            // The connection may be one to another process on the port, without which the server ends now.
            thread::sleep(Duration::from_millis(100));
            if store.process.try_wait().unwrap().is_some() {
                return None;
            }
            if is_connected {
                return Some(store);
            }
            assert!(
                Instant::now() < deadline,
                "s3s-fs accepts no connection at {address} within {START_TIMEOUT:?}"
            );
        }
    }

    /// Returns the lines that a program prints.
    fn output(&self, run: impl FnOnce(&str) -> std::process::Output) -> Vec<String> {
        let output = run(&self.endpoint);
        let messages = text(&output.stderr);
        assert!(output.status.success() && messages.is_empty(), "{messages}");
        text(&output.stdout).lines().map(str::to_owned).collect()
    }

    fn program() -> PathBuf {
        let installed = root().join("target/peers/bin/s3s-fs");
        if installed.is_file() {
            installed
        } else {
            "s3s-fs".into()
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
