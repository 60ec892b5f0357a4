//! TLS for reqwest, by feature: rustls with ring, or else the platform's own, or none.

use std::error::Error as StdError;
use std::path::Path;

use super::ClientBuilder;

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// Sets up TLS for a client of `https` URLs, or of plain ones only. The authorities of a bundle are then the only ones that are trusted.
#[cfg(feature = "rustls")]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    ca_bundle: Option<&Path>,
) -> Result<ClientBuilder> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore};

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = match ca_bundle {
        // Nobody is trusted where nobody is asked, so that no certificates are looked for.
        _ if !https => config.with_root_certificates(RootCertStore::empty()),
        Some(path) => config.with_root_certificates(read_bundle(path)?),
        None => {
            let verifier = rustls_platform_verifier::Verifier::new(provider)?;
            config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(feature = "rustls")]
fn read_bundle(path: &Path) -> Result<rustls::RootCertStore> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    let mut roots = rustls::RootCertStore::empty();
    for certificate in
        CertificateDer::pem_file_iter(path).map_err(|error| unusable(path, &error))?
    {
        let certificate = certificate.map_err(|error| unusable(path, &error))?;
        roots
            .add(certificate)
            .map_err(|error| unusable(path, &error))?;
    }
    if roots.is_empty() {
        return Err(unusable(path, &"it holds no certificate").into());
    }
    Ok(roots)
}

/// Sets up TLS for a client of `https` URLs, or of plain ones only. The authorities of a bundle are then the only ones that are trusted.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    ca_bundle: Option<&Path>,
) -> Result<ClientBuilder> {
    let builder = builder.tls_backend_native();
    let Some(path) = ca_bundle.filter(|_| https) else {
        return Ok(builder);
    };
    let pem = std::fs::read(path).map_err(|error| unusable(path, &error))?;
    let certificates =
        super::Certificate::from_pem_bundle(&pem).map_err(|error| unusable(path, &error))?;
    if certificates.is_empty() {
        return Err(unusable(path, &"it holds no certificate").into());
    }
    Ok(builder.tls_certs_only(certificates))
}

/// Without TLS, only plain URLs can be asked.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(super) fn configure(
    builder: ClientBuilder,
    https: bool,
    _ca_bundle: Option<&Path>,
) -> Result<ClientBuilder> {
    if https {
        return Err("https needs the feature `rustls` or `native-tls`".into());
    }
    Ok(builder)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn unusable(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("the CA bundle {} cannot be used: {error}", path.display())
}
