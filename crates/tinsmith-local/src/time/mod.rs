//! Points in time, and the calendar in which the services express them.

mod calendar;
mod timestamp;

pub(crate) use calendar::{Civil, SECONDS_PER_DAY, days_from_civil, days_from_monday};
pub(crate) use timestamp::Timestamp;
