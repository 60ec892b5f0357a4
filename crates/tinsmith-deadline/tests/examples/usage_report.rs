//! A report on cost and run time, and a listing that can be resumed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tinsmith_local::{AggregationOutcome, LocalService};

use crate::{complaint, example, json_lines, of_job, session_ids, stdout};

#[test]
fn a_usage_report_that_is_piped_is_plain() {
    let folder = TempDir::new().unwrap();
    let text = stdout(example("usage_report", folder.path()).output().unwrap());
    assert!(text.is_ascii() && !text.contains('\x1b'), "{text}");
    assert!(text.contains("run time  cost, USD"), "{text}");
    assert!(text.contains("\nMore with --starting-token "), "{text}");
}

#[test]
fn a_usage_report_as_json_has_a_line_for_each_queue_and_user() {
    let folder = TempDir::new().unwrap();
    let output = example("usage_report", folder.path())
        .args(["--json", "--max-items", "1"])
        .output();
    let lines = json_lines(&stdout(output.unwrap()));
    let usage = lines.iter().filter(|line| line["type"] == "usage");
    assert!(usage.count() > 1, "{lines:?}");
}

#[test]
fn a_usage_report_can_write_a_page_that_needs_no_other_file() {
    let folder = TempDir::new().unwrap();
    let output = example("usage_report", folder.path())
        .args(["--json", "--max-items", "1", "--html", "report.html"])
        .output();
    let lines = json_lines(&stdout(output.unwrap()));
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    for outside in ["<script", "src=", "href=", "url(", "@import", "://"] {
        assert!(!page.contains(outside), "{outside} in {page}");
    }
    let usage: Vec<_> = lines
        .iter()
        .filter(|line| line["type"] == "usage")
        .collect();
    assert_eq!(page.matches("<tr><td>").count(), usage.len());
    for line in usage {
        let cost = format!("{:.2}</td></tr>", line["costInUsd"].as_f64().unwrap());
        assert!(page.contains(&cost), "{cost} in {page}");
    }
    assert!(page.matches("<rect").count() > 2, "{page}");
    let Some(browser) = browser() else {
        eprintln!(
            "SKIPPED: no browser opens the page, because neither `chromium` nor `google-chrome` is installed"
        );
        return;
    };
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!(
            "file://{}",
            folder.path().join("report.html").display()
        ))
        .output()
        .unwrap();
    let console = String::from_utf8_lossy(&output.stderr);
    assert!(!console.contains(":CONSOLE"), "{console}");
    let opened = stdout(output);
    for element in ["<tr><td>", "<rect "] {
        assert_eq!(
            opened.matches(element).count(),
            page.matches(element).count(),
            "{opened}"
        );
    }
}

#[test]
fn a_page_that_cannot_be_written_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("absent").join("report.html");
    let output = example("usage_report", folder.path())
        .arg("--html")
        .arg(&path)
        .output();
    let complaint = complaint(output.unwrap());
    let expected = format!("usage_report: cannot write {}: ", path.display());
    let last = complaint.lines().last().unwrap();
    assert!(last.starts_with(&expected), "{complaint}");
}

/// Returns the name of a browser that is installed.
fn browser() -> Option<&'static str> {
    ["chromium", "google-chrome"]
        .into_iter()
        .find(|browser| Command::new(browser).arg("--version").output().is_ok())
}

#[test]
fn a_usage_report_shows_progress_and_resumes_in_another_process() {
    let folder = TempDir::new().unwrap();
    let run = |more: &[&str]| {
        let output = example("usage_report", folder.path())
            .args(["--json", "--max-items", "25"])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (json_lines(&stdout(output)), said)
    };
    let (first, said) = run(&[]);
    assert!(said.contains("aggregating"), "{said}");
    let token = first.last().unwrap()["startingToken"].as_str().unwrap();
    let (second, _) = run(&["--starting-token", token]);
    let mut ids = session_ids(&first);
    ids.extend(session_ids(&second));
    assert_eq!(ids.len(), 50);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50, "none came twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_usage_report_resumes_with_the_next_session() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let run = |more: &[&str]| {
        let output = of_job("usage_report", folder.path(), &local, 0)
            .args(["--json", "--page-size", "10", "--max-items", "25"])
            .args(more)
            .output();
        json_lines(&stdout(output.unwrap()))
    };
    let first = run(&[]);
    let last = first.last().unwrap();
    assert_eq!(last["type"], "more");
    let token = last["startingToken"].as_str().unwrap();
    let second = run(&["--starting-token", token]);
    assert!(second.iter().all(|line| line["type"] != "usage"));
    let job = local.long_job().unwrap();
    let expected = local.session_ids(job.job_id);
    assert_eq!(session_ids(&first), expected[..25]);
    assert_eq!(session_ids(&second), expected[25..50]);
}

#[test]
fn an_invalid_starting_token_is_a_clear_error() {
    let folder = TempDir::new().unwrap();
    let run = |token: &str| {
        let output = example("usage_report", folder.path())
            .args(["--starting-token", token])
            .output();
        complaint(output.unwrap())
    };
    let foreign = run("c3RyYW5nZXI=");
    assert!(
        foreign.starts_with("usage_report: ListSessions: ValidationException: "),
        "{foreign}"
    );
    assert!(foreign.contains("nextToken"), "{foreign}");
    // {"nextToken": [7]}
    let broken = run("eyJuZXh0VG9rZW4iOiBbN119");
    assert_eq!(
        broken,
        "usage_report: ListSessions: the starting token is invalid: \
         it is a resume token, but its `nextToken` is neither a string, an integer nor null\n"
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = TempDir::new().unwrap();
    let mut report = example("usage_report", folder.path())
        .args(["--json", "--max-items", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(report.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with('{'));
    drop(lines);
    let output = report.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(!words.contains("usage_report:"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_usage_report_prints_that_it_is_throttled() {
    let duration = Duration::from_secs(2);
    let builder = LocalService::builder().sessions(600);
    let local = builder
        .aggregation_duration(duration)
        .start()
        .await
        .unwrap();
    let folder = TempDir::new().unwrap();
    let run = || of_job("usage_report", folder.path(), &local, 0);
    // The aggregation of one report throttles the other report.
    let first = run().stderr(Stdio::null()).stdout(Stdio::null()).spawn();
    let mut first = first.unwrap();
    while local.requests().is_empty() {
        thread::sleep(Duration::from_millis(1));
    }
    let second = run().output().unwrap();
    assert!(first.wait().unwrap().success());
    let progress = String::from_utf8(second.stderr.clone()).unwrap();
    assert!(
        progress.starts_with("waiting for the farm   0 s\n"),
        "{progress}"
    );
    assert!(
        progress.contains("\naggregating            0 s\n"),
        "{progress}"
    );
    // The sessions of the service are older than the time of the report.
    assert!(stdout(second).starts_with("no sessions in this time\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aggregation_that_fails_is_an_error_with_a_remedy() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let run = |outcome| {
        local.end_next_aggregation(outcome);
        let output = of_job("usage_report", folder.path(), &local, 0).output();
        let complaint = complaint(output.unwrap());
        complaint.lines().last().unwrap().to_owned()
    };
    assert_eq!(
        run(AggregationOutcome::Timeout),
        "usage_report: the aggregation ended with TIMEOUT: The aggregation took too long. Ask for less at a time. \
         (report on fewer --days or on fewer queues)"
    );
    assert_eq!(
        run(AggregationOutcome::Failed),
        "usage_report: the aggregation ended with FAILED: The aggregation failed. Start it again. (try again)"
    );
}
