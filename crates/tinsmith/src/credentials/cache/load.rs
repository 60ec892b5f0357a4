//! One request to a provider, which all callers share.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::SystemTime;

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

    /// True if the result may be one of the past, which a new load replaces: the load made no progress for a time. It may have failed because
    /// its caller ended the runtime that it depended on, and its credentials may have expired since they were received.
    pub(super) fn is_outdated(&self, result: &LoadResult, now: SystemTime) -> bool {
        let is_past = |credentials: &Credentials| {
            let expiry = credentials.expiry();
            expiry.is_some_and(|expiry| expiry <= now)
        };
        self.is_abandoned && result.as_ref().map_or(true, is_past)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.future.ptr_eq(&other.future)
    }

    pub(super) async fn wait(&self) -> LoadResult {
        self.future.clone().await
    }
}
