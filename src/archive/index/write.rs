//! Writing: records of the log, and the rows that follow from them, in one transaction.

use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Any, Connection, Transaction};

use super::{Index, Line, failed, file_cells, head, history, rows};
use crate::archive::entry::{FileOf, Row};
use crate::archive::log::{Action, Head, LogRecord};
use crate::error::Problem;

/// Everything written through it is there at once after [`commit`](Self::commit), or never.
/// There is only one at a time, in all processes.
#[derive(Debug)]
pub(in crate::archive) struct Writing<'c> {
    all: Transaction<'c, Any>,
    head: Head,
    at: DateTime<Utc>,
    actor: String,
}

impl Index {
    /// Waits until nobody else writes, and begins.
    pub(in crate::archive) async fn write(
        &mut self,
        actor: &str,
        at: DateTime<Utc>,
    ) -> Result<Writing<'_>, Problem> {
        let mut all = self.connection.begin().await.map_err(failed)?;
        // The first statement writes: so this waits for others before it has read anything.
        let lock = sqlx::query("UPDATE head SET seq = seq WHERE one = 1");
        lock.execute(&mut *all).await.map_err(failed)?;
        let head = head(&mut all).await?;
        let mut writing = Writing {
            all,
            head,
            at: at.trunc_subsecs(0),
            actor: actor.to_owned(),
        };
        if writing.head.seq == 0 {
            writing.log("", "", Action::Begun).await?;
        }
        Ok(writing)
    }
}

impl Writing<'_> {
    /// Adds a record to the log.
    pub(in crate::archive) async fn log(
        &mut self,
        form: &str,
        object: &str,
        action: Action,
    ) -> Result<LogRecord, Problem> {
        let record = LogRecord {
            seq: self.head.seq + 1,
            at: self.at,
            actor: self.actor.clone(),
            form: form.to_owned(),
            object: object.to_owned(),
            action,
            previous: self.head.hash.clone(),
        };
        let (line, hash) = record.to_line()?;
        sqlx::query("INSERT INTO log (seq, form_id, record, hash) VALUES ($1, $2, $3, $4)")
            .bind(record.seq as i64)
            .bind(form.to_owned())
            .bind(line)
            .bind(hash.clone())
            .execute(&mut *self.all)
            .await
            .map_err(failed)?;
        self.head = Head {
            seq: record.seq,
            hash,
        };
        Ok(record)
    }

    /// The history of a form.
    pub(in crate::archive) async fn history(
        &mut self,
        form_id: &str,
    ) -> Result<Vec<Line>, Problem> {
        history(&mut self.all, form_id).await
    }

    /// The row of a form.
    pub(in crate::archive) async fn row(&mut self, form_id: &str) -> Result<Option<Row>, Problem> {
        let found = rows(&mut self.all, "WHERE form_id = $1", &[form_id]).await?;
        Ok(found.into_iter().next())
    }

    /// The rows of a patient, by record number.
    pub(in crate::archive) async fn rows_of_patient(
        &mut self,
        record_number: &str,
    ) -> Result<Vec<Row>, Problem> {
        let which = "WHERE record_number = $1 ORDER BY created, form_id";
        rows(&mut self.all, which, &[record_number]).await
    }

    /// A new row.
    pub(in crate::archive) async fn insert(&mut self, row: &Row) -> Result<(), Problem> {
        let places: Vec<String> = (1..=Row::COLUMNS.len()).map(|n| format!("${n}")).collect();
        let (columns, places) = (Row::COLUMNS.join(", "), places.join(", "));
        let statement = format!("INSERT INTO entries ({columns}) VALUES ({places})");
        self.with_cells(&statement, row).await
    }

    /// Another row in place of the one that a form has.
    pub(in crate::archive) async fn update(&mut self, row: &Row) -> Result<(), Problem> {
        let columns = Row::COLUMNS.iter().zip(1..);
        let columns: Vec<String> = columns
            .map(|(column, n)| format!("{column} = ${n}"))
            .collect();
        let columns = columns.join(", ");
        let statement = format!("UPDATE entries SET {columns} WHERE form_id = $1");
        self.with_cells(&statement, row).await
    }

    async fn with_cells(&mut self, statement: &str, row: &Row) -> Result<(), Problem> {
        let mut query = sqlx::query(statement);
        for cell in row.cells() {
            query = query.bind(cell.to_owned());
        }
        let done = query.execute(&mut *self.all).await;
        done.map(|_| ()).map_err(failed)
    }

    /// The files that a record of the log brought.
    pub(in crate::archive) async fn files(
        &mut self,
        form_id: &str,
        seq: u64,
        files: &[FileOf],
    ) -> Result<(), Problem> {
        let statement = "INSERT INTO files (form_id, seq, role, sha256, bytes)
            VALUES ($1, $2, $3, $4, $5)";
        for file in files {
            let (seq, role, sha256, bytes) = file_cells(seq, file);
            let one = sqlx::query(statement).bind(form_id.to_owned()).bind(seq);
            let one = one.bind(role).bind(sha256).bind(bytes);
            one.execute(&mut *self.all).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Lets go of the files of a form that was destroyed.
    pub(in crate::archive) async fn no_files(&mut self, form_id: &str) -> Result<(), Problem> {
        let all = sqlx::query("DELETE FROM files WHERE form_id = $1").bind(form_id.to_owned());
        let done = all.execute(&mut *self.all).await;
        done.map(|_| ()).map_err(failed)
    }

    /// Lets go of everything, so that others can write.
    pub(in crate::archive) async fn abandon(self) -> Result<(), Problem> {
        self.all.rollback().await.map_err(failed)
    }

    /// Makes it so.
    pub(in crate::archive) async fn commit(mut self) -> Result<Head, Problem> {
        sqlx::query("UPDATE head SET seq = $1, hash = $2 WHERE one = 1")
            .bind(self.head.seq as i64)
            .bind(self.head.hash.clone())
            .execute(&mut *self.all)
            .await
            .map_err(failed)?;
        self.all.commit().await.map_err(failed)?;
        Ok(self.head)
    }
}
