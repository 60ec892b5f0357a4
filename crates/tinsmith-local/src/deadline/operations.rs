//! The handlers of the four operations: parse and check the input, find the data, serialize the output.

use super::aggregation::Status;
use super::farm::{Job, LifecycleStatus};
use super::shapes::{
    GetAggregationResponse, GetSessionResponse, ListSessionsResponse, ResourceIds, SessionSummary,
    StartRequest, StartResponse, host_properties, log_configuration,
};
use super::statistics::{GroupBy, Period, Query, Resources, Statistic, parse_utc_offset};
use crate::constraints::Violations;
use crate::http::{ErrorResponse, Input, serialize};
use crate::pagination::{Page, Scope};
use crate::state::{State, lock};
use crate::time::Timestamp;

pub(crate) fn start_sessions_statistics_aggregation(
    state: &State,
    input: &Input,
) -> Result<Vec<u8>, ErrorResponse> {
    let mut violations = Violations::default();
    violations.check_id("farmId", "farm", input.label("farmId"));
    let query = parse_query(&mut violations, input.body()?);
    let query = violations.into_result_with(query)?;
    check_farm(state, input)?;
    check_resources(state, &query.resources)?;

    let now = state.now();
    let mut aggregations = lock(&state.aggregations);
    if let Some(running) = aggregations.running(now) {
        let message = "An aggregation is already running for this farm.";
        return Err(ErrorResponse::throttling(
            message,
            "SessionsStatisticsAggregationsPerFmember",
            running.remaining,
        )
        .context("aggregationId", &running.id));
    }
    let id = lock(&state.random).hex_id();
    let statistics = query.compute(&state.farm);
    aggregations.start(id.clone(), statistics, now, state.aggregation_duration);
    serialize(&StartResponse {
        aggregation_id: &id,
    })
}

pub(crate) fn get_sessions_statistics_aggregation(
    state: &State,
    input: &Input,
) -> Result<Vec<u8>, ErrorResponse> {
    let mut violations = Violations::default();
    violations.check_id("farmId", "farm", input.label("farmId"));
    let id = violations
        .check_required("aggregationId", input.query("aggregationId"))
        .unwrap_or_default();
    if !id.is_empty() {
        violations.check_aggregation_id("aggregationId", id);
    }
    let size = parse_page_size(&mut violations, input);
    violations.into_result()?;
    check_farm(state, input)?;

    let now = state.now();
    let mut aggregations = lock(&state.aggregations);
    let Some(aggregation) = aggregations.get(id, now) else {
        return Err(ErrorResponse::resource_not_found(
            "sessions-statistics-aggregation",
            id,
        ));
    };
    let status = aggregation.status(now);
    let status_message = match status {
        Status::Timeout => Some("The aggregation took too long. Ask for less at a time."),
        Status::Failed => Some("The aggregation failed. Start it again."),
        Status::InProgress | Status::Completed => None,
    };
    let scope = ["GetSessionsStatisticsAggregation", id];
    let page = page(state, input, aggregation.statistics(), &scope, size)?;
    let is_complete = status == Status::Completed;
    serialize(&GetAggregationResponse {
        status,
        status_message,
        statistics: is_complete.then_some(page.items),
        next_token: page.next_token.filter(|_| is_complete),
    })
}

pub(crate) fn list_sessions(state: &State, input: &Input) -> Result<Vec<u8>, ErrorResponse> {
    let mut violations = Violations::default();
    check_job_ids(&mut violations, input);
    let size = parse_page_size(&mut violations, input);
    violations.into_result()?;
    let job = job(state, input)?;
    let page = page(
        state,
        input,
        &job.sessions,
        &["ListSessions", &job.id],
        size,
    )?;
    let now = state.now();
    let sessions = page.items.iter();
    let sessions: Vec<_> = sessions
        .map(|session| state.timeline.session(session, now))
        .collect();
    serialize(&ListSessionsResponse {
        sessions: sessions
            .iter()
            .map(|session| SessionSummary::from(session.as_ref()))
            .collect(),
        next_token: page.next_token,
    })
}

pub(crate) fn get_session(state: &State, input: &Input) -> Result<Vec<u8>, ErrorResponse> {
    let id = input.label("sessionId");
    let mut violations = Violations::default();
    check_job_ids(&mut violations, input);
    violations.check_id("sessionId", "session", id);
    violations.into_result()?;
    let job = job(state, input)?;
    let Some(session) = job.sessions.iter().find(|session| session.id == id) else {
        return Err(ErrorResponse::resource_not_found("session", id));
    };
    let farm = &state.farm.id;
    let mut log = log_configuration(state.farm.log_group(&job.queue_id), &session.id);
    // The error of the log remains after the session has ended.
    if session.lifecycle_status == LifecycleStatus::UpdateFailed {
        log.error = Some("The log stream could not be created.");
    }
    serialize(&GetSessionResponse {
        summary: state.timeline.session(session, state.now()).as_ref().into(),
        log,
        host_properties: host_properties(session, &state.identity.region),
        worker_log: log_configuration(
            format!("/aws/deadline/{farm}/{}", session.fleet_id),
            &session.worker.id,
        ),
    })
}

/// Parses a request for statistics. Returns `None` if a constraint is violated.
fn parse_query(violations: &mut Violations, request: StartRequest) -> Option<Query> {
    let resources = violations
        .check_required("resourceIds", request.resource_ids)
        .and_then(|resource_ids| parse_resources(violations, resource_ids));
    let start = parse_time(violations, "startTime", request.start_time);
    let end = parse_time(violations, "endTime", request.end_time);
    if let (Some(start), Some(end)) = (start, end)
        && start >= end
    {
        violations.add(
            "endTime",
            &end.to_string(),
            "Member must be after startTime",
        );
    }
    let utc_offset = request
        .timezone
        .map_or(0, |timezone| parse_utc_offset(violations, &timezone));
    let period = request
        .period
        .and_then(|period| violations.parse_enum("period", &period, &Period::VALUES));
    let group_by = violations
        .check_required("groupBy", request.group_by)
        .map(|fields| violations.parse_enums("groupBy", &fields, 2, &GroupBy::VALUES));
    let statistics = violations
        .check_required("statistics", request.statistics)
        .map(|names| violations.parse_enums("statistics", &names, 4, &Statistic::VALUES));
    Some(Query {
        resources: resources?,
        start: start?,
        end: end?,
        utc_offset,
        period,
        group_by: group_by?,
        statistics: statistics?,
    })
}

fn parse_resources(violations: &mut Violations, resource_ids: ResourceIds) -> Option<Resources> {
    let (member, kind, ids) = match (&resource_ids.queue_ids, &resource_ids.fleet_ids) {
        (Some(ids), None) => ("resourceIds.queueIds", "queue", ids),
        (None, Some(ids)) => ("resourceIds.fleetIds", "fleet", ids),
        (None, None) | (Some(_), Some(_)) => {
            violations.add(
                "resourceIds",
                "",
                "Exactly one of queueIds and fleetIds must be set",
            );
            return None;
        }
    };
    violations.check_length(member, ids, 1, 10);
    for (index, id) in ids.iter().enumerate() {
        violations.check_id(&format!("{member}.{}.member", index + 1), kind, id);
    }
    let queues = resource_ids.queue_ids.map(Resources::Queues);
    queues.or(resource_ids.fleet_ids.map(Resources::Fleets))
}

fn parse_time(
    violations: &mut Violations,
    member: &str,
    text: Option<String>,
) -> Option<Timestamp> {
    let text = violations.check_required(member, text)?;
    let time = Timestamp::parse_date_time(&text);
    if time.is_none() {
        violations.add(
            member,
            &text,
            "Member must be a timestamp of the form 2006-01-02T15:04:05Z",
        );
    }
    time
}

fn parse_page_size(violations: &mut Violations, input: &Input) -> usize {
    violations.check_next_token(input.query("nextToken"));
    violations.parse_max_results(input.query("maxResults"))
}

fn page<'a, T>(
    state: &State,
    input: &Input,
    items: &'a [T],
    scope: Scope<'_>,
    size: usize,
) -> Result<Page<'a, T>, ErrorResponse> {
    let token = input.query("nextToken");
    state
        .pager
        .page(items, scope, token, size, state.now())
        .map_err(|problem| {
            let field = ("nextToken".to_owned(), problem.to_owned());
            let message = format!("Invalid nextToken: {problem}.");
            ErrorResponse::validation("FIELD_VALIDATION_FAILED", message, [field])
        })
}

fn check_job_ids(violations: &mut Violations, input: &Input) {
    violations.check_id("farmId", "farm", input.label("farmId"));
    violations.check_id("queueId", "queue", input.label("queueId"));
    violations.check_id("jobId", "job", input.label("jobId"));
}

fn check_farm(state: &State, input: &Input) -> Result<(), ErrorResponse> {
    let id = input.label("farmId");
    if id == state.farm.id {
        Ok(())
    } else {
        Err(ErrorResponse::resource_not_found("farm", id))
    }
}

fn check_resources(state: &State, resources: &Resources) -> Result<(), ErrorResponse> {
    let missing = match resources {
        Resources::Queues(ids) => ids
            .iter()
            .find(|id| !state.farm.has_queue(id))
            .map(|id| ("queue", id)),
        Resources::Fleets(ids) => ids
            .iter()
            .find(|id| !state.farm.has_fleet(id))
            .map(|id| ("fleet", id)),
    };
    missing.map_or(Ok(()), |(kind, id)| {
        Err(ErrorResponse::resource_not_found(kind, id))
    })
}

fn job<'a>(state: &'a State, input: &Input) -> Result<&'a Job, ErrorResponse> {
    check_farm(state, input)?;
    let (queue, job) = (input.label("queueId"), input.label("jobId"));
    if !state.farm.has_queue(queue) {
        return Err(ErrorResponse::resource_not_found("queue", queue));
    }
    state
        .farm
        .job(queue, job)
        .ok_or_else(|| ErrorResponse::resource_not_found("job", job))
}
