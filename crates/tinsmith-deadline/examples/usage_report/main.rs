//! What a render farm cost and how long it ran, by queue and user; then the sessions of a job, as a stream.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example usage_report
//! cargo run -p tinsmith-deadline --example usage_report -- --max-items 5 --json
//! cargo run -p tinsmith-deadline --example usage_report -- --region us-west-2 --farm-id farm-… --queue-id queue-…
//! ```

mod arguments;
mod farm;
mod sessions;
mod usage;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use tinsmith_deadline::types::UsageGroupByField::{JobId, QueueId, UserId};

use crate::arguments::Arguments;
use crate::farm::Farm;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // `usage_report | head` is no failure.
        Err(error)
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "usage_report: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                let _ = writeln!(io::stderr(), "  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let farm = Farm::connect(arguments).await?;
    let out = &mut io::stdout();
    if arguments.starting_token.is_none() {
        usage::print(
            usage::usage(&farm, [QueueId, UserId]).await?,
            arguments.json,
            out,
        )?;
    }
    let job = match &farm.job {
        Some(job) => Some(job.clone()),
        None => usage::longest_job(&usage::usage(&farm, [QueueId, JobId]).await?),
    };
    match job {
        Some(job) => sessions::list(&farm, &job, arguments, out).await,
        None => Ok(()),
    }
}
