//! The index of an archive: tables in SQLite or PostgreSQL, by the same statements.
//!
//! ```text
//! log ──────┐  every step of every form, chained by hashes: the truth
//! entries ◄─┤  one row a form, to find it by; follows from log and records
//! files   ◄─┘  which file belongs to which form; follows from the log
//! head         the end of the log; whoever writes holds it
//! ```
//!
//! A transaction that adds to the log and changes the rows that follow from it is the one
//! moment at which anything happens in an archive.

mod query;
mod schema;
mod write;

use std::time::Duration;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection, Row as _};

pub use query::Query;
pub(super) use write::Writing;

use super::entry::{FileOf, Row};
use super::log::{Head, LogRecord};
use super::place::Place;
use crate::error::Problem;

/// What a cell reads as that holds no text at all.
const UNREADABLE: &str = "\u{FFFD}";

/// How often a new index is tried: two processes can begin it at once.
const TRIES: u32 = 20;

/// The index of an archive.
#[derive(Debug)]
pub(super) struct Index {
    connection: AnyConnection,
    postgres: bool,
}

/// A record of the log as it stands in its table.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) seq: i64,
    pub(super) form_id: String,
    pub(super) record: String,
    pub(super) hash: String,
}

impl Line {
    /// What it says, if it can be read.
    pub(super) fn parse(&self) -> Option<LogRecord> {
        serde_json::from_str(&self.record).ok()
    }
}

impl Index {
    /// Opens the index of a place; one that is not there yet is made.
    ///
    /// # Errors
    /// The database cannot be reached, or was made by a later version of the program.
    pub(super) async fn open(place: &Place) -> Result<Self, Problem> {
        sqlx::any::install_default_drivers();
        let mut tries = 1;
        loop {
            match Self::try_open(place).await {
                Err(Opening::Busy(problem)) if tries == TRIES => return Err(problem),
                Err(Opening::Busy(_)) => {
                    tokio::time::sleep(Duration::from_millis(50 * u64::from(tries))).await;
                    tries += 1;
                }
                Err(Opening::Never(problem)) => return Err(problem),
                Ok(index) => return Ok(index),
            }
        }
    }

    async fn try_open(place: &Place) -> Result<Self, Opening> {
        let busy = |error| Opening::Busy(failed(error));
        let connection = AnyConnection::connect(&url(&place.index)).await;
        let connection = connection.map_err(unreachable)?;
        let postgres = connection.backend_name() == "PostgreSQL";
        let mut index = Self {
            connection,
            postgres,
        };
        if !postgres {
            // What is committed is on the disk, and readers do not wait for a writer.
            for pragma in [
                "PRAGMA busy_timeout = 60000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA secure_delete = ON",
            ] {
                index.execute(pragma).await.map_err(busy)?;
            }
        }
        let steps = index.text("SELECT CAST(steps AS TEXT) FROM head").await;
        let known = schema::STEPS.len();
        match steps
            .ok()
            .flatten()
            .and_then(|steps| steps.parse::<usize>().ok())
        {
            Some(steps) if steps == known => {}
            Some(steps) if steps > known => {
                let says = "the archive was used by a later version of countersign";
                return Err(Opening::Never(Problem::new(says).hint("use that version")));
            }
            _ => index.take_steps().await.map_err(busy)?,
        }
        Ok(index)
    }

    /// Makes the tables, or those that are missing.
    async fn take_steps(&mut self) -> Result<(), sqlx::Error> {
        let postgres = self.postgres;
        let mut all = self.connection.begin().await?;
        let head = schema::for_database(schema::HEAD, postgres);
        sqlx::query(&head).execute(&mut *all).await?;
        let start = "INSERT INTO head (one, steps, seq, hash) VALUES (1, 0, 0, $1)
            ON CONFLICT (one) DO NOTHING";
        let none = Head::none().hash;
        sqlx::query(start).bind(none).execute(&mut *all).await?;
        let lock = "UPDATE head SET steps = steps WHERE one = 1";
        sqlx::query(lock).execute(&mut *all).await?;
        let steps = sqlx::query("SELECT steps FROM head");
        let taken: i64 = steps.fetch_one(&mut *all).await?.try_get(0)?;
        for statement in schema::STEPS.iter().skip(taken as usize).copied().flatten() {
            let statement = schema::for_database(statement, postgres);
            sqlx::query(&statement).execute(&mut *all).await?;
        }
        sqlx::query("UPDATE head SET steps = $1")
            .bind(schema::STEPS.len() as i64)
            .execute(&mut *all)
            .await?;
        all.commit().await
    }

    async fn execute(&mut self, statement: &str) -> Result<(), sqlx::Error> {
        sqlx::query(statement)
            .execute(&mut self.connection)
            .await
            .map(|_| ())
    }

    /// The first cell of an answer, if it is a text.
    async fn text(&mut self, statement: &str) -> Result<Option<String>, sqlx::Error> {
        let row = sqlx::query(statement)
            .fetch_optional(&mut self.connection)
            .await?;
        Ok(row.map(|row| cell(&row, 0)))
    }

    /// From here on, what is read is as it stands now, whatever others write.
    pub(super) async fn hold_still(&mut self) -> Result<(), Problem> {
        let begin = if self.postgres {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        } else {
            "BEGIN"
        };
        self.execute(begin).await.map_err(failed)?;
        self.head().await.map(|_| ())
    }

    /// The end of what [`hold_still`](Self::hold_still) began.
    pub(super) async fn let_go(&mut self) -> Result<(), Problem> {
        self.execute("ROLLBACK").await.map_err(failed)
    }

    /// Where the log ends, by the table that says so.
    pub(super) async fn head(&mut self) -> Result<Head, Problem> {
        head(&mut self.connection).await
    }

    /// The records of the log from a number on, a page of them.
    pub(super) async fn log(&mut self, after: i64, page: i64) -> Result<Vec<Line>, Problem> {
        let all = "SELECT seq, form_id, record, hash FROM log WHERE seq > $1
            ORDER BY seq LIMIT $2";
        let lines = sqlx::query(all).bind(after).bind(page);
        let lines = lines.fetch_all(&mut self.connection).await;
        Ok(lines.map_err(failed)?.iter().map(line).collect())
    }

    /// The same records in the order of the forms.
    pub(super) async fn log_by_form(
        &mut self,
        after: (&str, i64),
        page: i64,
    ) -> Result<Vec<Line>, Problem> {
        let all = "SELECT seq, form_id, record, hash FROM log
            WHERE (form_id, seq) > ($1, $2) ORDER BY form_id, seq LIMIT $3";
        let lines = sqlx::query(all).bind(after.0.to_owned()).bind(after.1);
        let lines = lines.bind(page).fetch_all(&mut self.connection).await;
        Ok(lines.map_err(failed)?.iter().map(line).collect())
    }

    /// The history of one form.
    pub(super) async fn history(&mut self, form_id: &str) -> Result<Vec<Line>, Problem> {
        history(&mut self.connection, form_id).await
    }

    /// The row of a form.
    pub(super) async fn row(&mut self, form_id: &str) -> Result<Option<Row>, Problem> {
        let rows = rows(&mut self.connection, "WHERE form_id = $1", &[form_id]).await?;
        Ok(rows.into_iter().next())
    }

    /// Forms that have a row and no history.
    pub(super) async fn rows_without_log(&mut self) -> Result<Vec<String>, Problem> {
        self.without_log("entries").await
    }

    /// Forms that have files and no history.
    pub(super) async fn files_without_log(&mut self) -> Result<Vec<String>, Problem> {
        self.without_log("files").await
    }

    async fn without_log(&mut self, table: &str) -> Result<Vec<String>, Problem> {
        let all = format!(
            "SELECT DISTINCT form_id FROM {table} AS held WHERE NOT EXISTS
             (SELECT 1 FROM log WHERE log.form_id = held.form_id) ORDER BY form_id"
        );
        let found = sqlx::query(&all).fetch_all(&mut self.connection).await;
        Ok(found
            .map_err(failed)?
            .iter()
            .map(|row| cell(row, 0))
            .collect())
    }

    /// What the table of files says of a form: number of the record, role, hash, size.
    pub(super) async fn files(
        &mut self,
        form_id: &str,
    ) -> Result<Vec<(i64, String, String, i64)>, Problem> {
        let all = "SELECT seq, role, sha256, bytes FROM files WHERE form_id = $1
            ORDER BY seq, role";
        let found = sqlx::query(all).bind(form_id.to_owned());
        let found = found.fetch_all(&mut self.connection).await;
        let file = |row: &AnyRow| (number(row, 0), cell(row, 1), cell(row, 2), number(row, 3));
        Ok(found.map_err(failed)?.iter().map(file).collect())
    }

    /// The hashes of files that begin with two digits, sorted.
    pub(super) async fn hashes(&mut self, digits: &str) -> Result<Vec<String>, Problem> {
        let all = "SELECT DISTINCT sha256 FROM files WHERE sha256 >= $1 AND sha256 < $2
            ORDER BY sha256";
        let found = sqlx::query(all)
            .bind(digits.to_owned())
            .bind(format!("{digits}g"));
        let found = found.fetch_all(&mut self.connection).await;
        Ok(found
            .map_err(failed)?
            .iter()
            .map(|row| cell(row, 0))
            .collect())
    }

    /// Whether a file belongs to another form as well.
    pub(super) async fn others_use(&mut self, hash: &str, id: &str) -> Result<bool, Problem> {
        let other = "SELECT form_id FROM files WHERE sha256 = $1 AND form_id <> $2 LIMIT 1";
        let found = sqlx::query(other).bind(hash.to_owned()).bind(id.to_owned());
        let found = found.fetch_optional(&mut self.connection).await;
        Ok(found.map_err(failed)?.is_some())
    }

    /// Lets no trace of what was taken out stay in the files of the database.
    pub(super) async fn forget(&mut self) -> Result<(), Problem> {
        let statement = if self.postgres {
            "VACUUM entries"
        } else {
            "PRAGMA wal_checkpoint(TRUNCATE)"
        };
        self.execute(statement).await.map_err(failed)
    }
}

/// Why an index could not be opened.
enum Opening {
    /// Another process may be in the way: worth another try.
    Busy(Problem),
    /// It will not get better.
    Never(Problem),
}

fn unreachable(error: sqlx::Error) -> Opening {
    let problem = Problem::new(format!(
        "the archive's index cannot be opened: {}",
        bare(&error)
    ))
    .hint("check the folder, or the URL, user and password of the database");
    match error {
        sqlx::Error::Database(_) => Opening::Busy(problem),
        _ => Opening::Never(problem),
    }
}

async fn head(connection: &mut AnyConnection) -> Result<Head, Problem> {
    let row = sqlx::query("SELECT seq, hash FROM head WHERE one = 1");
    let row = row.fetch_optional(connection).await.map_err(failed)?;
    let head = row.map(|row| Head {
        seq: number(&row, 0) as u64,
        hash: cell(&row, 1),
    });
    head.ok_or_else(|| {
        Problem::new("the archive's index does not say where its log ends")
            .hint("the row of the table `head` is missing: restore the index from its copy")
    })
}

async fn history(connection: &mut AnyConnection, form_id: &str) -> Result<Vec<Line>, Problem> {
    let all = "SELECT seq, form_id, record, hash FROM log WHERE form_id = $1 ORDER BY seq";
    let lines = sqlx::query(all).bind(form_id.to_owned());
    let lines = lines.fetch_all(connection).await.map_err(failed)?;
    Ok(lines.iter().map(line).collect())
}

async fn rows(
    connection: &mut AnyConnection,
    which: &str,
    values: &[&str],
) -> Result<Vec<Row>, Problem> {
    let all = format!("SELECT {} FROM entries {which}", Row::COLUMNS.join(", "));
    let mut query = sqlx::query(&all);
    for value in values {
        query = query.bind((*value).to_owned());
    }
    let found = query.fetch_all(connection).await.map_err(failed)?;
    let row = |row: &AnyRow| {
        let cells = (0..Row::COLUMNS.len()).map(|column| cell(row, column));
        Row::from_cells(cells.collect())
    };
    Ok(found.iter().map(row).collect())
}

fn line(row: &AnyRow) -> Line {
    Line {
        seq: number(row, 0),
        form_id: cell(row, 1),
        record: cell(row, 2),
        hash: cell(row, 3),
    }
}

/// A cell as text; one that was changed into something else reads as no text could.
fn cell(row: &AnyRow, column: usize) -> String {
    row.try_get(column).unwrap_or_else(|_| UNREADABLE.into())
}

fn number(row: &AnyRow, column: usize) -> i64 {
    row.try_get(column).unwrap_or(-1)
}

/// A file as a row of its table.
pub(super) fn file_cells(seq: u64, file: &FileOf) -> (i64, String, String, i64) {
    let role = file.role.name().to_owned();
    (seq as i64, role, file.sha256.clone(), file.bytes as i64)
}

/// A path may have signs that mean something in a URL.
fn url(index: &str) -> String {
    match index.strip_prefix("sqlite:") {
        Some(path) => {
            let path = path
                .replace('%', "%25")
                .replace('?', "%3F")
                .replace('#', "%23");
            format!("sqlite:{path}?mode=rwc")
        }
        None => index.to_owned(),
    }
}

/// What a database says, without where it is and who asked.
fn bare(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Configuration(_) => "its URL cannot be read".into(),
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

fn failed(error: sqlx::Error) -> Problem {
    Problem::new(format!("the archive's index: {}", bare(&error)))
        .hint("nothing was changed; the same command again is safe")
}
