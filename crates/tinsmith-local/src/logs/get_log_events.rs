//! The operation `GetLogEvents`.

use std::ops::Range;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::session_log::{LogEvent, SessionLog};
use crate::deadline::{LifecycleStatus, Session};
use crate::http::{ErrorResponse, Input, serialize};
use crate::state::State;

/// The maximum number of events of a page. That of AWS is 10,000.
const MAX_EVENTS: usize = 1000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetLogEventsRequest {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    limit: Option<i64>,
    #[serde(default)]
    start_from_head: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GetLogEventsResponse<'a> {
    events: &'a [LogEvent],
    next_forward_token: String,
    next_backward_token: String,
}

pub(crate) fn get_log_events(state: &State, input: &Input) -> Result<Vec<u8>, ErrorResponse> {
    let request: GetLogEventsRequest = input.body().map_err(|_| {
        let message = "The body is not a JSON document with members of the correct types.";
        ErrorResponse::new(StatusCode::BAD_REQUEST, "SerializationException", message)
    })?;
    let limit = request.limit()?;
    let stream = request.log_stream_name.as_deref();
    let stream = stream.ok_or_else(|| invalid_parameter("logStreamName is required."))?;
    let group = request.log_group()?;
    let now = state.now();
    let session = find_session(state, group, stream)?;
    let session = state.timeline.session(session, now);
    let (start, end) = (
        request.start_time.unwrap_or(0),
        request.end_time.unwrap_or(i64::MAX),
    );
    let events = SessionLog::new(&session, state.timeline.farm_time(now)).events(start, end);

    let tokens = Tokens {
        state,
        scope: [group, stream, &start.to_string(), &end.to_string()].map(str::to_owned),
    };
    let token = request.next_token.as_deref();
    let page = match token {
        Some(token) => tokens.page(token, limit, events.len())?,
        None if request.start_from_head => 0..limit.min(events.len()),
        None => events.len().saturating_sub(limit)..events.len(),
    };
    // A direction without further events has the token of the request.
    let unchanged = |direction: &str| {
        let token = token.filter(|token| page.is_empty() && token.starts_with(direction));
        token.map(str::to_owned)
    };
    serialize(&GetLogEventsResponse {
        events: events.get(page.clone()).unwrap_or_default(),
        next_forward_token: unchanged(FORWARD).unwrap_or_else(|| tokens.encode(FORWARD, page.end)),
        next_backward_token: unchanged(BACKWARD)
            .unwrap_or_else(|| tokens.encode(BACKWARD, page.start)),
    })
}

impl GetLogEventsRequest {
    fn limit(&self) -> Result<usize, ErrorResponse> {
        match self.limit {
            None => Ok(MAX_EVENTS),
            Some(limit @ 1..=10_000) => {
                Ok(usize::try_from(limit).unwrap_or(MAX_EVENTS).min(MAX_EVENTS))
            }
            Some(limit) => Err(invalid_parameter(format!(
                "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must be between 1 \
                 and 10000"
            ))),
        }
    }

    /// Returns the name of the log group, also if the request has its ARN.
    fn log_group(&self) -> Result<&str, ErrorResponse> {
        match (&self.log_group_name, &self.log_group_identifier) {
            (Some(name), None) => Ok(name),
            (None, Some(identifier)) => Ok(identifier
                .split_once(":log-group:")
                .map_or(identifier.as_str(), |(_, name)| name)),
            (Some(_), Some(_)) | (None, None) => Err(invalid_parameter(
                "Either logGroupName or logGroupIdentifier is required, and not both.",
            )),
        }
    }
}

fn find_session<'a>(
    state: &'a State,
    group: &str,
    stream: &str,
) -> Result<&'a Session, ErrorResponse> {
    let farm = &state.farm;
    let queue = farm.queue_ids.iter().find(|id| farm.log_group(id) == group);
    let queue = queue.ok_or_else(|| not_found("The specified log group does not exist."))?;
    farm.jobs
        .iter()
        .filter(|job| job.queue_id == *queue)
        .flat_map(|job| &job.sessions)
        // The log stream of these sessions could not be created.
        .filter(|session| session.lifecycle_status != LifecycleStatus::UpdateFailed)
        .find(|session| session.id == stream)
        .ok_or_else(|| not_found("The specified log stream does not exist."))
}

const FORWARD: &str = "f/";
const BACKWARD: &str = "b/";

/// The tokens of a log stream and a time range, with a direction each.
struct Tokens<'a> {
    state: &'a State,
    scope: [String; 4],
}

impl Tokens<'_> {
    fn encode(&self, direction: &str, offset: usize) -> String {
        let token = self
            .state
            .pager
            .encode(offset, &self.scope(direction), self.state.now());
        format!("{direction}{token}")
    }

    /// Returns the range of events to which a token leads.
    fn page(
        &self,
        token: &str,
        limit: usize,
        events: usize,
    ) -> Result<Range<usize>, ErrorResponse> {
        let (direction, rest) = token.split_at_checked(FORWARD.len()).unwrap_or((token, ""));
        let offset = self
            .state
            .pager
            .decode(rest, &self.scope(direction), self.state.now())
            .map_err(|_| invalid_parameter("The specified nextToken is invalid."))?
            .min(events);
        Ok(match direction {
            BACKWARD => offset.saturating_sub(limit)..offset,
            _ => offset..offset.saturating_add(limit).min(events),
        })
    }

    fn scope<'a>(&'a self, direction: &'a str) -> [&'a str; 6] {
        let [group, stream, start, end] = self.scope.each_ref().map(String::as_str);
        ["GetLogEvents", direction, group, stream, start, end]
    }
}

fn not_found(message: &str) -> ErrorResponse {
    ErrorResponse::new(
        StatusCode::BAD_REQUEST,
        "ResourceNotFoundException",
        message,
    )
}

fn invalid_parameter(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameterException",
        message,
    )
}
