//! TLS by rustls with ring, for each transport.

use std::error::Error as StdError;
use std::fmt::Display;
use std::sync::Arc;

pub(super) use rustls::ClientConfig;
use rustls::RootCertStore;

use super::pem::{NO_CERTIFICATE, read_pem, unusable};
use crate::config::CaBundle;

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// Creates the settings of a client of `https` URLs, or of plain ones only, which offers HTTP/2 or not. The authorities of a bundle are then the
/// only ones that are trusted.
pub(super) fn client_config(
    https: bool,
    http2: bool,
    ca_bundle: Option<&CaBundle>,
) -> Result<ClientConfig> {
    let provider = Arc::new(cryptography::provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = match ca_bundle {
        // Plain URLs need no certificates, so none are read.
        _ if !https => config.with_root_certificates(RootCertStore::empty()),
        Some(bundle) => config.with_root_certificates(read_bundle(bundle)?),
        None => {
            let verifier = rustls_platform_verifier::Verifier::new(provider)
                .map_err(|error| system_authorities(&error))?;
            config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    let mut config = config.with_no_client_auth();
    if cfg!(feature = "http2") && http2 {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(config)
}

/// The cryptography of ring without private keys.
///
/// The default provider of rustls also loads the private keys of client certificates, which no client has here. A program that links it
/// links the signatures by RSA, ECDSA and Ed25519, too, which take 70 kB.
mod cryptography {
    use std::sync::Arc;

    use rustls::crypto::ring::{DEFAULT_CIPHER_SUITES, DEFAULT_KX_GROUPS};
    use rustls::crypto::{
        CryptoProvider, GetRandomFailed, KeyProvider, SecureRandom, WebPkiSupportedAlgorithms,
    };
    use rustls::pki_types::PrivateKeyDer;
    use rustls::sign::SigningKey;
    use rustls::{Error, SignatureScheme};
    use webpki::ring as algorithms;

    use crate::random;

    /// Returns the cryptography, which differs from the default provider of rustls in its keys alone.
    pub(super) fn provider() -> CryptoProvider {
        CryptoProvider {
            cipher_suites: DEFAULT_CIPHER_SUITES.to_vec(),
            kx_groups: DEFAULT_KX_GROUPS.to_vec(),
            signature_verification_algorithms: VERIFICATION_ALGORITHMS,
            secure_random: &System,
            key_provider: &System,
        }
    }

    /// The algorithms of the signatures of servers and certificates, and those for each scheme that a client offers, by its preference. They are
    /// those of rustls, where they are private.
    static VERIFICATION_ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
        all: &[
            algorithms::ECDSA_P256_SHA256,
            algorithms::ECDSA_P256_SHA384,
            algorithms::ECDSA_P384_SHA256,
            algorithms::ECDSA_P384_SHA384,
            algorithms::ED25519,
            algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
            algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
            algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
            algorithms::RSA_PKCS1_2048_8192_SHA256,
            algorithms::RSA_PKCS1_2048_8192_SHA384,
            algorithms::RSA_PKCS1_2048_8192_SHA512,
            algorithms::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
            algorithms::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
            algorithms::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
        ],
        mapping: &[
            // In TLS 1.2, the scheme does not name the curve. In TLS 1.3, it is that of the first algorithm.
            (
                SignatureScheme::ECDSA_NISTP384_SHA384,
                &[algorithms::ECDSA_P384_SHA384, algorithms::ECDSA_P256_SHA384],
            ),
            (
                SignatureScheme::ECDSA_NISTP256_SHA256,
                &[algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256],
            ),
            (SignatureScheme::ED25519, &[algorithms::ED25519]),
            (
                SignatureScheme::RSA_PSS_SHA512,
                &[algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
            ),
            (
                SignatureScheme::RSA_PSS_SHA384,
                &[algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
            ),
            (
                SignatureScheme::RSA_PSS_SHA256,
                &[algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
            ),
            (
                SignatureScheme::RSA_PKCS1_SHA512,
                &[algorithms::RSA_PKCS1_2048_8192_SHA512],
            ),
            (
                SignatureScheme::RSA_PKCS1_SHA384,
                &[algorithms::RSA_PKCS1_2048_8192_SHA384],
            ),
            (
                SignatureScheme::RSA_PKCS1_SHA256,
                &[algorithms::RSA_PKCS1_2048_8192_SHA256],
            ),
        ],
    };

    /// The random numbers of the operating system, and no keys.
    #[derive(Debug)]
    struct System;

    impl SecureRandom for System {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), GetRandomFailed> {
            random::fill(bytes).map_err(|_| GetRandomFailed)
        }
    }

    impl KeyProvider for System {
        fn load_private_key(
            &self,
            _: PrivateKeyDer<'static>,
        ) -> Result<Arc<dyn SigningKey>, Error> {
            Err(Error::General(
                "client certificates are not supported".to_owned(),
            ))
        }
    }
}

fn read_bundle(bundle: &CaBundle) -> Result<RootCertStore> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    let mut roots = RootCertStore::empty();
    let pem = read_pem(bundle)?;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| unusable(bundle, &error))?;
        let certificate = CertificateDer::from(first_value(&certificate).to_owned());
        roots
            .add(certificate)
            .map_err(|error| unusable(bundle, &error))?;
    }
    if roots.is_empty() {
        return Err(unusable(bundle, &NO_CERTIFICATE).into());
    }
    Ok(roots)
}

/// Returns the certificate of a DER text. In the form of OpenSSL, settings about trust follow it.
fn first_value(der: &[u8]) -> &[u8] {
    let length = match *der {
        [_, length @ 0..=0x7f, ..] => usize::from(length) + 2,
        [_, 0x81, length, ..] => usize::from(length) + 3,
        [_, 0x82, high, low, ..] => usize::from(u16::from_be_bytes([high, low])) + 4,
        _ => der.len(),
    };
    der.get(..length).unwrap_or(der)
}

/// Creates the error of `SSL_CERT_FILE` and `SSL_CERT_DIR`, which replace the certificate authorities of the system.
fn system_authorities(error: &dyn Display) -> String {
    let variables = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
    let set: Vec<_> = variables
        .into_iter()
        .filter(|name| std::env::var_os(name).is_some())
        .collect();
    let cause = match set.is_empty() {
        true => String::new(),
        false => format!(" (set by {})", set.join(" and ")),
    };
    format!("the certificate authorities of the system{cause} cannot be used: {error}")
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
    use rustls::pki_types::SignatureVerificationAlgorithm;

    use super::*;

    #[test]
    fn settings_about_trust_after_a_certificate_are_dropped() {
        for length in [0_usize, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff] {
            let head = match u16::try_from(length).expect("a length").to_be_bytes() {
                [0, length @ 0..=0x7f] => vec![0x30, length],
                [0, length] => vec![0x30, 0x81, length],
                [high, low] => vec![0x30, 0x82, high, low],
            };
            let value = [head, vec![7; length]].concat();
            let with_trust = [value.clone(), vec![0x30, 0x00]].concat();
            assert_eq!(first_value(&with_trust), value);
            assert_eq!(first_value(&value), value);
        }
        for broken in [&[][..], &[0x30], &[0x30, 0x82, 1], &[0x30, 5, 1]] {
            assert_eq!(first_value(broken), broken);
        }
    }

    /// Returns what identifies an algorithm: its own text contains the two ids, but not always the hash.
    fn id(algorithm: &&dyn SignatureVerificationAlgorithm) -> impl Debug + PartialEq + use<> {
        let ids = (algorithm.public_key_alg_id(), algorithm.signature_alg_id());
        (ids, format!("{algorithm:?}"))
    }

    #[test]
    fn only_the_keys_differ_from_the_provider_of_rustls() {
        let (ours, other) = (
            cryptography::provider(),
            rustls::crypto::ring::default_provider(),
        );
        assert_eq!(ours.cipher_suites, other.cipher_suites);
        let names = |provider: &CryptoProvider| -> Vec<_> {
            let groups = provider.kx_groups.iter();
            groups.map(|group| group.name()).collect()
        };
        assert_eq!(names(&ours), names(&other));
        let algorithms = |provider: &CryptoProvider| {
            let WebPkiSupportedAlgorithms { all, mapping } =
                provider.signature_verification_algorithms;
            let ids = |list: &[&'static dyn SignatureVerificationAlgorithm]| -> Vec<_> {
                list.iter().map(id).collect()
            };
            let mapping = mapping.iter();
            let mapping: Vec<_> = mapping.map(|(scheme, list)| (*scheme, ids(list))).collect();
            (ids(all), mapping)
        };
        assert_eq!(algorithms(&ours), algorithms(&other));
    }
}
