//! The farm that is reported on: AWS's, or one on loopback.

use std::error::Error;
use std::time::{Duration, SystemTime};

use tinsmith::{Config, Credentials};
use tinsmith_deadline::Client;
use tinsmith_local::LocalService;

use crate::arguments::Arguments;

/// A job, and the queue that it is in.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) queue_id: String,
    pub(crate) job_id: String,
}

/// A client, and what to ask it about.
#[derive(Debug)]
pub(crate) struct Farm {
    pub(crate) client: Client,
    pub(crate) farm_id: String,
    pub(crate) queue_ids: Vec<String>,
    /// The job that the command line names.
    pub(crate) job: Option<Job>,
    pub(crate) from: SystemTime,
    pub(crate) to: SystemTime,
    /// Ends when dropped, so it is kept as long as the client.
    _local: Option<LocalService>,
}

impl Farm {
    /// The farm that the command line names; without one, a farm on loopback.
    pub(crate) async fn connect(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let days = Duration::from_secs(arguments.days * 24 * 60 * 60);
        let (Some(region), Some(farm_id)) = (&arguments.region, &arguments.farm_id) else {
            return Self::local(days).await;
        };
        let config = Config::from_env()
            .await?
            .to_builder()
            .region(region)
            .build();
        let job = arguments
            .job_id
            .clone()
            .zip(arguments.queue_ids.first().cloned());
        let to = SystemTime::now();
        Ok(Self {
            client: Client::new(&config),
            farm_id: farm_id.clone(),
            queue_ids: arguments.queue_ids.clone(),
            job: job.map(|(job_id, queue_id)| Job { queue_id, job_id }),
            from: to - days,
            to,
            _local: None,
        })
    }

    async fn local(days: Duration) -> Result<Self, Box<dyn Error>> {
        let local = LocalService::builder().start().await?;
        let config = Config::builder()
            .region(local.region())
            .endpoint_url(local.endpoint_url())
            .credentials(Credentials::new(
                local.access_key_id(),
                local.secret_access_key(),
                None,
                None,
                "local",
            ))
            .build();
        let (first, to) = local.history();
        Ok(Self {
            client: Client::new(&config),
            farm_id: local.farm_id().to_owned(),
            queue_ids: local.queue_ids().to_vec(),
            job: local.long_job().map(|job| Job {
                queue_id: job.queue_id.to_owned(),
                job_id: job.job_id.to_owned(),
            }),
            from: first.max(to - days),
            to,
            _local: Some(local),
        })
    }
}
