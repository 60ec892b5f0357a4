//! Redirects of requests to the region of their resource.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode};

use super::region_lookup::{OtherRegion, RegionLookup, header_region, is_redirect, valid_region};
use super::{Preflight, PreflightContext};
use crate::Body;
use crate::call::Call;
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
///
/// An error may name no region. Then a request of its own for the resource returns it, if the service has such a request.
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
    /// The request that returns the region, if there is one.
    pub lookup: Option<&'static RegionLookup>,
}

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

    fn update_after_error<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: &RequestParts,
        error: &Error,
    ) -> BoxFuture<'a, bool> {
        let Some(key) = self.key(parts) else {
            return Box::pin(ready(false));
        };
        if let Some(region) = OtherRegion::of(error) {
            remember(context.call, key, region.to_owned());
            return Box::pin(ready(true));
        }
        let lookup = self.lookup.filter(|_| !self.creates_resource);
        let lookup = lookup.filter(|lookup| lookup.is_needed(context.operation, parts, error));
        let Some(lookup) = lookup else {
            return Box::pin(ready(false));
        };
        let params = parts.endpoint_params.clone();
        Box::pin(async move {
            match lookup.region(context, params).await {
                Some(region) if region != region_of_request(context.call, &key) => {
                    remember(context.call, key, region);
                    true
                }
                _ => false,
            }
        })
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
        let status = response.status();
        if !is_redirect(status) && status != StatusCode::BAD_REQUEST {
            return None;
        }
        if response.headers().contains_key(self.header) {
            return header_region(response.headers(), self.header);
        }
        let body = response.body().as_bytes()?;
        valid_region(&xml_probe::element(body, self.element)?)
    }
}

/// Keeps the region of a resource. It does not expire: an error names another one.
fn remember(call: &Call, key: EndpointKey, region: String) {
    let cache = &call.handle.0.endpoint_cache;
    cache.insert(key, region, Duration::MAX);
}

/// Returns the region that requests for a resource are sent to; empty if there is none.
fn region_of_request(call: &Call, key: &EndpointKey) -> String {
    let remembered = call.handle.0.endpoint_cache.get(key, Duration::ZERO);
    let region = remembered.or_else(|| call.options.region.clone());
    let region = region.or_else(|| call.settings().region.clone());
    region.unwrap_or_default()
}
