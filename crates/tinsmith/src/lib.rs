//! The runtime of tinsmith, the light AWS SDK for Rust.
//!
//! The client of a service is a crate of its own, generated from the service's Smithy model with the operations that a program uses:
//! `tinsmith-deadline` is the client of AWS Deadline Cloud, and [one command generates others](guide::generating). All of them depend on this
//! crate for configuration and credentials, signing, retries, streams of pages, waiters, and codecs for JSON,
//! XML, CBOR and forms.
//!
//! ```
//! use tinsmith::Config;
//! use tinsmith_deadline::{Client, ServiceError};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let (farm, queue, job) = ("farm-…", "queue-…", "job-…");
//! #     let service = tinsmith_local::LocalService::builder().sessions(600).start().await?;
//! #     let environment = tinsmith::Environment::from_iter(service.environment());
//! #     let (farm, job) = (service.farm_id(), service.long_job().ok_or("no job")?);
//! #     let (queue, job) = (job.queue_id, job.job_id);
//!     let config = Config::from_env().await?;
//! #     let config = Config::builder().environment(environment).load().await?;
//!     let client = Client::new(&config);
//!
//!     // A stream over all pages stops at a limit and can be resumed at any item.
//!     let list = client.list_sessions().farm_id(farm).queue_id(queue).job_id(job);
//!     let mut sessions = list.clone().paginate().max_items(250).items();
//!     while let Some(session) = sessions.try_next().await? {
//!         println!("{} {}", session.session_id, session.lifecycle_status);
//!     }
//!     if let Some(token) = sessions.resume_token() {
//!         let mut rest = list.paginate().starting_token(token).items();
//!         let rest: Vec<_> = rest.try_collect().await?;
//!         println!("and {} more", rest.len());
//! #         assert_eq!(rest.len(), 50);
//!     }
//!
//!     // An error is one line for people, and an enum for programs.
//!     let session = client.get_session().farm_id(farm).queue_id(queue).job_id(job);
//!     match session.session_id("session-0123456789abcdef0123456789abcdef").send().await {
//!         Ok(session) => println!("ran on {}", session.worker_id),
//!         Err(error) => match error.service_error() {
//!             Some(ServiceError::ResourceNotFound(missing)) => {
//!                 println!("there is no {}", missing.resource_id);
//!             }
//!             _ => return Err(error.into()),
//!         },
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Guides
//!
//! [Getting started](guide::getting_started) takes five minutes and no AWS account. Further pages are
//! [pagination and resuming](guide::pagination), [errors](guide::errors), [network faults](guide::faults), [testing](guide::testing),
//! [configuration](guide::configuration), [logs of what is sent](guide::tracing), [bodies](guide::bodies),
//! [event streams](guide::streams), [signing](guide::signing), [items of DynamoDB as structs](guide::items),
//! [coming from boto3](guide::from_boto3) and [from the official SDK](guide::from_the_official_sdk), and about clients:
//! [the command `cargo tinsmith`](guide::command), [build scripts](guide::build_scripts),
//! [generation in a checkout](guide::generating) and [regeneration](guide::regenerating).
//!
//! # Modules
//!
//! | module | content |
//! |---|---|
//! | the root | [`Config`] and its [builder](ConfigBuilder), [`Error`], [`CallOptions`], [`Timestamp`], [`Blob`], [`Body`], [`Document`] |
//! | [`guide`] | the guides |
//! | [`paginate`], [`waiter`] | the results of `paginate` and `wait_until_…` of a request builder |
//! | [`transport`] | the interface of HTTP transports |
#![cfg_attr(
    feature = "environment",
    doc = "| [`credentials`] | the default provider chain, and each credentials provider by itself |"
)]
#![cfg_attr(
    feature = "testing",
    doc = "| [`testing`] | scripted responses, recordings |"
)]
#![cfg_attr(
    feature = "event-stream",
    doc = "| [`mod@event_stream`] | [`EventStream`](event_stream::EventStream) and its frames |"
)]
#![cfg_attr(
    feature = "blocking",
    doc = "| [`blocking`] | calls from programs without async |"
)]
#![cfg_attr(
    feature = "serde",
    doc = "| [`mod@serde_view`] | generated types in any format of serde |"
)]
//!
//! Further public items are the interface of generated code, which these pages omit.
//!
#![doc = include_str!("guide/features.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
#[cfg(feature = "checksums")]
mod checksum;
#[doc(hidden)]
pub mod codec;
mod config;
#[cfg(feature = "environment")]
pub mod credentials;
mod credentials_cache;
#[doc(hidden)]
pub mod endpoint;
mod error;
#[cfg(feature = "event-stream")]
pub mod event_stream;
mod features;
pub mod guide;
mod http;
pub mod paginate;
#[cfg(feature = "environment")]
mod profile;
#[doc(hidden)]
pub mod protocol;
mod random;
mod retry;
mod sign;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod types;
pub mod waiter;

pub use self::http::{Body, BodyError, BodyReader, BodyTooLarge, transport};
pub use aws_credential_types::Credentials;
pub use aws_credential_types::provider::ProvideCredentials;
pub use aws_credential_types::provider::token::ProvideToken;
#[cfg(feature = "blocking")]
pub use call::blocking;
#[doc(hidden)]
pub use call::preflight;
pub use call::{
    AttemptInfo, Call, CallOptions, Handle, Intercept, PresignedPost, PresignedRequest,
    RequestBuilder, ResponseMetadata, Signer, ThrottlingEvent,
};
#[cfg(feature = "checksums")]
pub use checksum::{ChecksumAlgorithm, ChecksumMismatch, ChecksumPolicy};
pub use codec::ReadError;
#[cfg(feature = "serde")]
pub use codec::serde_view;
pub use config::{AccountIdEndpointMode, Config, ConfigBuilder, Environment};
pub use endpoint::HostPrefix;
pub use error::{Error, ErrorKind};
#[doc(hidden)]
pub use protocol::service;
pub use retry::{RetryMode, UnknownRetryMode};
pub use sign::PostPolicy;
pub use time::{BoxFuture, Time, TokioTime};
pub use transport::Transport;
pub use types::{
    BigNumber, Blob, Document, Number, NumberError, Timestamp, TimestampError, TimestampFormat,
    Unit, UnknownMember,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
