//! Databases that a test makes and drops: the same test on SQLite and on PostgreSQL.
//!
//! ```ignore
//! both_databases!(a_number_counts_up);
//!
//! async fn a_number_counts_up(t: TestDb) {
//!     let done = t.db().write(ScopeNo(1), &By::system("test"), |w| …).await;
//! }
//! ```
//! makes the tests `a_number_counts_up::sqlite` and `a_number_counts_up::postgres`. A server's tests
//! give their own beginning: `both_databases!(start; a, b)` calls `start(Backend) -> T` for each.
//!
//! The PostgreSQL server is named by `LICENTIA_TEST_POSTGRES`, which `cargo xtask test` sets.

use std::future::Future;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::clock::{ManualClock, SystemRandom};
use crate::db::{Backend, Db, DbOptions, Migration, OpenError};
use crate::ledger::SealedTable;
use crate::secret::Secret;

/// Where a test's clock starts: 21 November 2026, noon UTC.
pub const NOON_MS: i64 = 1_795_262_400_000;

/// How long a test waits for what must come. Far longer than anything takes, because a machine that is
/// slow is nobody's mistake: how fast something is, no test of this kind says.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until it is so.
///
/// # Panics
/// When it is not so after [`PATIENCE`].
pub async fn soon(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("what must come does not");
}

/// Makes one test per database of each `async fn(T)` named.
#[macro_export]
macro_rules! both_databases {
    ($start:ident; $($test:ident),+ $(,)?) => { $(
        mod $test {
            #[test]
            fn sqlite() {
                $crate::testing::run(async {
                    super::$test(super::$start($crate::db::Backend::Sqlite)).await
                });
            }
            #[test]
            fn postgres() {
                $crate::testing::run(async {
                    super::$test(super::$start($crate::db::Backend::Postgres)).await
                });
            }
        }
    )+ };
    ($($test:ident),+ $(,)?) => { $(
        mod $test {
            #[test]
            fn sqlite() {
                $crate::testing::run(async {
                    super::$test($crate::testing::TestDb::new($crate::db::Backend::Sqlite)).await
                });
            }
            #[test]
            fn postgres() {
                $crate::testing::run(async {
                    super::$test($crate::testing::TestDb::new($crate::db::Backend::Postgres)).await
                });
            }
        }
    )+ };
}
pub use crate::both_databases;

/// Runs a test's future on a runtime of its own with two workers, as a server has them.
pub fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a test needs a runtime")
        .block_on(test);
}

/// A fresh place for a database: a folder, or a database of its own on the PostgreSQL server. Dropped
/// with the value.
pub struct Place {
    backend: Backend,
    folder: TempDir,
    url: String,
    name: String,
}

impl Place {
    /// A new place.
    pub fn new(backend: Backend) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().expect("a test needs a folder");
        let name = format!("licentia_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let url = match backend {
            Backend::Sqlite => format!("sqlite:{}", folder.path().join("licentia.db").display()),
            Backend::Postgres => {
                administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                administer(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ));
                with_database(&server(), &name)
            }
        };
        Self { backend, folder, url, name }
    }

    /// Which database.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The URL to open.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder: for a secret file, and for SQLite's file `licentia.db`.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Runs SQL behind the server's back, as somebody with a database tool does. The words are the
    /// database's own.
    pub fn tamper(&self, sql: &str) {
        match self.backend {
            Backend::Sqlite => {
                let path = self.folder.path().join("licentia.db");
                rusqlite::Connection::open(path)
                    .and_then(|connection| {
                        connection.busy_timeout(PATIENCE)?;
                        connection.execute_batch(sql)
                    })
                    .expect("the tampering statement is right");
            }
            Backend::Postgres => batch(&self.url, sql),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.backend == Backend::Postgres {
            administer(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// An open database in a fresh place, with a clock that obeys.
pub struct TestDb {
    // First, so that the database is closed before its place is removed.
    db: Option<Db>,
    migrations: &'static [Migration],
    sealed: &'static [SealedTable],
    secret: Arc<Secret>,
    clock: ManualClock,
    place: Place,
}

impl TestDb {
    /// An open database with the platform's tables.
    pub fn new(backend: Backend) -> Self {
        Self::with(backend, &[], &[])
    }

    /// An open database with a server's tables as well.
    pub fn with(backend: Backend, migrations: &'static [Migration], sealed: &'static [SealedTable]) -> Self {
        let place = Place::new(backend);
        let secret =
            Secret::create(&place.folder().join("secret"), &SystemRandom).expect("the folder is empty");
        let mut this = Self {
            db: None,
            migrations,
            sealed,
            secret: Arc::new(secret),
            clock: ManualClock::at(NOON_MS),
            place,
        };
        this.db = Some(this.open().expect("a fresh database opens"));
        this
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.db.as_ref().expect("only drop takes it away")
    }

    /// The clock, standing at [`NOON_MS`].
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// The secrets, which stand in the file `secret` of the place's folder.
    pub fn secret(&self) -> &Arc<Secret> {
        &self.secret
    }

    /// Where the database is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Opens the same database once more: as a second server does, or the first after a restart.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open(&self) -> Result<Db, OpenError> {
        self.open_with(self.migrations)
    }

    /// The same with other migrations.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_with(&self, migrations: &'static [Migration]) -> Result<Db, OpenError> {
        self.open_like(migrations, self.clock.clone())
    }

    /// The same as another machine does, which has a clock of its own.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_at(&self, clock: ManualClock) -> Result<Db, OpenError> {
        self.open_like(self.migrations, clock)
    }

    fn open_like(&self, migrations: &'static [Migration], clock: ManualClock) -> Result<Db, OpenError> {
        Db::open(DbOptions {
            url: self.place.url.clone(),
            migrations,
            sealed: self.sealed,
            secret: self.secret.clone(),
            clock: Arc::new(clock),
            random: Arc::new(SystemRandom),
        })
    }

    /// Closes the database and opens it again.
    pub fn restart(&mut self) {
        self.db().close();
        self.db = Some(self.open().expect("what was open opens again"));
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            db.close();
        }
    }
}

/// The PostgreSQL server for tests.
fn server() -> String {
    std::env::var("LICENTIA_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "LICENTIA_TEST_POSTGRES names no PostgreSQL server: run the tests with `cargo xtask test`, which starts one, or set it to one where databases may be made and dropped"
        )
    })
}

/// Runs SQL that makes or drops a database. Somebody who is on the way out of one, or too many who are connected at this
/// moment, are waited for.
fn administer(sql: &str) {
    use postgres::error::SqlState;
    let passes = [SqlState::OBJECT_IN_USE, SqlState::TOO_MANY_CONNECTIONS, SqlState::CANNOT_CONNECT_NOW];
    let end = Instant::now() + PATIENCE;
    while let Err(error) = try_batch(&server(), sql) {
        let waits = error.code().is_some_and(|code| passes.contains(code)) && Instant::now() < end;
        assert!(waits, "PostgreSQL: {error:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn batch(url: &str, sql: &str) {
    try_batch(url, sql).unwrap_or_else(|error| panic!("PostgreSQL: {error:?}"));
}

/// Runs SQL on a thread of its own: a client of PostgreSQL panics on a tokio worker.
fn try_batch(url: &str, sql: &str) -> Result<(), postgres::Error> {
    let result = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                postgres::Client::connect(url, postgres::NoTls)
                    .and_then(|mut client| client.batch_execute(sql))
            })
            .join()
    });
    result.unwrap_or_else(|_| panic!("the client panicked"))
}

/// The same server, another database.
fn with_database(server: &str, name: &str) -> String {
    postgres::Config::from_str(server).expect("LICENTIA_TEST_POSTGRES is a URL");
    let (address, options) = server.split_once('?').map_or((server, ""), |(address, rest)| (address, rest));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    if options.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{options}") }
}
