//! HMAC-SHA256, for signatures and for the tokens of pages.

use hmac::{Hmac, KeyInit};
use sha2::Sha256;

/// Creates an HMAC-SHA256 under a key of any length.
#[expect(
    clippy::expect_used,
    reason = "HMAC hashes a key that is longer than a block"
)]
pub(crate) fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key of any length")
}
