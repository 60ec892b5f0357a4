//! The sessions of a job, as a stream with a limit and a resume token.

use std::error::Error;
use std::io::Write;

use serde_json::json;
use tinsmith_deadline::types::SessionSummary;
use tinsmith_local::JobIds;

use crate::arguments::Arguments;
use crate::farm::Farm;

/// A job and its queue.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) queue_id: String,
    pub(crate) job_id: String,
}

impl Job {
    /// Returns the job of the arguments.
    pub(crate) fn named(arguments: &Arguments, farm: &Farm) -> Option<Self> {
        Some(Self {
            queue_id: farm.queue_ids.first()?.clone(),
            job_id: arguments.job_id.clone()?,
        })
    }
}

impl From<JobIds<'_>> for Job {
    fn from(job: JobIds<'_>) -> Self {
        Self {
            queue_id: job.queue_id.to_owned(),
            job_id: job.job_id.to_owned(),
        }
    }
}

/// Lists sessions, and prints the resume token.
pub(crate) async fn list(
    farm: &Farm,
    job: &Job,
    arguments: &Arguments,
    is_local: bool,
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
        .page_size(arguments.page_size)
        .starting_token(arguments.starting_token.as_deref())
        .items();
    if !arguments.json {
        writeln!(out, "\nSessions of {}", job.job_id)?;
        writeln!(out, "{}", row(["session", "started", "ended", "status"]))?;
    }
    // Each session is printed at once, so that a long listing needs no memory and an error loses no session.
    let end = loop {
        match sessions.try_next().await {
            Ok(Some(session)) if arguments.json => writeln!(out, "{}", line(&session))?,
            Ok(Some(session)) => writeln!(out, "{}", text(&session))?,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.into()),
        }
    };
    // The resume token is also available after an error.
    if let Some(token) = sessions.resume_token() {
        if arguments.json {
            let more = json!({"type": "more", "queueId": job.queue_id, "jobId": job.job_id, "startingToken": token});
            writeln!(out, "{more}")?;
        } else {
            // A token is valid for its job only. On loopback it is always the same job.
            let of = match arguments.job_id {
                None if is_local => String::new(),
                _ => format!("--queue-id {} --job-id {} ", job.queue_id, job.job_id),
            };
            writeln!(out, "\nMore with {of}--starting-token {token}")?;
        }
    }
    end
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

fn text(session: &SessionSummary) -> String {
    let ended = session.ended_at.as_ref().map(ToString::to_string);
    row([
        &session.session_id,
        &session.started_at.to_string(),
        &ended.unwrap_or_default(),
        session.lifecycle_status.as_str(),
    ])
}

/// Formats columns with the width of ids and timestamps.
fn row([session, started, ended, status]: [&str; 4]) -> String {
    format!("{session:40}  {started:24}  {ended:24}  {status}")
}
