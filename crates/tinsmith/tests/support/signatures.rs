//! Signatures by the text of Signature Version 4 alone: nothing here calls the crate or the signers that it is compared with elsewhere.

use sha2::{Digest, Sha256};

/// Returns the signature of a text by the key that is derived from the secret and the scope.
pub(crate) fn sign(secret: &str, scope: &str, text: &str) -> String {
    let secret = format!("AWS4{secret}").into_bytes();
    let key = scope
        .split('/')
        .fold(secret, |key, part| hmac(&key, part.as_bytes()));
    hex::encode(hmac(&key, text.as_bytes()))
}

/// HMAC (RFC 2104) with SHA-256, whose blocks have 64 bytes. The key is not longer than a block.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let [inner, outer] = [0x36, 0x5c].map(|pad| block.map(|byte| byte ^ pad));
    let inner = Sha256::digest([&inner[..], text].concat());
    Sha256::digest([&outer[..], &inner].concat()).to_vec()
}

/// Returns the SHA-256 of bytes in hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
