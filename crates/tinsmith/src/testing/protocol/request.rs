//! Tests of requests.

use std::future::Future;

use http::HeaderMap;

use super::call_harness::{Exchange, block_on};
#[cfg(feature = "cbor")]
use super::compare::same_cbor;
#[cfg(feature = "xml")]
use super::compare::same_xml;
use super::compare::{same_form, same_json};
use super::differences::Differences;
use crate::endpoint::ParamValue;
use crate::{Body, Config, Error};

/// The expected request of a call: a case of `smithy.test#httpRequestTests`.
#[derive(Clone, Copy, Debug)]
pub struct RequestTest {
    /// The case's id.
    pub id: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path, encoded.
    pub uri: &'static str,
    /// Required query parameters with their values, encoded as `name=value`. The request may have others.
    pub query: &'static [&'static str],
    /// The names of forbidden query parameters.
    pub forbid_query: &'static [&'static str],
    /// The names of required query parameters.
    pub require_query: &'static [&'static str],
    /// Required headers with their values; several values are joined by `, `. The request may have others.
    pub headers: &'static [(&'static str, &'static str)],
    /// The names of forbidden headers.
    pub forbid_headers: &'static [&'static str],
    /// The names of required headers.
    pub require_headers: &'static [&'static str],
    /// The body; `None` for any body.
    pub body: Option<&'static str>,
    /// The media type of the body. JSON, CBOR, XML and forms are compared by value, anything else by its bytes. The expected CBOR is in base64.
    pub media_type: Option<&'static str>,
    /// Parameters of the endpoint rules, which then give the host, in place of `host`.
    pub endpoint_params: &'static [(&'static str, ParamValue)],
    /// The host of the client's endpoint, optionally with a path; `None` for the service's host.
    pub host: Option<&'static str>,
    /// The host of the request, if it differs from `host`.
    pub resolved_host: Option<&'static str>,
}

impl RequestTest {
    /// `GET /` without further expectations, for `..RequestTest::DEFAULT`.
    pub const DEFAULT: Self = Self {
        id: "",
        method: "GET",
        uri: "/",
        query: &[],
        forbid_query: &[],
        require_query: &[],
        headers: &[],
        forbid_headers: &[],
        require_headers: &[],
        body: None,
        media_type: None,
        endpoint_params: &[],
        host: None,
        resolved_host: None,
    };

    /// Sends the call and compares its request. The response is empty, and the result of the call is ignored.
    #[track_caller]
    pub fn check<T, F>(&self, call: impl FnOnce(&Config) -> F)
    where
        F: Future<Output = Result<T, Error>>,
    {
        let exchange = Exchange::new(200, &[], "");
        let outcome = match self.endpoint_params {
            [] => exchange.run(self.host, call),
            params => exchange.run_with_params(params, call),
        };
        let mut differences = Differences::new(self.id);
        match exchange.request() {
            Some(request) => self.compare(request, &mut differences),
            None => {
                let error = outcome
                    .err()
                    .map_or_else(|| "nothing was sent".to_owned(), |error| error.to_string());
                differences.add("request", &format!("{} {}", self.method, self.uri), &error);
            }
        }
        differences.assert_none();
    }

    fn compare(&self, request: http::Request<Body>, differences: &mut Differences) {
        let (parts, body) = request.into_parts();
        if parts.method.as_str() != self.method {
            differences.add("method", self.method, parts.method.as_str());
        }
        if parts.uri.path() != self.uri {
            differences.add("path", self.uri, parts.uri.path());
        }
        let host = self
            .resolved_host
            .or(self.host.and_then(|host| host.split('/').next()));
        if let Some(host) = host.filter(|host| parts.uri.host() != Some(host)) {
            differences.add("host", host, parts.uri.host().unwrap_or_default());
        }
        self.compare_query(parts.uri.query().unwrap_or_default(), differences);
        self.compare_headers(&parts.headers, differences);
        let Some(expected) = self.body else { return };
        match block_on(body.collect()) {
            Ok(actual) if self.is_same_body(expected.as_bytes(), &actual) => {}
            Ok(actual) => differences.add("body", expected, &String::from_utf8_lossy(&actual)),
            Err(error) => differences.add("body", expected, &error.to_string()),
        }
    }

    fn is_same_body(&self, expected: &[u8], actual: &[u8]) -> bool {
        match self.media_type.unwrap_or_default() {
            media_type if media_type.ends_with("json") => same_json(expected, actual),
            #[cfg(feature = "xml")]
            media_type if media_type.ends_with("xml") => same_xml(expected, actual),
            media_type if media_type.ends_with("x-www-form-urlencoded") => {
                same_form(expected, actual)
            }
            #[cfg(feature = "cbor")]
            media_type if media_type.ends_with("cbor") => same_cbor(expected, actual),
            _ => expected == actual,
        }
    }

    fn compare_query(&self, query: &str, differences: &mut Differences) {
        // A name without `=` has the empty value.
        let whole = |parameter: &str| {
            if parameter.contains('=') {
                parameter.to_owned()
            } else {
                format!("{parameter}=")
            }
        };
        let mut unseen: Vec<_> = query
            .split('&')
            .filter(|parameter| !parameter.is_empty())
            .map(whole)
            .collect();
        let names: Vec<_> = unseen
            .iter()
            .filter_map(|parameter| parameter.split('=').next().map(str::to_owned))
            .collect();
        for expected in self.query {
            match unseen
                .iter()
                .position(|parameter| *parameter == whole(expected))
            {
                Some(index) => drop(unseen.swap_remove(index)),
                None => differences.add("query parameter", expected, query),
            }
        }
        for forbidden in self.forbid_query {
            if names.iter().any(|name| name == forbidden) {
                differences.add("query parameter", &format!("no {forbidden}"), query);
            }
        }
        for required in self.require_query {
            if !names.iter().any(|name| name == required) {
                differences.add("query parameter", &format!("any {required}"), query);
            }
        }
    }

    fn compare_headers(&self, headers: &HeaderMap, differences: &mut Differences) {
        for (name, expected) in self.headers {
            let actual = joined(headers, name);
            if actual.as_deref() != Some(expected) {
                differences.add(
                    &format!("header {name}"),
                    expected,
                    actual.as_deref().unwrap_or("(absent)"),
                );
            }
        }
        for name in self.forbid_headers {
            if let Some(actual) = joined(headers, name) {
                differences.add(&format!("header {name}"), "(absent)", &actual);
            }
        }
        for name in self.require_headers {
            if !headers.contains_key(*name) {
                differences.add(&format!("header {name}"), "(any value)", "(absent)");
            }
        }
    }
}

/// Returns all values of a header, joined.
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}
