//! The sessions of a job as a stream that stops where it is told and goes on from there.

use std::error::Error;
use std::io::{self, IsTerminal, Write};

use comfy_table::Table;
use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use serde_json::json;
use tinsmith_deadline::types::SessionSummary;

use crate::arguments::Arguments;
use crate::farm::{Farm, Job};

/// Lists sessions and prints the token with which the next listing goes on.
pub(crate) async fn list(
    farm: &Farm,
    job: &Job,
    arguments: &Arguments,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let mut sessions = farm
        .client
        .list_sessions()
        .farm_id(&farm.farm_id)
        .queue_id(&job.queue_id)
        .job_id(&job.job_id)
        .paginate()
        .max_items(arguments.max_items)
        .page_size(arguments.page_size);
    if let Some(token) = &arguments.starting_token {
        sessions = sessions.starting_token(token);
    }
    let mut sessions = sessions.items();
    let mut listed = Vec::new();
    while let Some(session) = sessions.try_next().await? {
        if arguments.json {
            // Printed as they come: a long listing is never held in memory.
            writeln!(out, "{}", line(&session))?;
        } else {
            listed.push(session);
        }
    }
    if !arguments.json {
        writeln!(out, "\nSessions of {}", job.job_id)?;
        writeln!(out, "{}", table(&listed).trim_fmt())?;
    }
    match sessions.resume_token() {
        Some(token) if arguments.json => {
            writeln!(out, "{}", json!({"type": "more", "startingToken": token}))?
        }
        Some(token) => writeln!(out, "\nMore with --starting-token {token}")?,
        None => {}
    }
    Ok(())
}

fn line(session: &SessionSummary) -> serde_json::Value {
    json!({
        "type": "session",
        "sessionId": session.session_id,
        "fleetId": session.fleet_id,
        "workerId": session.worker_id,
        "startedAt": session.started_at.to_string(),
        "endedAt": session.ended_at.as_ref().map(ToString::to_string),
        "lifecycleStatus": session.lifecycle_status.as_str(),
    })
}

fn table(sessions: &[SessionSummary]) -> Table {
    let mut table = Table::new();
    table.load_preset(if io::stdout().is_terminal() {
        UTF8_FULL_CONDENSED
    } else {
        NOTHING
    });
    table.set_header(["session", "started", "ended", "status"]);
    for session in sessions {
        table.add_row([
            session.session_id.clone(),
            session.started_at.to_string(),
            session
                .ended_at
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            session.lifecycle_status.to_string(),
        ]);
    }
    table
}
