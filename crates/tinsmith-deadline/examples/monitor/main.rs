//! Monitors the sessions of a job: with a table in a terminal, otherwise with a line for each change.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example monitor
//! cargo run -p tinsmith-deadline --example monitor -- --once
//! cargo run -p tinsmith-deadline --example monitor -- --interval 30 \
//!     --region us-west-2 --farm-id farm-… --queue-id queue-… --job-id job-… | tee job.log
//! ```

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/job.rs"]
mod job;
mod view;

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::pin::pin;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use async_stream::stream;
use clap::Parser;
use futures::{Stream, StreamExt};
use tinsmith::Timestamp;
use tinsmith_local::LocalService;

use crate::job::{Job, JobArguments};
use crate::view::{Changes, Screen, Snapshot};

/// Monitors the sessions of a job until it is interrupted.
///
/// Without arguments it starts a farm on loopback, which never changes, and needs no AWS account. With --region,
/// --farm-id, --queue-id and --job-id it calls AWS Deadline Cloud, with credentials from the environment or the shared
/// files.
#[derive(Debug, Parser)]
#[command(name = "monitor")]
struct Arguments {
    #[command(flatten)]
    job: JobArguments,
    /// Seconds between two polls.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
    /// Polls once and exits.
    #[arg(long)]
    once: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("monitor", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let region = arguments.job.region.as_deref();
    let (config, local) = common::config(region, LocalService::builder()).await?;
    let job = Job::select(&arguments.job, &config, local.as_ref())?;
    // The clock of the farm on loopback is at the end of its history.
    let standstill = local
        .as_ref()
        .map(|local| Timestamp::from(local.history().1));
    let out = &mut io::stdout();
    let mut screen = out.is_terminal().then(Screen::default);
    let mut changes = Changes::default();
    let interval = Duration::from_secs(arguments.interval);
    let mut looks = pin!(looks(&job, (!arguments.once).then_some(interval)));
    while let Some(look) = looks.next().await {
        match look {
            Ok(snapshot) => {
                let now = standstill.unwrap_or_else(|| SystemTime::now().into());
                match &mut screen {
                    Some(screen) => screen.draw(&snapshot, &job.job_id, now, out)?,
                    None => changes.print(&snapshot, now, out)?,
                }
            }
            // The monitor continues after a retryable error, and ends after any other.
            Err(error) if error.is_retryable() && !arguments.once => {
                writeln!(io::stderr(), "monitor: {error}")?;
                // In a terminal the next table is drawn below these lines and does not overwrite them.
                screen = screen.map(|_| Screen::default());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Polls a job with an interval, or once without one.
fn looks(
    job: &Job,
    interval: Option<Duration>,
) -> impl Stream<Item = Result<Snapshot, tinsmith::Error>> {
    stream! {
        yield look(job).await;
        while let Some(interval) = interval {
            tokio::time::sleep(interval).await;
            yield look(job).await;
        }
    }
}

/// Fetches all sessions, and keeps those that have not ended.
async fn look(job: &Job) -> Result<Snapshot, tinsmith::Error> {
    let mut sessions = job.sessions().paginate().prefetch(1).items();
    let mut snapshot = Snapshot::default();
    while let Some(session) = sessions.try_next().await? {
        snapshot.add(session);
    }
    Ok(snapshot)
}
