//! The input of an operation: labels, query parameters and body of a request.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::encoding::{percent_decode, query_pairs};
use super::error_response::ErrorResponse;
use super::recorded_request::RecordedRequest;

/// The bindings of a request, decoded.
#[derive(Debug)]
pub(crate) struct Input {
    labels: BTreeMap<String, String>,
    query: BTreeMap<String, String>,
    request: Arc<RecordedRequest>,
}

impl Input {
    pub(crate) fn new(
        labels: Result<Path<BTreeMap<String, String>>, PathRejection>,
        request: Arc<RecordedRequest>,
    ) -> Result<Self, ErrorResponse> {
        let Path(labels) = labels.map_err(|rejection| cannot_parse(rejection.body_text()))?;
        let mut query = BTreeMap::new();
        for (name, value) in query_pairs(&request.query) {
            query.insert(decode(name)?, decode(value)?);
        }
        Ok(Self {
            labels,
            query,
            request,
        })
    }

    /// Returns a label of the path, decoded; empty if the path has none of this name.
    pub(crate) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }

    /// Returns a query parameter, decoded. An empty one counts as absent.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Deserializes the body. An empty body has no members.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, ErrorResponse> {
        let body = match self.request.body.as_slice() {
            [] => b"{}",
            body => body,
        };
        serde_json::from_slice(body).map_err(|error| cannot_parse(error.to_string()))
    }
}

/// Serializes an output as the body of a response.
pub(crate) fn serialize(output: &impl Serialize) -> Result<Vec<u8>, ErrorResponse> {
    serde_json::to_vec(output)
        .map_err(|error| ErrorResponse::internal_server_error(error.to_string(), Duration::ZERO))
}

fn decode(text: &str) -> Result<String, ErrorResponse> {
    String::from_utf8(percent_decode(text).into_owned())
        .map_err(|error| cannot_parse(error.to_string()))
}

fn cannot_parse(message: String) -> ErrorResponse {
    ErrorResponse::validation("CANNOT_PARSE", message, [])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(query: &str) -> Result<Input, ErrorResponse> {
        let request = RecordedRequest {
            query: query.to_owned(),
            ..RecordedRequest::default()
        };
        Input::new(Ok(Path(BTreeMap::new())), Arc::new(request))
    }

    #[test]
    fn query_parameters_are_decoded_and_empty_ones_are_absent() {
        let input = input("a=x%2By+z&b=&c&a%20b=1").unwrap();
        assert_eq!(input.query("a"), Some("x+y+z"));
        assert_eq!(
            (input.query("b"), input.query("c"), input.query("d")),
            (None, None, None)
        );
        assert_eq!(input.query("a b"), Some("1"));
    }

    #[test]
    fn a_query_parameter_that_is_not_utf_8_is_rejected() {
        assert!(input("nextToken=%FF").is_err());
    }
}
