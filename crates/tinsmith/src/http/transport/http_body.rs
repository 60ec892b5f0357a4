//! The bodies of requests and responses, as hyper reads and writes them.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::http2::HAS_HTTP2;
use super::{TransportError, TransportErrorKind};
use crate::{Body, BodyError};

/// The body of a request.
#[derive(Default)]
pub(super) struct RequestBody(pub(super) Body);

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

    fn is_end_stream(&self) -> bool {
        self.0.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The error of the stream of a request's body.
#[derive(Debug)]
pub(super) struct RequestBodyError(BodyError);

impl fmt::Display for RequestBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request's body cannot be read: {}", self.0)
    }
}

impl StdError for RequestBodyError {}

/// True if the error comes from the stream of the request's body.
pub(super) fn is_request_body(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<RequestBodyError>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Converts the body of a response, with the function that converts its errors. `ends_by_reset` is true if hyper also returns the end of the
/// body where the stream of HTTP/2 is reset without an error.
pub(super) fn response_body<B>(
    body: B,
    convert: fn(B::Error) -> TransportError,
    ends_by_reset: bool,
) -> Body
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
{
    let length = body.size_hint().exact();
    let body = ResponseBody {
        body,
        convert,
        ends_by_reset,
    };
    Body::from_chunks(body, length)
}

/// The body of a response as a stream of its data, without trailers.
struct ResponseBody<B: HttpBody> {
    body: B,
    convert: fn(B::Error) -> TransportError,
    ends_by_reset: bool,
}

#[cold]
fn without_end() -> TransportError {
    const PROBLEM: &str = "the service reset the stream before the end of the body";
    TransportError::new(TransportErrorKind::Connection, PROBLEM)
}

impl<B: HttpBody<Data = Bytes> + Unpin> Stream for ResponseBody<B> {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            return match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                None if HAS_HTTP2 && this.ends_by_reset && !this.body.is_end_stream() => {
                    // The error is returned once.
                    this.ends_by_reset = false;
                    Poll::Ready(Some(Err(BodyError::new(without_end()))))
                }
                None => Poll::Ready(None),
                Some(Err(error)) => Poll::Ready(Some(Err(BodyError::new((this.convert)(error))))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    Err(_trailers) => continue,
                },
            };
        }
    }
}
