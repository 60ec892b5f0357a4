//! Deadline Cloud: the four operations about sessions and their statistics.

pub(crate) mod aggregation;
pub(crate) mod operations;
mod statistics;
mod validate;
mod wire;
