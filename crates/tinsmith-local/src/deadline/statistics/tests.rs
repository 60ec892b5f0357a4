use serde_json::Value;

use super::*;

fn farm() -> Farm {
    Farm::new(1, 1000)
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_date_time(text).unwrap()
}

fn query(farm: &Farm, group_by: &[GroupBy]) -> Query {
    Query {
        resources: Resources::Queues(farm.queue_ids.clone()),
        start: at("2025-01-01T00:00:00Z"),
        end: at("2025-04-01T00:00:00Z"),
        utc_offset: 0,
        period: None,
        group_by: group_by.to_vec(),
        statistics: Statistic::VALUES.map(|(_, statistic)| statistic).to_vec(),
    }
}

fn total(rows: &[Statistics], stats: impl Fn(&Statistics) -> Stats) -> f64 {
    rows.iter().filter_map(|row| stats(row).sum).sum()
}

fn assert_close(left: f64, right: f64) {
    assert!(
        (left - right).abs() < 1e-6 * right.abs().max(1.0),
        "{left} is not {right}"
    );
}

/// Returns the cost and the seconds of all sessions, without grouping.
fn expected(farm: &Farm) -> (f64, f64) {
    let sessions = farm.jobs.iter().flat_map(|job| &job.sessions);
    sessions.fold((0.0, 0.0), |(cost, runtime), session| {
        let end = session.ended_at.unwrap_or(HISTORY_END);
        let seconds = (end.millis() - session.started_at.millis()) as f64 / 1000.0;
        let license = session.license.map_or(0.0, |license| license.usd_per_hour);
        let rate = session.worker.usd_per_hour + license;
        (cost + rate * seconds / 3600.0, runtime + seconds)
    })
}

#[test]
fn the_sums_are_those_of_the_farm_for_every_grouping_and_period() {
    let farm = farm();
    let (cost, runtime) = expected(&farm);
    for field in [
        GroupBy::Queue,
        GroupBy::Fleet,
        GroupBy::Job,
        GroupBy::User,
        GroupBy::InstanceType,
    ] {
        for period in [
            None,
            Some(Period::Hourly),
            Some(Period::Daily),
            Some(Period::Weekly),
            Some(Period::Monthly),
        ] {
            let rows = Query {
                period,
                utc_offset: 5 * 3600 + 1800,
                ..query(&farm, &[field])
            }
            .compute(&farm);
            assert_close(total(&rows, |row| row.cost_in_usd), cost);
            assert_close(total(&rows, |row| row.runtime_in_seconds), runtime);
        }
    }
}

#[test]
fn machine_and_license_are_two_usages_that_cost_as_much_as_one() {
    let farm = farm();
    let rows = query(&farm, &[GroupBy::UsageType]).compute(&farm);
    let types: Vec<_> = rows.iter().map(|row| row.group.usage_type).collect();
    assert_eq!(types, [Some(UsageType::Compute), Some(UsageType::License)]);
    assert_close(total(&rows, |row| row.cost_in_usd), expected(&farm).0);
    let licenses = query(&farm, &[GroupBy::LicenseProduct]).compute(&farm);
    assert_close(
        total(&licenses, |row| row.cost_in_usd),
        rows[1].cost_in_usd.sum.unwrap(),
    );
    let products: Vec<_> = licenses
        .iter()
        .filter_map(|row| row.group.license_product)
        .collect();
    assert_eq!(products, ["arnold", "houdini", "nuke"]);
}

#[test]
fn only_the_sessions_of_the_given_resources_count() {
    let farm = farm();
    let queue = farm.queue_ids[1].clone();
    let resources = Resources::Queues(vec![queue.clone()]);
    let rows = Query {
        resources,
        ..query(&farm, &[GroupBy::Queue, GroupBy::Job])
    }
    .compute(&farm);
    assert!(rows.len() > 1);
    assert!(
        rows.iter()
            .all(|row| row.group.queue_id.as_ref() == Some(&queue))
    );
    assert!(rows.iter().all(|row| row.group.job_name.is_some()));
    let fleet = farm.fleets[0].id.clone();
    let resources = Resources::Fleets(vec![fleet.clone()]);
    let rows = Query {
        resources,
        ..query(&farm, &[GroupBy::Fleet])
    }
    .compute(&farm);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].group.fleet_id, Some(fleet));
}

#[test]
fn a_session_counts_with_its_run_time_within_the_requested_range() {
    let farm = farm();
    let session = &farm.jobs[0].sessions[0];
    let start = Timestamp::from_millis(session.started_at.millis() + 1000);
    let end = Timestamp::from_millis(session.started_at.millis() + 3500);
    let rows = Query {
        start,
        end,
        ..query(&farm, &[GroupBy::Job])
    }
    .compute(&farm);
    let row = rows
        .iter()
        .find(|row| row.group.job_id.as_ref() == Some(&farm.jobs[0].id))
        .unwrap();
    assert_eq!(row.count, 1);
    assert_eq!(row.runtime_in_seconds.sum, Some(2.5));
    assert_eq!(
        (row.aggregation_start_time, row.aggregation_end_time),
        (start, end)
    );
}

#[test]
fn minimum_average_and_maximum_are_in_order() {
    let farm = farm();
    for row in query(&farm, &[GroupBy::User]).compute(&farm) {
        for stats in [row.cost_in_usd, row.runtime_in_seconds] {
            let [min, avg, max] = [stats.min, stats.avg, stats.max].map(Option::unwrap);
            assert!(0.0 < min && min < avg && avg < max, "{stats:?}");
            assert_close(avg * f64::from(row.count), stats.sum.unwrap());
        }
    }
}

#[test]
fn only_requested_statistics_are_returned() {
    let farm = farm();
    let max = Query {
        statistics: vec![Statistic::Max],
        ..query(&farm, &[GroupBy::User])
    };
    let row = serde_json::to_value(&max.compute(&farm)[0]).unwrap();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&row["costInUsd"]), ["max"]);
    let members = [
        "aggregationEndTime",
        "aggregationStartTime",
        "costInUsd",
        "count",
        "runtimeInSeconds",
        "userId",
    ];
    assert_eq!(keys(&row), members);
}

#[test]
fn periods_follow_the_local_calendar_and_are_cut_to_the_requested_range() {
    let farm = farm();
    let edges = |period, utc_offset, time: &str| {
        let query = Query {
            period: Some(period),
            utc_offset,
            ..query(&farm, &[GroupBy::User])
        };
        let (start, end) = query.period_of(at(time).millis());
        (
            Timestamp::from_millis(start).to_string(),
            Timestamp::from_millis(end).to_string(),
        )
    };
    let pair = |start: &str, end: &str| (start.to_owned(), end.to_owned());
    let time = "2025-02-26T23:45:00Z";
    assert_eq!(
        edges(Period::Hourly, 0, time),
        pair("2025-02-26T23:00:00Z", "2025-02-27T00:00:00Z")
    );
    assert_eq!(
        edges(Period::Hourly, 19_800, time),
        pair("2025-02-26T23:30:00Z", "2025-02-27T00:30:00Z")
    );
    assert_eq!(
        edges(Period::Daily, 0, time),
        pair("2025-02-26T00:00:00Z", "2025-02-27T00:00:00Z")
    );
    assert_eq!(
        edges(Period::Daily, 28_800, time),
        pair("2025-02-26T16:00:00Z", "2025-02-27T16:00:00Z")
    );
    // 24 February 2025 was a Monday.
    assert_eq!(
        edges(Period::Weekly, 0, time),
        pair("2025-02-24T00:00:00Z", "2025-03-03T00:00:00Z")
    );
    assert_eq!(
        edges(Period::Monthly, -18_000, time),
        pair("2025-02-01T05:00:00Z", "2025-03-01T05:00:00Z")
    );
    let first = "2025-01-01T01:00:00Z";
    assert_eq!(
        edges(Period::Weekly, 0, first),
        pair("2025-01-01T00:00:00Z", "2025-01-06T00:00:00Z")
    );
    let last = "2025-03-31T23:00:00Z";
    assert_eq!(
        edges(Period::Weekly, 0, last),
        pair("2025-03-31T00:00:00Z", "2025-04-01T00:00:00Z")
    );
}

#[test]
fn time_zones_are_parsed_by_the_model_s_pattern() {
    let offset = |timezone| {
        let mut violations = Violations::default();
        let offset = parse_utc_offset(&mut violations, timezone);
        violations.into_result().ok().map(|()| offset)
    };
    assert_eq!(offset("UTC+00:00"), Some(0));
    assert_eq!(offset("UTC+08:30"), Some(30_600));
    assert_eq!(offset("UTC-19:00"), Some(-68_400));
    for invalid in [
        "UTC",
        "UTC08:00",
        "UTC+8:00",
        "UTC+20:00",
        "UTC+01:15",
        "GMT+01:00",
        "UTC+0+:00",
    ] {
        assert_eq!(offset(invalid), None, "{invalid}");
    }
}
