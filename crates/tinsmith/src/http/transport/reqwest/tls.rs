//! TLS for reqwest, by feature: rustls with ring, or else the platform's own, or none.

use std::error::Error as StdError;

use super::ClientBuilder;
use crate::config::CaBundle;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use crate::http::transport::pem::{NO_CERTIFICATE, read_pem, unusable};
#[cfg(feature = "rustls")]
use crate::http::transport::rustls_config::client_config;

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
    let config = client_config(https, http2, ca_bundle)?;
    Ok(builder.tls_backend_preconfigured(config))
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
