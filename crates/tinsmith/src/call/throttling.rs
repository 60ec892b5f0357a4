//! Waiting out throttling, and showing that.

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::waiter::Schedule;

/// An answer that says to come back later, as [`CallOptions::on_throttling`](super::CallOptions::on_throttling) shows it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Throttled<'a> {
    /// Which of these answers to the call it is, counted from 1.
    pub number: u32,
    /// The time since the call began.
    pub elapsed: Duration,
    /// The answer: its code and its message say what the service is busy with.
    pub error: &'a Error,
    /// How long it will be until the request is sent again; `None` when the time is up, and the call ends with this answer.
    pub next: Option<Duration>,
}

pub(super) type OnThrottling = Arc<dyn Fn(&Throttled<'_>) + Send + Sync>;

/// When to ask again.
pub(super) const fn schedule(max_wait: Duration) -> Schedule {
    Schedule {
        min_delay: Duration::from_secs(1),
        max_delay: Duration::from_secs(20),
        max_wait,
    }
}
