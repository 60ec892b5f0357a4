//! The proof that the client has the private key that a token is bound to: [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449) (DPoP).

use std::time::SystemTime;

/// Returns a JSON Web Token with the method and the URL of the request, signed by ECDSA with P-256 and SHA-256.
///
/// # Errors
///
/// The key is invalid. The error does not show it.
#[cfg(any(feature = "hyper", feature = "rustls"))]
pub(super) fn create(key: &str, url: &str, now: SystemTime) -> Result<String, String> {
    use base64_simd::URL_SAFE_NO_PAD;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

    let invalid = |problem: &str| format!("its dpopKey {problem}");
    let key = KeyParts::from_pem(key)
        .ok_or_else(|| invalid("is not a private key of the curve P-256 in the form PEM"))?;
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &key.private,
        &key.public,
        &random,
    );
    let pair = pair.map_err(|_| invalid("has a public key that does not match"))?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode_to_string(bytes);
    let [x, y] = key.coordinates().map(encode);
    let header = format!(
        r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{{"kty":"EC","x":"{x}","y":"{y}","crv":"P-256"}}}}"#
    );
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = seconds.unwrap_or_default().as_secs();
    let id = crate::random::uuid();
    // A URL holds no character that JSON escapes.
    let claims = format!(r#"{{"htm":"POST","htu":"{url}","iat":{seconds},"jti":"{id}"}}"#);
    let signed = [header, claims]
        .map(|part| encode(part.as_bytes()))
        .join(".");
    let signature = pair
        .sign(&random, signed.as_bytes())
        .map_err(|_| invalid("cannot sign"))?;
    Ok(format!("{signed}.{}", encode(signature.as_ref())))
}

/// Without a cryptography library there is no signature.
#[cfg(not(any(feature = "hyper", feature = "rustls")))]
pub(super) fn create(_key: &str, _url: &str, _now: SystemTime) -> Result<String, String> {
    Err("the renewal needs the feature `rustls` or `hyper` of the crate `tinsmith`".to_owned())
}

/// The two halves of a key of the curve P-256. It has no `Debug`, being a secret.
#[cfg(any(feature = "hyper", feature = "rustls"))]
struct KeyParts {
    private: [u8; 32],
    /// The byte 4, then the coordinates.
    public: [u8; 65],
}

#[cfg(any(feature = "hyper", feature = "rustls"))]
impl KeyParts {
    /// Parses an `EC PRIVATE KEY` ([RFC 5915](https://www.rfc-editor.org/rfc/rfc5915)), which may be wrapped in a `PRIVATE KEY` (PKCS #8).
    fn from_pem(pem: &str) -> Option<Self> {
        // Version 1 and an octet string of 32 bytes; then the public key, a bit string of 65 bytes.
        const PRIVATE: [u8; 5] = [0x02, 0x01, 0x01, 0x04, 0x20];
        const PUBLIC: [u8; 3] = [0x03, 0x42, 0x00];
        let lines = pem.lines().filter(|line| !line.starts_with("-----"));
        let base64: String = lines.map(str::trim).collect();
        let der = base64_simd::STANDARD.decode_to_vec(base64).ok()?;
        let (private, rest) = after(&der, &PRIVATE)?.split_first_chunk::<32>()?;
        let public = after(rest, &PUBLIC)?.first_chunk::<65>()?;
        Some(Self {
            private: *private,
            public: *public,
        })
    }

    fn coordinates(&self) -> [&[u8]; 2] {
        let [_, point @ ..] = &self.public;
        let (x, y) = point.split_at(32);
        [x, y]
    }
}

/// Returns the bytes after the first occurrence of a pattern.
#[cfg(any(feature = "hyper", feature = "rustls"))]
fn after<'a>(bytes: &'a [u8], pattern: &[u8]) -> Option<&'a [u8]> {
    let at = bytes
        .windows(pattern.len())
        .position(|window| window == pattern)?;
    bytes.get(at + pattern.len()..)
}
