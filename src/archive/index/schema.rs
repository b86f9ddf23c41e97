//! The tables of the index, and how an older index becomes a newer one.

/// Steps, in order. A step that was released is never changed: a new one follows it. `TEXT`
/// is compared byte by byte in either database.
pub(super) const STEPS: &[&[&str]] = &[
    &[
        "CREATE TABLE log (
        seq BIGINT PRIMARY KEY,
        form_id TEXT NOT NULL,
        record TEXT NOT NULL,
        hash TEXT NOT NULL)",
        "CREATE INDEX log_form ON log (form_id, seq)",
        "CREATE TABLE entries (
        form_id TEXT PRIMARY KEY,
        status TEXT NOT NULL,
        since TEXT NOT NULL,
        on_day TEXT NOT NULL,
        expires TEXT NOT NULL,
        superseded_by TEXT NOT NULL,
        holds TEXT NOT NULL,
        validity_days TEXT NOT NULL,
        added TEXT NOT NULL,
        created TEXT NOT NULL,
        record_number TEXT NOT NULL,
        encounter TEXT NOT NULL,
        family_name TEXT NOT NULL,
        given_names TEXT NOT NULL,
        family_first TEXT NOT NULL,
        given_first TEXT NOT NULL,
        date_of_birth TEXT NOT NULL,
        procedure TEXT NOT NULL,
        operation TEXT NOT NULL,
        side TEXT NOT NULL,
        level TEXT NOT NULL,
        surgeon TEXT NOT NULL,
        surgeon_key TEXT NOT NULL,
        planned_date TEXT NOT NULL,
        profile TEXT NOT NULL,
        content_version TEXT NOT NULL,
        last_change TEXT NOT NULL)",
        "CREATE INDEX entries_number ON entries (record_number, planned_date)",
        "CREATE INDEX entries_family ON entries (family_first, form_id)",
        "CREATE INDEX entries_given ON entries (given_first, form_id)",
        "CREATE INDEX entries_birth ON entries (date_of_birth)",
        "CREATE INDEX entries_procedure ON entries (procedure, planned_date, form_id)",
        "CREATE INDEX entries_surgeon ON entries (surgeon_key, planned_date, form_id)",
        "CREATE INDEX entries_planned ON entries (planned_date, form_id)",
        "CREATE INDEX entries_status ON entries (status, planned_date, form_id)",
        "CREATE INDEX entries_expires ON entries (expires) WHERE expires <> ''",
        "CREATE TABLE files (
        form_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        role TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes BIGINT NOT NULL,
        PRIMARY KEY (form_id, seq, role))",
        "CREATE INDEX files_hash ON files (sha256)",
    ],
    &[
        "ALTER TABLE entries ADD COLUMN pages_back TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE entries ADD COLUMN open_fields TEXT NOT NULL DEFAULT ''",
    ],
];

/// The one row that says where the log ends and which steps were taken. Whoever writes
/// changes it first, and so waits for whoever is writing.
pub(super) const HEAD: &str = "CREATE TABLE IF NOT EXISTS head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    steps BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL)";

/// A statement as a database takes it: PostgreSQL has to be told to compare bytes.
pub(super) fn for_database(statement: &str, postgres: bool) -> String {
    if postgres {
        statement.replace(" TEXT", " TEXT COLLATE \"C\"")
    } else {
        statement.to_owned()
    }
}
