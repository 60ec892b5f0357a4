//! Connections of HTTP/2, which requests share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::{Either, select};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::runtime::Id;

use super::connect::{Connector, Destination, Stream};
use super::send_error::{connect_timeout, send_error, transport_error};
use crate::Body;
use crate::error::Chain;
use crate::http::transport::http_body::{RequestBody, response_body};
use crate::http::transport::http2::{
    CONNECTION_WINDOW, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT, STREAM_WINDOW, other_peer,
    other_version,
};
use crate::http::transport::last_request::LastRequest;
use crate::http::transport::runtime::current_runtime;
use crate::http::transport::{TransportError, TransportOptions};
use crate::time::{Elapsed, Time, TokioTime, with_timeout};

/// The time between two checks for a connection that has no requests.
const IDLE_CHECK: Duration = Duration::from_secs(90);

/// One connection for each peer and runtime, whose task drives it.
#[derive(Default)]
pub(super) struct Connections(Mutex<Vec<(Peer, Arc<Slot>)>>);

#[derive(PartialEq, Eq)]
struct Peer {
    destination: Destination,
    runtime: Option<Id>,
}

/// The connection to a peer.
#[derive(Default)]
struct Slot {
    connection: Mutex<Option<Arc<Connection>>>,
    /// Locked by the request that opens a connection, for which the others wait.
    opening: tokio::sync::Mutex<()>,
}

struct Connection {
    sender: http2::SendRequest<RequestBody>,
    /// True if there was a request since the last check.
    is_used: AtomicBool,
    last_request: LastRequest,
}

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
        if options.own_connection {
            return send_alone(connector, &destination, request, options.connect_timeout).await;
        }
        let slot = self.slot(&destination);
        let mut failed = match options.new_connection {
            true => slot.connection().clone(),
            false => None,
        };
        loop {
            let (connection, is_reused) = match slot.usable(failed.as_ref()) {
                Some(connection) => {
                    if !connection.last_request.renew_if_recent() {
                        connection.last_request.renew_after_events().await;
                    }
                    (connection, true)
                }
                None => {
                    let timeout = options.connect_timeout;
                    let open = slot.open(connector, &destination, timeout, failed.as_ref());
                    // The timeout includes the wait for another request.
                    match with_timeout(&TokioTime::default(), timeout, open).await {
                        Ok(opened) => opened?,
                        Err(Elapsed(_)) => return Err(connect_timeout()),
                    }
                }
            };
            let mut error = match connection.sender.clone().try_send_request(request).await {
                Ok(response) => return Ok(with_body(response)),
                Err(error) => error,
            };
            // The peer has closed the connection before it got the request.
            let unsent = error.take_message().filter(|_| is_reused);
            let Some(unsent) = unsent else {
                return Err(explain(error.into_error(), is_plain));
            };
            request = unsent;
            failed = Some(connection);
        }
    }

    fn slot(&self, destination: &Destination) -> Arc<Slot> {
        let peer = Peer {
            destination: destination.clone(),
            runtime: current_runtime(),
        };
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = slots.iter().find(|(known, _)| *known == peer) {
            return Arc::clone(slot);
        }
        slots.retain(|(_, slot)| slot.is_open());
        let slot = Arc::<Slot>::default();
        slots.push((peer, Arc::clone(&slot)));
        slot
    }
}

impl Slot {
    /// True if the connection is open or being opened.
    fn is_open(&self) -> bool {
        let is_open = |connection: &Arc<Connection>| !connection.sender.is_closed();
        self.opening.try_lock().is_err() || self.connection().as_ref().is_some_and(is_open)
    }

    /// Returns the connection, unless it is closed or the one that failed.
    fn usable(&self, failed: Option<&Arc<Connection>>) -> Option<Arc<Connection>> {
        let kept = self.connection();
        let is_usable = |connection: &&Arc<Connection>| {
            !connection.sender.is_closed()
                && failed.is_none_or(|failed| !Arc::ptr_eq(failed, connection))
        };
        let connection = kept.as_ref().filter(is_usable)?;
        connection.is_used.store(true, Ordering::Relaxed);
        Some(Arc::clone(connection))
    }

    /// Opens a connection, or waits for the request that opens one. Returns true with it in the second case.
    async fn open(
        self: &Arc<Self>,
        connector: &Connector,
        destination: &Destination,
        timeout: Option<Duration>,
        failed: Option<&Arc<Connection>>,
    ) -> Result<(Arc<Connection>, bool), TransportError> {
        let _opening = self.opening.lock().await;
        if let Some(connection) = self.usable(failed) {
            return Ok((connection, true));
        }
        let (sender, driver) = handshake(connector, destination, timeout).await?;
        let connection = Arc::new(Connection {
            sender,
            is_used: AtomicBool::new(true),
            last_request: LastRequest::now(),
        });
        tokio::spawn(run(
            driver,
            Arc::downgrade(&connection),
            Arc::downgrade(self),
        ));
        *self.connection() = Some(Arc::clone(&connection));
        Ok((connection, false))
    }

    /// Closes the connection after its requests if it had none since the last check, unless the slot has another one.
    fn check(&self, connection: &Arc<Connection>) {
        let mut kept = self.connection();
        if kept
            .as_ref()
            .is_some_and(|kept| Arc::ptr_eq(kept, connection))
            && !connection.is_used.swap(false, Ordering::Relaxed)
        {
            *kept = None;
        }
    }

    fn connection(&self) -> MutexGuard<'_, Option<Arc<Connection>>> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

type Driver = http2::Connection<TokioIo<Stream>, RequestBody, TokioExecutor>;

/// Opens a connection.
async fn handshake(
    connector: &Connector,
    destination: &Destination,
    timeout: Option<Duration>,
) -> Result<(http2::SendRequest<RequestBody>, Driver), TransportError> {
    let (stream, is_http2) = connector.connect(destination, timeout, true).await?;
    if destination.https && !is_http2 {
        return Err(other_version());
    }
    http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        // Without pings, no request would notice that the connection is lost.
        .keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(send_error)
}

/// Sends a request on a connection of its own, which ends with it.
async fn send_alone(
    connector: &Connector,
    destination: &Destination,
    request: Request<RequestBody>,
    timeout: Option<Duration>,
) -> Result<Response<Body>, TransportError> {
    let open = handshake(connector, destination, timeout);
    let opened = with_timeout(&TokioTime::default(), timeout, open).await;
    let (mut sender, driver) = opened.map_err(|Elapsed(_)| connect_timeout())??;
    // The errors of a connection are those of its request.
    tokio::spawn(driver);
    let response = sender.send_request(request).await;
    response
        .map(with_body)
        .map_err(|error| explain(error, !destination.https))
}

fn with_body(response: Response<Incoming>) -> Response<Body> {
    response.map(|body| response_body(body, transport_error, true))
}

/// Returns the error of a request. A peer without TLS may have another version of HTTP, or be none of HTTP.
fn explain(error: hyper::Error, is_plain: bool) -> TransportError {
    let other = is_plain.then(|| other_peer(&Chain(&error).to_string()));
    other.flatten().unwrap_or_else(|| send_error(error))
}

/// Runs a connection to its end, which comes after its requests if it had none for a while.
async fn run(mut driver: Driver, connection: Weak<Connection>, slot: Weak<Slot>) {
    let clock = TokioTime::default();
    loop {
        // The errors of a connection are those of its requests.
        let check = clock.sleep(IDLE_CHECK);
        let Either::Right(((), _)) = select(&mut driver, check).await else {
            return;
        };
        if let Some(slot) = slot.upgrade()
            && let Some(connection) = connection.upgrade()
        {
            slot.check(&connection);
        }
    }
}
