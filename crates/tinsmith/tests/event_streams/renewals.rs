//! The renewal of credentials while events are sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use futures::stream;
use tinsmith::ErrorKind;
use tinsmith::testing::ScriptedTransport;

use crate::clock::{ConductInput, response, send_with};
use crate::inputs::{NOW, ticks, verified};

/// A provider of two credentials, which expire so many seconds after [`NOW`]. It fails at its third call.
#[derive(Clone, Debug)]
struct Expiring {
    calls: Arc<AtomicUsize>,
    lifetimes: [Option<u64>; 2],
}

impl ProvideCredentials for Expiring {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let index = self.calls.fetch_add(1, Ordering::Relaxed);
        let Some(lifetime) = self.lifetimes.get(index) else {
            return future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("no more")));
        };
        let expiry = lifetime.map(|seconds| NOW + seconds);
        let expiry = expiry.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let secret = format!("secret {}", index + 1);
        let credentials = Credentials::new("AKID", secret, None, expiry, "test");
        future::ProvideCredentials::ready(Ok(credentials))
    }
}

/// Sends three events with credentials of these lifetimes, checks the signatures by the keys of `secret`, and returns the number of calls
/// of the provider.
async fn provider_calls(lifetimes: [Option<u64>; 2], secret: &str) -> usize {
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let calls = Arc::default();
    let provider = SharedCredentialsProvider::new(Expiring {
        calls: Arc::clone(&calls),
        lifetimes,
    });
    let input = ConductInput::new(stream::iter(ticks(0..3)));
    let config = script.config();
    let sending = send_with(&config, input, |options| options.credentials(provider));
    sending.await.unwrap();
    assert_eq!(verified(&script.requests()[0], secret).len(), 3);
    calls.load(Ordering::Relaxed)
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_during_the_stream_are_renewed() {
    assert_eq!(provider_calls([Some(0), None], "secret 2").await, 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_are_kept_until_they_expire() {
    assert_eq!(provider_calls([Some(10), None], "secret 1").await, 1);
}

#[tokio::test(start_paused = true)]
async fn renewed_credentials_that_have_expired_as_well_are_not_loaded_for_each_event() {
    assert_eq!(provider_calls([Some(0), Some(0)], "secret 2").await, 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_cannot_be_renewed_end_a_request_that_was_sent() {
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let provider = SharedCredentialsProvider::new(Expiring {
        calls: Arc::new(AtomicUsize::new(1)),
        lifetimes: [None, Some(0)],
    });
    let input = ConductInput::new(stream::iter(ticks(0..3)));
    let config = script.config();
    let error = send_with(&config, input, |options| options.credentials(provider)).await;
    let error = error.unwrap_err();
    assert!(error.to_string().contains("no more"), "{error}");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 1)
    );
}

/// A provider of expired credentials, whose second call never returns.
#[derive(Debug, Default)]
struct Hanging(AtomicUsize);

impl ProvideCredentials for Hanging {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        if self.0.fetch_add(1, Ordering::Relaxed) > 0 {
            return future::ProvideCredentials::new(std::future::pending());
        }
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        let credentials = Credentials::new("AKID", "secret", None, Some(expiry), "test");
        future::ProvideCredentials::ready(Ok(credentials))
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_does_not_end_is_no_silence_of_the_caller() {
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let provider = SharedCredentialsProvider::new(Hanging::default());
    let input = ConductInput::new(stream::iter(ticks(0..3)));
    let config = script.config();
    let error = send_with(&config, input, |options| options.credentials(provider)).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Timeout);
}
