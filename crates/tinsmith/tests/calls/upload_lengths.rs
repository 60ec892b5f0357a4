//! Streams of another length than the one that was announced.

use futures::stream;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Body, ErrorKind};

use crate::support::{Upload, call, config};

#[tokio::test(start_paused = true)]
async fn a_stream_of_another_length_than_its_own_is_an_error() {
    for (length, problem) in [
        (7, None),
        (
            4,
            Some("the body is longer than its announced length of 4 bytes"),
        ),
        (
            6,
            Some("the body is longer than its announced length of 6 bytes"),
        ),
        (8, Some("the body ends after 7 of 8 bytes")),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, r#"{"name":"anvil"}"#));
        let pieces = ["one ", "two"].map(|piece| Ok::<_, std::io::Error>(piece.into()));
        let body = Body::from_stream(stream::iter(pieces), Some(length));
        let result = call(config(&script)).send(Upload(body)).await;
        let Some(problem) = problem else {
            assert_eq!(result.unwrap().name, "anvil");
            continue;
        };
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputStream, "{length}");
        let expected = format!("the stream of the input failed: {problem}");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}
