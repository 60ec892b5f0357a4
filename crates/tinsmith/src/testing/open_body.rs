//! The body of a request with events that are still sent while the response is read.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::task::unconstrained;

use super::typed::TypedResponse;
use crate::Body;
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;

/// A body whose end has not been reached.
#[derive(Clone)]
pub(super) struct OpenBody(Arc<Mutex<Reading>>);

struct Reading {
    /// `None` after the end.
    body: Option<Body>,
    received: BytesMut,
    /// The error with which the body ended, until the response has it.
    failure: Option<BodyError>,
    /// The task that awaits the next event.
    waker: Waker,
    /// The scripted output. It holds the body of the response, whose drop would end the events.
    _output: Option<TypedResponse>,
}

impl OpenBody {
    /// Reads a body to its end, or until the caller's next event is awaited. Returns the bytes, and the body if it has not ended.
    pub(super) async fn read(
        body: Body,
        stream: &RequestStream,
    ) -> Result<(Bytes, Option<Self>), BodyError> {
        let mut reading = Reading {
            body: Some(body),
            received: BytesMut::new(),
            failure: None,
            waker: Waker::noop().clone(),
            _output: None,
        };
        let read = poll_fn(|context| match reading.poll(context) {
            // Something else may be awaited before an event is sent, such as other credentials.
            Poll::Pending if stream.is_awaited() => Poll::Ready(()),
            end => end,
        });
        unconstrained(read).await;
        if let Some(failure) = reading.failure.take() {
            return Err(failure);
        }
        let received = Bytes::copy_from_slice(&reading.received);
        let is_open = reading.body.is_some();
        let open = is_open.then(|| Self(Arc::new(Mutex::new(reading))));
        Ok((received, open))
    }

    /// Reads the events that follow, in a task: a program may wait until there is room for its next event.
    pub(super) fn read_on(&self, output: Option<TypedResponse>) {
        self.lock()._output = output;
        let reading = Arc::downgrade(&self.0);
        let poll = move |context: &mut Context<'_>| match reading.upgrade() {
            Some(reading) => Self(reading).lock().poll(context),
            None => Poll::Ready(()),
        };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(poll_fn(poll));
        }
    }

    /// Returns the body of the response. Before each part of it, the events that the caller has sent are read: its end ends them.
    pub(super) fn respond(&self, body: Body) -> Body {
        let length = body.length();
        let request = Arc::downgrade(&self.0);
        Body::from_chunks(Response { request, body }, length)
    }

    /// Drops the events that are left, of which the call sends no more.
    pub(super) fn end(&self) {
        let body = self.lock().body.take();
        drop(body);
    }

    /// Returns the bytes of all events so far.
    pub(super) fn received(&self) -> Bytes {
        let mut reading = self.lock();
        reading.read_available();
        Bytes::copy_from_slice(&reading.received)
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    /// Reads to the end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.waker.clone_from(context.waker());
        while let Some(body) = &mut self.body {
            match ready!(Pin::new(body).poll_next(context)) {
                Some(Ok(chunk)) => self.received.extend_from_slice(&chunk),
                Some(Err(failure)) => {
                    self.failure = Some(failure);
                    self.body = None;
                }
                None => self.body = None,
            }
        }
        Poll::Ready(())
    }

    /// Reads what there is. The next event still wakes the task that awaits it.
    fn read_available(&mut self) {
        let waker = self.waker.clone();
        let read = std::pin::pin!(unconstrained(poll_fn(|context| self.poll(context))));
        let _ = read.poll(&mut Context::from_waker(&waker));
    }
}

/// The body of a response.
struct Response {
    /// Weak, because an output that is held beside the request holds this body.
    request: Weak<Mutex<Reading>>,
    body: Body,
}

impl Stream for Response {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(request) = self.request.upgrade() {
            let request = OpenBody(request);
            let mut reading = request.lock();
            reading.read_available();
            if let Some(failure) = reading.failure.take() {
                return Poll::Ready(Some(Err(failure)));
            }
        }
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// The call ends. Its events hold its client, and thus the script.
impl Drop for Response {
    fn drop(&mut self) {
        if let Some(request) = self.request.upgrade() {
            OpenBody(request).end();
        }
    }
}
