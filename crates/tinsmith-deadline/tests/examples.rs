//! The examples as programs: what they print, and what they survive.

#![expect(
    clippy::unwrap_used,
    reason = "what the tests themselves set up must be right"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;
use tinsmith_local::{Fault, LocalService};

/// An example that was built beside this test, away from the environment and the home directory.
fn example(name: &str, folder: &Path) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let program = profile
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "there is no {}: build it with `cargo build --examples`, as `cargo test` does",
        program.display()
    );
    let mut command = Command::new(program);
    command.env_clear().env("HOME", folder).current_dir(folder);
    command
}

/// The same with a farm that outlives it, and with one of the farm's jobs.
fn of_job(name: &str, folder: &Path, local: &LocalService, job: usize) -> Command {
    let job = local.jobs().nth(job).unwrap();
    let mut command = example(name, folder);
    command.envs(local.environment()).args([
        "--region",
        local.region(),
        "--farm-id",
        local.farm_id(),
        "--queue-id",
        job.queue_id,
        "--job-id",
        job.job_id,
    ]);
    command
}

fn stdout(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What a program says that fails.
fn complaint(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn session_ids(lines: &[Value]) -> Vec<&str> {
    let ids = lines.iter().filter_map(|line| line["sessionId"].as_str());
    ids.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_killed_again_and_again_comes_to_the_same_file() {
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

    // Pages that come one by one, and commits that fall within them.
    local.take_requests();
    local.inject(
        Fault::late(Duration::from_millis(40))
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
    // 15 pages, and the one at hand once more after each kill.
    let requests = local.take_requests().len();
    assert!(requests <= 15 + 2 * kills, "{requests}");

    // A run after the last one asks for nothing.
    assert!(start().wait().unwrap().success());
    assert_eq!(local.take_requests().len(), 0);
}

/// Kills a program (SIGKILL where there are signals) once a file is that long.
fn kill_at(program: &mut Child, file: &Path, length: u64) {
    while fs::metadata(file).map_or(0, |file| file.len()) < length {
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        thread::sleep(Duration::from_millis(1));
    }
    program.kill().unwrap();
    program.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_on_with_the_very_next_session_after_an_error() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("sessions.jsonl");
    let run = || of_job("export_sessions", folder.path(), &local, 0).output();
    // Two pages, then an error that no retry helps against.
    local.inject(Fault::late(Duration::ZERO).times(2));
    local.inject(Fault::access_denied());
    let complaint = complaint(run().unwrap());
    assert!(
        complaint.starts_with("export_sessions: ListSessions: AccessDeniedException"),
        "{complaint}"
    );
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 200);
    // A run that was killed while it wrote leaves part of a line.
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
async fn an_export_overwrites_nothing_that_is_not_its_own() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("sessions.jsonl");
    let run = |job| {
        of_job("export_sessions", folder.path(), &local, job)
            .output()
            .unwrap()
    };
    fs::write(&out, "precious\n").unwrap();
    assert!(complaint(run(0)).contains("has no checkpoint to go on from"));
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

#[test]
fn a_session_log_has_a_group_a_stream_a_page_and_a_command() {
    let folder = TempDir::new().unwrap();
    let text = stdout(example("session_log", folder.path()).output().unwrap());
    let value = |name: &str| {
        let mut lines = text.lines().map(str::trim);
        let value = lines.find_map(|line| line.strip_prefix(name));
        value
            .unwrap_or_else(|| panic!("no {name} in\n{text}"))
            .trim()
    };
    let session_id = value("session");
    assert!(session_id.starts_with("session-"), "{text}");
    let (group, stream) = (value("group"), value("stream"));
    assert!(group.starts_with("/aws/deadline/farm-"), "{text}");
    assert_eq!(stream, session_id);
    let page = value("console");
    let tail = format!("{}/log-events/{stream}", group.replace('/', "$252F"));
    assert!(page.ends_with(&tail), "{text}");
    let command = value("command");
    assert!(command.contains(&format!(
        "--log-group-name {group} --log-stream-name {stream}"
    )));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_does_not_exist_is_named_in_the_error() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let id = format!("session-{}", "0".repeat(32));
    let output = of_job("session_log", folder.path(), &local, 0)
        .args(["--session-id", &id])
        .output()
        .unwrap();
    let complaint = complaint(output);
    assert!(
        complaint.starts_with("session_log: GetSession: ResourceNotFoundException"),
        "{complaint}"
    );
    assert!(complaint.contains(&id), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

#[test]
fn a_monitor_that_nobody_looks_at_prints_plain_lines() {
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
async fn a_monitor_goes_on_after_an_error_that_may_pass() {
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

#[test]
fn a_statistics_chart_is_an_svg_with_a_bar_for_each_day_and_user() {
    let folder = TempDir::new().unwrap();
    let output = example("statistics_chart", folder.path())
        .args(["--days", "7"])
        .output();
    let words = stdout(output.unwrap());
    assert!(words.starts_with("7 bars, 6 users and "), "{words}");
    let svg = fs::read_to_string(folder.path().join("statistics.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("<title>").count(), 7 * 6, "{svg}");
    assert!(svg.contains(">2025-03-25<"), "{svg}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn a_usage_report_goes_on_with_the_next_session() {
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
fn a_bad_starting_token_is_a_clear_error() {
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
    // {"nextToken": 7}
    let broken = run("eyJuZXh0VG9rZW4iOiA3fQ==");
    assert_eq!(
        broken,
        "usage_report: ListSessions: the starting token cannot be used: \
         it is a resume token, but `nextToken` in it is neither text nor null\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
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

#[test]
fn half_a_place_on_the_command_line_is_refused() {
    let folder = TempDir::new().unwrap();
    for name in [
        "export_sessions",
        "session_log",
        "monitor",
        "usage_report",
        "statistics_chart",
    ] {
        let output = example(name, folder.path())
            .args(["--region", "us-west-2"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("--farm-id"),
            "{name}"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn every_example_is_run_here() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let this = include_str!("examples.rs");
    for entry in fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let run = this.contains(&format!("example(\"{name}\", "));
        assert!(run || name == "common" || this.contains(&format!("of_job(\"{name}\", ")));
    }
}
