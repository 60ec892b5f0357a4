//! Nimble Studio: its streaming sessions, and the operation that lists them.

mod list_streaming_sessions;
mod studio;

pub(crate) use list_streaming_sessions::list_streaming_sessions;
pub(crate) use studio::Studio;
