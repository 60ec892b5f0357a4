//! Uploads and downloads that break.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::stream;
use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::{Body, ChecksumAlgorithm, ConfigBuilder, Error};

use super::table::{self, Row, client, get};
use crate::server::{Fault, Server};
use crate::support::{LargeUpload, SERVICE, Upload};

const HEAD: &str = "HTTP/1.1 200 OK\r\nx-amz-checksum-crc32: NhCmhg==\r\ncontent-length: 5\r\n\r\n";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-amz-checksum-crc32\r\n\r\n";

#[derive(Clone, Debug)]
pub(crate) struct Download;

impl Operation for Download {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Download",
        uri: "/object",
        streaming_output: true,
        http_checksum: Some(HttpChecksum {
            mode_header: Some("x-amz-checksum-mode"),
            response_algorithms: &[ChecksumAlgorithm::Crc32],
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Debug, Default)]
pub(crate) struct Object(pub(crate) Body);

impl FromResponse for Object {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut object = Self::default();
        response.payload_stream(&mut object.0);
        object
    }
}

fn silent_for_half_a_second(config: ConfigBuilder) -> ConfigBuilder {
    config.read_timeout(Duration::from_millis(500))
}

/// Downloads an object into a file, which must not appear.
async fn download(client: &tinsmith::Handle) -> Result<u64, Error> {
    let body = client.call().send(Download).await?.0;
    let folder = tempfile::tempdir().unwrap();
    let written = body.write_to_path(folder.path().join("object")).await;
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files == 1, written.is_ok());
    written.map_err(|error| {
        let inner = error.into_inner().unwrap();
        (*inner.downcast::<tinsmith::BodyError>().unwrap()).into()
    })
}

impl Row {
    /// Breaks a download, and downloads once more. If the row has several attempts, it then breaks the first attempt of a third download.
    async fn holds_for_a_download(self, fault: Fault) {
        let server = Server::start().await.unwrap();
        let url = format!("http://{}", server.address());
        let client = client(url.clone(), silent_for_half_a_second);
        server.breaks(fault.clone());
        let error = download(&client).await.unwrap_err();
        self.describes(&error, server.requests());
        server.heals();
        let whole = Fault::sends(format!("{HEAD}hello"));
        server.breaks_once(whole.clone());
        assert_eq!(download(&client).await.unwrap(), 5);
        if self.has_retries() {
            let before = server.requests();
            server.breaks_once(fault);
            server.breaks_once(whole);
            let client = table::client(url, silent_for_half_a_second);
            assert_eq!(download(&client).await.unwrap(), 5);
            assert_eq!(server.requests() - before, 2, "one retry was enough");
        }
    }

    /// Breaks an upload, and makes another call. If the row has several attempts, it then breaks the first attempt of another upload. Returns the
    /// number of bytes of the bodies that were sent in vain.
    async fn holds_for_an_upload<U: Operation<Output: Debug>>(
        self,
        upload: U,
        fault: Fault,
    ) -> usize {
        let server = Server::start().await.unwrap();
        let url = format!("http://{}", server.address());
        let client = client(url.clone(), silent_for_half_a_second);
        server.breaks(fault.clone());
        let error = client.call().send(upload.clone()).await.unwrap_err();
        self.describes(&error, server.requests());
        self.matches(&error);
        server.heals();
        assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
        if self.has_retries() {
            let before = server.requests();
            server.breaks_once(fault);
            let client = table::client(url, silent_for_half_a_second);
            client.call().send(upload).await.unwrap();
            assert_eq!(server.requests() - before, 2, "one retry was enough");
            // A comparison of the bytes, since a failure would print all of them.
            assert!(server.body() == large_content(), "another body arrived");
        }
        server.bytes_in_vain()
    }
}

/// Bytes that do not fit the buffers of a connection, and that are not the same everywhere.
fn large_content() -> Vec<u8> {
    let parts = (0..1024).map(|part: u32| [part.to_le_bytes()[0]; 64 * 1024]);
    parts.collect::<Vec<_>>().concat()
}

async fn large_file() -> (tempfile::NamedTempFile, Body) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), large_content()).unwrap();
    let body = Body::from_path(file.path()).await.unwrap();
    (file, body)
}

fn large_stream() -> Body {
    let chunk = Bytes::from(vec![0; 64 * 1024]);
    let chunks = stream::iter(vec![chunk; 1024].into_iter().map(Ok::<_, Error>));
    Body::from_stream(chunks, Some(64 * 1024 * 1024))
}

fn slow_down() -> Fault {
    let head = "503 Slow Down\r\nx-amzn-errortype: SlowDown";
    Fault::responds(head, "{\"message\":\"reduce your request rate\"}")
}

#[tokio::test]
async fn a_download_is_closed_before_the_head() {
    row!()
        .holds_for_a_download(Fault::sends_nothing().then_closes())
        .await;
}

#[tokio::test]
async fn a_download_is_closed_within_the_head() {
    row!()
        .holds_for_a_download(Fault::sends("HTTP/1.1 200 OK\r\nx-amz-chec").then_closes())
        .await;
}

#[tokio::test]
async fn a_download_is_closed_within_the_body() {
    row!()
        .holds_for_a_download(Fault::sends(format!("{HEAD}hel")).then_closes())
        .await;
}

#[tokio::test]
async fn a_download_is_reset_within_the_body() {
    row!()
        .holds_for_a_download(Fault::sends(format!("{HEAD}hel")).then_resets())
        .await;
}

#[tokio::test]
async fn a_download_in_chunks_is_closed_within_a_chunk() {
    row!()
        .holds_for_a_download(Fault::sends(format!("{CHUNKED}5\r\nhel")).then_closes())
        .await;
}

#[tokio::test]
async fn a_download_in_chunks_is_closed_within_the_trailer() {
    let cut = format!("{CHUNKED}5\r\nhello\r\n0\r\nx-amz-checksum-crc32: Nh");
    row!()
        .holds_for_a_download(Fault::sends(cut).then_closes())
        .await;
}

#[tokio::test]
async fn a_download_has_another_checksum() {
    row!()
        .holds_for_a_download(Fault::sends(format!("{HEAD}hallo")))
        .await;
}

#[tokio::test]
async fn a_download_falls_silent() {
    row!()
        .holds_for_a_download(Fault::sends(format!("{HEAD}hel")).then_is_silent())
        .await;
}

#[tokio::test]
async fn a_download_is_throttled() {
    row!().holds_for_a_download(slow_down()).await;
}

#[tokio::test]
async fn an_upload_of_a_file_is_reset() {
    let (_file, body) = large_file().await;
    row!()
        .holds_for_an_upload(Upload(body), Fault::sends_nothing().then_resets())
        .await;
}

#[tokio::test]
async fn an_upload_of_a_stream_is_reset() {
    row!()
        .holds_for_an_upload(Upload(large_stream()), Fault::sends_nothing().then_resets())
        .await;
}

#[tokio::test]
async fn an_upload_of_a_file_is_throttled() {
    let (_file, body) = large_file().await;
    row!()
        .holds_for_an_upload(Upload(body), slow_down().then_is_silent())
        .await;
}

#[tokio::test]
async fn an_upload_of_a_file_is_throttled_and_reset() {
    let (_file, body) = large_file().await;
    // The last chunk is missing.
    let head = "HTTP/1.1 503 Slow Down\r\ntransfer-encoding: chunked";
    let error = r#"{"code":"SlowDown","message":"reduce your request rate"}"#;
    let response = format!("{head}\r\n\r\n{:x}\r\n{error}\r\n", error.len());
    row!()
        .holds_for_an_upload(Upload(body), Fault::sends(response).then_resets())
        .await;
}

#[tokio::test]
async fn an_upload_is_not_read() {
    let (_file, body) = large_file().await;
    row!()
        .holds_for_an_upload(Upload(body), Fault::sends_nothing().then_stops_reading())
        .await;
}

#[tokio::test]
async fn the_file_of_an_upload_becomes_shorter() {
    let (file, body) = large_file().await;
    file.as_file().set_len(1024 * 1024).unwrap();
    let row = row!();
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    server.breaks(Fault::sends_nothing().then_is_silent());
    let error = client.call().send(Upload(body)).await.unwrap_err();
    row.matches(&error);
    server.heals();
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
}

/// True if the bodies of large uploads wait for `100 Continue` over the transport of this process.
fn expects_continue() -> bool {
    #[cfg(all(feature = "hyper", feature = "reqwest"))]
    if crate::transports::is_repetition() {
        return false;
    }
    cfg!(all(feature = "expect-continue", feature = "hyper"))
}

fn set_wait(config: ConfigBuilder, wait: Duration) -> ConfigBuilder {
    #[cfg(feature = "expect-continue")]
    let config = config.expect_continue_timeout(wait);
    #[cfg(not(feature = "expect-continue"))]
    let _ = wait;
    config
}

/// Breaks uploads that wait for `100 Continue`, of which only the heads are sent then.
async fn holds_for_a_large_upload(row: Row, fault: Fault) {
    let (_file, body) = large_file().await;
    let upload = LargeUpload(body);
    let in_vain = row.holds_for_an_upload(upload, fault).await;
    if expects_continue() {
        assert_eq!(in_vain, 0, "bytes of the body were sent");
    }
}

#[tokio::test]
async fn the_head_of_a_large_upload_is_rejected() {
    let head = "403 Forbidden\r\nx-amzn-errortype: AccessDeniedException";
    let fault = Fault::responds(head, "{\"message\":\"no\"}").then_is_silent();
    holds_for_a_large_upload(row!(), fault).await;
}

#[tokio::test]
async fn the_head_of_a_large_upload_is_throttled() {
    holds_for_a_large_upload(row!(), slow_down().then_is_silent()).await;
}

#[tokio::test]
async fn a_large_upload_is_reset_at_its_head() {
    holds_for_a_large_upload(row!(), Fault::sends_nothing().then_resets()).await;
}

#[tokio::test]
async fn no_interim_response_arrives() {
    let (_file, body) = large_file().await;
    let server = Server::start().await.unwrap();
    let wait = Duration::from_millis(300);
    let client = client(format!("http://{}", server.address()), |config| {
        set_wait(config, wait)
    });
    let started = Instant::now();
    client.call().send(LargeUpload(body)).await.unwrap();
    row!().succeeds(server.requests());
    let expects = server.head().contains("\r\nexpect: 100-continue");
    assert_eq!(expects, expects_continue());
    assert!(!expects || started.elapsed() >= wait);
    assert!(server.body() == large_content(), "another body arrived");
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
}

#[tokio::test]
async fn the_expectation_of_a_large_upload_fails() {
    let (_file, body) = large_file().await;
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    if expects_continue() {
        let failed = Fault::responds("417 Expectation Failed", "");
        server.breaks_once(failed.then_is_silent());
    }
    client.call().send(LargeUpload(body)).await.unwrap();
    row!().succeeds(server.served());
    assert_eq!(server.bytes_in_vain(), 0, "bytes of the body were sent");
    assert!(!server.head().contains("\r\nexpect:"));
    assert!(server.body() == large_content(), "another body arrived");
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
}
