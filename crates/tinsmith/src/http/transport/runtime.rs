//! The runtimes of tokio, whose drivers report the events of connections.

use std::time::Duration;

use tokio::runtime::{Handle, Id};

/// The time without a request after which events of connections may be pending, because the program may not have run the runtime.
pub(super) const LONG_IDLE: Duration = Duration::from_secs(1);

/// Returns the id of the caller's runtime, the only one whose calls use a connection that was opened in it: its driver reports what arrives, and only
/// while it runs. Outside of a runtime, it is `None`.
pub(super) fn current_runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// Lets the runtime report the events of its connections. A connection that the service closed while the program computed, or did not run the runtime,
/// is taken for open until then.
pub(super) async fn report_events() {
    // The task runs again after the driver.
    tokio::task::yield_now().await;
}
