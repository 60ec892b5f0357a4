//! Credentials of the role of an Amazon EC2 instance.

mod client;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use self::client::{MetadataClient, MetadataError};
use super::local_endpoint::LocalEndpoint;
use super::source::{Lookup, Source};
use crate::config::{Config, Environment};
use crate::credentials_cache::provide;
use crate::profile::Profile;
use crate::time::BoxFuture;

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";

/// The time for which the last credentials are used if the instance has no new ones. The credentials cache loads again before it ends: up
/// to a quarter of an hour ahead.
const EXTENSION: Duration = Duration::from_secs(25 * 60);

/// The provider of credentials from the metadata service of an instance, version 2 only: a token by `PUT`, then the role, then its credentials.
///
/// | variable | key of a profile | meaning |
/// |---|---|---|
/// | `AWS_EC2_METADATA_DISABLED` | | `true` disables the service |
/// | `AWS_EC2_METADATA_SERVICE_ENDPOINT` | `ec2_metadata_service_endpoint` | its URL |
/// | `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` | `ec2_metadata_service_endpoint_mode` | `IPv4` (the default) or `IPv6` |
/// | `AWS_METADATA_SERVICE_TIMEOUT` | `metadata_service_timeout` | the timeout of each of the three requests: 1 second by default |
/// | `AWS_METADATA_SERVICE_NUM_ATTEMPTS` | `metadata_service_num_attempts` | the maximum number of attempts of each: 3 by default |
///
/// A request is retried after a second if there is no response, or one with a server error, the status 429 (too many requests) or, for the
/// credentials, a body that is not JSON. If nothing listens, the first request is not retried. Proxies are not used.
///
/// If the service fails, or its credentials have expired because it could not renew them, the last ones are used: services decide whether
/// they still accept them, as with
/// [the AWS SDKs](https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html).
#[derive(Clone)]
pub struct InstanceMetadata {
    environment: Environment,
    /// The source of settings that the variables do not set.
    profile: Option<Profile>,
    endpoint: LocalEndpoint,
    last: Arc<Mutex<Option<Credentials>>>,
}

impl InstanceMetadata {
    /// Creates a provider that reads the variables of the process, with the transport and the clock of `config`.
    pub fn new(config: &Config) -> Self {
        Self::with_environment(config, Environment::from_process())
    }

    /// Creates a provider that reads these variables.
    pub fn with_environment(config: &Config, environment: Environment) -> Self {
        Self {
            environment,
            profile: None,
            endpoint: LocalEndpoint::new(config, Duration::from_secs(1), 3),
            last: Arc::default(),
        }
    }

    /// Sets the profile whose settings apply where a variable is not set.
    pub(crate) fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Returns the region of the instance, or the reason why it is not known.
    pub(crate) async fn region(&self) -> Result<String, String> {
        let region = match self.client() {
            Ok(client) => client.region().await,
            Err(error) => Err(error),
        };
        region.map_err(MetadataError::into_message)
    }

    fn client(&self) -> Result<MetadataClient, MetadataError> {
        const DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
        self.environment
            .require_utf8()
            .map_err(MetadataError::Settings)?;
        let disabled = self.environment.get(DISABLED).unwrap_or_default();
        if disabled.eq_ignore_ascii_case("true") {
            return Err(MetadataError::Absent(format!(
                "instance metadata is disabled by {DISABLED}"
            )));
        }
        let mut endpoint = self.endpoint.clone();
        if let Some(seconds) =
            self.number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")?
        {
            endpoint.timeout = Duration::from_secs(seconds.into());
        }
        let attempts = self.number(
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            "metadata_service_num_attempts",
        )?;
        endpoint.attempts = attempts.unwrap_or(endpoint.attempts);
        MetadataClient::new(&self.url()?, endpoint, attempts.is_some())
    }

    fn url(&self) -> Result<String, MetadataError> {
        let endpoint = self.setting(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "ec2_metadata_service_endpoint",
        );
        if let Some((endpoint, _)) = endpoint {
            return Ok(endpoint);
        }
        let mode = self.setting(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "ec2_metadata_service_endpoint_mode",
        );
        match mode {
            Some((mode, _)) if mode.eq_ignore_ascii_case("IPv6") => Ok(IPV6.to_owned()),
            Some((mode, origin)) if !mode.eq_ignore_ascii_case("IPv4") => {
                Err(MetadataError::Settings(format!(
                    "{mode:?} set by {origin} is neither `IPv4` nor `IPv6`"
                )))
            }
            _ => Ok(IPV4.to_owned()),
        }
    }

    /// Returns a number of at least 1.
    fn number(&self, variable: &str, key: &str) -> Result<Option<u32>, MetadataError> {
        let Some((text, origin)) = self.setting(variable, key) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(MetadataError::Settings(format!(
                "{text:?} set by {origin} is not a number of at least 1"
            ))),
        }
    }

    /// Returns the value and the origin of a setting.
    fn setting(&self, variable: &str, key: &str) -> Option<(String, String)> {
        if let Some(value) = self.environment.get(variable) {
            return Some((value.to_owned(), variable.to_owned()));
        }
        let setting = self.profile.as_ref()?.get(key)?;
        Some((setting.value, setting.origin.to_string()))
    }

    async fn load(&self) -> Result<Credentials, MetadataError> {
        self.client()?.credentials().await
    }

    /// Returns the last credentials if there are no new ones.
    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        let credentials = match self.load().await {
            Ok(credentials) => credentials,
            Err(MetadataError::Settings(problem)) => {
                return Err(CredentialsError::invalid_configuration(problem));
            }
            Err(MetadataError::Absent(problem) | MetadataError::Failure(problem)) => {
                match self.last().clone() {
                    Some(last) => last,
                    None => return Ok(Lookup::Absent(problem)),
                }
            }
        };
        let credentials = extend(credentials, self.endpoint.time().now());
        *self.last() = Some(credentials.clone());
        Ok(Lookup::Found(credentials))
    }

    fn last(&self) -> MutexGuard<'_, Option<Credentials>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn provide(&self) -> provider::Result {
        self.lookup().await?.into_result()
    }
}

/// Replaces the expiry of credentials that have expired.
fn extend(mut credentials: Credentials, now: SystemTime) -> Credentials {
    if credentials.expiry().is_some_and(|expiry| expiry <= now) {
        *credentials.expiry_mut() = Some(now + EXTENSION);
    }
    credentials
}

impl Source for InstanceMetadata {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(self.lookup())
    }
}

impl ProvideCredentials for InstanceMetadata {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}

/// Never shows the last credentials.
impl fmt::Debug for InstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceMetadata").finish_non_exhaustive()
    }
}
