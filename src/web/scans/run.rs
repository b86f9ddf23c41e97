//! The job of a tray: its files, one after another, go through the archive's own room.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::tray::{Job, Report, Scan, Tray};
use super::trays::Trays;
use super::upload::OF_ONE;
use crate::archive::{Incoming, Reconciled, ScanFiled};
use crate::error::{Problem, Problems};
use crate::web::job::End;
use crate::web::shared::{App, Shared};

/// How long an answer waits for a job: a sheet or two are done by then.
const SOON: Duration = Duration::from_millis(900);

/// Begins the job of a tray, unless it is under way; waits a little for its end.
pub(super) async fn start(app: &App, trays: &Arc<Trays>, tray: &Arc<Tray>, actor: &str) {
    let (job, is_new) = tray.begin();
    if is_new {
        let (app, tray, actor) = (app.clone(), tray.clone(), actor.to_owned());
        let (turns, job) = (trays.jobs.clone(), job.clone());
        tokio::spawn(async move {
            let _turn = turns.acquire_owned().await;
            let working = job.clone();
            let work = tokio::task::spawn_blocking(move || file(&app, &tray, &working, &actor));
            let end = match work.await {
                Ok(Ok(())) if job.is_stopped() => End::Stopped,
                Ok(Ok(())) => End::Done,
                Ok(Err(problem)) => End::Failed(problem.into()),
                Err(_) => End::Failed(broken()),
            };
            job.finish(end);
        });
    }
    job.wait(SOON).await;
}

fn broken() -> Problems {
    let says = "the program failed at these scans";
    let hint = "what was filed is filed; file the others one by one, so that the one that it \
                fails at is known";
    Problem::new(says).hint(hint).into()
}

/// Files what the files hold.
fn file(app: &Shared, tray: &Tray, job: &Job, actor: &str) -> Result<(), Problem> {
    let keeper = app.archive.as_ref();
    let keeper = keeper.ok_or_else(|| Problem::new("there is no archive"))?;
    let mut archive = keeper.open(actor)?;
    // Read when it is its turn, and let go of before the next one.
    let incoming = tray.scans.iter().map(|scan| Incoming {
        name: scan.name.clone(),
        bytes: app
            .outside
            .read_up_to(&scan.path, OF_ONE as u64)
            .map_err(|_| gone()),
    });
    let reconciled = archive.reconcile_and_tell(incoming, tray.signed_on, &mut |along| {
        job.counts.note(along);
        !job.is_stopped()
    })?;
    let mut rows = BTreeMap::new();
    for form in &reconciled.forms {
        rows.insert(form.form_id.clone(), archive.entry(&form.form_id)?.row);
    }
    if !job.is_stopped() {
        remove_filed(app, &tray.scans, &reconciled);
    }
    tray.keep(Report { reconciled, rows });
    Ok(())
}

/// A message of the door would name a file that nobody knows by that name.
fn gone() -> Problem {
    Problem::new("the file is not there any more").hint("bring it again")
}

/// What is wholly with its forms need not lie here as well.
fn remove_filed(app: &Shared, scans: &[Scan], reconciled: &Reconciled) {
    let is_filed = |filed: &ScanFiled| {
        let mut sheets = filed.sheets.iter();
        filed.problem.is_none() && !sheets.any(|it| it.sight.needs_attention())
    };
    let filed = scans.iter().zip(&reconciled.files);
    for (scan, _) in filed.filter(|(_, filed)| is_filed(filed)) {
        // One that cannot be removed goes with its folder.
        let _ = app.outside.remove(&scan.path);
    }
}
