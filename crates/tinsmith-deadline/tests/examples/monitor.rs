//! The monitor of a job's sessions.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use tempfile::TempDir;
use tinsmith_local::{Fault, LocalService};

use crate::{example, of_job, stdout};

#[test]
fn a_monitor_without_a_terminal_prints_plain_lines() {
    let folder = TempDir::new().unwrap();
    let output = example("monitor", folder.path()).arg("--once").output();
    let text = stdout(output.unwrap());
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("2025-04-01T00:00:00Z 5000 sessions, 4996 ended, 4 open")
    );
    assert_eq!(lines.count(), 4, "{text}");
    assert!(text.contains(" STARTED, 0 h 0"), "{text}");
    assert!(text.is_ascii() && !text.contains('\x1b'), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monitor_continues_after_a_retryable_error() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    local.inject(Fault::internal_server_error().times(3));
    let folder = TempDir::new().unwrap();
    let mut monitor = of_job("monitor", folder.path(), &local, 0)
        .args(["--interval", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(monitor.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    monitor.kill().unwrap();
    let complaint = monitor.wait_with_output().unwrap().stderr;
    let complaint = String::from_utf8(complaint).unwrap();
    assert!(
        first.ends_with("300 sessions, 296 ended, 4 open"),
        "{first}"
    );
    assert!(
        complaint.contains("InternalServerErrorException"),
        "{complaint}"
    );
}
