//! Feature `blocking`: calls from programs without async.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
//! # let script = ScriptedTransport::new();
//! # script.respond(ScriptedResponse::json(200, r#"{"sessionId": "s-1"}"#));
//! # script.respond(ScriptedResponse::json(200, r#"{"sessions": [{"sessionId": "s-1"}, {"sessionId": "s-2"}]}"#));
//! # let client = tinsmith_deadline::Client::new(&script.config());
//! # let mut ids = Vec::new();
//! let runtime = tinsmith::blocking::Runtime::new()?;
//! let get_session = client.get_session().farm_id("f").queue_id("q").job_id("j").session_id("s-1");
//! let session = runtime.block_on(get_session.send())?;
//!
//! let list_sessions = client.list_sessions().farm_id("f").queue_id("q").job_id("j");
//! for session in runtime.iter(list_sessions.paginate().items()) {
//!     println!("{}", session?.session_id);
//! #   ids.push(());
//! }
//! # assert_eq!((&*session.session_id, ids.len()), ("s-1", 2));
//! # Ok(()) }
//! ```

use std::io;
use std::pin::Pin;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

/// A runtime that blocks the calling thread until a call is finished.
///
/// A thread of its own keeps connections alive. Clones of a client may be used by many threads, all with the same runtime: create one for
/// the whole program and drop it last.
#[derive(Debug)]
pub struct Runtime {
    handle: Handle,
    /// Present until it is dropped.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    /// Creates a runtime with its thread.
    ///
    /// # Errors
    ///
    /// The operating system cannot create a thread.
    pub fn new() -> io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder
            .worker_threads(1)
            .thread_name("tinsmith")
            .enable_all()
            .build()?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// Waits for the output of a future, such as a request's `send` or a waiter.
    ///
    /// # Panics
    ///
    /// It is called within async code, which must not block: there, `.await` the future instead.
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        self.handle.block_on(future.into_future())
    }

    /// Returns an iterator over the items of a stream, such as those of a paginator. `next` waits for an item.
    pub fn iter<S: Stream + Unpin>(&self, stream: S) -> Iter<'_, S> {
        Iter {
            runtime: self,
            stream,
        }
    }
}

/// Cancels what is still running without waiting for it, so that a runtime may be dropped anywhere, within async code too.
impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// An iterator over the items of a stream.
#[derive(Debug)]
#[must_use = "an iterator does nothing before `next`"]
pub struct Iter<'r, S> {
    runtime: &'r Runtime,
    stream: S,
}

impl<S> Iter<'_, S> {
    /// Returns the stream, for its other methods, such as the resume token.
    pub fn stream(&self) -> &S {
        &self.stream
    }
}

impl<S: Stream + Unpin> Iterator for Iter<'_, S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let stream = &mut self.stream;
        let next = std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context));
        self.runtime.block_on(next)
    }
}
