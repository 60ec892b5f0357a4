//! The bearer token provider of IAM Identity Center.

use aws_credential_types::Token;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::token::ProvideToken;

use super::session::SsoSession;
use crate::config::{Config, Environment};
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
    match std::error::Error::source(&error) {
        Some(cause) => TokenError::provider_error(cause.to_string()),
        None => TokenError::provider_error(error),
    }
}
