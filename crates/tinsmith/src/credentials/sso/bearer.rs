//! The bearer token provider of IAM Identity Center.

use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::access_token::Token;
use super::session::SsoSession;
use crate::config::{Config, Environment};
use crate::credentials::unsaved_tokens::UnsavedTokens;
use crate::credentials_cache::{credentials_from_token, provide};
use crate::profile::Profile;

/// The provider of the token of a profile's `[sso-session]` as the bearer token of services, in the form that the cache keeps.
#[derive(Debug)]
pub(crate) struct SsoToken(SsoSession);

impl SsoToken {
    /// Creates a provider for the session that a profile names, if it names one that has a start URL and a region.
    pub(crate) fn from_profile(
        profile: &Profile,
        environment: &Environment,
        config: &Config,
    ) -> Option<Self> {
        let name = profile.get("sso_session")?.value;
        let start_url = profile.get_from_sso_session(&name, "sso_start_url")?.value;
        let region = profile.get_from_sso_session(&name, "sso_region")?.value;
        let config = config.to_builder().region(region).build();
        let mut session = SsoSession::new(&config, start_url).environment(environment.clone());
        session.name = Some(name);
        Some(Self(session))
    }

    /// Returns the renewed tokens that cannot be written, which the credentials of the profile share.
    pub(in crate::credentials) fn unsaved_tokens(&self) -> UnsavedTokens<Token> {
        self.0.unsaved_tokens.clone()
    }

    async fn provide(&self) -> provider::Result {
        let token = self.0.token().await?;
        Ok(credentials_from_token(token.access_token, token.expires_at))
    }
}

impl ProvideCredentials for SsoToken {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
