//! The signing key, which is derived from the secret key for a day, a region and a service.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
#[cfg(feature = "sigv4a")]
use aws_sigv4::sign::v4a;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A cache of the last signing key: deriving a key takes four HMACs, signing with it one.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<Arc<SigningKey>>>);

/// The secret key and the scope from which a signing key is derived.
pub(super) struct KeyScope<'a> {
    pub(super) secret: &'a str,
    pub(super) time: SystemTime,
    /// The day of `time`: `YYYYMMDD`.
    pub(super) day: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

struct SigningKey {
    /// The SHA-256 of the secret key, so that the secret itself lives no longer than the credentials.
    secret: Zeroizing<[u8; 32]>,
    /// `YYYYMMDD`.
    day: String,
    region: String,
    service: String,
    key: Zeroizing<Vec<u8>>,
}

impl SigningKeys {
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    fn key(&self, scope: &KeyScope<'_>) -> Arc<SigningKey> {
        let digest = Sha256::digest(scope.secret);
        let secret = Zeroizing::new(digest.into());
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = cached.as_ref().filter(|key| {
            key.secret == secret
                && key.day == scope.day
                && key.region == scope.region
                && key.service == scope.service
        });
        if let Some(key) = found {
            return Arc::clone(key);
        }
        let key = Arc::new(SigningKey {
            secret,
            day: scope.day.to_owned(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            key: derive(scope),
        });
        *cached = Some(Arc::clone(&key));
        key
    }
}

/// Hides the key.
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys(**)")
    }
}

/// Returns the signature of a string in hexadecimal digits.
pub(super) fn signature(
    keys: Option<&SigningKeys>,
    scope: &KeyScope<'_>,
    string_to_sign: &str,
) -> String {
    let string_to_sign = string_to_sign.as_bytes();
    match keys {
        Some(keys) => calculate_signature(&*keys.key(scope).key, string_to_sign),
        None => calculate_signature(&*derive(scope), string_to_sign),
    }
}

/// Returns the signature of a string for several regions in hexadecimal digits. The same string has the same signature
/// ([RFC 6979](https://www.rfc-editor.org/rfc/rfc6979)).
///
/// The key is not cached. Deriving it takes one HMAC, which the signature itself exceeds by far, and a key that is valid on every day and in
/// every region should live no longer than the credentials.
#[cfg(feature = "sigv4a")]
pub(super) fn multi_region_signature(id: &str, secret: &str, string_to_sign: &str) -> String {
    let key = v4a::generate_signing_key(id, secret);
    v4a::calculate_signature(key, string_to_sign.as_bytes())
}

fn derive(scope: &KeyScope<'_>) -> Zeroizing<Vec<u8>> {
    let key = generate_signing_key(scope.secret, scope.time, scope.region, scope.service);
    Zeroizing::new(key.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Tests every way in which two signatures need different keys, and one in which they do not: the time within a day.
    #[test]
    fn a_key_is_cached_for_its_secret_day_region_and_service_alone() {
        let usual = KeyScope {
            secret: "secret",
            time: SystemTime::UNIX_EPOCH,
            day: "19700101",
            region: "us-east-1",
            service: "things",
        };
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let day_before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let scopes = [
            KeyScope { ..usual },
            KeyScope {
                time: later,
                ..usual
            },
            KeyScope {
                secret: "other",
                ..usual
            },
            KeyScope {
                time: day_before,
                day: "19691231",
                ..usual
            },
            KeyScope {
                region: "us-east-2",
                ..usual
            },
            KeyScope {
                service: "others",
                ..usual
            },
        ];
        for (first, scope) in scopes.iter().enumerate() {
            for (second, other) in scopes.iter().enumerate() {
                let keys = SigningKeys::default();
                let cached = keys.key(scope);
                let key = keys.key(other);
                assert_eq!(*key.key, *derive(other), "{first} then {second}");
                let is_same = first == second || first.max(second) < 2;
                assert_eq!(Arc::ptr_eq(&cached, &key), is_same, "{first} then {second}");
            }
        }
    }
}
