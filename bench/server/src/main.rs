//! A loopback server with fixed responses: `GetSession`, `ListSessions` in pages of 100, the calls to other services, a
//! stream of events, and objects of S3 of any size.
//!
//! It does as little as an HTTP/1.1 server can, so that the measurements are those of the client.
//!
//! Usage: `bench-server [PAGES] [DELAY_MS] [CERTIFICATE]`, with the number of pages (default 100), and the delay of a response (default 0). The
//! first line on standard output is the address. With the path of a file, the server also accepts TLS, writes its certificate to that file, and
//! prints the address for TLS on the second line.

mod events;
mod objects;
mod response;
mod services;
mod tls;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use tokio_rustls::TlsAcceptor;

use crate::events::EventStream;
use crate::objects::{ObjectRequest, Objects};
use crate::response::http_response;
use crate::services::Services;

const JSON: &str = "application/json";
const FARM: &str = "farm-0123456789abcdef0123456789abcdef";

/// The responses, serialized once.
struct Responses {
    session: Vec<u8>,
    /// The response of each page; the last one has no token.
    pages: Vec<Vec<u8>>,
    services: Services,
    events: EventStream,
    objects: Objects,
    delay: Duration,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let pages = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    let delay = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let responses = Arc::new(Responses {
        session: http_response(JSON, &session_detail(1)),
        pages: (0..pages)
            .map(|page| http_response(JSON, &session_page(page, page + 1 < pages)))
            .collect(),
        services: Services::new(),
        events: EventStream::new(),
        objects: Objects::new(),
        delay: Duration::from_millis(delay),
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    if let Some(certificate) = arguments.next() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let acceptor = tls::acceptor(certificate.as_ref())?;
        println!("https://{}", listener.local_addr()?);
        tokio::spawn(accept_tls(listener, acceptor, Arc::clone(&responses)));
    }
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let responses = Arc::clone(&responses);
        // A client may close the connection at any time.
        tokio::spawn(async move { serve(stream, &responses).await.ok() });
    }
}

async fn accept_tls(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    responses: Arc<Responses>,
) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (acceptor, responses) = (acceptor.clone(), Arc::clone(&responses));
        tokio::spawn(async move {
            let stream = acceptor.accept(stream).await?;
            serve(stream, &responses).await
        });
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    responses: &Responses,
) -> std::io::Result<()> {
    let mut buffer = Vec::with_capacity(8192);
    loop {
        let end = loop {
            if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
        let body = content_length(&head);
        if let Some(request) = ObjectRequest::new(&head) {
            buffer.drain(..end);
            let objects = &responses.objects;
            objects
                .respond(&request, body, &mut buffer, &mut stream)
                .await?;
            stream.flush().await?;
            continue;
        }
        while buffer.len() < end + body {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        buffer.drain(..end + body);
        let target = head.split(' ').nth(1).unwrap_or("/");
        if let Some(count) = events::requested_count(target) {
            responses.events.send(&mut stream, count).await?;
            stream.flush().await?;
            continue;
        }
        let path = target.split('?').next().unwrap_or(target);
        let response = if path.ends_with("/sessions") {
            page_for(target, responses)
        } else {
            let of_service = responses.services.response(&head);
            Some(of_service.unwrap_or(&responses.session))
        };
        if !responses.delay.is_zero() {
            tokio::time::sleep(responses.delay).await;
        }
        const REJECTED: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}";
        stream
            .write_all(response.map_or(REJECTED, Vec::as_slice))
            .await?;
        // TLS keeps what the socket did not take.
        stream.flush().await?;
    }
}

/// Returns the length of a request's body.
fn content_length(head: &str) -> usize {
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    length
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or_default()
}

/// Returns the page of a request. Tokens are page numbers: `nextToken=7` requests the eighth page.
fn page_for<'a>(target: &str, responses: &'a Responses) -> Option<&'a Vec<u8>> {
    let page = match target
        .split(['?', '&'])
        .find_map(|part| part.strip_prefix("nextToken="))
    {
        Some(token) => token.parse().ok()?,
        None => 0,
    };
    responses.pages.get::<usize>(page)
}

fn session_fields(number: usize) -> String {
    format!(
        "\"sessionId\":\"session-{number:032x}\",\"fleetId\":\"fleet-{number:032x}\",\"workerId\":\"worker-{number:032x}\",\
         \"startedAt\":\"2026-03-01T08:{:02}:17.250Z\",\"lifecycleStatus\":\"ENDED\",\"endedAt\":\"2026-03-01T09:{:02}:41Z\",\
         \"updatedAt\":\"2026-03-01T09:{:02}:42Z\",\"updatedBy\":\"render wrangler {number}\"",
        number % 60,
        number % 60,
        number % 60
    )
}

fn session_page(page: usize, more: bool) -> String {
    let sessions: Vec<String> = (page * 100..page * 100 + 100)
        .map(|number| format!("{{{}}}", session_fields(number)))
        .collect();
    let token = if more {
        format!(",\"nextToken\":\"{}\"", page + 1)
    } else {
        String::new()
    };
    format!("{{\"sessions\":[{}]{token}}}", sessions.join(","))
}

fn session_detail(number: usize) -> String {
    format!(
        "{{{},\"log\":{{\"logDriver\":\"awslogs\",\"options\":{{\"logGroupName\":\"/aws/deadline/{FARM}/queue-1\",\
         \"logStreamName\":\"session-{number:032x}\"}},\"parameters\":{{\"interval\":\"60\"}}}},\
         \"hostProperties\":{{\"ipAddresses\":{{\"ipV4Addresses\":[\"10.0.0.7\"],\"ipV6Addresses\":[]}},\
         \"hostName\":\"ip-10-0-0-7\",\"ec2InstanceType\":\"c7i.8xlarge\"}}}}",
        session_fields(number)
    )
}
