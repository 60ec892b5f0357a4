//! The transport over hyper.

mod connect;
mod connection;
mod connection_body;
#[cfg(feature = "expect-continue")]
mod expect_continue;
#[cfg(feature = "http2")]
mod multiplexed;
mod pool;
mod send_error;

use std::fmt;
use std::sync::Arc;

use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Response, Uri};

use self::connect::{Connector, Destination};
use self::connection::Connection;
use self::connection_body::ConnectionBody;
#[cfg(feature = "expect-continue")]
use self::expect_continue::Expectation;
use self::pool::Pool;
use self::send_error::{send_error, transport_error};
use super::http_body::{RequestBody, response_body};
use super::http2::{HAS_HTTP2, without_http2};
use super::proxies::{KnownProxies, Proxies};
use super::runtime::report_events;
use super::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::Body;
use crate::config::CaBundle;
use crate::time::BoxFuture;

/// The transport over [hyper](https://docs.rs/hyper), which is lighter than [`ReqwestTransport`](super::ReqwestTransport): it speaks HTTP/1.1, and
/// with the feature `http2` HTTP/2 for operations that [need it](TransportOptions::http2), with prior knowledge over `http`, and as agreed upon in
/// the TLS handshake over `https`.
///
/// TLS is rustls with ring and the certificates of the system. The path of a request is sent as it is, dot segments included.
///
/// Nothing happens before the first request, and no certificate is read before the first `https` URL. Connections are pooled and shared by
/// clones; a request uses those of its runtime of tokio. Redirects are not followed.
///
/// The proxies are those of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, by the rules of botocore. An unusable value is an
/// error, since the request would otherwise be sent directly. [`ConfigBuilder::load`](crate::ConfigBuilder::load) reads the variables of its
/// environment, and a transport that is made by itself those of the process.
///
/// The caller's task itself reads and writes a connection of HTTP/1.1, without a task beside it. The connection returns to the pool after every
/// complete response, an error included, and is closed after 90 seconds without a request, or with a body that is not read to its end. A
/// [retry after a transient error](TransportOptions::new_connection) is sent on a new connection. A connection that breaks, or on which a timeout
/// elapses, is never used again. One of HTTP/2 has a task, and is used until it breaks, until a ping is without a response for 10 seconds, or until 90 to
/// 180 seconds without a request have passed. Retries at the same time share their new connection of HTTP/2.
///
/// With the feature `expect-continue`, the body of a request of HTTP/1.1 waits for the interim response `100 Continue` as long as the
/// [options](TransportOptions::expect_continue) say. After a response that arrives before the body was sent, the connection is closed. After
/// `417 Expectation Failed`, the request is sent again on another one, without the header.
#[derive(Clone, Default)]
pub struct HyperTransport(Arc<Shared>);

#[derive(Default)]
struct Shared {
    proxies: KnownProxies,
    connector: Connector,
    pool: Arc<Pool>,
    #[cfg(feature = "http2")]
    multiplexed: multiplexed::Connections,
}

impl HyperTransport {
    /// Creates a transport that trusts the certificate authorities of the system.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a transport that trusts the certificate authorities in this PEM file, and no others. The file is read when it is first
    /// needed.
    pub fn with_ca_bundle(path: impl Into<std::path::PathBuf>) -> Self {
        Self::with_settings(Some(CaBundle::from_code(path.into())), None)
    }

    /// Creates a transport with loaded settings. Without proxies, it reads the variables of the process.
    pub(crate) fn with_settings(
        ca_bundle: Option<CaBundle>,
        proxies: Option<Arc<Proxies>>,
    ) -> Self {
        Self(Arc::new(Shared {
            proxies: proxies.into(),
            connector: Connector::new(ca_bundle),
            ..Shared::default()
        }))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("ca_bundle", &self.0.connector.ca_bundle())
            .finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(self.0.send(request, *options))
    }
}

impl Shared {
    async fn send(
        &self,
        request: Request<Body>,
        options: TransportOptions,
    ) -> Result<Response<Body>, TransportError> {
        if options.http2 && !HAS_HTTP2 {
            return Err(without_http2());
        }
        let destination = self.destination(request.uri(), &options)?;
        let mut request = request.map(RequestBody);
        #[cfg(feature = "http2")]
        if options.http2 {
            // On the heap, so that the future of a request of HTTP/1.1 is not as large as this one.
            let sent = self
                .multiplexed
                .send(&self.connector, destination, request, &options);
            return Box::pin(sent).await;
        }
        set_target(&mut request, &destination)?;
        #[cfg(feature = "expect-continue")]
        let mut expectation = options
            .expect_continue
            .map(|wait| Expectation::add_to(&mut request, wait));
        let is_new = options.new_connection;
        if !is_new && self.pool.is_long_idle(&destination) {
            report_events().await;
        }
        let mut pooled = match is_new {
            true => None,
            false => self.pool.take(&destination),
        };
        loop {
            let is_reused = pooled.is_some();
            let mut connection = match pooled {
                Some(connection) => connection,
                None => self.open(&destination, &options).await?,
            };
            #[cfg(feature = "expect-continue")]
            let sent = match &mut expectation {
                Some(expectation) => expectation.limit(connection.send(request)).await,
                None => connection.send(request).await,
            };
            #[cfg(not(feature = "expect-continue"))]
            let sent = connection.send(request).await;
            let mut error = match sent {
                Ok(response) => {
                    #[cfg(feature = "expect-continue")]
                    if let Some(expectation) = expectation.take()
                        && let Some(again) = expectation.end(response.status())
                    {
                        request = again;
                        pooled = None;
                        continue;
                    }
                    return Ok(response.map(|body| {
                        let body = ConnectionBody::new(body, connection, &self.pool);
                        response_body(body, transport_error, false)
                    }));
                }
                Err(error) => error,
            };
            // The peer has closed a connection of the pool before it got the request.
            let unsent = error.take_message().filter(|_| is_reused);
            let Some(unsent) = unsent else {
                return Err(send_error(error.into_error()));
            };
            request = unsent;
            pooled = self.pool.take(&destination);
        }
    }

    /// Returns the peer of a request and the way to it.
    fn destination(
        &self,
        uri: &Uri,
        options: &TransportOptions,
    ) -> Result<Destination, TransportError> {
        let unsendable = |error: String| TransportError::new(TransportErrorKind::Unsendable, error);
        let proxy = match options.direct {
            true => None,
            false => self.proxies.get().map_err(unsendable)?.for_uri(uri),
        };
        Destination::new(uri, proxy.cloned()).map_err(unsendable)
    }

    async fn open(
        &self,
        destination: &Destination,
        options: &TransportOptions,
    ) -> Result<Box<Connection>, TransportError> {
        let (stream, _) = self
            .connector
            .connect(destination, options.connect_timeout, false)
            .await?;
        Connection::new(stream, destination.clone())
            .await
            .map_err(send_error)
    }
}

/// Sets the target of a request of HTTP/1.1: the path for the service, and the whole URL for a proxy of plain requests, which also gets its
/// credentials.
fn set_target(
    request: &mut Request<RequestBody>,
    destination: &Destination,
) -> Result<(), TransportError> {
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::from_str(&destination.host_header())
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        request.headers_mut().insert(HOST, host);
    }
    match &destination.proxy {
        Some(proxy) if !destination.https => {
            if let Some(credentials) = proxy.authorization() {
                let headers = request.headers_mut();
                headers.insert(PROXY_AUTHORIZATION, credentials);
            }
        }
        _ => {
            let path = request.uri().path_and_query();
            let path = path.cloned().unwrap_or(PathAndQuery::from_static("/"));
            *request.uri_mut() = path.into();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_future_of_a_request_is_small() {
        let transport = HyperTransport::new();
        let future = transport
            .0
            .send(Request::default(), TransportOptions::default());
        // It is moved to the heap for each request. The features `http2` and `expect-continue` are a part of it.
        assert!(size_of_val(&future) <= 2_600, "{}", size_of_val(&future));
    }
}
