//! Deadline Cloud's session operations, the logs of its sessions in CloudWatch Logs, Nimble Studio's
//! `ListStreamingSessions`, and Bedrock's `ConverseStream` over real HTTP on loopback.
//!
//! The services are for tests and examples of clients: signatures are verified, inputs are checked, pages have opaque tokens that expire,
//! aggregations take time. All data come from one seed, so that a test can rely on them.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use std::time::Duration;
//! use tinsmith_local::{Fault, LocalService};
//!
//! let service = LocalService::builder().sessions(2000).start().await?;
//! service.inject(Fault::throttling(Duration::from_secs(3)).on("ListSessions"));
//! // ... call service.endpoint_url() with service.access_key_id() and service.secret_access_key() ...
//! for request in service.requests() {
//!     println!("{} {}?{}", request.method, request.path, request.query);
//! }
//! service.shutdown().await
//! # }
//! ```
//!
//! # What differs from AWS
//!
//! - There is one farm, one studio, one model and one access key. Only the aggregations and the open sessions change.
//! - The farm is in its state of 1 April 2025. For statistics, sessions that are open then ran until then. Their logs grow
//!   while the service runs, and [`LocalServiceBuilder::open_session_duration`] ends them.
//! - There are the logs of sessions, and none of workers. A page has at most 1,000 log events.
//! - The model is none: it repeats the last message and adds made-up words, each of which is an event and counts as a token.
//! - Without `period`, the whole time is one period. Weeks begin on Mondays. The first and the last period are cut to the
//!   requested time. AWS documents none of this.

mod bedrock;
mod clock;
mod constraints;
mod deadline;
mod fault;
mod http;
mod local_service;
mod logs;
mod nimble;
mod pagination;
mod random;
mod server;
mod signature;
mod state;
mod time;

pub use clock::{Clock, ManualClock, SystemClock};
pub use deadline::AggregationOutcome;
pub use fault::Fault;
pub use http::RecordedRequest;
pub use local_service::{JobIds, LocalService, LocalServiceBuilder};

/// The example of the README, as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
