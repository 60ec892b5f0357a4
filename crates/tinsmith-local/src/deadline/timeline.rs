//! The farm's time: its history ends when the service starts, and open sessions continue from there.

use std::borrow::Cow;
use std::time::Duration;

use super::farm::{HISTORY_END, LifecycleStatus, Session};
use crate::time::Timestamp;

/// The start of the service, and the duration of its open sessions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    started_at: Timestamp,
    open_session_duration: Option<Duration>,
}

impl Timeline {
    pub(crate) fn new(started_at: Timestamp, open_session_duration: Option<Duration>) -> Self {
        Self {
            started_at,
            open_session_duration,
        }
    }

    /// Returns the farm's time at the time `now` of the service.
    pub(crate) fn farm_time(&self, now: Timestamp) -> Timestamp {
        let running = now.millis().saturating_sub(self.started_at.millis());
        Timestamp::from_millis(HISTORY_END.millis().saturating_add(running.max(0)))
    }

    /// Returns a session in its state at the time `now` of the service.
    pub(crate) fn session<'a>(&self, session: &'a Session, now: Timestamp) -> Cow<'a, Session> {
        let end = self
            .open_session_duration
            .map(|duration| HISTORY_END.plus(duration))
            .filter(|end| session.ended_at.is_none() && self.farm_time(now) >= *end);
        if end.is_none() {
            return Cow::Borrowed(session);
        }
        Cow::Owned(Session {
            ended_at: end,
            updated_at: end,
            lifecycle_status: LifecycleStatus::Ended,
            target_lifecycle_status: None,
            ..session.clone()
        })
    }
}
