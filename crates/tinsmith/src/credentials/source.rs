//! One source of the provider chain.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::provider;
use aws_credential_types::provider::error::CredentialsError;

use crate::time::BoxFuture;

/// A source that credentials may come from.
pub(super) trait Source: fmt::Debug + Send + Sync {
    /// Looks for credentials. An error ends the search: the source is set up, but wrongly.
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>>;
}

/// The result of looking in one source.
#[derive(Debug)]
pub(super) enum Lookup {
    Found(Credentials),
    /// The reason why there are none, as a sentence without its end: `AWS_ACCESS_KEY_ID is not set`.
    Absent(String),
}

impl Lookup {
    /// Returns the credentials, or an error where no other source follows.
    pub(super) fn into_result(self) -> provider::Result {
        match self {
            Self::Found(credentials) => Ok(credentials),
            Self::Absent(reason) => Err(CredentialsError::not_loaded(format!(
                "no credentials: {reason}"
            ))),
        }
    }
}
