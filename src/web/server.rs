//! Connections: where they are taken, how slow they may be, how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

use super::archive::Keeper;
use super::day::Sheets;
use super::forms::{Drafts, Pictures};
use super::pages::Pages;
use super::print::Printing;
use super::router::router;
use super::secret::Secret;
use super::session::Sessions;
use super::shared::{Gate, Shared, Start};
use super::tls::{Tls, acceptor};
use super::users::Users;
use super::work::Work;
use crate::archive::Place;
use crate::error::{Problem, Problems};
use crate::generator::{Generator, Options};
use crate::outside::Outside;
use crate::printer::Printer;
use crate::site::Site;

/// How many connections there may be at once; others wait to be taken.
const CONNECTIONS: usize = 2048;
/// How long the head of a request may take to come.
const HEAD: Duration = Duration::from_secs(15);
/// How much the head of a request may hold, in bytes.
const HEADERS: usize = 64 * 1024;
/// How long a reader may keep an answer waiting.
const WRITE: Duration = Duration::from_secs(30);
/// How long requests that are under way may take when the server stops.
const STOP: Duration = Duration::from_secs(60);
/// How long somebody may be idle: alone on their own machine, and among named users.
const IDLE: [Duration; 2] = [Duration::from_secs(12 * 3600), Duration::from_secs(30 * 60)];

/// Where the page is reached.
#[derive(Debug)]
pub enum Address {
    /// On this machine only; port 0 is any that is free.
    Here(u16),
    /// From other machines too.
    Open {
        /// Address and port to listen on.
        listen: SocketAddr,
        /// Names under which browsers reach it.
        names: Vec<String>,
        /// Certificate and key.
        tls: Tls,
        /// Who may come in.
        users: Box<Users>,
    },
}

/// What a server works with.
#[derive(Debug)]
pub struct Settings {
    /// Where it is reached.
    pub address: Address,
    /// Whose forms.
    pub site: Site,
    /// How they look and which rules they are held against.
    pub options: Options,
    /// Where they are kept.
    pub archive: Option<Place>,
    /// Where they are printed.
    pub printer: Option<Printer>,
    /// Whom the archive's log names, where there are no users.
    pub actor: String,
}

/// Serves the page until somebody ends it (SIGINT, SIGTERM); what is under way is finished.
/// `started` is told the address to open.
///
/// # Errors
/// The port is taken, certificate, templates or library are not valid, the archive cannot be
/// opened.
pub fn serve(
    settings: Settings,
    outside: &Outside,
    started: impl FnOnce(&str) -> Result<(), Problem>,
) -> Result<(), Problems> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::new(format!("the server cannot be started: {error}")))?;
    runtime.block_on(run(settings, outside, started))
}

#[expect(clippy::disallowed_methods, reason = "connections are taken here")]
async fn run(
    settings: Settings,
    outside: &Outside,
    started: impl FnOnce(&str) -> Result<(), Problem>,
) -> Result<(), Problems> {
    let (listen, tls, names, users) = match settings.address {
        Address::Here(port) => (SocketAddr::from(([127, 0, 0, 1], port)), None, None, None),
        Address::Open {
            listen,
            names,
            tls,
            users,
        } => (listen, Some(tls), Some(names), Some(*users)),
    };
    let acceptor = tls.map(|tls| acceptor(&tls, outside)).transpose()?;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Problem::new(format!("{listen} cannot be listened on: {error}"))
            .hint("is `countersign serve` running already? --port takes another port")
    })?;
    let port = listener.local_addr().map_or(listen.port(), |at| at.port());
    let gate = gate(names, port, acceptor.is_some());
    let secret = match users {
        None => Some(Secret::new()?),
        Some(_) => None,
    };
    let address = address(&gate, secret.as_ref());
    let files = settings.site.files(outside).held()?;
    let facility = settings.site.facility.as_ref();
    let facility = facility.map_or("", |facility| facility.name.as_str());
    let archive = settings.archive.map(|place| {
        let outside = outside.clone();
        tokio::task::spawn_blocking(move || Keeper::new(place, &outside))
    });
    let archive = match archive {
        Some(opening) => Some(opening.await.map_err(|_| Problem::new("no archive"))??),
        None => None,
    };
    let app = Arc::new(Shared {
        pages: Pages::load(&files, facility, users.is_some(), archive.is_some())?,
        generator: Generator::new(files, outside, settings.options)?,
        site: settings.site,
        outside: outside.clone(),
        sessions: Sessions::new(IDLE[usize::from(users.is_some())]),
        users,
        start: Start::new(secret),
        work: Work::new(),
        archive,
        printer: settings.printer,
        printing: Printing::default(),
        actor: settings.actor,
        drafts: Drafts::default(),
        pictures: Pictures::default(),
        gate,
    });
    // Of servers that were killed: nobody else would remove what patients' forms they left.
    outside.remove_abandoned();
    let sheets = Arc::new(Sheets::new());
    let router = router(app, &sheets);
    started(&address)?;
    let stop = stop_signal()?;
    let stop = async {
        stop.await;
        sheets.stop_all();
    };
    take_connections(listener, acceptor, router, stop).await;
    for says in sheets.ended(STOP).await {
        tell(&says);
    }
    Ok(())
}

#[expect(
    clippy::print_stderr,
    reason = "the log of the server, which names nobody"
)]
fn tell(says: &str) {
    eprintln!("{says}");
}

/// Host names that a request may be for. A page of another site that has its name point here
/// is not among them.
fn gate(names: Option<Vec<String>>, port: u16, tls: bool) -> Gate {
    let own = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned);
    let names = names.unwrap_or_else(|| own.into());
    let usual = if tls { 443 } else { 80 };
    let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
    if port == usual {
        hosts.extend(names);
    }
    let cookie = match tls {
        true => "__Host-countersign".to_owned(),
        false => format!("countersign-{port}"),
    };
    Gate { hosts, tls, cookie }
}

fn address(gate: &Gate, secret: Option<&Secret>) -> String {
    let host = gate.hosts.first().map_or("", String::as_str);
    match secret {
        Some(secret) => format!("http://{host}/start/{}", secret.as_str()),
        None => format!("https://{host}/"),
    }
}

/// Takes connections until it is told to stop, then waits for those that are under way.
async fn take_connections(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = places.clone().acquire_owned();
        let (place, stream) = tokio::select! {
            () = &mut stop => break,
            taken = async { (place.await, listener.accept().await) } => taken,
        };
        let (Ok(place), Ok((stream, _))) = (place, stream) else {
            // Too many open files, or the like: others may end meanwhile.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, acceptor, watcher) = (router.clone(), acceptor.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            talk(stream, acceptor, router, watcher).await;
        });
    }
    drop(listener);
    // Whoever has not ended by then has a reader that does not read.
    let _ = tokio::time::timeout(STOP, graceful.shutdown()).await;
}

/// One connection, in the clear or by TLS. What goes wrong on it is between it and its client.
async fn talk(stream: TcpStream, acceptor: Option<TlsAcceptor>, router: Router, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE));
    let stream = Box::pin(stream);
    match acceptor {
        None => answer(stream, router, watcher).await,
        Some(acceptor) => {
            let hello = tokio::time::timeout(HEAD, acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = hello {
                answer(stream, router, watcher).await;
            }
        }
    }
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    watcher: Watcher,
) {
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

/// Ends when somebody ends the program.
fn stop_signal() -> Result<impl Future<Output = ()>, Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("signals are not heard: {error}"));
    #[cfg(unix)]
    let mut ended = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).map_err(failed)?
    };
    #[cfg(windows)]
    let mut ended = tokio::signal::windows::ctrl_close().map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = ended.recv() => {}
        }
    })
}
