//! The subscriber of one test, in a process with others.

use std::sync::LazyLock;

use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Subscriber};

/// Sets the subscriber of this thread, until the guard is dropped.
pub(crate) fn subscribe(subscriber: impl Subscriber + Send + Sync + 'static) -> DefaultGuard {
    // While only one subscriber exists, a thread without one that reaches a span or an event first disables it for all threads. So there is always another.
    static OTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));
    LazyLock::force(&OTHER);
    tracing::subscriber::set_default(subscriber)
}
