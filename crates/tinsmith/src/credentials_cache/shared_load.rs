//! One request to a provider, which all callers share.

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
    /// True if all earlier waiters had given up when another one joined.
    pub(super) is_abandoned: bool,
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

    pub(super) fn is(&self, other: &Self) -> bool {
        self.future.ptr_eq(&other.future)
    }

    pub(super) async fn wait(&self) -> LoadResult {
        self.future.clone().await
    }
}
