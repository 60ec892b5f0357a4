//! The output of the monitor.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use tinsmith::Timestamp;
use tinsmith_deadline::types::{SessionLifecycleStatus, SessionSummary};

/// The sessions of a job at one time.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    ended: usize,
    /// The sessions that have not ended, by id.
    open: BTreeMap<String, SessionSummary>,
}

impl Snapshot {
    pub(crate) fn add(&mut self, session: SessionSummary) {
        if session.lifecycle_status == SessionLifecycleStatus::Ended {
            self.ended += 1;
        } else {
            self.open.insert(session.session_id.clone(), session);
        }
    }

    /// Returns the sessions, those with the longest run time first.
    fn by_start(&self) -> Vec<&SessionSummary> {
        let mut open: Vec<_> = self.open.values().collect();
        open.sort_by_key(|session| session.started_at);
        open
    }

    fn total(&self) -> String {
        let (ended, open) = (self.ended, self.open.len());
        format!("{} sessions, {ended} ended, {open} open", ended + open)
    }
}

/// A table that is drawn over the previous one.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    lines: usize,
}

impl Screen {
    pub(crate) fn draw(
        &mut self,
        snapshot: &Snapshot,
        job_id: &str,
        now: Timestamp,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let view = view(snapshot, job_id, now);
        if self.lines > 0 {
            // Moves to the first line of the previous table, and clears the screen from there.
            write!(out, "\x1b[{}F\x1b[J", self.lines)?;
        }
        self.lines = view.lines().count();
        write!(out, "{view}")?;
        out.flush()
    }
}

/// Formats the table. Lines have at most 80 characters, since `Screen` counts a wrapped line as one.
fn view(snapshot: &Snapshot, job_id: &str, now: Timestamp) -> String {
    const ROWS: usize = 16;
    const PLACES: usize = 60;
    let mut view = format!("{job_id} at {now}\n{}\n", snapshot.total());
    let all = (snapshot.ended + snapshot.open.len()).max(1);
    let full = snapshot.ended * PLACES / all;
    let bar = "█".repeat(full) + &"░".repeat(PLACES - full);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(view, "{bar}\n");
    let open = snapshot.by_start();
    for session in open.iter().take(ROWS) {
        let status = session.lifecycle_status.as_str();
        // Green while it runs, red after a failed update, yellow during an update.
        let colour = match session.lifecycle_status {
            SessionLifecycleStatus::Started => 32,
            SessionLifecycleStatus::UpdateFailed => 31,
            _ => 33,
        };
        let _ = writeln!(
            view,
            "{} \x1b[{colour}m{status:<18}\x1b[m{:>12}",
            session.session_id,
            duration(session.started_at, now)
        );
    }
    if let Some(more) = open.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let _ = writeln!(view, "and {more} more");
    }
    view
}

/// The lines about changes since the last poll.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    total: String,
    /// The last state of each session that had not ended.
    seen: BTreeMap<String, SessionLifecycleStatus>,
}

impl Changes {
    pub(crate) fn print(
        &mut self,
        snapshot: &Snapshot,
        now: Timestamp,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let total = snapshot.total();
        if self.total != total {
            writeln!(out, "{now} {total}")?;
            self.total = total;
        }
        for session in snapshot.by_start() {
            let status = &session.lifecycle_status;
            let before = self.seen.insert(session.session_id.clone(), status.clone());
            if before.as_ref() != Some(status) {
                let running = duration(session.started_at, now);
                writeln!(out, "{now} {} {status}, {running}", session.session_id)?;
            }
        }
        let gone = |id: &String| !snapshot.open.contains_key(id);
        for (id, _) in self.seen.extract_if(.., |id, _| gone(id)) {
            writeln!(out, "{now} {id} {}", SessionLifecycleStatus::Ended)?;
        }
        out.flush()
    }
}

fn duration(from: Timestamp, to: Timestamp) -> String {
    let minutes = to.seconds().saturating_sub(from.seconds()).max(0) / 60;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}
