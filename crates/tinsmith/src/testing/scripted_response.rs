//! The responses of a script.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Extensions, HeaderMap, Response, StatusCode};

use super::typed::{ScriptedError, TypedResponse};
use crate::http::body_error::BoxError;
use crate::http::transport::{TransportError, TransportErrorKind};
use crate::protocol::service::{FromResponse, ModeledError};
use crate::{Body, BoxFuture, Document, Time, TokioTime};

/// A response, a transport error, or no response at all.
#[derive(Debug)]
#[must_use]
pub struct ScriptedResponse {
    delay: Duration,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Response {
        status: u16,
        headers: Vec<(String, Vec<u8>)>,
        body: Vec<Piece>,
        /// The typed result, and the code and the message of an error.
        extensions: Extensions,
    },
    Failure(TransportErrorKind, String),
    Silence,
}

/// A step of a response's body.
#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    Pause(Duration),
    Failure(TransportErrorKind, String),
}

impl ScriptedResponse {
    /// Creates a response with this status and no body.
    pub fn status(status: u16) -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Response {
                status,
                headers: Vec::new(),
                body: Vec::new(),
                extensions: Extensions::new(),
            },
        }
    }

    /// Creates a response with a JSON body.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::status(status)
            .header("content-type", "application/json")
            .body(body.into())
    }

    /// Creates a response with status 200 that is deserialized as this output.
    ///
    /// ```
    /// # use tinsmith::service::{FromResponse, ResponseReader};
    /// # #[derive(Debug, Default)] struct GetSessionOutput { name: String }
    /// # impl FromResponse for GetSessionOutput { fn from_response(_: &mut ResponseReader<'_>) -> Self { Self::default() } }
    /// use tinsmith::testing::ScriptedResponse;
    ///
    /// let response = ScriptedResponse::output_with(|output: &mut GetSessionOutput| output.name = "render".to_owned());
    /// ```
    pub fn output<T: FromResponse + Send + 'static>(output: T) -> Self {
        Self::status(200).extension(TypedResponse::output(output))
    }

    /// Creates a response as [`output`](Self::output) does, from an output whose fields are set one by one: a generated structure cannot be
    /// written as a literal outside of its crate.
    pub fn output_with<T: FromResponse + Default + Send + 'static>(
        fill: impl FnOnce(&mut T),
    ) -> Self {
        let mut output = T::default();
        fill(&mut output);
        Self::output(output)
    }

    /// Creates a response with a modeled error, which [`Error::service_error`](crate::Error::service_error) returns, and with the status of the error
    /// in the model. [`with_status`](Self::with_status) sets another.
    ///
    /// Members that are bound to headers set no header. Add `Retry-After` if the test needs it.
    pub fn service_error(error: impl ModeledError) -> Self {
        let (code, status, text) = (error.code(), error.status(), error.to_string());
        let message = text.strip_prefix(code).unwrap_or(&text);
        let message = message.strip_prefix(": ").unwrap_or(message);
        Self::error(status, code, message).extension(TypedResponse::error(error))
    }

    /// Creates a response with a modeled or unmodeled error of this code and message, in any protocol.
    ///
    /// The body and the headers are those of restJson1. In a protocol with another format, a modeled error has no members besides the message:
    /// [`service_error`](Self::service_error) sets them.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = Document::object([("message", message.into())]).to_json();
        let (code, message) = (code.to_owned(), message.to_owned());
        Self::json(status, body)
            .header("x-amzn-errortype", code.as_str())
            .extension(ScriptedError { code, message })
    }

    /// Creates a transport error instead of a response.
    pub fn failure(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Failure(kind, message.into()),
        }
    }

    /// Creates a response that never arrives.
    pub fn silence() -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Silence,
        }
    }

    /// Sets another status.
    pub fn with_status(mut self, code: u16) -> Self {
        if let Outcome::Response { status, .. } = &mut self.outcome {
            *status = code;
        }
        self
    }

    /// Adds a header.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.raw_header(name.into(), value.into().into_bytes())
    }

    /// Adds a header whose value need not be text.
    fn raw_header(mut self, name: String, value: Vec<u8>) -> Self {
        if let Outcome::Response { headers, .. } = &mut self.outcome {
            headers.push((name, value));
        }
        self
    }

    /// Appends bytes to the body.
    pub fn body(self, bytes: impl Into<Bytes>) -> Self {
        self.piece(Piece::Bytes(bytes.into()))
    }

    /// Pauses within the body.
    pub fn pause(self, duration: Duration) -> Self {
        self.piece(Piece::Pause(duration))
    }

    /// Closes the connection within the body.
    pub fn disconnect(self) -> Self {
        self.piece(Piece::Failure(
            TransportErrorKind::Connection,
            "the connection was closed".into(),
        ))
    }

    /// Delays the response.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Attaches a value to the response, beside its HTTP message.
    fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        if let Outcome::Response { extensions, .. } = &mut self.outcome {
            extensions.insert(value);
        }
        self
    }

    /// Returns the scripted output or error, if it is typed.
    pub(super) fn typed(&self) -> Option<TypedResponse> {
        match &self.outcome {
            Outcome::Response { extensions, .. } => extensions.get().cloned(),
            _ => None,
        }
    }

    /// Returns the response after the delay.
    pub(super) async fn send(self) -> Result<Response<Body>, TransportError> {
        if !self.delay.is_zero() {
            TokioTime::default().sleep(self.delay).await;
        }
        match self.outcome {
            Outcome::Response {
                status,
                headers,
                body,
                extensions,
            } => {
                let unsendable = |error| TransportError::new(TransportErrorKind::Unsendable, error);
                let mut response = response(status, headers, body).map_err(unsendable)?;
                *response.extensions_mut() = extensions;
                Ok(response)
            }
            Outcome::Failure(kind, message) => Err(TransportError::new(kind, message)),
            Outcome::Silence => std::future::pending().await,
        }
    }

    fn piece(mut self, piece: Piece) -> Self {
        if let Outcome::Response { body, .. } = &mut self.outcome {
            body.push(piece);
        }
        self
    }
}

/// An HTTP response, unchanged.
impl<B: Into<Bytes>> From<Response<B>> for ScriptedResponse {
    fn from(response: Response<B>) -> Self {
        let (head, body) = response.into_parts();
        let response = Self::status(head.status.as_u16()).body(body);
        head.headers
            .iter()
            .fold(response, |response, (name, value)| {
                response.raw_header(name.to_string(), value.as_bytes().to_vec())
            })
    }
}

fn response(
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<Piece>,
) -> Result<Response<Body>, BoxError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    // A scripted content type replaces the one that `json` sets.
    if map.get_all(CONTENT_TYPE).iter().count() > 1
        && let Some(last) = map.get_all(CONTENT_TYPE).iter().next_back().cloned()
    {
        map.insert(CONTENT_TYPE, last);
    }
    let mut response = Response::new(Body::from_stream(
        Pieces {
            pieces: body.into(),
            pause: None,
        },
        None,
    ));
    *response.status_mut() = StatusCode::from_u16(status)?;
    *response.headers_mut() = map;
    Ok(response)
}

struct Pieces {
    pieces: VecDeque<Piece>,
    pause: Option<BoxFuture<'static, ()>>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(pause) = &mut self.pause {
                std::task::ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            match self.pieces.pop_front() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Piece::Failure(kind, message)) => {
                    return Poll::Ready(Some(Err(TransportError::new(kind, message))));
                }
                Some(Piece::Pause(duration)) => {
                    self.pause = Some(TokioTime::default().sleep(duration))
                }
            }
        }
    }
}
