//! The operations that are served: their routes, and what a request of theirs holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::routing::MethodFilter;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::encoding::{percent_decode, raw_query};
use crate::error::ErrorAnswer;
use crate::request::RecordedRequest;
use crate::server::Shared;
use crate::{deadline, nimble};

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Deadline,
    Nimble,
}

impl Service {
    /// The service's name in a signature's scope.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Nimble => "nimble",
        }
    }
}

/// An operation: where it is, and the function that answers it with a JSON document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) service: Service,
    pub(crate) method: MethodFilter,
    pub(crate) path: &'static str,
    pub(crate) run: fn(&Shared, &Input) -> Result<Vec<u8>, ErrorAnswer>,
}

pub(crate) static OPERATIONS: [Operation; 5] = [
    Operation {
        name: "StartSessionsStatisticsAggregation",
        service: Service::Deadline,
        method: MethodFilter::POST,
        path: "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
        run: deadline::operations::start_sessions_statistics_aggregation,
    },
    Operation {
        name: "GetSessionsStatisticsAggregation",
        service: Service::Deadline,
        method: MethodFilter::GET,
        path: "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
        run: deadline::operations::get_sessions_statistics_aggregation,
    },
    Operation {
        name: "ListSessions",
        service: Service::Deadline,
        method: MethodFilter::GET,
        path: "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions",
        run: deadline::operations::list_sessions,
    },
    Operation {
        name: "GetSession",
        service: Service::Deadline,
        method: MethodFilter::GET,
        path: "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions/{sessionId}",
        run: deadline::operations::get_session,
    },
    Operation {
        name: "ListStreamingSessions",
        service: Service::Nimble,
        method: MethodFilter::GET,
        path: "/2020-08-01/studios/{studioId}/streaming-sessions",
        run: nimble::list_streaming_sessions,
    },
];

/// What a request holds for its operation.
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
    ) -> Result<Self, ErrorAnswer> {
        let Path(labels) = labels.map_err(|rejection| cannot_parse(rejection.body_text()))?;
        let mut query = BTreeMap::new();
        for (name, value) in raw_query(&request.query) {
            query.insert(decoded(name)?, decoded(value)?);
        }
        Ok(Self {
            labels,
            query,
            request,
        })
    }

    /// A label of the path, decoded.
    pub(crate) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }

    /// A parameter of the query, decoded. An empty one says as much as none.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The body's members; an empty body has none.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, ErrorAnswer> {
        let body = match self.request.body.as_slice() {
            [] => b"{}",
            body => body,
        };
        serde_json::from_slice(body).map_err(|error| cannot_parse(error.to_string()))
    }
}

/// An output as the body of an answer.
pub(crate) fn json(output: &impl Serialize) -> Result<Vec<u8>, ErrorAnswer> {
    serde_json::to_vec(output).map_err(|error| {
        ErrorAnswer::internal_server_error(error.to_string(), std::time::Duration::ZERO)
    })
}

fn decoded(text: &str) -> Result<String, ErrorAnswer> {
    String::from_utf8(percent_decode(text)).map_err(|error| cannot_parse(error.to_string()))
}

fn cannot_parse(message: String) -> ErrorAnswer {
    ErrorAnswer::validation("CANNOT_PARSE", message, [])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(query: &str) -> Result<Input, ErrorAnswer> {
        let request = RecordedRequest {
            query: query.to_owned(),
            ..RecordedRequest::default()
        };
        Input::new(Ok(Path(BTreeMap::new())), Arc::new(request))
    }

    #[test]
    fn queries_are_decoded_and_empty_parameters_are_none() {
        let input = input("a=x%2By+z&b=&c&a%20b=1").unwrap();
        assert_eq!(input.query("a"), Some("x+y+z"));
        assert_eq!(
            (input.query("b"), input.query("c"), input.query("d")),
            (None, None, None)
        );
        assert_eq!(input.query("a b"), Some("1"));
    }

    #[test]
    fn a_query_that_is_no_text_is_refused() {
        assert!(input("nextToken=%FF").is_err());
    }
}
