//! Deadline Cloud: the farm, and the four operations about its sessions and their statistics.

mod aggregation;
mod farm;
mod operations;
mod shapes;
mod statistics;
mod timeline;

pub use aggregation::AggregationOutcome;
pub(crate) use aggregation::Aggregations;
pub(crate) use farm::{Farm, HISTORY_END, HISTORY_START, LifecycleStatus, Session};
pub(crate) use operations::{
    get_session, get_sessions_statistics_aggregation, list_sessions,
    start_sessions_statistics_aggregation,
};
pub(crate) use timeline::Timeline;
