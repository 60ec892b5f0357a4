//! What can be set for one call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::throttling::{OnThrottling, Throttled};
use crate::config::{Settings, Timeouts};
use crate::endpoint::HostPrefix;

/// What can be set for one call; everything starts as the client has it.
#[derive(Clone)]
#[must_use]
pub struct CallOptions {
    pub(super) region: Option<String>,
    pub(super) endpoint_url: Option<String>,
    pub(super) credentials: Option<SharedCredentialsProvider>,
    pub(super) timeouts: Timeouts,
    pub(super) max_attempts: u32,
    pub(super) throttling_wait: Option<Duration>,
    pub(super) on_throttling: Option<OnThrottling>,
    pub(super) max_response_bytes: usize,
    pub(super) host_prefix: HostPrefix,
    pub(super) headers: HeaderMap,
}

impl CallOptions {
    pub(super) fn of_client(settings: &Settings) -> Self {
        Self {
            region: None,
            endpoint_url: None,
            credentials: None,
            timeouts: settings.timeouts,
            max_attempts: settings.max_attempts,
            throttling_wait: None,
            on_throttling: None,
            max_response_bytes: settings.max_response_bytes,
            host_prefix: settings.host_prefix,
            headers: HeaderMap::new(),
        }
    }

    /// The AWS region, such as `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The URL that takes the place of the service's own.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// What gives credentials. It is asked for every attempt; nothing is kept.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// How many times the request is sent at most; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Waits while the service answers with throttling, for up to `max_wait`.
    ///
    /// Some services do so for minutes, for as long as an earlier job of the caller runs. Retries are not made for that: they
    /// are few, and each takes from the quota that all calls of the client share. With this option throttling is neither
    /// counted as an attempt nor charged to the quota; the request is sent again after the time that the service names, or
    /// else after a back-off of 1 to 20 seconds, the last time just before `max_wait` ends. When the time is up, the error is the
    /// service's last answer. With a second or less left, nothing is waited for.
    ///
    /// [`on_throttling`](Self::on_throttling) shows that a call waits.
    pub fn wait_out_throttling(mut self, max_wait: Duration) -> Self {
        self.throttling_wait = Some(max_wait);
        self
    }

    /// Shows each answer of throttling that [`wait_out_throttling`](Self::wait_out_throttling) waits out to `on_throttling`, the
    /// one too for which there is no time left. Without that option nothing is shown.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn example(options: tinsmith::CallOptions) -> tinsmith::CallOptions {
    /// options
    ///     .wait_out_throttling(Duration::from_secs(600))
    ///     .on_throttling(|throttled| eprintln!("busy for {:?}: {}", throttled.elapsed, throttled.error))
    /// # }
    /// ```
    pub fn on_throttling(
        mut self,
        on_throttling: impl Fn(&Throttled<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.on_throttling = Some(Arc::new(on_throttling));
        self
    }

    /// See [`ConfigBuilder::connect_timeout`](crate::ConfigBuilder::connect_timeout).
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = timeout.into();
        self
    }

    /// See [`ConfigBuilder::read_timeout`](crate::ConfigBuilder::read_timeout).
    pub fn read_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.read = timeout.into();
        self
    }

    /// See [`ConfigBuilder::attempt_timeout`](crate::ConfigBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = timeout.into();
        self
    }

    /// See [`ConfigBuilder::operation_timeout`](crate::ConfigBuilder::operation_timeout).
    pub fn operation_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = timeout.into();
        self
    }

    /// How many bytes the answer may have, unless it is a stream.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// When the operation's host prefix goes before the endpoint's host.
    pub fn host_prefix(mut self, host_prefix: HostPrefix) -> Self {
        self.host_prefix = host_prefix;
        self
    }

    /// A header for the request; the signature covers it. It takes the place of one that the operation has by that name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// Names whether there are credentials, and never what they are.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("region", &self.region)
            .field("has_credentials", &self.credentials.is_some())
            .field("timeouts", &self.timeouts)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
