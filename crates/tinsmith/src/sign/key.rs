//! The key that requests are signed with, which is derived from the secret for a day, a region and a service.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use zeroize::Zeroizing;

use super::Signing;

/// The last key, kept as long as requests are signed with the same. To derive one takes four times what a signature does.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<Arc<SigningKey>>>);

struct SigningKey {
    credentials: Credentials,
    /// Counted from 1970.
    day: u64,
    region: String,
    service: String,
    key: Zeroizing<Vec<u8>>,
}

impl SigningKeys {
    /// The signature of a text, in hexadecimal digits.
    pub(super) fn signature(&self, signing: &Signing<'_>, text: &str) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match kept.as_ref().filter(|key| key.is_for(signing)) {
            Some(key) => Arc::clone(key),
            None => Arc::clone(kept.insert(Arc::new(SigningKey::derive(signing)))),
        };
        drop(kept);
        calculate_signature(&*key.key, text.as_bytes())
    }
}

/// Says nothing of the key.
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys(**)")
    }
}

impl SigningKey {
    fn derive(signing: &Signing<'_>) -> Self {
        let Signing {
            credentials,
            service,
            region,
            time,
            ..
        } = *signing;
        let key = generate_signing_key(credentials.secret_access_key(), time, region, service);
        Self {
            credentials: credentials.clone(),
            day: day(time),
            region: region.to_owned(),
            service: service.to_owned(),
            key: Zeroizing::new(key.as_ref().to_vec()),
        }
    }

    fn is_for(&self, signing: &Signing<'_>) -> bool {
        self.day == day(signing.time)
            && self.region == signing.region
            && self.service == signing.service
            && self.credentials == *signing.credentials
    }
}

fn day(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() / (24 * 60 * 60)
}
