//! TLS with a certificate that is created at the start.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// Creates a certificate of the loopback address, and writes it to a file, which a client can use as that of its certificate authority.
pub fn acceptor(file: &Path) -> Result<TlsAcceptor, Box<dyn Error>> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())?;
    std::fs::write(file, cert.pem())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
