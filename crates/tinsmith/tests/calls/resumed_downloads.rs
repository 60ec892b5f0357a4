//! Downloads that continue where they break.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, Request, Response};
use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::testing::ScriptedTransport;
use tinsmith::transport::{TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{
    Body, BodyError, BoxFuture, ChecksumAlgorithm, ChecksumMismatch, Error, ErrorKind, Handle,
    Transport,
};

use crate::support::{SERVICE, config};

#[derive(Clone, Debug)]
struct GetObject {
    range: Option<String>,
}

impl Operation for GetObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetObject",
        method: "GET",
        uri: "/object",
        streaming_output: true,
        http_checksum: Some(HttpChecksum {
            mode_header: Some("x-amz-checksum-mode"),
            response_algorithms: &[ChecksumAlgorithm::Crc32],
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.header("range", &self.range);
    }
}

#[derive(Debug, Default)]
struct Object(Body);

impl FromResponse for Object {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut object = Self::default();
        response.payload_stream(&mut object.0);
        object
    }
}

/// A transport whose responses break.
#[derive(Clone, Debug, Default)]
struct Broken {
    responses: Arc<Mutex<VecDeque<Response<Body>>>>,
    requests: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Transport for Broken {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.requests
            .lock()
            .unwrap()
            .push(request.headers().clone());
        let response = self.responses.lock().unwrap().pop_front();
        Box::pin(async move {
            let none =
                || TransportError::new(TransportErrorKind::Unsendable, "no response is left");
            response.ok_or_else(none)
        })
    }
}

impl Broken {
    /// Adds a response whose body is cut off after this text, unless it is whole.
    fn add(
        self,
        status: u16,
        headers: &[(&str, &str)],
        text: &'static str,
        is_whole: bool,
    ) -> Self {
        let end = (!is_whole).then(|| {
            let error = io::Error::from(io::ErrorKind::ConnectionReset);
            Err(TransportError::new(TransportErrorKind::Connection, error))
        });
        let chunks = stream::iter([Ok(Bytes::from(text))].into_iter().chain(end));
        let length = headers.iter().find(|(name, _)| *name == "content-length");
        let length = length.map(|(_, length)| length.parse().unwrap());
        let mut response = Response::new(Body::from_stream(chunks, length));
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            let name = http::HeaderName::try_from(*name).unwrap();
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        self.responses.lock().unwrap().push_back(response);
        self
    }

    fn whole(self, checksum: &str, text: &'static str) -> Self {
        let headers = [("etag", "\"v1\""), ("x-amz-checksum-crc32", checksum)];
        self.add(200, &headers, text, false)
    }

    fn part(self, range: &str, etag: &str, text: &'static str, is_whole: bool) -> Self {
        let headers = [("content-range", range), ("etag", etag)];
        self.add(206, &headers, text, is_whole)
    }

    /// Receives an object that may continue `max` times.
    async fn receive(&self, range: Option<&str>, max: u32) -> Result<Bytes, BodyError> {
        let config = config(&ScriptedTransport::new()).transport(self.clone());
        let call = Handle::new(&config.build(), &SERVICE)
            .call()
            .configure(|options| options.resume_downloads(max));
        let range = range.map(str::to_owned);
        let object = call.send(GetObject { range }).await.unwrap();
        object.0.collect().await
    }

    /// Returns the values of a header in the requests.
    fn sent(&self, name: &str) -> Vec<Option<String>> {
        let requests = self.requests.lock().unwrap();
        let value = |headers: &HeaderMap| Some(headers.get(name)?.to_str().unwrap().to_owned());
        requests.iter().map(value).collect()
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const HELLO: &str = "NhCmhg==";

#[tokio::test(start_paused = true)]
async fn a_download_continues_where_it_breaks_and_its_checksum_covers_all_of_it() {
    let server = || {
        Broken::default()
            .whole(HELLO, "he")
            .part("bytes 2-4/5", "\"v1\"", "l", false)
    };
    let broken = server()
        .add(503, &[], "", true)
        .part("bytes 3-4/5", "\"v1\"", "lo", true);
    assert_eq!(broken.receive(None, 2).await.unwrap(), "hello");
    assert_eq!(
        broken.sent("range"),
        [None, some("bytes=2-"), some("bytes=3-"), some("bytes=3-")]
    );
    let etag = some("\"v1\"");
    assert_eq!(
        broken.sent("if-match"),
        [None, etag.clone(), etag.clone(), etag]
    );
    let mode = broken.sent("x-amz-checksum-mode");
    assert_eq!(mode, [some("ENABLED"), None, None, None]);
    let authorization = broken.sent("authorization");
    assert!(
        authorization.iter().all(Option::is_some),
        "{authorization:?}"
    );

    let broken = server().part("bytes 3-4/5", "\"v1\"", "la", true);
    let error = broken.receive(None, 2).await.unwrap_err();
    assert!(error.get_ref().is::<ChecksumMismatch>(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_part_continues_up_to_its_last_byte() {
    let broken = Broken::default()
        .part("bytes 10-14/100", "\"v1\"", "he", false)
        .part("bytes 12-14/100", "\"v1\"", "llo", true);
    let received = broken.receive(Some("bytes=10-14"), 1).await.unwrap();
    assert_eq!(received, "hello");
    let ranges = broken.sent("range");
    assert_eq!(ranges, [some("bytes=10-14"), some("bytes=12-14")]);
}

#[tokio::test(start_paused = true)]
async fn a_thing_that_was_changed_meanwhile_is_an_error_that_says_so() {
    let changed = "the ETag of the object has changed since the download began";
    for (broken, problem) in [
        (
            Broken::default().whole(HELLO, "he").add(412, &[], "", true),
            changed,
        ),
        (
            Broken::default()
                .whole(HELLO, "he")
                .part("bytes 2-4/5", "\"v2\"", "llo", true),
            changed,
        ),
        (
            Broken::default()
                .whole(HELLO, "he")
                .add(200, &[("etag", "\"v1\"")], "hello", true),
            "the service sent other bytes than the requested rest",
        ),
        (
            Broken::default()
                .whole(HELLO, "he")
                .part("bytes 3-4/5", "\"v1\"", "lo", true),
            "the service sent other bytes than the requested rest",
        ),
    ] {
        let error = Error::from(broken.receive(None, 3).await.unwrap_err());
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        let message = error.to_string();
        let expected = format!("GetObject: the download cannot continue at byte 2: {problem}");
        assert!(message.starts_with(&expected), "{message}");
        assert_eq!(broken.sent("range").len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_rest_of_another_length_is_an_error() {
    let headers = [("etag", "\"v1\""), ("content-length", "5")];
    for (range, text, end) in [
        ("bytes 2-3/5", "ll", 4),
        ("bytes 2-4/5", "ll", 4),
        ("bytes 2-4/5", "", 2),
        ("bytes 2-4/5", "llo!", 6),
    ] {
        let all = Broken::default().add(200, &headers, "he", false);
        let part = Broken::default().part("bytes 0-4/100", "\"v1\"", "he", false);
        for (broken, requested) in [(all, None), (part, Some("bytes=0-4"))] {
            let broken = broken.part(range, "\"v1\"", text, true);
            let error = Error::from(broken.receive(requested, 3).await.unwrap_err());
            assert_eq!(error.kind(), ErrorKind::InvalidResponse);
            let expected = format!(
                "GetObject: the download cannot continue at byte {end}: the service sent other bytes than the requested rest"
            );
            assert!(error.to_string().starts_with(&expected), "{error}");
            assert_eq!(broken.sent("range").len(), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_ends_with_its_error_if_it_may_not_continue() {
    let whole = || Broken::default().whole(HELLO, "he");
    let without = |headers: &[(&str, &str)]| Broken::default().add(200, headers, "he", false);
    for (broken, max, requests) in [
        (whole(), 0, 1),
        (without(&[]), 3, 1),
        (without(&[("etag", "W/\"v1\"")]), 3, 1),
        // A part that was requested by its number.
        (
            Broken::default().part("bytes 5-9/10", "\"v1\"", "he", false),
            3,
            1,
        ),
        (whole().part("bytes 2-4/5", "\"v1\"", "l", false), 1, 2),
    ] {
        let error = Error::from(broken.receive(None, max).await.unwrap_err());
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(error.to_string().contains("connection reset"), "{error}");
        assert_eq!(broken.sent("range").len(), requests);
    }
    // The error of a request for the rest is that of the body.
    let error = Error::from(
        whole()
            .add(404, &[], "", true)
            .receive(None, 1)
            .await
            .unwrap_err(),
    );
    assert_eq!(error.status(), Some(404), "{error}");
}
