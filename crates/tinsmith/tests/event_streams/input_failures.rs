//! Inputs with events that cannot be sent as a whole, and failures of their events after the head of the response.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{Request, Response};
use tinsmith::event_stream::EventInput;
use tinsmith::testing::ScriptedTransport;
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Body, BoxFuture, Call, ErrorKind, Handle, Transport};

use crate::clock::{Clock, ConductInput, SERVICE, WindInput, send, send_with, ticked};

#[tokio::test(start_paused = true)]
async fn an_initial_request_that_no_frame_holds_is_invalid() {
    let script = ScriptedTransport::new();
    let input = WindInput {
        zone: Some("z".repeat(tinsmith::event_stream::MAX_PAYLOAD_BYTES)),
        events: Some(EventInput::from_events([ticked(1)])),
    };
    let error = send(&script, input).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let [problem] = error.problems() else {
        panic!("{error}")
    };
    assert!(
        problem.starts_with("event `initial-request`: "),
        "{problem}"
    );
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_input_with_events_cannot_be_presigned() {
    let config = ScriptedTransport::new().config();
    let call: Call = Handle::new(&config, &SERVICE).call();
    let input = ConductInput::new(EventInput::from_events([ticked(1)]));
    let error = call.presigned(input, Duration::from_secs(60)).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("cannot be presigned"), "{error}");
}

/// A transport that responds at once, and reads the body of the request while that of the response is read, which then breaks.
#[derive(Clone, Copy, Debug)]
struct Breaking;

impl Transport for Breaking {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let body = request.into_body().filter_map(|chunk| async {
            let broken = chunk.err()?;
            Some(Err::<Bytes, _>(broken))
        });
        let body = Body::from_stream(Box::pin(body), None);
        Box::pin(async { Ok(Response::new(body)) })
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_caller_s_stream_after_the_head_of_the_response_is_in_the_call_s_error() {
    let config = ScriptedTransport::new().config().to_builder();
    let config = config.transport(Breaking).build();
    let items = [Err::<Clock, _>(std::io::Error::other("no microphone"))];
    let input = WindInput {
        zone: None,
        events: Some(stream::iter(items).into()),
    };
    let error = send_with(&config, input, |options| options).await;
    let error = error.unwrap_err();
    assert!(error.to_string().contains("no microphone"), "{error}");
    assert!(error.get_ref().unwrap().is::<std::io::Error>());
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InputStream, 1)
    );
    assert!(!error.is_retryable());
}
