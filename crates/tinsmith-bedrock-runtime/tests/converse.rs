//! The example `converse` as a program: its output and its errors.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tinsmith_local::{Fault, LocalService};

const END: &str =
    "No model has read it. These words are made up, and each one arrives in an event of its own.\n";

/// Starts a service without data of others, whose events follow each other at once.
async fn service() -> LocalService {
    let builder = LocalService::builder().sessions(0);
    builder.event_pause(Duration::ZERO).start().await.unwrap()
}

/// Returns the command of the example without the environment and the home directory.
fn example(folder: &TempDir) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let name = format!("converse{}", std::env::consts::EXE_SUFFIX);
    let program = profile.join("examples").join(name);
    assert!(
        program.exists(),
        "there is no {}: build it with `cargo build --examples`, as `cargo test` does",
        program.display()
    );
    let mut command = Command::new(program);
    command.env_clear().env("HOME", folder.path());
    command
}

/// Returns the command of the example with a service on loopback.
fn with_service(local: &LocalService, folder: &TempDir) -> Command {
    let mut command = example(folder);
    command.envs(local.environment()).args([
        "--region",
        local.region(),
        "--model-id",
        local.model_id(),
    ]);
    command
}

/// Runs the example with a message.
fn converse(local: &LocalService, message: &str) -> Output {
    let folder = TempDir::new().unwrap();
    let mut command = with_service(local, &folder);
    command.arg(message).output().unwrap()
}

/// Returns the exit code, the standard output and the standard error.
fn texts(output: Output) -> (Option<i32>, String, String) {
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn without_arguments_the_example_has_a_service_of_its_own() {
    let folder = TempDir::new().unwrap();
    let (code, out, errors) = texts(example(&folder).output().unwrap());
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(out, format!("You wrote: Good morning. {END}"));
    assert_eq!(
        errors,
        "converse: 2 tokens of the request, 24 of the response\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_of_a_response_are_escaped() {
    let local = service().await;
    let (code, out, errors) = texts(converse(&local, "\u{1b}[2J\r\u{9b}1A\tred\nsecond line"));
    assert_eq!(code, Some(0), "{errors}");
    let escaped = "\\u{1b}[2J\\r\\u{9b}1A\tred\nsecond line";
    assert_eq!(out, format!("You wrote: {escaped} {END}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_ends_the_response_with_its_code_and_message() {
    let local = service().await;
    local.inject(Fault::exception(
        3,
        "throttlingException",
        "Too many tokens.",
    ));
    let (code, out, errors) = texts(converse(&local, "Hello."));
    assert_eq!((code, out.as_str()), (Some(1), "You wrote: \n"));
    let expected =
        "converse: ConverseStream: ThrottlingException: Too many tokens. (200, request id ";
    assert!(errors.starts_with(expected), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert_eq!(local.requests().len(), 1, "no response is continued");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_is_truncated_is_an_error() {
    let local = service().await;
    let half = [0, 0, 0, 99];
    local.inject(Fault::response(
        200,
        "application/vnd.amazon.eventstream",
        half,
    ));
    let (code, out, errors) = texts(converse(&local, "Hello."));
    assert_eq!((code, out.as_str()), (Some(1), "\n"));
    let expected = "the stream is truncated at byte 4, within the frame at byte 0";
    assert!(errors.contains(expected), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_before_the_response_is_retried() {
    let local = service().await;
    local.inject(Fault::throttling(Duration::ZERO).on("ConverseStream"));
    let (code, out, errors) = texts(converse(&local, "Hello."));
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(out, format!("You wrote: Hello. {END}"));
    assert_eq!(local.requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_does_not_exist_is_named_in_the_error() {
    let local = service().await;
    let folder = TempDir::new().unwrap();
    let arguments = ["--region", local.region(), "--model-id", "other.model"];
    let mut command = example(&folder);
    command.envs(local.environment()).args(arguments);
    let (code, _, errors) = texts(command.output().unwrap());
    assert_eq!(code, Some(1));
    assert!(
        errors.starts_with("converse: ConverseStream: ResourceNotFoundException: "),
        "{errors}"
    );
    assert!(errors.contains("other.model"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_tokens_is_the_reason_of_the_end() {
    let local = service().await;
    let folder = TempDir::new().unwrap();
    let mut command = with_service(&local, &folder);
    command.args(["--max-tokens", "3", "--system", "Be brief.", "Hello."]);
    let (code, out, errors) = texts(command.output().unwrap());
    assert_eq!((code, out.as_str()), (Some(0), "You wrote: Hello. \n"));
    assert_eq!(
        errors,
        "converse: the response ended by max_tokens\nconverse: 1 tokens of the request, 3 of the response\n"
    );
    let body = String::from_utf8(local.requests()[0].body.clone()).unwrap();
    assert!(
        body.contains(r#""system":[{"text":"Be brief."}]"#),
        "{body}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn words_are_printed_as_they_arrive_and_an_interrupt_ends_them() {
    let builder = LocalService::builder().sessions(0);
    // Twenty seconds for all words.
    let local = builder.event_pause(Duration::from_secs(1)).start().await;
    let local = local.unwrap();
    let folder = TempDir::new().unwrap();
    let mut command = with_service(&local, &folder);
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 4];
    let out = process.stdout.as_mut().unwrap();
    out.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"You ");
    let id = process.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
    let (code, out, errors) = texts(process.wait_with_output().unwrap());
    assert_eq!(code, Some(130), "{errors}");
    assert!(!out.contains("made up"), "{out}");
}
