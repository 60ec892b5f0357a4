//! Requests whose body is a file, or another stream that can be opened again.

use std::fs;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Body, ErrorKind};

use crate::checksums::{self, put};
use crate::chunked_bodies::{cleartext, decode};
use crate::support::{Upload, call, config};

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

/// Returns a script whose third response is one of success.
fn two_failures() -> ScriptedTransport {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503));
    script.respond(ScriptedResponse::status(500)).respond(ok());
    script
}

#[tokio::test]
async fn each_attempt_sends_the_file_from_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mov");
    let content: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    fs::write(&path, &content).unwrap();
    let script = two_failures();
    let body = Body::from_path(&path).await.unwrap();
    let upload = Upload(body.clone());
    call(config(&script)).send(upload).await.unwrap();
    // The next call of the same body begins with its first byte, too.
    script.respond(ok());
    call(config(&script)).send(Upload(body)).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert_eq!(request.headers()["content-length"], "300000");
        assert!(*request.body() == content);
    }
}

#[tokio::test]
async fn each_attempt_sends_the_checksum_after_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mov");
    fs::write(&path, "hello").unwrap();
    for is_cleartext in [false, true] {
        let script = two_failures();
        let settings = config(&script);
        let settings = match is_cleartext {
            true => cleartext(settings),
            false => settings.endpoint_url("https://store.example"),
        };
        let input = put(Body::from_path(&path).await.unwrap());
        checksums::call(settings).send(input).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 3);
        for request in &requests {
            let decoded = decode(request.body());
            assert_eq!(decoded.content, b"hello");
            assert_eq!(decoded.trailers[0], "x-amz-checksum-crc32:NhCmhg==");
            assert_eq!(decoded.trailers.len() == 2, is_cleartext);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_opened_again_is_sent_again() {
    let open = || stream::iter(["one ", "two"].map(|part| Ok::<_, std::io::Error>(part.into())));
    let script = two_failures();
    let body = Body::from_repeatable(open, Some(7)).with_progress(drop);
    let upload = Upload(body.clone());
    call(config(&script)).send(upload).await.unwrap();
    let throttling = || ScriptedResponse::json(400, r#"{"__type":"ThrottlingException"}"#);
    for _ in 0..5 {
        script.respond(throttling());
    }
    script.respond(ok());
    let patient = call(config(&script))
        .configure(|options| options.wait_out_throttling(Duration::from_secs(600)));
    patient.send(Upload(body)).await.unwrap();
    let bodies: Vec<Bytes> = script
        .requests()
        .iter()
        .map(|request| request.body().clone())
        .collect();
    assert_eq!(bodies, ["one two"; 9]);
}

#[tokio::test]
async fn a_file_that_changes_its_length_while_it_is_sent_is_an_error_that_names_it() {
    for (length, problem) in [
        (
            4,
            "was changed before it was sent: it is longer than its 3 bytes",
        ),
        (
            2,
            "was changed before it was sent: it ends after 2 of its 3",
        ),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(3).unwrap();
        let body = Body::from_path(file.path()).await.unwrap();
        file.as_file().set_len(length).unwrap();
        let script = ScriptedTransport::new();
        script.respond(ok());
        let error = call(config(&script)).send(Upload(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputStream);
        assert_eq!(error.attempts(), 1);
        let message = error.to_string();
        let name = file.path().display().to_string();
        assert!(
            message.contains(problem) && message.contains(&name),
            "{message}"
        );
    }
}
