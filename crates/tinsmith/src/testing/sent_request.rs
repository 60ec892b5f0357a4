//! The requests that reached a scripted transport.

use std::any::Any;
use std::fmt;

use bytes::Bytes;
use http::Request;

use super::open_body::OpenBody;
use super::sensitive::{is_sensitive_header, redacted_target};
#[cfg(feature = "event-stream")]
use super::sent_events::SentEvents;
use super::typed::SentInput;
use crate::Body;
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;
use crate::http::transport::{TransportError, TransportErrorKind, TransportOptions};

/// A request that reached a [`ScriptedTransport`](super::ScriptedTransport).
#[derive(Clone)]
#[non_exhaustive]
pub struct SentRequest {
    /// The HTTP request with its body: the whole one, unless it has events that were sent while the response was read.
    pub request: Request<Bytes>,
    /// The options that the transport received with it.
    pub options: TransportOptions,
    /// The rest of the body, if it is still sent.
    pub(super) open: Option<OpenBody>,
}

impl SentRequest {
    /// Reads a request to its end.
    pub(super) async fn collect(
        request: Request<Body>,
        options: TransportOptions,
    ) -> Result<Self, TransportError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(unsendable)?;
        Ok(Self {
            request: Request::from_parts(head, body),
            options,
            open: None,
        })
    }

    /// Reads a request to its end or, if it has events in both directions, until the caller's next event is awaited: the caller may await the
    /// response before that.
    pub(super) async fn receive(
        request: Request<Body>,
        options: TransportOptions,
    ) -> Result<Self, TransportError> {
        let stream = request.extensions().get::<RequestStream>().cloned();
        let has_both_directions = options.own_connection && options.http2;
        let Some(stream) = stream.filter(|_| has_both_directions) else {
            return Self::collect(request, options).await;
        };
        let (head, body) = request.into_parts();
        let (body, open) = OpenBody::read(body, &stream).await.map_err(unsendable)?;
        Ok(Self {
            request: Request::from_parts(head, body),
            options,
            open,
        })
    }

    /// Returns the request with all events so far.
    pub(super) fn up_to_now(mut self) -> Self {
        if let Some(open) = self.open.take() {
            *self.request.body_mut() = open.received();
        }
        self
    }

    /// Returns the operation's name in its model. It is `None` for a request of a credentials provider.
    pub fn operation(&self) -> Option<&'static str> {
        self.options.operation
    }

    /// Returns the input from which the request was made, if it is of this type.
    ///
    /// A request that was presigned, or sent without its request builder, has none.
    pub fn input<I: Any>(&self) -> Option<&I> {
        let SentInput(input) = self.request.extensions().get()?;
        let input: &dyn Any = &**input;
        input.downcast_ref()
    }

    /// Returns the first labels of the host if they are a member of the input, such as a bucket. All others are of the client's configuration.
    pub(super) fn resource_in_host(&self) -> Option<&str> {
        let SentInput(input) = self.request.extensions().get()?;
        let input = format!("{input:?}");
        let host = self.request.uri().host()?;
        let beginnings = host
            .match_indices('.')
            .filter_map(|(end, _)| host.get(..end));
        // A bucket may have dots, so that the longest one counts.
        beginnings
            .rev()
            .find(|beginning| input.contains(&format!("{beginning:?}")))
    }

    /// Returns the events of the request's body, if the input has events of this type. The first event of a protocol without HTTP bindings, which
    /// holds the other members, is not among them.
    #[cfg(feature = "event-stream")]
    pub fn events<T: 'static>(&self) -> Option<Vec<T>> {
        let events = self.request.extensions().get::<SentEvents>()?;
        events.read(self.request.body())
    }

    /// Returns the path, percent-encoded.
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// Returns the body as text; empty if it is not UTF-8.
    pub fn body_text(&self) -> &str {
        str::from_utf8(self.request.body()).unwrap_or_default()
    }
}

fn unsendable(error: BodyError) -> TransportError {
    TransportError::new(TransportErrorKind::Unsendable, error)
}

/// Shows the line of `Display`, the headers without those that are secrets, and the options.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut headers = self.request.headers().clone();
        for (name, value) in &mut headers {
            if is_sensitive_header(name.as_str()) {
                value.set_sensitive(true);
            }
        }
        f.debug_struct("SentRequest")
            .field("request", &format_args!("{self}"))
            .field("headers", &headers)
            .field("options", &self.options)
            .finish()
    }
}

/// One line: the method, the URL without sensitive query parameters, and the start of the body.
impl fmt::Display for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.request.uri();
        write!(f, "{} ", self.request.method())?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            write!(f, "{scheme}://{authority}")?;
        }
        f.write_str(&redacted_target(&self.request))?;
        if !self.request.body().is_empty() {
            write!(f, " {}", crate::error::excerpt(self.request.body()))?;
        }
        Ok(())
    }
}
