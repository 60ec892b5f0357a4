//! Reports the cost and the run time of a render farm by queue and user, and streams the sessions of a job.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example usage_report
//! cargo run -p tinsmith-deadline --example usage_report -- --max-items 5 --json
//! cargo run -p tinsmith-deadline --example usage_report -- --html report.html
//! cargo run -p tinsmith-deadline --example usage_report -- --region us-west-2 --farm-id farm-… --queue-id queue-…
//! ```

mod arguments;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/farm.rs"]
mod farm;
#[path = "../common/markup.rs"]
mod markup;
mod page;
mod sessions;
mod usage;

use std::error::Error;
use std::io;
use std::process::ExitCode;

use clap::Parser;
use tinsmith_deadline::types::UsageGroupByField::{JobId, QueueId, UserId};

use crate::arguments::Arguments;
use crate::farm::Farm;
use crate::page::Page;
use crate::sessions::Job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("usage_report", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let (farm, local) = Farm::connect(&arguments.farm).await?;
    let out = &mut io::stdout();
    if arguments.starting_token.is_some() && arguments.job_id.is_none() && local.is_none() {
        return Err("--starting-token needs the --job-id that it is a token of".into());
    }
    if arguments.starting_token.is_none() {
        let mut rows = farm
            .aggregate(farm.sums().group_by([QueueId, UserId]))
            .await?;
        usage::sort(&mut rows);
        usage::print(&rows, arguments.json, out)?;
        if let Some(path) = &arguments.html {
            let page = Page {
                farm_id: &farm.farm_id,
                rows: &rows,
            };
            let shown = path.display();
            std::fs::write(path, page.to_string())
                .map_err(|error| format!("cannot write {shown}: {error}"))?;
        }
    }
    let job = match &local {
        Some(local) => local.long_job().map(Job::from),
        None => Job::named(arguments, &farm),
    };
    let job = match job {
        Some(job) => Some(job),
        None => usage::longest_job(
            &farm
                .aggregate(farm.sums().group_by([QueueId, JobId]))
                .await?,
        ),
    };
    match job {
        Some(job) => sessions::list(&farm, &job, arguments, local.is_some(), out).await,
        None => Ok(()),
    }
}
