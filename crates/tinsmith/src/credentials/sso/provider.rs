//! The credentials provider of IAM Identity Center.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::access_token::Token;
use super::operations::{self, GetRoleCredentialsInput, GetRoleCredentialsOutput};
use super::session::SsoSession;
use crate::call::Handle;
use crate::config::{Config, Environment};
use crate::credentials::regional_client::regional_client;
use crate::credentials::secret_body::deserialize;
use crate::credentials::unsaved_tokens::UnsavedTokens;
use crate::credentials::validate::validate_members;
use crate::credentials_cache::provide;
use crate::protocol::service::Operation;

/// The provider of a role's credentials from IAM Identity Center (formerly AWS Single Sign-On), with the token that `aws sso login` writes
/// to `~/.aws/sso/cache`.
///
/// A token of a [session](Self::session) is renewed a quarter of an hour ahead of its expiry, and the renewed one written to its file for
/// other programs. If the file cannot be written, this provider and its clones keep the renewed token until the file changes. The files are
/// read and written on the thread that loads the credentials.
#[derive(Clone, Debug)]
pub struct Sso {
    portal: Handle,
    session: SsoSession,
    account_id: String,
    role_name: String,
}

impl Sso {
    /// Creates a provider of this role's credentials, with the transport, the clock and the endpoints of `config`. The region is that of
    /// IAM Identity Center, not of the services to call.
    pub fn new(
        config: &Config,
        start_url: impl Into<String>,
        region: impl Into<String>,
        account_id: impl Into<String>,
        role_name: impl Into<String>,
    ) -> Self {
        let config = config.to_builder().region(region).build();
        Self {
            portal: regional_client(&config, &operations::SSO),
            session: SsoSession::new(&config, start_url.into()),
            account_id: account_id.into(),
            role_name: role_name.into(),
        }
    }

    /// Sets the name of the `[sso-session]`. Without one, the token is that of the start URL.
    #[must_use]
    pub fn session(mut self, name: impl Into<String>) -> Self {
        self.session.name = Some(name.into());
        self
    }

    /// Sets the directory of the tokens, in place of `~/.aws/sso/cache`.
    #[must_use]
    pub fn cache_directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.session.directory = Some(path.into());
        self
    }

    /// Sets the environment whose home directory has the tokens.
    pub(in crate::credentials) fn environment(mut self, environment: Environment) -> Self {
        self.session = self.session.environment(environment);
        self
    }

    /// Sets the name of the profile, for messages.
    pub(in crate::credentials) fn profile(mut self, name: String) -> Self {
        self.session.profile = Some(name);
        self
    }

    /// Shares tokens that cannot be written with other providers of the same profile.
    pub(in crate::credentials) fn unsaved_tokens(mut self, tokens: UnsavedTokens<Token>) -> Self {
        self.session.unsaved_tokens = tokens;
        self
    }

    async fn provide(&self) -> provider::Result {
        let token = self.session.token().await?;
        let input = GetRoleCredentialsInput {
            account_id: self.account_id.clone(),
            role_name: self.role_name.clone(),
            access_token: token.access_token,
        };
        let response = self.portal.call().send(input).await.map_err(|error| {
            if error.status() == Some(401) {
                let problem = format!("{error}; {}", self.session.remedy());
                return CredentialsError::provider_error(problem);
            }
            CredentialsError::provider_error(error)
        })?;
        deserialize(GetRoleCredentialsInput::METADATA, &response)
            .and_then(|output| self.credentials(output))
            .map_err(CredentialsError::provider_error)
    }

    fn credentials(&self, output: GetRoleCredentialsOutput) -> Result<Credentials, String> {
        let role = output.role_credentials;
        validate_members([
            ("accessKeyId", &role.access_key_id),
            ("secretAccessKey", &role.secret_access_key),
            ("sessionToken", &role.session_token),
        ])
        .map_err(|problem| format!("GetRoleCredentials: {problem}"))?;
        let milliseconds = u64::try_from(role.expiration).ok().filter(|time| *time > 0);
        let expiry = milliseconds
            .and_then(|time| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(time)))
            .ok_or("GetRoleCredentials: the response has no expiration")?;
        Ok(Credentials::builder()
            .provider_name("sso")
            .access_key_id(role.access_key_id)
            .secret_access_key(role.secret_access_key)
            .session_token(role.session_token)
            .expiry(expiry)
            .account_id(self.account_id.as_str())
            .build())
    }
}

impl ProvideCredentials for Sso {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
