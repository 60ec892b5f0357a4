//! Downloads that continue where their connection breaks.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tinsmith::{Body, BodyError, ConfigBuilder, Error, ErrorKind};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::faults::transfers::Download;
use crate::sockets::{client, request, server};

const LENGTH: usize = 1024 * 1024;

/// The number of bytes after which a connection breaks.
const PART: usize = 300_000;

fn content() -> Vec<u8> {
    (0..LENGTH).map(|index| (index / 1000) as u8).collect()
}

/// The end of a connection in the middle of a body.
#[derive(Clone, Copy, Debug)]
enum End {
    Close,
    Reset,
    Silence,
}

/// The response to a request for the rest.
#[derive(Clone, Copy, Debug)]
enum Rest {
    /// 206, which breaks, too.
    BrokenPart,
    /// 206 with all of the rest.
    Part,
    /// 200 with the whole object.
    Whole,
    /// 412, because the object was changed.
    Changed,
}

/// Sends a part of the content, as far as it fits a connection that breaks, and breaks it.
async fn send_and_break(
    stream: &mut TcpStream,
    first: usize,
    end: End,
    has_head: &Notify,
) -> io::Result<()> {
    let content = content();
    let last = content.len().min(first + PART);
    stream.write_all(&content[first..last]).await?;
    match end {
        End::Close => Ok(()),
        End::Reset => {
            // A reset before would be one of the call, which is then sent again.
            has_head.notified().await;
            stream.set_zero_linger()
        }
        End::Silence => request(stream).await.map(drop),
    }
}

/// Serves the object to a request without a range, and its rest to others.
async fn serve(
    mut stream: TcpStream,
    end: End,
    rest: Rest,
    has_head: &Notify,
) -> io::Result<String> {
    let head = request(&mut stream).await?;
    let whole = format!(
        "HTTP/1.1 200 OK\r\netag: \"v1\"\r\nx-amz-checksum-crc32: BBY3ug==\r\ncontent-length: {LENGTH}\r\n\r\n"
    );
    let Some(first) = first_byte(&head) else {
        stream.write_all(whole.as_bytes()).await?;
        send_and_break(&mut stream, 0, end, has_head).await?;
        return Ok(head);
    };
    let (last, left) = (LENGTH - 1, LENGTH - first);
    let part = format!(
        "HTTP/1.1 206 Partial Content\r\netag: \"v1\"\r\ncontent-range: bytes {first}-{last}/{LENGTH}\r\ncontent-length: {left}\r\n\r\n"
    );
    match rest {
        Rest::BrokenPart => {
            stream.write_all(part.as_bytes()).await?;
            send_and_break(&mut stream, first, end, has_head).await?;
        }
        Rest::Part => {
            stream.write_all(part.as_bytes()).await?;
            stream.write_all(&content()[first..]).await?;
        }
        Rest::Whole => {
            stream.write_all(whole.as_bytes()).await?;
            // The client does not read it.
            let _ = stream.write_all(&content()).await;
        }
        Rest::Changed => {
            let changed = b"HTTP/1.1 412 Precondition Failed\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(changed).await?;
        }
    }
    Ok(head)
}

/// Returns the number of the first byte of the range of a request, if it has one.
fn first_byte(head: &str) -> Option<usize> {
    let range = head.split("\r\nrange: bytes=").nth(1)?;
    range.split('-').next()?.parse().ok()
}

/// The result of a download.
struct Downloaded {
    result: Result<Vec<u8>, BodyError>,
    /// The heads of the requests.
    heads: UnboundedReceiver<String>,
    connections: usize,
}

/// Downloads the object, which may continue `max` times.
async fn download(end: End, rest: Rest, max: u32) -> Downloaded {
    let (sender, heads) = mpsc::unbounded_channel();
    let has_head = Arc::new(Notify::new());
    let awaits_head = Arc::clone(&has_head);
    let serve = move |stream, _| {
        let (sender, has_head) = (sender.clone(), Arc::clone(&awaits_head));
        async move {
            let head = serve(stream, end, rest, &has_head).await?;
            sender.send(head).map_err(io::Error::other)
        }
    };
    let (address, connections) = server(serve).await.unwrap();
    let set = |config: ConfigBuilder| match end {
        End::Silence => config.read_timeout(Duration::from_secs(1)),
        End::Close | End::Reset => config,
    };
    let call = client(address, set).call();
    let call = call.configure(|options| options.resume_downloads(max));
    let body: Body = call.send(Download).await.unwrap().0;
    has_head.notify_one();
    let result = body.collect().await.map(Vec::from);
    Downloaded {
        result,
        heads,
        connections: connections.load(Ordering::SeqCst),
    }
}

#[tokio::test]
async fn a_download_continues_on_another_connection() {
    for end in [End::Close, End::Reset, End::Silence] {
        let mut downloaded = download(end, Rest::Part, 1).await;
        let bytes = downloaded.result.unwrap();
        assert!(bytes == content(), "{end:?}: other bytes arrived");
        let mut rests = Vec::new();
        while let Ok(head) = downloaded.heads.try_recv() {
            rests.extend(first_byte(&head).map(|first| (first, head)));
        }
        assert_eq!(rests.len(), 1, "{end:?}");
        let (first, rest) = rests.remove(0);
        match end {
            End::Close => assert_eq!((first, downloaded.connections), (PART, 2)),
            // A reset discards bytes that the client has not read, and on a busy machine the silence may begin before all of them were sent.
            End::Reset | End::Silence => assert!(first <= PART, "{rest}"),
        }
        assert!(rest.contains("\r\nif-match: \"v1\"\r\n"), "{rest}");
    }
}

#[tokio::test]
async fn a_download_continues_as_often_as_it_may() {
    let downloaded = download(End::Close, Rest::BrokenPart, 3).await;
    assert!(downloaded.result.unwrap() == content());
    assert_eq!(downloaded.connections, 4);

    let downloaded = download(End::Close, Rest::BrokenPart, 2).await;
    let error = Error::from(downloaded.result.unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert_eq!(downloaded.connections, 3);
}

#[tokio::test]
async fn a_download_does_not_continue_with_other_bytes() {
    for (rest, problem) in [
        (
            Rest::Whole,
            "the service sent other bytes than the requested rest",
        ),
        (
            Rest::Changed,
            "the ETag of the object has changed since the download began",
        ),
    ] {
        let downloaded = download(End::Close, rest, 3).await;
        let error = Error::from(downloaded.result.unwrap_err());
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        let expected = format!("Download: the download cannot continue at byte {PART}: {problem}");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(downloaded.connections, 2);
    }
}
