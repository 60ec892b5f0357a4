//! Interceptors around the attempts of calls.

use std::fmt::Debug;
use std::time::Duration;

use http::{Request, Response};

use crate::{Body, Error};

/// An interceptor, which sees requests and responses and may change them: for additional headers, metrics and logs.
/// [`ConfigBuilder::interceptor`](crate::ConfigBuilder::interceptor) sets it.
///
/// Each method is called at most once per attempt, in the order of their declarations. Signed requests contain credentials, and bodies may
/// contain secrets at any time: a log must omit them.
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
    /// Called before the request is signed: the signature covers what is set here. `User-Agent` and the headers that number attempts
    /// (`amz-sdk-invocation-id`, `amz-sdk-request`) are added afterwards if they are absent.
    ///
    /// `content-length` is updated if the length of the body is known. An interceptor that replaces the body updates the other headers
    /// that depend on it: the checksums that some operations require, and `content-encoding` if the body was compressed.
    fn before_sign(&self, request: &mut Request<Body>, attempt: &AttemptInfo) {
        let _ = (request, attempt);
    }

    /// Called with the signed request. If a part is changed that the signature covers, the service rejects the request.
    fn before_send(&self, request: &mut Request<Body>, attempt: &AttemptInfo) {
        let _ = (request, attempt);
    }

    /// Called with the response before it is deserialized, an error response too. Its body is in memory, unless it is a stream for the
    /// caller; of an error's body, this is the first mebibyte.
    fn after_receive(&self, response: &mut Response<Body>, attempt: &AttemptInfo) {
        let _ = (response, attempt);
    }

    /// Called with the result of the attempt and the time that it took by the client's clock, loading credentials included.
    ///
    /// Credentials that the request depends on are the exception: those for the endpoint of their account, as in Amazon DynamoDB, and for
    /// the presigned URL of a copy between regions. They are loaded before each attempt. That time is not included, and if they cannot be
    /// loaded, the call ends without this attempt.
    ///
    /// It is not called for an attempt that ends with the call, because
    /// [`operation_timeout`](crate::ConfigBuilder::operation_timeout) elapsed or the caller dropped the call.
    fn after_attempt(&self, result: Result<(), &Error>, elapsed: Duration, attempt: &AttemptInfo) {
        let _ = (result, elapsed, attempt);
    }
}

/// The number of an attempt, and the operation that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptInfo {
    /// The service's `sdkId`.
    pub service: &'static str,
    /// The operation's name in its model.
    pub operation: &'static str,
    /// The number of the attempt; 1 is the first.
    pub attempt: u32,
    /// The maximum number of attempts. Those that do not count raise it: waits for the end of throttling, and the repetition after an
    /// outdated endpoint.
    pub max_attempts: u32,
}
