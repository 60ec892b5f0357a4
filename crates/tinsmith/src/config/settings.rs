//! The settings that clients are made from.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::token::SharedTokenProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

#[cfg(feature = "environment")]
use super::trace_id::TraceId;
use crate::call::intercept::Intercept;
#[cfg(feature = "checksums")]
use crate::checksum::{ChecksumPolicy, PayloadSigning};
use crate::credentials_cache::{CachedToken, CredentialsCache};
use crate::endpoint::{HostPrefix, Params};
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use crate::http::transport::Proxies;
use crate::http::transport::Transport;
use crate::protocol::auth::AuthPreference;
use crate::retry::{BackoffLimits, RetryDefaults, RetryMode};
use crate::sign::http_auth::BearerTokens;
use crate::time::Time;

use super::origin::{CaBundle, Origin, Setting};
#[cfg(all(feature = "checksums", feature = "environment"))]
use super::sources::Sources;
use super::timeouts::Timeouts;

/// The default limit of the size of a response.
pub(super) const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The default length from which on request bodies are compressed.
#[cfg(feature = "gzip")]
pub(super) const MIN_COMPRESSION_SIZE: usize = 10_240;

/// The greatest value of that length.
#[cfg(feature = "gzip")]
pub(super) const MAX_MIN_COMPRESSION_SIZE: usize = 10_485_760;

/// The settings that clients are made from. Cheap to clone; clones share connections and credentials.
///
/// ```
/// # async fn example() -> Result<(), tinsmith::Error> {
/// let config = tinsmith::Config::from_env().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Config(pub(crate) Arc<Settings>);

/// All settings of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) region: Option<String>,
    /// The sources in which a region was looked for: the error about a missing region names them.
    pub(crate) region_sources: String,
    pub(crate) credentials: Option<Arc<CredentialsCache>>,
    /// True if requests have no signature. There are no credentials then.
    pub(crate) is_unsigned: bool,
    /// Endpoint URLs by precedence. Those of a service apply to it alone.
    pub(crate) endpoints: Vec<EndpointUrl>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) retry_mode: RetryMode,
    /// Absent if it is not set: then services have defaults.
    pub(crate) max_attempts: Option<u32>,
    pub(crate) backoff_limits: BackoffLimits,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_response_bytes: usize,
    pub(crate) app_id: Option<String>,
    pub(crate) host_prefix: HostPrefix,
    /// The parameters of endpoint rule sets that clients set.
    pub(crate) endpoint_params: Params,
    #[cfg(feature = "gzip")]
    pub(crate) disable_request_compression: bool,
    /// The length from which on request bodies are compressed.
    #[cfg(feature = "gzip")]
    pub(crate) request_min_compression_size_bytes: usize,
    #[cfg(feature = "checksums")]
    pub(crate) request_checksum_calculation: ChecksumPolicy,
    #[cfg(feature = "checksums")]
    pub(crate) response_checksum_validation: ChecksumPolicy,
    /// The services whose signatures cover bodies or do not, by precedence.
    #[cfg(feature = "checksums")]
    pub(crate) payload_signing: Vec<PayloadSigning>,
    /// The mode of account-based endpoints, which is parsed by the calls that use it.
    pub(crate) account_id_endpoint_mode: Option<Setting>,
    pub(crate) ca_bundle: Option<CaBundle>,
    /// The proxies of the default transport; without them, it reads the variables of the process.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) proxies: Option<Arc<Proxies>>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// True if `transport` is the default one, made for `ca_bundle`.
    pub(crate) is_default_transport: bool,
    pub(crate) time: Arc<dyn Time>,
    /// The interceptors in the order in which they see requests.
    pub(crate) interceptors: Vec<Arc<dyn Intercept>>,
    /// The number between 0 and 1 that replaces the random number of the backoff.
    pub(crate) jitter: Option<f64>,
    /// The idempotency token that replaces random ones.
    pub(crate) idempotency_token: Option<String>,
    /// The token for operations with bearer authentication.
    pub(crate) bearer_token: Option<String>,
    /// The key for operations with authentication by an API key.
    pub(crate) api_key: Option<String>,
    /// The user name and the password for operations with basic authentication.
    pub(crate) basic_auth: Option<(String, String)>,
    /// Tokens by the variables that they were read from, each of which names a service.
    pub(crate) bearer_tokens: Vec<(String, String)>,
    /// True if secrets may be sent without TLS to other hosts than loopback: for tests with recorded exchanges.
    pub(crate) plaintext_secrets: bool,
    /// The source of the trace id of a Lambda function.
    #[cfg(feature = "environment")]
    pub(crate) trace_id: Option<TraceId>,
    /// The bearer token for all other services, which a provider loads.
    pub(crate) token: Option<Arc<CredentialsCache>>,
    /// The authentication schemes that are preferred where an operation offers several.
    pub(crate) auth_preference: Option<AuthPreference>,
    /// The environment and the shared files, for settings of single services. Absent if they were not loaded.
    #[cfg(all(feature = "checksums", feature = "environment"))]
    pub(crate) sources: Option<Arc<Sources>>,
}

/// An endpoint URL that replaces that of one service, or of every service.
#[derive(Clone, Debug)]
pub(crate) struct EndpointUrl {
    /// The service's id, folded by [`fold_service_id`]. `None` is every service.
    pub(crate) service: Option<String>,
    pub(crate) url: String,
    pub(crate) origin: Origin,
}

impl Config {
    /// Returns the AWS region.
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Returns the maximum number of attempts. If it is not set, this is the default of most services, 3; a service may have another one.
    pub fn max_attempts(&self) -> u32 {
        let default = RetryDefaults::STANDARD.max_attempts;
        self.0.max_attempts.unwrap_or(default)
    }

    /// Returns the retry mode.
    pub fn retry_mode(&self) -> RetryMode {
        self.0.retry_mode
    }

    /// Returns the credentials provider, if there is one, with its cache: clients of the AWS crates can share it.
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        let cache: Arc<dyn ProvideCredentials> = self.0.credentials.clone()?;
        Some(cache.into())
    }

    /// Returns the provider of bearer tokens that the selected profile configures with `sso_session`, with its cache: clients of the AWS
    /// crates can share it.
    pub fn token_provider(&self) -> Option<SharedTokenProvider> {
        let cache = self.0.token.clone()?;
        Some(SharedTokenProvider::new(CachedToken::new(cache)))
    }

    /// Returns the endpoint URL that is set for a service, by its id such as `deadline` or `Lex Runtime V2`.
    pub fn endpoint_url(&self, service: &str) -> Option<&str> {
        self.0
            .endpoint_of(service)
            .map(|endpoint| endpoint.url.as_str())
    }
}

impl Settings {
    /// Returns the bearer tokens for a service, by its signing name.
    pub(crate) fn bearer_tokens_of<'a>(&'a self, service: &'a str) -> BearerTokens<'a> {
        BearerTokens {
            of_code: self.bearer_token.as_deref(),
            of_variables: &self.bearer_tokens,
            service,
        }
    }

    /// Returns true if the signatures of a service cover bodies, and false if they do not. It is absent if the request decides.
    #[cfg(feature = "checksums")]
    pub(crate) fn payload_signing_of(&self, service: &str) -> Option<bool> {
        let found = self.payload_signing.iter().find(|signing| {
            let id = signing.service.as_ref();
            id.is_none_or(|id| *id == fold_service_id(service))
        })?;
        Some(found.is_enabled)
    }

    pub(crate) fn endpoint_of(&self, service: &str) -> Option<&EndpointUrl> {
        let id = fold_service_id(service);
        self.endpoints.iter().find(|endpoint| {
            endpoint
                .service
                .as_ref()
                .is_none_or(|service| *service == id)
        })
    }
}

/// Returns a service's id as variables and files spell it: `Lex Runtime V2` is `lex_runtime_v2`.
pub(super) fn fold_service_id(id: &str) -> String {
    id.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// Shows that there are credentials, but never the credentials.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.0;
        f.debug_struct("Config")
            .field("region", &settings.region)
            .field("has_credentials", &settings.credentials.is_some())
            .field("endpoints", &settings.endpoints.len())
            .field("use_fips", &settings.use_fips)
            .field("use_dual_stack", &settings.use_dual_stack)
            .field("retry_mode", &settings.retry_mode)
            .field("max_attempts", &self.max_attempts())
            .field("timeouts", &settings.timeouts)
            .field("transport", &settings.transport)
            .finish_non_exhaustive()
    }
}
