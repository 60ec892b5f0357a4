//! The call of one operation, from its input to its output.

use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

#[cfg(feature = "session-credentials")]
use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{Request, Response};

use super::handle::Handle;
use super::named_endpoints::NamedEndpoints;
use super::options::CallOptions;
use super::outcome::SuccessResponse;
use super::parse_response::parse_failure;
#[cfg(feature = "xml")]
use super::parse_response::parse_hidden_failure;
#[cfg(feature = "event-stream")]
use super::parse_response::take_initial_response;
use super::presigned::{self, PresignedRequest};
use super::test_seam;
use super::trace::TracedCall;
use crate::config::Settings;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{InvalidInput, RequestParts, RequestWriter};
use crate::protocol::service::Operation;
use crate::sign::Placement;
use crate::time::{BoxFuture, Time};
use crate::{Body, random};

/// A call of a client, with options of its own.
#[derive(Clone, Debug)]
#[must_use]
pub struct Call {
    pub(super) handle: Handle,
    pub(super) options: CallOptions,
    pub(super) preflight: Option<PreflightStep>,
    /// The time of the monotonic clock at which the surrounding call began, if this call is a part of another one.
    pub(super) start: Option<Duration>,
}

/// A step of a call between the serialization of its input and the assembly of its request, which may load credentials or send requests of
/// its own. It is a trait so that clients whose calls have no such step do not link one.
pub trait Preflight: fmt::Debug + Sync {
    /// Returns the parts of the request with what the step adds. Called for each attempt, because it may depend on the credentials and the time.
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>>;

    /// Returns the error with the details of its response that the step needs, such as the region of the resource. `region` is the region of the request's
    /// signature.
    fn with_response_details(
        &self,
        error: Error,
        _response: &Response<Body>,
        _region: Option<&str>,
    ) -> Error {
        error
    }

    /// Updates what the step remembers, if an error shows that it is outdated. The step may send requests of its own for the update. Returns true if it
    /// was outdated: the request is then sent once more, at most once in a call and only if its body can be. Otherwise the caller gets the error, with
    /// what the step has added to it.
    fn update_after_error<'a>(
        &'a self,
        _context: PreflightContext<'a>,
        _parts: &'a RequestParts,
        _error: &'a mut Error,
    ) -> BoxFuture<'a, bool> {
        Box::pin(ready(false))
    }
}

/// The step of a call, with the function that sends the prepared request: a pointer, so that clients without such a step do not link it.
#[derive(Clone, Copy, Debug)]
pub(super) struct PreflightStep {
    pub(super) preflight: &'static dyn Preflight,
    pub(super) run: RunPrepared,
}

type RunPrepared = for<'a> fn(
    &'static dyn Preflight,
    &'a Call,
    &'static OperationMetadata,
    RequestParts,
) -> BoxFuture<'a, Result<SuccessResponse, Error>>;

/// The call that a [`Preflight`] is a step of.
#[derive(Clone, Copy, Debug)]
pub struct PreflightContext<'a> {
    pub(super) call: &'a Call,
    pub(super) operation: &'static OperationMetadata,
    /// The time of the monotonic clock at which the call began.
    pub(super) start: Duration,
    /// True while the call waits for credentials.
    pub(super) is_loading: &'a AtomicBool,
    /// The endpoints of a call with credentials of its own, which are not those of the client.
    pub(super) own_endpoints: &'a NamedEndpoints,
    /// The credentials of the session that signed the last request, if one did.
    #[cfg(feature = "session-credentials")]
    pub(super) session: Option<&'a Credentials>,
    /// The request whose error updates a step.
    #[cfg(feature = "xml")]
    pub(super) failed: Option<FailedRequest<'a>>,
}

impl<'a> PreflightContext<'a> {
    /// Creates the context of a preflight before a request.
    pub(super) fn new(
        call: &'a Call,
        operation: &'static OperationMetadata,
        start: Duration,
        is_loading: &'a AtomicBool,
        own_endpoints: &'a NamedEndpoints,
    ) -> Self {
        Self {
            call,
            operation,
            start,
            is_loading,
            own_endpoints,
            #[cfg(feature = "session-credentials")]
            session: None,
            #[cfg(feature = "xml")]
            failed: None,
        }
    }

    /// Sets the credentials of the session that signed the last request.
    #[cfg(feature = "session-credentials")]
    pub(super) fn with_session(mut self, session: Option<&'a Credentials>) -> Self {
        self.session = session;
        self
    }

    /// Sets the request whose error updates a step.
    #[cfg(feature = "xml")]
    pub(super) fn with_failed(mut self, failed: FailedRequest<'a>) -> Self {
        self.failed = Some(failed);
        self
    }
}

/// A request whose response is an error.
#[cfg(feature = "xml")]
#[derive(Clone, Copy, Debug)]
pub(super) struct FailedRequest<'a> {
    /// The region of its signature.
    pub(super) signing_region: Option<&'a str>,
    /// True if it was sent after the update of a step.
    pub(super) is_repetition: bool,
}

impl Handle {
    /// Creates a call with the client's settings.
    pub fn call(&self) -> Call {
        Call {
            handle: self.clone(),
            options: CallOptions::from_settings(&self.0.settings),
            preflight: None,
            start: None,
        }
    }
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

    /// Returns the request as it would be sent, unsigned. It has nothing that needs credentials or a request of its own, such as the
    /// endpoint of the account, and its body is not encoded: [`sign_request`](Self::sign_request) appends the checksum of a stream.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) and [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint).
    pub fn build<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        let unsigned = self.assemble(O::METADATA, self.serialize(input.clone()))?;
        #[cfg(feature = "checksums")]
        let unsigned = self.with_checksum(unsigned)?;
        Ok(unsigned.request)
    }

    /// Returns the request as it would be sent, signed now. It has none of the headers that number attempts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), [`ErrorKind::Endpoint`](crate::ErrorKind::Endpoint) and
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials). If the request needs an endpoint or a session that another operation returns, the errors of
    /// that operation, too.
    pub async fn sign<O: Operation>(&self, input: &O) -> Result<Request<Body>, Error> {
        let parts = self.serialize(input.clone());
        let (request, _) = self
            .assemble_and_sign(O::METADATA, parts, Placement::Headers)
            .await?;
        Ok(request)
    }

    /// Signs a request that [`build`](Self::build) made from this input and that was changed since, such as by another header or body.
    ///
    /// `content-length` is updated if the length of the body is known. The caller updates the other headers that depend on the body: the
    /// checksums that some operations require, and `content-encoding` if the body was compressed.
    ///
    /// # Errors
    ///
    /// The errors are those of [`sign`](Self::sign).
    pub async fn sign_request<O: Operation>(
        &self,
        input: &O,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, Error> {
        let parts = self.serialize(input.clone());
        let unsigned = self.prepare(O::METADATA, parts, Placement::Headers).await?;
        let loaded = unsigned.credentials.as_deref();
        let identity = self.identity_for(O::METADATA, loaded).await?;
        self.authorize(&unsigned, &mut request, Placement::Headers, identity)?;
        Ok(request)
    }

    /// Returns a signed URL of the request, which needs no credentials. It is valid for the time `expires`, from 1 second to 7 days, or until the
    /// credentials that signed it expire, whichever is earlier: [`expires_at`](PresignedRequest::expires_at) is that time. The request of the protocols
    /// `awsQuery` and `ec2Query` is a `GET` without a body. That of the others is sent with its [`body`](PresignedRequest::body), if it has one.
    ///
    /// # Errors
    ///
    /// The errors are those of [`sign`](Self::sign).
    pub async fn presigned<O: Operation>(
        self,
        input: O,
        expires: Duration,
    ) -> Result<PresignedRequest, Error> {
        let expires = presigned::validate_expiry(O::METADATA.name, expires)?;
        let parts = self.serialize(input);
        let (request, authorization) = self
            .assemble_and_sign(O::METADATA, parts, Placement::Query(expires))
            .await?;
        let signed_at = authorization.time;
        let credentials = authorization
            .credentials
            .filter(|_| !authorization.has_secret);
        let expires_at =
            credentials.map(|credentials| presigned::expiry(signed_at, expires, &credentials));
        Ok(PresignedRequest::new(request, expires_at))
    }

    /// Deserializes a response that was received by other means. The checksum of its body is not validated.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Service`](crate::ErrorKind::Service) and [`ErrorKind::InvalidResponse`](crate::ErrorKind::InvalidResponse).
    pub fn parse<O: Operation>(response: Response<Bytes>) -> Result<O::Output, Error> {
        let response = response.map(Body::from);
        if !response.status().is_success() {
            return Err(parse_failure(O::METADATA, &response, 0).error);
        }
        #[cfg(feature = "xml")]
        if let Some(failure) = parse_hidden_failure(O::METADATA, &response, 0) {
            return Err(failure.error);
        }
        #[cfg(feature = "event-stream")]
        let response = {
            let mut response = response;
            take_initial_response(O::METADATA, &mut response)?;
            response
        };
        SuccessResponse::new(response, 0).deserialize(O::METADATA)
    }

    pub(super) fn settings(&self) -> &Settings {
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
    pub(super) fn serialize<O: Operation>(
        &self,
        mut input: O,
    ) -> Result<RequestParts, InvalidInput> {
        input.fill_defaults(&mut || self.idempotency_token());
        let mut request = RequestWriter::new(O::METADATA);
        input.write(&mut request);
        let mut parts = request.finish()?;
        test_seam::keep_input(input, &mut parts.extensions);
        Ok(parts)
    }

    /// Does everything between serialization and deserialization. The future is on the heap, so that it is compiled once and callers'
    /// futures stay small.
    pub(super) fn execute(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> TracedCall<'_> {
        let region = self.options.region.as_ref();
        let region = region.or(self.settings().region.as_ref());
        let call = match (self.preflight, parts) {
            (Some(step), Ok(parts)) => (step.run)(step.preflight, self, operation, parts),
            (_, parts) => Box::pin(self.run(operation, parts)),
        };
        TracedCall::new(operation, region.map(String::as_str), call)
    }
}
