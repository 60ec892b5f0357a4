//! Requests whose body waits for the interim response `100 Continue`.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::task::AtomicWaker;
use http::header::EXPECT;
use http::{HeaderValue, Request, StatusCode};
use hyper::ext::on_informational;

use crate::http::transport::http_body::RequestBody;
use crate::time::{BoxFuture, Time, TokioTime};
use crate::{Body, BodyError};

/// The decision about the body of a request.
#[derive(Default)]
struct Decision {
    /// True if the body is sent, and false if it never is.
    is_sent: OnceLock<bool>,
    /// The task that sends the body.
    sender: AtomicWaker,
}

impl Decision {
    /// Decides, unless it was decided before.
    fn decide(&self, is_sent: bool) {
        if self.is_sent.set(is_sent).is_ok() {
            self.sender.wake();
        }
    }
}

/// The wait of a request for the interim response.
pub(super) struct Expectation(Arc<Decision>);

impl Expectation {
    /// Adds the header `Expect: 100-continue` to a request, and lets its body wait for the interim response, but for no longer than `wait`, since a
    /// peer may not know the header.
    pub(super) fn add_to(request: &mut Request<RequestBody>, wait: Duration) -> Self {
        let decision = Arc::<Decision>::default();
        let body = std::mem::take(&mut request.body_mut().0);
        let length = body.length();
        let awaiting = AwaitingBody {
            decision: Some(Arc::clone(&decision)),
            wait,
            timer: None,
            body,
        };
        request.body_mut().0 = Body::from_chunks(awaiting, length);
        let value = HeaderValue::from_static("100-continue");
        request.headers_mut().insert(EXPECT, value);
        let informed = Arc::clone(&decision);
        on_informational(request, move |response| {
            if response.status() == StatusCode::CONTINUE {
                informed.decide(true);
            }
        });
        Self(decision)
    }

    /// Ends the wait at the final response: a body that was not requested before it is never sent.
    pub(super) fn end(&self) {
        self.0.decide(false);
    }
}

/// A body that is sent when this is decided, or after the wait.
struct AwaitingBody {
    /// The decision, until the body is sent.
    decision: Option<Arc<Decision>>,
    wait: Duration,
    /// The timer of the wait, which begins when the head is written.
    timer: Option<BoxFuture<'static, ()>>,
    body: Body,
}

impl Stream for AwaitingBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(decision) = &this.decision {
            // Before the decision is read, so that no wake is lost.
            decision.sender.register(context.waker());
            if decision.is_sent.get().is_none() {
                let wait = this.wait;
                let start = || TokioTime::default().sleep(wait);
                ready!(this.timer.get_or_insert_with(start).as_mut().poll(context));
                decision.decide(true);
            }
            if decision.is_sent.get() == Some(&false) {
                return Poll::Pending;
            }
            this.timer = None;
            this.decision = None;
        }
        Pin::new(&mut this.body).poll_next(context)
    }
}
