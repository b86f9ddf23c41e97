//! `countersign library list`.

use serde::Serialize;

use crate::cli::out::{columns, print, print_json};
use crate::cli::{Failure, OutputFormat, SiteArgument};
use crate::library::{Kind, Library, Status};
use crate::outside::Outside;
use crate::site::Site;

/// Arguments of `library list`.
#[derive(Debug, Default, clap::Args)]
pub(super) struct List {
    /// How the list is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    #[command(flatten)]
    site: SiteArgument,
}

/// One pack in the list.
#[derive(Debug, Serialize)]
struct Listing {
    id: String,
    kind: Kind,
    name: String,
    version: String,
    status: Status,
    approved_by: Option<String>,
    approved: Option<String>,
    reviewers: Vec<String>,
    next_review: String,
    review_is_due: bool,
    risks: usize,
    changed_here: bool,
}

impl List {
    pub(super) fn run(self, outside: &Outside) -> Result<(), Failure> {
        let site = Site::find(self.site.site.as_deref(), outside).map_err(Failure::Unable)?;
        let library = Library::new(site.files(outside)).map_err(Failure::Refused)?;
        let mut listings = Vec::new();
        for id in library.pack_ids() {
            let loaded = library.pack(id).map_err(Failure::Refused)?;
            let (pack, approval) = (&loaded.pack, loaded.approval.as_ref());
            listings.push(Listing {
                id: pack.id.clone(),
                kind: pack.kind,
                name: pack.name.clone(),
                version: pack.review.version.clone(),
                status: library.status(&loaded),
                approved_by: approval.map(|approval| approval.by.clone()),
                approved: approval.map(|approval| approval.date.to_string()),
                reviewers: pack.review.reviewers.clone(),
                next_review: pack.review.next_review.to_string(),
                review_is_due: pack.review.next_review < outside.today(),
                risks: pack.risks.len(),
                changed_here: loaded.changed_here,
            });
        }
        match self.format {
            OutputFormat::Json => print_json(&listings, outside),
            OutputFormat::Text => print(&as_text(&listings), outside),
        }
    }
}

fn as_text(listings: &[Listing]) -> String {
    let head = [
        "id",
        "kind",
        "version",
        "status",
        "reviewers",
        "review due",
        "risks",
        "name",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for listing in listings {
        let kind = match listing.kind {
            Kind::Procedure => "operation",
            Kind::Module => "module",
            Kind::Anaesthesia => "anaesthesia",
        };
        let here = if listing.changed_here { " (site)" } else { "" };
        let status = match (&listing.approved_by, &listing.approved) {
            (Some(by), Some(date)) => format!("approved {date} by {by}"),
            _ => "DRAFT".to_owned(),
        };
        let reviewers = match listing.reviewers.is_empty() {
            true => "none".to_owned(),
            false => listing.reviewers.join(", "),
        };
        let due = if listing.review_is_due {
            " OVERDUE"
        } else {
            ""
        };
        rows.push(vec![
            listing.id.clone(),
            kind.to_owned(),
            format!("{}{here}", listing.version),
            status,
            reviewers,
            format!("{}{due}", listing.next_review),
            listing.risks.to_string(),
            listing.name.clone(),
        ]);
    }
    columns(&rows)
}
