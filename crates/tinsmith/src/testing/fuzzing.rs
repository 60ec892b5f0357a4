//! What takes bytes from outside and has no public way in: for the fuzz targets, and no part of the interface.

pub use crate::profile::fuzzing::{ProfileFiles, Section, sections};
