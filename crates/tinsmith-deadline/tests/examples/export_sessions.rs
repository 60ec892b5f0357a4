//! An export to a file that can be killed at any time.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;
use std::{fs, thread};

use tempfile::TempDir;
use tinsmith_local::{Fault, LocalService};

use crate::{complaint, json_lines, of_job, session_ids, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_killed_repeatedly_results_in_the_same_file() {
    let local = LocalService::builder()
        .sessions(3000)
        .start()
        .await
        .unwrap();
    let folder = TempDir::new().unwrap();
    let whole = of_job("export_sessions", folder.path(), &local, 0)
        .args(["--out", "whole.jsonl"])
        .output()
        .unwrap();
    assert_eq!(stdout(whole), "1500 sessions are in whole.jsonl\n");
    let whole = fs::read_to_string(folder.path().join("whole.jsonl")).unwrap();
    let lines = json_lines(&whole);
    let job = local.long_job().unwrap();
    assert_eq!(session_ids(&lines), local.session_ids(job.job_id));

    // Pages with a delay, and commits within pages.
    local.take_requests();
    local.inject(
        Fault::delayed(Duration::from_millis(40))
            .on("ListSessions")
            .times(usize::MAX),
    );
    let parts = folder.path().join("parts.jsonl");
    let start = || {
        of_job("export_sessions", folder.path(), &local, 0)
            .args(["--out", "parts.jsonl", "--batch", "7"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut kills = 0;
    for after in 1..=6 {
        let mut export = start();
        kill_at(&mut export, &parts, after * 200 * whole.len() as u64 / 1500);
        kills += 1;
        assert!(whole.starts_with(&fs::read_to_string(&parts).unwrap()));
    }
    let length = fs::metadata(&parts).unwrap().len();
    assert!(length > 0 && length < whole.len() as u64, "{length}");
    assert!(start().wait().unwrap().success());
    assert_eq!(fs::read_to_string(&parts).unwrap(), whole);
    // 15 pages, and the current page again after each kill.
    let requests = local.take_requests().len();
    assert!(requests <= 15 + 2 * kills, "{requests}");

    // A run of a complete export sends no request.
    assert!(start().wait().unwrap().success());
    assert_eq!(local.take_requests().len(), 0);
}

/// Kills a program (with SIGKILL on Unix) when a file has a length.
fn kill_at(program: &mut Child, file: &Path, length: u64) {
    while fs::metadata(file).map_or(0, |file| file.len()) < length {
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        thread::sleep(Duration::from_millis(1));
    }
    program.kill().unwrap();
    program.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_resumes_with_the_next_session_after_an_error() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("sessions.jsonl");
    let run = || of_job("export_sessions", folder.path(), &local, 0).output();
    // Two pages, then an error that is not retryable.
    local.inject(Fault::delayed(Duration::ZERO).times(2));
    local.inject(Fault::access_denied());
    let complaint = complaint(run().unwrap());
    assert!(
        complaint.starts_with("export_sessions: ListSessions: AccessDeniedException"),
        "{complaint}"
    );
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 200);
    // A run that is killed while it writes leaves part of a line.
    let torn = fs::read_to_string(&out).unwrap() + "{\"sessionId\":\"sess";
    fs::write(&out, torn).unwrap();
    local.take_requests();
    stdout(run().unwrap());
    assert_eq!(local.take_requests().len(), 1);
    let lines = json_lines(&fs::read_to_string(&out).unwrap());
    let job = local.long_job().unwrap();
    assert_eq!(session_ids(&lines), local.session_ids(job.job_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_overwrites_no_other_file() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("sessions.jsonl");
    let run = |job| {
        of_job("export_sessions", folder.path(), &local, job)
            .output()
            .unwrap()
    };
    fs::write(&out, "precious\n").unwrap();
    assert!(complaint(run(0)).contains("has no checkpoint: choose another file, or delete it"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious\n");

    fs::remove_file(&out).unwrap();
    stdout(run(0));
    assert!(complaint(run(1)).contains("sessions.jsonl is an export of farm-"));

    let text = fs::read_to_string(&out).unwrap();
    fs::write(&out, &text[..10]).unwrap();
    assert!(complaint(run(0)).contains("is shorter than its checkpoint says"));

    let other = fs::File::open(&out).unwrap();
    other.lock().unwrap();
    assert!(complaint(run(0)).contains("another run is writing to sessions.jsonl"));
}
