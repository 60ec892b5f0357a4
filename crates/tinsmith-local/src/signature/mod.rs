//! Signature Version 4 from the service's side: what a client signed is computed again from the bytes received.
//!
//! The steps and their names are those of AWS's "Create a signed AWS API request". The rules are the general ones: the
//! path is normalized and encoded once more on top of what the client sent, and the payload's hash is always the hash of
//! the body received, whatever `x-amz-content-sha256` says.

mod authorization;
mod canonical;
mod denied;

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(crate) use denied::Denied;

use crate::encoding::hex;
use crate::request::RecordedRequest;
use crate::time::Timestamp;
use authorization::Authorization;

/// How far a client's clock may be from the service's.
const ALLOWED_SKEW: Duration = Duration::from_secs(5 * 60);

/// The one identity that may call, and where.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) region: String,
}

impl Identity {
    /// Finds out whether this identity signed `request` for `service` about `now`.
    pub(crate) fn verify(
        &self,
        request: &RecordedRequest,
        service: &str,
        now: Timestamp,
    ) -> Result<(), Denied> {
        let authorization = Authorization::of(request)?;
        self.check_keys(&authorization)?;
        self.check_scope(&authorization, service)?;
        check_time(&authorization, now)?;
        check_signed_headers(request, &authorization)?;
        let canonical_request = canonical::request(
            request,
            &canonical::encoded_path(&canonical::normalized_path(&request.path)),
            &canonical::query(&request.query, &[authorization::QUERY_SIGNATURE]),
            &authorization.signed_headers,
        );
        let string_to_sign = string_to_sign(&authorization, &canonical_request);
        // The comparison is `hmac`'s own, which takes the same time wherever the first difference is.
        signature(&self.secret_access_key, &authorization, &string_to_sign)
            .verify_slice(&authorization.signature)
            .map_err(|_| Denied::SignatureDoesNotMatch {
                canonical_request,
                string_to_sign,
            })
    }

    fn check_keys(&self, authorization: &Authorization) -> Result<(), Denied> {
        let known = authorization.access_key_id == self.access_key_id
            && authorization.session_token == self.session_token;
        if known {
            Ok(())
        } else {
            Err(Denied::UnrecognizedClient)
        }
    }

    fn check_scope(&self, authorization: &Authorization, service: &str) -> Result<(), Denied> {
        if authorization.region != self.region {
            return Err(Denied::Scope(format!(
                "Credential should be scoped to a valid region: '{}', not '{}'.",
                self.region, authorization.region
            )));
        }
        if authorization.service != service {
            return Err(Denied::Scope(format!(
                "Credential should be scoped to correct service: '{service}', not '{}'.",
                authorization.service
            )));
        }
        if !authorization
            .timestamp
            .to_basic()
            .starts_with(&authorization.date)
        {
            return Err(Denied::Scope(format!(
                "Date in Credential scope does not match the date of the request: '{}', '{}'.",
                authorization.date,
                authorization.timestamp.to_basic()
            )));
        }
        Ok(())
    }
}

fn check_time(authorization: &Authorization, now: Timestamp) -> Result<(), Denied> {
    let signed = authorization.timestamp;
    if signed > now.plus(ALLOWED_SKEW) {
        return Err(Denied::NotYetCurrent { signed, now });
    }
    let expires = signed.plus(authorization.expires.unwrap_or(ALLOWED_SKEW));
    if now > expires {
        return Err(Denied::Expired { expires, now });
    }
    Ok(())
}

/// `host` and all `x-amz-` headers must be signed, else somebody between could change them. The session token may stay
/// outside: it is checked by itself, and AWS's own test suite has a client that adds it after signing.
fn check_signed_headers(
    request: &RecordedRequest,
    authorization: &Authorization,
) -> Result<(), Denied> {
    let signed = |name: &str| {
        authorization
            .signed_headers
            .iter()
            .any(|header| header == name)
    };
    let amz = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with("x-amz-") && *name != authorization::SECURITY_TOKEN_HEADER);
    match std::iter::once("host")
        .chain(amz)
        .find(|name| !signed(name))
    {
        Some(name) => Err(Denied::UnsignedHeader(name.to_owned())),
        None => Ok(()),
    }
}

fn string_to_sign(authorization: &Authorization, canonical_request: &str) -> String {
    format!(
        "{}\n{}\n{}/{}/{}/{}\n{}",
        authorization::ALGORITHM,
        authorization.timestamp.to_basic(),
        authorization.date,
        authorization.region,
        authorization.service,
        authorization::TERMINATOR,
        hex(&Sha256::digest(canonical_request)),
    )
}

/// The signature as an unfinished MAC, so that whoever asks compares it in constant time.
fn signature(secret: &str, authorization: &Authorization, string_to_sign: &str) -> Hmac<Sha256> {
    let scope = [
        authorization.date.as_str(),
        authorization.region.as_str(),
        authorization.service.as_str(),
        authorization::TERMINATOR,
    ];
    let mut mac = keyed(format!("AWS4{secret}").as_bytes());
    for part in scope {
        mac.update(part.as_bytes());
        mac = keyed(&mac.finalize().into_bytes());
    }
    mac.update(string_to_sign.as_bytes());
    mac
}

/// HMAC-SHA256 under `key`, which may have any length: a long one is hashed, a short one filled up (RFC 2104).
pub(crate) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    const BLOCK: usize = 64;
    let hashed: [u8; 32];
    let key = if key.len() > BLOCK {
        hashed = Sha256::digest(key).into();
        &hashed[..]
    } else {
        key
    };
    let mut block = [0; BLOCK];
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests;
