//! Downloads, uploads and listings of S3, each program with these three calls alone.

mod object_builds;
mod object_programs;
mod section;
mod transfers;

pub use section::{measure, print_calls};
