//! What the command line says.

use clap::Parser;

/// Reports what the queues of a render farm cost and how long they ran, by user, then lists the sessions of a job.
///
/// Without arguments it starts a farm of its own on loopback: no AWS account is needed. With --region, --farm-id and
/// --queue-id it asks AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "usage_report")]
pub(crate) struct Arguments {
    /// AWS region of the farm.
    #[arg(long, requires = "farm_id")]
    pub(crate) region: Option<String>,
    /// Farm to report on.
    #[arg(long, requires_all = ["region", "queue_ids"])]
    pub(crate) farm_id: Option<String>,
    /// Queue to report on; may be given up to ten times.
    #[arg(long = "queue-id", requires = "farm_id")]
    pub(crate) queue_ids: Vec<String>,
    /// Job whose sessions are listed; by default the one that ran longest.
    #[arg(long, requires = "farm_id")]
    pub(crate) job_id: Option<String>,
    /// How many days to report on.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=365))]
    pub(crate) days: u64,
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
