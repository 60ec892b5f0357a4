//! The serializer of a request.

use std::fmt;

use http::Extensions;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::request_parts::{EndpointParam, InvalidInput, RequestParts};
use super::uri::{self, PathWriter};
use crate::Body;
use crate::codec::text::Texts;
use crate::protocol::metadata::OperationMetadata;

/// The longest path and query, in bytes. `http::Uri` is limited to 65,534 in all; the rest is for the scheme, the host and the endpoint's
/// own path.
const MAX_PATH_AND_QUERY: usize = 65_000;

/// A serializer of an input's members into a request.
///
/// Absent members are omitted. Errors are collected, and [`finish`](Self::finish) returns all of them.
pub struct RequestWriter<'a> {
    pub(super) operation: &'a OperationMetadata,
    pub(super) path: PathWriter,
    pub(super) query: String,
    /// The names that a map of query parameters cannot use.
    pub(super) query_names: Vec<&'a str>,
    pub(super) query_map: Vec<(String, Texts)>,
    pub(super) host_labels: Vec<(&'static str, String)>,
    pub(super) headers: HeaderMap,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Body,
    pub(super) endpoint_params: Vec<(&'static str, EndpointParam)>,
    pub(super) problems: Vec<String>,
    /// Values that travel beside the request.
    pub(super) extensions: Extensions,
    /// The texts of the current member.
    pub(super) texts: Texts,
}

/// Members may be sensitive, regardless of their binding.
impl fmt::Debug for RequestWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestWriter")
            .field("operation", &self.operation.name)
            .field("body_length", &self.body.length())
            .finish_non_exhaustive()
    }
}

impl<'a> RequestWriter<'a> {
    /// Creates a serializer for a request of this operation.
    pub fn new(operation: &'a OperationMetadata) -> Self {
        let (path, query) = operation.uri.split_once('?').unwrap_or((operation.uri, ""));
        let name = |parameter: &'a str| {
            parameter
                .split_once('=')
                .map_or(parameter, |(name, _)| name)
        };
        Self {
            operation,
            path: PathWriter::new(path),
            query: query.to_owned(),
            query_names: query
                .split('&')
                .filter(|parameter| !parameter.is_empty())
                .map(name)
                .collect(),
            query_map: Vec::new(),
            host_labels: Vec::new(),
            headers: HeaderMap::new(),
            content_type: None,
            body: Body::empty(),
            endpoint_params: Vec::new(),
            problems: Vec::new(),
            extensions: Extensions::new(),
            texts: Texts::default(),
        }
    }

    /// Returns the request.
    ///
    /// # Errors
    ///
    /// All errors of the input.
    pub fn finish(mut self) -> Result<RequestParts, InvalidInput> {
        let protocol = self.operation.service.protocol;
        (protocol.begin_request)(self.operation, &mut self.headers);
        self.write_query_map();
        let dot_label = self.path.dot_label();
        let mut path_and_query = self.path.finish(&mut self.problems);
        if !self.query.is_empty() {
            path_and_query.push('?');
            path_and_query.push_str(&self.query);
        }
        if path_and_query.len() > MAX_PATH_AND_QUERY {
            self.problems.push(format!(
                "the members in the path and the query make them {} bytes long; a URL can have {MAX_PATH_AND_QUERY}",
                path_and_query.len()
            ));
        }
        if let Some(content_type) = self.content_type
            && !self.headers.contains_key(CONTENT_TYPE)
        {
            self.headers
                .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        let host_prefix = uri::host_prefix(
            self.operation.host_prefix,
            &self.host_labels,
            &mut self.problems,
        );
        if !self.problems.is_empty() {
            return Err(InvalidInput {
                problems: self.problems,
            });
        }
        Ok(RequestParts {
            method: self.operation.method,
            path_and_query,
            host_prefix,
            headers: self.headers,
            body: self.body,
            endpoint_params: self.endpoint_params,
            endpoint: None,
            credentials: None,
            dot_label,
            extensions: self.extensions,
        })
    }
}
