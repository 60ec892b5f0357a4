//! The location of a session's log.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;
use tinsmith_local::LocalService;

use crate::{complaint, example, of_job, stdout};

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

/// Returns the output of the example for a session with this log.
fn of_a_session_with(log: &Value) -> String {
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
        .args(["--session-id", "session-1"])
        .output();
    let text = stdout(output.unwrap());
    server.join().unwrap();
    text
}

#[test]
fn a_log_of_another_driver_is_not_located_in_cloudwatch() {
    let log = json!({ "logDriver": "journald", "options": { "unit": "render", "host": "a" } });
    let text = of_a_session_with(&log);
    let driver = "  driver   journald\n  option   host=a\n  option   unit=render\n";
    assert_eq!(text.matches(driver).count(), 2, "{text}");
    assert!(
        !text.contains("group") && !text.contains("aws logs"),
        "{text}"
    );
}

#[test]
fn a_log_of_cloudwatch_has_a_default_location() {
    for driver in ["", "awslogs"] {
        let text = of_a_session_with(&json!({ "logDriver": driver }));
        assert!(
            text.contains("group    /aws/deadline/farm-1/queue-1\n"),
            "{text}"
        );
        assert!(text.contains("stream   session-1\n"), "{text}");
        assert!(!text.contains("worker-1"), "{text}");
    }
}
