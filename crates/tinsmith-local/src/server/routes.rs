//! The table of operations, each with the function that handles its requests.

use axum::routing::MethodFilter;

use crate::http::{ErrorResponse, Frame, Input, Operation, Route, Service};
use crate::state::State;
use crate::{bedrock, deadline, logs, nimble};

/// A function from an operation's input to its output.
#[derive(Clone, Copy)]
pub(super) enum Handler {
    /// The output is a document.
    Document(fn(&State, &Input) -> Result<Vec<u8>, ErrorResponse>),
    /// The output is an event stream.
    Events(fn(&State, &Input) -> Result<Vec<Frame>, ErrorResponse>),
}

pub(super) static ROUTES: [(Operation, Handler); 7] = [
    (
        Operation {
            name: "ConverseStream",
            service: Service::Bedrock,
            route: Route::Path(MethodFilter::POST, "/model/{modelId}/converse-stream"),
        },
        Handler::Events(bedrock::converse_stream),
    ),
    (
        Operation {
            name: "StartSessionsStatisticsAggregation",
            service: Service::Deadline,
            route: Route::Path(
                MethodFilter::POST,
                "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
            ),
        },
        Handler::Document(deadline::start_sessions_statistics_aggregation),
    ),
    (
        Operation {
            name: "GetSessionsStatisticsAggregation",
            service: Service::Deadline,
            route: Route::Path(
                MethodFilter::GET,
                "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
            ),
        },
        Handler::Document(deadline::get_sessions_statistics_aggregation),
    ),
    (
        Operation {
            name: "ListSessions",
            service: Service::Deadline,
            route: Route::Path(
                MethodFilter::GET,
                "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions",
            ),
        },
        Handler::Document(deadline::list_sessions),
    ),
    (
        Operation {
            name: "GetSession",
            service: Service::Deadline,
            route: Route::Path(
                MethodFilter::GET,
                "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions/{sessionId}",
            ),
        },
        Handler::Document(deadline::get_session),
    ),
    (
        Operation {
            name: "ListStreamingSessions",
            service: Service::Nimble,
            route: Route::Path(
                MethodFilter::GET,
                "/2020-08-01/studios/{studioId}/streaming-sessions",
            ),
        },
        Handler::Document(nimble::list_streaming_sessions),
    ),
    (
        Operation {
            name: "GetLogEvents",
            service: Service::Logs,
            route: Route::Target("Logs_20140328.GetLogEvents"),
        },
        Handler::Document(logs::get_log_events),
    ),
];
