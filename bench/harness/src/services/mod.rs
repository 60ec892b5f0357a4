//! The clients of services in programs of their own: four with other protocols than restJson1, their calls and their whole crates; and one with
//! streamed responses, their events.

mod calls;
mod catalog;
mod crates;
mod events;
mod programs;
mod run;

pub use events::measure_events;
pub use run::{measure, print_calls};
