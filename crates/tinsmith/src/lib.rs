//! The runtime of tinsmith, the light AWS SDK for Rust.

mod base64;
mod blob;
mod body;
mod decimal;
mod document;
pub mod endpoint;
pub mod json;
mod macros;
mod number;
mod request;
mod response;
pub mod service;
pub mod text;
mod timestamp;
mod union;

pub use blob::Blob;
pub use body::{Body, BodyError, BodyTooLarge};
pub use document::Document;
pub use number::{BigNumber, Number, NumberError};
pub use timestamp::{Timestamp, TimestampError, TimestampFormat};
pub use union::{Unit, UnknownMember};
