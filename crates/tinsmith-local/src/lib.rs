//! Deadline Cloud's session operations and Nimble Studio's `ListStreamingSessions` over real HTTP on loopback.
//!
//! For tests and examples of clients: requests must be signed, inputs are checked, pages have opaque tokens that expire,
//! aggregations take their time. All data come from one number, so that a test can count on them.
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
//! - There is one farm, one studio and one access key, and nothing ever changes but the aggregations.
//! - The farm is as it stood on 1 April 2025; sessions that are open then ran until then.
//! - An absent `period` makes one period of the whole time. Weeks begin on Mondays. The first and the last period are cut
//!   to the time asked for. AWS documents none of this.

mod clock;
mod deadline;
mod encoding;
mod error;
mod fault;
mod nimble;
mod operation;
mod page;
mod random;
mod request;
mod seed;
mod server;
mod service;
mod signature;
mod time;

pub use clock::{Clock, ManualClock, SystemClock};
pub use deadline::aggregation::AggregationOutcome;
pub use fault::Fault;
pub use request::RecordedRequest;
pub use service::{Builder, JobIds, LocalService};

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
