//! The file with the certificate authorities that a program trusts.

use std::error::Error as StdError;
use std::fmt::Display;

use crate::config::CaBundle;

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

pub(super) const NO_CERTIFICATE: &str = "it has no section `BEGIN CERTIFICATE`";

/// Reads a bundle as OpenSSL does: with or without a byte order mark, and with certificates in OpenSSL's own form.
pub(super) fn read_pem(bundle: &CaBundle) -> Result<Vec<u8>> {
    let bytes = std::fs::read(&bundle.path).map_err(|error| unusable(bundle, &error))?;
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    let mut pem = text.into_owned();
    for label in ["TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"] {
        pem = pem.replace(label, "CERTIFICATE-----");
    }
    Ok(pem.into_bytes())
}

pub(super) fn unusable(bundle: &CaBundle, error: &dyn Display) -> String {
    let CaBundle { path, origin } = bundle;
    format!(
        "the CA bundle {} set by {origin} cannot be used: {error}",
        path.display()
    )
}
