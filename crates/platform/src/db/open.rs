//! Opens a database: which one, its version, its threads.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::append::Kinds;
use super::connection::Transaction;
use super::heads::{self, Heads};
use super::migrate::{Scripts, migrate};
use super::postgres::Postgres;
use super::read::Readers;
use super::sqlite::Sqlite;
use super::times::Times;
use super::writers::{Connect, Writers};
use super::{Backend, DbError, DbOptions, OpenError, Shared, Sql as _, statistics, values};
use crate::ledger::{Chain, Witness};
use crate::seals::Sealer;

/// How many scopes are written at once on PostgreSQL. More wait their turn.
const POSTGRES_WRITERS: usize = 8;
/// What two servers that start at once on one PostgreSQL take turns by.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7815245217)";

/// Everything behind a [`super::Db`].
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    pub(crate) writers: Arc<Writers>,
    pub(crate) readers: Arc<Readers>,
    pub(crate) kinds: Kinds,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Which database.
#[derive(Clone)]
enum Target {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Inner {
    pub(crate) fn open(options: DbOptions) -> Result<Self, OpenError> {
        let target = Target::parse(&options.url)?;
        let shared = std::thread::scope(|scope| {
            // A client of PostgreSQL panics on a tokio worker, and the caller may be on one.
            scope
                .spawn(|| prepare(&target, options))
                .join()
                .unwrap_or_else(|_| Err(OpenError::Unavailable("opening it panicked".to_owned())))
        })?;
        let shared = Arc::new(shared);
        let (writers, mut threads) = Writers::start(target.writers(), &target.connect(true), &shared);
        let (readers, more) = Readers::start(readers(), &target.connect(false), &shared);
        threads.extend(more);
        threads.extend(target.helpers(&shared));
        Ok(Self { shared, writers, readers, kinds: Kinds::default(), threads: Mutex::new(threads) })
    }

    /// Tells every thread to finish what is waiting and to end.
    fn end(&self) {
        self.writers.close();
        self.readers.close();
        self.shared.closed.store(true, Ordering::Relaxed);
        self.shared.heads.close();
        self.shared.witness.close();
    }

    /// The same, and waits for them.
    pub(crate) fn close(&self) {
        self.end();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        for thread in threads {
            // A thread that panicked has already said so.
            let _ = thread.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

impl Target {
    fn parse(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:")
            && !path.is_empty()
        {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(OpenError::Url(url.to_owned()))
    }

    fn writers(&self) -> usize {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(_) => POSTGRES_WRITERS,
        }
    }

    fn connect(&self, writing: bool) -> Connect {
        match self.clone() {
            Self::Sqlite(path) => Arc::new(move || {
                let sqlite = if writing { Sqlite::writer_with_mover(&path)? } else { Sqlite::reader(&path)? };
                Ok(Box::new(sqlite) as Box<dyn Transaction>)
            }),
            Self::Postgres(url) => Arc::new(move || {
                let postgres = if writing { Postgres::writer(&url)? } else { Postgres::reader(&url)? };
                Ok(Box::new(postgres) as Box<dyn Transaction>)
            }),
        }
    }

    /// The threads that neither read nor write for callers.
    fn helpers(&self, shared: &Arc<Shared>) -> Vec<JoinHandle<()>> {
        let witness = shared.clone();
        let mut threads = vec![start("witness", move || witness.witness.work())];
        if let Self::Postgres(url) = self.clone() {
            let shared = shared.clone();
            threads.push(start("heads", move || heads::listen(&shared, &url)));
        }
        threads
    }
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .expect("a server that cannot start a thread cannot run")
}

/// Connects for the first time: version, migrations, witness.
fn prepare(target: &Target, options: DbOptions) -> Result<Shared, OpenError> {
    let unavailable = |error: DbError| OpenError::Unavailable(error.to_string());
    let mut database: Box<dyn Scripts> = match target {
        Target::Sqlite(path) => Box::new(Sqlite::writer(path).map_err(unavailable)?),
        Target::Postgres(url) => {
            let mut postgres = Postgres::reader(url).map_err(unavailable)?;
            refuse_other_encodings(&mut postgres)?;
            postgres.batch(MIGRATION_LOCK).map_err(unavailable)?;
            Box::new(postgres)
        }
    };
    migrate(database.as_mut(), options.migrations, options.clock.now_ms())?;
    let backend = database.backend();
    if backend == Backend::Sqlite {
        // Only now: a database that was refused is not touched, not even its header.
        database.script("PRAGMA journal_mode=WAL").map_err(unavailable)?;
        statistics::tell(database.as_mut()).map_err(unavailable)?;
    }
    match_secret(database.as_mut(), &options)?;
    let witness = Witness::open(&options.secret, database.as_mut()).map_err(unavailable)?;
    let certain_ms =
        Chain::latest_ms(database.as_mut(), &mut Sealer::new(&options.secret)).map_err(unavailable)?;
    let alone = backend == Backend::Sqlite;
    Ok(Shared {
        backend,
        heads: Heads::new(alone, options.clock.monotonic_ms()),
        times: Times::new(options.clock.clone(), certain_ms),
        clock: options.clock,
        random: options.random,
        secret: options.secret,
        sealed: options.sealed,
        witness,
        closed: AtomicBool::new(false),
    })
}

/// Refuses another server's secret file; a new database takes the one it is given.
fn match_secret(database: &mut dyn Scripts, options: &DbOptions) -> Result<(), OpenError> {
    let unavailable = |error: DbError| OpenError::Unavailable(error.to_string());
    let given = options.secret.fingerprint();
    let found = database.query("SELECT fingerprint FROM secret_file", &[]).map_err(unavailable)?;
    match found.first().and_then(|row| row.text(0)) {
        Some(found) if found == given => Ok(()),
        Some(found) => Err(OpenError::SecretOther { found: found.to_owned(), given }),
        None => database
            .execute(
                "INSERT INTO secret_file (fingerprint, first_at) VALUES ($1, $2)",
                &values![given, options.clock.now_ms()],
            )
            .map(drop)
            .map_err(unavailable),
    }
}

/// Names of many countries need UTF-8, and a database keeps the encoding it was made with.
fn refuse_other_encodings(postgres: &mut Postgres) -> Result<(), OpenError> {
    let rows = postgres
        .query("SELECT getdatabaseencoding()", &[])
        .map_err(|error| OpenError::Unavailable(error.to_string()))?;
    match rows.first().and_then(|row| row.text(0)) {
        Some("UTF8") => Ok(()),
        other => Err(OpenError::Unavailable(format!(
            "its encoding is {}: make it with CREATE DATABASE … ENCODING 'UTF8'",
            other.unwrap_or("unknown")
        ))),
    }
}

/// Reads hardly wait for anything but the processor and the disk.
fn readers() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8))
}
