//! One request to a provider, which all callers share.

use std::error::Error;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::time::BoxFuture;

/// The result that all callers get.
pub(super) type LoadResult = Result<Credentials, Arc<CredentialsError>>;

/// A request to a provider. The callers that wait for it poll it; without such a caller it makes no progress.
#[derive(Clone)]
pub(super) struct Load {
    future: Shared<BoxFuture<'static, LoadResult>>,
    /// True if all earlier waiters had given up when this one joined.
    is_abandoned: bool,
}

impl Load {
    pub(super) fn new(provider: SharedCredentialsProvider) -> Self {
        let future: BoxFuture<'static, LoadResult> = Box::pin(async move {
            // A panic of one provider must not reach every caller.
            match AssertUnwindSafe(provider.provide_credentials())
                .catch_unwind()
                .await
            {
                Ok(result) => result.map_err(Arc::new),
                Err(_panic) => Err(Arc::new(CredentialsError::unhandled(
                    "the credentials provider panicked",
                ))),
            }
        });
        Self {
            future: future.shared(),
            is_abandoned: false,
        }
    }

    /// Returns the same load for a caller that continues it without any other.
    pub(super) fn abandoned(&self) -> Self {
        Self {
            is_abandoned: true,
            ..self.clone()
        }
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.is_abandoned
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.future.ptr_eq(&other.future)
    }

    pub(super) async fn wait(&self) -> LoadResult {
        self.future.clone().await
    }
}

/// Returns a failure once more, for another caller.
pub(super) fn share(error: &Arc<CredentialsError>) -> CredentialsError {
    let shared = SharedError(Arc::clone(error));
    match **error {
        CredentialsError::CredentialsNotLoaded(_) => CredentialsError::not_loaded(shared),
        CredentialsError::InvalidConfiguration(_) => {
            CredentialsError::invalid_configuration(shared)
        }
        _ => CredentialsError::provider_error(shared),
    }
}

/// The cause of a failure, which is the part that explains it.
#[derive(Debug)]
struct SharedError(Arc<CredentialsError>);

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(cause) => fmt::Display::fmt(cause, f),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()?.source()
    }
}
