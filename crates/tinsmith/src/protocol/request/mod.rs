//! Writing a request: the members of an input where its model binds them.

mod http_members;
mod payload;
mod uri;

use std::fmt;

use http::Extensions;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

pub use http_members::{IsEmpty, ToEndpointParam};
use uri::{DOTS, PathWriter};

use super::metadata::OperationMetadata;
use crate::Body;
use crate::codec::text::Texts;

const MISSING: &str = "must be set";
const EMPTY: &str = "must not be empty";
/// The longest path and query, in bytes. `http::Uri` is limited to 65,534 in all; the rest is for the scheme, the host and the endpoint's
/// own path.
const MAX_PATH_AND_QUERY: usize = 65_000;

/// A request before its endpoint is known.
#[derive(Clone)]
#[non_exhaustive]
pub struct RequestParts {
    /// The HTTP method.
    pub method: &'static str,
    /// Path and query, percent-encoded.
    pub path_and_query: String,
    /// The prefix of the endpoint's host.
    pub host_prefix: String,
    /// The headers that members are bound to, and the content type.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The parameters of the endpoint rules that members are.
    pub endpoint_params: Vec<(&'static str, EndpointParam)>,
    /// The greedy label with a segment `.` or `..`, as the template of the path has it.
    pub(crate) dot_label: Option<&'static str>,
    /// Values that travel beside the request.
    pub(crate) extensions: Extensions,
}

/// Members may be sensitive, regardless of their binding.
impl fmt::Debug for RequestParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestParts")
            .field("method", &self.method)
            .field("body_length", &self.body.length())
            .finish_non_exhaustive()
    }
}

/// A parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointParam {
    /// A string.
    Str(String),
    /// A boolean.
    Bool(bool),
    /// A list of strings.
    StrList(Vec<String>),
}

/// The errors of an input, found before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    /// One line for each problem, which begins with the member's name or the path to the invalid value.
    pub problems: Vec<String>,
}

impl InvalidInput {
    /// Returns the error of a greedy label with a segment `.` or `..`.
    #[cold]
    pub(crate) fn from_dots(label: &str) -> Self {
        let name = label.strip_suffix('+').unwrap_or(label);
        Self {
            problems: vec![format!("{name}: {DOTS}")],
        }
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("; "))
    }
}

impl std::error::Error for InvalidInput {}

/// A serializer of an input's members into a request.
///
/// Absent members are omitted. Errors are collected, and [`finish`](Self::finish) returns all of them.
pub struct RequestWriter<'a> {
    operation: &'a OperationMetadata,
    path: PathWriter,
    query: String,
    /// The names that a map of query parameters cannot use.
    query_names: Vec<&'a str>,
    query_map: Vec<(String, Texts)>,
    host_labels: Vec<(&'static str, String)>,
    headers: HeaderMap,
    content_type: Option<&'static str>,
    body: Body,
    endpoint_params: Vec<(&'static str, EndpointParam)>,
    problems: Vec<String>,
    /// The texts of the current member.
    texts: Texts,
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
            dot_label,
            extensions: Extensions::new(),
        })
    }
}
