//! The farm of a report: one of AWS, or one on loopback.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, SystemTime};

use tinsmith_deadline::Client;
use tinsmith_deadline::operation::StartSessionsStatisticsAggregation;
use tinsmith_deadline::types::{
    ResourceIds, SessionsStatisticsAggregationStatus as Status, Statistics, UsageStatistic,
};
use tinsmith_local::LocalService;

use crate::common;

/// The maximum time of an aggregation. The service's own limit is shorter.
const LONGEST_AGGREGATION: Duration = Duration::from_secs(15 * 60);

/// The arguments that select queues of a farm and a time range.
#[derive(Debug, clap::Args)]
pub(crate) struct FarmArguments {
    /// AWS region of the farm.
    #[arg(long, requires = "farm_id")]
    region: Option<String>,
    /// Farm to report on.
    #[arg(long, requires_all = ["region", "queue_ids"])]
    farm_id: Option<String>,
    /// Queue to report on; can be repeated up to ten times.
    #[arg(long = "queue-id", requires = "farm_id")]
    queue_ids: Vec<String>,
    /// Number of days to report on.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=365))]
    days: u64,
}

/// A client, with the selected queues and time range.
#[derive(Debug)]
pub(crate) struct Farm {
    pub(crate) client: Client,
    pub(crate) farm_id: String,
    pub(crate) queue_ids: Vec<String>,
    from: SystemTime,
    to: SystemTime,
}

impl Farm {
    /// Selects the farm of the arguments, or starts one on loopback, which ends when the service is dropped.
    pub(crate) async fn connect(
        arguments: &FarmArguments,
    ) -> Result<(Self, Option<LocalService>), Box<dyn Error>> {
        let builder = LocalService::builder();
        let (config, local) = common::config(arguments.region.as_deref(), builder).await?;
        let (first, to) = match &local {
            Some(local) => local.history(),
            None => (SystemTime::UNIX_EPOCH, SystemTime::now()),
        };
        let days = Duration::from_secs(arguments.days * 24 * 60 * 60);
        let farm_id = match &local {
            Some(local) => Some(local.farm_id().to_owned()),
            None => arguments.farm_id.clone(),
        };
        let queue_ids = match &local {
            Some(local) => local.queue_ids().to_vec(),
            None => arguments.queue_ids.clone(),
        };
        let farm = Self {
            client: Client::new(&config),
            farm_id: farm_id.ok_or("there is no farm")?,
            queue_ids,
            from: first.max(to - days),
            to,
        };
        Ok((farm, local))
    }

    /// Returns the request that starts an aggregation of the queues, without the fields to group by.
    pub(crate) fn sums(&self) -> StartSessionsStatisticsAggregation {
        self.client
            .start_sessions_statistics_aggregation()
            .farm_id(&self.farm_id)
            .resource_ids(ResourceIds::QueueIds(self.queue_ids.clone()))
            .start_time(self.from)
            .end_time(self.to)
            .statistics([UsageStatistic::Sum])
    }

    /// Starts an aggregation, waits until it is complete, and fetches all rows.
    pub(crate) async fn aggregate(
        &self,
        start: StartSessionsStatisticsAggregation,
    ) -> Result<Vec<Statistics>, Box<dyn Error>> {
        // A farm runs one aggregation at a time and responds to others with a throttling error.
        let started = start
            .configure(|options| {
                options
                    .wait_out_throttling(LONGEST_AGGREGATION)
                    .on_throttling(|event| progress("waiting for the farm", event.elapsed))
            })
            .send()
            .await?;
        let get = self
            .client
            .get_sessions_statistics_aggregation()
            .farm_id(&self.farm_id)
            .aggregation_id(&started.aggregation_id);
        let waited = get
            .clone()
            .wait_until_sessions_statistics_aggregation_complete(LONGEST_AGGREGATION)
            .on_attempt(|attempt| progress("aggregating", attempt.elapsed))
            .outcome()
            .await?;
        let ended = waited.result?;
        let advice = match ended.status {
            Status::Completed => return Ok(get.paginate().items().try_collect().await?),
            Status::Timeout => "report on fewer --days or on fewer queues",
            _ => "try again",
        };
        let message = ended.status_message.unwrap_or_default();
        Err(format!(
            "the aggregation ended with {}: {message} ({advice})",
            ended.status
        )
        .into())
    }
}

/// Prints progress to standard error: in one line of a terminal, otherwise as separate lines.
fn progress(what: &str, elapsed: Duration) {
    let mut out = io::stderr();
    let end = if out.is_terminal() { '\r' } else { '\n' };
    // Progress is optional, so errors of standard error are ignored.
    let _ = write!(out, "{what:20} {:3} s{end}", elapsed.as_secs());
}
