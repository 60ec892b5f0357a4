//! The builder of the settings.

#[cfg(feature = "environment")]
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

#[cfg(feature = "environment")]
use super::environment::Environment;
use super::origin::{CaBundle, Setting};
#[cfg(feature = "gzip")]
use super::settings::MAX_MIN_COMPRESSION_SIZE;
use super::settings::{Config, EndpointUrl, Settings};
#[cfg(all(feature = "checksums", feature = "environment"))]
use super::sources::Sources;
use super::timeouts::Timeouts;
#[cfg(feature = "environment")]
use super::trace_id::TraceId;
use crate::call::intercept::Intercept;
#[cfg(feature = "checksums")]
use crate::checksum::{ChecksumPolicy, PayloadSigning};
#[cfg(feature = "environment")]
use crate::credentials::MfaCode;
use crate::credentials_cache::CredentialsCache;
use crate::endpoint::{HostPrefix, Params};
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use crate::http::transport::Proxies;
use crate::http::transport::Transport;
use crate::protocol::auth::AuthPreference;
use crate::retry::{BackoffLimits, RetryMode};
use crate::time::Time;

/// The builder of a [`Config`].
///
/// ```
/// use aws_credential_types::Credentials;
/// use tinsmith::Config;
///
/// let config = Config::builder()
///     .region("us-west-2")
///     .credentials(Credentials::new("AKIDEXAMPLE", "secret", None, None, "example"))
///     .endpoint_url("http://localhost:8080")
///     .build();
/// assert_eq!(config.region(), Some("us-west-2"));
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ConfigBuilder {
    pub(super) region: Option<String>,
    /// The sources in which a region was looked for.
    pub(super) region_sources: Option<String>,
    pub(super) credentials: Option<CredentialsSource>,
    /// True if requests have no signature.
    pub(super) is_unsigned: bool,
    pub(super) endpoints: Vec<EndpointUrl>,
    pub(super) use_fips: Option<bool>,
    pub(super) use_dual_stack: Option<bool>,
    pub(super) retry_mode: Option<RetryMode>,
    pub(super) max_attempts: Option<u32>,
    pub(super) backoff_limits: BackoffLimits,
    pub(super) timeouts: Timeouts,
    pub(super) max_response_bytes: Option<usize>,
    pub(super) app_id: Option<String>,
    pub(super) host_prefix: Option<HostPrefix>,
    pub(super) endpoint_params: Params,
    #[cfg(feature = "gzip")]
    pub(super) disable_request_compression: Option<bool>,
    #[cfg(feature = "gzip")]
    pub(super) request_min_compression_size_bytes: Option<usize>,
    #[cfg(feature = "checksums")]
    pub(super) request_checksum_calculation: Option<ChecksumPolicy>,
    #[cfg(feature = "checksums")]
    pub(super) response_checksum_validation: Option<ChecksumPolicy>,
    /// The services whose signatures cover bodies or do not, by precedence.
    #[cfg(feature = "checksums")]
    pub(super) payload_signing: Vec<PayloadSigning>,
    pub(super) account_id_endpoint_mode: Option<Setting>,
    pub(super) ca_bundle: Option<CaBundle>,
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(super) proxies: Option<Arc<Proxies>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    /// True if `transport` is the default one, made for `ca_bundle`.
    pub(super) is_default_transport: bool,
    pub(super) time: Option<Arc<dyn Time>>,
    pub(super) interceptors: Vec<Arc<dyn Intercept>>,
    pub(super) jitter: Option<f64>,
    pub(super) idempotency_token: Option<String>,
    pub(super) bearer_token: Option<String>,
    pub(super) api_key: Option<String>,
    pub(super) basic_auth: Option<(String, String)>,
    pub(super) bearer_tokens: Vec<(String, String)>,
    pub(super) plaintext_secrets: bool,
    #[cfg(feature = "environment")]
    pub(super) trace_id: Option<TraceId>,
    pub(super) token: Option<Arc<CredentialsCache>>,
    pub(super) auth_preference: Option<AuthPreference>,
    #[cfg(all(feature = "checksums", feature = "environment"))]
    pub(super) sources: Option<Arc<Sources>>,
    #[cfg(feature = "environment")]
    pub(super) profile: Option<String>,
    #[cfg(feature = "environment")]
    pub(super) mfa_code: Option<MfaCode>,
    #[cfg(feature = "environment")]
    pub(super) environment: Option<Environment>,
}

#[derive(Clone)]
pub(super) enum CredentialsSource {
    Provider(SharedCredentialsProvider),
    /// The cache of another configuration, with its credentials.
    Cache(Arc<CredentialsCache>),
}

impl Config {
    /// Returns a builder without a region or credentials, and otherwise with defaults. It reads neither the environment nor files
    /// unless [`ConfigBuilder::load`] is called.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Returns a builder with these settings, to change some of them.
    ///
    /// Its credentials and its region stay, if it has any: [`ConfigBuilder::load`] then loads no others, and warns of a profile, an environment or a
    /// callback for codes that is set for it. For another profile, start from [`Config::builder`].
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::from_settings(&self.0)
    }
}

impl ConfigBuilder {
    fn from_settings(settings: &Settings) -> Self {
        let settings = settings.clone();
        Self {
            region: settings.region,
            region_sources: Some(settings.region_sources),
            credentials: settings.credentials.map(CredentialsSource::Cache),
            is_unsigned: settings.is_unsigned,
            endpoints: settings.endpoints,
            use_fips: Some(settings.use_fips),
            use_dual_stack: Some(settings.use_dual_stack),
            retry_mode: Some(settings.retry_mode),
            max_attempts: settings.max_attempts,
            backoff_limits: settings.backoff_limits,
            timeouts: settings.timeouts,
            max_response_bytes: Some(settings.max_response_bytes),
            app_id: settings.app_id,
            host_prefix: Some(settings.host_prefix),
            endpoint_params: settings.endpoint_params,
            #[cfg(feature = "gzip")]
            disable_request_compression: Some(settings.disable_request_compression),
            #[cfg(feature = "gzip")]
            request_min_compression_size_bytes: Some(settings.request_min_compression_size_bytes),
            #[cfg(feature = "checksums")]
            request_checksum_calculation: Some(settings.request_checksum_calculation),
            #[cfg(feature = "checksums")]
            response_checksum_validation: Some(settings.response_checksum_validation),
            #[cfg(feature = "checksums")]
            payload_signing: settings.payload_signing,
            account_id_endpoint_mode: settings.account_id_endpoint_mode,
            ca_bundle: settings.ca_bundle,
            #[cfg(any(feature = "hyper", feature = "reqwest"))]
            proxies: settings.proxies,
            transport: settings.transport,
            is_default_transport: settings.is_default_transport,
            time: Some(settings.time),
            interceptors: settings.interceptors,
            jitter: settings.jitter,
            idempotency_token: settings.idempotency_token,
            bearer_token: settings.bearer_token,
            api_key: settings.api_key,
            basic_auth: settings.basic_auth,
            bearer_tokens: settings.bearer_tokens,
            plaintext_secrets: settings.plaintext_secrets,
            #[cfg(feature = "environment")]
            trace_id: settings.trace_id,
            token: settings.token,
            auth_preference: settings.auth_preference,
            #[cfg(all(feature = "checksums", feature = "environment"))]
            sources: settings.sources,
            #[cfg(feature = "environment")]
            profile: None,
            #[cfg(feature = "environment")]
            mfa_code: None,
            #[cfg(feature = "environment")]
            environment: None,
        }
    }

    /// Sets the AWS region, such as `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the credentials provider: fixed [`Credentials`](aws_credential_types::Credentials), a provider of the crate `aws-config`, or
    /// one of your own.
    ///
    /// Its credentials are cached until they expire. They are renewed ahead of that, once for all callers.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.is_unsigned = false;
        self.credentials = Some(CredentialsSource::Provider(SharedCredentialsProvider::new(
            provider,
        )));
        self
    }

    /// Sends request bodies as they are, although the model of some operations requests their compression. Default: false.
    #[cfg(feature = "gzip")]
    pub fn disable_request_compression(mut self, disable: bool) -> Self {
        self.disable_request_compression = Some(disable);
        self
    }

    /// Sets the minimum length in bytes of a request body that is compressed, for operations whose model requests compression. Greater values
    /// than 10,485,760 count as that. Default: 10,240.
    #[cfg(feature = "gzip")]
    pub fn request_min_compression_size_bytes(mut self, bytes: usize) -> Self {
        self.request_min_compression_size_bytes = Some(bytes.min(MAX_MIN_COMPRESSION_SIZE));
        self
    }

    /// Sets the retry mode. Default: [`RetryMode::Standard`], which [`load`](Self::load) also uses for the mode `legacy` of older AWS tools
    /// in `AWS_RETRY_MODE` or a shared file.
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// Sets the maximum number of attempts. Default: 3, and for some services another number, such as 4 for DynamoDB. 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// Sets the longest delay before the first retry, which doubles with each further one. Default: 50 milliseconds after a transient error
    /// (25 for DynamoDB), 1 second after throttling. The delay itself is random, from zero to that.
    pub fn initial_backoff(mut self, delay: Duration) -> Self {
        self.backoff_limits.initial = Some(delay);
        self
    }

    /// Sets the longest delay before a retry. Default: 20 seconds. A delay that the service requests prolongs it by up to 5 seconds.
    pub fn max_backoff(mut self, delay: Duration) -> Self {
        self.backoff_limits.max = delay;
        self
    }

    /// Sets the timeout for establishing a connection, TLS included. `None` is no limit. Default: 5 seconds.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = timeout.into();
        self
    }

    /// Sets the longest time without a byte of the response's head or body or, in an event stream, without a complete event. `None` is no limit.
    /// Default: 60 seconds.
    ///
    /// While a streamed body of an input is sent, the timeout does not elapse as long as the next chunk of your stream is awaited, and each chunk that the
    /// transport takes restarts it: it then elapses one to two timeouts after the last chunk. A body in memory of more than 1 MiB is taken in pieces of
    /// 128 KiB, which restart it alike. Those of a shorter body do not, so the timeout has to be longer than sending 1 MiB takes.
    pub fn read_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.read = timeout.into();
        self
    }

    /// Sets the timeout of one attempt, from sending to the last byte of the response. `None`, the default, is no limit. Loading
    /// credentials does not count.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = timeout.into();
        self
    }

    /// Sets the timeout of a call: loading credentials, all attempts, and the waits between them. `None`, the default, is no limit.
    pub fn operation_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = timeout.into();
        self
    }

    /// Sets the time for which a large stream, such as a file, waits for the interim response `100 Continue` before it is sent without one. `None` sends it
    /// with the head, without the header `Expect`. Default: 1 second, and at most half of each of the timeouts. See
    /// [Large uploads](crate::guide::bodies#large-uploads).
    #[cfg(feature = "expect-continue")]
    pub fn expect_continue_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.expect_continue = timeout.into();
        self
    }

    /// Sets the maximum size of a response in bytes, except for streams. Default: 64 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Sets the application's name for the `User-Agent` header, up to 50 characters.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// Sets a PEM file with the certificate authorities to trust, in place of the system's. It applies to the default transport.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(CaBundle::from_code(path.into()));
        if self.is_default_transport {
            // The default transport of another configuration trusts other authorities.
            self.transport = None;
        }
        self
    }

    /// Sets the transport, in place of the default.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self.is_default_transport = false;
        self
    }

    /// Sets the clock, in place of the system's.
    pub fn time(mut self, time: impl Time + 'static) -> Self {
        self.time = Some(Arc::new(time));
        self
    }

    /// Adds an interceptor, which sees requests and responses and may change them. The first one added sees a request first and its response
    /// last. The requests for credentials that [`load`](Self::load) configures pass no interceptor, because they contain secrets.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Sets the number between 0 and 1 that replaces the random number of the backoff: for tests that check waits.
    #[cfg(feature = "testing")]
    pub fn jitter(mut self, fraction: f64) -> Self {
        self.jitter = Some(fraction.clamp(0.0, 1.0));
        self
    }

    /// Sets the token that replaces random idempotency tokens: for tests that check requests.
    #[cfg(feature = "testing")]
    pub fn idempotency_token(mut self, token: impl Into<String>) -> Self {
        self.idempotency_token = Some(token.into());
        self
    }

    /// Sends tokens without TLS, too, where an endpoint URL has the scheme `http`: for tests with exchanges that other SDKs have recorded.
    #[cfg(feature = "testing")]
    pub fn plaintext_secrets(mut self) -> Self {
        self.plaintext_secrets = true;
        self
    }

    /// Sets the profile of the shared files for [`load`](Self::load), in place of `AWS_PROFILE` and `default`. [`build`](Self::build) warns
    /// that it ignores the profile.
    #[cfg(feature = "environment")]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Sets the callback for the codes of multi-factor authentication, which roles of profiles with `mfa_serial` require. [`load`](Self::load)
    /// passes it to the provider chain; [`build`](Self::build) warns that it ignores the callback.
    ///
    /// The callback gets the serial number of the device each time that the role is assumed: at first, when a service rejects the
    /// credentials of this role, and when they are needed and due. That is 15 minutes before they expire at the earliest, or in the last quarter
    /// of their lifetime (`duration_seconds`) if it is shorter than an hour. Another role that is assumed with them is renewed without a code
    /// until then. Without the callback, such a role is an error. A callback that waits for a terminal should do so on a thread for blocking work:
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), tinsmith::Error> {
    /// let config = tinsmith::Config::builder()
    ///     .mfa_code(|device| async move {
    ///         println!("Code of {device}:");
    ///         tokio::task::spawn_blocking(|| std::io::stdin().lines().next().unwrap_or_else(|| Ok(String::new()))).await?
    ///     })
    ///     .load()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "environment")]
    pub fn mfa_code<F, R, E>(mut self, code: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.mfa_code = Some(MfaCode::new(code));
        self
    }

    /// Sets the variables that [`load`](Self::load) reads, in place of those of the process. [`build`](Self::build) warns that it ignores
    /// them.
    #[cfg(feature = "environment")]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }
}

/// Shows that there are credentials, but never the credentials.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ConfigBuilder");
        shown
            .field("region", &self.region)
            .field("has_credentials", &self.credentials.is_some());
        #[cfg(feature = "environment")]
        shown.field("profile", &self.profile);
        shown.finish_non_exhaustive()
    }
}
