//! The service as its users see it: set up, started, looked into, ended.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};
use crate::deadline::aggregation::AggregationOutcome;
use crate::fault::Fault;
use crate::nimble::Studio;
use crate::page::Pager;
use crate::random::SplitMix64;
use crate::request::RecordedRequest;
use crate::seed::{self, Farm};
use crate::server::{Shared, lock, router};
use crate::signature::Identity;

const STREAMING_SESSIONS: usize = 110;

/// How a [`LocalService`] is to be; see [`LocalService::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    port: u16,
    seed: u64,
    sessions: usize,
    identity: Identity,
    aggregation_duration: Duration,
    error_percentage: f64,
    clock: Box<dyn Clock>,
    signing_clock: Box<dyn Clock>,
}

impl Builder {
    /// The port on 127.0.0.1; by default any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The number from which all data come. The same seed gives the same data; the default is 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many sessions the farm has in all, half of them in one job; by default 10,000.
    pub fn sessions(mut self, sessions: usize) -> Self {
        self.sessions = sessions;
        self
    }

    /// The one access key that may call.
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.identity.access_key_id = id.into();
        self.identity.secret_access_key = secret.into();
        self
    }

    /// Makes the access key a temporary one: every request must carry this session token.
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.identity.session_token = Some(token.into());
        self
    }

    /// The region that signatures must be for; by default `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.identity.region = region.into();
        self
    }

    /// How long an aggregation is in progress; by default two seconds.
    pub fn aggregation_duration(mut self, duration: Duration) -> Self {
        self.aggregation_duration = duration;
        self
    }

    /// Answers so many per cent of all requests with a `ThrottlingException` or an `InternalServerErrorException`.
    pub fn error_percentage(mut self, percentage: f64) -> Self {
        self.error_percentage = percentage;
        self
    }

    /// The time that aggregations and page tokens go by; by default the computer's. Signatures have a clock of their
    /// own, so that a test can let an hour pass without leaving its client behind.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The time that signatures must be from and that the header `Date` tells; by default the computer's.
    pub fn signing_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.signing_clock = Box::new(clock);
        self
    }

    /// Starts to listen, on the Tokio runtime that this is called from.
    ///
    /// # Errors
    ///
    /// When the port is taken, or not for this user. The message names the address.
    pub async fn start(self) -> io::Result<LocalService> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await.map_err(|error| {
            let message = format!(
                "cannot listen on {address}: {error}; choose another port, or 0 for any free one"
            );
            io::Error::new(error.kind(), message)
        })?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            farm: Farm::new(self.seed, self.sessions),
            studio: Studio::new(self.seed, STREAMING_SESSIONS, &self.identity.region),
            pager: Pager::new(self.seed),
            identity: self.identity,
            clock: self.clock,
            signing_clock: self.signing_clock,
            aggregation_duration: self.aggregation_duration,
            aggregations: Default::default(),
            error_rate: self.error_percentage / 100.0,
            faults: Default::default(),
            random: SplitMix64::new(!self.seed).into(),
            requests: Default::default(),
        });
        let (shutdown, told_to_stop) = oneshot::channel();
        let server = axum::serve(listener, router(Arc::clone(&shared)))
            .with_graceful_shutdown(async { drop(told_to_stop.await) });
        let task = tokio::spawn(server.into_future());
        Ok(LocalService {
            address,
            shared,
            shutdown,
            task,
        })
    }
}

/// The two services on a port of 127.0.0.1. They end when this is dropped.
pub struct LocalService {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// The server stops when this is dropped.
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

/// A job of the farm, by its ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobIds<'a> {
    /// The queue that the job is in.
    pub queue_id: &'a str,
    /// The job.
    pub job_id: &'a str,
    /// How many sessions it has.
    pub sessions: usize,
}

impl LocalService {
    /// A service with defaults that suit tests and examples.
    pub fn builder() -> Builder {
        Builder {
            port: 0,
            seed: 1,
            sessions: 10_000,
            identity: Identity {
                access_key_id: "AKIDLOCAL".to_owned(),
                secret_access_key: "local-secret-access-key".to_owned(),
                session_token: None,
                region: "us-west-2".to_owned(),
            },
            aggregation_duration: Duration::from_secs(2),
            error_percentage: 0.0,
            clock: Box::new(SystemClock),
            signing_clock: Box::new(SystemClock),
        }
    }

    /// Where the service is, such as `http://127.0.0.1:8080`.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The region that signatures must be for.
    pub fn region(&self) -> &str {
        &self.shared.identity.region
    }

    /// The id of the one access key that may call.
    pub fn access_key_id(&self) -> &str {
        &self.shared.identity.access_key_id
    }

    /// The secret that goes with [`access_key_id`](Self::access_key_id).
    pub fn secret_access_key(&self) -> &str {
        &self.shared.identity.secret_access_key
    }

    /// The session token that every request must carry, if any.
    pub fn session_token(&self) -> Option<&str> {
        self.shared.identity.session_token.as_deref()
    }

    /// The environment variables with which an AWS SDK or the AWS CLI calls this service.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("AWS_ENDPOINT_URL", self.endpoint_url()),
            ("AWS_REGION", self.region().to_owned()),
            ("AWS_DEFAULT_REGION", self.region().to_owned()),
            ("AWS_ACCESS_KEY_ID", self.access_key_id().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", self.secret_access_key().to_owned()),
            // Without this, other clients look for `management.127.0.0.1`.
            ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
        ];
        variables.extend(
            self.session_token()
                .map(|token| ("AWS_SESSION_TOKEN", token.to_owned())),
        );
        variables
    }

    /// The farm.
    pub fn farm_id(&self) -> &str {
        &self.shared.farm.id
    }

    /// The farm's queues.
    pub fn queue_ids(&self) -> &[String] {
        &self.shared.farm.queue_ids
    }

    /// The farm's fleets.
    pub fn fleet_ids(&self) -> Vec<&str> {
        self.shared
            .farm
            .fleets
            .iter()
            .map(|fleet| fleet.id.as_str())
            .collect()
    }

    /// The farm's jobs, the longest first.
    pub fn jobs(&self) -> impl Iterator<Item = JobIds<'_>> {
        self.shared.farm.jobs.iter().map(|job| JobIds {
            queue_id: &job.queue_id,
            job_id: &job.id,
            sessions: job.sessions.len(),
        })
    }

    /// The job with half of all sessions, for streaming.
    pub fn long_job(&self) -> Option<JobIds<'_>> {
        self.jobs().next()
    }

    /// The ids of a job's sessions in the order in which they are listed; none if there is no such job.
    pub fn session_ids(&self, job_id: &str) -> Vec<&str> {
        let job = self.shared.farm.jobs.iter().find(|job| job.id == job_id);
        let sessions = job.map(|job| job.sessions.as_slice()).unwrap_or_default();
        sessions.iter().map(|session| session.id.as_str()).collect()
    }

    /// The time from the farm's first session to the moment at which it is seen.
    pub fn history(&self) -> (SystemTime, SystemTime) {
        (seed::farm_start().into(), seed::farm_end().into())
    }

    /// Nimble Studio's studio.
    pub fn studio_id(&self) -> &str {
        &self.shared.studio.id
    }

    /// The ids of the studio's streaming sessions in the order in which they are listed.
    pub fn streaming_session_ids(&self) -> Vec<&str> {
        self.shared
            .studio
            .sessions
            .iter()
            .map(|session| session.session_id.as_str())
            .collect()
    }

    /// Answers the next request that the fault concerns with it. Faults are used up in the order of their injection.
    /// The signature is checked first: a request that nobody may make gets no fault.
    pub fn inject(&self, fault: Fault) {
        lock(&self.shared.faults).push(fault);
    }

    /// Lets the next aggregation end so; further calls concern those after it.
    pub fn end_next_aggregation(&self, outcome: AggregationOutcome) {
        lock(&self.shared.aggregations).push_outcome(outcome);
    }

    /// The requests so far, also those that were refused; after very many, the last 10,000.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.requests).iter().cloned().collect()
    }

    /// The [`requests`](Self::requests) so far, which are forgotten by that.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.requests).drain(..).collect()
    }

    /// Ends the service after the requests that are under way.
    ///
    /// # Errors
    ///
    /// When the server ended before it was told to.
    pub async fn shutdown(self) -> io::Result<()> {
        drop(self.shutdown);
        self.task.await?
    }
}

impl fmt::Debug for LocalService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalService")
            .field("endpoint_url", &self.endpoint_url())
            .field("farm_id", &self.farm_id())
            .finish_non_exhaustive()
    }
}
