//! The wait for `100 Continue` that calls request of their transport.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use tinsmith::service::Operation;
use tinsmith::testing::ScriptedTransport;
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Body, BoxFuture, ConfigBuilder, Handle, Transport};

use crate::support::{LargeUpload, Upload, config, handle};

const LARGE: u64 = 1024 * 1024;
const SECOND: Duration = Duration::from_secs(1);

/// A transport that keeps the options of its last request.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Option<TransportOptions>>>);

impl Recorder {
    /// Returns the wait of the last request.
    fn wait(&self) -> Option<Duration> {
        self.0.lock().unwrap().unwrap().expect_continue
    }
}

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

type Set = fn(ConfigBuilder) -> ConfigBuilder;

/// Returns a client with these timeouts, and with the transport.
fn client(recorder: &Recorder, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Handle {
    let config = config(&ScriptedTransport::new()).read_timeout(None);
    handle(set(config).transport(recorder.clone()))
}

/// Returns the wait of an operation.
async fn wait(operation: impl Operation, set: Set) -> Option<Duration> {
    let recorder = Recorder::default();
    let call = client(&recorder, set).call();
    call.send(operation).await.map(drop).unwrap();
    recorder.wait()
}

fn stream(length: Option<u64>) -> Body {
    let chunks = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from("body"))]);
    Body::from_stream(chunks, length)
}

#[tokio::test]
async fn large_streams_of_operations_with_the_wait_do_wait() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(LARGE).unwrap();
    let file = Body::from_path(file.path()).await.unwrap();
    for (body, waits) in [
        (Body::empty(), false),
        (Body::from(vec![0; LARGE as usize]), false),
        (stream(Some(LARGE - 1)), false),
        (stream(Some(LARGE)), true),
        (stream(None), true),
        (file, true),
    ] {
        let case = format!("{body:?}");
        let expected = waits.then_some(SECOND);
        assert_eq!(
            wait(LargeUpload(body), |config| config).await,
            expected,
            "{case}"
        );
    }
    assert_eq!(wait(Upload(stream(None)), |config| config).await, None);
}

#[tokio::test]
async fn the_wait_takes_half_of_the_shortest_timeout_at_most() {
    let cases: [(Set, u64); 7] = [
        (|config| config.read_timeout(60 * SECOND), 1000),
        (|config| config.read_timeout(2 * SECOND), 1000),
        (|config| config.read_timeout(SECOND), 500),
        (|config| config.attempt_timeout(SECOND), 500),
        (|config| config.operation_timeout(SECOND), 500),
        (
            |config| config.read_timeout(3 * SECOND).attempt_timeout(SECOND / 2),
            250,
        ),
        (
            |config| {
                config
                    .read_timeout(SECOND)
                    .expect_continue_timeout(SECOND / 5)
            },
            200,
        ),
    ];
    for (set, expected) in cases {
        let waited = wait(LargeUpload(stream(None)), set).await;
        assert_eq!(waited, Some(Duration::from_millis(expected)));
    }
}

#[tokio::test]
async fn client_and_call_set_the_wait_and_disable_it() {
    let set: Set = |config| config.expect_continue_timeout(4 * SECOND);
    let disable: Set = |config| config.expect_continue_timeout(None);
    for (set, own, expected) in [
        (set, None, Some(4 * SECOND)),
        (set, Some(None), None),
        (disable, None, None),
        (disable, Some(Some(2 * SECOND)), Some(2 * SECOND)),
    ] {
        let recorder = Recorder::default();
        let call = client(&recorder, set).call();
        let call = call.configure(|options| match own {
            Some(own) => options.expect_continue_timeout(own),
            None => options,
        });
        call.send(LargeUpload(stream(None))).await.unwrap();
        assert_eq!(recorder.wait(), expected);
    }
}
