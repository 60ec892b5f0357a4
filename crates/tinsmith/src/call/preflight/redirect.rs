//! Redirects of requests to the region of their resource.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode};

use super::named_region::{NamedRegion, parse_header, parse_region};
use super::region_lookup::RegionLookup;
use super::{Preflight, PreflightContext};
use crate::Body;
use crate::call::Call;
use crate::call::named_endpoints::EndpointKey;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::protocol::xml_probe;
use crate::time::BoxFuture;

/// The region of a resource whose name is unique across regions, such as a bucket. If a request is sent to another region, the service's error names the
/// right one, and the request is sent there once. The client remembers the region of the resource for later requests.
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
        mut error: Error,
        response: &Response<Body>,
        region: Option<&str>,
    ) -> Error {
        let named = self
            .named_region(response)
            .filter(|_| !self.creates_resource);
        if let Some(name) = named {
            let is_of_request = Some(&*name) == region;
            if !is_of_request || self.may_be_redirect(&error, response) {
                error.set_cause(NamedRegion {
                    name,
                    is_of_request,
                });
            }
        }
        error
    }

    fn update_after_error<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: &'a RequestParts,
        error: &'a mut Error,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(key) = self.key(context, parts) else {
                return false;
            };
            if let Some(named) = NamedRegion::from_error(error) {
                if !named.is_of_request {
                    remember(context.call, key, named.name.clone());
                }
                return !named.is_of_request;
            }
            let Some(name) = self.find_unnamed(context, parts, &key, error).await else {
                return false;
            };
            remember(context.call, key, name.clone());
            error.set_cause(NamedRegion {
                name,
                is_of_request: false,
            });
            true
        })
    }
}

impl RegionalRedirect {
    fn with_region(
        &self,
        context: PreflightContext<'_>,
        mut parts: RequestParts,
    ) -> Result<RequestParts, Error> {
        let cache = &context.call.handle.0.named_endpoints;
        let Some(key) = self.key(context, &parts) else {
            return Ok(parts);
        };
        if self.creates_resource {
            cache.remove(&key);
        } else if let Some(region) = cache.get(&key, Duration::ZERO) {
            let mut call = context.call.clone();
            call.options.region = Some(region);
            let endpoint = call.resolve_endpoint(context.operation, &parts.endpoint_params)?;
            parts.endpoint = Some(Arc::new(endpoint));
        }
        Ok(parts)
    }

    /// Returns the key of the resource, unless that is an ARN, which has a region.
    fn key(&self, context: PreflightContext<'_>, parts: &RequestParts) -> Option<EndpointKey> {
        let mut params = parts.endpoint_params.iter();
        match params.find(|(name, _)| *name == self.parameter)? {
            (name, EndpointParam::Str(resource)) if !resource.starts_with("arn:") => {
                Some(EndpointKey {
                    service: context.operation.service.name,
                    region: None,
                    request: Some((name, vec![(name, resource.clone())])),
                })
            }
            _ => None,
        }
    }

    /// Finds the region that an error does not name, if it is another one than that of the request: another call has found it in the meantime, or a request
    /// returns it.
    async fn find_unnamed(
        &self,
        context: PreflightContext<'_>,
        parts: &RequestParts,
        key: &EndpointKey,
        error: &Error,
    ) -> Option<String> {
        let lookup = self.lookup.filter(|_| !self.creates_resource)?;
        let failed = context.failed?;
        if !is_lookup_needed(lookup, context.operation, parts, error) {
            return None;
        }
        let is_other = |name: &String| Some(&**name) != failed.signing_region;
        let cache = &context.call.handle.0.named_endpoints;
        let known = cache.get(key, Duration::ZERO).filter(is_other);
        // A call is repeated once, so that a lookup after its repetition is in vain.
        if known.is_some() || failed.is_repetition {
            return known;
        }
        let params = parts.endpoint_params.clone();
        let found = lookup.look_up(context, params, self.header).await;
        found.filter(is_other)
    }

    /// True if a response may be that of another region, which the region in it disproves: a redirect, or an error without a code.
    fn may_be_redirect(&self, error: &Error, response: &Response<Body>) -> bool {
        let has_code = error.code().is_some_and(|code| {
            let errors = self.lookup.map(|lookup| lookup.errors);
            errors.unwrap_or_default().contains(&code)
        });
        has_code || is_redirect(response.status()) || response.body().length() == Some(0)
    }

    /// Returns the region that a redirect or an error about the signature names.
    fn named_region(&self, response: &Response<Body>) -> Option<String> {
        let status = response.status();
        if !is_redirect(status) && status != StatusCode::BAD_REQUEST {
            return None;
        }
        if response.headers().contains_key(self.header) {
            return parse_header(response.headers(), self.header);
        }
        let body = response.body().as_bytes()?;
        parse_region(&xml_probe::element(body, self.element)?)
    }
}

/// Keeps the region of a resource. It does not expire: an error names another one.
fn remember(call: &Call, key: EndpointKey, region: String) {
    let cache = &call.handle.0.named_endpoints;
    cache.insert(key, region, Duration::MAX);
}

/// True if an error that names no region may be that of a request to the wrong region. The error of a HEAD request has no code. If the failed request is the
/// same as the lookup, the lookup would fail in the same way.
fn is_lookup_needed(
    lookup: &RegionLookup,
    operation: &OperationMetadata,
    parts: &RequestParts,
    error: &Error,
) -> bool {
    let RegionLookup {
        operation: own,
        errors,
    } = lookup;
    if operation.method == own.method && parts.path_and_query == own.uri {
        return false;
    }
    let status = error.status().and_then(|it| StatusCode::from_u16(it).ok());
    let is_head = operation.method == "HEAD" && status == Some(StatusCode::BAD_REQUEST);
    let is_listed = error.code().is_some_and(|code| errors.contains(&code));
    status.is_some_and(is_redirect) || is_head || is_listed
}

/// True if a status redirects a request.
fn is_redirect(status: StatusCode) -> bool {
    const REDIRECTS: [StatusCode; 4] = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    REDIRECTS.contains(&status)
}
