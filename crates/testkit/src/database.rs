//! Databases that a test makes and drops; the same test on SQLite and on PostgreSQL.
//!
//! They live in the platform, whose own tests need them and which the servers' tests can reach without
//! going through this crate (feature `testing`); here is their house name.

pub use licentia_platform::both_databases;
pub use licentia_platform::testing::{NOON_MS, Place, TestDb, run};
