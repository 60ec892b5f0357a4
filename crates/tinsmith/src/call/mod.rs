//! The call of an operation: from its input to its output.

mod assembly;
mod attempt;
mod attempts;
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body_progress;
mod builder_table;
mod checksum;
mod compression;
mod exchange;
mod http_auth;
pub(crate) mod intercept;
mod interceptors;
mod options;
mod outcome;
mod presigned;
mod request_builder;
mod test_seam;
mod trace;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};

use self::outcome::{SuccessResponse, parse_failure};
use self::trace::TracedCall;
use crate::config::{Config, Settings};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::http::request::{InvalidInput, RequestParts, RequestWriter};
use crate::http::user_agent::user_agent;
use crate::protocol::metadata::{OperationMetadata, ServiceMetadata};
use crate::protocol::service::Operation;
use crate::retry::{ClockSkew, RateLimit, RetryMode, RetryQuota};
use crate::sign::{Placement, SigningKeys};
use crate::time::Time;
use crate::{Body, random};

pub use self::intercept::{AttemptInfo, Intercept};
pub use self::options::{CallOptions, ThrottlingEvent};
pub use self::presigned::PresignedRequest;
pub use self::request_builder::RequestBuilder;

/// The state that the clones of a client share: settings, connections, credentials, the retry quota.
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
    /// The endpoint of calls without settings of their own.
    endpoint: OnceLock<Arc<Endpoint>>,
}

impl Handle {
    /// Creates the handle of a new client, with a retry quota of its own.
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

    /// Creates a call with the client's settings.
    pub fn call(&self) -> Call {
        Call {
            handle: self.clone(),
            options: CallOptions::from_settings(&self.0.settings),
        }
    }

    /// Returns what is left of the client's retry quota: 500 at first, from which a retry takes 14, or 5 after a throttling error.
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

/// A call of a client, with options of its own.
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

    /// Returns the client's clock.
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
        let parts = self.serialize(input);
        let response = self.execute(O::METADATA, parts).await?;
        response.deserialize(O::METADATA)
    }

    /// Sends a clone of the input, as [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send_ref<O: Operation>(&self, input: &O) -> Result<O::Output, Error> {
        self.clone().send(input.clone()).await
    }

    /// Returns the request as it would be sent, unsigned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) and [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint).
    pub fn build<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        self.assemble(O::METADATA, self.serialize(input.clone()))
            .map(|unsigned| unsigned.request)
    }

    /// Returns the request as it would be sent, signed now. It has none of the headers that number attempts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint) and
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials).
    pub async fn sign<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        let parts = self.serialize(input.clone());
        self.assemble_and_sign(O::METADATA, parts, Placement::Headers)
            .await
    }

    /// Signs a request that [`build`](Self::build) made from this input and that was changed since, such as by another header or body.
    ///
    /// `content-length` is updated if the length of the body is known. The caller updates the other headers that depend on the body: the
    /// checksums that some operations require, and `content-encoding` if the body was compressed.
    ///
    /// # Errors
    ///
    /// As for [`sign`](Self::sign).
    pub async fn sign_request<O: Operation>(
        &self,
        input: &O,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, Error> {
        let unsigned = self.assemble(O::METADATA, self.serialize(input.clone()))?;
        let credentials = self.credentials_for(O::METADATA).await?;
        self.authorize(&unsigned, &mut request, Placement::Headers, credentials)?;
        Ok(request)
    }

    /// Returns a URL with which anybody can make the request until the time `expires`, from 1 second to 7 days, has passed.
    ///
    /// # Errors
    ///
    /// As for [`sign`](Self::sign).
    pub async fn presigned<O: Operation>(
        self,
        input: O,
        expires: Duration,
    ) -> Result<PresignedRequest, Error> {
        let expires = presigned::validate_expiry(O::METADATA.name, expires)?;
        let parts = self.serialize(input);
        self.assemble_and_sign(O::METADATA, parts, Placement::Query(expires))
            .await
            .map(PresignedRequest::from_request)
    }

    /// Deserializes a response that was received by other means.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Service`](crate::ErrorKind::Service) and [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse).
    pub fn parse<O: Operation>(response: Response<Bytes>) -> Result<O::Output, Error> {
        let (head, body) = response.into_parts();
        let response = Response::from_parts(head, Body::from(body));
        if !response.status().is_success() {
            return Err(parse_failure(O::METADATA, &response, 0).error);
        }
        SuccessResponse::new(response, 0).deserialize(O::METADATA)
    }

    fn settings(&self) -> &Settings {
        &self.handle.0.settings
    }

    /// Returns a number from 0 to 1, the jitter of a delay.
    pub(crate) fn random(&self) -> f64 {
        self.settings().jitter.unwrap_or_else(random::fraction)
    }

    /// Returns a new idempotency token.
    fn idempotency_token(&self) -> String {
        self.settings()
            .idempotency_token
            .clone()
            .unwrap_or_else(random::uuid)
    }

    /// Serializes an input into the parts of a request.
    fn serialize<O: Operation>(&self, mut input: O) -> Result<RequestParts, InvalidInput> {
        input.fill_defaults(&mut || self.idempotency_token());
        let mut request = RequestWriter::new(O::METADATA);
        input.write(&mut request);
        let mut parts = request.finish()?;
        test_seam::keep_input(input, &mut parts.extensions);
        Ok(parts)
    }

    /// Does everything between serialization and deserialization. The future is on the heap, so that it is compiled once and callers'
    /// futures stay small.
    fn execute(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> TracedCall<'_> {
        let region = self.options.region.as_ref();
        let region = region.or(self.settings().region.as_ref());
        let call = Box::pin(self.run(operation, parts));
        TracedCall::new(operation, region.map(String::as_str), call)
    }
}
