//! Connections of HTTP/2, which requests share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::{Either, select};
use http::{Request, Response};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};

use super::connect::{Connector, Destination, Stream};
use super::send_error::{send_error, transport_error};
use crate::Body;
use crate::error::Chain;
use crate::http::transport::http_body::{RequestBody, response_body};
use crate::http::transport::http2::{
    CONNECTION_WINDOW, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT, STREAM_WINDOW, other_peer,
    other_version,
};
use crate::http::transport::{TransportError, TransportOptions};
use crate::time::{Time, TokioTime};

/// The time between two checks for a connection that has no requests.
const IDLE_CHECK: Duration = Duration::from_secs(90);

/// One connection for each peer.
#[derive(Default)]
pub(super) struct Connections(Mutex<Vec<(Destination, Arc<Slot>)>>);

/// The connection to a peer. Requests wait for the one that opens it.
#[derive(Default)]
struct Slot {
    sender: tokio::sync::Mutex<Option<Sender>>,
    /// True if there was a request since the last check.
    is_used: AtomicBool,
}

type Sender = http2::SendRequest<RequestBody>;

impl Connections {
    /// Sends a request and waits for the head of the response.
    pub(super) async fn send(
        &self,
        connector: &Connector,
        destination: Destination,
        mut request: Request<RequestBody>,
        options: &TransportOptions,
    ) -> Result<Response<Body>, TransportError> {
        let is_plain = !destination.https;
        // A proxy for plain URLs has HTTP/1.1.
        if is_plain && destination.proxy.is_some() {
            return Err(other_version());
        }
        let slot = self.slot(&destination);
        slot.is_used.store(true, Ordering::Relaxed);
        let mut needs_new = options.new_connection;
        loop {
            let mut kept = slot.sender.lock().await;
            let open = kept
                .as_ref()
                .filter(|sender| !needs_new && !sender.is_closed());
            let (mut sender, is_reused) = match open {
                Some(sender) => (sender.clone(), true),
                None => {
                    let timeout = options.connect_timeout;
                    let (stream, is_http2) = connector.connect(&destination, timeout, true).await?;
                    if !is_plain && !is_http2 {
                        return Err(other_version());
                    }
                    let sender = open_connection(stream, &slot).await.map_err(send_error)?;
                    *kept = Some(sender.clone());
                    (sender, false)
                }
            };
            drop(kept);
            let mut error = match sender.try_send_request(request).await {
                Ok(response) => {
                    return Ok(response.map(|body| response_body(body, transport_error, true)));
                }
                Err(error) => error,
            };
            // The peer has closed the connection before it got the request.
            let unsent = error.take_message().filter(|_| is_reused);
            let Some(unsent) = unsent else {
                let error = error.into_error();
                let other = is_plain.then(|| other_peer(&Chain(&error).to_string()));
                return Err(other.flatten().unwrap_or_else(|| send_error(error)));
            };
            request = unsent;
            needs_new = true;
        }
    }

    fn slot(&self, destination: &Destination) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = slots.iter().find(|(known, _)| known == destination) {
            return Arc::clone(slot);
        }
        slots.retain(|(_, slot)| slot.is_open());
        let slot = Arc::<Slot>::default();
        slots.push((destination.clone(), Arc::clone(&slot)));
        slot
    }
}

impl Slot {
    /// True if the connection is open or being opened.
    fn is_open(&self) -> bool {
        self.sender.try_lock().map_or(true, |sender| {
            sender.as_ref().is_some_and(|sender| !sender.is_closed())
        })
    }
}

async fn open_connection(stream: Stream, slot: &Arc<Slot>) -> Result<Sender, hyper::Error> {
    let (sender, connection) = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        // Requests share a connection, whose loss would else be noticed by none of them.
        .keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .handshake(TokioIo::new(stream))
        .await?;
    tokio::spawn(run(connection, Arc::downgrade(slot)));
    Ok(sender)
}

/// Runs a connection to its end, which comes after its requests if it had none for a while.
async fn run(
    mut connection: http2::Connection<TokioIo<Stream>, RequestBody, TokioExecutor>,
    slot: Weak<Slot>,
) {
    let clock = TokioTime::default();
    loop {
        // The errors of a connection are those of its requests.
        let check = clock.sleep(IDLE_CHECK);
        let Either::Right(((), _)) = select(&mut connection, check).await else {
            return;
        };
        if let Some(slot) = slot.upgrade()
            && !slot.is_used.swap(false, Ordering::Relaxed)
            && let Ok(mut sender) = slot.sender.try_lock()
        {
            *sender = None;
        }
    }
}
