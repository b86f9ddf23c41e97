//! `countersign show`: what a form was made from.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::error::Problems;
use crate::outside::Outside;
use crate::pdf::embedded_data;

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// A form that was made with --embed-data; `-` reads standard input
    form: PathBuf,
}

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let unable = |problem| Failure::Unable(Problems::from(problem));
        let outside = Outside::new().map_err(unable)?;
        let bytes = outside.read(&self.form).map_err(unable)?;
        let mut data = embedded_data(&bytes).map_err(|problem| Failure::Refused(problem.into()))?;
        data.push(b'\n');
        outside.write(Path::new("-"), &data, false).map_err(unable)
    }
}
