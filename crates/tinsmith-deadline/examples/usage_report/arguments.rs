//! What the command line says.

use clap::Parser;

use crate::farm::FarmArguments;

/// Reports what the queues of a render farm cost and how long they ran, by user, then lists the sessions of a job.
///
/// Without arguments it starts a farm of its own on loopback: no AWS account is needed. With --region, --farm-id and
/// --queue-id it asks AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "usage_report")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) farm: FarmArguments,
    /// Job whose sessions are listed, in the first of the queues; by default the one that ran longest.
    #[arg(long, requires = "farm_id")]
    pub(crate) job_id: Option<String>,
    /// How many sessions to list.
    #[arg(long, default_value_t = 10)]
    pub(crate) max_items: usize,
    /// Sessions to ask for in one request, 1 to 100.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i32).range(1..=100))]
    pub(crate) page_size: i32,
    /// Goes on with the listing where an earlier one stopped, also one of boto3 or the AWS CLI. Needs no new report.
    #[arg(long)]
    pub(crate) starting_token: Option<String>,
    /// JSON lines instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
}
