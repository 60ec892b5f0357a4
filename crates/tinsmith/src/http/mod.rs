//! Bodies of requests and responses, and the transport that carries them.

pub(crate) mod body;
pub(crate) mod body_error;
mod body_file;
mod body_io;
mod caller_stream;
mod counted_body;
mod download_file;
mod file_work;
#[cfg(feature = "event-stream")]
mod request_events;
pub(crate) mod request_stream;
pub mod transport;

pub use body::{Body, BodyTooLarge};
pub use body_error::BodyError;
pub use body_io::BodyReader;
