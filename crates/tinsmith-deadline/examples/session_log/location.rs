//! The locations of the logs of a session and of its worker.

use std::fmt::Write as _;
use std::io::{self, Write};

use tinsmith::Timestamp;
use tinsmith_deadline::operation::GetSessionOutput;
use tinsmith_deadline::types::LogConfiguration;

use crate::job::Job;

/// Prints the status of a session and the locations of its log and of its worker's log.
pub(crate) fn print(
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

    writeln!(out, "\nlog of the session")?;
    LogLocation::from_session(session, job).print(region, None, out)?;
    if let Some(error) = &session.log.error {
        writeln!(out, "  but      {error}")?;
    }
    if let Some(log) = session
        .worker_log
        .as_ref()
        .and_then(LogLocation::from_configuration)
    {
        writeln!(out, "\nlog of {}, all its sessions", session.worker_id)?;
        let during = (session.started_at, session.ended_at);
        log.print(region, Some(during), out)?;
    }
    Ok(())
}

/// A time range; without an end it ends now.
type During = (Timestamp, Option<Timestamp>);

/// The location of a log.
pub(crate) enum LogLocation<'a> {
    CloudWatch(LogStream),
    /// A driver that this program does not support.
    Elsewhere(&'a LogConfiguration),
}

impl<'a> LogLocation<'a> {
    /// Returns the location of a session's log. By default it is in the log group of the queue.
    pub(crate) fn from_session(session: &'a GetSessionOutput, job: &Job) -> Self {
        Self::from_configuration(&session.log).unwrap_or_else(|| {
            Self::CloudWatch(LogStream {
                group: format!("/aws/deadline/{}/{}", job.farm_id, job.queue_id),
                stream: session.session_id.clone(),
            })
        })
    }

    /// Returns the location; `None` if the log has none.
    fn from_configuration(log: &'a LogConfiguration) -> Option<Self> {
        if !matches!(log.log_driver.as_str(), "" | "awslogs") {
            return Some(Self::Elsewhere(log));
        }
        let named = |name| log.options.get(name).or_else(|| log.parameters.get(name));
        Some(Self::CloudWatch(LogStream {
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

/// A log stream of CloudWatch Logs.
pub(crate) struct LogStream {
    pub(crate) group: String,
    pub(crate) stream: String,
}

impl LogStream {
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
