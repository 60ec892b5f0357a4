//! Connections that break while they are kept for the next request, and calls that are dropped.

use std::time::Duration;

use super::table::{client, get};
use crate::runtimes::runtime_of_server;
use crate::server::{Fault, Server};
use crate::support::GetThingInput;

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    for _ in 0..3 {
        server.breaks_once(Fault::responds("200 OK", "{\"name\":\"t-1\"}").then_closes());
        assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    row!().succeeds(server.requests() / 3);
    assert_eq!((client.retry_quota(), server.connections()), (500, 3));
}

#[tokio::test]
async fn an_idle_connection_is_reset() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    for _ in 0..3 {
        server.breaks_once(Fault::responds("200 OK", "{\"name\":\"t-1\"}").then_resets());
        assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    row!().succeeds(server.requests() / 3);
}

#[tokio::test]
async fn an_idle_connection_is_reset_during_a_computation() {
    let of_server = runtime_of_server();
    let server = of_server.spawn(Server::start()).await.unwrap().unwrap();
    let client = client(format!("http://{}", server.address()), |config| {
        config.max_attempts(1)
    });
    server.breaks_once(Fault::responds("200 OK", "{\"name\":\"t-1\"}").then_resets());
    for _ in 0..2 {
        assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
        std::thread::sleep(Duration::from_millis(1_200));
    }
    row!().succeeds(server.requests() / 2);
    assert_eq!(server.connections(), 2);
    of_server.shutdown_background();
}

#[tokio::test]
async fn a_connection_is_closed_as_it_is_used_again() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
    server.breaks_once(Fault::sends_nothing().then_resets());
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
    row!().succeeds(server.requests() - 1);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_idle_connection_sends_bytes() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    let forged = "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"name\":\"forged\"}";
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"name\":\"t-1\"}";
    server.breaks_once(Fault::sends(format!("{response}{forged}")));
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
    row!().succeeds(server.requests() - 1);
}

#[tokio::test]
async fn a_call_is_dropped() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    let slow = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n";
    for millis in 0..40 {
        server.breaks_once(Fault::sends(slow).then_repeats(b" ", Duration::from_millis(1)));
        let dropped = get(&client, "t-1");
        let result = tokio::time::timeout(Duration::from_millis(millis), dropped).await;
        assert!(result.is_err(), "{result:?}");
        server.heals();
        assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
    }
    row!().succeeds(server.served() / 40);
    assert_eq!(client.retry_quota(), 500);
}

#[tokio::test]
async fn many_calls_are_dropped_at_once() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    let calls: Vec<_> = (0..200)
        .map(|number| {
            let call = client.call();
            tokio::spawn(async move {
                let id = format!("t-{number}");
                let output = call.send(GetThingInput::new(&id)).await.unwrap();
                assert_eq!(output.name, id);
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let mut finished = 0;
    for (number, call) in calls.into_iter().enumerate() {
        if number % 2 == 0 {
            call.abort();
        }
        match call.await {
            Ok(()) => finished += 1,
            Err(error) => assert!(error.is_cancelled(), "a wrong response"),
        }
    }
    assert!(finished >= 100);
    let before = server.requests();
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
    row!().succeeds(server.requests() - before);
}
