//! What both servers stand on: settings, the database, the ledger, accounts and rights, the web's
//! common part, and telemetry.
//!
//! It knows no licence and no customer. The manager and the authority are folders of nouns above it;
//! each noun's use case runs inside one of the database's three doors ([`db`]), leaves exactly one
//! entry in the [`ledger`], and is reached through an extractor that says who asks and with which
//! right ([`access`], [`by`]).
//!
//! Start reading at [`db`], then [`ledger`], then [`access`].
//!
//! - [`clock`]: time and randomness, as ports
//! - [`db`]: SQLite and PostgreSQL behind three doors
//! - [`csv`]: files for spreadsheets
//! - [`ledger`]: one tamper-evident chain per scope
//! - [`seals`]: rows that cannot be edited unnoticed
//! - [`secret`]: the server's secret file
//! - [`outbound`]: the one way to other servers
//! - [`mail`]: mail to people, by SMTP
//! - [`by`]: who makes a change
//! - [`problem`]: what a refused request is told
//! - [`access`]: accounts, rights, sessions and tokens
//! - [`settings`]: one documented default file, and what an operator writes over it
//! - [`telemetry`]: logs and metrics
//! - [`web`]: extractors, answers and the layer around everything

pub mod access;
pub mod by;
pub mod clock;
pub mod csv;
pub mod db;
pub mod ledger;
pub mod mail;
pub mod outbound;
pub mod problem;
pub mod seals;
pub mod secret;
pub mod settings;
pub mod telemetry;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod web;
