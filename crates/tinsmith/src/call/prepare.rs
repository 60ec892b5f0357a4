//! From a request's parts to a request that can be signed.

use std::sync::Arc;

use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use http::{Method, Request, Uri};

use super::{Call, content};
use crate::Body;
use crate::endpoint::{Endpoint, EndpointSettings};
use crate::error::{Error, ErrorKind};
use crate::http::request::{EndpointParam, InvalidInput, RequestParts};
use crate::protocol::service::OperationMetadata;
use crate::sign::Placement;

/// A request that only lacks a signature.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) operation: &'static OperationMetadata,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) request: Request<Body>,
    /// The same in all attempts.
    pub(super) invocation_id: Option<HeaderValue>,
}

impl Call {
    pub(super) fn prepare(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<Prepared, Error> {
        let mut parts =
            parts.map_err(|invalid| Error::invalid_input(operation.name, invalid.problems))?;
        let params = std::mem::take(&mut parts.endpoint_params);
        let endpoint = self.endpoint(operation, params)?;
        let request = self
            .assemble(operation, &endpoint, parts)
            .map_err(|problem| failed(operation, problem))?;
        Ok(Prepared {
            operation,
            endpoint,
            request,
            invocation_id: None,
        })
    }

    /// One request, signed without being sent.
    pub(super) async fn signed(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
        placement: Placement,
    ) -> Result<Request<Body>, Error> {
        let prepared = self.prepare(operation, parts)?;
        let mut request = prepared.request.clone();
        let credentials = self.credentials_for(operation).await?;
        self.authorize(&prepared, &mut request, placement, credentials)?;
        Ok(request)
    }

    fn endpoint(
        &self,
        operation: &'static OperationMetadata,
        params: Vec<(&'static str, EndpointParam)>,
    ) -> Result<Arc<Endpoint>, Error> {
        let is_usual = params.is_empty()
            && operation.endpoint_params.is_empty()
            && self.options.region.is_none()
            && self.options.endpoint_url.is_none();
        let usual = &self.handle.0.endpoint;
        if let Some(endpoint) = usual.get().filter(|_| is_usual) {
            return Ok(Arc::clone(endpoint));
        }
        let settings = self.settings();
        let of_call = self
            .options
            .endpoint_url
            .as_deref()
            .map(|url| (url, &"the call's options" as _));
        let of_client = || {
            settings
                .endpoint_of(operation.service.name)
                .map(|found| (found.url.as_str(), &found.origin as _))
        };
        let region = self
            .options
            .region
            .as_deref()
            .or(settings.region.as_deref());
        let url = of_call.or_else(of_client);
        if region.is_none() && url.is_none() {
            let message = format!("no region is set; looked at {}", settings.region_places);
            return Err(Error::new(ErrorKind::Endpoint, message).with_operation(operation.name));
        }
        let asked = EndpointSettings {
            region,
            url,
            use_fips: settings.use_fips,
            use_dual_stack: settings.use_dual_stack,
        };
        let mut given = settings.endpoint_params.clone();
        for (name, value) in params {
            match value {
                EndpointParam::Str(text) => given.set(name, text),
                EndpointParam::Bool(value) => given.set(name, value),
                EndpointParam::StrList(list) => given.set(name, list),
            }
        }
        let endpoint = Endpoint::resolve(operation, &asked, given)
            .map_err(|problem| failed(operation, problem))?;
        let endpoint = Arc::new(endpoint);
        if is_usual {
            // Another call may have been faster; both found the same.
            return Ok(Arc::clone(usual.get_or_init(|| endpoint)));
        }
        Ok(endpoint)
    }

    fn assemble(
        &self,
        operation: &OperationMetadata,
        endpoint: &Endpoint,
        parts: RequestParts,
    ) -> Result<Request<Body>, String> {
        let path = if endpoint.path.is_empty() {
            parts.path_and_query
        } else {
            format!("{}{}", endpoint.path, parts.path_and_query)
        };
        let uri = Uri::builder()
            .scheme(endpoint.scheme.clone())
            .authority(endpoint.with_host_prefix(&parts.host_prefix, self.options.host_prefix)?)
            .path_and_query(path)
            .build()
            .map_err(|error| format!("the request's path cannot be part of a URL: {error}"))?;
        let method =
            Method::from_bytes(parts.method.as_bytes()).map_err(|error| error.to_string())?;
        let mut request = Request::new(parts.body);
        #[cfg(feature = "testing")]
        request.extensions_mut().extend(
            parts
                .input
                .map(crate::testing::typed::SentInput::into_extensions)
                .unwrap_or_default(),
        );
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        *headers = parts.headers;
        for (name, value) in operation.service.headers {
            let name = HeaderName::try_from(*name).map_err(|error| error.to_string())?;
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        }
        for (name, values) in &endpoint.headers {
            let header = HeaderName::try_from(*name).map_err(|error| error.to_string())?;
            for value in values {
                let value = HeaderValue::try_from(value)
                    .map_err(|error| format!("the header {name} of the endpoint: {error}"))?;
                headers.append(header.clone(), value);
            }
        }
        for (name, value) in &self.options.headers {
            headers.insert(name, value.clone());
        }
        content::finish(operation, &mut request);
        if let Some(length) = request.body().length().filter(|length| *length > 0) {
            request
                .headers_mut()
                .entry(CONTENT_LENGTH)
                .or_insert(length.into());
        }
        Ok(request)
    }
}

fn failed(operation: &'static OperationMetadata, problem: String) -> Error {
    Error::new(ErrorKind::Endpoint, problem).with_operation(operation.name)
}
