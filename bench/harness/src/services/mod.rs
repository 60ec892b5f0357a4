//! The clients of four services with other protocols than restJson1: their calls and their whole crates.

mod calls;
mod catalog;
mod crates;
mod programs;
mod run;

pub use run::{measure, print_calls};
