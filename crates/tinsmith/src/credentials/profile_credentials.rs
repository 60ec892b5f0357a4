//! The credentials of a profile.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials};

use super::assume_role::AssumeRole;
use super::container::ContainerCredentials;
use super::instance_metadata::InstanceMetadata;
use super::login::{Login, LoginToken};
use super::mfa::MfaCode;
use super::process::CredentialProcess;
use super::profile_plan::{BaseCredentials, ProfilePlan, Role, SsoRole};
use super::source::{Lookup, Source};
use super::sso::{AccessToken, Sso};
use super::unsaved_tokens::UnsavedTokens;
use super::variables::EnvironmentCredentials;
use super::web_identity::WebIdentity;
use crate::config::{Config, Environment};
use crate::profile::Profile;
use crate::time::BoxFuture;

/// The credentials of a profile, except for a role that is assumed with others.
pub(super) struct ProfileCredentials {
    pub(super) profile: Profile,
    pub(super) environment: Environment,
    pub(super) config: Config,
    /// It keeps the credentials that it continues with if the instance has no new ones.
    pub(super) instance_metadata: InstanceMetadata,
    pub(super) mfa_code: Option<MfaCode>,
    /// Tokens are kept from one provider that is made for the profile to the next.
    pub(super) sso_tokens: UnsavedTokens<AccessToken>,
    pub(super) login_tokens: UnsavedTokens<LoginToken>,
}

/// The role of a profile that is assumed with other credentials. It precedes the web identity of the environment.
#[derive(Debug)]
pub(super) struct ProfileRole(Arc<ProfileCredentials>);

impl ProfileRole {
    pub(super) fn new(profile: Arc<ProfileCredentials>) -> Self {
        Self(profile)
    }

    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        let plan = ProfilePlan::for_role(&self.0.profile)
            .map_err(CredentialsError::invalid_configuration)?;
        match plan {
            Some(plan) => self.0.execute(plan).await,
            None => Ok(Lookup::Absent(String::new())),
        }
    }
}

impl ProfileCredentials {
    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        let plan = ProfilePlan::without_role(&self.profile)
            .map_err(CredentialsError::invalid_configuration)?;
        match plan {
            Some(plan) => self.execute(plan).await,
            None => Ok(Lookup::Absent(format!(
                "{} has no credentials",
                self.profile.describe()
            ))),
        }
    }

    async fn execute(&self, plan: ProfilePlan) -> Result<Lookup, CredentialsError> {
        for role in &plan.roles {
            self.require_mfa_code(role)
                .map_err(CredentialsError::invalid_configuration)?;
        }
        let mut credentials = self.base(plan.base).await?;
        for role in plan.roles {
            let builder = self.config.to_builder().credentials(credentials);
            let provider = assume_role(&builder.build(), role, self.mfa_code.as_ref());
            credentials = provider.provide_credentials().await?;
        }
        Ok(Lookup::Found(credentials))
    }

    /// Rejects a role that requires a code if there is no callback for it.
    fn require_mfa_code(&self, role: &Role) -> Result<(), String> {
        match (&role.mfa_serial, &self.mfa_code) {
            (Some(device), None) => Err(format!(
                "the profile `{}`: {} requires a code of multi-factor authentication: set a callback for it by \
                 `ConfigBuilder::mfa_code`, or leave the role to `credential_process`",
                role.profile, device.origin
            )),
            _ => Ok(()),
        }
    }

    async fn base(&self, base: BaseCredentials) -> provider::Result {
        let config = &self.config;
        match base {
            BaseCredentials::Keys(credentials) => Ok(credentials),
            BaseCredentials::WebIdentity { role, token_file } => {
                let token_file = self.environment.expand_home(&token_file);
                let provider = web_identity(config, role, token_file);
                let provider = provider.environment(self.environment.clone());
                provider.provide_credentials().await
            }
            BaseCredentials::Sso(role) => self.sso(role).provide_credentials().await,
            BaseCredentials::Login { session, profile } => {
                let provider = Login::new(config, session)
                    .environment(self.environment.clone())
                    .profile(&profile)
                    .unsaved_tokens(self.login_tokens.clone());
                provider.provide_credentials().await
            }
            BaseCredentials::Process {
                command_line,
                account_id,
            } => {
                let provider = CredentialProcess::new(config, command_line);
                match account_id {
                    Some(id) => provider.default_account_id(id),
                    None => provider,
                }
                .provide_credentials()
                .await
            }
            BaseCredentials::Environment => {
                let source = EnvironmentCredentials::new(self.environment.clone());
                source.find().await?.into_result()
            }
            BaseCredentials::Container => {
                let environment = self.environment.clone();
                let provider = ContainerCredentials::with_environment(config, environment);
                provider.provide_credentials().await
            }
            BaseCredentials::InstanceMetadata => self.instance_metadata.provide_credentials().await,
        }
    }

    fn sso(&self, role: SsoRole) -> Sso {
        let provider = Sso::new(
            &self.config,
            role.start_url,
            role.region,
            role.account_id,
            role.role_name,
        );
        let provider = provider
            .environment(self.environment.clone())
            .unsaved_tokens(self.sso_tokens.clone());
        match role.session {
            Some(session) => provider.session(session),
            None => provider,
        }
    }
}

fn assume_role(config: &Config, role: Role, mfa_code: Option<&MfaCode>) -> AssumeRole {
    let mut provider = AssumeRole::new(config, role.arn);
    if let Some(name) = role.session_name {
        provider = provider.session_name(name);
    }
    if let Some(id) = role.external_id {
        provider = provider.external_id(id);
    }
    if let (Some(device), Some(code)) = (role.mfa_serial, mfa_code) {
        provider = provider.mfa_code(device.value, code.clone());
    }
    if let Some(duration) = role.duration {
        provider = provider.duration(duration);
    }
    provider
}

fn web_identity(config: &Config, role: Role, token_file: PathBuf) -> WebIdentity {
    let mut provider = WebIdentity::new(config, role.arn, token_file);
    if let Some(name) = role.session_name {
        provider = provider.session_name(name);
    }
    if let Some(duration) = role.duration {
        provider = provider.duration(duration);
    }
    provider
}

impl Source for ProfileRole {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(self.lookup())
    }
}

impl Source for Arc<ProfileCredentials> {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(self.lookup())
    }
}

impl fmt::Debug for ProfileCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileCredentials")
            .field("profile", &self.profile.name())
            .finish_non_exhaustive()
    }
}
