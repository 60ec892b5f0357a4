//! The options of one call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::{Settings, Timeouts};
use crate::endpoint::HostPrefix;
use crate::error::Error;

/// The options of one call. An option that is not set has the value of the client's configuration.
#[derive(Clone)]
#[must_use]
pub struct CallOptions {
    pub(super) region: Option<String>,
    pub(super) endpoint_url: Option<String>,
    pub(super) credentials: Option<SharedCredentialsProvider>,
    pub(super) timeouts: Timeouts,
    /// Absent if neither the caller nor the configuration has set it: then the service has a default.
    pub(super) max_attempts: Option<u32>,
    pub(super) throttling_wait: Option<Duration>,
    on_throttling: Option<ThrottlingCallback>,
    pub(super) max_response_bytes: usize,
    pub(super) host_prefix: HostPrefix,
    pub(super) headers: HeaderMap,
    /// The number of times that a download may continue where it breaks.
    #[cfg(feature = "resume")]
    pub(super) max_resumptions: u32,
}

type ThrottlingCallback = Arc<dyn Fn(&ThrottlingEvent<'_>) + Send + Sync>;

impl CallOptions {
    pub(super) fn from_settings(settings: &Settings) -> Self {
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
            #[cfg(feature = "resume")]
            max_resumptions: 0,
        }
    }

    /// Sets the AWS region, such as `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the URL of the endpoint, in place of the service's own.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Sets the credentials provider. It is called for every attempt, and the credentials are not cached. A session that a service opens for them, such as
    /// that of a directory bucket, is: the client keeps it until it ends.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// Sets the maximum number of attempts; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// Waits for up to `max_wait` while the service responds with throttling errors.
    ///
    /// Some services throttle for minutes, for as long as an earlier job of the caller runs. Retries do not cover that: they are few, and
    /// each takes from the quota that all calls of the client share. With this option, an attempt that is throttled counts neither against
    /// the maximum nor against the quota. The request is sent again after the delay that the service requests, or else after a backoff of 1
    /// to 20 seconds, and for the last time just before `max_wait` ends. When the time is up, the error is the service's last response.
    /// There is no further wait if a second or less is left. A call that discovers its endpoint first waits no longer than `max_wait` in all.
    ///
    /// [`on_throttling`](Self::on_throttling) shows that a call waits.
    pub fn wait_out_throttling(mut self, max_wait: Duration) -> Self {
        self.throttling_wait = Some(max_wait);
        self
    }

    /// Calls `on_throttling` for each throttling error that [`wait_out_throttling`](Self::wait_out_throttling) waits out, and for the one for
    /// which there is no time left. Without that option it is never called.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn example(options: tinsmith::CallOptions) -> tinsmith::CallOptions {
    /// options
    ///     .wait_out_throttling(Duration::from_secs(600))
    ///     .on_throttling(|event| eprintln!("busy for {:?}: {}", event.elapsed, event.error))
    /// # }
    /// ```
    pub fn on_throttling(
        mut self,
        on_throttling: impl Fn(&ThrottlingEvent<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.on_throttling = Some(Arc::new(on_throttling));
        self
    }

    /// Sets the connect timeout of this call, as [`ConfigBuilder::connect_timeout`](crate::ConfigBuilder::connect_timeout) does for the client.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = timeout.into();
        self
    }

    /// Sets the read timeout of this call, as [`ConfigBuilder::read_timeout`](crate::ConfigBuilder::read_timeout) does for the client.
    pub fn read_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.read = timeout.into();
        self
    }

    /// Sets the attempt timeout of this call, as [`ConfigBuilder::attempt_timeout`](crate::ConfigBuilder::attempt_timeout) does for the client.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = timeout.into();
        self
    }

    /// Sets the operation timeout of this call, as [`ConfigBuilder::operation_timeout`](crate::ConfigBuilder::operation_timeout) does for the client.
    pub fn operation_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = timeout.into();
        self
    }

    /// Sets the maximum wait for `100 Continue` of this call, as
    /// [`ConfigBuilder::expect_continue_timeout`](crate::ConfigBuilder::expect_continue_timeout) does for the client.
    #[cfg(feature = "expect-continue")]
    pub fn expect_continue_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.expect_continue = timeout.into();
        self
    }

    /// Sets the maximum size of a response in bytes. It does not apply to a response that is a stream.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets when the operation's host prefix is put before the endpoint's host.
    pub fn host_prefix(mut self, host_prefix: HostPrefix) -> Self {
        self.host_prefix = host_prefix;
        self
    }

    /// Sets a header of the request, in place of one with this name that the operation has. The signature covers it.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Passes a throttling error to the caller's function.
    pub(super) fn report_throttling(&self, event: &ThrottlingEvent<'_>) {
        if let Some(on_throttling) = &self.on_throttling {
            on_throttling(event);
        }
    }
}

/// Shows that there are credentials, and never which.
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

/// A throttling error that is waited out, as [`CallOptions::on_throttling`] shows it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ThrottlingEvent<'a> {
    /// The number of throttling errors so far, counted from 1. The discovery of an endpoint counts for itself.
    pub number: u32,
    /// The time since the call began.
    pub elapsed: Duration,
    /// The error; its code and message are those of the service.
    pub error: &'a Error,
    /// The time until the request is sent again; `None` when the time is up and the call ends with this error.
    pub delay: Option<Duration>,
}
