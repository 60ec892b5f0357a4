//! The time of the last request on connections that have tasks of their own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::runtime::LONG_IDLE;
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

    /// Sets the time to that of a request now. True if the one before was long ago.
    pub(super) fn renew(&self) -> bool {
        let now = self.clock.monotonic();
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let before = self.millis.swap(millis, Ordering::Relaxed);
        now.saturating_sub(Duration::from_millis(before)) > LONG_IDLE
    }
}
