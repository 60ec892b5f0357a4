//! The order in which credentials are looked for.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::environment::EnvironmentVariables;
use super::shared_files::SharedFiles;
use crate::config::Environment;
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

/// Looks in one place after the other. The first one with credentials wins.
#[derive(Debug)]
pub(crate) struct CredentialsChain(Vec<Box<dyn Source>>);

impl CredentialsChain {
    /// The places that the environment and a profile make known. A profile that the code names goes before variables, so these
    /// are left out then.
    pub(crate) fn new(
        environment: Environment,
        profile: Profile,
        profile_is_from_code: bool,
    ) -> Self {
        let mut sources: Vec<Box<dyn Source>> = Vec::new();
        if !profile_is_from_code {
            sources.push(Box::new(EnvironmentVariables::new(environment)));
        }
        sources.push(Box::new(SharedFiles::new(profile)));
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
        Err(CredentialsError::not_loaded(format!(
            "no credentials: {}",
            reasons.join("; ")
        )))
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
