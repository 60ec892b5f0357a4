//! The credentials of a profile.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider};

use super::assume_role::{AssumeRole, source_error};
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
use crate::credentials_cache::CredentialsCache;
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
pub(super) struct ProfileRole {
    profile: Arc<ProfileCredentials>,
    /// Made once, so that the sources of the role keep their credentials from one renewal of the role to the next.
    chain: OnceLock<RoleChain>,
}

/// A role with its sources: the other roles of a plan and its first credentials. Each has a cache of its own. It is renewed when its own credentials are
/// due or STS rejects them, and not with each renewal of the role.
struct RoleChain {
    role: SharedCredentialsProvider,
    /// The caches, that of the first credentials last. Each belongs to the configuration of the one before, so that in this order they are dropped one by
    /// one: the length of a chain of profiles has no limit, but the stack has.
    sources: Vec<Arc<CredentialsCache>>,
}

impl ProfileRole {
    pub(super) fn new(profile: Arc<ProfileCredentials>) -> Self {
        Self {
            profile,
            chain: OnceLock::new(),
        }
    }

    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        let chain = match self.chain.get() {
            Some(chain) => chain,
            None => {
                let plan = ProfilePlan::for_role(&self.profile.profile)
                    .map_err(CredentialsError::invalid_configuration)?;
                let Some(plan) = plan else {
                    return Ok(Lookup::Absent(String::new()));
                };
                let chain = self.profile.chain(plan)?;
                self.chain.get_or_init(|| chain)
            }
        };
        chain.load().await.map(Lookup::Found)
    }
}

impl RoleChain {
    /// Loads the sources that are due, each with the credentials of the next one, and then the role.
    async fn load(&self) -> provider::Result {
        let mut sources = self.sources.iter();
        let due = sources.position(|source| source.has_usable());
        let due = &self.sources[..due.unwrap_or(self.sources.len())];
        let mut due = due.iter().rev();
        while let Some(source) = due.next() {
            let Err(error) = source.get().await else {
                continue;
            };
            // The role may be assumed with another source as long as its credentials are valid.
            if !due.any(|nearer| nearer.postpone()) {
                return Err(source_error(error));
            }
        }
        self.role.provide_credentials().await
    }
}

impl ProfileCredentials {
    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        let plan = ProfilePlan::without_role(&self.profile)
            .map_err(CredentialsError::invalid_configuration)?;
        match plan {
            Some(plan) => {
                let provider = self.base(plan.base)?;
                provider.provide_credentials().await.map(Lookup::Found)
            }
            None => Ok(Lookup::Absent(format!(
                "{} has no credentials",
                self.profile.describe()
            ))),
        }
    }

    fn chain(&self, plan: ProfilePlan) -> Result<RoleChain, CredentialsError> {
        for role in &plan.roles {
            self.require_mfa_code(role)
                .map_err(CredentialsError::invalid_configuration)?;
        }
        let mut provider = self.base(plan.base)?;
        let mut sources = Vec::new();
        for role in plan.roles {
            let config = self.config.to_builder().credentials(provider).build();
            sources.extend(config.0.credentials.clone());
            let role = assume_role(&config, role, self.mfa_code.as_ref());
            provider = SharedCredentialsProvider::new(role);
        }
        sources.reverse();
        Ok(RoleChain {
            role: provider,
            sources,
        })
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

    /// Creates the provider of the first credentials of a plan.
    fn base(&self, base: BaseCredentials) -> Result<SharedCredentialsProvider, CredentialsError> {
        let config = &self.config;
        let environment = self.environment.clone();
        Ok(match base {
            BaseCredentials::Keys(credentials) => SharedCredentialsProvider::new(credentials),
            BaseCredentials::WebIdentity { role, token_file } => {
                let token_file = environment.expand_home(&token_file);
                let provider = web_identity(config, role, token_file);
                SharedCredentialsProvider::new(provider.environment(environment))
            }
            BaseCredentials::Sso(role) => SharedCredentialsProvider::new(self.sso(role)),
            BaseCredentials::Login { session, profile } => {
                let provider = Login::new(config, session)
                    .environment(environment)
                    .profile(&profile)
                    .unsaved_tokens(self.login_tokens.clone());
                SharedCredentialsProvider::new(provider)
            }
            BaseCredentials::Process {
                command_line,
                account_id,
            } => {
                let mut provider = CredentialProcess::new(config, command_line);
                if let Some(id) = account_id {
                    provider = provider.default_account_id(id);
                }
                SharedCredentialsProvider::new(provider)
            }
            BaseCredentials::Environment => {
                let source = EnvironmentCredentials::new(environment);
                let credentials = source.lookup()?.into_result().map_err(source_error)?;
                SharedCredentialsProvider::new(credentials)
            }
            BaseCredentials::Container => {
                let provider = ContainerCredentials::with_environment(config, environment);
                SharedCredentialsProvider::new(provider)
            }
            BaseCredentials::InstanceMetadata => {
                SharedCredentialsProvider::new(self.instance_metadata.clone())
            }
        })
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
            .profile(role.profile)
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

impl fmt::Debug for ProfileRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProfileRole").field(&self.profile).finish()
    }
}

impl fmt::Debug for ProfileCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileCredentials")
            .field("profile", &self.profile.name())
            .finish_non_exhaustive()
    }
}
