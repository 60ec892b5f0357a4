//! The bearer token provider of IAM Identity Center.

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::access_token::Token;
use super::session::SsoSession;
use crate::config::{Config, Environment, Setting};
use crate::credentials::unsaved_tokens::UnsavedTokens;
use crate::credentials_cache::{credentials_from_token, provide};
use crate::profile::Profile;

/// The provider of the token of a profile's `[sso-session]` as the bearer token of services, in the form that the cache keeps.
///
/// A session that is set up wrongly is an error of the calls that need its token. They would otherwise be sent without one, or name other causes.
#[derive(Debug)]
pub(crate) struct SsoToken(Result<SsoSession, String>);

impl SsoToken {
    /// Creates a provider for the session that a profile names, if it names one.
    pub(crate) fn from_profile(
        profile: &Profile,
        environment: &Environment,
        config: &Config,
    ) -> Option<Self> {
        let session = profile.get("sso_session")?;
        Some(Self(from_setting(profile, session, environment, config)))
    }

    /// Returns the renewed tokens that cannot be written, which the credentials of the profile share.
    pub(in crate::credentials) fn unsaved_tokens(&self) -> UnsavedTokens<Token> {
        match &self.0 {
            Ok(session) => session.unsaved_tokens.clone(),
            Err(_) => UnsavedTokens::default(),
        }
    }

    async fn provide(&self) -> provider::Result {
        let invalid = |problem: &String| CredentialsError::invalid_configuration(problem.clone());
        let token = self.0.as_ref().map_err(invalid)?.token().await?;
        Ok(credentials_from_token(token.access_token, token.expires_at))
    }
}

fn from_setting(
    profile: &Profile,
    session: Setting,
    environment: &Environment,
    config: &Config,
) -> Result<SsoSession, String> {
    let setting = |key: &str| profile.require_from_sso_session(&session, key);
    let (start_url, region) = (setting("sso_start_url")?, setting("sso_region")?);
    let config = config.to_builder().region(region.value).build();
    let mut found = SsoSession::new(&config, start_url.value).environment(environment.clone());
    found.name = Some(session.value);
    Ok(found)
}

impl ProvideCredentials for SsoToken {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
