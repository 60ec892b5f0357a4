//! Where the log of a session is.

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
