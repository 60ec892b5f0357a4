//! The operations: what each wants, and what it answers.

use super::aggregation::Status;
use super::statistics::{GroupBy, Period, Query, Resources, Statistic, utc_offset};
use super::validate::Checks;
use super::wire::{
    GetAggregationResponse, GetSessionResponse, ListSessionsResponse, ResourceIds, SessionSummary,
    StartRequest, StartResponse, host_properties, log_configuration,
};
use crate::error::ErrorAnswer;
use crate::operation::{Input, json};
use crate::page::{Page, Scope};
use crate::seed::{Job, LifecycleStatus};
use crate::server::{Shared, lock};
use crate::time::Timestamp;

pub(crate) fn start_sessions_statistics_aggregation(
    shared: &Shared,
    input: &Input,
) -> Result<Vec<u8>, ErrorAnswer> {
    let mut checks = Checks::default();
    checks.id("farmId", "farm", input.label("farmId"));
    let query = read_query(&mut checks, input.body()?);
    let query = checks.finish_with(query)?;
    check_farm(shared, input)?;
    check_resources(shared, &query.resources)?;

    let now = shared.now();
    let mut aggregations = lock(&shared.aggregations);
    if let Some(running) = aggregations.running(now) {
        let message = "An aggregation is already running for this farm.";
        return Err(ErrorAnswer::throttling(
            message,
            "SessionsStatisticsAggregationsPerFarm",
            running.remaining,
        )
        .context("aggregationId", &running.id));
    }
    let id = lock(&shared.random).hex_id();
    let statistics = query.run(&shared.farm);
    aggregations.start(id.clone(), statistics, now, shared.aggregation_duration);
    json(&StartResponse {
        aggregation_id: &id,
    })
}

pub(crate) fn get_sessions_statistics_aggregation(
    shared: &Shared,
    input: &Input,
) -> Result<Vec<u8>, ErrorAnswer> {
    let mut checks = Checks::default();
    checks.id("farmId", "farm", input.label("farmId"));
    let id = checks
        .required("aggregationId", input.query("aggregationId"))
        .unwrap_or_default();
    if !id.is_empty() {
        checks.aggregation_id("aggregationId", id);
    }
    let size = read_page(&mut checks, input);
    checks.finish()?;
    check_farm(shared, input)?;

    let now = shared.now();
    let mut aggregations = lock(&shared.aggregations);
    let Some(aggregation) = aggregations.get(id, now) else {
        return Err(ErrorAnswer::resource_not_found(
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
    let page = page(shared, input, aggregation.statistics(), &scope, size)?;
    let is_complete = status == Status::Completed;
    json(&GetAggregationResponse {
        status,
        status_message,
        statistics: is_complete.then_some(page.items),
        next_token: page.next_token.filter(|_| is_complete),
    })
}

pub(crate) fn list_sessions(shared: &Shared, input: &Input) -> Result<Vec<u8>, ErrorAnswer> {
    let mut checks = Checks::default();
    check_job_ids(&mut checks, input);
    let size = read_page(&mut checks, input);
    checks.finish()?;
    let job = job(shared, input)?;
    let page = page(
        shared,
        input,
        &job.sessions,
        &["ListSessions", &job.id],
        size,
    )?;
    json(&ListSessionsResponse {
        sessions: page.items.iter().map(SessionSummary::from).collect(),
        next_token: page.next_token,
    })
}

pub(crate) fn get_session(shared: &Shared, input: &Input) -> Result<Vec<u8>, ErrorAnswer> {
    let id = input.label("sessionId");
    let mut checks = Checks::default();
    check_job_ids(&mut checks, input);
    checks.id("sessionId", "session", id);
    checks.finish()?;
    let job = job(shared, input)?;
    let Some(session) = job.sessions.iter().find(|session| session.id == id) else {
        return Err(ErrorAnswer::resource_not_found("session", id));
    };
    let farm = &shared.farm.id;
    let mut log = log_configuration(
        format!("/aws/deadline/{farm}/{}", job.queue_id),
        &session.id,
    );
    if session.lifecycle_status == LifecycleStatus::UpdateFailed {
        log.error = Some("The log stream could not be created.");
    }
    json(&GetSessionResponse {
        summary: session.into(),
        log,
        host_properties: host_properties(session, &shared.identity.region),
        worker_log: log_configuration(
            format!("/aws/deadline/{farm}/{}", session.fleet_id),
            &session.worker.id,
        ),
    })
}

/// Reads and checks the members of a request for statistics. Where this gives nothing, a check has failed.
fn read_query(checks: &mut Checks, request: StartRequest) -> Option<Query> {
    let resources = checks
        .required("resourceIds", request.resource_ids)
        .and_then(|resource_ids| read_resources(checks, resource_ids));
    let start = read_time(checks, "startTime", request.start_time);
    let end = read_time(checks, "endTime", request.end_time);
    if let (Some(start), Some(end)) = (start, end)
        && start >= end
    {
        checks.violated(
            "endTime",
            &end.to_string(),
            "Member must be after startTime",
        );
    }
    let utc_offset = request
        .timezone
        .map_or(0, |timezone| utc_offset(checks, &timezone));
    let period = request
        .period
        .and_then(|period| checks.one_of("period", &period, &Period::VALUES));
    let group_by = checks
        .required("groupBy", request.group_by)
        .map(|fields| checks.set_of("groupBy", &fields, 2, &GroupBy::VALUES));
    let statistics = checks
        .required("statistics", request.statistics)
        .map(|names| checks.set_of("statistics", &names, 4, &Statistic::VALUES));
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

fn read_resources(checks: &mut Checks, resource_ids: ResourceIds) -> Option<Resources> {
    let (arm, kind, ids) = match (&resource_ids.queue_ids, &resource_ids.fleet_ids) {
        (Some(ids), None) => ("resourceIds.queueIds", "queue", ids),
        (None, Some(ids)) => ("resourceIds.fleetIds", "fleet", ids),
        (None, None) | (Some(_), Some(_)) => {
            checks.violated(
                "resourceIds",
                "",
                "Exactly one of queueIds and fleetIds must be set",
            );
            return None;
        }
    };
    checks.length(arm, ids, 1, 10);
    for (place, id) in ids.iter().enumerate() {
        checks.id(&format!("{arm}.{}.member", place + 1), kind, id);
    }
    let queues = resource_ids.queue_ids.map(Resources::Queues);
    queues.or(resource_ids.fleet_ids.map(Resources::Fleets))
}

fn read_time(checks: &mut Checks, member: &str, text: Option<String>) -> Option<Timestamp> {
    let text = checks.required(member, text)?;
    let time = Timestamp::parse_date_time(&text);
    if time.is_none() {
        checks.violated(
            member,
            &text,
            "Member must be a timestamp of the form 2006-01-02T15:04:05Z",
        );
    }
    time
}

fn read_page(checks: &mut Checks, input: &Input) -> usize {
    checks.next_token(input.query("nextToken"));
    checks.max_results(input.query("maxResults"))
}

fn page<'a, T>(
    shared: &Shared,
    input: &Input,
    items: &'a [T],
    scope: Scope<'_>,
    size: usize,
) -> Result<Page<'a, T>, ErrorAnswer> {
    let token = input.query("nextToken");
    shared
        .pager
        .page(items, scope, token, size, shared.now())
        .map_err(|problem| {
            let field = ("nextToken".to_owned(), problem.to_owned());
            let message = format!("Invalid nextToken: {problem}.");
            ErrorAnswer::validation("FIELD_VALIDATION_FAILED", message, [field])
        })
}

fn check_job_ids(checks: &mut Checks, input: &Input) {
    checks.id("farmId", "farm", input.label("farmId"));
    checks.id("queueId", "queue", input.label("queueId"));
    checks.id("jobId", "job", input.label("jobId"));
}

fn check_farm(shared: &Shared, input: &Input) -> Result<(), ErrorAnswer> {
    let id = input.label("farmId");
    if id == shared.farm.id {
        Ok(())
    } else {
        Err(ErrorAnswer::resource_not_found("farm", id))
    }
}

fn check_resources(shared: &Shared, resources: &Resources) -> Result<(), ErrorAnswer> {
    let missing = match resources {
        Resources::Queues(ids) => ids
            .iter()
            .find(|id| !shared.farm.has_queue(id))
            .map(|id| ("queue", id)),
        Resources::Fleets(ids) => ids
            .iter()
            .find(|id| !shared.farm.has_fleet(id))
            .map(|id| ("fleet", id)),
    };
    missing.map_or(Ok(()), |(kind, id)| {
        Err(ErrorAnswer::resource_not_found(kind, id))
    })
}

fn job<'a>(shared: &'a Shared, input: &Input) -> Result<&'a Job, ErrorAnswer> {
    check_farm(shared, input)?;
    let (queue, job) = (input.label("queueId"), input.label("jobId"));
    if !shared.farm.has_queue(queue) {
        return Err(ErrorAnswer::resource_not_found("queue", queue));
    }
    shared
        .farm
        .job(queue, job)
        .ok_or_else(|| ErrorAnswer::resource_not_found("job", job))
}
