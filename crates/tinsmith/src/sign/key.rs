//! The key that requests are signed with, which is derived from the secret for a day, a region and a service.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Signing;

/// The last key, kept as long as requests are signed with the same. To derive one takes four HMACs, a signature one.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<Arc<SigningKey>>>);

struct SigningKey {
    /// SHA-256 of it, so that it lives no longer than the credentials.
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

    fn key(&self, signing: &Signing<'_>, day: &str) -> Arc<SigningKey> {
        let digest = Sha256::digest(signing.credentials.secret_access_key());
        let secret = Zeroizing::new(digest.into());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.as_ref().filter(|key| {
            key.secret == secret
                && key.day == day
                && key.region == signing.region
                && key.service == signing.service
        });
        if let Some(key) = found {
            return Arc::clone(key);
        }
        let key = Arc::new(SigningKey {
            secret,
            day: day.to_owned(),
            region: signing.region.to_owned(),
            service: signing.service.to_owned(),
            key: derive(signing),
        });
        *kept = Some(Arc::clone(&key));
        key
    }
}

/// Says nothing of the key.
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys(**)")
    }
}

/// The signature of a text, in hexadecimal digits.
pub(super) fn signature(signing: &Signing<'_>, day: &str, text: &str) -> String {
    match signing.keys {
        Some(keys) => calculate_signature(&*keys.key(signing, day).key, text.as_bytes()),
        None => calculate_signature(&*derive(signing), text.as_bytes()),
    }
}

fn derive(signing: &Signing<'_>) -> Zeroizing<Vec<u8>> {
    let secret = signing.credentials.secret_access_key();
    let key = generate_signing_key(secret, signing.time, signing.region, signing.service);
    Zeroizing::new(key.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use aws_credential_types::Credentials;

    use super::*;

    /// Every way in which two signatures can ask for different keys, after those in which they cannot.
    #[test]
    fn a_key_is_kept_for_its_secret_day_region_and_service_alone() {
        let credentials = |id: &str, secret, token: Option<&str>| {
            Credentials::new(id, secret, token.map(str::to_owned), None, "test")
        };
        let usual = credentials("AKIDEXAMPLE", "secret", None);
        let renewed = credentials("AKIDEXAMPLE", "secret", Some("t"));
        let renamed = credentials("AKIDOTHER", "secret", None);
        let other = credentials("AKIDEXAMPLE", "other", None);
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let cases = [
            (
                &usual,
                "19700101",
                "us-east-1",
                "things",
                SystemTime::UNIX_EPOCH,
            ),
            (&usual, "19700101", "us-east-1", "things", later),
            (&renewed, "19700101", "us-east-1", "things", later),
            (&renamed, "19700101", "us-east-1", "things", later),
            (&other, "19700101", "us-east-1", "things", later),
            (
                &usual,
                "19691231",
                "us-east-1",
                "things",
                SystemTime::UNIX_EPOCH - Duration::from_secs(1),
            ),
            (&usual, "19700101", "us-east-2", "things", later),
            (&usual, "19700101", "us-east-1", "others", later),
        ];
        for (first, (credentials, day, region, service, time)) in cases.iter().enumerate() {
            for (then, (other, other_day, other_region, other_service, other_time)) in
                cases.iter().enumerate()
            {
                let signing = |credentials, region, service, time| Signing {
                    credentials,
                    keys: None,
                    service,
                    region,
                    time,
                    double_encoding: true,
                    signs_body: true,
                };
                let keys = SigningKeys::default();
                let kept = keys.key(&signing(credentials, region, service, *time), day);
                let signing = signing(other, other_region, other_service, *other_time);
                let key = keys.key(&signing, other_day);
                assert_eq!(*key.key, *derive(&signing), "{first} then {then}");
                let is_same = first == then || first.max(then) < 4;
                assert_eq!(Arc::ptr_eq(&kept, &key), is_same, "{first} then {then}");
            }
        }
    }
}
