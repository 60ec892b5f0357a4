//! The memory of long bodies, in both directions. `BODY_BYTES` is their length:
//!
//! ```sh
//! BODY_BYTES=5368709120 cargo test --release -p tinsmith --test own_process body_memory -- --nocapture
//! ```

use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::{Body, Config, Handle};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{SERVICE, credentials};

const MEBIBYTE: u64 = 1024 * 1024;

/// The length of the bodies in the runs of continuous integration.
const LENGTH: u64 = 64 * MEBIBYTE;

/// The memory that a body may take beyond that of an empty one: buffers of the transport, of the test's server and of the allocator.
const LIMIT: u64 = 12 * MEBIBYTE;

#[derive(Clone, Debug)]
struct PutObject(Body);

impl Operation for PutObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "PutObject",
        method: "PUT",
        uri: "/object",
        http_checksum: Some(HttpChecksum {
            algorithm_header: Some("x-amz-sdk-checksum-algorithm"),
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

#[derive(Clone, Debug)]
struct GetObject;

impl Operation for GetObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetObject",
        method: "GET",
        uri: "/object",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
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

fn length() -> u64 {
    let length = std::env::var("BODY_BYTES").ok();
    length.map_or(LENGTH, |length| length.parse().unwrap())
}

/// Serves one request: discards the body of a `PUT`, and responds to a `GET` with a body of `length` bytes.
async fn serve(stream: TcpStream, length: u64) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        stream.read_line(&mut head).await?;
    }
    if head.starts_with("PUT") {
        let sent = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let sent = sent.unwrap().parse().unwrap();
        tokio::io::copy_buf(&mut (&mut stream).take(sent), &mut tokio::io::sink()).await?;
        return stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            .await;
    }
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut rest = length;
    while rest > 0 {
        let chunk = rest.min(CHUNK.len() as u64);
        stream.write_all(&CHUNK[..chunk as usize]).await?;
        rest -= chunk;
    }
    stream.flush().await
}

static CHUNK: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// Returns a client of a server with an object of `length` bytes.
async fn client(length: u64) -> Handle {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, length));
        }
    });
    let config = Config::builder().region("us-west-2").endpoint_url(url);
    Handle::new(&config.credentials(credentials()).build(), &SERVICE)
}

async fn upload_of(length: u64) {
    let file = tempfile::NamedTempFile::new().unwrap();
    // A file without blocks on the disk.
    file.as_file().set_len(length).unwrap();
    let body = Body::from_path(file.path()).await.unwrap();
    let client = client(0).await;
    client.call().send(PutObject(body)).await.unwrap();
}

async fn download_of(length: u64) {
    let object = client(length).await.call().send(GetObject).await.unwrap();
    let written = object.0.write_to(tokio::io::sink()).await.unwrap();
    assert_eq!(written, length);
}

async fn file_of(length: u64) {
    let folder = tempfile::tempdir().unwrap();
    let object = client(length).await.call().send(GetObject).await.unwrap();
    let path = folder.path().join("object");
    assert_eq!(object.0.write_to_path(&path).await.unwrap(), length);
    assert_eq!(path.metadata().unwrap().len(), length);
}

/// Prints the peak resident set of this process.
fn print_peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap());
}

macro_rules! cases {
    ($($name:ident: $transfer:ident($length:expr),)*) => {
        $(#[tokio::test]
        #[ignore = "needs a process of its own, which a test beside it starts"]
        async fn $name() {
            $transfer($length).await;
            print_peak();
        })*
    };
}

cases! {
    empty_upload: upload_of(0),
    long_upload: upload_of(length()),
    empty_download: download_of(0),
    long_download: download_of(length()),
    empty_file: file_of(0),
    long_file: file_of(length()),
}

/// Returns the peak resident set of a process that runs one of the ignored tests, in bytes.
fn peak(test: &str) -> u64 {
    let printed = crate::own_process::run(&format!("body_memory::{test}"), 1);
    let line = printed.lines().find_map(|line| line.split("VmHWM:").nth(1));
    let kibibytes = line.unwrap().trim().trim_end_matches("kB").trim();
    kibibytes.parse::<u64>().unwrap() * 1024
}

#[test]
fn a_long_body_takes_no_more_memory_than_its_buffers() {
    for transfer in ["upload", "download", "file"] {
        let empty = peak(&format!("empty_{transfer}"));
        let long = peak(&format!("long_{transfer}"));
        let (bytes, growth) = (length(), long.saturating_sub(empty));
        println!("{transfer}: {bytes} bytes, peak {long}, {growth} more than an empty one");
        assert!(growth < LIMIT, "{transfer}: {growth}");
    }
}
