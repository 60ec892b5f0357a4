//! Hooks around the attempts of calls.

use std::fmt::Debug;
use std::time::Duration;

use http::{Request, Response};

use crate::{Body, Error};

/// Sees, and may change, what goes out and what comes back: for headers, metrics and logs of one's own.
/// [`ConfigBuilder::interceptor`](crate::ConfigBuilder::interceptor) sets it.
///
/// Everything happens at most once an attempt, in the order of the methods here. Requests hold credentials once they are signed, and bodies may hold
/// secrets at any time: whoever logs them has to leave those out.
///
/// ```
/// use http::{HeaderValue, Request};
/// use tinsmith::{AttemptInfo, Body, Config, Intercept};
///
/// #[derive(Debug)]
/// struct Tenant(HeaderValue);
///
/// impl Intercept for Tenant {
///     fn before_sign(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
///         request.headers_mut().insert("x-tenant", self.0.clone());
///     }
/// }
///
/// let config = Config::builder().interceptor(Tenant(HeaderValue::from_static("north"))).build();
/// ```
pub trait Intercept: Debug + Send + Sync {
    /// The request before it is signed: the signature covers what is set here. `User-Agent` and the headers that count attempts
    /// (`amz-sdk-invocation-id`, `amz-sdk-request`) come after it, where they are not set yet.
    ///
    /// Another body gets its own `content-length`, if its length is known. What else depends on the body is the interceptor's to renew:
    /// checksums, which some operations want, and `content-encoding` where the body was compressed.
    fn before_sign(&self, request: &mut Request<Body>, attempt: &AttemptInfo) {
        let _ = (request, attempt);
    }

    /// The signed request. A change of what the signature covers makes the service refuse it.
    fn before_send(&self, request: &mut Request<Body>, attempt: &AttemptInfo) {
        let _ = (request, attempt);
    }

    /// The answer, be it an error, before it is read. Its body is in memory, unless it is a stream for the caller.
    fn after_receive(&self, response: &mut Response<Body>, attempt: &AttemptInfo) {
        let _ = (response, attempt);
    }

    /// What became of the attempt, and how long it took by the client's clock, credentials included.
    ///
    /// Not called for an attempt that something else ends: the call's own time-out,
    /// [`operation_timeout`](crate::ConfigBuilder::operation_timeout), or a caller who drops the call. Whoever counts attempts from
    /// [`before_sign`](Self::before_sign) on has to allow for that.
    fn after_attempt(&self, result: Result<(), &Error>, took: Duration, attempt: &AttemptInfo) {
        let _ = (result, took, attempt);
    }
}

/// Which attempt it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptInfo {
    /// The service's `sdkId`.
    pub service: &'static str,
    /// The operation's name in its model.
    pub operation: &'static str,
    /// 1 for the first.
    pub attempt: u32,
    /// How many there may be.
    pub max_attempts: u32,
}
