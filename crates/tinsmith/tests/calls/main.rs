//! Calls over scripted responses: attempts, retries, limits, endpoints and errors.
#![expect(clippy::unwrap_used, reason = "helpers fail their test by a panic")]

mod auth_choice;
mod body_signatures;
mod checksums;
mod chunked_bodies;
mod clock_jumps;
#[cfg(feature = "expect-continue")]
mod continue_waits;
mod endpoint_rules;
mod endpoints;
mod error_bodies;
mod error_names;
mod errors;
mod file_uploads;
mod foreign_requests;
mod http_auth;
mod multi_region;
mod own_parts;
mod path_style;
mod preflights;
mod presigning;
mod recordings;
mod redirects;
mod region_copies;
mod replays;
mod response_metadata;
#[cfg(feature = "resume")]
mod resumed_downloads;
mod retries;
mod scripted;
mod scripted_errors;
mod secrets;
mod service_retries;
mod sessions;
#[path = "../support/signatures.rs"]
mod signatures;
mod special_responses;
#[path = "../support/subscriber.rs"]
mod subscriber;
#[path = "../support/mod.rs"]
mod support;
mod throttling;
mod timeouts;
mod traces;
mod two_services;
mod unsigned;
mod upload_lengths;
mod uploads;
