//! The arguments of the command line.

use std::path::PathBuf;

use clap::Parser;

use crate::farm::FarmArguments;

/// Reports the cost and the run time of a render farm's queues by user, and lists the sessions of a job.
///
/// Without arguments it starts a farm on loopback and needs no AWS account. With --region, --farm-id and --queue-id it
/// calls AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "usage_report")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) farm: FarmArguments,
    /// Job of the first queue whose sessions are listed; by default the one with the longest run time.
    #[arg(long, requires = "farm_id")]
    pub(crate) job_id: Option<String>,
    /// Maximum number of sessions to list.
    #[arg(long, default_value_t = 10)]
    pub(crate) max_items: usize,
    /// Maximum number of sessions in a page, 1 to 100.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i32).range(1..=100))]
    pub(crate) page_size: i32,
    /// Resumes an earlier listing, also one of boto3 or the AWS CLI, without a report.
    #[arg(long)]
    pub(crate) starting_token: Option<String>,
    /// Writes the report to a file as well, as an HTML page with charts.
    #[arg(long, value_name = "FILE", conflicts_with = "starting_token")]
    pub(crate) html: Option<PathBuf>,
    /// Prints JSON lines instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
}
