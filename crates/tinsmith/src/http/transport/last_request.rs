//! The time of the last request on connections that have tasks of their own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::runtime::{LONG_IDLE, report_events};
use crate::time::{Time, TokioTime};

/// The time of the last request on some connections.
pub(super) struct LastRequest {
    clock: TokioTime,
    millis: AtomicU64,
}

impl LastRequest {
    /// Creates the time of a request now.
    pub(super) fn now() -> Self {
        let clock = TokioTime::default();
        Self {
            clock,
            millis: AtomicU64::new(0),
        }
    }

    /// Sets the time to now if the last request was recent. Returns false if it was long ago: the request then waits for
    /// [`renew_after_events`](Self::renew_after_events) first, as do others that begin in the meantime.
    pub(super) fn renew_if_recent(&self) -> bool {
        let now = self.clock.monotonic();
        let last = Duration::from_millis(self.millis.load(Ordering::Relaxed));
        let is_recent = now.saturating_sub(last) <= LONG_IDLE;
        if is_recent {
            self.store(now);
        }
        is_recent
    }

    /// Lets the runtime report the events of the connections, and sets the time to that of a request now.
    pub(super) async fn renew_after_events(&self) {
        report_events().await;
        self.store(self.clock.monotonic());
    }

    fn store(&self, now: Duration) {
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.millis.store(millis, Ordering::Relaxed);
    }
}
