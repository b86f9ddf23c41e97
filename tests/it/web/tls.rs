//! A certificate for a test, and a client that knows it.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use crate::support::Desk;

/// Trusts the one certificate that it knows.
#[derive(Debug)]
struct Pinned(CertificateDer<'static>, CryptoProvider);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        assert_eq!(shown, &self.0);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.1.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.1.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.1.signature_verification_algorithms.supported_schemes()
    }
}

/// A key and a certificate for `consent.test` in the desk's folder.
pub(super) fn certificate(desk: &Desk) {
    let subject = "/CN=consent.test";
    let names = "subjectAltName=DNS:consent.test";
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
        .args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", subject])
        .args(["-addext", names, "-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    assert!(made.status.success());
}

/// A client that trusts the certificate in the desk's folder, and no other.
pub(super) fn client(desk: &Desk) -> ClientConfig {
    let pem = fs::read(desk.path("cert.pem")).unwrap();
    let known = CertificateDer::from_pem_slice(&pem).unwrap().into_owned();
    let ring = rustls::crypto::ring::default_provider();
    ClientConfig::builder_with_provider(Arc::new(ring.clone()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(known, ring)))
        .with_no_client_auth()
}
