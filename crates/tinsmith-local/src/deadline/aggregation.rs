//! Aggregations: one at a time, finished after a while, forgotten after an hour.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Serialize;

use super::statistics::Statistics;
use crate::time::Timestamp;

/// How long results are kept, counted from the start of the aggregation.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// How an aggregation ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AggregationOutcome {
    /// With statistics.
    #[default]
    Completed,
    /// With the status `FAILED` and a message.
    Failed,
    /// With the status `TIMEOUT` and a message.
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

/// All aggregations of the farm that are not yet forgotten.
#[derive(Debug, Default)]
pub(crate) struct Aggregations {
    kept: Vec<Aggregation>,
    /// How the next ones will end; after that, well.
    outcomes: VecDeque<AggregationOutcome>,
}

/// The aggregation that stands in the way of another one, and how long it still will.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Running {
    pub(super) id: String,
    pub(super) remaining: Duration,
}

impl Aggregations {
    pub(crate) fn push_outcome(&mut self, outcome: AggregationOutcome) {
        self.outcomes.push_back(outcome);
    }

    pub(super) fn running(&self, now: Timestamp) -> Option<Running> {
        self.kept
            .iter()
            .find(|aggregation| now < aggregation.ends_at)
            .map(|aggregation| {
                let millis = aggregation.ends_at.millis().abs_diff(now.millis());
                Running {
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
        self.forget(now);
        self.kept.push(Aggregation {
            id,
            started_at: now,
            ends_at: now.plus(duration),
            outcome: self.outcomes.pop_front().unwrap_or_default(),
            statistics,
        });
    }

    pub(super) fn get(&mut self, id: &str, now: Timestamp) -> Option<&Aggregation> {
        self.forget(now);
        self.kept.iter().find(|aggregation| aggregation.id == id)
    }

    fn forget(&mut self, now: Timestamp) {
        self.kept
            .retain(|aggregation| now < aggregation.started_at.plus(KEPT));
    }
}
