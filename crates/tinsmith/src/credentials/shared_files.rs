//! Credentials by way of the shared files.

use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials};

use super::assume_role::AssumeRole;
use super::chain::{Looked, Source};
use super::container::ContainerCredentials;
use super::environment::EnvironmentVariables;
use super::instance_metadata::InstanceMetadata;
use super::plan::{First, Plan, Role};
use super::process::CredentialProcess;
use super::sso::{Sso, Unwritten};
use super::web_identity::WebIdentity;
use crate::config::{Config, Environment};
use crate::profile::Profile;
use crate::time::BoxFuture;

/// What a profile says, in whatever of its many ways.
pub(super) struct SharedFiles {
    profile: Profile,
    environment: Environment,
    config: Config,
    /// Kept for the credentials that it goes on with when there are no new ones.
    instance_metadata: InstanceMetadata,
    /// Kept from one provider that is made for the profile's role to the next.
    unwritten: Unwritten,
}

impl SharedFiles {
    pub(super) fn new(
        profile: Profile,
        environment: Environment,
        config: Config,
        instance_metadata: InstanceMetadata,
    ) -> Self {
        Self {
            profile,
            environment,
            config,
            instance_metadata,
            unwritten: Unwritten::default(),
        }
    }

    async fn find(&self) -> Result<Looked, CredentialsError> {
        let plan = Plan::of(&self.profile).map_err(CredentialsError::invalid_configuration)?;
        let Some(Plan { first, roles }) = plan else {
            let places = self.profile.places();
            return Ok(Looked::Nothing(format!("{places} has no credentials")));
        };
        let mut credentials = self.first(first).await?;
        for role in roles {
            let builder = self.config.to_builder().credentials(credentials);
            let provider = assume_role(&builder.build(), role);
            credentials = provider.provide_credentials().await?;
        }
        Ok(Looked::Found(credentials))
    }

    async fn first(&self, first: First) -> provider::Result {
        let config = &self.config;
        match first {
            First::Keys(credentials) => Ok(credentials),
            First::WebIdentity { role, token_file } => {
                let token_file = self.environment.expand_home(&token_file);
                let provider = web_identity(config, role, token_file);
                provider.provide_credentials().await
            }
            First::Sso(role) => {
                let provider = Sso::new(
                    config,
                    role.start_url,
                    role.region,
                    role.account_id,
                    role.role_name,
                );
                let mut provider = provider
                    .environment(&self.environment)
                    .unwritten(self.unwritten.clone());
                if let Some(session) = role.session {
                    provider = provider.session(session);
                }
                provider.provide_credentials().await
            }
            First::Process(command_line) => {
                let provider = CredentialProcess::new(config, command_line);
                provider.provide_credentials().await
            }
            First::Environment => {
                let place = EnvironmentVariables::new(self.environment.clone());
                place.look().await?.into_result()
            }
            First::Container => {
                let environment = self.environment.clone();
                let place = ContainerCredentials::with_environment(config, environment);
                place.provide_credentials().await
            }
            First::InstanceMetadata => self.instance_metadata.provide_credentials().await,
        }
    }
}

fn assume_role(config: &Config, role: Role) -> AssumeRole {
    let mut provider = AssumeRole::new(config, role.arn);
    if let Some(name) = role.session_name {
        provider = provider.session_name(name);
    }
    if let Some(id) = role.external_id {
        provider = provider.external_id(id);
    }
    if let Some(duration) = role.duration {
        provider = provider.duration(duration);
    }
    provider
}

fn web_identity(config: &Config, role: Role, token_file: std::path::PathBuf) -> WebIdentity {
    let mut provider = WebIdentity::new(config, role.arn, token_file);
    if let Some(name) = role.session_name {
        provider = provider.session_name(name);
    }
    if let Some(duration) = role.duration {
        provider = provider.duration(duration);
    }
    provider
}

impl Source for SharedFiles {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(self.find())
    }
}

impl fmt::Debug for SharedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedFiles")
            .field("profile", &self.profile.name())
            .finish_non_exhaustive()
    }
}
