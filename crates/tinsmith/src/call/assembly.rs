//! The assembly of a request from its parts and its endpoint.

use std::ptr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use aws_credential_types::Credentials;
use http::header::{CONTENT_LENGTH, Entry, HeaderName, HeaderValue};
use http::{Method, Request, Uri};

use super::named_endpoints::NamedEndpoints;
use super::operation_call::PreflightContext;
use super::resolved_endpoints::EndpointParams;
use super::{Call, compression};
use crate::Body;
use crate::config::variable_of_service;
use crate::endpoint::{Endpoint, EndpointSettings};
#[cfg(all(feature = "checksums", feature = "environment"))]
use crate::endpoint::{Params, is_path_style_of_arn};
use crate::error::{Error, ErrorKind};
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{EndpointParam, InvalidInput, RequestParts};
use crate::sign::Placement;

/// An unsigned request.
#[cfg_attr(feature = "resume", derive(Clone))]
#[derive(Debug)]
pub(super) struct UnsignedRequest {
    pub(super) operation: &'static OperationMetadata,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) request: Request<Body>,
    /// The credentials that the preparation of the request has loaded.
    pub(super) credentials: Option<Box<Credentials>>,
    /// The id that all attempts have in common.
    pub(super) invocation_id: Option<HeaderValue>,
}

impl Call {
    /// Assembles a request from its parts and the endpoint, after the call's preflight, if it has one. The form of a
    /// presigned request is moved from its body to its query.
    pub(super) async fn prepare(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
        placement: Placement,
    ) -> Result<UnsignedRequest, Error> {
        let parts = match (self.preflight, parts) {
            (Some(step), Ok(parts)) => {
                let start = self.time().monotonic();
                let is_loading = AtomicBool::default();
                let own_endpoints = NamedEndpoints::default();
                let context =
                    PreflightContext::new(self, operation, start, &is_loading, &own_endpoints);
                Ok(step.preflight.prepare(context, parts).await?)
            }
            (_, parts) => parts,
        };
        let parts = match placement {
            Placement::Headers => parts,
            Placement::Query(_) => parts.and_then(|parts| {
                parts.with_form_in_query(operation.service.protocol.content_type)
            }),
        };
        self.assemble(operation, parts)
    }

    /// Assembles a request from its parts and the endpoint.
    pub(super) fn assemble(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<UnsignedRequest, Error> {
        let invalid_input = |invalid: InvalidInput| {
            Error::invalid_input(invalid.problems).with_operation(operation.name)
        };
        let mut parts = parts.map_err(invalid_input)?;
        let credentials = parts.credentials.take();
        let params = std::mem::take(&mut parts.endpoint_params);
        let endpoint = match parts.endpoint.take() {
            Some(prepared) => prepared,
            None => self.endpoint(operation, params)?,
        };
        // A signature of the path as it is distinguishes such paths, as S3 does for its keys. Any other covers the path without the segments,
        // so that it would be valid for another resource.
        if let Some(label) = parts.dot_label.filter(|_| endpoint.double_encoding) {
            return Err(invalid_input(InvalidInput::from_dots(label)));
        }
        let checksum = operation.checksum;
        if let Some(problem) = checksum.and_then(|checksum| checksum.problem_of(&parts.body)) {
            let problems = vec![problem.to_owned()];
            return Err(invalid_input(InvalidInput { problems }));
        }
        let request = self
            .http_request(operation, &endpoint, parts)
            .map_err(|problem| endpoint_error(operation, problem))?;
        Ok(UnsignedRequest {
            operation,
            endpoint,
            request,
            credentials,
            invocation_id: None,
        })
    }

    /// Returns the endpoint. For calls without settings of their own, the client keeps the endpoint of its service's calls without parameters, and
    /// the endpoints that were resolved last for others.
    pub(super) fn endpoint(
        &self,
        operation: &'static OperationMetadata,
        params: EndpointParams,
    ) -> Result<Arc<Endpoint>, Error> {
        let state = &*self.handle.0;
        if self.options.region.is_some() || self.options.endpoint_url.is_some() {
            return Ok(Arc::new(self.resolve_endpoint(operation, &params)?));
        }
        let is_of_service = ptr::eq(operation.service, state.service);
        if is_of_service && params.is_empty() && operation.endpoint_params.is_empty() {
            if let Some(endpoint) = state.endpoint.get() {
                return Ok(Arc::clone(endpoint));
            }
            let endpoint = Arc::new(self.resolve_endpoint(operation, &params)?);
            // Another call may have been faster; both resolved the same endpoint.
            return Ok(Arc::clone(state.endpoint.get_or_init(|| endpoint)));
        }
        if let Some(endpoint) = state.resolved_endpoints.get(operation, &params) {
            return Ok(endpoint);
        }
        let endpoint = Arc::new(self.resolve_endpoint(operation, &params)?);
        let resolved = &state.resolved_endpoints;
        resolved.insert(operation, params, Arc::clone(&endpoint));
        Ok(endpoint)
    }

    pub(super) fn resolve_endpoint(
        &self,
        operation: &'static OperationMetadata,
        params: &EndpointParams,
    ) -> Result<Endpoint, Error> {
        let settings = self.settings();
        let service = operation.service;
        let of_call = self
            .options
            .endpoint_url
            .as_deref()
            .map(|url| (url, &"the call's options" as _));
        let of_client = || {
            settings
                .endpoint_of(service.name)
                .map(|found| (found.url.as_str(), &found.origin as _))
        };
        let region = self
            .options
            .region
            .as_deref()
            .or(settings.region.as_deref());
        let url = of_call.or_else(of_client);
        let has_standard_endpoint =
            service.endpoint_rules.is_some() || !service.endpoint_prefix.is_empty();
        if url.is_none() && !has_standard_endpoint {
            let mut message = "the service has no standard endpoint: set one by `Config::builder().endpoint_url(..)`".to_owned();
            if cfg!(feature = "environment") {
                let variable = variable_of_service("AWS_ENDPOINT_URL", service.name);
                message.push_str(&format!(" or the environment variable `{variable}`"));
            }
            return Err(endpoint_error(operation, message));
        }
        if region.is_none() && url.is_none() {
            let message = format!("no region is set; looked at {}", settings.region_sources);
            return Err(endpoint_error(operation, message));
        }
        let endpoint_settings = EndpointSettings {
            region,
            url,
            use_fips: settings.use_fips,
            use_dual_stack: settings.use_dual_stack,
        };
        let mut values = settings.endpoint_params.clone();
        for (name, value) in params {
            match value {
                EndpointParam::Str(text) => values.set(*name, text.clone()),
                EndpointParam::Bool(value) => values.set(*name, *value),
                EndpointParam::StrList(list) => values.set(*name, list.clone()),
            }
        }
        #[cfg(all(feature = "checksums", feature = "environment"))]
        self.add_settings(operation, &mut values)?;
        Endpoint::resolve(operation, &endpoint_settings, values)
            .map_err(|problem| endpoint_error(operation, problem))
    }

    /// Adds the settings of the environment and the shared files for parameters that neither the program nor the call has.
    #[cfg(all(feature = "checksums", feature = "environment"))]
    fn add_settings(
        &self,
        operation: &'static OperationMetadata,
        values: &mut Params,
    ) -> Result<(), Error> {
        let service = operation.service;
        let (Some(sources), Some(rules)) = (&self.settings().sources, service.endpoint_rules)
        else {
            return Ok(());
        };
        for setting in service.parameter_settings {
            let name = setting.parameter;
            if values.has(name) || is_path_style_of_arn(rules, name, values) {
                continue;
            }
            let value = sources.parameter(setting);
            if let Some(value) = value.map_err(|error| error.with_operation(operation.name))? {
                values.set(name, value);
            }
        }
        Ok(())
    }

    fn http_request(
        &self,
        operation: &OperationMetadata,
        endpoint: &Endpoint,
        parts: RequestParts,
    ) -> Result<Request<Body>, String> {
        let path = match &*endpoint.path {
            "" if parts.path_and_query.starts_with('/') => parts.path_and_query,
            "" => format!("/{}", parts.path_and_query),
            prefix => format!("{prefix}{}", parts.path_and_query),
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
        *request.extensions_mut() = parts.extensions;
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
            for (index, value) in values.iter().enumerate() {
                let value = HeaderValue::try_from(value)
                    .map_err(|error| format!("the header {name} of the endpoint: {error}"))?;
                match headers.entry(header.clone()) {
                    // The first one replaces a member of the input in the same header.
                    Entry::Occupied(mut present) if index == 0 => _ = present.insert(value),
                    Entry::Occupied(mut present) => present.append(value),
                    Entry::Vacant(absent) => _ = absent.insert(value),
                }
            }
        }
        for (name, value) in &self.options.headers {
            headers.insert(name.clone(), value.clone());
        }
        if operation.compression {
            compression::compress(&mut request, self.settings());
        }
        if let Some(checksum) = operation.checksum {
            checksum.add(&mut request);
        }
        if let Some(length) = request.body().length().filter(|length| *length > 0) {
            request
                .headers_mut()
                .entry(CONTENT_LENGTH)
                .or_insert(length.into());
        }
        Ok(request)
    }
}

#[cfg(feature = "session-credentials")]
impl UnsignedRequest {
    /// Returns the credentials of the session that sign the request, if they are those of one.
    pub(super) fn session(&self) -> Option<&Credentials> {
        let credentials = self.credentials.as_deref();
        credentials.filter(|_| self.endpoint.token.is_some())
    }
}

/// Sets `content-length` to the length of the body, which an interceptor may have replaced. The length of a stream may be unknown, in
/// which case the header stays. It also stays in a presigned request without a body: the sender adds the body, and the signature covers the length that
/// the body must have.
pub(super) fn update_content_length(request: &mut Request<Body>, placement: Placement) {
    let Some(length) = request.body().length() else {
        return;
    };
    if length == 0 && matches!(placement, Placement::Query(_)) {
        return;
    }
    let current = match request.headers().get(CONTENT_LENGTH) {
        Some(value) => value.to_str().ok().and_then(|value| value.parse().ok()),
        None => Some(0),
    };
    if current == Some(length) {
        return;
    }
    if length > 0 {
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
    } else {
        request.headers_mut().remove(CONTENT_LENGTH);
    }
}

pub(super) fn endpoint_error(operation: &'static OperationMetadata, problem: String) -> Error {
    Error::new(ErrorKind::Endpoint, problem).with_operation(operation.name)
}
