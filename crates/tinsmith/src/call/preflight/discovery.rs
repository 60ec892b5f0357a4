//! Endpoints that an operation of the service returns (`aws.api#clientEndpointDiscovery`).

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::{Preflight, PreflightContext};
use crate::call::Call;
use crate::call::assembly::endpoint_error;
use crate::call::named_endpoints::{EndpointKey, Identifier, NamedEndpoints};
use crate::error::Error;
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::protocol::service::Operation;
use crate::time::BoxFuture;

/// The beginning of the names of endpoint parameters that are identifiers.
const IDENTIFIER_PREFIX: &str = "identifier:";

/// The time for which an expired endpoint is used if no other can be discovered, as in the other SDKs of AWS.
const EXTENSION: Duration = Duration::from_secs(60);

/// The operation that returns endpoints: implemented by its input.
pub trait DiscoverEndpoints: Operation + Default {
    /// Sets the operation that needs an endpoint, with the members of its input that identify the endpoint.
    fn describe(&mut self, _operation: &str, _identifiers: BTreeMap<String, String>) {}

    /// Returns the host or the URL of the first endpoint.
    fn address(output: &Self::Output) -> Option<&str>;

    /// Returns the time in minutes for which the first endpoint is valid.
    fn cache_period(output: &Self::Output) -> Option<i64>;
}

/// The endpoint that another operation of the service returns. The client caches it by the service, the region, the operation and the identifiers. If it has
/// expired and the operation fails, it is used for another minute.
///
/// A URL that the configuration sets for the service takes precedence. The endpoint of a call with credentials of its own is cached for the
/// attempts of that call.
#[derive(Clone, Copy)]
pub struct DiscoveredEndpoint {
    /// Calls the operation: [`discover`] of its input.
    pub discover: Discover,
    /// The members of the input that identify the endpoint. The endpoint parameters contain them by their names after `identifier:`, so that none
    /// of them hides a parameter of the endpoint rules.
    pub identifiers: &'static [&'static str],
    /// The code of the error that shows that an endpoint is outdated.
    pub error: &'static str,
}

/// A call of an operation that returns endpoints, with the operation that needs one and its identifiers.
pub type Discover = for<'a> fn(
    &'a Call,
    &'a str,
    Vec<(&'static str, String)>,
) -> BoxFuture<'a, Result<DiscoveredAddress, Error>>;

/// The address of an endpoint, with the time for which it is valid.
#[derive(Debug)]
pub struct DiscoveredAddress {
    address: Option<String>,
    cache_period: Duration,
}

/// Calls the operation with the input `D` and returns its first endpoint.
pub fn discover<'a, D: DiscoverEndpoints>(
    call: &'a Call,
    operation: &'a str,
    identifiers: Vec<(&'static str, String)>,
) -> BoxFuture<'a, Result<DiscoveredAddress, Error>> {
    Box::pin(async move {
        let mut input = D::default();
        // As in botocore, endpoints without identifiers are those of every operation.
        if !identifiers.is_empty() {
            let named = |(name, value): Identifier| (name.to_owned(), value);
            input.describe(operation, identifiers.into_iter().map(named).collect());
        }
        let output = call.send_ref(&input).await?;
        let minutes = D::cache_period(&output).and_then(|minutes| u64::try_from(minutes).ok());
        Ok(DiscoveredAddress {
            address: D::address(&output).map(str::to_owned),
            cache_period: Duration::from_secs(minutes.unwrap_or_default().saturating_mul(60)),
        })
    })
}

impl Preflight for DiscoveredEndpoint {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(self.with_endpoint(context, parts))
    }

    fn update_after_error<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: &'a RequestParts,
        error: &'a mut Error,
    ) -> BoxFuture<'a, bool> {
        let is_misdirected = error.status() == Some(StatusCode::MISDIRECTED_REQUEST.as_u16());
        let is_outdated = is_misdirected || error.code() == Some(self.error);
        let is_outdated = is_outdated && !context.has_own_endpoint();
        if is_outdated {
            let key = self.key(context, &self.identifiers_of(parts));
            cache_of(context).remove(&key);
        }
        Box::pin(ready(is_outdated))
    }
}

impl DiscoveredEndpoint {
    async fn with_endpoint(
        &self,
        context: PreflightContext<'_>,
        mut parts: RequestParts,
    ) -> Result<RequestParts, Error> {
        let identifiers = self.identifiers_of(&parts);
        parts
            .endpoint_params
            .retain(|(name, _)| !name.starts_with(IDENTIFIER_PREFIX));
        if context.has_own_endpoint() {
            return Ok(parts);
        }
        let key = self.key(context, &identifiers);
        let (cache, time) = (cache_of(context), context.call.time());
        let now = time.monotonic();
        if let Some(url) = cache.get(&key, now) {
            return with_discovered_url(context, parts, &url);
        }
        let discovered = match self.discover_url(context, identifiers).await {
            Ok((url, period)) => {
                with_discovered_url(context, parts.clone(), &url).map(|parts| (parts, url, period))
            }
            Err(error) => Err(error),
        };
        match discovered {
            Ok((parts, url, period)) => {
                cache.insert(key, url, now.saturating_add(period));
                Ok(parts)
            }
            // An endpoint that has expired is better than none: the service may still accept it.
            Err(error) => match cache.extend(&key, time.monotonic().saturating_add(EXTENSION)) {
                Some(url) => with_discovered_url(context, parts, &url),
                None => Err(error),
            },
        }
    }

    /// Calls the operation that returns endpoints. Returns the URL of the first one and the time for which it is valid.
    async fn discover_url(
        &self,
        context: PreflightContext<'_>,
        identifiers: Vec<Identifier>,
    ) -> Result<(String, Duration), Error> {
        let operation = context.operation;
        let mut discovery = context.call.clone();
        discovery.preflight = None;
        discovery.options.headers = HeaderMap::new();
        // Throttling is waited out until the call has taken the maximum time.
        discovery.start = Some(context.start);
        let found = (self.discover)(&discovery, operation.name, identifiers).await?;
        let Some(address) = found.address else {
            let problem = "the service returned no endpoint for the operation".to_owned();
            return Err(endpoint_error(operation, problem));
        };
        // An address without encryption would reveal requests that the caller has not directed to it.
        let url = match address.split_once("://") {
            None => format!("https://{address}"),
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => address,
            Some(_) => {
                let problem = format!("the discovered endpoint {address:?} has no `https` URL");
                return Err(endpoint_error(operation, problem));
            }
        };
        Ok((url, found.cache_period))
    }

    /// Returns the values of the identifiers.
    fn identifiers_of(&self, parts: &RequestParts) -> Vec<Identifier> {
        let text = |name: &'static str| {
            let mut params = parts.endpoint_params.iter();
            match params.find(|(known, _)| known.strip_prefix(IDENTIFIER_PREFIX) == Some(name)) {
                Some((_, EndpointParam::Str(text))) => Some((name, text.clone())),
                _ => None,
            }
        };
        self.identifiers.iter().copied().filter_map(text).collect()
    }

    fn key(&self, context: PreflightContext<'_>, identifiers: &[Identifier]) -> EndpointKey {
        let has_request = !identifiers.is_empty();
        EndpointKey {
            service: context.operation.service.name,
            region: context.call.options.region.clone(),
            request: has_request.then(|| (context.operation.name, identifiers.to_vec())),
        }
    }
}

/// Returns the cache of the client, or of the call if its credentials are not those of the client.
fn cache_of(context: PreflightContext<'_>) -> &NamedEndpoints {
    match context.call.options.credentials {
        None => &context.call.handle.0.named_endpoints,
        Some(_) => context.own_endpoints,
    }
}

/// Returns the parts with the endpoint of the service at a URL.
fn with_discovered_url(
    context: PreflightContext<'_>,
    mut parts: RequestParts,
    url: &str,
) -> Result<RequestParts, Error> {
    let (call, operation) = (context.call, context.operation);
    let endpoint = call.resolve_endpoint(operation, &parts.endpoint_params)?;
    let discovered = endpoint.with_url(url);
    let discovered = discovered.map_err(|problem| endpoint_error(operation, problem))?;
    parts.endpoint = Some(Arc::new(discovered));
    Ok(parts)
}

/// Omits the function, which has no readable form.
impl fmt::Debug for DiscoveredEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiscoveredEndpoint")
            .field("identifiers", &self.identifiers)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
