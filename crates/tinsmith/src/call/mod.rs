//! The call of an operation: from its input to its output.

mod assembly;
mod attempt;
mod authentication;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "checksums")]
mod body_checksums;
mod body_failure;
mod body_progress;
mod builder_table;
mod compression;
mod error_details;
#[cfg(feature = "event-stream")]
mod event_signing;
mod exchange;
mod handle;
pub(crate) mod intercept;
mod interceptors;
mod named_endpoints;
mod operation_call;
mod options;
mod outcome;
mod parse_response;
#[doc(hidden)]
pub mod preflight;
mod prepared_call;
mod presigned;
mod request_builder;
mod resolved_endpoints;
mod response_metadata;
#[cfg(feature = "resume")]
mod resumption;
mod retry_loop;
#[cfg(feature = "session-credentials")]
mod session_cache;
mod signer;
pub(crate) mod test_seam;
mod trace;
mod unsent;
mod user_agent;

#[cfg(feature = "event-stream")]
pub(crate) use self::body_failure::body_failure;
#[cfg(feature = "event-stream")]
pub(crate) use self::event_signing::SignEvents;
pub use self::handle::Handle;
pub use self::intercept::{AttemptInfo, Intercept};
pub use self::operation_call::Call;
pub use self::options::{CallOptions, ThrottlingEvent};
pub use self::presigned::{PresignedPost, PresignedRequest};
pub use self::request_builder::RequestBuilder;
pub use self::response_metadata::ResponseMetadata;
pub use self::signer::Signer;
