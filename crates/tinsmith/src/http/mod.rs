//! Bodies of requests and responses, and the transport that carries them.

pub(crate) mod body;
pub mod transport;

pub use body::{Body, BodyError, BodyTooLarge};
