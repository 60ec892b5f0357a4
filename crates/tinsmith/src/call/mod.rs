//! The life of a call: from an operation's input to its output.

mod answer;
mod attempt;
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder_table;
mod content;
mod hooks;
pub(crate) mod intercept;
mod options;
mod prepare;
mod presigned;
mod request_builder;
mod throttling;
mod trace;
mod watched;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};

use self::answer::Answer;
use self::trace::Traced;
use crate::config::{Config, Settings};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::http::request::{InvalidInput, RequestParts, RequestWriter};
use crate::http::user_agent::user_agent;
use crate::protocol::service::{FromResponse, Operation, OperationMetadata, ServiceMetadata};
use crate::retry::{ClockSkew, RateLimit, RetryMode, RetryQuota};
use crate::sign::{Placement, SigningKeys};
use crate::time::Time;
use crate::{Body, random};

pub(crate) use self::content::CONTENT_SHA256;
pub use self::intercept::{AttemptInfo, Intercept};
pub use self::options::CallOptions;
pub use self::presigned::Presigned;
pub use self::request_builder::RequestBuilder;
pub use self::throttling::Throttled;

/// What the clones of a client share: settings, connections, credentials, the retry quota.
#[derive(Clone)]
pub struct Handle(Arc<Shared>);

struct Shared {
    settings: Arc<Settings>,
    service: &'static ServiceMetadata,
    user_agent: HeaderValue,
    quota: RetryQuota,
    skew: ClockSkew,
    signing_keys: SigningKeys,
    /// In adaptive mode only.
    rate: Option<RateLimit>,
    /// The endpoint of calls that change nothing about it.
    endpoint: OnceLock<Arc<Endpoint>>,
}

impl Handle {
    /// The handle of a new client, with a retry quota of its own.
    pub fn new(config: &Config, service: &'static ServiceMetadata) -> Self {
        let settings = Arc::clone(&config.0);
        let user_agent = user_agent(service, settings.retry_mode, settings.app_id.as_deref());
        let rate = (settings.retry_mode == RetryMode::Adaptive)
            .then(|| RateLimit::new(settings.time.monotonic()));
        Self(Arc::new(Shared {
            settings,
            rate,
            service,
            user_agent,
            quota: RetryQuota::default(),
            skew: ClockSkew::default(),
            signing_keys: SigningKeys::default(),
            endpoint: OnceLock::new(),
        }))
    }

    /// A call with the client's settings.
    pub fn call(&self) -> Call {
        Call {
            handle: self.clone(),
            options: CallOptions::of_client(&self.0.settings),
        }
    }

    /// What is left of the client's retry quota: 500 at first, of which a retry takes 14, or 5 after a throttling error.
    pub fn retry_quota(&self) -> usize {
        self.0.quota.available()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("service", &self.0.service.name)
            .field("settings", &Config(Arc::clone(&self.0.settings)))
            .finish_non_exhaustive()
    }
}

/// A call of a client, with its own options.
#[derive(Clone, Debug)]
#[must_use]
pub struct Call {
    handle: Handle,
    options: CallOptions,
}

impl Call {
    /// Changes options of this call.
    pub fn configure(mut self, configure: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = configure(self.options);
        self
    }

    /// The client's clock.
    pub fn time(&self) -> &Arc<dyn Time> {
        &self.settings().time
    }

    /// Sends the input and waits for the output.
    ///
    /// Dropping the future ends the call at any point; the client stays usable.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send<O: Operation>(self, input: O) -> Result<O::Output, Error> {
        let parts = self.written(input);
        let answer = self.execute(O::METADATA, parts).await?;
        read::<O>(answer)
    }

    /// As [`send`](Self::send), with an input that is kept.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send_ref<O: Operation>(&self, input: &O) -> Result<O::Output, Error> {
        self.clone().send(input.clone()).await
    }

    /// The request as it would be sent, unsigned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) and [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint).
    pub fn build<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        self.prepare(O::METADATA, self.written(input.clone()))
            .map(|prepared| prepared.request)
    }

    /// The request as it would be sent, signed now. It has none of the headers that tell attempts apart.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint) and [`ErrorKind::Credentials`](crate::ErrorKind::Credentials).
    pub async fn sign<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        self.signed(O::METADATA, self.written(input.clone()), Placement::Headers)
            .await
    }

    /// Signs a request now that [`build`](Self::build) has made of this input, and that was changed since: a header more, another body.
    ///
    /// The length is set anew where the body has one that is known. What else depends on the body is the caller's to renew: checksums, which
    /// some operations want, and `content-encoding` where the body was compressed.
    ///
    /// # Errors
    ///
    /// As for [`sign`](Self::sign).
    pub async fn sign_request<O: Operation>(
        &self,
        input: &O,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, Error> {
        let prepared = self.prepare(O::METADATA, self.written(input.clone()))?;
        let credentials = self.credentials_for(O::METADATA).await?;
        self.authorize(&prepared, &mut request, Placement::Headers, credentials)?;
        Ok(request)
    }

    /// A URL that anybody can use to make the request of `input` until `expires`, at most 7 days, has passed. Takes the input, as
    /// [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// As for [`sign`](Self::sign).
    pub async fn presigned<O: Operation>(
        self,
        input: O,
        expires: Duration,
    ) -> Result<Presigned, Error> {
        let expires = presigned::checked(O::METADATA.name, expires)?;
        let parts = self.written(input);
        self.signed(O::METADATA, parts, Placement::Query(expires))
            .await
            .map(Presigned::of)
    }

    /// Reads an answer that was received by other means.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Service`](crate::ErrorKind::Service) and [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse).
    pub fn parse<O: Operation>(response: Response<Bytes>) -> Result<O::Output, Error> {
        let (head, body) = response.into_parts();
        let response = Response::from_parts(head, Body::from(body));
        read::<O>(answer::judge(O::METADATA, response, 0).map_err(|failure| failure.error)?)
    }

    fn settings(&self) -> &Settings {
        &self.handle.0.settings
    }

    /// A number from 0 to 1 by which delays differ.
    pub(crate) fn random(&self) -> f64 {
        self.settings().jitter.unwrap_or_else(random::fraction)
    }

    /// An idempotency token.
    fn token(&self) -> String {
        self.settings()
            .idempotency_token
            .clone()
            .unwrap_or_else(random::uuid)
    }

    fn written<O: Operation>(&self, mut input: O) -> Result<RequestParts, InvalidInput> {
        input.prepare(&mut || self.token());
        let mut request = RequestWriter::new(O::METADATA);
        input.write(&mut request);
        let parts = request.finish();
        #[cfg(feature = "testing")]
        let parts = parts.map(|parts| RequestParts {
            input: Some(crate::testing::typed::SentInput(Arc::new(input))),
            ..parts
        });
        parts
    }

    /// Everything between input and output. On the heap, so that it is compiled once and callers' futures stay small.
    fn execute(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Traced<'_> {
        let region = self.options.region.as_ref();
        let region = region.or(self.settings().region.as_ref());
        let call = Box::pin(self.run(operation, parts));
        Traced::new(operation, region.map(String::as_str), call)
    }
}

fn read<O: Operation>(answer: Answer) -> Result<O::Output, Error> {
    #[cfg(feature = "testing")]
    if let Some(output) = crate::testing::typed::output(answer.extensions()) {
        return output.map_err(|problem| answer.bad(O::METADATA, problem));
    }
    let mut response = answer.reader();
    let output = O::Output::from_response(&mut response);
    match response.finish() {
        Ok(()) => Ok(output),
        Err(error) => Err(answer.bad(O::METADATA, error)),
    }
}
