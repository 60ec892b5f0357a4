//! Entry points for fuzz targets: parsers that are not public otherwise. They are no part of the API.

pub use crate::profile::fuzzing::{ProfileFiles, Section, sections};
