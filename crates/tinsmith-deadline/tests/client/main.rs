//! The client of this crate, used as by its callers.

mod aggregation;
mod blocking;
mod data;
mod http_in_and_out;
mod own_parts;
mod scripted;
