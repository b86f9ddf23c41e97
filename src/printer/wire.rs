//! Questions and answers on their way: HTTP, or HTTPS for `ipps`.

use std::time::Duration;

use ipp::parser::IppParser;
use ipp::prelude::*;
use ipp::reader::IppReader;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How long it may take until somebody listens.
const CONNECT: Duration = Duration::from_secs(10);

/// Why there is no answer.
pub(super) struct Fault {
    pub says: String,
    pub hint: &'static str,
}

/// Sends a question with the document behind it, and waits for the answer so long at most.
///
/// What is sent is a patient's: it goes to the printer, by no proxy and no other way that
/// somebody names.
#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
pub(super) fn ask(
    uri: &Uri,
    question: IppRequestResponse,
    document: &[u8],
    wait: Duration,
) -> Result<IppRequestResponse, Fault> {
    let trusted = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
    let agent: Agent = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(wait))
        .tls_config(trusted.build())
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    // As one piece with its length: not every printer takes a request in chunks.
    let body = [&question.to_bytes(), document].concat();
    let answer = agent
        .post(address(uri))
        .header("content-type", "application/ipp")
        .send(&body)
        .map_err(|error| fault(&error))?;
    let answer = IppReader::new(answer.into_body().into_reader());
    IppParser::new(answer).parse().map_err(|error| Fault {
        says: format!("does not answer as a printer does: {error}"),
        hint: "check the address: printers of a print service are at /printers/NAME, others \
               often at /ipp/print",
    })
}

/// Where HTTP finds it (RFC 8010 and RFC 7472).
fn address(uri: &Uri) -> String {
    let scheme = match uri.scheme_str() {
        Some("ipps") => "https",
        _ => "http",
    };
    let host = uri.authority().map_or("", |it| it.as_str());
    let port = match uri.port() {
        Some(_) => "",
        None => ":631",
    };
    let path = uri.path_and_query().map_or("/", |it| it.as_str());
    format!("{scheme}://{host}{port}{path}")
}

fn fault(error: &ureq::Error) -> Fault {
    let (says, hint) = match error {
        ureq::Error::StatusCode(401 | 403) => (
            "wants to know who prints".to_owned(),
            "print through the print service of this machine, which can know the password",
        ),
        ureq::Error::StatusCode(426) => (
            "wants an encrypted connection".to_owned(),
            "write ipps:// in place of ipp://",
        ),
        ureq::Error::StatusCode(404) => (
            "is not known there".to_owned(),
            "`lpstat -e` prints the names of the printers of this machine",
        ),
        error if error.to_string().contains("certificate") => (
            format!("is not trusted: {error}"),
            "let the system trust its certificate, or print through the print service",
        ),
        _ => (
            format!("cannot be reached: {error}"),
            "check that it is switched on and the address is right; `lpstat -e` prints the names \
             of the printers of this machine",
        ),
    };
    Fault { says, hint }
}

#[cfg(test)]
mod tests {
    use super::{Uri, address};

    #[test]
    fn the_port_of_ipp_is_631_whatever_carries_it() {
        for (uri, url) in [
            (
                "ipp://p.example/ipp/print",
                "http://p.example:631/ipp/print",
            ),
            (
                "ipps://p.example/ipp/print",
                "https://p.example:631/ipp/print",
            ),
            (
                "ipp://[::1]:8631/printers/a",
                "http://[::1]:8631/printers/a",
            ),
        ] {
            assert_eq!(address(&Uri::from_static(uri)), url);
        }
    }
}
