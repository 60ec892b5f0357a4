//! CloudWatch Logs: the logs of the farm's sessions, and the operation that reads them.

mod get_log_events;
mod session_log;

pub(crate) use get_log_events::get_log_events;
