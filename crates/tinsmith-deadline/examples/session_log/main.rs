//! Prints the log of a session from CloudWatch Logs, or the location of the log.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example session_log
//! cargo run -p tinsmith-deadline --example session_log -- --follow
//! cargo run -p tinsmith-deadline --example session_log -- --session-id session-… \
//!     --region us-west-2 --farm-id farm-… --queue-id queue-… --job-id job-…
//! ```

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/job.rs"]
mod job;
mod location;
mod log_reader;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tinsmith_deadline::operation::GetSession;
use tinsmith_local::LocalService;

use crate::job::{Job, JobArguments};
use crate::location::LogLocation;
use crate::log_reader::{LogReader, is_missing_log};

/// The time after which the open sessions of the farm on loopback end.
const LOCAL_SESSION_DURATION: Duration = Duration::from_secs(20);

/// Prints the log of a session from CloudWatch Logs.
///
/// Without arguments it starts a farm on loopback and needs no AWS account. With --region, --farm-id, --queue-id and
/// --job-id it calls AWS Deadline Cloud and CloudWatch Logs, with credentials from the environment or the shared files. They
/// need the permissions deadline:GetSession, deadline:ListSessions and logs:GetLogEvents.
#[derive(Debug, Parser)]
#[command(name = "session_log")]
struct Arguments {
    #[command(flatten)]
    job: JobArguments,
    /// Session whose log is printed; by default the first one of the job, with --follow the latest one that has not ended.
    #[arg(long)]
    session_id: Option<String>,
    /// Print new events until the session has ended.
    #[arg(long, conflicts_with = "location")]
    follow: bool,
    /// Seconds between two reads of the log with --follow.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=300))]
    interval: u64,
    /// Print the locations of the logs of the session and of its worker instead: the log group and stream, the URL of the
    /// console, and the command of the AWS CLI.
    #[arg(long)]
    location: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("session_log", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let region = arguments.job.region.as_deref();
    let builder = LocalService::builder().open_session_duration(LOCAL_SESSION_DURATION);
    let (config, local) = common::config(region, builder).await?;
    let job = Job::select(&arguments.job, &config, local.as_ref())?;
    let session_id = match &arguments.session_id {
        Some(id) => id.clone(),
        None => select_session(&job, arguments.follow).await?,
    };
    let get_session = job
        .client
        .get_session()
        .farm_id(&job.farm_id)
        .queue_id(&job.queue_id)
        .job_id(&job.job_id)
        .session_id(session_id);
    if arguments.location {
        let session = get_session.send().await?;
        let region = local.as_ref().map_or(region, |local| Some(local.region()));
        location::print(
            &session,
            &job,
            region.unwrap_or_default(),
            &mut io::stdout(),
        )?;
        return Ok(());
    }
    let client = tinsmith_cloudwatch_logs::Client::new(&config);
    let follow = arguments
        .follow
        .then(|| Duration::from_secs(arguments.interval));
    print_log(get_session, &job, &client, follow).await
}

/// Returns the id of the job's first session, or of the latest one of those that have not ended, if there are any.
async fn select_session(job: &Job, open: bool) -> Result<String, Box<dyn Error>> {
    let mut sessions = job.sessions().paginate().items();
    let mut selected = sessions
        .try_next()
        .await?
        .ok_or("the job has no session yet")?;
    if !open {
        return Ok(selected.session_id);
    }
    while let Some(session) = sessions.try_next().await? {
        let is_better = selected.ended_at.is_some() || session.started_at > selected.started_at;
        if session.ended_at.is_none() && is_better {
            selected = session;
        }
    }
    Ok(selected.session_id)
}

/// Prints the log of a session. With an interval to `follow` it, prints new events until the session has ended.
async fn print_log(
    get_session: GetSession,
    job: &Job,
    client: &tinsmith_cloudwatch_logs::Client,
    follow: Option<Duration>,
) -> Result<(), Box<dyn Error>> {
    let mut session = get_session.clone().send().await?;
    if let Some(error) = &session.log.error {
        eprintln!(
            "session_log: the log of {} has an error: {error}",
            session.session_id
        );
    }
    let stream = match LogLocation::from_session(&session, job) {
        LogLocation::CloudWatch(stream) => stream,
        LogLocation::Elsewhere(log) => {
            return Err(format!(
                "the log of {} is not in CloudWatch Logs, but has the driver `{}`; --location prints the options of the driver",
                session.session_id, log.log_driver
            )
            .into());
        }
    };
    let mut reader = LogReader::new(client, stream);
    loop {
        // The session was read before its log, so that no event before its end is missing.
        let has_ended = session.ended_at.is_some();
        let count = reader.print_new_events(&mut io::stdout()).await;
        let count = match (count, follow) {
            // The log stream is created with the first event.
            (Err(error), Some(_)) if !has_ended && is_missing_log(error.as_ref()) => 0,
            (count, _) => count?,
        };
        // Events arrive some seconds late, so that a read without any is the last one.
        let Some(interval) = follow.filter(|_| !has_ended || count > 0) else {
            return Ok(());
        };
        tokio::time::sleep(interval).await;
        session = get_session.clone().send().await?;
    }
}
