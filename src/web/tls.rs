//! Certificate and key of a page that others reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::error::Problem;
use crate::outside::Outside;

/// Certificate and key, as PEM files.
#[derive(Debug)]
pub struct Tls {
    /// The certificate, with those between it and its root.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Certificate and key as they are; neither has a password.
pub(super) fn acceptor(tls: &Tls, outside: &Outside) -> Result<TlsAcceptor, Problem> {
    let unfit = |what: &str, path: &Path| {
        let says = format!("{} holds no {what}", path.display());
        Problem::new(says).hint("give PEM files: the certificate with its chain, and its key")
    };
    let chain = outside.read(&tls.certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| unfit("certificate", &tls.certificate))?;
    let key = PrivateKeyDer::from_pem_slice(&outside.read(&tls.key)?)
        .map_err(|_| unfit("key", &tls.key))?;
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth())
        .and_then(|builder| builder.with_single_cert(chain, key))
        .map_err(|error| {
            Problem::new(format!("certificate and key are not used: {error}"))
                .hint("they must belong together")
        })?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
