//! The verification of a request's signature.

use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::authorization::{
    ALGORITHM, Authorization, QUERY_SIGNATURE, SECURITY_TOKEN_HEADER, TERMINATOR,
};
use super::canonical;
use super::mac::hmac_sha256;
use super::signature_error::SignatureError;
use crate::http::RecordedRequest;
use crate::time::Timestamp;

/// The maximum difference between the clocks of client and service.
const ALLOWED_SKEW: Duration = Duration::from_secs(5 * 60);

/// The only access key that may call, and the region of the service.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) region: String,
}

impl Identity {
    /// Verifies that this identity signed `request` for `service` at about the time `now`.
    ///
    /// # Errors
    ///
    /// The first problem of the signature.
    pub(crate) fn verify(
        &self,
        request: &RecordedRequest,
        service: &str,
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        let authorization = Authorization::from_request(request)?;
        self.check_keys(&authorization)?;
        self.check_scope(&authorization, service)?;
        check_time(&authorization, now)?;
        check_signed_headers(request, &authorization)?;
        let canonical_request = canonical::request(
            request,
            &canonical::encoded_path(&canonical::normalized_path(&request.path)),
            &canonical::query(&request.query, &[QUERY_SIGNATURE]),
            &authorization.signed_headers,
        );
        let string_to_sign = string_to_sign(&authorization, &canonical_request);
        // `verify_slice` compares in constant time.
        compute_signature(&self.secret_access_key, &authorization, &string_to_sign)
            .verify_slice(&authorization.signature)
            .map_err(|_| SignatureError::SignatureDoesNotMatch {
                canonical_request,
                string_to_sign,
            })
    }

    fn check_keys(&self, authorization: &Authorization) -> Result<(), SignatureError> {
        let known = authorization.access_key_id == self.access_key_id
            && authorization.session_token == self.session_token;
        if known {
            Ok(())
        } else {
            Err(SignatureError::UnrecognizedClient)
        }
    }

    fn check_scope(
        &self,
        authorization: &Authorization,
        service: &str,
    ) -> Result<(), SignatureError> {
        if authorization.region != self.region {
            return Err(SignatureError::Scope(format!(
                "Credential should be scoped to a valid region: '{}', not '{}'.",
                self.region, authorization.region
            )));
        }
        if authorization.service != service {
            return Err(SignatureError::Scope(format!(
                "Credential should be scoped to correct service: '{service}', not '{}'.",
                authorization.service
            )));
        }
        if !authorization
            .timestamp
            .to_basic()
            .starts_with(&authorization.date)
        {
            return Err(SignatureError::Scope(format!(
                "Date in Credential scope does not match the date of the request: '{}', '{}'.",
                authorization.date,
                authorization.timestamp.to_basic()
            )));
        }
        Ok(())
    }
}

fn check_time(authorization: &Authorization, now: Timestamp) -> Result<(), SignatureError> {
    let signed = authorization.timestamp;
    if signed > now.plus(ALLOWED_SKEW) {
        return Err(SignatureError::NotYetCurrent { signed, now });
    }
    let expires = signed.plus(authorization.expires.unwrap_or(ALLOWED_SKEW));
    if now > expires {
        return Err(SignatureError::Expired { expires, now });
    }
    Ok(())
}

/// Checks that `host` and all `x-amz-` headers are signed, since a third party could change the others. The session token
/// may be unsigned: it is checked by itself, and a client in AWS's test suite adds it after signing.
fn check_signed_headers(
    request: &RecordedRequest,
    authorization: &Authorization,
) -> Result<(), SignatureError> {
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
        .filter(|name| name.starts_with("x-amz-") && *name != SECURITY_TOKEN_HEADER);
    match std::iter::once("host")
        .chain(amz)
        .find(|name| !signed(name))
    {
        Some(name) => Err(SignatureError::UnsignedHeader(name.to_owned())),
        None => Ok(()),
    }
}

fn string_to_sign(authorization: &Authorization, canonical_request: &str) -> String {
    format!(
        "{}\n{}\n{}/{}/{}/{}\n{}",
        ALGORITHM,
        authorization.timestamp.to_basic(),
        authorization.date,
        authorization.region,
        authorization.service,
        TERMINATOR,
        hex::encode(Sha256::digest(canonical_request)),
    )
}

/// Computes the signature, as a MAC that compares itself in constant time.
fn compute_signature(
    secret: &str,
    authorization: &Authorization,
    string_to_sign: &str,
) -> Hmac<Sha256> {
    let scope = [
        authorization.date.as_str(),
        authorization.region.as_str(),
        authorization.service.as_str(),
        TERMINATOR,
    ];
    let mut mac = hmac_sha256(format!("AWS4{secret}").as_bytes());
    for part in scope {
        mac.update(part.as_bytes());
        mac = hmac_sha256(&mac.finalize().into_bytes());
    }
    mac.update(string_to_sign.as_bytes());
    mac
}

#[cfg(test)]
mod tests;
