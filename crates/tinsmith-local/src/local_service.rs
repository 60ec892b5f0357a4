//! The public view of the service: configuration, start, data, faults, recorded requests, shutdown.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::bedrock::MODEL_ID;
use crate::clock::{Clock, SystemClock};
use crate::deadline::{AggregationOutcome, Farm, HISTORY_END, HISTORY_START, Timeline};
use crate::fault::Fault;
use crate::http::RecordedRequest;
use crate::nimble::Studio;
use crate::pagination::Pager;
use crate::random::SplitMix64;
use crate::server::router;
use crate::signature::Identity;
use crate::state::{State, lock};

const STREAMING_SESSIONS: usize = 110;

/// The configuration of a [`LocalService`]; see [`LocalService::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `start`"]
pub struct LocalServiceBuilder {
    port: u16,
    seed: u64,
    sessions: usize,
    identity: Identity,
    aggregation_duration: Duration,
    open_session_duration: Option<Duration>,
    event_pause: Duration,
    error_percentage: f64,
    clock: Box<dyn Clock>,
    signing_clock: Box<dyn Clock>,
}

impl LocalServiceBuilder {
    /// Sets the port on 127.0.0.1; by default any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the seed of all data. The same seed gives the same data; the default is 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of sessions of the farm, half of them in one job; by default 10,000.
    pub fn sessions(mut self, sessions: usize) -> Self {
        self.sessions = sessions;
        self
    }

    /// Sets the only access key that may call.
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.identity.access_key_id = id.into();
        self.identity.secret_access_key = secret.into();
        self
    }

    /// Makes the access key a temporary one: this session token is required in every request.
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.identity.session_token = Some(token.into());
        self
    }

    /// Sets the required region of signatures; by default `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.identity.region = region.into();
        self
    }

    /// Sets the duration of an aggregation; by default two seconds.
    pub fn aggregation_duration(mut self, duration: Duration) -> Self {
        self.aggregation_duration = duration;
        self
    }

    /// Ends the sessions that are open at the start of the service after this time. By default they stay open, and only their
    /// logs grow.
    pub fn open_session_duration(mut self, duration: Duration) -> Self {
        self.open_session_duration = Some(duration);
        self
    }

    /// Sets the pause before each event of a stream, which is real time regardless of the service's clock; by default 50 milliseconds.
    pub fn event_pause(mut self, pause: Duration) -> Self {
        self.event_pause = pause;
        self
    }

    /// Sets the percentage of requests whose response is a `ThrottlingException` or an `InternalServerErrorException`; by
    /// default 0.
    pub fn error_percentage(mut self, percentage: f64) -> Self {
        self.error_percentage = percentage;
        self
    }

    /// Sets the clock of aggregations, open sessions and page tokens; by default the system clock. Signatures have a clock of their own, so
    /// that a test can let an hour pass without invalidating its client's signatures.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Sets the clock of signatures and of the header `Date`; by default the system clock.
    pub fn signing_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.signing_clock = Box::new(clock);
        self
    }

    /// Starts the service on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails if the port is in use, or not permitted for this user. The message names the address.
    pub async fn start(self) -> io::Result<LocalService> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await.map_err(|error| {
            let message = format!(
                "cannot listen on {address}: {error}; choose another port, or 0 for any free one"
            );
            io::Error::new(error.kind(), message)
        })?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            farm: Farm::new(self.seed, self.sessions),
            timeline: Timeline::new(self.clock.now().into(), self.open_session_duration),
            studio: Studio::new(self.seed, STREAMING_SESSIONS, &self.identity.region),
            pager: Pager::new(self.seed),
            identity: self.identity,
            clock: self.clock,
            signing_clock: self.signing_clock,
            aggregation_duration: self.aggregation_duration,
            event_pause: self.event_pause,
            aggregations: Default::default(),
            error_rate: self.error_percentage / 100.0,
            faults: Default::default(),
            random: SplitMix64::new(!self.seed).into(),
            requests: Default::default(),
        });
        let (shutdown, is_shut_down) = oneshot::channel();
        let server = axum::serve(listener, router(Arc::clone(&state)))
            .with_graceful_shutdown(async { drop(is_shut_down.await) });
        let task = tokio::spawn(server.into_future());
        Ok(LocalService {
            address,
            state,
            shutdown,
            task,
        })
    }
}

/// The services on a port of 127.0.0.1, which stop when this value is dropped.
pub struct LocalService {
    address: SocketAddr,
    state: Arc<State>,
    /// Dropped to stop the server.
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

/// The ids of a job of the farm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobIds<'a> {
    /// The id of the job's queue.
    pub queue_id: &'a str,
    /// The id of the job.
    pub job_id: &'a str,
    /// The number of the job's sessions.
    pub sessions: usize,
}

impl LocalService {
    /// Creates a builder with defaults for tests and examples.
    pub fn builder() -> LocalServiceBuilder {
        LocalServiceBuilder {
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
            open_session_duration: None,
            event_pause: Duration::from_millis(50),
            error_percentage: 0.0,
            clock: Box::new(SystemClock),
            signing_clock: Box::new(SystemClock),
        }
    }

    /// Returns the endpoint URL, such as `http://127.0.0.1:8080`.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the required region of signatures.
    pub fn region(&self) -> &str {
        &self.state.identity.region
    }

    /// Returns the id of the only access key that may call.
    pub fn access_key_id(&self) -> &str {
        &self.state.identity.access_key_id
    }

    /// Returns the secret of [`access_key_id`](Self::access_key_id).
    pub fn secret_access_key(&self) -> &str {
        &self.state.identity.secret_access_key
    }

    /// Returns the required session token, if any.
    pub fn session_token(&self) -> Option<&str> {
        self.state.identity.session_token.as_deref()
    }

    /// Returns the environment variables that configure an AWS SDK or the AWS CLI for this service.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("AWS_ENDPOINT_URL", self.endpoint_url()),
            ("AWS_REGION", self.region().to_owned()),
            ("AWS_DEFAULT_REGION", self.region().to_owned()),
            ("AWS_ACCESS_KEY_ID", self.access_key_id().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", self.secret_access_key().to_owned()),
            // Without this variable, other clients resolve `management.127.0.0.1`.
            ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
        ];
        variables.extend(
            self.session_token()
                .map(|token| ("AWS_SESSION_TOKEN", token.to_owned())),
        );
        variables
    }

    /// Returns the id of the farm.
    pub fn farm_id(&self) -> &str {
        &self.state.farm.id
    }

    /// Returns the ids of the farm's queues.
    pub fn queue_ids(&self) -> &[String] {
        &self.state.farm.queue_ids
    }

    /// Returns the ids of the farm's fleets.
    pub fn fleet_ids(&self) -> Vec<&str> {
        self.state
            .farm
            .fleets
            .iter()
            .map(|fleet| fleet.id.as_str())
            .collect()
    }

    /// Returns the farm's jobs, the one with most sessions first.
    pub fn jobs(&self) -> impl Iterator<Item = JobIds<'_>> {
        self.state.farm.jobs.iter().map(|job| JobIds {
            queue_id: &job.queue_id,
            job_id: &job.id,
            sessions: job.sessions.len(),
        })
    }

    /// Returns the job with half of all sessions, for tests of streams.
    pub fn long_job(&self) -> Option<JobIds<'_>> {
        self.jobs().next()
    }

    /// Returns the ids of a job's sessions in the order of `ListSessions`; none if the job does not exist.
    pub fn session_ids(&self, job_id: &str) -> Vec<&str> {
        let job = self.state.farm.jobs.iter().find(|job| job.id == job_id);
        let sessions = job.map(|job| job.sessions.as_slice()).unwrap_or_default();
        sessions.iter().map(|session| session.id.as_str()).collect()
    }

    /// Returns the start and the end of the farm's history.
    pub fn history(&self) -> (SystemTime, SystemTime) {
        (HISTORY_START.into(), HISTORY_END.into())
    }

    /// Returns the id of the studio.
    pub fn studio_id(&self) -> &str {
        &self.state.studio.id
    }

    /// Returns the ids of the studio's streaming sessions in the order of `ListStreamingSessions`.
    pub fn streaming_session_ids(&self) -> Vec<&str> {
        self.state
            .studio
            .sessions
            .iter()
            .map(|session| session.session_id.as_str())
            .collect()
    }

    /// Returns the id of the model.
    pub fn model_id(&self) -> &str {
        MODEL_ID
    }

    /// Injects a fault into the next request that it applies to. Faults are used in the order of injection, by requests
    /// with a valid signature only.
    pub fn inject(&self, fault: Fault) {
        lock(&self.state.faults).push(fault);
    }

    /// Sets the outcome of the next aggregation. Further calls set those of the aggregations after it.
    pub fn end_next_aggregation(&self, outcome: AggregationOutcome) {
        lock(&self.state.aggregations).push_outcome(outcome);
    }

    /// Returns the requests received so far, rejected ones included: at most the latest 10,000, and at most 16 MiB of them.
    ///
    /// Of the body of a request whose signature was not verified, the first 1,024 bytes are recorded.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.state.requests).requests()
    }

    /// Removes and returns the [`requests`](Self::requests) received so far.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        lock(&self.state.requests).take()
    }

    /// Stops the service after the requests in progress.
    ///
    /// # Errors
    ///
    /// Fails if the server stopped by itself.
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
