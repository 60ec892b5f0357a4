//! Settings of clients: from code, the environment, and the shared files.

mod builder;
mod environment;
mod load;
mod origin;
mod timeouts;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use crate::call::intercept::Intercept;
use crate::credentials::CredentialsCache;
use crate::endpoint::{HostPrefix, Params};
use crate::error::Error;
use crate::http::transport::Transport;
use crate::retry::RetryMode;
use crate::time::Time;

pub use self::builder::ConfigBuilder;
pub use self::environment::Environment;
pub(crate) use self::origin::Origin;
pub(crate) use self::timeouts::Timeouts;

/// How many bytes of an answer are read before it counts as a bad one.
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

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

/// Everything that can be set for a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) region: Option<String>,
    /// Where a region was looked for, for the error that says that there is none.
    pub(crate) region_places: String,
    pub(crate) credentials: Option<Arc<CredentialsCache>>,
    /// Endpoint URLs in the order in which they count; those of a service apply to it alone.
    pub(crate) endpoints: Vec<EndpointUrl>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) retry_mode: RetryMode,
    pub(crate) max_attempts: u32,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_response_bytes: usize,
    pub(crate) app_id: Option<String>,
    pub(crate) host_prefix: HostPrefix,
    /// What clients say to endpoint rules.
    pub(crate) endpoint_params: Params,
    pub(crate) ca_bundle: Option<PathBuf>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// Whether `transport` is the default one, made for `ca_bundle`.
    pub(crate) is_default_transport: bool,
    pub(crate) time: Arc<dyn Time>,
    /// In the order in which they see requests.
    pub(crate) interceptors: Vec<Arc<dyn Intercept>>,
    /// What back-off uses in place of a random number between 0 and 1.
    pub(crate) jitter: Option<f64>,
    /// What every idempotency token is, in place of a random one.
    pub(crate) idempotency_token: Option<String>,
    /// A token for operations with bearer authentication.
    pub(crate) bearer_token: Option<String>,
    /// Tokens for the services that these variables are named after.
    pub(crate) bearer_tokens: BTreeMap<String, String>,
}

/// An endpoint URL that takes the place of a service's own.
#[derive(Clone, Debug)]
pub(crate) struct EndpointUrl {
    /// The service's id, folded by [`fold_service_id`]; `None` is every service.
    pub(crate) service: Option<String>,
    pub(crate) url: String,
    pub(crate) origin: Origin,
}

impl Config {
    /// A builder without a region or credentials, and otherwise with defaults. It looks at neither environment nor files, unless
    /// [`ConfigBuilder::load`] is called.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Settings from environment variables and the shared files `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// The same as `Config::builder().load().await`.
    ///
    /// # Errors
    ///
    /// A shared file cannot be read or understood, a setting has a value that it cannot have, or `AWS_PROFILE` names no profile.
    /// A missing region and missing credentials are errors of the first call that needs them.
    pub async fn from_env() -> Result<Self, Error> {
        Self::builder().load().await
    }

    /// A builder with these settings, to change some of them.
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::from_settings(&self.0)
    }

    /// The AWS region.
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// How many times a request is sent at most.
    pub fn max_attempts(&self) -> u32 {
        self.0.max_attempts
    }

    /// How failed attempts are repeated.
    pub fn retry_mode(&self) -> RetryMode {
        self.0.retry_mode
    }

    /// What gives the credentials, if anything does, with all that it keeps: for clients of the AWS crates to share.
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        let cache: Arc<dyn ProvideCredentials> = self.0.credentials.clone()?;
        Some(cache.into())
    }

    /// The endpoint URL set for a service, by its id such as `deadline` or `Lex Runtime V2`.
    pub fn endpoint_url(&self, service: &str) -> Option<&str> {
        self.0
            .endpoint_of(service)
            .map(|endpoint| endpoint.url.as_str())
    }
}

impl Settings {
    /// The token for a service, by its signing name. What the code says goes first.
    pub(crate) fn bearer_token_of(&self, service: &str) -> Option<&str> {
        let of_variable = || self.bearer_tokens.get(&bearer_token_variable(service));
        self.bearer_token
            .as_ref()
            .or_else(of_variable)
            .map(String::as_str)
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

/// A service's id as variables and files write it: `Lex Runtime V2` is `lex_runtime_v2`.
pub(crate) fn fold_service_id(id: &str) -> String {
    id.to_lowercase().replace([' ', '-'], "_")
}

/// How the names of variables with bearer tokens begin.
pub(crate) const BEARER_TOKEN: &str = "AWS_BEARER_TOKEN";

/// The variable with the bearer token for a service, by its signing name.
pub(crate) fn bearer_token_variable(service: &str) -> String {
    format!("{BEARER_TOKEN}_{}", fold_service_id(service).to_uppercase())
}

/// Names whether there are credentials, and never what they are.
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
            .field("max_attempts", &settings.max_attempts)
            .field("timeouts", &settings.timeouts)
            .field("transport", &settings.transport)
            .finish_non_exhaustive()
    }
}
