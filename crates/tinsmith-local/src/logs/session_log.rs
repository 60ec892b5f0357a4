//! The log of a session: an event every five seconds, from the start of the session to its end.

use serde::Serialize;

use crate::deadline::Session;
use crate::time::Timestamp;

const INTERVAL_MILLIS: i64 = 5000;

/// The log of a session, up to a point in time.
#[derive(Debug)]
pub(super) struct SessionLog<'a> {
    session: &'a Session,
    /// The events before that of the session's end.
    running: i64,
}

/// An event of a log.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogEvent {
    pub(super) timestamp: i64,
    message: String,
    ingestion_time: i64,
}

impl<'a> SessionLog<'a> {
    pub(super) fn new(session: &'a Session, farm_time: Timestamp) -> Self {
        let until = session.ended_at.unwrap_or(farm_time).millis();
        let duration = until.saturating_sub(session.started_at.millis()).max(0);
        Self {
            session,
            running: duration / INTERVAL_MILLIS + 1,
        }
    }

    /// Returns the events within a time range, whose end is exclusive, in order of time.
    pub(super) fn events(&self, start: i64, end: i64) -> Vec<LogEvent> {
        let first = self.session.started_at.millis();
        let running = (0..self.running).map(|number| {
            let timestamp = first + number * INTERVAL_MILLIS;
            LogEvent::new(timestamp, self.message(number))
        });
        let ended = self.session.ended_at.map(|end| {
            let message = format!("Session {} ended.", self.session.id);
            LogEvent::new(end.millis(), message)
        });
        running
            .chain(ended)
            .filter(|event| (start..end).contains(&event.timestamp))
            .collect()
    }

    fn message(&self, number: i64) -> String {
        let Session { id, worker, .. } = self.session;
        match number {
            0 => format!(
                "Session {id} started on {}, {}.",
                worker.id, worker.instance_type
            ),
            _ => format!("Frame {number} rendered."),
        }
    }
}

impl LogEvent {
    fn new(timestamp: i64, message: String) -> Self {
        Self {
            timestamp,
            message,
            ingestion_time: timestamp,
        }
    }
}
