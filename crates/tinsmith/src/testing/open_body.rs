//! The body of a request with events that are still sent while the response is read.

use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

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
    rest: Rest,
    received: BytesMut,
    /// The error with which the body ended, until the response has it.
    failure: Option<BodyError>,
    /// The task that awaits the next event.
    waker: Waker,
    /// The task that reads the response.
    reader: Waker,
    /// The scripted output. It holds the body of the response, whose drop would end the events.
    _output: Option<TypedResponse>,
}

/// The part of a body that has not been read.
enum Rest {
    Open(Body),
    /// It is read at the moment, which is without the lock: it has code of the test, which may read the response or the sent requests.
    Taken,
    Ended,
}

impl OpenBody {
    /// Reads a body to its end, or until the caller's next event is awaited. Returns the bytes, and the body if it has not ended.
    pub(super) async fn read(
        body: Body,
        stream: &RequestStream,
    ) -> Result<(Bytes, Option<Self>), BodyError> {
        let open = Self(Arc::new(Mutex::new(Reading {
            rest: Rest::Open(body),
            received: BytesMut::new(),
            failure: None,
            waker: Waker::noop().clone(),
            reader: Waker::noop().clone(),
            _output: None,
        })));
        let read = poll_fn(|context| match open.poll(context) {
            // Something else may be awaited before an event is sent, such as other credentials.
            Poll::Pending if stream.is_awaited() => Poll::Ready(true),
            end => end.map(|()| false),
        });
        let is_open = unconstrained(read).await;
        if let Some(failure) = open.lock().failure.take() {
            return Err(failure);
        }
        let received = Bytes::copy_from_slice(&open.lock().received);
        Ok((received, is_open.then_some(open)))
    }

    /// Reads the events that follow, in a task: a program may wait until there is room for its next event.
    pub(super) fn read_on(&self, output: Option<TypedResponse>) {
        self.lock()._output = output;
        let reading = Arc::downgrade(&self.0);
        let poll = move |context: &mut Context<'_>| match reading.upgrade() {
            Some(reading) => Self(reading).poll(context),
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
    fn end(&self) {
        let rest = mem::replace(&mut self.lock().rest, Rest::Ended);
        drop(rest);
    }

    /// Returns the bytes of all events so far.
    pub(super) fn received(&self) -> Bytes {
        self.read_available();
        Bytes::copy_from_slice(&self.lock().received)
    }

    /// Reads to the end.
    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut body = {
            let mut reading = self.lock();
            match mem::replace(&mut reading.rest, Rest::Taken) {
                Rest::Open(body) => {
                    reading.waker.clone_from(context.waker());
                    body
                }
                Rest::Taken => return Poll::Pending,
                Rest::Ended => {
                    reading.rest = Rest::Ended;
                    return Poll::Ready(());
                }
            }
        };
        let failure = loop {
            match Pin::new(&mut body).poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => self.lock().received.extend_from_slice(&chunk),
                Poll::Ready(Some(Err(failure))) => break Some(failure),
                Poll::Ready(None) => break None,
                Poll::Pending => {
                    let mut reading = self.lock();
                    if let Rest::Taken = reading.rest {
                        reading.rest = Rest::Open(body);
                        return Poll::Pending;
                    }
                    // The call has ended meanwhile.
                    break None;
                }
            }
        };
        let mut reading = self.lock();
        reading.rest = Rest::Ended;
        reading.failure = failure;
        let wakers = [reading.waker.clone(), reading.reader.clone()];
        drop(reading);
        wakers.into_iter().for_each(Waker::wake);
        Poll::Ready(())
    }

    /// Reads what there is. The next event still wakes the task that awaits it.
    fn read_available(&self) {
        let waker = self.lock().waker.clone();
        let read = pin!(unconstrained(poll_fn(|context| self.poll(context))));
        let _ = read.poll(&mut Context::from_waker(&waker));
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the events when a call ends without a response. They hold its client, and thus the script.
pub(super) struct EndOfCall(Option<OpenBody>);

impl EndOfCall {
    pub(super) fn new(open: OpenBody) -> Self {
        Self(Some(open))
    }

    /// Leaves the end of the events to the response.
    pub(super) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for EndOfCall {
    fn drop(&mut self) {
        if let Some(open) = &self.0 {
            open.end();
        }
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
            request.read_available();
            let mut reading = request.lock();
            reading.reader.clone_from(context.waker());
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
