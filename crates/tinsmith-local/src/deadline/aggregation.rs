//! Aggregations: one at a time, in progress for a set duration, removed after an hour.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Serialize;

use super::statistics::Statistics;
use crate::time::Timestamp;

/// The time from an aggregation's start to its removal.
const RETENTION: Duration = Duration::from_secs(60 * 60);

/// The final status of an aggregation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AggregationOutcome {
    /// The status `COMPLETED`, with statistics.
    #[default]
    Completed,
    /// The status `FAILED`, with a message.
    Failed,
    /// The status `TIMEOUT`, with a message.
    Timeout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    InProgress,
    Timeout,
    Failed,
    Completed,
}

#[derive(Debug)]
pub(super) struct Aggregation {
    id: String,
    started_at: Timestamp,
    ends_at: Timestamp,
    outcome: AggregationOutcome,
    statistics: Vec<Statistics>,
}

impl Aggregation {
    pub(super) fn status(&self, now: Timestamp) -> Status {
        match self.outcome {
            _ if now < self.ends_at => Status::InProgress,
            AggregationOutcome::Completed => Status::Completed,
            AggregationOutcome::Failed => Status::Failed,
            AggregationOutcome::Timeout => Status::Timeout,
        }
    }

    pub(super) fn statistics(&self) -> &[Statistics] {
        &self.statistics
    }
}

/// All aggregations of the farm that are not removed yet.
#[derive(Debug, Default)]
pub(crate) struct Aggregations {
    kept: Vec<Aggregation>,
    /// The outcomes of the next aggregations; those after them complete.
    outcomes: VecDeque<AggregationOutcome>,
}

/// An aggregation in progress, which prevents another one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RunningAggregation {
    pub(super) id: String,
    pub(super) remaining: Duration,
}

impl Aggregations {
    pub(crate) fn push_outcome(&mut self, outcome: AggregationOutcome) {
        self.outcomes.push_back(outcome);
    }

    pub(super) fn running(&self, now: Timestamp) -> Option<RunningAggregation> {
        self.kept
            .iter()
            .find(|aggregation| now < aggregation.ends_at)
            .map(|aggregation| {
                let millis = aggregation.ends_at.millis().abs_diff(now.millis());
                RunningAggregation {
                    id: aggregation.id.clone(),
                    remaining: Duration::from_millis(millis),
                }
            })
    }

    pub(super) fn start(
        &mut self,
        id: String,
        statistics: Vec<Statistics>,
        now: Timestamp,
        duration: Duration,
    ) {
        self.remove_expired(now);
        self.kept.push(Aggregation {
            id,
            started_at: now,
            ends_at: now.plus(duration),
            outcome: self.outcomes.pop_front().unwrap_or_default(),
            statistics,
        });
    }

    pub(super) fn get(&mut self, id: &str, now: Timestamp) -> Option<&Aggregation> {
        self.remove_expired(now);
        self.kept.iter().find(|aggregation| aggregation.id == id)
    }

    fn remove_expired(&mut self, now: Timestamp) {
        self.kept
            .retain(|aggregation| now < aggregation.started_at.plus(RETENTION));
    }
}
