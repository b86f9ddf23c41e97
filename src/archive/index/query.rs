//! Finding forms: what was asked, as a statement that an index of the database answers.

use chrono::NaiveDate;
use sqlx::any::AnyRow;

use super::{Index, cell, failed, rows};
use crate::archive::entry::Row;
use crate::archive::life::Status;
use crate::case::search_key;
use crate::error::Problem;

/// What is looked for; everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Id of the form.
    pub form_id: Option<String>,
    /// Record number, exactly.
    pub record_number: Option<String>,
    /// How the name begins, family or given name first, without case and accents.
    pub name: Option<String>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// Id of the operation's pack.
    pub procedure: Option<String>,
    /// How words of the surgeon's name begin.
    pub surgeon: Option<String>,
    /// Planned on this day or later.
    pub planned_from: Option<NaiveDate>,
    /// Planned before this day.
    pub planned_before: Option<NaiveDate>,
    /// One of these; any if none is given.
    pub status: Vec<Status>,
    /// No more than this.
    pub limit: Option<u32>,
}

/// Conditions of a statement, with their values.
#[derive(Debug, Clone, Default)]
struct Conditions {
    says: Vec<String>,
    values: Vec<String>,
}

impl Conditions {
    fn add(&mut self, column_and_sign: &str, value: impl Into<String>) {
        self.values.push(value.into());
        self.says
            .push(format!("{column_and_sign} ${}", self.values.len()));
    }

    fn one_of(&mut self, column: &str, values: impl IntoIterator<Item = String>) {
        let first = self.values.len() + 1;
        self.values.extend(values);
        let places: Vec<String> = (first..=self.values.len())
            .map(|n| format!("${n}"))
            .collect();
        self.says
            .push(format!("{column} IN ({})", places.join(", ")));
    }

    fn begins(&mut self, column: &str, key: &str) {
        self.add(&format!("{column} >="), key);
        self.add(&format!("{column} <"), after(key));
    }
}

impl Index {
    /// The forms that are looked for, by planned day; those of a name by name.
    pub(in crate::archive) async fn find(&mut self, query: &Query) -> Result<Vec<Row>, Problem> {
        let mut common = Conditions::default();
        for (column, value) in [
            ("form_id =", &query.form_id),
            ("record_number =", &query.record_number),
            ("procedure =", &query.procedure),
        ] {
            if let Some(value) = value {
                common.add(column, value);
            }
        }
        for (column, day) in [
            ("date_of_birth =", query.born),
            ("planned_date >=", query.planned_from),
            ("planned_date <", query.planned_before),
        ] {
            if let Some(day) = day {
                common.add(column, day.to_string());
            }
        }
        if query.planned_before.is_some() && query.planned_from.is_none() {
            // A form without a day is not before one.
            common.add("planned_date >", "");
        }
        if !query.status.is_empty() {
            let names = query.status.iter().map(|status| status.name().to_owned());
            common.one_of("status", names);
        }
        if let Some(surgeon) = &query.surgeon {
            let surgeons = self.surgeons(surgeon).await?;
            if surgeons.is_empty() {
                return Ok(Vec::new());
            }
            common.one_of("surgeon_key", surgeons);
        }
        let Some(name) = &query.name else {
            return self
                .select(&common, "planned_date, form_id", query.limit)
                .await;
        };
        let key = search_key(name);
        let mut found = Vec::new();
        for column in ["family_first", "given_first"] {
            let mut conditions = common.clone();
            conditions.begins(column, &key);
            let order = format!("{column}, form_id");
            found.extend(self.select(&conditions, &order, query.limit).await?);
        }
        found.sort_by(|a: &Row, b| {
            let order = |row: &Row| (row.family_first.clone(), row.form_id.clone());
            order(a).cmp(&order(b))
        });
        found.dedup();
        found.truncate(query.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(found)
    }

    async fn select(
        &mut self,
        conditions: &Conditions,
        order: &str,
        limit: Option<u32>,
    ) -> Result<Vec<Row>, Problem> {
        let conditions_or_none = if conditions.says.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", conditions.says.join(" AND "))
        };
        let mut which = format!("{conditions_or_none} ORDER BY {order}");
        if let Some(limit) = limit {
            which.push_str(&format!(" LIMIT {limit}"));
        }
        let values: Vec<&str> = conditions.values.iter().map(String::as_str).collect();
        rows(&mut self.connection, &which, &values).await
    }

    /// The surgeons of whose name some words begin so. There are few, so each is looked up in
    /// the index instead of going through all forms.
    async fn surgeons(&mut self, name: &str) -> Result<Vec<String>, Problem> {
        let all = "WITH RECURSIVE known(key) AS (
                SELECT min(surgeon_key) FROM entries
                UNION ALL
                SELECT (SELECT min(surgeon_key) FROM entries WHERE surgeon_key > known.key)
                FROM known WHERE known.key IS NOT NULL)
            SELECT key FROM known WHERE key > ''";
        let found = sqlx::query(all).fetch_all(&mut self.connection).await;
        let known: Vec<String> = found
            .map_err(failed)?
            .iter()
            .map(|row: &AnyRow| cell(row, 0))
            .collect();
        let wanted = search_key(name);
        let has = |surgeon: &String| {
            let begins = |word| surgeon.split(' ').any(|own| own.starts_with(word));
            wanted.split(' ').all(begins)
        };
        Ok(known.into_iter().filter(has).collect())
    }

    /// Live forms that no longer hold on a day.
    pub(in crate::archive) async fn expired(
        &mut self,
        today: NaiveDate,
    ) -> Result<Vec<Row>, Problem> {
        let today = today.to_string();
        let which = "WHERE expires <> '' AND expires <= $1 ORDER BY expires, form_id";
        rows(&mut self.connection, which, &[&today]).await
    }

    /// Forms that came in before a day and whose files are still there, in their order.
    pub(in crate::archive) async fn settled(
        &mut self,
        before: NaiveDate,
        after: &str,
        page: i64,
    ) -> Result<Vec<Row>, Problem> {
        let which = format!(
            "WHERE since < $1 AND status NOT IN ('destroyed', 'destroying') AND form_id > $2
             ORDER BY form_id LIMIT {page}"
        );
        rows(&mut self.connection, &which, &[&before.to_string(), after]).await
    }
}

/// Comes after every text that begins with a key, in the order of bytes.
fn after(key: &str) -> String {
    format!("{key}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_begins_so_lies_between() {
        for name in ["mull", "muller", "mull\u{1F600}", "mullz z"] {
            assert!("mull" <= name && name < after("mull").as_str());
        }
        assert!("mum" > after("mull").as_str());
    }
}
