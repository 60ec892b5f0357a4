//! The types of members for which Rust has none.

mod blob;
pub(crate) mod decimal;
mod document;
pub(crate) mod number;
mod timestamp;
mod unknown;

pub use blob::Blob;
pub use document::Document;
pub use number::{BigNumber, Number, NumberError};
pub use timestamp::{Timestamp, TimestampError, TimestampFormat};
pub use unknown::{Unit, UnknownMember};
