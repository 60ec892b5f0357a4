//! TLS for reqwest, by feature: rustls with ring, or else the platform's own, or none.

use std::error::Error as StdError;
#[cfg(feature = "rustls")]
use std::sync::{Mutex, PoisonError};

use super::ClientBuilder;
use crate::config::CaBundle;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use crate::http::transport::pem::{NO_CERTIFICATE, read_pem, unusable};
#[cfg(feature = "rustls")]
use crate::http::transport::rustls_config::{ClientConfig, client_config};

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// The settings of TLS, which are shared by the clients of a transport: each would read the authorities again.
#[derive(Default)]
pub(super) struct Tls {
    /// The settings for `https` URLs, or plain ones only, with HTTP/2 or without.
    #[cfg(feature = "rustls")]
    configs: Mutex<Vec<((bool, bool), ClientConfig)>>,
}

impl Tls {
    /// Sets up TLS for a client of `https` URLs, or of plain ones only, which offers HTTP/2 or not. The authorities of the bundle, if there is one, are
    /// then the only ones that are trusted.
    #[cfg(feature = "rustls")]
    pub(super) fn configure(
        &self,
        builder: ClientBuilder,
        https: bool,
        http2: bool,
        ca_bundle: Option<&CaBundle>,
    ) -> Result<ClientBuilder> {
        let mut configs = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (https, http2);
        let known = configs.iter().find(|(known, _)| *known == key);
        let config = match known {
            Some((_, config)) => config.clone(),
            None => {
                let config = client_config(https, http2, ca_bundle)?;
                configs.push((key, config.clone()));
                config
            }
        };
        Ok(builder.tls_backend_preconfigured(config))
    }

    /// Sets up TLS for a client of `https` URLs, or of plain ones only. The authorities of the bundle, if there is one, are then the only ones that are
    /// trusted.
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    pub(super) fn configure(
        &self,
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
        &self,
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
}
