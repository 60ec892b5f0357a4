//! The builder of settings.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use super::{
    Config, EndpointUrl, Environment, MAX_RESPONSE_BYTES, Origin, Settings, Timeouts,
    fold_service_id,
};
use crate::call::intercept::Intercept;
use crate::credentials::CredentialsCache;
use crate::endpoint::{HostPrefix, Params, Value};
use crate::error::Error;
use crate::http::transport::Transport;
use crate::retry::{MAX_ATTEMPTS, RetryMode};
use crate::time::{Time, TokioTime};

/// Builds a [`Config`].
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
    pub(super) region_places: Option<String>,
    pub(super) credentials: Option<CredentialsSource>,
    pub(super) endpoints: Vec<EndpointUrl>,
    pub(super) use_fips: Option<bool>,
    pub(super) use_dual_stack: Option<bool>,
    pub(super) retry_mode: Option<RetryMode>,
    pub(super) max_attempts: Option<u32>,
    pub(super) timeouts: Timeouts,
    pub(super) max_response_bytes: Option<usize>,
    pub(super) app_id: Option<String>,
    pub(super) host_prefix: Option<HostPrefix>,
    pub(super) endpoint_params: Params,
    pub(super) ca_bundle: Option<PathBuf>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    /// Whether `transport` is the default one, made for `ca_bundle`.
    pub(super) is_default_transport: bool,
    pub(super) time: Option<Arc<dyn Time>>,
    pub(super) interceptors: Vec<Arc<dyn Intercept>>,
    pub(super) jitter: Option<f64>,
    pub(super) idempotency_token: Option<String>,
    pub(super) bearer_token: Option<String>,
    pub(super) bearer_tokens: BTreeMap<String, String>,
    pub(super) profile: Option<String>,
    pub(super) environment: Option<Environment>,
}

#[derive(Clone)]
pub(super) enum CredentialsSource {
    Provider(SharedCredentialsProvider),
    /// From another configuration, with what it holds already.
    Cache(Arc<CredentialsCache>),
}

impl ConfigBuilder {
    pub(super) fn from_settings(settings: &Settings) -> Self {
        let settings = settings.clone();
        Self {
            region: settings.region,
            region_places: Some(settings.region_places),
            credentials: settings.credentials.map(CredentialsSource::Cache),
            endpoints: settings.endpoints,
            use_fips: Some(settings.use_fips),
            use_dual_stack: Some(settings.use_dual_stack),
            retry_mode: Some(settings.retry_mode),
            max_attempts: Some(settings.max_attempts),
            timeouts: settings.timeouts,
            max_response_bytes: Some(settings.max_response_bytes),
            app_id: settings.app_id,
            host_prefix: Some(settings.host_prefix),
            endpoint_params: settings.endpoint_params,
            ca_bundle: settings.ca_bundle,
            transport: settings.transport,
            is_default_transport: settings.is_default_transport,
            time: Some(settings.time),
            interceptors: settings.interceptors,
            jitter: settings.jitter,
            idempotency_token: settings.idempotency_token,
            bearer_token: settings.bearer_token,
            bearer_tokens: settings.bearer_tokens,
            profile: None,
            environment: None,
        }
    }

    /// The AWS region, such as `us-west-2`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// What gives credentials: fixed [`Credentials`](aws_credential_types::Credentials), a provider of the crate `aws-config`, or one of your own.
    ///
    /// What it gives is kept until it expires, and renewed ahead of that by one caller at a time.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(CredentialsSource::Provider(SharedCredentialsProvider::new(
            provider,
        )));
        self
    }

    /// A token for operations whose model asks for bearer authentication, of all services. It is sent over https only.
    ///
    /// [`load`](Self::load) takes others from `AWS_BEARER_TOKEN_<SERVICE>`, each for the service of that signing name.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }

    /// The URL that takes the place of every service's own, such as `http://localhost:8080`. A path goes before those of requests.
    pub fn endpoint_url(self, url: impl Into<String>) -> Self {
        self.endpoint(None, url.into())
    }

    /// The URL that takes the place of one service's own. `service` is its id, such as `deadline` or `Lex Runtime V2`.
    pub fn service_endpoint_url(self, service: &str, url: impl Into<String>) -> Self {
        self.endpoint(Some(fold_service_id(service)), url.into())
    }

    /// What a later call sets for the same service counts; a service's own URL goes before that of all services.
    fn endpoint(mut self, service: Option<String>, url: String) -> Self {
        self.endpoints
            .retain(|endpoint| endpoint.origin != Origin::Code || endpoint.service != service);
        let of_service =
            |endpoint: &&EndpointUrl| endpoint.origin == Origin::Code && endpoint.service.is_some();
        let at = if service.is_some() {
            0
        } else {
            self.endpoints.iter().take_while(of_service).count()
        };
        self.endpoints.insert(
            at,
            EndpointUrl {
                service,
                url,
                origin: Origin::Code,
            },
        );
        self
    }

    /// Whether endpoints with FIPS 140 validated cryptography are used. Default: no.
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = Some(use_fips);
        self
    }

    /// Whether endpoints that IPv6 reaches too are used. Default: no.
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = Some(use_dual_stack);
        self
    }

    /// A parameter of a service's endpoint rules that its clients may set, by its name in the model
    /// (`smithy.rules#clientContextParams`). Services whose rules have no such parameter take no notice.
    pub fn endpoint_param(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.endpoint_params.set(name.into(), value);
        self
    }

    /// How failed attempts are repeated. Default: [`RetryMode::Standard`], which is also what [`load`](Self::load) makes of the mode
    /// `legacy` of older AWS tools in `AWS_RETRY_MODE` or a shared file.
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// How many times a request is sent at most. Default: 3; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// How long establishing a connection may take, TLS included; `None` is no limit. Default: 5 seconds.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = timeout.into();
        self
    }

    /// How long the service may send no byte, be it of the answer's head or its body; `None` is no limit. Default: 60 seconds.
    ///
    /// While a streamed body goes out, each piece that is taken begins the time anew. A body in memory counts from its first byte, so
    /// this has to be longer than sending it takes.
    pub fn read_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.read = timeout.into();
        self
    }

    /// How long one attempt may take, from sending to the answer's last byte; `None`, the default, is no limit. Getting credentials is
    /// no part of it.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = timeout.into();
        self
    }

    /// How long a call may take in all, with credentials, all attempts and the waits between them; `None`, the default, is no
    /// limit.
    pub fn operation_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = timeout.into();
        self
    }

    /// How many bytes an answer may have, unless it is a stream. Default: 64 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// The application's name for the `User-Agent` header, up to 50 characters.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// When an operation's host prefix goes before an endpoint's host.
    pub fn host_prefix(mut self, host_prefix: HostPrefix) -> Self {
        self.host_prefix = Some(host_prefix);
        self
    }

    /// A PEM file with the certificate authorities to trust, in place of the system's. Counts for the default transport.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        if self.is_default_transport {
            // The one of another configuration trusts others.
            self.transport = None;
        }
        self
    }

    /// What sends requests, in place of the default.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self.is_default_transport = false;
        self
    }

    /// The clock, in place of the system's.
    pub fn time(mut self, time: impl Time + 'static) -> Self {
        self.time = Some(Arc::new(time));
        self
    }

    /// Adds a hook that sees, and may change, requests and answers. The first one added sees a request first, and its answer last.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Uses `fraction`, between 0 and 1, where back-off takes a random number: for tests that look at waits.
    #[cfg(feature = "testing")]
    pub fn jitter(mut self, fraction: f64) -> Self {
        self.jitter = Some(fraction.clamp(0.0, 1.0));
        self
    }

    /// Uses `token` for every idempotency token that an input leaves open: for tests that look at requests.
    #[cfg(feature = "testing")]
    pub fn idempotency_token(mut self, token: impl Into<String>) -> Self {
        self.idempotency_token = Some(token.into());
        self
    }

    /// The profile of the shared files for [`load`](Self::load), in place of `AWS_PROFILE` and `default`.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The variables that [`load`](Self::load) looks at, in place of the process's own.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// The settings. Neither environment nor files are looked at.
    pub fn build(self) -> Config {
        let time = self.time.unwrap_or_else(|| Arc::new(TokioTime::default()));
        let credentials = self.credentials.map(|source| match source {
            CredentialsSource::Provider(provider) => {
                Arc::new(CredentialsCache::new(provider, Arc::clone(&time)))
            }
            CredentialsSource::Cache(cache) => cache,
        });
        let is_default_transport = self.transport.is_none() || self.is_default_transport;
        let transport = self
            .transport
            .or_else(|| default_transport(self.ca_bundle.as_ref()));
        let not_asked = || {
            "`Config::builder().region(..)`; environment and files were not asked to be loaded"
                .to_owned()
        };
        Config(Arc::new(Settings {
            region: self.region,
            region_places: self.region_places.unwrap_or_else(not_asked),
            credentials,
            endpoints: self.endpoints,
            use_fips: self.use_fips.unwrap_or_default(),
            use_dual_stack: self.use_dual_stack.unwrap_or_default(),
            retry_mode: self.retry_mode.unwrap_or_default(),
            max_attempts: self.max_attempts.unwrap_or(MAX_ATTEMPTS),
            timeouts: self.timeouts,
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            app_id: self.app_id,
            host_prefix: self.host_prefix.unwrap_or_default(),
            endpoint_params: self.endpoint_params,
            ca_bundle: self.ca_bundle,
            transport,
            is_default_transport,
            time,
            interceptors: self.interceptors,
            jitter: self.jitter,
            idempotency_token: self.idempotency_token,
            bearer_token: self.bearer_token,
            bearer_tokens: self.bearer_tokens,
        }))
    }

    /// The settings, with the environment and the shared files giving what the code did not.
    ///
    /// # Errors
    ///
    /// See [`Config::from_env`].
    pub async fn load(self) -> Result<Config, Error> {
        self.with_environment().map(Self::build)
    }
}

#[cfg(feature = "reqwest")]
pub(super) fn default_transport(ca_bundle: Option<&PathBuf>) -> Option<Arc<dyn Transport>> {
    use crate::http::transport::ReqwestTransport;
    Some(Arc::new(ca_bundle.map_or_else(
        ReqwestTransport::new,
        ReqwestTransport::with_ca_bundle,
    )))
}

#[cfg(not(feature = "reqwest"))]
pub(super) fn default_transport(_ca_bundle: Option<&PathBuf>) -> Option<Arc<dyn Transport>> {
    None
}

/// Names whether there are credentials, and never what they are.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("region", &self.region)
            .field("has_credentials", &self.credentials.is_some())
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}
