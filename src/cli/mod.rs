//! The command line: arguments in, exit status out.
//!
//! Results go to standard output, everything else to standard error. Exit status
//! 0: all good; 1: it ran, but a check said no; 2: it could not run.

mod archive;
mod batch;
mod check;
mod init;
mod input;
mod library;
mod out;
mod packet;
mod print;
mod render;
mod serve;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::error::Problems;

/// Turns a surgical case into an informed-consent form that is ready to be signed.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, after_help = EXIT_STATUS)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "Exit status: 0 all good; 1 it ran, but the form may not be issued; 2 it could not run.\n\
    The medical content that comes with countersign is a draft: clinicians of your hospital must approve it.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Make one consent form from one case
    Render(render::Render),
    /// Make a form, or say why not, for every row of a schedule
    Batch(batch::Batch),
    /// Open a page in the browser on which forms are made and printed
    Serve(serve::Serve),
    /// Say whether a case, a pack or a site is complete, readable and approved
    Check(check::Check),
    /// Keep forms, find them, follow their life, prove that nothing was changed
    Archive(archive::ArchiveCommand),
    /// List, show, compare and approve the content of the library
    Library(library::LibraryCommand),
    /// Print what a form was made from, as JSON
    Show(show::Show),
    /// Write the shipped packs, layouts, themes and fonts into a folder, to be changed there
    Init(init::Init),
}

/// Where a site keeps its own files.
#[derive(Debug, Default, clap::Args)]
struct SiteArgument {
    /// Folder with the site's own files (countersign.toml, templates, fonts); without it,
    /// countersign.toml is looked for in the working directory and above
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
}

/// How a list or a report is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Why a command did not succeed.
enum Failure {
    /// It ran, and says no.
    Refused(Problems),
    /// It ran, says no, and has printed why as its result.
    Told,
    /// It could not run.
    Unable(Problems),
}

/// Runs the command of this process.
#[expect(clippy::print_stderr, reason = "this is the command line's edge")]
pub fn main() -> ExitCode {
    // What a panic says can hold a patient's text; where it happened cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        eprintln!("the program failed at {}", place.unwrap_or_default());
    }));
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Render(render) => render.run(),
        Command::Batch(batch) => batch.run(),
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Archive(archive) => archive.run(),
        Command::Library(library) => library.run(),
        Command::Show(show) => show.run(),
        Command::Init(init) => init.run().map_err(Failure::Unable),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Told) => ExitCode::from(1),
        Err(Failure::Refused(problems)) => {
            eprintln!("{problems}");
            ExitCode::from(1)
        }
        Err(Failure::Unable(problems)) => {
            eprintln!("{problems}");
            ExitCode::from(2)
        }
    }
}
