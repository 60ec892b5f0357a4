//! Errors of providers without control characters and without endless text.
//!
//! Messages of providers quote files, variables, the output of programs and responses. This is the one place in which their text is escaped.

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
#[cfg(feature = "environment")]
use aws_credential_types::provider::{self, future};
#[cfg(feature = "environment")]
use futures_util::TryFutureExt;

use crate::error::{Chain, OneLine};

/// Returns an error of the same kind. Its source has the messages of all sources on one line.
pub(crate) fn escape(error: &CredentialsError) -> CredentialsError {
    let text = match error.source() {
        Some(source) => Chain(source).to_string(),
        None => error.to_string(),
    };
    let line = Line(OneLine(&text).to_string());
    match error {
        CredentialsError::CredentialsNotLoaded(_) => CredentialsError::not_loaded(line),
        CredentialsError::InvalidConfiguration(_) => CredentialsError::invalid_configuration(line),
        _ => CredentialsError::provider_error(line),
    }
}

/// Returns the future of a provider, with its error escaped.
#[cfg(feature = "environment")]
pub(crate) fn provide<'a>(
    result: impl Future<Output = provider::Result> + Send + 'a,
) -> future::ProvideCredentials<'a> {
    // An async block would have room for the future twice: as it is given and as it is awaited.
    future::ProvideCredentials::new(result.map_err(|error| escape(&error)))
}

/// A message on one line.
struct Line(String);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Error for Line {}
