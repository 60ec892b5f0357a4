//! The order in which credentials are looked for.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::container::ContainerCredentials;
use super::environment::EnvironmentVariables;
use super::instance_metadata::InstanceMetadata;
use super::shared_files::SharedFiles;
use super::web_identity::WebIdentityVariables;
use crate::config::{Config, Environment};
use crate::profile::Profile;
use crate::time::BoxFuture;

/// One place that credentials may come from.
pub(super) trait Source: fmt::Debug + Send + Sync {
    /// Looks there.
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>>;
}

/// What looking in one place gave. An error ends the search: the place is set up, but wrongly.
#[derive(Debug)]
pub(super) enum Looked {
    Found(Credentials),
    /// Why there are none, as a sentence without its end: `AWS_ACCESS_KEY_ID is not set`.
    Nothing(String),
}

impl Looked {
    /// For those who look nowhere else.
    pub(super) fn into_result(self) -> provider::Result {
        match self {
            Self::Found(credentials) => Ok(credentials),
            Self::Nothing(reason) => Err(CredentialsError::not_loaded(format!(
                "no credentials: {reason}"
            ))),
        }
    }
}

/// Looks in one place after the other. The first one with credentials wins.
#[derive(Debug)]
pub(crate) struct CredentialsChain(Vec<Box<dyn Source>>);

impl CredentialsChain {
    /// The places that the environment and a profile make known. A profile that the code names goes before variables, so these
    /// are left out then.
    ///
    /// `config` is what requests for credentials are sent with, and has none itself.
    pub(crate) fn new(
        environment: Environment,
        profile: Profile,
        profile_is_from_code: bool,
        config: Config,
    ) -> Self {
        let mut sources: Vec<Box<dyn Source>> = Vec::new();
        if !profile_is_from_code {
            let variables = EnvironmentVariables::new(environment.clone());
            sources.push(Box::new(variables));
            let variables = WebIdentityVariables::new(environment.clone(), config.clone());
            sources.push(Box::new(variables));
        }
        let container = ContainerCredentials::with_environment(&config, environment.clone());
        let metadata = InstanceMetadata::with_environment(&config, environment.clone());
        let files = SharedFiles::new(profile, environment, config, metadata.clone());
        sources.push(Box::new(files));
        sources.push(Box::new(container));
        sources.push(Box::new(metadata));
        Self(sources)
    }

    async fn look(&self) -> provider::Result {
        let mut reasons = Vec::new();
        for source in &self.0 {
            match source.look().await? {
                Looked::Found(credentials) => return Ok(credentials),
                Looked::Nothing(reason) => reasons.push(reason),
            }
        }
        Looked::Nothing(reasons.join("; ")).into_result()
    }
}

impl ProvideCredentials for CredentialsChain {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.look())
    }
}
