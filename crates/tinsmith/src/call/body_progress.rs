//! Bodies whose progress is observed while they are read.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::http::body::{Body, BodyError};
use crate::time::{BoxFuture, Time};

/// Counts the chunks that are taken from a body.
pub(super) fn with_chunk_count(body: Body, chunks: Arc<AtomicU64>) -> Body {
    struct CountingStream(Body, Arc<AtomicU64>);

    impl Stream for CountingStream {
        type Item = Result<Bytes, BodyError>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            let next = Pin::new(&mut self.0).poll_next(context);
            if next.is_ready() {
                self.1.fetch_add(1, Ordering::Relaxed);
            }
            next
        }
    }

    let length = body.length();
    Body::from_stream(CountingStream(body, chunks), length)
}

/// The error of a body of which no chunk arrived within the read timeout.
#[derive(Debug)]
pub(super) struct ReadTimeout(Duration);

impl fmt::Display for ReadTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service sent no byte of the response's body for {:?}",
            self.0
        )
    }
}

impl std::error::Error for ReadTimeout {}

/// Ends a body with an error if no chunk arrives within the read timeout.
pub(super) fn with_read_timeout(body: Body, timeout: Duration, time: Arc<dyn Time>) -> Body {
    struct TimeoutStream {
        body: Body,
        timeout: Duration,
        time: Arc<dyn Time>,
        /// The timer that runs while a chunk is awaited.
        sleep: Option<BoxFuture<'static, ()>>,
    }

    impl Stream for TimeoutStream {
        type Item = Result<Bytes, BodyError>;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let this = self.get_mut();
            if let Poll::Ready(next) = Pin::new(&mut this.body).poll_next(context) {
                this.sleep = None;
                return Poll::Ready(next);
            }
            let sleep = this
                .sleep
                .get_or_insert_with(|| this.time.sleep(this.timeout));
            std::task::ready!(sleep.as_mut().poll(context));
            this.sleep = None;
            Poll::Ready(Some(Err(ReadTimeout(this.timeout).into())))
        }
    }

    let length = body.length();
    let stream = TimeoutStream {
        body,
        timeout,
        time,
        sleep: None,
    };
    Body::from_stream(stream, length)
}
