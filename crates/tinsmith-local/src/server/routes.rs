//! The table of operations, each with the function that handles its requests.

use axum::routing::MethodFilter;

use crate::http::{ErrorResponse, Input, Operation, Service};
use crate::state::State;
use crate::{deadline, nimble};

/// A function from an operation's input to the body of its response.
pub(super) type Handler = fn(&State, &Input) -> Result<Vec<u8>, ErrorResponse>;

pub(super) static ROUTES: [(Operation, Handler); 5] = [
    (
        Operation {
            name: "StartSessionsStatisticsAggregation",
            service: Service::Deadline,
            method: MethodFilter::POST,
            path: "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
        },
        deadline::start_sessions_statistics_aggregation,
    ),
    (
        Operation {
            name: "GetSessionsStatisticsAggregation",
            service: Service::Deadline,
            method: MethodFilter::GET,
            path: "/2023-10-12/farms/{farmId}/sessions-statistics-aggregation",
        },
        deadline::get_sessions_statistics_aggregation,
    ),
    (
        Operation {
            name: "ListSessions",
            service: Service::Deadline,
            method: MethodFilter::GET,
            path: "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions",
        },
        deadline::list_sessions,
    ),
    (
        Operation {
            name: "GetSession",
            service: Service::Deadline,
            method: MethodFilter::GET,
            path: "/2023-10-12/farms/{farmId}/queues/{queueId}/jobs/{jobId}/sessions/{sessionId}",
        },
        deadline::get_session,
    ),
    (
        Operation {
            name: "ListStreamingSessions",
            service: Service::Nimble,
            method: MethodFilter::GET,
            path: "/2020-08-01/studios/{studioId}/streaming-sessions",
        },
        nimble::list_streaming_sessions,
    ),
];
