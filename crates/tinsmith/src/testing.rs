//! Tests without a network: scripted answers, and a look at what was sent.
//!
//! ```
//! # use aws_credential_types::Credentials;
//! use tinsmith::Config;
//! use tinsmith::testing::{Answer, ScriptedTransport};
//!
//! let script = ScriptedTransport::new();
//! script.answer(Answer::json(200, r#"{"name":"render"}"#));
//! let config = Config::builder()
//!     .region("us-west-2")
//!     .credentials(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
//!     .transport(script.clone())
//!     .build();
//! // ... calls with a client of this config ...
//! assert_eq!(script.requests().len(), 0);
//! assert_eq!(script.answers_left(), 1);
//! ```

pub mod protocol;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Request, Response, StatusCode};

use crate::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::{Body, BoxFuture, Time, TokioTime};

pub use crate::time::TestTime;

/// A transport that answers from a script, in order, and keeps what was sent. Clones share the script.
///
/// A request beyond the script's end fails with an error that shows the request; nothing ever reaches a network.
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    answers: VecDeque<Answer>,
    requests: Vec<Request<Bytes>>,
    options: Vec<TransportOptions>,
}

/// What the next request gets.
#[derive(Debug)]
#[must_use]
pub struct Answer {
    delay: Duration,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<Piece>,
    },
    Failure(TransportErrorKind, String),
    Silence,
}

/// A step of an answer's body.
#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    Pause(Duration),
    Failure(TransportErrorKind, String),
}

impl Answer {
    /// An answer with this status and no body.
    pub fn status(status: u16) -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Response {
                status,
                headers: Vec::new(),
                body: Vec::new(),
            },
        }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::status(status)
            .header("content-type", "application/json")
            .body(body.into())
    }

    /// An answer with a modelled or any other error, as restJson1 services write it.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = crate::Document::object([("message", message.into())]).to_json();
        Self::json(status, body).header("x-amzn-errortype", code)
    }

    /// No answer, but a failure of the transport.
    pub fn failure(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Failure(kind, message.into()),
        }
    }

    /// No answer, ever.
    pub fn silence() -> Self {
        Self {
            delay: Duration::ZERO,
            outcome: Outcome::Silence,
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Outcome::Response { headers, .. } = &mut self.outcome {
            headers.push((name.into(), value.into()));
        }
        self
    }

    /// Adds a piece to the body.
    pub fn body(self, bytes: impl Into<Bytes>) -> Self {
        self.piece(Piece::Bytes(bytes.into()))
    }

    /// Pauses within the body.
    pub fn pause(self, duration: Duration) -> Self {
        self.piece(Piece::Pause(duration))
    }

    /// Breaks the connection within the body.
    pub fn break_off(self) -> Self {
        self.piece(Piece::Failure(
            TransportErrorKind::Connection,
            "the connection broke".into(),
        ))
    }

    /// Comes only after a while.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn piece(mut self, piece: Piece) -> Self {
        if let Outcome::Response { body, .. } = &mut self.outcome {
            body.push(piece);
        }
        self
    }
}

/// An HTTP response as it is.
impl<B: Into<Bytes>> From<Response<B>> for Answer {
    fn from(response: Response<B>) -> Self {
        let (head, body) = response.into_parts();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let answer = Self::status(head.status.as_u16()).body(body);
        head.headers.iter().fold(answer, |answer, (name, value)| {
            answer.header(name.as_str(), text(value))
        })
    }
}

impl ScriptedTransport {
    /// A transport with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer to the end of the script.
    pub fn answer(&self, answer: impl Into<Answer>) -> &Self {
        self.state().answers.push_back(answer.into());
        self
    }

    /// All requests so far, their bodies collected. Cloned, so that it can be looked at while calls go on.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.state().requests.clone()
    }

    /// What the transport was told beside each request.
    pub fn options(&self) -> Vec<TransportOptions> {
        self.state().options.clone()
    }

    /// How many answers were not asked for yet.
    pub fn answers_left(&self) -> usize {
        self.state().answers.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(
        &self,
        request: Request<Bytes>,
        options: TransportOptions,
    ) -> Result<Answer, TransportError> {
        let mut state = self.state();
        let number = state.requests.len() + 1;
        let shown = format!("{} {}", request.method(), request.uri());
        state.requests.push(request);
        state.options.push(options);
        state.answers.pop_front().ok_or_else(|| {
            let message = format!(
                "unexpected request {number}, the script has only {}: {shown}",
                number - 1
            );
            TransportError::new(TransportErrorKind::Unsendable, message)
        })
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let options = *options;
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let unsendable = |error| TransportError::new(TransportErrorKind::Unsendable, error);
            let body = body.collect().await.map_err(unsendable)?;
            let answer = self.next(Request::from_parts(head, body), options)?;
            if !answer.delay.is_zero() {
                TokioTime.sleep(answer.delay).await;
            }
            match answer.outcome {
                Outcome::Response {
                    status,
                    headers,
                    body,
                } => response(status, headers, body).map_err(unsendable),
                Outcome::Failure(kind, message) => Err(TransportError::new(kind, message)),
                Outcome::Silence => std::future::pending().await,
            }
        })
    }
}

fn response(
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<Piece>,
) -> Result<Response<Body>, crate::BodyError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    // A scripted type takes the place of the one that `json` sets.
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
                Some(Piece::Pause(duration)) => self.pause = Some(TokioTime.sleep(duration)),
            }
        }
    }
}
