//! Bodies that are looked after while they are read.

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

/// Counts the pieces that are taken from a body.
pub(super) fn counted(body: Body, pieces: Arc<AtomicU64>) -> Body {
    struct Counted(Body, Arc<AtomicU64>);

    impl Stream for Counted {
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
    Body::from_stream(Counted(body, pieces), length)
}

/// The service sent nothing for too long.
#[derive(Debug)]
pub(super) struct ReadTimedOut(Duration);

impl fmt::Display for ReadTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service sent no byte of the answer's body for {:?}",
            self.0
        )
    }
}

impl std::error::Error for ReadTimedOut {}

/// Ends a body with an error if it stays silent for too long.
pub(super) fn with_read_timeout(body: Body, limit: Duration, time: Arc<dyn Time>) -> Body {
    struct Watched {
        body: Body,
        limit: Duration,
        time: Arc<dyn Time>,
        /// Runs while the body is silent.
        sleep: Option<BoxFuture<'static, ()>>,
    }

    impl Stream for Watched {
        type Item = Result<Bytes, BodyError>;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let this = self.get_mut();
            if let Poll::Ready(next) = Pin::new(&mut this.body).poll_next(context) {
                this.sleep = None;
                return Poll::Ready(next);
            }
            let sleep = this
                .sleep
                .get_or_insert_with(|| this.time.sleep(this.limit));
            std::task::ready!(sleep.as_mut().poll(context));
            this.sleep = None;
            Poll::Ready(Some(Err(ReadTimedOut(this.limit).into())))
        }
    }

    let length = body.length();
    Body::from_stream(
        Watched {
            body,
            limit,
            time,
            sleep: None,
        },
        length,
    )
}
