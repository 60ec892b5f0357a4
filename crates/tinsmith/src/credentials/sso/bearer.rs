//! The bearer token provider of IAM Identity Center.

use std::error::Error;

use aws_credential_types::Token;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};

use super::session::SsoSession;
use crate::config::{Config, Environment, TokenSource};
use crate::error::Chain;
use crate::profile::Profile;

/// The provider of the token of a profile's `[sso-session]` as the bearer token of services.
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
}

impl SsoToken {
    /// Converts the provider for the settings of a client.
    pub(crate) fn into_source(self) -> TokenSource {
        TokenSource {
            provider: SharedTokenProvider::new(self),
            load: |provider| Box::pin(load(provider)),
        }
    }
}

async fn load(provider: &SharedTokenProvider) -> Result<String, String> {
    match provider.provide_token().await {
        Ok(token) => Ok(token.token().to_owned()),
        Err(error) => Err(Chain(error.source().unwrap_or(&error)).to_string()),
    }
}

impl ProvideToken for SsoToken {
    fn provide_token<'a>(&'a self) -> future::ProvideToken<'a>
    where
        Self: 'a,
    {
        future::ProvideToken::new(async {
            let token = self.0.token().await.map_err(token_error)?;
            Ok(Token::new(token.access_token, Some(token.expires_at)))
        })
    }
}

/// Converts an error. The cause has the message.
fn token_error(error: CredentialsError) -> TokenError {
    match error.source() {
        Some(cause) => TokenError::provider_error(cause.to_string()),
        None => TokenError::provider_error(error),
    }
}
