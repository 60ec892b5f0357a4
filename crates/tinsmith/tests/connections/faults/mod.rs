//! The results of calls with faults on the wire: one test for each row of the table in the documentation.

#[macro_use]
pub(crate) mod table;

mod bodies;
mod connections;
mod event_streams;
mod heads;
#[cfg(feature = "http2")]
pub(crate) mod http2;
mod pool;
mod services;
mod tls;
pub(crate) mod transfers;
