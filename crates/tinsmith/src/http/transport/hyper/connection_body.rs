//! The body of a response of HTTP/1.1, whose reader drives the connection.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;

use super::connection::Connection;
use super::pool::Pool;

/// The body of a response, which reads from its connection.
pub(super) struct ConnectionBody {
    body: Incoming,
    /// The connection, until the end of the body.
    connection: Option<Box<Connection>>,
    pool: Arc<Pool>,
}

impl ConnectionBody {
    /// Creates the body of a response of this connection, which then returns to the pool.
    pub(super) fn new(body: Incoming, connection: Box<Connection>, pool: &Arc<Pool>) -> Self {
        let mut this = Self {
            body,
            connection: Some(connection),
            pool: Arc::clone(pool),
        };
        if this.body.is_end_stream() {
            this.release();
        }
        this
    }

    /// Returns the connection to the pool.
    fn release(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.pool.put(connection);
        }
    }
}

impl HttpBody for ConnectionBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = &mut *self;
        let Some(connection) = &mut this.connection else {
            return Poll::Ready(None);
        };
        let body = &mut this.body;
        let frame =
            ready!(connection.poll_with(context, |inner| Pin::new(&mut *body).poll_frame(inner)));
        match &frame {
            Some(Ok(_)) if !body.is_end_stream() => (),
            Some(Err(_)) => this.connection = None,
            _ => this.release(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.connection.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
