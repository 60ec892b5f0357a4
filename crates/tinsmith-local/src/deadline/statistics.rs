//! Statistics, computed from the farm's sessions.
//!
//! A session counts in every period in which it ran, with its run time and cost in that period. `groupBy` decides what is
//! counted: with `USAGE_TYPE`, the machine and the license of a session are two usages; with `LICENSE_PRODUCT`, only its
//! license is one; otherwise a session is one usage, with the cost of both.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::farm::{Farm, HISTORY_END, Job, Session};
use crate::constraints::Violations;
use crate::time::{Civil, SECONDS_PER_DAY as DAY, Timestamp, days_from_civil, days_from_monday};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GroupBy {
    Queue,
    Fleet,
    Job,
    User,
    UsageType,
    InstanceType,
    LicenseProduct,
}

impl GroupBy {
    pub(super) const VALUES: [(&str, Self); 7] = [
        ("QUEUE_ID", Self::Queue),
        ("FLEET_ID", Self::Fleet),
        ("JOB_ID", Self::Job),
        ("USER_ID", Self::User),
        ("USAGE_TYPE", Self::UsageType),
        ("INSTANCE_TYPE", Self::InstanceType),
        ("LICENSE_PRODUCT", Self::LicenseProduct),
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statistic {
    Sum,
    Min,
    Max,
    Avg,
}

impl Statistic {
    pub(super) const VALUES: [(&str, Self); 4] = [
        ("SUM", Self::Sum),
        ("MIN", Self::Min),
        ("MAX", Self::Max),
        ("AVG", Self::Avg),
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Hourly,
    Daily,
    /// From Monday to Sunday.
    Weekly,
    Monthly,
}

impl Period {
    pub(super) const VALUES: [(&str, Self); 4] = [
        ("HOURLY", Self::Hourly),
        ("DAILY", Self::Daily),
        ("WEEKLY", Self::Weekly),
        ("MONTHLY", Self::Monthly),
    ];

    /// Returns the start of the next period after `seconds`, both in local time.
    fn next(self, seconds: i64) -> i64 {
        let day = seconds.div_euclid(DAY);
        match self {
            Self::Hourly => (seconds.div_euclid(3600) + 1) * 3600,
            Self::Daily => (day + 1) * DAY,
            Self::Weekly => (day + 7 - days_from_monday(seconds)) * DAY,
            Self::Monthly => {
                let Civil { year, month, .. } = Civil::from_seconds(seconds);
                days_from_civil(year + month / 12, month % 12 + 1, 1) * DAY
            }
        }
    }
}

/// The queues or fleets whose sessions count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resources {
    Queues(Vec<String>),
    Fleets(Vec<String>),
}

/// A valid request for statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) resources: Resources,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Seconds east of UTC.
    pub(super) utc_offset: i64,
    /// `None` is one period from `start` to `end`.
    pub(super) period: Option<Period>,
    pub(super) group_by: Vec<GroupBy>,
    pub(super) statistics: Vec<Statistic>,
}

/// The statistics of one group in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statistics {
    #[serde(flatten)]
    group: Group,
    count: u32,
    cost_in_usd: Stats,
    runtime_in_seconds: Stats,
    aggregation_start_time: Timestamp,
    aggregation_end_time: Timestamp,
}

/// The common fields of the usages in a group; only those of `groupBy` are set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fleet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_type: Option<UsageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license_product: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum UsageType {
    Compute,
    License,
}

/// The requested statistics of one quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
struct Stats {
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "serialize_rounded"
    )]
    min: Option<f64>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "serialize_rounded"
    )]
    max: Option<f64>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "serialize_rounded"
    )]
    avg: Option<f64>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "serialize_rounded"
    )]
    sum: Option<f64>,
}

/// A session's use of a machine, of a license, or of both.
struct Usage {
    kind: Option<UsageType>,
    usd_per_hour: f64,
}

#[derive(Clone, Copy, Debug)]
struct Tally {
    min: f64,
    max: f64,
    sum: f64,
}

#[derive(Debug, Default)]
struct GroupTally {
    end: i64,
    count: u32,
    cost: Tally,
    runtime: Tally,
}

impl Query {
    /// Computes the statistics of all periods and groups with any usage, ordered by period, then by group.
    pub(super) fn compute(&self, farm: &Farm) -> Vec<Statistics> {
        let mut tallies: BTreeMap<(i64, Group), GroupTally> = BTreeMap::new();
        for job in &farm.jobs {
            for session in job
                .sessions
                .iter()
                .filter(|session| self.includes(job, session))
            {
                for usage in self.usages(session) {
                    let group = self.group(job, session, &usage);
                    for (start, end, ran) in self.runs(session) {
                        tallies
                            .entry((start, group.clone()))
                            .or_default()
                            .add(end, ran, &usage);
                    }
                }
            }
        }
        tallies
            .into_iter()
            .map(|((start, group), tally)| self.statistics_of(start, group, &tally))
            .collect()
    }

    fn includes(&self, job: &Job, session: &Session) -> bool {
        match &self.resources {
            Resources::Queues(ids) => ids.contains(&job.queue_id),
            Resources::Fleets(ids) => ids.contains(&session.fleet_id),
        }
    }

    fn usages(&self, session: &Session) -> Vec<Usage> {
        let compute = session.worker.usd_per_hour;
        let license = session.license.map(|license| license.usd_per_hour);
        let usage = |kind, usd_per_hour| Usage { kind, usd_per_hour };
        let license_usage = license.map(|usd| usage(Some(UsageType::License), usd));
        if self.group_by.contains(&GroupBy::LicenseProduct) {
            Vec::from_iter(license_usage)
        } else if self.group_by.contains(&GroupBy::UsageType) {
            let compute = usage(Some(UsageType::Compute), compute);
            std::iter::once(compute).chain(license_usage).collect()
        } else {
            vec![usage(None, compute + license.unwrap_or_default())]
        }
    }

    fn group(&self, job: &Job, session: &Session, usage: &Usage) -> Group {
        let mut group = Group::default();
        for field in &self.group_by {
            match field {
                GroupBy::Queue => group.queue_id = Some(job.queue_id.clone()),
                GroupBy::Fleet => group.fleet_id = Some(session.fleet_id.clone()),
                GroupBy::Job => {
                    group.job_id = Some(job.id.clone());
                    group.job_name = Some(job.name.clone());
                }
                GroupBy::User => group.user_id = Some(job.user_id),
                GroupBy::UsageType => group.usage_type = usage.kind,
                GroupBy::InstanceType => group.instance_type = Some(session.worker.instance_type),
                GroupBy::LicenseProduct => {
                    group.license_product = session.license.map(|license| license.product);
                }
            }
        }
        group
    }

    /// Returns the start and end of each period in which a session ran, and its run time there, in milliseconds. An open
    /// session ran until the end of the history.
    fn runs(&self, session: &Session) -> Vec<(i64, i64, i64)> {
        let from = session.started_at.max(self.start).millis();
        let to = session
            .ended_at
            .unwrap_or(HISTORY_END)
            .min(self.end)
            .millis();
        let mut runs = Vec::new();
        let mut now = from;
        while now < to {
            let (start, end) = self.period_of(now);
            runs.push((start, end, to.min(end) - now));
            now = end;
        }
        runs
    }

    /// Returns start and end of the period around a time, cut to the requested range, in milliseconds.
    fn period_of(&self, millis: i64) -> (i64, i64) {
        let (first, last) = (self.start.millis(), self.end.millis());
        let Some(period) = self.period else {
            return (first, last);
        };
        let local = millis.div_euclid(1000) + self.utc_offset;
        let next = period.next(local);
        let mut start = match period {
            Period::Hourly => next - 3600,
            Period::Daily => next - DAY,
            Period::Weekly => next - 7 * DAY,
            Period::Monthly => {
                let Civil { year, month, .. } = Civil::from_seconds(local);
                days_from_civil(year, month, 1) * DAY
            }
        };
        start -= self.utc_offset;
        (
            (start * 1000).max(first),
            ((next - self.utc_offset) * 1000).min(last),
        )
    }

    fn statistics_of(&self, start: i64, group: Group, tally: &GroupTally) -> Statistics {
        Statistics {
            group,
            count: tally.count,
            cost_in_usd: self.stats(tally.cost, tally.count),
            runtime_in_seconds: self.stats(tally.runtime, tally.count),
            aggregation_start_time: Timestamp::from_millis(start),
            aggregation_end_time: Timestamp::from_millis(tally.end),
        }
    }

    fn stats(&self, tally: Tally, count: u32) -> Stats {
        let requested = |statistic, value| self.statistics.contains(&statistic).then_some(value);
        Stats {
            min: requested(Statistic::Min, tally.min),
            max: requested(Statistic::Max, tally.max),
            avg: requested(Statistic::Avg, tally.sum / f64::from(count)),
            sum: requested(Statistic::Sum, tally.sum),
        }
    }
}

impl GroupTally {
    fn add(&mut self, end: i64, millis: i64, usage: &Usage) {
        let seconds = millis as f64 / 1000.0;
        self.end = end;
        self.count += 1;
        self.runtime.add(seconds);
        self.cost.add(seconds / 3600.0 * usage.usd_per_hour);
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            sum: 0.0,
        }
    }
}

impl Tally {
    fn add(&mut self, value: f64) {
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.sum += value;
    }
}

/// Parses a time zone such as `UTC+08:30` into seconds east of UTC.
pub(super) fn parse_utc_offset(violations: &mut Violations, timezone: &str) -> i64 {
    let offset = || {
        let (sign, clock) = timezone.strip_prefix("UTC")?.split_at_checked(1)?;
        let (hours, minutes) = clock.split_once(':')?;
        let is_hours = hours.len() == 2 && hours.starts_with(['0', '1']);
        let hours: i64 = hours.parse().ok().filter(|_| is_hours)?;
        let minutes = match minutes {
            "00" => 0,
            "30" => 30,
            _ => return None,
        };
        let seconds = hours * 3600 + minutes * 60;
        match sign {
            "+" => Some(seconds),
            "-" => Some(-seconds),
            _ => None,
        }
    };
    offset().unwrap_or_else(|| {
        violations.add_pattern("timezone", timezone, "^UTC[-+][01][0-9]:(30|00)$");
        0
    })
}

/// Serializes six decimals, since sums of many parts would have a long tail.
fn serialize_rounded<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let value = value.map(|value| (value * 1e6).round() / 1e6);
    value.serialize(serializer)
}

#[cfg(test)]
mod tests;
