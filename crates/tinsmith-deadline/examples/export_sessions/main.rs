//! Exports the sessions of a job to JSON lines, and can be killed at any time.
//!
//! The next run resumes with the next session. The resulting file is identical to that of a run without interruption.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example export_sessions
//! cargo run -p tinsmith-deadline --example export_sessions -- --out sessions.jsonl \
//!     --region us-west-2 --farm-id farm-… --queue-id queue-… --job-id job-…
//! ```

#[path = "../common/mod.rs"]
mod common;
mod export;
#[path = "../common/job.rs"]
mod job;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use serde_json::json;
use tinsmith_deadline::types::SessionSummary;
use tinsmith_local::LocalService;

use crate::export::Export;
use crate::job::{Job, JobArguments};

/// Exports the sessions of a job to JSON lines. After a kill the next run resumes the export.
///
/// Without arguments it starts a farm on loopback and needs no AWS account. With --region, --farm-id, --queue-id and
/// --job-id it calls AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "export_sessions")]
struct Arguments {
    #[command(flatten)]
    job: JobArguments,
    /// File to write. The checkpoint is in another file with the suffix `.checkpoint`.
    #[arg(long, default_value = "sessions.jsonl")]
    out: PathBuf,
    /// Number of sessions in a commit, which is also the maximum number that is fetched again after a kill.
    #[arg(long, default_value_t = 100)]
    batch: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("export_sessions", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let region = arguments.job.region.as_deref();
    let (config, local) = common::config(region, LocalService::builder()).await?;
    let job = Job::select(&arguments.job, &config, local.as_ref())?;
    let subject = format!("{}/{}/{}", job.farm_id, job.queue_id, job.job_id);
    let mut export = Export::open(&arguments.out, &subject)?;
    if !export.is_complete() {
        write_rest(&job, &mut export, arguments.batch.max(1)).await?;
    }
    let (written, path) = (export.written(), arguments.out.display());
    writeln!(io::stdout(), "{written} sessions are in {path}")?;
    Ok(())
}

async fn write_rest(job: &Job, export: &mut Export, batch: usize) -> Result<(), Box<dyn Error>> {
    let sessions = job.sessions().paginate();
    let mut sessions = sessions.starting_token(export.starting_token()).items();
    let result = loop {
        match sessions.try_next().await {
            Ok(Some(session)) => export.push(&line(&session)),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
        if export.pushed() == batch {
            export.commit(sessions.resume_token())?;
        }
    };
    // The sessions before an error are committed as well.
    export.commit(sessions.resume_token())?;
    Ok(result?)
}

/// A session with the names of the service.
fn line(session: &SessionSummary) -> serde_json::Value {
    json!({
        "sessionId": session.session_id,
        "fleetId": session.fleet_id,
        "workerId": session.worker_id,
        "startedAt": session.started_at.to_string(),
        "endedAt": session.ended_at.as_ref().map(ToString::to_string),
        "lifecycleStatus": session.lifecycle_status.as_str(),
    })
}
