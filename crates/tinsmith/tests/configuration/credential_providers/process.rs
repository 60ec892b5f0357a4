//! Credentials that a process prints.

use std::time::Duration;

use tinsmith::credentials::CredentialProcess;

use super::fixture::{EXPIRATION, Fixture, ask, assert_keys};

fn keys() -> String {
    format!(
        r#"{{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"PROCESS-secret","SessionToken":"PROCESS-token","Expiration":"{EXPIRATION}"}}"#
    )
}

/// A fixture whose default profile runs a shell script.
fn script(text: &str) -> Fixture {
    let fixture = Fixture::new().file("a script.sh", text);
    let path = fixture.path("a script.sh");
    let config = format!(
        "[default]\ncredential_process = /bin/sh \"{}\" 'an argument-secret'\n",
        path.display()
    );
    fixture.config(&config)
}

#[tokio::test]
async fn a_program_is_run_with_its_arguments_and_its_output_read() {
    let text = format!("test \"$1\" = 'an argument-secret' && echo '{}'", keys());
    assert_keys(&script(&text).credentials().await.unwrap(), "PROCESS");
}

#[tokio::test]
async fn credentials_without_expiration_never_expire() {
    let text = r#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"B","AccountId":"123456789012"}'"#;
    let credentials = script(text).credentials().await.unwrap();
    assert_eq!(credentials.expiry(), None);
    assert_eq!(credentials.session_token(), None);
    assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
}

#[tokio::test]
async fn empty_members_of_a_document_are_absent() {
    let fixture = script(
        r#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"B","SessionToken":"","Token":"","AccountId":""}'"#,
    );
    let path = fixture.path("a script.sh");
    let fixture = fixture.config(&format!(
        "[default]\naws_account_id = 123456789012\ncredential_process = /bin/sh '{}'\n",
        path.display()
    ));
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.session_token(), None);
    assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
}

#[tokio::test]
async fn a_failure_shows_standard_error_and_never_standard_output() {
    let problem = script("echo hush; echo 'sign in  first\nplease' >&2; exit 3")
        .problem()
        .await;
    assert_eq!(
        problem,
        "`credential_process` /bin/sh: failed (exit status: 3): sign in first please"
    );
    let problem = script("exit 3").problem().await;
    assert_eq!(
        problem,
        "`credential_process` /bin/sh: failed (exit status: 3): it wrote nothing to standard error"
    );
}

#[tokio::test]
async fn malformed_output_is_reported_without_its_content() {
    for (output, expected) in [
        ("hush", "invalid JSON: "),
        ("", "invalid JSON: "),
        (r#"{"SecretAccessKey":"hush"}"#, "no Version"),
        (
            r#"{"Version":2,"SecretAccessKey":"hush"}"#,
            "unknown Version 2; it must be 1",
        ),
        (
            r#"{"Version":1,"SecretAccessKey":"hush"}"#,
            "no AccessKeyId",
        ),
    ] {
        let problem = script(&format!("echo '{output}'")).problem().await;
        let expected = format!("`credential_process` /bin/sh: {expected}");
        assert!(problem.starts_with(&expected), "{problem}");
        assert!(!problem.contains("hush"), "{problem}");
        assert!(!problem.contains("argument-secret"), "{problem}");
    }
}

#[tokio::test]
async fn much_output_on_both_sides_does_not_stop_the_program() {
    let text = format!(
        "i=0; while [ $i -lt 3000 ]; do echo 'a line of diagnostics' >&2; i=$((i+1)); done; echo '{}'",
        keys()
    );
    assert_keys(&script(&text).credentials().await.unwrap(), "PROCESS");
}

#[tokio::test]
async fn a_program_that_takes_too_long_is_killed() {
    let fixture = script("echo $$ > \"$0.pid\"; exec sleep 600");
    let path = fixture.path("a script.sh");
    let config = fixture.builder().build();
    let provider = CredentialProcess::new(&config, format!("sh '{}'", path.display()));
    let provider = provider.timeout(Duration::from_millis(500));
    assert_eq!(
        ask(&provider).await.unwrap_err(),
        "`credential_process` sh: took longer than 500ms"
    );
    let id = std::fs::read_to_string(fixture.path("a script.sh.pid")).unwrap();
    let is_alive = std::path::Path::new("/proc").join(id.trim()).exists();
    assert!(!is_alive);
}

#[tokio::test]
async fn command_lines_that_cannot_be_run_are_reported() {
    for (command_line, expected) in [
        (
            "/no/such/program --key hush",
            "`credential_process` /no/such/program: cannot be started: ",
        ),
        (
            "program 'without end",
            "the command line of `credential_process` is empty, or a quote in it has no end",
        ),
    ] {
        let config = format!("[default]\ncredential_process = {command_line}\n");
        let problem = Fixture::new().config(&config).problem().await;
        assert!(problem.starts_with(expected), "{problem}");
        assert!(!problem.contains("hush"), "{problem}");
    }
}

#[tokio::test]
async fn a_program_that_may_not_be_run_is_reported() {
    let fixture = Fixture::new().file("program", "#!/bin/sh\n");
    let path = fixture.path("program");
    let path = path.display();
    let fixture = fixture.config(&format!(
        "[default]\ncredential_process = {path} --key hush\n"
    ));
    let problem = fixture.problem().await;
    let expected = format!("`credential_process` {path}: cannot be started: Permission denied");
    assert!(problem.starts_with(&expected), "{problem}");
    assert!(!problem.contains("hush"), "{problem}");
}

#[tokio::test]
async fn a_program_without_room_for_its_files_is_reported_with_its_message() {
    let script = script("echo token | cat > /dev/full || exit 3; echo never");
    let problem = script.problem().await;
    assert!(
        problem.contains("`credential_process` /bin/sh: failed (exit status: 3): "),
        "{problem}"
    );
    assert!(problem.contains("No space left on device"), "{problem}");
}

/// A process that a test script has started in the background, whose id the script has written to a file.
struct Background(String);

impl Background {
    fn new(fixture: &Fixture) -> Self {
        let id = std::fs::read_to_string(fixture.path("a script.sh.pid")).unwrap();
        Self(id.trim().to_owned())
    }

    /// True if the process runs. A killed process stays a zombie until its parent waits for it.
    fn is_alive(&self) -> bool {
        let stat = std::path::Path::new("/proc").join(&self.0).join("stat");
        std::fs::read_to_string(stat).is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// Waits until the process has ended. With a terminal there is no process group to kill.
    async fn ends(&self) {
        if std::fs::File::open("/dev/tty").is_ok() {
            return self.kill();
        }
        let mut waits = 0..100;
        while self.is_alive() && waits.next().is_some() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let is_alive = self.is_alive();
        if is_alive {
            self.kill();
        }
        assert!(!is_alive, "process {} is alive", self.0);
    }

    fn kill(&self) {
        let status = std::process::Command::new("/bin/sh")
            .args(["-c", "kill -KILL \"$0\"", &self.0])
            .status();
        assert!(status.unwrap().success());
    }
}

/// Runs a script that starts a process in the background, for half a second at most, and returns the error.
async fn problem_of(text: &str) -> (String, Background) {
    let fixture = script(text);
    let path = fixture.path("a script.sh");
    let config = fixture.builder().build();
    let provider = CredentialProcess::new(&config, format!("sh '{}'", path.display()));
    let provider = provider.timeout(Duration::from_millis(500));
    let problem = ask(&provider).await.unwrap_err();
    (problem, Background::new(&fixture))
}

#[tokio::test]
async fn a_timeout_kills_everything_that_the_program_has_started() {
    let (problem, background) = problem_of("sleep 600 & echo $! > \"$0.pid\"; wait").await;
    assert!(problem.ends_with("took longer than 500ms"), "{problem}");
    background.ends().await;
}

#[tokio::test]
async fn a_timeout_kills_what_a_program_that_has_ended_itself_has_started() {
    let (problem, background) = problem_of("sleep 600 & echo $! > \"$0.pid\"").await;
    assert!(problem.ends_with("took longer than 500ms"), "{problem}");
    background.ends().await;
}

#[tokio::test]
async fn a_failure_kills_what_the_program_has_started() {
    for (text, expected) in [
        (
            "sleep 600 & echo $! > \"$0.pid\"; exit 3",
            "failed (exit status: 3)",
        ),
        (
            "sleep 600 > /dev/null 2>&1 & echo $! > \"$0.pid\"; exit 3",
            "failed (exit status: 3)",
        ),
        (
            "sleep 600 > /dev/null 2>&1 & echo $! > \"$0.pid\"",
            "invalid JSON: ",
        ),
        ("sleep 600 & echo $! > \"$0.pid\"; echo '{}'", "no Version"),
    ] {
        let (problem, background) = problem_of(text).await;
        assert!(problem.contains(expected), "{problem}");
        background.ends().await;
    }
}

#[tokio::test]
async fn a_caller_that_gives_up_kills_what_the_program_has_started() {
    let fixture = script("sleep 600 & echo $! > \"$0.pid\"");
    let path = fixture.path("a script.sh");
    let config = fixture.builder().build();
    let provider = CredentialProcess::new(&config, format!("sh '{}'", path.display()));
    let limit = Duration::from_millis(500);
    let result = tokio::time::timeout(limit, ask(&provider)).await;
    assert!(result.is_err());
    Background::new(&fixture).ends().await;
}

#[tokio::test]
async fn a_dropped_call_leaves_the_program_to_the_next_one_and_a_dropped_configuration_ends_it() {
    let fixture = script("sleep 600 & echo $! > \"$0.pid\"; wait");
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    let limit = Duration::from_millis(500);
    assert!(tokio::time::timeout(limit, ask(&provider)).await.is_err());
    let background = Background::new(&fixture);
    assert!(background.is_alive());
    drop((config, provider));
    background.ends().await;
}

#[tokio::test]
async fn a_program_in_the_background_is_left_alive_with_the_keys() {
    for redirection in ["", "> /dev/null 2>&1"] {
        let keys = keys();
        let text = format!("sleep 600 {redirection} & echo $! > \"$0.pid\"; echo '{keys}'");
        let fixture = script(&text);
        assert_keys(&fixture.credentials().await.unwrap(), "PROCESS");
        let background = Background::new(&fixture);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(background.is_alive());
        background.kill();
    }
}

#[tokio::test]
async fn a_program_in_the_background_delays_no_keys() {
    let before = std::time::Instant::now();
    let text = format!("sleep 5 & echo '{}'", keys());
    assert_keys(&script(&text).credentials().await.unwrap(), "PROCESS");
    assert!(before.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn unknown_codes_and_messages_of_a_program_are_no_errors() {
    let keys = keys().replacen('{', r#"{"Code":"Fine","Message":"hello","#, 1);
    let found = script(&format!("echo '{keys}'")).credentials().await;
    assert_keys(&found.unwrap(), "PROCESS");
}

#[test]
fn a_program_inherits_the_standard_input() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "credential_providers::process::a_program_reads_a_code",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"123456\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "is run by the test before, which writes to its standard input"]
async fn a_program_reads_a_code() {
    let text = format!("read code && test \"$code\" = 123456 && echo '{}'", keys());
    assert_keys(&script(&text).credentials().await.unwrap(), "PROCESS");
}
