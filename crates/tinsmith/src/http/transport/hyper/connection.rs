//! A connection of HTTP/1.1 that the task of its call drives.
//!
//! hyper expects a task of its own for each connection. Each call would then wake it and be woken by it, with two turns of the scheduler and the
//! system calls for them.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::runtime::Id;

use super::connect::{Destination, Stream};
use crate::http::transport::http_body::RequestBody;
use crate::http::transport::runtime::current_runtime;

/// The number of times that a connection is polled before its task lets others run.
const POLLS: usize = 16;

/// A connection, and the sender of its requests.
pub(super) struct Connection {
    pub(super) destination: Destination,
    /// The runtime in which it was opened.
    pub(super) runtime: Option<Id>,
    sender: SendRequest<RequestBody>,
    /// The driver, until it ends. hyper returns a request that it has not sent only when the driver is dropped.
    driver: Option<http1::Connection<TokioIo<Stream>, RequestBody>>,
    wakes: Arc<Wakes>,
    /// The waker of `wakes`, for all futures of the connection.
    waker: Waker,
}

impl Connection {
    pub(super) async fn new(
        stream: Stream,
        destination: Destination,
    ) -> Result<Box<Self>, hyper::Error> {
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        let wakes = Arc::<Wakes>::default();
        Ok(Box::new(Self {
            destination,
            runtime: current_runtime(),
            sender,
            driver: Some(driver),
            waker: Arc::clone(&wakes).into(),
            wakes,
        }))
    }

    /// True if the connection can take another request. It reads what has arrived since the last one.
    pub(super) fn is_ready(&mut self) -> bool {
        self.drive();
        self.is_free()
    }

    /// True if the connection waits for a request, as far as it has read.
    pub(super) fn is_free(&self) -> bool {
        self.driver.is_some() && self.sender.is_ready()
    }

    /// Sends a request and waits for the head of the response, whose body reads from the connection.
    ///
    /// # Errors
    ///
    /// The error has the request if no part of it was sent.
    pub(super) async fn send(
        &mut self,
        request: Request<RequestBody>,
    ) -> Result<Response<Incoming>, TrySendError<Request<RequestBody>>> {
        let mut response = pin!(self.sender.try_send_request(request));
        poll_fn(|context| self.poll_with(context, |inner| response.as_mut().poll(inner))).await
    }

    /// Polls a future of the connection, and the connection itself as long as that is pending.
    pub(super) fn poll_with<T>(
        &mut self,
        context: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.wakes.keep();
        for _ in 0..POLLS {
            if let Poll::Ready(output) = poll(&mut Context::from_waker(&self.waker)) {
                return Poll::Ready(output);
            }
            self.drive();
            if self.wakes.forward_to(context.waker()) {
                return Poll::Pending;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn drive(&mut self) {
        self.wakes.clear();
        if let Some(driver) = &mut self.driver {
            let mut context = Context::from_waker(&self.waker);
            // hyper returns its errors from the future of the response, and from the body.
            if Pin::new(driver).poll(&mut context).is_ready() {
                self.driver = None;
            }
        }
    }
}

/// The wakes of a connection, which reach the task of the call only while it waits. The others, most of which come from the call itself, would make the
/// task run once more without need.
#[derive(Default)]
struct Wakes {
    /// True if the connection has to be polled.
    is_woken: AtomicBool,
    /// True while the task waits.
    is_awaited: AtomicBool,
    task: AtomicWaker,
}

impl Wakes {
    /// Keeps further wakes from the task.
    fn keep(&self) {
        self.is_awaited.store(false, Ordering::SeqCst);
    }

    /// Forgets a wake, since the connection is polled now.
    fn clear(&self) {
        self.is_woken.store(false, Ordering::SeqCst);
    }

    /// Lets the next wake reach the task. Returns false if there was one meanwhile, after which the connection has to be polled first.
    fn forward_to(&self, task: &Waker) -> bool {
        if self.is_woken.load(Ordering::SeqCst) {
            return false;
        }
        self.task.register(task);
        self.is_awaited.store(true, Ordering::SeqCst);
        // A wake of another thread may have come before the line above.
        let is_woken = self.is_woken.load(Ordering::SeqCst);
        if is_woken {
            self.keep();
        }
        !is_woken
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::SeqCst);
        if self.is_awaited.swap(false, Ordering::SeqCst) {
            self.task.wake();
        }
    }
}
