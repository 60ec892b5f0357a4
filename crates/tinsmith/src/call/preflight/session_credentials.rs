//! Credentials of sessions, which an operation of the service opens.

use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use http::{HeaderMap, StatusCode};

use super::{Preflight, PreflightContext};
use crate::Timestamp;
use crate::call::Call;
use crate::call::session_cache::{Now, SessionKey};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::protocol::service::Operation;
use crate::retry::is_credentials_code;
use crate::sign::TokenNames;
use crate::time::BoxFuture;

/// The operation that opens a session: implemented by its input.
pub trait OpenSession: Operation + Default {
    /// Sets the resource that the session is for.
    fn set_resource(&mut self, resource: String);

    /// Returns the credentials of the session; `None` if a part of them is absent.
    fn credentials(output: &Self::Output) -> Option<SessionKeys<'_>>;
}

/// The credentials of a session, as an output has them.
#[derive(Clone, Copy)]
pub struct SessionKeys<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// The secret access key.
    pub secret_access_key: &'a str,
    /// The session token.
    pub session_token: &'a str,
    /// The time at which the session ends.
    pub expiration: &'a Timestamp,
}

/// The credentials of a session with a resource, for requests to endpoints that need the authentication scheme of sessions. The client remembers
/// the session and opens another one before it ends. The credentials of the call sign the request that opens it.
#[derive(Clone, Copy)]
pub struct SessionCredentials {
    /// The authentication scheme in the endpoint rules.
    pub scheme: &'static str,
    /// The parameter of the endpoint rules that is the resource.
    pub parameter: &'static str,
    /// Calls the operation: [`open_session`] of its input.
    pub open: SessionOpener,
    /// The header with the session token.
    pub header: &'static str,
    /// The query parameter of presigned URLs with the session token.
    pub query_parameter: &'static str,
}

/// A call of an operation that opens a session with a resource.
pub type SessionOpener = for<'a> fn(&'a Call, &'a str) -> BoxFuture<'a, Result<Credentials, Error>>;

/// Calls the operation with the input `O` and returns the credentials of the session.
pub fn open_session<'a, O: OpenSession>(
    call: &'a Call,
    resource: &'a str,
) -> BoxFuture<'a, Result<Credentials, Error>> {
    Box::pin(async move {
        let mut input = O::default();
        input.set_resource(resource.to_owned());
        let output = call.send_ref(&input).await?;
        let Some(keys) = O::credentials(&output) else {
            let problem = "the service returned a session without credentials";
            let error = Error::new(ErrorKind::InvalidResponse, problem);
            return Err(error.with_operation(O::METADATA.name));
        };
        let credentials = Credentials::builder()
            .provider_name("session")
            .access_key_id(keys.access_key_id)
            .secret_access_key(keys.secret_access_key)
            .session_token(keys.session_token)
            .expiry((*keys.expiration).into());
        Ok(credentials.build())
    })
}

impl Preflight for SessionCredentials {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(self.with_session(context, parts))
    }

    fn update_after_error<'a>(
        &'a self,
        context: PreflightContext<'a>,
        _parts: &'a RequestParts,
        error: &'a mut Error,
    ) -> BoxFuture<'a, bool> {
        let session = context.session.filter(|_| is_rejection(context, error));
        let sessions = &context.call.handle.0.sessions;
        let is_outdated =
            session.is_some_and(|session| sessions.reject(session, now(context.call)));
        Box::pin(ready(is_outdated))
    }
}

impl SessionCredentials {
    async fn with_session(
        &self,
        context: PreflightContext<'_>,
        mut parts: RequestParts,
    ) -> Result<RequestParts, Error> {
        let (call, operation) = (context.call, context.operation);
        if self.resource(&parts).is_none() {
            return Ok(parts);
        }
        let mut endpoint = match parts.endpoint.take() {
            Some(endpoint) => endpoint,
            None => {
                let params = parts.endpoint_params.clone();
                call.endpoint(operation, params)?
            }
        };
        if endpoint.other_scheme.as_deref() == Some(self.scheme)
            && let Some(credentials) = context.load_credentials().await?
        {
            let credentials = self.session(context, &parts, &endpoint, credentials);
            parts.credentials = Some(Box::new(credentials.await?));
            let signed = Arc::make_mut(&mut endpoint);
            signed.other_scheme = None;
            signed.token = Some(TokenNames {
                header: self.header,
                parameter: self.query_parameter,
            });
        }
        parts.endpoint = Some(endpoint);
        Ok(parts)
    }

    /// Returns the credentials of the session that these credentials open.
    async fn session(
        &self,
        context: PreflightContext<'_>,
        parts: &RequestParts,
        endpoint: &Endpoint,
        credentials: Credentials,
    ) -> Result<Credentials, Error> {
        let call = context.call;
        let resource = self.resource(parts).unwrap_or_default();
        let key = SessionKey::new(resource, endpoint.authority.as_str(), &credentials);
        let session = call.handle.0.sessions.session(key, now(call));
        let open = async || {
            let mut opening = call.clone();
            opening.preflight = None;
            opening.options.headers = HeaderMap::new();
            opening.start = Some(context.start);
            // The region of the resource may be another one than that of the call.
            if let Some(region) = &endpoint.signing_region {
                opening.options.region = Some(region.clone());
            }
            // The provider of a call is called once for each attempt.
            if let Some(provider) = &mut opening.options.credentials {
                *provider = SharedCredentialsProvider::new(credentials);
            }
            (self.open)(&opening, resource).await
        };
        context.is_loading.store(true, Ordering::Relaxed);
        let credentials = session.credentials(|| now(call), open).await;
        context.is_loading.store(false, Ordering::Relaxed);
        credentials
    }

    /// Returns the resource of a request.
    fn resource<'p>(&self, parts: &'p RequestParts) -> Option<&'p str> {
        let mut params = parts.endpoint_params.iter();
        match params.find(|(name, _)| *name == self.parameter)? {
            (_, EndpointParam::Str(resource)) => Some(resource),
            _ => None,
        }
    }
}

/// Returns the present by the clocks of a client.
fn now(call: &Call) -> Now {
    Now {
        time: call.services_time(),
        reading: call.time().monotonic(),
    }
}

/// True if an error may mean that the session has ended. The error of a HEAD request has no code, and the status of an expired token is 400.
fn is_rejection(context: PreflightContext<'_>, error: &Error) -> bool {
    let is_bad_request = error.status() == Some(StatusCode::BAD_REQUEST.as_u16());
    let is_head = context.operation.method == "HEAD" && is_bad_request;
    is_head || error.code().is_some_and(is_credentials_code)
}

/// Omits the function, which has no readable form.
impl fmt::Debug for SessionCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCredentials")
            .field("scheme", &self.scheme)
            .field("parameter", &self.parameter)
            .finish_non_exhaustive()
    }
}

/// Never shows the credentials.
impl fmt::Debug for SessionKeys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionKeys").finish_non_exhaustive()
    }
}
