//! What jobs do: look at every row, make the form of every good one.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use super::job::{End, Job, What};
use super::print;
use super::sheet::{Looked, Made, Seen, Sheet, State};
use super::sheets::Sheets;
use crate::archive::{Added, Archive, Kept};
use crate::batch::{Batch, Entry, Journal, Keep, Paths, Verdict};
use crate::day::{self, Look, Rows};
use crate::error::{Problem, Problems};
use crate::generator::{Form, Record};
use crate::outside::Outside;
use crate::packet;
use crate::schedule::{Field, Row};
use crate::web::shared::{App, Shared};

/// The packet among the forms.
pub(super) const PACKET: &str = "packet.pdf";
/// The rows without a form, as CSV.
pub(super) const REFUSALS: &str = "refusals.csv";
/// How long an answer waits for a job: most are done by then.
const SOON: Duration = Duration::from_millis(900);

/// Begins a job, unless one is under way; waits a little for its end.
pub(super) async fn start(
    app: &App,
    sheets: &Arc<Sheets>,
    sheet: &Arc<Sheet>,
    what: What,
    actor: &str,
) {
    let (job, is_new) = sheet.begin(what);
    if is_new {
        let (app, sheet, actor) = (app.clone(), sheet.clone(), actor.to_owned());
        let (turns, job) = (sheets.jobs.clone(), job.clone());
        tokio::spawn(async move {
            // A printer that takes its time holds up nobody else.
            let _turn = match job.what() {
                What::Print => None,
                What::Look | What::Make => turns.acquire_owned().await.ok(),
            };
            let working = job.clone();
            let work = tokio::task::spawn_blocking(move || match working.what() {
                What::Look => look(&app, &sheet, &working),
                What::Make => make(&app, &sheet, &working, &actor),
                What::Print => print::packet(&app, &sheet, &actor),
            });
            let end = match work.await {
                Ok(Ok(())) if job.is_stopped() => End::Stopped,
                Ok(Ok(())) => End::Done,
                Ok(Err(problems)) => End::Failed(problems),
                Err(_) => End::Failed(Problem::new("the program failed at this schedule").into()),
            };
            job.finish(end);
        });
    }
    job.wait(SOON).await;
}

/// Looks at every row.
fn look(app: &Shared, sheet: &Sheet, job: &Job) -> Result<(), Problems> {
    let state = sheet.state();
    let mut schedule = sheet.schedule(&state.mended)?;
    let facility = app.site.facility.clone();
    let mut rows = Rows::of(sheet.schedule(&state.mended)?, facility, &sheet.packs);
    let before: BTreeMap<u64, &Look> = match &state.looked {
        None => BTreeMap::new(),
        Some(looked) => looked
            .rows
            .iter()
            .map(|it| (it.look.row.number, &it.look))
            .collect(),
    };
    let mut problems = schedule.ready().err().map_or_else(Vec::new, |it| it.0);
    let mut seen = Vec::new();
    while let (Some(row), Some(read)) = (schedule.next(), rows.next()) {
        if job.is_stopped() {
            return Ok(());
        }
        if let Some(problem) = read.end {
            problems.push(problem);
            break;
        }
        let before = before.get(&read.number).copied();
        let look = Look::at(read, before, &app.generator, sheet.began);
        job.count(look.verdict.is_ok());
        seen.push(Seen::of(&row, look));
    }
    sheet.keep_looked(Looked {
        understanding: schedule.understanding().clone(),
        passed_over: schedule.passed_over().to_vec(),
        rows: seen,
        problems,
    });
    Ok(())
}

impl Seen {
    fn of(row: &Row, look: Look) -> Self {
        let name = match row.text_of(Field::PatientName) {
            name if !name.is_empty() => name,
            _ => {
                let parts = [Field::FamilyName, Field::GivenNames].map(|it| row.text_of(it));
                let parts = parts.iter().filter(|it| !it.is_empty());
                parts.cloned().collect::<Vec<_>>().join(", ")
            }
        };
        let start = row.start().map(|it| it.format("%H:%M").to_string());
        Self {
            look,
            cells: row.texts().map(|it| it.into_owned()).collect(),
            start: start.unwrap_or_default(),
            room: row.room().unwrap_or_default(),
            record_number: row.text_of(Field::RecordNumber),
            name,
            operation: row.text_of(Field::Procedure),
        }
    }
}

/// Makes the form of every good row, and the packet.
fn make(app: &Shared, sheet: &Sheet, job: &Job, actor: &str) -> Result<(), Problems> {
    let state = sheet.state();
    let edition = sheet.edition(&state.mended)?;
    let folder = sheet.folder.path().join(&edition[..16]);
    let paths = Paths::of(&folder, None);
    // The time in every form is that of the upload: made again, they are the same.
    let clock = Outside::at(sheet.began);
    let mut journal = Journal::open(paths.journal.clone(), &edition, &clock)?;
    // What was done before somebody stopped it.
    journal.each(|entry| {
        job.count(is_form(&entry));
        Ok(())
    })?;
    let rows = Rows::of(
        sheet.schedule(&state.mended)?,
        app.site.facility.clone(),
        &sheet.packs,
    );
    let rows = rows.take_while(|_| !job.is_stopped());
    let run = Batch {
        generator: &app.generator,
        folder: &folder,
        jobs: (std::thread::available_parallelism().map_or(1, NonZero::get) / 2).max(1),
        shard: None,
        outside: &app.outside,
    };
    let mut archive = app.archive.as_ref().map(|it| it.open(actor)).transpose()?;
    let days = app.generator.validity_days();
    let mut keep = archive
        .as_mut()
        .map(|archive| |forms: &[(&Form, &Record)]| keep_all(archive, forms, days));
    let keep = keep.as_mut().map(|keep| keep as &mut Keep<'_>);
    run.run_and_keep(rows, &mut journal, keep, &mut |entry| {
        job.count(is_form(entry))
    })?;
    if job.is_stopped() {
        return Ok(());
    }
    job.packing();
    let summary = journal.report(&paths, &app.outside)?;
    let library = app.generator.library();
    let index = packet::Sheet::load(library, app.generator.lang(), app.generator.paper())?;
    let made = day::Made {
        folder: &folder,
        journal: &journal,
        shard: None,
        library,
        packs: &sheet.packs,
        facility: app.site.facility.as_ref(),
        outside: &app.outside,
    };
    app.outside
        .write(&folder.join(REFUSALS), &journal.refusals()?, true)?;
    let packet = made.packet(sheet.schedule(&state.mended)?, &index, 1)?;
    app.outside
        .write(&folder.join(PACKET), &packet.bytes, true)?;
    let mut entries = BTreeMap::new();
    journal.each(|entry| {
        entries.insert(entry.row, entry);
        Ok(())
    })?;
    sheet.keep_made(Made {
        gone: gone(&state, &entries),
        edition,
        folder,
        entries,
        summary,
        packet_pages: packet.pages,
    });
    Ok(())
}

/// Adds forms to the archive; gives what people should hear of each.
fn keep_all(
    archive: &mut Archive,
    forms: &[(&Form, &Record)],
    days: Option<u32>,
) -> Result<Vec<Vec<String>>, Problem> {
    let kept = forms
        .iter()
        .map(|(form, record)| Kept::of(form, record, days));
    let added = archive.add(&kept.collect::<Result<Vec<_>, _>>()?)?;
    let news = |one: &Added| one.is_news().then(|| one.words()).into_iter().collect();
    Ok(added.iter().map(news).collect())
}

fn is_form(entry: &Entry) -> bool {
    matches!(entry.verdict, Verdict::Form { .. })
}

/// Id of the form of an entry.
pub(super) fn form_id(entry: &Entry) -> Option<&str> {
    match &entry.verdict {
        Verdict::Form { form_id, .. } => Some(form_id),
        Verdict::Refused { .. } => None,
    }
}

/// Forms that were made before and are not among those of now: somebody may have printed them.
fn gone(before: &State, now: &BTreeMap<u64, Entry>) -> BTreeSet<(u64, String)> {
    let Some(before) = &before.made else {
        return BTreeSet::new();
    };
    let now: BTreeSet<&str> = now.values().filter_map(form_id).collect();
    let ids = |(row, entry): (&u64, &Entry)| Some((*row, form_id(entry)?.to_owned()));
    let then = before.entries.iter().filter_map(ids);
    let then = then.chain(before.gone.iter().cloned());
    then.filter(|(_, id)| !now.contains(id.as_str())).collect()
}
