//! The transport over reqwest.

mod tls;

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response, Uri};
use http_body::{Body as HttpBody, Frame, SizeHint};
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use reqwest::Certificate;
use reqwest::{Client, ClientBuilder};

use super::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::Body;
use crate::time::BoxFuture;

/// How many clients are kept for different connect time-outs.
const CLIENTS: usize = 8;

/// Sends requests with [reqwest](https://docs.rs/reqwest), over HTTP/1.1.
///
/// TLS is that of the feature `rustls`, with ring, or else of `native-tls`; without either `https` URLs are refused.
///
/// Nothing happens before the first request: no client is made, and no certificate is read before the first `https` URL.
/// Connections are pooled and shared by clones. Redirects are not followed. The proxies of `HTTPS_PROXY`, `HTTP_PROXY`,
/// `ALL_PROXY` and `NO_PROXY` are used.
#[derive(Clone, Default)]
pub struct ReqwestTransport(Arc<Shared>);

#[derive(Default)]
struct Shared {
    ca_bundle: Option<PathBuf>,
    /// The caller's own client, which then serves every request.
    own: Option<Client>,
    /// reqwest fixes the connect time-out and TLS when a client is made, so there is one for each pair in use.
    clients: Mutex<Vec<(ClientKey, Client)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct ClientKey {
    tls: bool,
    connect_timeout: Option<Duration>,
    direct: bool,
}

impl ReqwestTransport {
    /// A transport that trusts the certificate authorities of the system.
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport that trusts the certificate authorities in this PEM file, and no others. The file is read when it is first
    /// needed.
    pub fn with_ca_bundle(path: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Shared {
            ca_bundle: Some(path.into()),
            ..Shared::default()
        }))
    }

    /// A transport over a client of the caller's, with its proxies, TLS, pool and time-outs. It must not follow redirects, which
    /// would carry signed headers elsewhere; the time-out on connecting is the client's own,
    /// and so are its proxies, also for requests to metadata services of the machine, which otherwise go past them.
    pub fn with_client(client: Client) -> Self {
        Self(Arc::new(Shared {
            own: Some(client),
            ..Shared::default()
        }))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("ca_bundle", &self.0.ca_bundle)
            .finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let client = self.0.client_for(request.uri(), options);
        Box::pin(async move {
            let client = client?;
            let request =
                reqwest::Request::try_from(request.map(into_reqwest)).map_err(transport_error)?;
            let response = client.execute(request).await.map_err(transport_error)?;
            Ok(Response::from(response).map(from_reqwest))
        })
    }
}

impl Shared {
    fn client_for(&self, uri: &Uri, options: &TransportOptions) -> Result<Client, TransportError> {
        if let Some(client) = &self.own {
            return Ok(client.clone());
        }
        let key = ClientKey {
            tls: uri.scheme_str() != Some("http"),
            connect_timeout: options.connect_timeout,
            direct: options.direct,
        };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(known, _)| *known == key) {
            return Ok(client.clone());
        }
        let client = self
            .build(key)
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        if clients.len() == CLIENTS {
            clients.remove(0);
        }
        clients.push((key, client.clone()));
        Ok(client)
    }

    fn build(&self, key: ClientKey) -> Result<Client, Box<dyn StdError + Send + Sync>> {
        let mut builder = tls::configure(Client::builder(), key.tls, self.ca_bundle.as_deref())?
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only();
        if let Some(timeout) = key.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if key.direct {
            builder = builder.no_proxy();
        }
        Ok(builder.build()?)
    }
}

/// The URL is left out: a presigned one holds a signature.
fn transport_error(error: reqwest::Error) -> TransportError {
    let kind = if error.is_builder() || error.is_body() && !error.is_connect() && is_ours(&error) {
        TransportErrorKind::Unsendable
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Connection
    };
    TransportError::new(kind, error.without_url())
}

/// Whether the error comes from the stream that a request's body is read from.
fn is_ours(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<RequestBodyError>() {
            return true;
        }
        next = error.source();
    }
    false
}

fn into_reqwest(body: Body) -> reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(RequestBody(body)),
    }
}

/// A streamed body as hyper reads it.
struct RequestBody(Body);

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = RequestBodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        let next = Pin::new(&mut self.get_mut().0).poll_next(context);
        next.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data).map_err(RequestBodyError)))
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[derive(Debug)]
struct RequestBodyError(Box<dyn StdError + Send + Sync>);

impl fmt::Display for RequestBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request's body cannot be read: {}", self.0)
    }
}

impl StdError for RequestBodyError {}

fn from_reqwest(body: reqwest::Body) -> Body {
    let length = body.size_hint().exact();
    Body::from_stream(ResponseBody(body), length)
}

/// An answer's body as a stream of its data; trailers are left out.
struct ResponseBody(reqwest::Body);

impl Stream for ResponseBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return match std::task::ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => Poll::Ready(None),
                Some(Err(error)) => Poll::Ready(Some(Err(transport_error(error)))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    Err(_trailers) => continue,
                },
            };
        }
    }
}
