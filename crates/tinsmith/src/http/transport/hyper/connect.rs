//! New connections: addresses, TCP, proxies and TLS.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::{Either, select};
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::Authority;
use http::{Method, Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::send_error::{StepError, connect_error, connect_timeout};
use crate::Body;
use crate::config::CaBundle;
use crate::http::transport::http_body::RequestBody;
use crate::http::transport::proxies::Proxy;
use crate::http::transport::rustls_config::client_config;
use crate::http::transport::{TransportError, TransportErrorKind};
use crate::time::{Elapsed, Time, TokioTime, with_timeout};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The delay before addresses of the other family are tried, too: that of Happy Eyeballs in reqwest.
const FALLBACK_DELAY: Duration = Duration::from_millis(300);

/// The time after which, and between which, the system sends keep-alive probes to a silent peer.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The number of keep-alive probes without a response after which the system closes a connection.
const KEEP_ALIVE_RETRIES: u32 = 3;

/// A stream of bytes to a peer.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A stream of any kind, so that hyper is compiled for one type.
pub(super) type Stream = Box<dyn Io>;

/// The peer of a connection, and its proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) https: bool,
    authority: Authority,
    pub(super) proxy: Option<Proxy>,
}

impl Destination {
    pub(super) fn new(uri: &Uri, proxy: Option<Proxy>) -> Result<Self, String> {
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the URL of a request must begin with http:// or https://".to_owned()),
        };
        match uri.authority() {
            Some(authority) => Ok(Self {
                https,
                authority: authority.clone(),
                proxy,
            }),
            None => Err("the URL of a request must have a host name".to_owned()),
        }
    }

    fn port(&self) -> u16 {
        let default = if self.https { 443 } else { 80 };
        self.authority.port_u16().unwrap_or(default)
    }

    /// Returns the value of the header `Host`, which has a port unless it is that of the scheme.
    pub(super) fn host_header(&self) -> String {
        let host = self.authority.host();
        match (self.https, self.port()) {
            (true, 443) | (false, 80) => host.to_owned(),
            (_, port) => format!("{host}:{port}"),
        }
    }
}

/// Opens connections.
#[derive(Default)]
pub(super) struct Connector {
    ca_bundle: Option<CaBundle>,
    /// The settings of TLS for HTTP/1.1, once they are needed.
    tls: OnceLock<Arc<ClientConfig>>,
    /// The same for connections that offer HTTP/2.
    http2_tls: OnceLock<Arc<ClientConfig>>,
}

impl Connector {
    pub(super) fn new(ca_bundle: Option<CaBundle>) -> Self {
        Self {
            ca_bundle,
            ..Self::default()
        }
    }

    pub(super) fn ca_bundle(&self) -> Option<&Path> {
        self.ca_bundle.as_ref().map(|bundle| &*bundle.path)
    }

    /// Opens a connection, which offers HTTP/2 in the TLS handshake or not. Returns true with it if the peer has chosen HTTP/2.
    pub(super) async fn connect(
        &self,
        destination: &Destination,
        timeout: Option<Duration>,
        http2: bool,
    ) -> Result<(Stream, bool), TransportError> {
        // On the heap: most requests reuse a connection, and the future of each would have room for this one.
        let connecting = Box::pin(self.establish(destination, timeout, http2));
        match with_timeout(&TokioTime::default(), timeout, connecting).await {
            Ok(connected) => connected,
            Err(Elapsed(_)) => Err(connect_timeout()),
        }
    }

    /// Opens a connection. Each address of a host has a part of the timeout.
    async fn establish(
        &self,
        destination: &Destination,
        timeout: Option<Duration>,
        http2: bool,
    ) -> Result<(Stream, bool), TransportError> {
        let failed = |error: BoxError| connect_error(TransportErrorKind::Connection, error);
        // Before anything is sent, so that an unusable bundle is not a problem of the peer.
        let tls = match destination.https {
            true => Some(self.tls(http2)?),
            false => None,
        };
        let authority = &destination.authority;
        let stream: Stream = match &destination.proxy {
            None => {
                let connecting = connect_tcp(authority.host(), destination.port(), timeout);
                Box::new(connecting.await.map_err(failed)?)
            }
            Some(proxy) => {
                let stream = self.connect_to_proxy(proxy, timeout).await?;
                match destination.https {
                    true => open_tunnel(stream, proxy, authority.host(), destination.port())
                        .await
                        .map_err(failed)?,
                    false => stream,
                }
            }
        };
        match tls {
            None => Ok((stream, false)),
            Some(tls) => encrypt(stream, authority.host(), tls)
                .await
                .map_err(|error| failed(error.into())),
        }
    }

    async fn connect_to_proxy(
        &self,
        proxy: &Proxy,
        timeout: Option<Duration>,
    ) -> Result<Stream, TransportError> {
        let failed = |error: BoxError| connect_error(TransportErrorKind::Connection, error);
        let uri: Uri = proxy.url.parse().map_err(|error| {
            TransportError::new(TransportErrorKind::Unsendable, http::Error::from(error))
        })?;
        let proxy = Destination::new(&uri, None)
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        let host = proxy.authority.host();
        let connecting = connect_tcp(host, proxy.port(), timeout);
        let stream: Stream = Box::new(connecting.await.map_err(failed)?);
        if !proxy.https {
            return Ok(stream);
        }
        let (stream, _) = encrypt(stream, host, self.tls(false)?)
            .await
            .map_err(|error| failed(error.into()))?;
        Ok(stream)
    }

    fn tls(&self, http2: bool) -> Result<Arc<ClientConfig>, TransportError> {
        let known = match http2 {
            true => &self.http2_tls,
            false => &self.tls,
        };
        if let Some(config) = known.get() {
            return Ok(Arc::clone(config));
        }
        let config = client_config(true, http2, self.ca_bundle.as_ref())
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        Ok(Arc::clone(known.get_or_init(|| Arc::new(config))))
    }
}

/// Performs the TLS handshake.
async fn encrypt(
    stream: Stream,
    host: &str,
    config: Arc<ClientConfig>,
) -> io::Result<(Stream, bool)> {
    let name = ServerName::try_from(without_brackets(host).to_owned()).map_err(io::Error::other)?;
    let stream = TlsConnector::from(config).connect(name, stream).await?;
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    Ok((Box::new(stream), is_http2))
}

/// Asks a proxy for a tunnel to this peer.
async fn open_tunnel(
    stream: Stream,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<Stream, BoxError> {
    const STEP: &str = "tunnel error";
    let peer = format!("{host}:{port}");
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(&peer)
        .header(HOST, &peer);
    if let Some(credentials) = proxy.authorization() {
        request = request.header(PROXY_AUTHORIZATION, credentials);
    }
    let request = request.body(RequestBody(Body::empty()))?;
    let failed = |error: hyper::Error| StepError::new(STEP, error);
    let (mut sender, driver) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(failed)?;
    let response = pin!(sender.send_request(request));
    // The connection ends as soon as the proxy has opened the tunnel.
    let (response, stream) = match select(response, pin!(driver.without_shutdown())).await {
        Either::Left((response, driver)) => {
            let response = response.map_err(failed)?;
            let stream = match response.status() {
                StatusCode::OK => Some(driver.await.map_err(failed)?.io),
                _ => None,
            };
            (response, stream)
        }
        Either::Right((parts, response)) => {
            let stream = parts.map_err(failed)?.io;
            (response.await.map_err(failed)?, Some(stream))
        }
    };
    match (response.status(), stream) {
        (StatusCode::OK, Some(stream)) => Ok(stream.into_inner()),
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, _) => {
            Err(StepError::new(STEP, "proxy authorization required").into())
        }
        (status, _) => {
            let problem = format!("unsuccessful ({})", status.as_u16());
            Err(StepError::new(STEP, problem).into())
        }
    }
}

/// Opens a connection to one of the addresses of a host.
async fn connect_tcp(
    host: &str,
    port: u16,
    timeout: Option<Duration>,
) -> Result<TcpStream, BoxError> {
    let addresses = tokio::net::lookup_host((without_brackets(host), port))
        .await
        .map_err(|error| StepError::new("dns error", error))?;
    let stream = connect_to_any(addresses.collect(), timeout)
        .await
        .map_err(|error| StepError::new("tcp connect error", error))?;
    // Neither option is essential, so an error in setting it does not fail the request.
    let _ = stream.set_nodelay(true);
    let keep_alive = TcpKeepalive::new()
        .with_time(KEEP_ALIVE)
        .with_interval(KEEP_ALIVE)
        .with_retries(KEEP_ALIVE_RETRIES);
    let _ = SockRef::from(&stream).set_tcp_keepalive(&keep_alive);
    Ok(stream)
}

/// Opens a connection to one of these addresses, those of the family of the first before the others.
async fn connect_to_any(
    addresses: Vec<SocketAddr>,
    timeout: Option<Duration>,
) -> io::Result<TcpStream> {
    let is_ipv4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (preferred, others): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv4() == is_ipv4);
    let mut preferred = pin!(connect_in_turn(&preferred, timeout));
    if others.is_empty() {
        return preferred.await;
    }
    let delay = TokioTime::default().sleep(FALLBACK_DELAY);
    match select(preferred.as_mut(), delay).await {
        Either::Left((Ok(stream), _)) => return Ok(stream),
        Either::Left((Err(_), _)) => return connect_in_turn(&others, timeout).await,
        Either::Right(((), _)) => (),
    }
    match select(preferred, pin!(connect_in_turn(&others, timeout))).await {
        Either::Left((Ok(stream), _)) | Either::Right((Ok(stream), _)) => Ok(stream),
        Either::Left((Err(_), others)) => others.await,
        Either::Right((Err(_), preferred)) => preferred.await,
    }
}

/// Opens a connection to the first of these addresses that accepts one. Each has an equal part of the timeout, so that one without a response leaves
/// time for the others.
async fn connect_in_turn(
    addresses: &[SocketAddr],
    timeout: Option<Duration>,
) -> io::Result<TcpStream> {
    let parts = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    let part = timeout.and_then(|timeout| timeout.checked_div(parts));
    let (others, last) = addresses.split_at(addresses.len().saturating_sub(1));
    for address in others {
        let connecting = TcpStream::connect(address);
        if let Ok(Ok(stream)) = with_timeout(&TokioTime::default(), part, connecting).await {
            return Ok(stream);
        }
    }
    // The timeout of the connection ends the last attempt.
    TcpStream::connect(last).await
}

fn without_brackets(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    #[tokio::test]
    async fn an_address_without_a_response_leaves_time_for_the_others() {
        // Connections beyond a full backlog get no response.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let full = socket.listen(0).unwrap();
        let silent = full.local_addr().unwrap();
        let mut waiting = Vec::new();
        let briefly = Duration::from_millis(100);
        while let Ok(stream) = tokio::time::timeout(briefly, TcpStream::connect(silent)).await {
            waiting.push(stream.unwrap());
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        let timeout = Duration::from_secs(3);
        for addresses in [vec![silent, open], vec![silent, silent, open, silent]] {
            let connecting = connect_to_any(addresses, Some(timeout));
            let stream = tokio::time::timeout(timeout, connecting).await;
            assert_eq!(stream.unwrap().unwrap().peer_addr().unwrap(), open);
        }
        let connecting = connect_to_any(vec![open, silent], None);
        assert_eq!(connecting.await.unwrap().peer_addr().unwrap(), open);
    }
}
