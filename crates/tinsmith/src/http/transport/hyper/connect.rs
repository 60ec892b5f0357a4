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
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::send_error::{StepError, connect_error};
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

/// The time after which, and between which, the system asks a silent peer for a sign of life.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The number of questions without a reply after which the system closes a connection.
const KEEP_ALIVE_RETRIES: u32 = 3;

/// A stream of bytes to a peer.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A stream of any kind, so that hyper is compiled for one type.
pub(super) type Stream = Box<dyn Io>;

/// The peer of a connection, and the way to it.
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
        let connecting = self.connect_by_way(destination, http2);
        match with_timeout(&TokioTime::default(), timeout, connecting).await {
            Ok(connected) => connected,
            Err(Elapsed(_)) => Err(connect_error(
                TransportErrorKind::Timeout,
                "operation timed out",
            )),
        }
    }

    async fn connect_by_way(
        &self,
        destination: &Destination,
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
                let connecting = connect_tcp(authority.host(), destination.port());
                Box::new(connecting.await.map_err(failed)?)
            }
            Some(proxy) => {
                let stream = self.connect_to_proxy(proxy).await?;
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

    async fn connect_to_proxy(&self, proxy: &Proxy) -> Result<Stream, TransportError> {
        let failed = |error: BoxError| connect_error(TransportErrorKind::Connection, error);
        let uri: Uri = proxy.url.parse().map_err(|error| {
            TransportError::new(TransportErrorKind::Unsendable, http::Error::from(error))
        })?;
        let proxy = Destination::new(&uri, None)
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        let host = proxy.authority.host();
        let stream: Stream = Box::new(connect_tcp(host, proxy.port()).await.map_err(failed)?);
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
        let mut credentials = HeaderValue::from_str(&credentials)?;
        credentials.set_sensitive(true);
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
async fn connect_tcp(host: &str, port: u16) -> Result<TcpStream, BoxError> {
    let addresses = tokio::net::lookup_host((without_brackets(host), port))
        .await
        .map_err(|error| StepError::new("dns error", error))?;
    let stream = connect_to_any(addresses.collect())
        .await
        .map_err(|error| StepError::new("tcp connect error", error))?;
    // Neither is essential, so that an error of theirs is none of the request.
    let _ = stream.set_nodelay(true);
    let keep_alive = TcpKeepalive::new()
        .with_time(KEEP_ALIVE)
        .with_interval(KEEP_ALIVE)
        .with_retries(KEEP_ALIVE_RETRIES);
    let _ = SockRef::from(&stream).set_tcp_keepalive(&keep_alive);
    Ok(stream)
}

/// Opens a connection to one of these addresses, those of the family of the first before the others.
async fn connect_to_any(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let is_ipv4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (preferred, others): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv4() == is_ipv4);
    let mut preferred = pin!(TcpStream::connect(&*preferred));
    if others.is_empty() {
        return preferred.await;
    }
    let delay = TokioTime::default().sleep(FALLBACK_DELAY);
    match select(preferred.as_mut(), delay).await {
        Either::Left((Ok(stream), _)) => return Ok(stream),
        Either::Left((Err(_), _)) => return TcpStream::connect(&*others).await,
        Either::Right(((), _)) => (),
    }
    match select(preferred, pin!(TcpStream::connect(&*others))).await {
        Either::Left((Ok(stream), _)) | Either::Right((Ok(stream), _)) => Ok(stream),
        Either::Left((Err(_), others)) => others.await,
        Either::Right((Err(_), preferred)) => preferred.await,
    }
}

fn without_brackets(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}
