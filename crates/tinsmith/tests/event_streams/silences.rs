//! The read timeout while events are sent: it does not elapse because the caller is silent, on a loopback server with HTTP/2.

use std::future::pending;
use std::time::Duration;

use futures::channel::mpsc;
use futures::stream;
use tinsmith::event_stream::EventInput;
use tinsmith::{Blob, Config, ErrorKind};

use crate::both_directions::{SECRET, Server, conduct, echo, respond};
use crate::clock::{Clock, ConductInput, Sound, send_with, ticked};

const TIMEOUT: Duration = Duration::from_secs(1);
/// A silence in which the read timeout would elapse several times.
const SILENCE: Duration = Duration::from_millis(3_500);

async fn start() -> (Server, Config) {
    let (server, config) = Server::start().await;
    (server, config.to_builder().read_timeout(TIMEOUT).build())
}

#[tokio::test]
async fn the_caller_may_be_silent_before_and_between_its_events() {
    let (server, config) = start().await;
    let server = tokio::spawn(echo(server, SECRET));
    let (sender, receiver) = mpsc::unbounded();
    let mut events = conduct(&config, ConductInput::new(receiver)).await;
    for count in 0..2 {
        let silence = tokio::time::timeout(SILENCE, events.try_next()).await;
        assert!(silence.is_err(), "{silence:?}");
        sender.unbounded_send(ticked(count)).unwrap();
        assert_eq!(events.try_next().await.unwrap(), Some(ticked(count)));
    }
    drop(sender);
    assert_eq!(events.try_next().await.unwrap(), None);
    assert_eq!(server.await.unwrap().unwrap().payloads.len(), 3);
}

#[tokio::test]
async fn the_caller_may_be_silent_before_the_head_of_the_response() {
    let (server, config) = start().await;
    let server = tokio::spawn(async move {
        let (request, response) = server.accept().await;
        let first = request.into_body().data().await.unwrap().unwrap();
        respond(response, 200).send_data(first, true).unwrap();
    });
    let late = Box::pin(stream::once(async {
        tokio::time::sleep(SILENCE).await;
        ticked(1)
    }));
    let events = conduct(&config, ConductInput::new(late)).await;
    server.await.unwrap();
    drop(events);
}

/// Sends events to a server that does not read them, or reads them all, and returns the error of its silence, after the head of the response or before.
async fn silent_server(events: EventInput<Clock>, reads: bool, has_head: bool) -> tinsmith::Error {
    let (server, config) = start().await;
    let server = tokio::spawn(async move {
        let (request, response) = server.accept().await;
        let _open = if has_head {
            (Some(respond(response, 200)), None)
        } else {
            (None, Some(response))
        };
        let mut body = request.into_body();
        while reads && body.data().await.is_some() {}
        pending::<()>().await;
        drop(body);
    });
    let input = ConductInput::new(events);
    let error = match send_with(&config, input, |options| options).await {
        Ok(output) => {
            let mut events = output.events;
            events.try_next().await.unwrap_err()
        }
        Err(error) => error,
    };
    server.abort();
    error
}

#[tokio::test]
async fn a_service_that_has_all_events_and_is_silent_times_out() {
    for has_head in [false, true] {
        let error = silent_server(EventInput::from_events([ticked(1)]), true, has_head).await;
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(error.status().is_some(), has_head);
    }
}

#[tokio::test]
async fn a_service_that_reads_no_more_events_and_is_silent_times_out() {
    let sound = Clock::Sound(Sound {
        samples: Blob::from(vec![7; 1_000]),
        ..Sound::default()
    });
    for has_head in [false, true] {
        let endless = stream::repeat(sound.clone()).into();
        let error = silent_server(endless, false, has_head).await;
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    }
}
