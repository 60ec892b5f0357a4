//! Redirects of requests to the region of their resource.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode};

use super::{Preflight, PreflightContext};
use crate::Body;
use crate::call::endpoint_cache::EndpointKey;
use crate::error::Error;
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::protocol::xml_probe;
use crate::time::BoxFuture;

/// The region of a resource with a name that is the same in all regions, as buckets have it. An error of the service names the region if it is another
/// one than that of the request, which is then sent there once. The client remembers the region of the resource for later requests.
///
/// A request whose body is a stream that is not [repeatable](Body::is_repeatable) is not sent again, but the next one for the resource is sent to its
/// region.
#[derive(Clone, Copy, Debug)]
pub struct RegionalRedirect {
    /// The parameter of the endpoint rules that is the resource.
    pub parameter: &'static str,
    /// The header of a response with the region of the resource.
    pub header: &'static str,
    /// The element of an error's document with the region.
    pub element: &'static str,
    /// True if the operation creates the resource: in the region of the call, not in one where a former resource with this name was. The client forgets
    /// the region of that one, and an error does not send the request to another region.
    pub creates_resource: bool,
}

/// The region in which a service has the resource of a request.
#[derive(Debug)]
struct OtherRegion(String);

impl fmt::Display for OtherRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service names the region {}", self.0)
    }
}

impl StdError for OtherRegion {}

impl Preflight for RegionalRedirect {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(ready(self.with_region(context, parts)))
    }

    fn with_response_details(
        &self,
        error: Error,
        response: &Response<Body>,
        region: Option<&str>,
    ) -> Error {
        match self.named_region(response) {
            Some(_) if self.creates_resource => error,
            Some(other) if Some(&*other) != region => error.with_cause(OtherRegion(other)),
            _ => error,
        }
    }

    fn update_after_error(
        &self,
        context: PreflightContext<'_>,
        parts: &RequestParts,
        error: &Error,
    ) -> bool {
        let named = error.get_ref();
        let Some(OtherRegion(region)) = named.and_then(|named| named.downcast_ref()) else {
            return false;
        };
        let Some(key) = self.key(parts) else {
            return false;
        };
        // The region of a resource does not expire: an error names another one.
        let cache = &context.call.handle.0.endpoint_cache;
        cache.insert(key, region.clone(), Duration::MAX);
        true
    }
}

impl RegionalRedirect {
    fn with_region(
        &self,
        context: PreflightContext<'_>,
        mut parts: RequestParts,
    ) -> Result<RequestParts, Error> {
        let cache = &context.call.handle.0.endpoint_cache;
        let Some(key) = self.key(&parts) else {
            return Ok(parts);
        };
        if self.creates_resource {
            cache.remove(&key);
        } else if let Some(region) = cache.get(&key, Duration::ZERO) {
            let mut call = context.call.clone();
            call.options.region = Some(region);
            let params = parts.endpoint_params.clone();
            let endpoint = call.resolve_endpoint(context.operation, params)?;
            parts.endpoint = Some(Arc::new(endpoint));
        }
        Ok(parts)
    }

    /// Returns the key of the resource, unless that is an ARN, which has a region.
    fn key(&self, parts: &RequestParts) -> Option<EndpointKey> {
        let mut params = parts.endpoint_params.iter();
        match params.find(|(name, _)| *name == self.parameter)? {
            (name, EndpointParam::Str(resource)) if !resource.starts_with("arn:") => {
                Some(EndpointKey {
                    region: None,
                    request: Some((name, vec![(name, resource.clone())])),
                })
            }
            _ => None,
        }
    }

    /// Returns the region that a redirect or an error about the signature names.
    fn named_region(&self, response: &Response<Body>) -> Option<String> {
        const STATUS: [StatusCode; 5] = [
            StatusCode::MOVED_PERMANENTLY,
            StatusCode::FOUND,
            StatusCode::TEMPORARY_REDIRECT,
            StatusCode::PERMANENT_REDIRECT,
            StatusCode::BAD_REQUEST,
        ];
        if !STATUS.contains(&response.status()) {
            return None;
        }
        let of_header = response.headers().get(self.header);
        let of_header = of_header.and_then(|value| value.to_str().ok());
        let region = match (of_header, response.body().as_bytes()) {
            (Some(region), _) => region.to_owned(),
            (None, body) => xml_probe::element(body?, self.element)?,
        };
        let is_region = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_valid = (1..64).contains(&region.len()) && region.bytes().all(is_region);
        is_valid.then_some(region)
    }
}
