//! Points in time.

mod calendar;
mod conversions;
mod format;
mod point;
mod text_formats;

pub use format::{TimestampError, TimestampFormat};
pub use point::Timestamp;

#[cfg(test)]
mod tests;
