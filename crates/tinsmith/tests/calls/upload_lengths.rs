//! Streams of another length than the one that was announced.

use futures::stream;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Body, ErrorKind};

use crate::support::{Upload, call, config};

#[tokio::test(start_paused = true)]
async fn a_stream_of_another_length_than_its_own_is_an_error() {
    let problem = "the stream of the input failed: the body does not have the length that was announced for it";
    for length in [7, 4, 6, 8] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, r#"{"name":"anvil"}"#));
        let pieces = ["one ", "two"].map(|piece| Ok::<_, std::io::Error>(piece.into()));
        let body = Body::from_stream(stream::iter(pieces), Some(length));
        let result = call(config(&script)).send(Upload(body)).await;
        if length == 7 {
            assert_eq!(result.unwrap().name, "anvil");
            continue;
        }
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InputStream, "{length}");
        assert!(error.to_string().contains(problem), "{length}: {error}");
    }
}
