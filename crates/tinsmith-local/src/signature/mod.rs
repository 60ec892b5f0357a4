//! Signature Version 4 on the side of the service: the signature is computed from the bytes received, and compared.
//!
//! The steps and their names are those of AWS's "Create a signed AWS API request". The path is normalized and encoded once
//! more on top of the client's encoding, and the payload's hash is always that of the body received, regardless of
//! `x-amz-content-sha256`.

mod authorization;
mod canonical;
mod identity;
mod mac;
mod signature_error;

pub(crate) use identity::Identity;
pub(crate) use mac::hmac_sha256;
