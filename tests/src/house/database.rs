//! The database of a story.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::{needed, until};

/// Which database the manager stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded one.
    Sqlite,
    /// A fresh database in the server that `cargo xtask test` started.
    Postgres,
}

/// A fresh database in the server that `cargo xtask test` started, reached through its unix socket.
///
/// # Panics
/// When the server has no socket.
#[must_use]
pub fn database_by_socket() -> String {
    let url = fresh_database();
    let mut client = postgres::Client::connect(&needed("LICENTIA_TEST_POSTGRES"), postgres::NoTls).unwrap();
    let said: String = client.query_one("SHOW unix_socket_directories", &[]).unwrap().get(0);
    let folder = said.split(',').next().unwrap().trim();
    assert!(!folder.is_empty(), "the PostgreSQL server for tests has no unix socket");
    let (user, place) = url.trim_start_matches("postgres://").split_once('@').unwrap();
    let (address, name) = place.split_once('/').unwrap();
    let port = address.rsplit_once(':').map_or("5432", |(_, port)| port);
    format!("postgres://{user}@{}:{port}/{name}", folder.replace('/', "%2F"))
}

/// The URL of a fresh database in the server that `cargo xtask test` started.
///
/// # Panics
/// When there is no such server.
#[must_use]
pub fn fresh_database() -> String {
    let server = needed("LICENTIA_TEST_POSTGRES");
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let name = format!("story_{}_{:x}_{}", std::process::id(), now, COUNT.fetch_add(1, Ordering::Relaxed));
    let mut client = until("the server takes one more connection", || {
        postgres::Client::connect(&server, postgres::NoTls).map_err(|error| error.to_string())
    });
    // Of the template that nobody can connect to, so that nobody can be in the way.
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    client.batch_execute(&create).unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
