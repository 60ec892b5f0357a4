//! The runtime of tinsmith, the light AWS SDK for Rust.

mod base64;
mod blob;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod call;
mod config;
pub mod credentials;
#[cfg(feature = "serde")]
pub mod data;
mod decimal;
mod document;
pub mod endpoint;
mod error;
pub mod guide;
mod intercept;
pub mod json;
mod macros;
mod number;
pub mod paginate;
mod profile;
mod random;
mod request;
mod request_builder;
mod response;
mod retry;
pub mod service;
mod shell_words;
mod sign;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
mod time;
mod timestamp;
pub mod transport;
mod union;
mod user_agent;
pub mod waiter;
mod xml;

pub use aws_credential_types::Credentials;
pub use aws_credential_types::provider::ProvideCredentials;
pub use blob::Blob;
pub use body::{Body, BodyError, BodyTooLarge};
pub use call::{Call, CallOptions, Handle, Presigned, Throttled};
pub use config::{Config, ConfigBuilder, Environment};
pub use document::Document;
pub use endpoint::HostPrefix;
pub use error::{Error, ErrorKind};
pub use intercept::{AttemptInfo, Intercept};
pub use number::{BigNumber, Number, NumberError};
pub use request_builder::RequestBuilder;
pub use retry::{RetryMode, UnknownRetryMode};
pub use time::{BoxFuture, Time, TokioTime};
pub use timestamp::{Timestamp, TimestampError, TimestampFormat};
pub use transport::Transport;
pub use union::{Unit, UnknownMember};
