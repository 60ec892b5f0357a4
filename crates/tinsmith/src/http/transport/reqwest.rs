//! The transport over reqwest.

mod kept_client;
mod tls;

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri, Version};
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use reqwest::Certificate;
use reqwest::{Client, ClientBuilder, Url};
use tokio::runtime::{Handle, Id};

use self::kept_client::KeptClient;
use self::tls::Tls;
use super::http_body::{RequestBody, is_request_body, response_body};
#[cfg(feature = "http2")]
use super::http2::{CONNECTION_WINDOW, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT, STREAM_WINDOW};
use super::http2::{HAS_HTTP2, other_peer, other_version, without_http2};
use super::last_request::LastRequest;
use super::proxies::{KnownProxies, Proxies, Proxy};
use super::runtime::current_runtime;
use super::{DotSegments, Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::Body;
use crate::config::CaBundle;
use crate::error::Chain;
use crate::time::BoxFuture;

/// The number of clients that are kept for different connect timeouts and proxies, with a pool, and as many without one.
const CLIENTS: usize = 8;

/// The transport over [reqwest](https://docs.rs/reqwest), which speaks HTTP/1.1, and with the feature `http2` HTTP/2 for operations that
/// [need it](TransportOptions::http2): with prior knowledge over `http`, and as agreed upon in the TLS handshake over `https`.
///
/// TLS is that of the feature `rustls`, with ring, or else of `native-tls`. Without either, `https` URLs are rejected.
///
/// Nothing happens before the first request: no client is made, and no certificate is read before the first `https` URL.
/// Connections are pooled and shared by clones; a request uses those of its runtime of tokio. Redirects are not followed.
/// Responses have the bytes that the service sends: they are not decompressed, whichever features of reqwest another crate of the program enables.
///
/// The URLs of reqwest have no segments `.` and `..`. A request whose path has one, such as a key `a/../b` of Amazon S3, fails without being sent,
/// because it would be for another resource. Another transport can send it.
///
/// The proxies are those of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, by the rules of botocore. An unusable value is an
/// error, since the request would otherwise be sent directly. [`ConfigBuilder::load`](crate::ConfigBuilder::load) reads the variables of its
/// environment, and a transport that is made by itself those of the process.
///
/// A connection returns to the pool after every complete response, an error included. As reqwest cannot choose the connection of a request,
/// a [retry after a transient error](TransportOptions::new_connection) is sent by a client without a pool, on a connection of its own. Other
/// calls may still get the connection of the failed attempt. A connection of HTTP/1.1 that breaks, or on which a timeout elapses, is never used
/// again. One of HTTP/2 is used until it breaks, or until a ping is without a response for 10 seconds.
#[derive(Clone, Default)]
pub struct ReqwestTransport(Arc<Shared>);

#[derive(Default)]
struct Shared {
    ca_bundle: Option<CaBundle>,
    proxies: KnownProxies,
    tls: Tls,
    /// The client of the caller, which then sends every request.
    own: Option<KeptClient>,
    /// reqwest fixes these settings when a client is made, so there is one client for each combination in use.
    clients: Mutex<Vec<(ClientKey, KeptClient)>>,
    /// The last host that a request was sent to, and a URL of it without a query.
    host: Mutex<Option<(Scheme, Authority, Url)>>,
}

/// The settings of a client.
#[derive(Clone, PartialEq, Eq)]
struct ClientKey {
    tls: bool,
    connect_timeout: Option<Duration>,
    proxy: Option<Proxy>,
    /// True if every request gets a connection of its own.
    new_connection: bool,
    /// True if the connections have HTTP/2.
    http2: bool,
    /// The runtime that drives the connections, if they are used again.
    runtime: Option<Id>,
}

impl ReqwestTransport {
    /// Creates a transport that trusts the certificate authorities of the system.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a transport that trusts the certificate authorities in this PEM file, and no others. The file is read when it is first
    /// needed.
    pub fn with_ca_bundle(path: impl Into<std::path::PathBuf>) -> Self {
        Self::with_settings(Some(CaBundle::from_code(path.into())), None)
    }

    /// Creates a transport over a client of the caller, with its proxies, TLS, pool, versions and timeouts. It must not follow redirects, which
    /// would send signed headers elsewhere. Operations that need HTTP/2 fail with a client that has HTTP/1.1 only, and over `http` with one
    /// without prior knowledge of HTTP/2. Its connect timeout and its proxies apply to every request, also to those to the metadata service of the
    /// machine. Its connections are shared by all runtimes of tokio: a request on a connection whose runtime is not running waits until it
    /// runs.
    ///
    /// It should not decompress responses, which reqwest does by default with its features `brotli`, `deflate`, `gzip` and `zstd`: a body with a
    /// `Content-Encoding`, such as an object of Amazon S3, would not be the stored bytes, and would not match its checksum. A program with one of
    /// these features builds the client with `no_brotli`, `no_deflate`, `no_gzip` and `no_zstd`.
    pub fn with_client(client: Client) -> Self {
        Self(Arc::new(Shared {
            own: Some(KeptClient::new(client, None)),
            ..Shared::default()
        }))
    }

    /// Creates a transport with loaded settings. Without proxies, it reads the variables of the process.
    pub(crate) fn with_settings(
        ca_bundle: Option<CaBundle>,
        proxies: Option<Arc<Proxies>>,
    ) -> Self {
        Self(Arc::new(Shared {
            ca_bundle,
            proxies: proxies.into(),
            ..Shared::default()
        }))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field(
                "ca_bundle",
                &self.0.ca_bundle.as_ref().map(|bundle| &bundle.path),
            )
            .finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let client = match options.http2 && !HAS_HTTP2 {
            true => Err(without_http2()),
            false => self.0.client_for(request.uri(), options),
        };
        let http2 = options.http2;
        let has_own_client = self.0.own.is_some();
        let is_plain = request.uri().scheme_str() == Some("http");
        // The future, which is moved to the heap, has no room for the parts of the request.
        let mut long_ago = None;
        let prepared = client.and_then(|(client, last_request)| {
            long_ago = last_request;
            Ok((client, self.0.convert(request, http2)?))
        });
        let sent: BoxFuture<'_, _> = Box::pin(async move {
            let (client, request) = prepared?;
            let response = client.execute(request).await;
            let response = response.map_err(|error| match HAS_HTTP2 && http2 {
                true => http2_error(error, is_plain, has_own_client),
                false => transport_error(error),
            })?;
            let ends_by_reset = HAS_HTTP2 && http2 && response.version() == Version::HTTP_2;
            Ok(Response::from(response)
                .map(|body| response_body(body, transport_error, ends_by_reset)))
        });
        let Some(last_request) = long_ago else {
            return sent;
        };
        Box::pin(async move {
            last_request.renew_after_events().await;
            sent.await
        })
    }
}

impl Shared {
    /// Converts a request.
    fn convert(
        &self,
        request: Request<Body>,
        http2: bool,
    ) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.url(&parts.uri)?;
        let path = parts.uri.path();
        if url.path() != path && path.split('/').any(is_dot_segment) {
            let error = DotSegments("reqwest");
            return Err(TransportError::new(TransportErrorKind::Unsendable, error));
        }
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(into_reqwest(body));
        *request.version_mut() = parts.version;
        if HAS_HTTP2 && http2 {
            // A connection with another version then fails before the body is read.
            *request.version_mut() = Version::HTTP_2;
        }
        Ok(request)
    }

    /// Converts a URI. Its host is parsed when it differs from the last one.
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let mut host = self.host.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((scheme, authority, url)) = &*host
            && uri.scheme() == Some(scheme)
            && uri.authority().map(Authority::as_str) == Some(authority.as_str())
        {
            let mut url = url.clone();
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Ok(url);
        }
        let url = Url::parse(&uri.to_string())
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            let mut of_host = url.clone();
            // A query may hold a secret.
            of_host.set_query(None);
            *host = Some((scheme.clone(), authority.clone(), of_host));
        }
        Ok(url)
    }

    /// Returns the client for a request, and the time of its last request if that was long ago.
    fn client_for(
        &self,
        uri: &Uri,
        options: &TransportOptions,
    ) -> Result<(Client, Option<Arc<LastRequest>>), TransportError> {
        if let Some(client) = &self.own {
            return Ok(client.get());
        }
        let unsendable = |error| TransportError::new(TransportErrorKind::Unsendable, error);
        let proxy = match options.direct {
            true => None,
            false => self
                .proxies
                .get()
                .map_err(|error| unsendable(error.into()))?
                .for_uri(uri),
        };
        let new_connection = options.new_connection || options.own_connection;
        let has_https_proxy = proxy.is_some_and(|proxy| proxy.url.starts_with("https:"));
        let key = ClientKey {
            tls: uri.scheme_str() != Some("http") || has_https_proxy,
            connect_timeout: options.connect_timeout,
            proxy: proxy.cloned(),
            new_connection,
            http2: options.http2 && HAS_HTTP2,
            runtime: current_runtime().filter(|_| !new_connection),
        };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(known, _)| *known == key) {
            let (client, last_request) = client.get();
            return Ok((client, last_request.filter(|_| !new_connection)));
        }
        let client = self.build(&key).map_err(unsendable)?;
        let runtime = Handle::try_current().ok().filter(|_| !new_connection);
        if runtime.is_some() {
            clients.retain(|(known, client)| known.runtime == key.runtime || client.is_in_use());
        }
        // A client without a pool must not displace one with connections, nor one for another runtime.
        let is_alike = |(known, _): &(ClientKey, KeptClient)| {
            known.new_connection == key.new_connection && known.runtime == key.runtime
        };
        let alike = clients.iter().filter(|client| is_alike(client)).count();
        let oldest = clients.iter().position(is_alike);
        if let Some(oldest) = oldest.filter(|_| alike >= CLIENTS) {
            clients.remove(oldest);
        }
        clients.push((key, KeptClient::new(client.clone(), runtime)));
        Ok((client, None))
    }

    fn build(&self, key: &ClientKey) -> Result<Client, Box<dyn StdError + Send + Sync>> {
        let bundle = self.ca_bundle.as_ref();
        let builder = Client::builder();
        let builder = self.tls.configure(builder, key.tls, key.http2, bundle)?;
        let mut builder = builder
            // reqwest would read the variables itself, by other rules.
            .no_proxy()
            // Another crate of the program may enable these features of reqwest. Checksums, lengths and ranges are those of the stored bytes.
            .no_brotli()
            .no_deflate()
            .no_gzip()
            .no_zstd()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        builder = with_version(builder, key);
        if key.new_connection {
            // reqwest cannot choose a connection, but a client without a pool makes one for each request.
            builder = builder.pool_max_idle_per_host(0);
        }
        if let Some(timeout) = key.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(Proxy { url, user }) = &key.proxy {
            let mut proxy = reqwest::Proxy::all(url)?;
            if let Some((name, password)) = user {
                proxy = proxy.basic_auth(name, password);
            }
            builder = builder.proxy(proxy);
        }
        Ok(builder.build()?)
    }
}

/// Sets the version of HTTP.
fn with_version(builder: ClientBuilder, key: &ClientKey) -> ClientBuilder {
    #[cfg(feature = "http2")]
    if key.http2 {
        // Requests share a connection, whose loss would else be noticed by none of them.
        let builder = builder
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .http2_keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
            .http2_keep_alive_while_idle(true)
            .http2_initial_stream_window_size(STREAM_WINDOW)
            .http2_initial_connection_window_size(CONNECTION_WINDOW);
        // The TLS handshake chooses the version. A proxy for plain URLs has HTTP/1.1, with which the request fails.
        return match key.tls || key.proxy.is_some() {
            true => builder,
            false => builder.http2_prior_knowledge(),
        };
    }
    // Without the feature, nothing else reads the key here.
    let ClientKey { http2: _, .. } = key;
    builder.http1_only()
}

/// Converts the error of a request that needs HTTP/2.
#[cold]
fn http2_error(error: reqwest::Error, is_plain: bool, has_own_client: bool) -> TransportError {
    /// The kind of the error in hyper-util, which has it in its message alone.
    const OTHER_VERSION: &str = "UserUnsupportedVersion";
    const OWN_CLIENT: &str = "the operation needs HTTP/2, but the connection of the `reqwest::Client` has HTTP/1.1: create it without `http1_only` and, for an `http` URL, with `http2_prior_knowledge`, and use an endpoint that offers HTTP/2";
    let text = Chain(&error).to_string();
    if is_plain && let Some(error) = other_peer(&text) {
        error
    } else if !text.contains(OTHER_VERSION) {
        transport_error(error)
    } else if has_own_client {
        TransportError::new(TransportErrorKind::Unsendable, OWN_CLIENT)
    } else {
        other_version()
    }
}

/// True if URLs, those of reqwest included, do not have this segment of a path
/// ([URL Standard](https://url.spec.whatwg.org/#double-dot-path-segment)). The path without it would be that of another resource.
fn is_dot_segment(segment: &str) -> bool {
    const DOTS: [&str; 6] = [".", "%2e", "..", ".%2e", "%2e.", "%2e%2e"];
    DOTS.iter().any(|dots| segment.eq_ignore_ascii_case(dots))
}

/// Converts an error without its URL: a presigned one has a signature.
fn transport_error(error: reqwest::Error) -> TransportError {
    let kind = if error.is_builder()
        || error.is_body() && !error.is_connect() && is_request_body(&error)
    {
        TransportErrorKind::Unsendable
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Connection
    };
    TransportError::new(kind, error.without_url())
}

fn into_reqwest(body: Body) -> reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(RequestBody(body)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_as_parsed(shared: &Shared, text: &str) {
        let uri: Uri = text.parse().unwrap();
        let expected = Url::parse(text).unwrap();
        for _ in 0..2 {
            assert_eq!(shared.url(&uri).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_url_of_a_known_host_is_as_parsed_and_that_of_another_host_is_its_own() {
        let shared = Shared::default();
        for text in [
            "http://localhost:8000",
            "http://localhost:8000/?list-type=2",
            "http://localhost:8000/a//b/?",
            "http://localhost:8001/a",
            "https://localhost:8001/a",
            "https://localhost:443/a",
            "http://user:password@[::1]/%2e%2E/a?b=/../c",
            "http://User:password@[::1]/?key=secret",
        ] {
            assert_as_parsed(&shared, text);
        }
        let host = shared.host.lock().unwrap();
        assert_eq!(host.as_ref().and_then(|(.., url)| url.query()), None);
    }

    /// Without the features of reqwest, which another crate of a program may enable, the calls have no effect that a test can observe.
    #[test]
    fn a_client_decompresses_no_response() {
        for call in [".no_brotli()", ".no_deflate()", ".no_gzip()", ".no_zstd()"] {
            let mut lines = include_str!("reqwest.rs").lines();
            assert!(lines.any(|line| line.trim() == call), "{call}");
        }
    }

    #[test]
    fn the_future_of_a_request_is_small() {
        let transport = ReqwestTransport::new();
        let future = transport.send(Request::default(), &TransportOptions::default());
        assert!(size_of_val(&*future) <= 400, "{}", size_of_val(&*future));
    }

    proptest! {
        #[test]
        fn every_path_and_query_is_as_parsed(target in r#"(/[!-"$->@-~]{0,8}){1,4}(\?[!"$-~]{0,12})?"#) {
            let text = format!("http://localhost{target}");
            // `http` accepts fewer characters.
            prop_assume!(text.parse::<Uri>().is_ok());
            let shared = Shared::default();
            assert_as_parsed(&shared, "http://localhost");
            assert_as_parsed(&shared, &text);
        }
    }
}
