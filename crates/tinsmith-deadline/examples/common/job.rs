//! The job of an example: one of AWS, or one on loopback.

use std::error::Error;

use tinsmith::Config;
use tinsmith_deadline::Client;
use tinsmith_deadline::operation::ListSessions;
use tinsmith_local::LocalService;

/// The arguments that select a job. All of them are required together.
#[derive(Debug, clap::Args)]
pub(crate) struct JobArguments {
    /// AWS region of the farm.
    #[arg(long, requires = "farm_id")]
    pub(crate) region: Option<String>,
    /// Farm of the job.
    #[arg(long, requires_all = ["region", "queue_id", "job_id"])]
    farm_id: Option<String>,
    /// Queue of the job.
    #[arg(long, requires = "farm_id")]
    queue_id: Option<String>,
    /// The job.
    #[arg(long, requires = "farm_id")]
    job_id: Option<String>,
}

/// A job and its client.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) client: Client,
    pub(crate) farm_id: String,
    pub(crate) queue_id: String,
    pub(crate) job_id: String,
}

impl Job {
    /// Selects the job of the arguments, or the longest job of a farm on loopback.
    pub(crate) fn select(
        arguments: &JobArguments,
        config: &Config,
        local: Option<&LocalService>,
    ) -> Result<Self, Box<dyn Error>> {
        let client = Client::new(config);
        let named = || {
            Some(Self {
                client: client.clone(),
                farm_id: arguments.farm_id.clone()?,
                queue_id: arguments.queue_id.clone()?,
                job_id: arguments.job_id.clone()?,
            })
        };
        let longest = |local: &LocalService| {
            let job = local.long_job()?;
            Some(Self {
                client: client.clone(),
                farm_id: local.farm_id().to_owned(),
                queue_id: job.queue_id.to_owned(),
                job_id: job.job_id.to_owned(),
            })
        };
        let job = match local {
            Some(local) => longest(local),
            None => named(),
        };
        job.ok_or_else(|| "there is no job".into())
    }

    /// Returns the request that lists the job's sessions.
    pub(crate) fn sessions(&self) -> ListSessions {
        self.client
            .list_sessions()
            .farm_id(&self.farm_id)
            .queue_id(&self.queue_id)
            .job_id(&self.job_id)
    }
}
