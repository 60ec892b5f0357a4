//! Points in time.

mod calendar;
mod conversions;
mod format;
mod point;
mod text;

pub use format::{TimestampError, TimestampFormat};
pub use point::Timestamp;

#[cfg(test)]
mod tests;
