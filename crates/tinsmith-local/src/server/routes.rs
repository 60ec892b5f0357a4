//! The table of operations, each with the function that handles its requests.

use axum::routing::MethodFilter;

use crate::http::{ErrorResponse, Input, Operation, Route, Service};
use crate::state::State;
use crate::{deadline, logs, nimble};

/// A function from an operation's input to the body of its response.
pub(super) type Handler = fn(&State, &Input) -> Result<Vec<u8>, ErrorResponse>;

pub(super) static ROUTES: [(Operation, Handler); 6] = [
    (
        Operation {
            name: "StartSessionsStatisticsAggregation",
            service: Service::Deadline,
            route: Route::Path(
                MethodFilter::POST,
                "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
            ),
        },
        deadline::start_sessions_statistics_aggregation,
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
        deadline::get_sessions_statistics_aggregation,
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
        deadline::list_sessions,
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
        deadline::get_session,
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
        nimble::list_streaming_sessions,
    ),
    (
        Operation {
            name: "GetLogEvents",
            service: Service::Logs,
            route: Route::Target("Logs_20140328.GetLogEvents"),
        },
        logs::get_log_events,
    ),
];
