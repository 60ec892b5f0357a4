//! The memory of the body of an error response, with any content.

use bytes::Bytes;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::support::{call, config, get_thing};

const MEBIBYTE: usize = 1024 * 1024;

/// Returns the peak resident set of a process that runs one of the ignored tests, in bytes.
fn peak(test: &str) -> usize {
    let printed = crate::own_process::run(&format!("error_memory::{test}"), 1);
    let line = printed.lines().find_map(|line| line.split("VmHWM:").nth(1));
    let kibibytes = line.unwrap().trim().trim_end_matches("kB").trim();
    kibibytes.parse::<usize>().unwrap() * 1024
}

#[test]
fn an_error_takes_no_more_memory_than_four_times_the_bytes_that_are_read_of_it() {
    let base = peak("a_short_error");
    for (test, read) in [
        ("an_error_of_sixteen_mebibytes", MEBIBYTE),
        ("an_error_full_of_empty_objects", MEBIBYTE),
    ] {
        let growth = peak(test).saturating_sub(base);
        println!("{test}: {growth} bytes over the {base} of a short error");
        assert!(growth < 4 * read, "{test}: {growth}");
    }
}

async fn fails_with(body: impl IntoIterator<Item = Bytes>) {
    let script = ScriptedTransport::new();
    let scripted = body
        .into_iter()
        .fold(ScriptedResponse::status(400), ScriptedResponse::body);
    script.respond(scripted);
    let error = get_thing(call(config(&script).max_attempts(1)))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("Odd"));
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap());
}

#[tokio::test]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn a_short_error() {
    fails_with([Bytes::from_static(br#"{"code":"Odd"}"#)]).await;
}

/// The chunks share their memory, so the process holds what the client keeps of them.
#[tokio::test]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn an_error_of_sixteen_mebibytes() {
    let start = Bytes::from_static(br#"{"code":"Odd","list":["#);
    let chunk = Bytes::from("{},".repeat(16 * 1024));
    let chunks = (0..16 * MEBIBYTE / chunk.len()).map(|_| chunk.clone());
    fails_with([start].into_iter().chain(chunks)).await;
}

#[tokio::test]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn an_error_full_of_empty_objects() {
    let start = Bytes::from_static(br#"{"list":["#);
    let chunk = Bytes::from("{},".repeat(16 * 1024));
    let end = Bytes::from_static(br#"{}],"code":"Odd"}"#);
    let chunks = (0..MEBIBYTE / chunk.len()).map(|_| chunk.clone());
    fails_with([start].into_iter().chain(chunks).chain([end])).await;
}
