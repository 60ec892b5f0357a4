//! Streams with a real server: the time that prefetching saves, and the connection after a stream is dropped.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::list_at;

/// The time for a page, both of the server and of the consumer.
const WORK: Duration = Duration::from_millis(20);

const PAGES: usize = 25;

/// Responds with `PAGES` pages of ten numbers, in a cycle.
async fn serve(mut connection: TcpStream) -> std::io::Result<()> {
    let mut received = Vec::new();
    let mut page = 0;
    loop {
        while !received.ends_with(b"\r\n\r\n") {
            if connection.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        }
        received.clear();
        tokio::time::sleep(WORK).await;
        page += 1;
        let token = match page % PAGES {
            0 => "null".to_owned(),
            _ => format!("\"{page}\""),
        };
        let body = format!(r#"{{"numbers": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "token": {token}}}"#);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        connection.write_all((head + &body).as_bytes()).await?;
    }
}

#[tokio::test]
async fn a_consumer_as_slow_as_the_server_takes_about_half_the_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection));
        }
    });
    let mut times = Vec::new();
    for ahead in [0, 1] {
        let start = Instant::now();
        let mut pages = list_at(&url).prefetch(ahead).pages();
        let mut count = 0;
        while let Some(page) = pages.try_next().await.unwrap() {
            count += page.numbers.len();
            tokio::time::sleep(WORK).await;
        }
        assert_eq!(count, PAGES * 10);
        times.push(start.elapsed());
    }
    let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
    println!("{PAGES} pages: {times:?}, ratio {ratio:.2}");
    // The theoretical value is 0.52. The rest is for a loaded host.
    assert!(ratio < 0.75, "{times:?}");
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection() {
    for ahead in [0, 1] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut pages = list_at(&url).prefetch(ahead).pages();
        let mut received = [0; 4096];
        let accepted = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            let length = connection.read(&mut received).await.unwrap();
            assert!(received[..length].starts_with(b"GET /list "));
            connection
        };
        let mut connection = tokio::select! {
            connection = accepted => connection,
            page = pages.next() => panic!("a page that was not sent: {page:?}"),
        };
        drop(pages);
        let closed = connection.read(&mut received);
        let closed = tokio::time::timeout(Duration::from_secs(10), closed).await;
        assert!(matches!(closed, Ok(Ok(0) | Err(_))), "{ahead}: {closed:?}");
    }
}
