//! TLS for reqwest, by feature: rustls with ring, or else the platform's own, or none.

use std::error::Error as StdError;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use std::fmt::Display;

use super::ClientBuilder;
use crate::config::CaBundle;

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// Sets up TLS for a client of `https` URLs, or of plain ones only, which offers HTTP/2 or not. The authorities of a bundle are then the only ones
/// that are trusted.
#[cfg(feature = "rustls")]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    http2: bool,
    ca_bundle: Option<&CaBundle>,
) -> Result<ClientBuilder> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore};

    let provider = Arc::new(rustls::crypto::ring::default_provider());
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
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(feature = "rustls")]
fn read_bundle(bundle: &CaBundle) -> Result<rustls::RootCertStore> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    let mut roots = rustls::RootCertStore::empty();
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
#[cfg(feature = "rustls")]
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
#[cfg(feature = "rustls")]
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

/// Sets up TLS for a client of `https` URLs, or of plain ones only, which offers HTTP/2 or not. The authorities of a bundle are then the only ones
/// that are trusted.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    _http2: bool,
    ca_bundle: Option<&CaBundle>,
) -> Result<ClientBuilder> {
    let builder = builder.tls_backend_native();
    let Some(bundle) = ca_bundle.filter(|_| https) else {
        return Ok(builder);
    };
    let pem = read_pem(bundle)?;
    let certificates =
        super::Certificate::from_pem_bundle(&pem).map_err(|error| unusable(bundle, &error))?;
    if certificates.is_empty() {
        return Err(unusable(bundle, &NO_CERTIFICATE).into());
    }
    Ok(builder.tls_certs_only(certificates))
}

/// Without TLS, only URLs with the scheme `http` can be used.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    _http2: bool,
    _ca_bundle: Option<&CaBundle>,
) -> Result<ClientBuilder> {
    if https {
        return Err("https needs the feature `rustls` or `native-tls`".into());
    }
    Ok(builder)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
const NO_CERTIFICATE: &str = "it has no section `BEGIN CERTIFICATE`";

/// Reads a bundle as OpenSSL does: with or without a byte order mark, and with certificates in OpenSSL's own form.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn read_pem(bundle: &CaBundle) -> Result<Vec<u8>> {
    let bytes = std::fs::read(&bundle.path).map_err(|error| unusable(bundle, &error))?;
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    let mut pem = text.into_owned();
    for label in ["TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"] {
        pem = pem.replace(label, "CERTIFICATE-----");
    }
    Ok(pem.into_bytes())
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn unusable(bundle: &CaBundle, error: &dyn Display) -> String {
    let CaBundle { path, origin } = bundle;
    format!(
        "the CA bundle {} set by {origin} cannot be used: {error}",
        path.display()
    )
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
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
}
