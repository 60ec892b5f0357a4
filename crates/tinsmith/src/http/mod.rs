//! Requests, responses, their bodies and the transport that carries them.

pub(crate) mod body;
pub(crate) mod request;
pub(crate) mod response;
#[cfg(feature = "testing")]
pub(crate) mod sensitive;
pub(crate) mod trace_id;
pub mod transport;
pub(crate) mod user_agent;

pub use body::{Body, BodyError, BodyTooLarge};
