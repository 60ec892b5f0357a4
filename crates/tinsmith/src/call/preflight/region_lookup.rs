//! The request that returns the region of a resource, for errors that do not name it.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;

use http::{HeaderMap, Response, StatusCode};

use super::{Preflight, PreflightContext};
use crate::Body;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::time::BoxFuture;

/// A request for a resource, whose response has the region in a header, also if it is an error.
#[derive(Clone, Copy, Debug)]
pub struct RegionLookup {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, behind the endpoint of the resource.
    pub path: &'static str,
    /// The header of the response with the region of the resource.
    pub header: &'static str,
    /// The codes of the errors that mean another region, beside those with the status of a redirect.
    pub errors: &'static [&'static str],
}

/// The region in which a service has the resource of a request.
#[derive(Debug)]
pub(super) struct OtherRegion(pub(super) String);

impl OtherRegion {
    /// Returns the region that an error names.
    pub(super) fn of(error: &Error) -> Option<&str> {
        let named: &Self = error.get_ref()?.downcast_ref()?;
        Some(&named.0)
    }
}

impl fmt::Display for OtherRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service names the region {}", self.0)
    }
}

impl StdError for OtherRegion {}

impl RegionLookup {
    /// True if an error without a region may mean another one. The error of a HEAD request has no code.
    pub(super) fn is_needed(
        &self,
        operation: &OperationMetadata,
        parts: &RequestParts,
        error: &Error,
    ) -> bool {
        if operation.method == self.method && parts.path_and_query == self.path {
            return false;
        }
        let status = error.status().and_then(|it| StatusCode::from_u16(it).ok());
        let is_redirect = status.is_some_and(is_redirect);
        let is_head = operation.method == "HEAD" && status == Some(StatusCode::BAD_REQUEST);
        let is_listed = error.code().is_some_and(|code| self.errors.contains(&code));
        is_redirect || is_head || is_listed
    }

    /// Sends the request to the region of the call, and returns the region of the resource.
    pub(super) async fn region(
        &'static self,
        context: PreflightContext<'_>,
        endpoint_params: Vec<(&'static str, EndpointParam)>,
    ) -> Option<String> {
        let mut call = context.call.clone().with_preflight(self);
        call.options.headers = HeaderMap::new();
        call.start = Some(context.start);
        let parts = RequestParts {
            method: self.method,
            path_and_query: self.path.to_owned(),
            host_prefix: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            endpoint_params,
            endpoint: None,
            credentials: None,
            dot_label: None,
            extensions: http::Extensions::new(),
        };
        let request = call.assemble(context.operation, Ok(parts)).ok()?;
        let mut progress = call.progress(true);
        match call.attempts(&request, &mut progress).await {
            Ok(response) => header_region(response.headers(), self.header),
            Err(error) => OtherRegion::of(&error).map(str::to_owned),
        }
    }
}

/// The step of the request itself: it takes the region from an error with any status.
impl Preflight for RegionLookup {
    fn prepare<'a>(
        &'a self,
        _context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(ready(Ok(parts)))
    }

    fn with_response_details(
        &self,
        error: Error,
        response: &Response<Body>,
        _region: Option<&str>,
    ) -> Error {
        match header_region(response.headers(), self.header) {
            Some(region) => error.with_cause(OtherRegion(region)),
            None => error,
        }
    }
}

/// True if a status redirects a request.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    const REDIRECTS: [StatusCode; 4] = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    REDIRECTS.contains(&status)
}

/// Returns the region in a header, if it is valid.
pub(super) fn header_region(headers: &HeaderMap, name: &str) -> Option<String> {
    valid_region(headers.get(name)?.to_str().ok()?)
}

/// Returns the name of a region, if it can be one: it becomes a part of the host.
pub(super) fn valid_region(region: &str) -> Option<String> {
    let is_region = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_valid = (1..64).contains(&region.len()) && region.bytes().all(is_region);
    is_valid.then(|| region.to_owned())
}
