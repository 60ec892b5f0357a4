//! The program `tinsmith-local`.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use tinsmith_local::{AggregationOutcome, LocalService};

/// Deadline Cloud's session operations, the logs of its sessions, Nimble Studio's ListStreamingSessions and Bedrock's ConverseStream on
/// 127.0.0.1, with verified signatures.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Port on 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Seed of all data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of sessions in the farm, half of them in one job.
    #[arg(long, default_value_t = 10_000)]
    sessions: usize,
    /// Required region of signatures.
    #[arg(long, default_value = "us-west-2")]
    region: String,
    /// Session token that every request requires.
    #[arg(long)]
    session_token: Option<String>,
    /// Duration of an aggregation, in seconds.
    #[arg(long, default_value_t = 5)]
    aggregation_seconds: u64,
    /// Time after which the open sessions end, in seconds; by default they stay open.
    #[arg(long)]
    open_session_seconds: Option<u64>,
    /// Pause before each event of a stream, in milliseconds.
    #[arg(long, default_value_t = 50)]
    event_pause: u64,
    /// Outcome of the first aggregation; those after it complete.
    #[arg(long, value_enum, default_value_t = Outcome::Completed)]
    first_aggregation: Outcome,
    /// Percentage of requests whose response is a throttling or an internal error.
    #[arg(long, default_value_t = 0.0)]
    error_percentage: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Outcome {
    Completed,
    Failed,
    Timeout,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without stderr there is no place for the error.
            let _ = writeln!(io::stderr(), "tinsmith-local: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> io::Result<()> {
    let mut builder = LocalService::builder()
        .port(options.port)
        .seed(options.seed)
        .sessions(options.sessions)
        .region(options.region)
        .aggregation_duration(Duration::from_secs(options.aggregation_seconds))
        .event_pause(Duration::from_millis(options.event_pause))
        .error_percentage(options.error_percentage);
    if let Some(token) = options.session_token {
        builder = builder.session_token(token);
    }
    if let Some(seconds) = options.open_session_seconds {
        builder = builder.open_session_duration(Duration::from_secs(seconds));
    }
    let service = builder.start().await?;
    service.end_next_aggregation(match options.first_aggregation {
        Outcome::Completed => AggregationOutcome::Completed,
        Outcome::Failed => AggregationOutcome::Failed,
        Outcome::Timeout => AggregationOutcome::Timeout,
    });
    print_usage(&service, &mut io::stdout().lock())?;
    tokio::signal::ctrl_c().await?;
    service.shutdown().await
}

/// Prints the endpoint, the ids of the data, and the environment variables for other clients.
fn print_usage(service: &LocalService, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "endpoint  {}", service.endpoint_url())?;
    writeln!(out, "farm      {}", service.farm_id())?;
    for queue in service.queue_ids() {
        writeln!(out, "queue     {queue}")?;
    }
    for fleet in service.fleet_ids() {
        writeln!(out, "fleet     {fleet}")?;
    }
    if let Some(job) = service.long_job() {
        writeln!(
            out,
            "job       {} in {}, {} sessions",
            job.job_id, job.queue_id, job.sessions
        )?;
    }
    writeln!(out, "studio    {}", service.studio_id())?;
    writeln!(out, "model     {}", service.model_id())?;
    writeln!(
        out,
        "\nFor the AWS CLI, boto3 and other SDKs (AWS_DISABLE_HOST_PREFIX_INJECTION, because there is no"
    )?;
    writeln!(out, "management.127.0.0.1):\n")?;
    for (name, value) in service.environment() {
        writeln!(out, "export {name}={value}")?;
    }
    if let Some(job) = service.long_job() {
        writeln!(
            out,
            "\naws deadline list-sessions --farm-id {} --queue-id {} --job-id {} --max-items 3",
            service.farm_id(),
            job.queue_id,
            job.job_id
        )?;
    }
    writeln!(out, "\nCtrl-C stops the service.")?;
    out.flush()
}
