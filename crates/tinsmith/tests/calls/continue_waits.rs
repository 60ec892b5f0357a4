//! The wait for `100 Continue` that calls request of their transport.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use tinsmith::service::Operation;
use tinsmith::testing::ScriptedTransport;
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Body, BoxFuture, Transport};

use crate::support::{LargeUpload, Upload, config, handle};

const LARGE: usize = 1024 * 1024;

/// A transport that keeps the options of its last request.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Option<TransportOptions>>>);

impl Transport for Recorder {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        assert!(!request.headers().contains_key("expect"));
        *self.0.lock().unwrap() = Some(*options);
        Box::pin(async { Ok(Response::new(Body::from("{}"))) })
    }
}

/// Returns the wait of a call with this read timeout.
async fn wait(operation: impl Operation, read_timeout: Option<Duration>) -> Option<Duration> {
    let recorder = Recorder::default();
    let config = config(&ScriptedTransport::new()).transport(recorder.clone());
    let call = handle(config.read_timeout(read_timeout)).call();
    call.send(operation).await.map(drop).unwrap();
    let options = *recorder.0.lock().unwrap();
    options.unwrap().expect_continue
}

#[tokio::test]
async fn large_bodies_of_operations_with_the_wait_do_wait() {
    let chunks = || futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from("body"))]);
    let large = || Body::from(vec![0; LARGE]);
    let second = Some(Duration::from_secs(1));
    for (body, expected) in [
        (Body::empty(), None),
        (Body::from(vec![0; LARGE - 1]), None),
        (large(), second),
        (Body::from_stream(chunks(), Some(4)), None),
        (Body::from_stream(chunks(), None), second),
    ] {
        let length = body.length();
        assert_eq!(wait(LargeUpload(body), None).await, expected, "{length:?}");
    }
    assert_eq!(wait(Upload(large()), None).await, None);
}

#[tokio::test]
async fn the_wait_leaves_half_of_the_read_timeout_to_the_response() {
    for (timeout, expected) in [(60_000, 1000), (2000, 1000), (500, 250)] {
        let timeout = Some(Duration::from_millis(timeout));
        let waited = wait(LargeUpload(vec![0; LARGE].into()), timeout).await;
        assert_eq!(waited, Some(Duration::from_millis(expected)));
    }
}
