//! Connections that cannot be opened, or break before the first byte of a response.

use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::table::{client, get};
use crate::server::{Fault, Server};

#[tokio::test]
async fn no_program_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = client(format!("http://{address}"), |config| config);
    row!().matches(&get(&client, "t-1").await.unwrap_err());
    let listener = TcpListener::bind(address).await.unwrap();
    let _server = Server::over(
        listener,
        |stream, plan| async move { plan.serve(stream).await },
    );
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
}

#[tokio::test]
async fn no_program_accepts() {
    // Connections beyond a full backlog get no response.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) =
        tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)).await
    {
        waiting.push(stream.unwrap());
    }
    let client = client(format!("http://{address}"), |config| {
        config.connect_timeout(Duration::from_millis(100))
    });
    row!().matches(&get(&client, "t-1").await.unwrap_err());
    drop(waiting);
    let _server = Server::over(
        listener,
        |stream, plan| async move { plan.serve(stream).await },
    );
    let patient = client.call().configure(|options| {
        options
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(10))
    });
    let output = patient
        .send(crate::support::GetThingInput::new("t-2"))
        .await;
    assert_eq!(output.unwrap().name, "t-2");
}

#[tokio::test]
async fn the_connection_is_reset_at_once() {
    row!()
        .holds(Fault::sends_nothing().at_once().then_resets())
        .await;
}

#[tokio::test]
async fn the_connection_is_closed_at_once() {
    row!()
        .holds(Fault::sends_nothing().at_once().then_closes())
        .await;
}

#[tokio::test]
async fn the_connection_is_reset_before_the_response() {
    row!().holds(Fault::sends_nothing().then_resets()).await;
}

#[tokio::test]
async fn the_connection_is_closed_before_the_response() {
    row!().holds(Fault::sends_nothing().then_closes()).await;
}

#[tokio::test]
async fn no_response_arrives() {
    row!()
        .holds_in_time(Fault::sends_nothing().then_is_silent())
        .await;
}
