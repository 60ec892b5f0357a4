//! A serialized request, and the errors of an input that cannot be serialized.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::Credentials;
use http::Extensions;
use http::header::{CONTENT_TYPE, HeaderMap};

use super::uri::DOTS;
use crate::Body;
use crate::endpoint::Endpoint;

/// The media type of the protocols whose services read a form from the query, too.
const FORM: &str = "application/x-www-form-urlencoded";

/// A request before its endpoint is known.
#[derive(Clone)]
#[non_exhaustive]
pub struct RequestParts {
    /// The HTTP method.
    pub method: &'static str,
    /// Path and query, percent-encoded. The path is empty if that of the endpoint is the whole path.
    pub path_and_query: String,
    /// The prefix of the endpoint's host.
    pub host_prefix: String,
    /// The headers that members are bound to, and the content type.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The parameters of the endpoint rules that members are bound to.
    pub endpoint_params: Vec<(&'static str, EndpointParam)>,
    /// The endpoint that the preparation of this request has resolved.
    pub(crate) endpoint: Option<Arc<Endpoint>>,
    /// The credentials that the preparation of this request has loaded, with which it is then signed.
    pub(crate) credentials: Option<Box<Credentials>>,
    /// The greedy label with a segment `.` or `..`, as the template of the path has it.
    pub(crate) dot_label: Option<&'static str>,
    /// Values that travel beside the request.
    pub(crate) extensions: Extensions,
}

/// The maximum length of path and query in the types of the crate `http`.
const MAX_TARGET: usize = 65_534;

impl RequestParts {
    /// Moves a body of this content type into the query if it is a form, so that the URL is the whole request.
    pub(crate) fn with_form_in_query(mut self, content_type: &str) -> Result<Self, InvalidInput> {
        let form = self.body.as_bytes().map(|form| str::from_utf8(form));
        if let Some(Ok(form)) = form.filter(|_| content_type == FORM) {
            self.method = "GET";
            self.path_and_query.push('?');
            self.path_and_query.push_str(form);
            if self.path_and_query.len() > MAX_TARGET {
                let problem = "the input is too long for a presigned URL, which has at most 64 KiB";
                let problems = vec![problem.to_owned()];
                return Err(InvalidInput { problems });
            }
            self.headers.remove(CONTENT_TYPE);
            self.body = Body::empty();
        }
        Ok(self)
    }
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
