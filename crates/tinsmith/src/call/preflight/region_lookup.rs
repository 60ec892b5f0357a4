//! The request that returns the region of a resource, for errors that do not name it.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;

use http::{HeaderMap, Response};

use super::named_region::parse_header;
use super::{Preflight, PreflightContext};
use crate::Body;
use crate::call::retry_loop::invocation_id;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::time::BoxFuture;

/// A request for a resource, whose response has the region in a header, also if it is an error.
#[derive(Clone, Copy, Debug)]
pub struct RegionLookup {
    /// The operation. Its request consists of the method and the path, behind the endpoint of the resource.
    pub operation: &'static OperationMetadata,
    /// The codes of the errors that mean another region, beside those with the status of a redirect.
    pub errors: &'static [&'static str],
}

impl RegionLookup {
    /// Sends the request to the region of the call, and returns the region in a header of the response. Sends nothing if the endpoint needs another
    /// authentication scheme, such as that of sessions, which the request does not have.
    pub(super) async fn look_up(
        &self,
        context: PreflightContext<'_>,
        endpoint_params: Vec<(&'static str, EndpointParam)>,
        header: &str,
    ) -> Option<String> {
        let mut call = context.call.clone().with_preflight(&KeepHead);
        call.options.headers = HeaderMap::new();
        // The lookup is an aid: a throttled one is not worth a long wait.
        call.options.throttling_wait = None;
        call.start = Some(context.start);
        let parts = RequestParts {
            method: self.operation.method,
            path_and_query: self.operation.uri.to_owned(),
            host_prefix: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            endpoint_params,
            endpoint: None,
            credentials: None,
            dot_label: None,
            extensions: http::Extensions::new(),
        };
        let mut request = call.assemble(self.operation, Ok(parts)).ok()?;
        if request.endpoint.other_scheme.is_some() {
            return None;
        }
        request.invocation_id = invocation_id();
        let mut progress = call.progress(self.operation, true);
        match call.attempts(&request, &mut progress).await {
            Ok(response) => parse_header(response.headers(), header),
            Err(error) => {
                let head: &ResponseHead = error.get_ref()?.downcast_ref()?;
                parse_header(&head.0, header)
            }
        }
    }
}

/// The step of the request itself: its error keeps the headers of the response.
#[derive(Debug)]
struct KeepHead;

impl Preflight for KeepHead {
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
        error.with_inner(ResponseHead(response.headers().clone()))
    }
}

/// The headers of an error response.
#[derive(Debug)]
struct ResponseHead(HeaderMap);

/// Writes nothing: the message of the error says all.
impl fmt::Display for ResponseHead {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl StdError for ResponseHead {}
