//! Downloads that continue where they break.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_MATCH, RANGE};
use http::{Method, Response, StatusCode};

use super::Call;
use super::assembly::UnsignedRequest;
use super::body_progress::ReadTimeout;
use super::options::CallOptions;
use super::outcome::SuccessResponse;
use crate::error::{Error, ErrorKind, Retryable};
use crate::http::body::Body;
use crate::http::body_error::BodyError;
use crate::retry::{AttemptFailure, Decision, NextStep};
use crate::time::BoxFuture;
use crate::transport::{TransportError, TransportErrorKind};

impl CallOptions {
    /// Continues a streamed response to `GET` where its connection breaks or its read timeout elapses, up to `max` times, with a request for the
    /// rest (`Range`) of the same version (`If-Match` with the ETag of the first response). The body is that of an uninterrupted response, and its
    /// checksum covers all of it.
    ///
    /// Each continuation is a retry: it waits for the backoff, takes from the retry quota, and has one attempt fewer than the call's maximum. A response
    /// without a strong ETag is not continued, nor is a part that was requested by its number, because a request cannot have both a part number and a
    /// range. If the object has changed in the meantime, or the body ends before its announced length, the body ends with an error.
    pub fn resume_downloads(mut self, max: u32) -> Self {
        self.max_resumptions = max;
        self
    }
}

impl Call {
    /// Lets the body of a response continue where it breaks, as often as the options of the call allow.
    pub(super) fn resume_download(
        &self,
        unsigned: &UnsignedRequest,
        response: &mut Response<Body>,
    ) {
        if self.options.max_resumptions == 0 || unsigned.request.method() != Method::GET {
            return;
        }
        let is_part = response.status() == StatusCode::PARTIAL_CONTENT;
        if is_part && !unsigned.request.headers().contains_key(RANGE) {
            return;
        }
        let Some(((first, last), etag)) = range_of(response).zip(strong_etag(response.headers()))
        else {
            return;
        };
        let mut call = self.clone();
        call.options.max_resumptions = 0;
        let mut unsigned = unsigned.clone();
        let headers = unsigned.request.headers_mut();
        // The checksum of the whole is not that of the rest.
        #[cfg(feature = "checksums")]
        if let Some(name) = unsigned
            .operation
            .http_checksum
            .and_then(|it| it.mode_header)
        {
            headers.remove(name);
        }
        headers.insert(IF_MATCH, etag.clone());
        let body = std::mem::take(response.body_mut());
        let length = body.length();
        let resumed = ResumedBody {
            state: State::Reading(body),
            download: Arc::new(Download {
                call,
                unsigned,
                etag,
                first,
                last,
            }),
            received: 0,
            length: length.or_else(|| last?.checked_sub(first)?.checked_add(1)),
            left: self.options.max_resumptions,
        };
        *response.body_mut() = Body::from_chunks(resumed, length);
    }
}

/// Returns the number of the first byte of a response, and of the last one if the response says it.
fn range_of(response: &Response<Body>) -> Option<(u64, Option<u64>)> {
    if response.status() != StatusCode::PARTIAL_CONTENT {
        return Some((0, None));
    }
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, _) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    Some((first.parse().ok()?, Some(last.parse().ok()?)))
}

/// Returns the ETag, if two responses that have it have the same bytes.
fn strong_etag(headers: &HeaderMap) -> Option<HeaderValue> {
    let etag = headers.get(ETAG)?;
    (!etag.as_bytes().starts_with(b"W/")).then(|| etag.clone())
}

/// A download that may continue.
struct Download {
    call: Call,
    unsigned: UnsignedRequest,
    etag: HeaderValue,
    /// The number of the first byte.
    first: u64,
    /// The number of the last byte, if it is known.
    last: Option<u64>,
}

impl Download {
    /// Requests the bytes after those that were received, and returns their body, or the error that ended the body before if there is no attempt left.
    fn resume(
        self: Arc<Self>,
        received: u64,
        error: BodyError,
    ) -> BoxFuture<'static, Result<Body, BodyError>> {
        Box::pin(async move {
            let call = &self.call;
            let mut progress = call.progress(self.unsigned.operation, true);
            progress.sent = progress.retries.begin_attempt();
            let failure = AttemptFailure {
                retryable: Retryable::Transient,
                retry_after: None,
                clock_corrected: false,
                credentials_rejected: false,
            };
            let quota = &call.handle.0.quota;
            let step = progress
                .retries
                .next(failure, Duration::ZERO, call.random(), quota);
            let NextStep::Decided(Decision::Retry { delay }) = step else {
                return Err(error);
            };
            call.time().sleep(delay).await;
            let first = self.first + received;
            let range = match self.last {
                Some(last) => format!("bytes={first}-{last}"),
                None => format!("bytes={first}-"),
            };
            let mut unsigned = self.unsigned.clone();
            let value = HeaderValue::try_from(range).map_err(BodyError::new)?;
            unsigned.request.headers_mut().insert(RANGE, value);
            let result = call.attempts(&unsigned, &mut progress).await;
            let response = result.map_err(|error| self.failed(first, error))?;
            self.rest(first, &response)
        })
    }

    /// Returns the body of a response with the rest.
    fn rest(&self, first: u64, response: &SuccessResponse) -> Result<Body, BodyError> {
        let response = response.response();
        let etag = response.headers().get(ETAG);
        if etag.is_some_and(|etag| *etag != self.etag) {
            return Err(self.invalid(first, &CHANGED));
        }
        let is_rest = response.status() == StatusCode::PARTIAL_CONTENT
            && range_of(response).is_some_and(|(begin, _)| begin == first);
        match is_rest {
            true => Ok(response.body().clone()),
            false => Err(self.invalid(first, &OTHER_BYTES)),
        }
    }

    fn failed(&self, first: u64, error: Error) -> BodyError {
        match error.status() {
            Some(412) => self.invalid(first, &CHANGED),
            _ => BodyError::new(error),
        }
    }

    fn invalid(&self, first: u64, problem: &dyn fmt::Display) -> BodyError {
        let message = format!("the download cannot continue at byte {first}: {problem}");
        let error = Error::new(ErrorKind::InvalidResponse, message);
        BodyError::new(error.with_operation(self.unsigned.operation.name))
    }
}

const CHANGED: &str =
    "the ETag of the object has changed since the download began: download the object again";

const OTHER_BYTES: &str = "the service sent other bytes than the requested rest: do not use `resume_downloads` with this service";

/// A body that continues with another response where it breaks.
struct ResumedBody {
    state: State,
    download: Arc<Download>,
    received: u64,
    /// The number of bytes of the whole body, if it is known.
    length: Option<u64>,
    /// The number of continuations that are left.
    left: u32,
}

enum State {
    Reading(Body),
    Resuming(BoxFuture<'static, Result<Body, BodyError>>),
    Done,
}

impl ResumedBody {
    fn other_bytes(&self) -> BodyError {
        let end = self.download.first + self.received;
        self.download.invalid(end, &OTHER_BYTES)
    }
}

impl Stream for ResumedBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let error = match &mut this.state {
                State::Reading(body) => match ready!(Pin::new(body).poll_next(context)) {
                    Some(Ok(chunk)) => {
                        this.received += chunk.len() as u64;
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    Some(Err(error)) => error,
                    None => {
                        this.state = State::Done;
                        let is_whole = this.length.is_none_or(|length| length == this.received);
                        return Poll::Ready((!is_whole).then(|| Err(this.other_bytes())));
                    }
                },
                State::Resuming(resuming) => match ready!(resuming.as_mut().poll(context)) {
                    Ok(body) => {
                        this.state = State::Reading(body);
                        continue;
                    }
                    Err(error) => {
                        this.state = State::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Done => return Poll::Ready(None),
            };
            if !is_broken(&error) || this.left == 0 || this.length == Some(this.received) {
                this.state = State::Done;
                return Poll::Ready(Some(Err(error)));
            }
            this.left -= 1;
            let resuming = Arc::clone(&this.download).resume(this.received, error);
            this.state = State::Resuming(resuming);
        }
    }
}

/// True if the connection of a body broke or fell silent.
fn is_broken(error: &BodyError) -> bool {
    let error = error.get_ref();
    let of_transport = error.downcast_ref::<TransportError>();
    error.is::<ReadTimeout>()
        || of_transport.is_some_and(|error| error.kind() != TransportErrorKind::Unsendable)
}
