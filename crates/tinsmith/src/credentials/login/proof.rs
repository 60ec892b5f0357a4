//! The proof that the client has the private key that a token is bound to: [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449) (DPoP).

use std::time::SystemTime;

/// Returns a JSON Web Token with the method and the URL of the request, signed by ECDSA with P-256 and SHA-256.
///
/// # Errors
///
/// The key is invalid. The error does not show it.
#[cfg(feature = "rustls")]
pub(super) fn create(key: &str, url: &str, now: SystemTime) -> Result<String, String> {
    use base64_simd::URL_SAFE_NO_PAD;
    use rustls::SignatureScheme;
    use rustls::crypto::ring::sign::any_ecdsa_type;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::pki_types::pem::PemObject;

    let invalid = |problem: &str| format!("its dpopKey {problem}");
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
        .map_err(|_| invalid("is not a private key in the form PEM"))?;
    let not_p256 = || invalid("is not a key of the curve P-256");
    let key = any_ecdsa_type(&key).map_err(|_| not_p256())?;
    let signer = key
        .choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256])
        .ok_or_else(not_p256)?;
    let public_key = key.public_key().ok_or_else(not_p256)?;
    // The key information ends with the coordinates of the point.
    let (x, y) = public_key
        .last_chunk::<64>()
        .map(|point| point.split_at(32))
        .ok_or_else(not_p256)?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode_to_string(bytes);
    let (x, y) = (encode(x), encode(y));
    let header = format!(
        r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{{"kty":"EC","x":"{x}","y":"{y}","crv":"P-256"}}}}"#
    );
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = seconds.unwrap_or_default().as_secs();
    let id = crate::random::uuid();
    // The path of an endpoint URL holds no character that JSON escapes.
    let claims = format!(r#"{{"htm":"POST","htu":"{url}","iat":{seconds},"jti":"{id}"}}"#);
    let signed = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(claims.as_bytes())
    );
    let signature = signer
        .sign(signed.as_bytes())
        .map_err(|_| invalid("cannot sign"))?;
    let signature = fixed_signature(&signature).ok_or_else(|| invalid("cannot sign"))?;
    Ok(format!("{signed}.{}", encode(&signature)))
}

/// Without a cryptography library there is no signature.
#[cfg(not(feature = "rustls"))]
pub(super) fn create(_key: &str, _url: &str, _now: SystemTime) -> Result<String, String> {
    Err("the renewal needs the feature `rustls` of the crate `tinsmith`".to_owned())
}

/// Converts a signature from its DER form, a sequence of two integers, to that of JSON Web Tokens: 32 bytes each.
#[cfg(feature = "rustls")]
fn fixed_signature(der: &[u8]) -> Option<[u8; 64]> {
    let mut signature = [0; 64];
    let (first, second) = signature.split_at_mut(32);
    let mut rest = der.get(2..)?;
    for part in [first, second] {
        let &[0x02, length, ref after @ ..] = rest else {
            return None;
        };
        let (integer, after) = after.split_at_checked(length.into())?;
        // An integer has a zero before it if it would be negative, and no zeros otherwise.
        let digits = integer.strip_prefix(&[0]).unwrap_or(integer);
        let start = part.len().checked_sub(digits.len())?;
        part.get_mut(start..)?.copy_from_slice(digits);
        rest = after;
    }
    Some(signature)
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;

    #[test]
    fn integers_of_any_length_are_padded() {
        let der = |first: &[u8], second: &[u8]| {
            let integer = |bytes: &[u8]| [&[2, bytes.len() as u8], bytes].concat();
            let body = [integer(first), integer(second)].concat();
            [vec![0x30, body.len() as u8], body].concat()
        };
        let long = [[0].as_slice(), &[0xff; 32]].concat();
        let signature = fixed_signature(&der(&long, &[7])).expect("a signature");
        assert_eq!(signature[..32], [0xff; 32]);
        assert_eq!(signature[32..63], [0; 31]);
        assert_eq!(signature[63], 7);
        for invalid in [&[][..], &[0x30, 2, 3, 1], &[0x30, 4, 2, 9, 1, 1]] {
            assert_eq!(fixed_signature(invalid), None);
        }
        assert_eq!(fixed_signature(&der(&[1; 40], &[1])), None);
    }
}
