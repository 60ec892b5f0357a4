//! The log of a session, and its location.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tempfile::TempDir;
use tinsmith_local::{Fault, LocalService, ManualClock};

use crate::{complaint, example, of_job, stdout};

#[test]
fn a_session_log_has_a_group_a_stream_a_page_and_a_command() {
    let folder = TempDir::new().unwrap();
    let text = stdout(
        example("session_log", folder.path())
            .arg("--location")
            .output()
            .unwrap(),
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_an_ended_session_is_printed_over_all_pages() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let job = local.jobs().next().unwrap();
    let folder = TempDir::new().unwrap();
    let mut most_pages = 0;
    for session in local.session_ids(job.job_id).into_iter().take(12) {
        local.take_requests();
        let output = of_job("session_log", folder.path(), &local, 0)
            .args(["--session-id", session])
            .output();
        let text = stdout(output.unwrap());
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].contains(&format!("Z Session {session} started")),
            "{text}"
        );
        let end = format!("Z Session {session} ended.");
        assert!(lines[lines.len() - 1].ends_with(&end), "{text}");
        for (number, line) in lines[1..lines.len() - 1].iter().enumerate() {
            let message = format!("Z Frame {} rendered.", number + 1);
            assert!(line.ends_with(&message), "{line}");
        }
        // The request after the last page returns its token unchanged.
        let pages = lines.len().div_ceil(1000);
        assert_eq!(reads(&local), pages + 1, "{} events", lines.len());
        most_pages = most_pages.max(pages);
    }
    assert!(most_pages >= 2, "no log has several pages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_log_grows_until_the_session_has_ended() {
    let clock = ManualClock::new(SystemTime::now());
    let local = growing(&clock).await;
    let mut followed = Followed::start(&local);
    // The history of the farm ends at midnight.
    while !followed.line().starts_with("2025-03-31T23:") {}
    clock.advance(Duration::from_secs(100));
    while !followed.line().starts_with("2025-04-01T00:01:3") {}
    assert!(followed.process.try_wait().unwrap().is_none());
    clock.advance(Duration::from_secs(900));
    while followed.lines.recv().is_ok_and(|line| followed.keep(line)) {}
    assert!(followed.process.wait().unwrap().success());
    let (first, frames, last) = match followed.printed.as_slice() {
        [first, frames @ .., last] => (first, frames, last),
        printed => panic!("{printed:?}"),
    };
    assert!(first.contains("Z Session session-"), "{first}");
    assert!(last.starts_with("2025-04-01T00:16:40Z "), "{last}");
    assert!(last.ends_with(" ended."), "{last}");
    for (number, line) in frames.iter().enumerate() {
        let message = format!("Z Frame {} rendered.", number + 1);
        assert!(line.ends_with(&message), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_does_not_exist_yet_is_followed() {
    let clock = ManualClock::new(SystemTime::now());
    let local = growing(&clock).await;
    clock.advance(Duration::from_secs(10));
    local.inject(Fault::resource_not_found("log", "stream").on("GetLogEvents"));
    let mut followed = Followed::start(&local);
    assert!(followed.line().contains(" started on worker-"));
    followed.process.kill().unwrap();
    assert_eq!(followed.process.wait().unwrap().code(), None);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_a_followed_log_after_a_whole_line() {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    // Ends the program as an interrupt does. An interrupt is ignored by the programs of a shell that runs the tests in its background.
    const TERMINATE: i32 = 15;
    let clock = ManualClock::new(SystemTime::now());
    let local = growing(&clock).await;
    let mut followed = Followed::start(&local);
    followed.line();
    let id = followed.process.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    assert_eq!(followed.process.wait().unwrap().signal(), Some(TERMINATE));
    while followed.lines.recv().is_ok_and(|line| followed.keep(line)) {}
    let last = followed.printed.last().unwrap();
    assert!(last.ends_with('.'), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_without_events_prints_nothing() {
    let text = of_an_ended_session_with(r#"{"events":[],"nextForwardToken":"f/1/s"}"#).await;
    assert_eq!(text, "");
    assert_eq!(of_an_ended_session_with("{}").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_of_a_message_are_escaped() {
    let page = json!({
        "events": [
            { "timestamp": 0, "message": "\u{1b}[2J\r\u{9b}1A\tred\nsecond line\n" },
            { "message": "without a time" },
        ],
        "nextForwardToken": "f/1/s",
    });
    let text = of_an_ended_session_with(&page.to_string()).await;
    assert_eq!(
        text,
        "1970-01-01T00:00:00Z \\u{1b}[2J\\r\\u{9b}1A\tred\nsecond line\nwithout a time\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_could_not_be_created_is_an_error() {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let job = local.jobs().next().unwrap();
    // The fourth session from the last one.
    let session = local.session_ids(job.job_id)[job.sessions - 4];
    let folder = TempDir::new().unwrap();
    let output = of_job("session_log", folder.path(), &local, 0)
        .args(["--session-id", session])
        .output();
    let complaint = complaint(output.unwrap());
    let lines: Vec<&str> = complaint.lines().collect();
    let [error, missing] = lines.as_slice() else {
        panic!("{complaint}");
    };
    assert_eq!(
        *error,
        format!(
            "session_log: the log of {session} has an error: The log stream could not be created."
        )
    );
    assert!(
        missing.starts_with(
            "session_log: GetLogEvents: ResourceNotFoundException: The specified log stream does not exist. (400"
        ),
        "{missing}"
    );
}

/// Starts a farm whose open sessions last 1,000 seconds of the clock.
async fn growing(clock: &ManualClock) -> LocalService {
    LocalService::builder()
        .sessions(600)
        .clock(clock.clone())
        .open_session_duration(Duration::from_secs(1000))
        .start()
        .await
        .unwrap()
}

/// The example as a process that follows the log of a session.
struct Followed {
    process: Child,
    lines: Receiver<String>,
    /// The lines so far.
    printed: Vec<String>,
    _folder: TempDir,
}

impl Followed {
    fn start(local: &LocalService) -> Self {
        let folder = TempDir::new().unwrap();
        let mut process = of_job("session_log", folder.path(), local, 0)
            .args(["--follow", "--interval", "1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        thread::spawn(move || {
            for line in out.lines() {
                let _ = sender.send(line.unwrap());
            }
        });
        Self {
            process,
            lines,
            printed: Vec::new(),
            _folder: folder,
        }
    }

    /// Returns the next line. A log that does not grow is a failure.
    fn line(&mut self) -> &str {
        let line = self.lines.recv_timeout(Duration::from_secs(60)).unwrap();
        self.keep(line);
        self.printed.last().unwrap()
    }

    fn keep(&mut self, line: String) -> bool {
        self.printed.push(line);
        true
    }
}

/// Returns the output of the example for an ended session, whose log is this page.
async fn of_an_ended_session_with(page: &str) -> String {
    let local = LocalService::builder().sessions(600).start().await.unwrap();
    let end = r#"{"events":[],"nextForwardToken":"f/1/s"}"#;
    for page in [page, end] {
        local.inject(Fault::response(200, "application/x-amz-json-1.1", page).on("GetLogEvents"));
    }
    let folder = TempDir::new().unwrap();
    let output = of_job("session_log", folder.path(), &local, 0).output();
    stdout(output.unwrap())
}

/// Returns the number of requests for events.
fn reads(local: &LocalService) -> usize {
    let target = Some("Logs_20140328.GetLogEvents");
    let requests = local.requests();
    let reads = requests
        .iter()
        .map(|request| request.header("x-amz-target"));
    reads.filter(|sent| *sent == target).count()
}

/// Returns the output of the example with an argument for a session with this log.
fn of_a_session_with(log: &Value, argument: &str) -> Output {
    let session = json!({
        "sessionId": "session-1", "fleetId": "fleet-1", "workerId": "worker-1", "startedAt": "2026-03-01T00:00:00Z",
        "lifecycleStatus": "STARTED", "log": log, "workerLog": log,
    })
    .to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for line in lines {
            if line.unwrap().is_empty() {
                break;
            }
        }
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{session}",
            session.len()
        )
        .unwrap();
    });
    let folder = TempDir::new().unwrap();
    let output = example("session_log", folder.path())
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", "AKID")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .args(["--region", "us-west-2", "--farm-id", "farm-1"])
        .args(["--queue-id", "queue-1", "--job-id", "job-1"])
        .args(["--session-id", "session-1", argument])
        .output();
    server.join().unwrap();
    output.unwrap()
}

#[test]
fn a_log_of_another_driver_is_not_located_in_cloudwatch() {
    let log = json!({ "logDriver": "journald", "options": { "unit": "render", "host": "a" } });
    let text = stdout(of_a_session_with(&log, "--location"));
    let driver = "  driver   journald\n  option   host=a\n  option   unit=render\n";
    assert_eq!(text.matches(driver).count(), 2, "{text}");
    assert!(
        !text.contains("group") && !text.contains("aws logs"),
        "{text}"
    );
    for argument in ["--interval=1", "--follow"] {
        let complaint = complaint(of_a_session_with(&log, argument));
        assert_eq!(
            complaint,
            "session_log: the log of session-1 is not in CloudWatch Logs, but has the driver `journald`; --location prints the \
             options of the driver\n"
        );
    }
}

#[test]
fn a_log_of_cloudwatch_has_a_default_location() {
    for driver in ["", "awslogs"] {
        let log = json!({ "logDriver": driver });
        let text = stdout(of_a_session_with(&log, "--location"));
        assert!(
            text.contains("group    /aws/deadline/farm-1/queue-1\n"),
            "{text}"
        );
        assert!(text.contains("stream   session-1\n"), "{text}");
        assert!(!text.contains("worker-1"), "{text}");
    }
}
