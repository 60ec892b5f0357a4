//! Prints the location of a session's logs: the CloudWatch log group and stream, the URL of the console, and the command
//! that fetches them.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example session_log
//! cargo run -p tinsmith-deadline --example session_log -- --session-id session-… \
//!     --region us-west-2 --farm-id farm-… --queue-id queue-… --job-id job-…
//! ```

mod common;
#[path = "common/job.rs"]
mod job;

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use tinsmith::Timestamp;
use tinsmith_deadline::operation::GetSessionOutput;
use tinsmith_deadline::types::LogConfiguration;

use crate::job::{Job, JobArguments};

/// Prints the location of the logs of a session and of its worker.
///
/// Without arguments it starts a farm on loopback and needs no AWS account. With --region, --farm-id, --queue-id and
/// --job-id it calls AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "session_log")]
struct Arguments {
    #[command(flatten)]
    job: JobArguments,
    /// Session whose logs are located; by default the first one of the job.
    #[arg(long)]
    session_id: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("session_log", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let (job, local) = Job::connect(&arguments.job).await?;
    let region = match &local {
        Some(local) => local.region(),
        None => arguments.job.region.as_deref().unwrap_or_default(),
    };
    let session_id = match &arguments.session_id {
        Some(id) => id.clone(),
        None => {
            let mut sessions = job.sessions().paginate().page_size(1).items();
            let first = sessions.try_next().await?;
            first.ok_or("the job has no session yet")?.session_id
        }
    };
    let session = job
        .client
        .get_session()
        .farm_id(&job.farm_id)
        .queue_id(&job.queue_id)
        .job_id(&job.job_id)
        .session_id(session_id)
        .send()
        .await?;
    print(&session, &job, region, &mut io::stdout())?;
    Ok(())
}

fn print(
    session: &GetSessionOutput,
    job: &Job,
    region: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let ended = session.ended_at.map(|time| time.to_string());
    writeln!(out, "session  {}", session.session_id)?;
    writeln!(out, "status   {}", session.lifecycle_status)?;
    writeln!(out, "started  {}", session.started_at)?;
    writeln!(out, "ended    {}", ended.as_deref().unwrap_or("not yet"))?;

    // By default a session logs to its queue's group.
    let usual = || {
        Log::CloudWatch(Stream {
            group: format!("/aws/deadline/{}/{}", job.farm_id, job.queue_id),
            stream: session.session_id.clone(),
        })
    };
    writeln!(out, "\nlog of the session")?;
    Log::of(&session.log)
        .unwrap_or_else(usual)
        .print(region, None, out)?;
    if let Some(error) = &session.log.error {
        writeln!(out, "  but      {error}")?;
    }
    if let Some(log) = session.worker_log.as_ref().and_then(Log::of) {
        writeln!(out, "\nlog of {}, all its sessions", session.worker_id)?;
        let during = (session.started_at, session.ended_at);
        log.print(region, Some(during), out)?;
    }
    Ok(())
}

/// A time range; without an end it ends now.
type During = (Timestamp, Option<Timestamp>);

/// The location of a log.
enum Log<'a> {
    CloudWatch(Stream),
    /// A driver that this program does not support.
    Elsewhere(&'a LogConfiguration),
}

impl<'a> Log<'a> {
    /// Returns the location; `None` if the log has none.
    fn of(log: &'a LogConfiguration) -> Option<Self> {
        if !matches!(log.log_driver.as_str(), "" | "awslogs") {
            return Some(Self::Elsewhere(log));
        }
        let named = |name| log.options.get(name).or_else(|| log.parameters.get(name));
        Some(Self::CloudWatch(Stream {
            group: named("logGroupName")?.clone(),
            stream: named("logStreamName")?.clone(),
        }))
    }

    fn print(&self, region: &str, during: Option<During>, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::CloudWatch(stream) => stream.print(region, during, out),
            Self::Elsewhere(log) => {
                writeln!(out, "  driver   {}", log.log_driver)?;
                for (name, value) in &log.options {
                    writeln!(out, "  option   {name}={value}")?;
                }
                Ok(())
            }
        }
    }
}

/// A stream of CloudWatch Logs.
struct Stream {
    group: String,
    stream: String,
}

impl Stream {
    fn print(&self, region: &str, during: Option<During>, out: &mut impl Write) -> io::Result<()> {
        let Self { group, stream } = self;
        writeln!(out, "  group    {group}")?;
        writeln!(out, "  stream   {stream}")?;
        writeln!(out, "  console  {}", self.console_url(region))?;
        write!(
            out,
            "  command  aws logs get-log-events --region {region} --start-from-head \
             --log-group-name {group} --log-stream-name {stream}"
        )?;
        if let Some((from, to)) = during {
            write!(out, " --start-time {}", millis(from))?;
            if let Some(to) = to {
                write!(out, " --end-time {}", millis(to))?;
            }
        }
        writeln!(out)
    }

    /// Returns the URL of the console. It contains percent-encoded names whose percent signs are encoded again, as a dollar sign.
    fn console_url(&self, region: &str) -> String {
        let domain = match region {
            _ if region.starts_with("cn-") => "console.amazonaws.cn",
            _ if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
            _ => "console.aws.amazon.com",
        };
        let (group, stream) = (console_name(&self.group), console_name(&self.stream));
        format!(
            "https://{region}.{domain}/cloudwatch/home?region={region}\
             #logsV2:log-groups/log-group/{group}/log-events/{stream}"
        )
    }
}

fn console_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                text.push(char::from(byte));
            }
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(text, "$25{byte:02X}");
            }
        }
    }
    text
}

/// Returns milliseconds since 1970, the unit of CloudWatch Logs.
fn millis(time: Timestamp) -> i64 {
    time.seconds() * 1000 + i64::from(time.subsec_nanoseconds() / 1_000_000)
}
