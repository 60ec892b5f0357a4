//! Values for tests and documentation.

pub(crate) mod examples;
mod pattern;
mod plausible;
pub(crate) mod samples;
pub(crate) mod values;
