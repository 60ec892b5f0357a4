//! Bearer tokens in the cache of credentials.

use std::error::Error;
use std::sync::Arc;
#[cfg(feature = "environment")]
use std::time::SystemTime;

#[cfg(feature = "environment")]
use aws_credential_types::Credentials;
use aws_credential_types::Token;
use aws_credential_types::provider::error::{CredentialsError, TokenError};
use aws_credential_types::provider::future;
use aws_credential_types::provider::token::ProvideToken;

use super::CredentialsCache;

/// Converts a token to the form in which the cache keeps it: credentials that consist of a secret only.
#[cfg(feature = "environment")]
pub(crate) fn credentials_from_token(token: String, expires_at: SystemTime) -> Credentials {
    Credentials::builder()
        .provider_name("token")
        .access_key_id("")
        .secret_access_key(token)
        .expiry(expires_at)
        .build()
}

/// A bearer token provider for clients of the AWS crates, which shares the cache of our clients.
#[derive(Debug)]
pub(crate) struct CachedToken(Arc<CredentialsCache>);

impl CachedToken {
    pub(crate) fn new(cache: Arc<CredentialsCache>) -> Self {
        Self(cache)
    }
}

impl ProvideToken for CachedToken {
    fn provide_token<'a>(&'a self) -> future::ProvideToken<'a>
    where
        Self: 'a,
    {
        future::ProvideToken::new(async {
            let cached = self.0.get().await.map_err(token_error)?;
            Ok(Token::new(cached.secret_access_key(), cached.expiry()))
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
