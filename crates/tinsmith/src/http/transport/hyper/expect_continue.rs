//! Requests whose body waits for the interim response `100 Continue`.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::task::AtomicWaker;
use http::header::EXPECT;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use hyper::ext::on_informational;

use crate::http::transport::http_body::RequestBody;
use crate::time::{BoxFuture, Time, TokioTime};
use crate::{Body, BodyError};

/// A body that is held back.
#[derive(Default)]
struct HeldBody {
    /// The body, until it is sent, or until it is decided that it never is.
    body: Mutex<Option<Body>>,
    /// True if the head was written, and hyper wants the body.
    is_awaited: AtomicBool,
    /// True if the peer has requested the body, or if the wait has elapsed.
    is_requested: AtomicBool,
    /// The task that sends the body.
    sender: AtomicWaker,
}

impl HeldBody {
    fn take(&self) -> Option<Body> {
        let body = self.body.lock();
        body.unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_awaited(&self) -> bool {
        self.is_awaited.load(Ordering::SeqCst)
    }

    fn is_requested(&self) -> bool {
        self.is_requested.load(Ordering::SeqCst)
    }

    /// Lets the body be sent, if it is still held.
    fn request(&self) {
        self.is_requested.store(true, Ordering::SeqCst);
        self.sender.wake();
    }
}

/// The wait of a request for the interim response.
pub(super) struct Expectation {
    held: Arc<HeldBody>,
    wait: Duration,
    /// The timer of the wait, which begins when the head is written.
    timer: Option<BoxFuture<'static, ()>>,
    /// The head of the request without the header `Expect`.
    head: Parts,
}

impl Expectation {
    /// Adds the header `Expect: 100-continue` to a request, and lets its body wait for the interim response, but for no longer than `wait`, since a
    /// peer may not know the header.
    pub(super) fn add_to(request: &mut Request<RequestBody>, wait: Duration) -> Self {
        let (head, RequestBody(body)) = std::mem::take(request).into_parts();
        let length = body.length();
        let held = Arc::new(HeldBody {
            body: Mutex::new(Some(body)),
            ..HeldBody::default()
        });
        let awaiting = AwaitingBody {
            held: Arc::clone(&held),
            body: None,
        };
        let body = RequestBody(Body::from_chunks(awaiting, length));
        *request = Request::from_parts(head.clone(), body);
        let value = HeaderValue::from_static("100-continue");
        request.headers_mut().insert(EXPECT, value);
        let informed = Arc::clone(&held);
        on_informational(request, move |response| {
            if response.status() == StatusCode::CONTINUE {
                informed.request();
            }
        });
        Self {
            held,
            wait,
            timer: None,
            head,
        }
    }

    /// Sends the request, with its body after the wait. A response that has arrived when the wait elapses precedes the body: hyper polls the body again
    /// before it is known here that there is a response.
    pub(super) async fn limit<T>(&mut self, sending: impl Future<Output = T>) -> T {
        let mut sending = pin!(sending);
        poll_fn(|context| {
            let response = sending.as_mut().poll(context);
            if response.is_pending() && self.held.is_awaited() && !self.held.is_requested() {
                let wait = self.wait;
                let start = || TokioTime::default().sleep(wait);
                let timer = self.timer.get_or_insert_with(start);
                if timer.as_mut().poll(context).is_ready() {
                    self.held.request();
                }
            }
            response
        })
        .await
    }

    /// Ends the wait at the final response: a body that was not requested before it is never sent. If the response says that the peer does not
    /// support the header, returns the request without it ([RFC 9110, section 10.1.1](https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1)).
    pub(super) fn end(self, status: StatusCode) -> Option<Request<RequestBody>> {
        if self.held.is_requested() {
            return None;
        }
        let body = self.held.take()?;
        let is_unsupported = status == StatusCode::EXPECTATION_FAILED;
        is_unsupported.then(|| Request::from_parts(self.head, RequestBody(body)))
    }
}

/// A body that is sent when it is requested.
struct AwaitingBody {
    held: Arc<HeldBody>,
    /// The body, from the end of the wait on.
    body: Option<Body>,
}

impl Stream for AwaitingBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.body.is_none() {
            // Before it is read whether the body is requested, so that no wake is lost.
            this.held.sender.register(context.waker());
            if !this.held.is_requested() {
                this.held.is_awaited.store(true, Ordering::SeqCst);
                return Poll::Pending;
            }
            this.body = this.held.take();
        }
        match &mut this.body {
            Some(body) => Pin::new(body).poll_next(context),
            // There was a final response.
            None => Poll::Pending,
        }
    }
}
