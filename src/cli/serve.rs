//! `countersign serve`: the page.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::archive::ArchiveArguments;
use super::input::FormArguments;
use super::out::{print, unable};
use super::{Failure, SiteArgument};
use crate::error::{Problem, Problems};
use crate::outside::Outside;
use crate::printer::Printer;
use crate::site::Site;
use crate::web::{Address, Role, Settings, Tls, Users, serve};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Port on this machine; 0 is any that is free
    #[arg(
        long,
        value_name = "N",
        default_value_t = 8421,
        conflicts_with = "listen"
    )]
    port: u16,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    form: FormArguments,
    /// Printer that the page offers: a name of this machine's, or an address (ipp:, ipps:)
    /// [default: the site's]
    #[arg(long, value_name = "PRINTER")]
    printer: Option<Printer>,
    /// Let other machines in, at this address and port; needs --name, --certificate, --key
    /// and --users
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Name under which browsers reach it; may be given again
    #[arg(long, value_name = "HOST", requires = "listen")]
    name: Vec<String>,
    /// Certificate with its chain (PEM)
    #[arg(long, value_name = "FILE", requires = "listen")]
    certificate: Option<PathBuf>,
    /// Key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "listen")]
    key: Option<PathBuf>,
    /// Names, roles and hashed passwords of those who may come in
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// Add a user to the users file and end; the password is asked for, or read from standard
    /// input
    #[arg(long, value_name = "NAME", requires = "users", requires = "role")]
    add_user: Option<String>,
    /// What that user may do
    #[arg(long, value_enum, requires = "add_user")]
    role: Option<Role>,
    #[command(flatten)]
    archive: ArchiveArguments,
    #[command(flatten)]
    site: SiteArgument,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        if let (Some(name), Some(role), Some(users)) = (&self.add_user, self.role, &self.users) {
            return add_user(users, name, role, &outside);
        }
        let site = Site::find(self.site.site.as_deref(), &outside).map_err(Failure::Unable)?;
        let files = site.files(&outside);
        let options = self.form.options(&site, &files, false);
        let archive = self.archive.place(&site, &outside).map_err(unable)?;
        let printer = self.printer(&site).map_err(unable)?;
        let actor = self.archive.actor(&outside);
        let no_open = self.no_open;
        let address = self.address(&outside)?;
        let is_open = matches!(address, Address::Open { .. });
        let settings = Settings {
            address,
            site,
            options,
            archive,
            printer,
            actor,
        };
        let started = |address: &str| {
            let told = print(address, &outside);
            told.map_err(|_| Problem::new("the address cannot be printed"))?;
            if !no_open && !is_open {
                // Where there is no browser, the address is printed above.
                let _ = open::that_detached(address);
            }
            Ok(())
        };
        serve(settings, &outside, started).map_err(Failure::Unable)
    }

    /// The printer that is given, or the site's.
    fn printer(&self, site: &Site) -> Result<Option<Printer>, Problem> {
        if self.printer.is_some() {
            return Ok(self.printer.clone());
        }
        let named = site.printer.as_deref().map(str::parse::<Printer>);
        named
            .transpose()
            .map_err(|says| Problem::new("`printer` of countersign.toml is no printer").hint(says))
    }

    /// Only this machine, or others too: then with all that keeps strangers out.
    fn address(self, outside: &Outside) -> Result<Address, Failure> {
        let Some(listen) = self.listen else {
            if self.users.is_some() {
                let says = "users are for a page that other machines reach";
                let hint = "give --listen, --name, --certificate and --key as well, or leave \
                            --users out";
                return Err(unable(Problem::new(says).hint(hint)));
            }
            return Ok(Address::Here(self.port));
        };
        let (Some(certificate), Some(key), Some(users), false) =
            (self.certificate, self.key, self.users, self.name.is_empty())
        else {
            let says = format!("{listen} would let others in without TLS and names");
            let hint = "give --name HOST, --certificate FILE, --key FILE and --users FILE; \
                        `--users FILE --add-user NAME --role ROLE` makes the last one";
            return Err(unable(Problem::new(says).hint(hint)));
        };
        let users = Users::read(&users, outside).map_err(Failure::Unable)?;
        Ok(Address::Open {
            listen,
            names: self.name,
            tls: Tls { certificate, key },
            users: Box::new(users),
        })
    }
}

/// Asks for a password and writes its hash into the file.
fn add_user(file: &Path, name: &str, role: Role, outside: &Outside) -> Result<(), Failure> {
    let password = outside.password("Password: ").map_err(unable)?;
    let added = Users::add(file, name, role, &password, outside);
    added.map_err(|problems: Problems| Failure::Unable(problems))?;
    print(
        &format!("{} may come in as {}", name.trim(), role.name()),
        outside,
    )
}
