//! Checksums of bodies: `aws.protocols#httpChecksum`.
//!
//! A request carries the checksum of its body in a header or, if the body is a stream, in a trailer of the body. The checksum of a response is
//! compared with that of its body while the body is read.

mod algorithm;
mod chunked_body;
mod http_checksum;
mod policy;
mod verified_body;

pub use self::algorithm::ChecksumAlgorithm;
pub(crate) use self::chunked_body::{ChunkedBody, encoded_length};
pub use self::http_checksum::HttpChecksum;
pub(crate) use self::http_checksum::TrailingChecksum;
pub use self::policy::ChecksumPolicy;
pub(crate) use self::policy::PayloadSigning;
pub use self::verified_body::ChecksumMismatch;
pub(crate) use self::verified_body::verify;
