//! An archive to try: where it is, what goes into it, and ways around its door.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use countersign::archive::{Added, Archive, Kept, Place, Verified};
use countersign::outside::Outside;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sqlx::{AnyConnection, Connection, Row};

use crate::support::{Desk, EPOCH, Run, clock};

/// An archive of one kind, empty at first.
pub(crate) struct House {
    pub(crate) desk: Desk,
    /// What `--archive` is given.
    pub(crate) store: String,
    /// The URL of the index, if it is not in the folder.
    pub(crate) index: Option<String>,
}

/// Runs a test in each kind of house that can be had.
pub(crate) fn houses(test: impl Fn(&House)) {
    test(&House::folder());
    if let Some(house) = House::group() {
        test(&house);
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl House {
    /// A folder with SQLite.
    pub(crate) fn folder() -> Self {
        let desk = Desk::new();
        Self {
            store: desk.path("archive").to_str().unwrap().to_owned(),
            desk,
            index: None,
        }
    }

    /// A bucket with PostgreSQL.
    pub(crate) fn group() -> Option<Self> {
        let bucket = std::env::var("COUNTERSIGN_TEST_S3");
        let database = std::env::var("COUNTERSIGN_TEST_POSTGRES");
        let (Ok(bucket), Ok(database)) = (bucket, database) else {
            assert!(
                std::env::var("COUNTERSIGN_JUDGES_REQUIRED").is_err(),
                "there is no S3 server and no PostgreSQL: tests/servers/up starts them"
            );
            eprintln!(
                "skipped: the archive on S3 and PostgreSQL; tests/servers/up starts the servers"
            );
            return None;
        };
        let name = format!(
            "t{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        sql(
            &format!("{database}/postgres"),
            &format!("CREATE DATABASE {name}"),
        );
        Some(Self {
            desk: Desk::new(),
            store: format!("{bucket}/{name}"),
            index: Some(format!("{database}/{name}")),
        })
    }

    pub(crate) fn place(&self) -> Place {
        Place::parse(&self.store, self.index.as_deref()).unwrap()
    }

    /// The archive, the clock at [`EPOCH`].
    pub(crate) fn open(&self) -> Archive {
        self.open_at(clock())
    }

    pub(crate) fn open_at(&self, now: DateTime<Utc>) -> Archive {
        Archive::open(&self.place(), "tester", true, &Outside::at(now)).unwrap()
    }

    /// Adds forms that were never made: the archive does not know.
    pub(crate) fn add(&self, patients: &[Patient]) -> Vec<Added> {
        let kept: Vec<Kept> = patients.iter().map(Patient::kept).collect();
        self.open().add(&kept).unwrap()
    }

    pub(crate) fn verify(&self) -> Verified {
        self.open().verify(&[]).unwrap()
    }

    /// Nothing is wrong, and so many forms are there.
    pub(crate) fn is_whole(&self, forms: u64) -> Verified {
        let verified = self.verify();
        assert_eq!(verified.faults, [], "{}", self.store);
        assert_eq!(verified.forms, forms, "{}", self.store);
        verified
    }

    /// The command in this house.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .args(arguments)
            .current_dir(self.desk.folder.path())
            .env("SOURCE_DATE_EPOCH", EPOCH.to_string())
            .env("COUNTERSIGN_ARCHIVE", &self.store)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(index) = &self.index {
            command.env("COUNTERSIGN_ARCHIVE_INDEX", index);
        }
        command
    }

    /// Runs the command in this house.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            status: output.status.code().unwrap(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a statement on the index, past the program.
    pub(crate) fn sql(&self, statement: &str) -> u64 {
        sql(&self.index_url(), statement)
    }

    /// One cell of the index, as text.
    pub(crate) fn cell(&self, query: &str) -> String {
        sqlx::any::install_default_drivers();
        block_on(async {
            let mut connection = AnyConnection::connect(&self.index_url()).await.unwrap();
            let row = sqlx::query(query).fetch_one(&mut connection).await.unwrap();
            let cell = row.get::<String, _>(0);
            connection.close().await.unwrap();
            cell
        })
    }

    fn index_url(&self) -> String {
        let file = PathBuf::from(&self.store).join("index.sqlite");
        let inside = format!("sqlite:{}", file.display());
        self.index.clone().unwrap_or(inside)
    }

    fn objects_store(&self) -> (Arc<dyn ObjectStore>, Path) {
        match self.store.strip_prefix("s3://") {
            None => {
                let folder = PathBuf::from(&self.store).join("objects");
                let store = LocalFileSystem::new_with_prefix(folder).unwrap();
                (Arc::new(store), Path::default())
            }
            Some(rest) => {
                let _ = rustls::crypto::ring::default_provider().install_default();
                let (bucket, prefix) = rest.split_once('/').unwrap();
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
                let parts = [prefix, "objects"];
                (Arc::new(store.unwrap()), Path::from_iter(parts))
            }
        }
    }

    /// The hashes of all objects, past the program.
    pub(crate) fn objects(&self) -> Vec<String> {
        let (store, base) = self.objects_store();
        block_on(async {
            let all: Vec<_> = store.list(Some(&base)).try_collect().await.unwrap();
            let names = all
                .iter()
                .map(|object| object.location.filename().unwrap().to_owned());
            let mut names: Vec<String> = names.collect();
            names.sort();
            names
        })
    }

    fn at(&self, name: &str) -> (Arc<dyn ObjectStore>, Path) {
        let (store, base) = self.objects_store();
        let path = match name.len() {
            64 => format!("{}/{name}", &name[..2]),
            _ => name.to_owned(),
        };
        let base = base.to_string();
        let path = if base.is_empty() {
            path
        } else {
            format!("{base}/{path}")
        };
        (store, Path::parse(path).unwrap())
    }

    /// The bytes of an object.
    pub(crate) fn object(&self, name: &str) -> Vec<u8> {
        let (store, path) = self.at(name);
        block_on(async {
            store
                .get(&path)
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap()
                .to_vec()
        })
    }

    /// Writes an object, past the program.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let (store, path) = self.at(name);
        block_on(async { store.put(&path, bytes.to_vec().into()).await.unwrap() });
    }

    /// Removes an object, past the program.
    pub(crate) fn delete(&self, name: &str) {
        let (store, path) = self.at(name);
        block_on(async { store.delete(&path).await.unwrap() });
    }
}

fn sql(url: &str, statement: &str) -> u64 {
    sqlx::any::install_default_drivers();
    block_on(async {
        let mut connection = AnyConnection::connect(url).await.unwrap();
        let done = sqlx::query(statement).execute(&mut connection).await;
        let rows = done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        connection.close().await.unwrap();
        rows.rows_affected()
    })
}

fn block_on<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(what)
}

/// Who a form is for, as far as an archive looks.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    pub(crate) form_id: String,
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) number: String,
    pub(crate) born: String,
    pub(crate) procedure: String,
    pub(crate) side: String,
    pub(crate) surgeon: String,
    pub(crate) planned: String,
    pub(crate) profile: String,
    pub(crate) version: String,
    /// Seconds after [`EPOCH`] at which the form was made.
    pub(crate) made: i64,
    pub(crate) validity_days: Option<u32>,
}

impl Patient {
    /// A patient by number; every number gives another one.
    pub(crate) fn new(n: u32) -> Self {
        Self {
            form_id: form_id(n),
            family: format!("Müller-{n}"),
            given: "Ägidius".into(),
            number: format!("{n:08}"),
            born: "1961-03-14".into(),
            procedure: "foraminotomy".into(),
            side: "left".into(),
            surgeon: "Dr. Ada Example".into(),
            planned: "2026-12-01".into(),
            profile: "core".into(),
            version: "1.0.0-ABCD".into(),
            made: 0,
            validity_days: None,
        }
    }

    /// The same patient and operation on another form.
    pub(crate) fn other(&self, n: u32, made: i64) -> Self {
        Self {
            form_id: form_id(n),
            made,
            ..self.clone()
        }
    }

    pub(crate) fn kept(&self) -> Kept {
        let created = DateTime::from_timestamp(EPOCH + self.made, 0).unwrap();
        let record = serde_json::json!({
            "created": created.to_rfc3339(),
            "consent": {
                "form_id": self.form_id,
                "profile": self.profile,
                "content_version": self.version,
                "patient": {
                    "family_name": self.family,
                    "given_names": self.given,
                    "record_number": self.number,
                    "date_of_birth": {"iso": self.born},
                },
                "surgeon": {"name": self.surgeon},
                "procedure": {
                    "pack": self.procedure,
                    "operation": format!("{}, {}", self.procedure, self.side),
                    "side": self.side,
                    "planned_date": {"iso": self.planned},
                },
            },
        });
        let form = format!(
            "%PDF {} <pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\
             <pdfuaid:part>1</pdfuaid:part> {created}",
            self.form_id
        );
        Kept {
            form: form.into_bytes(),
            record: record.to_string().into_bytes(),
            report: format!("{{\"form_id\": \"{}\"}}", self.form_id).into_bytes(),
            validity_days: self.validity_days,
        }
    }
}

/// The n-th form id.
pub(crate) fn form_id(n: u32) -> String {
    let digits = format!("{n:011}");
    let check = countersign::consent::check_character(&digits).unwrap();
    format!("{}-{}-{}{check}", &digits[..4], &digits[4..8], &digits[8..])
}
