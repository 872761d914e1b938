//! What can go wrong between us and the database.

use crate::problem::Problem;

/// A statement that failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index or primary key refused the row. Prefer `ON CONFLICT`: on PostgreSQL a failed
    /// statement ends the closure that ran it.
    #[error("a unique index refused the row: {0}")]
    Unique(String),
    /// A parameter that no database stores, such as a text with a NUL character.
    #[error("parameter ${0} holds a NUL character")]
    Parameter(usize),
    /// A column did not hold what was read from it.
    #[error("column {index} does not hold a {wanted}")]
    Column {
        /// The column, counted from 0.
        index: usize,
        /// The Rust type asked for.
        wanted: &'static str,
    },
    /// The database is not there, or went away.
    #[error("the database is not reachable: {0}")]
    Unavailable(String),
    /// A change was tried in a read.
    #[error("a read cannot change anything")]
    ReadOnly,
    /// Everything else: a fault in a statement, a full disk.
    #[error("{0}")]
    Failed(String),
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let detail = error.to_string();
        match error {
            DbError::Unavailable(_) => Problem::refused(503, "database_unavailable").detail(detail),
            DbError::Parameter(_) => Problem::refused(422, "text_invalid")
                .detail("The character NUL (U+0000) cannot be kept: it is invisible, and may have come with what was copied.")
                .words("why-nul"),
            _ => Problem::internal(detail),
        }
    }
}

/// Why a database was not opened. Nothing has been changed in it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `database_newer`.
    #[error(
        "the database was written by a newer version of Licentia ({part} is at {found}, this version knows {known}): start that version or a later one, or restore a copy made before the upgrade"
    )]
    Newer {
        /// Whose migrations: `platform`, `manager` or `authority`.
        part: String,
        /// The version in the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// `database_other`.
    #[error("the database belongs to another server (it has tables of `{0}`): give each server its own")]
    Other(String),
    /// `database_url`.
    #[error("`{0}` is not a database: write sqlite:PATH or postgres://USER@HOST/NAME")]
    Url(String),
    /// `database_unavailable`.
    #[error("the database cannot be opened: {0}")]
    Unavailable(String),
    /// `secret_other`.
    #[error(
        "the database belongs to another secret file (fingerprint {found}, this one has {given}): start the server with the secret file it was set up with"
    )]
    SecretOther {
        /// The fingerprint in the database.
        found: String,
        /// The one of the secret file given.
        given: String,
    },
    /// `migration_failed`.
    #[error("migration {part} {version} ({name}) failed: {detail}")]
    Migration {
        /// Whose migrations.
        part: &'static str,
        /// Which one.
        version: i64,
        /// Its name.
        name: &'static str,
        /// What the database said.
        detail: String,
    },
    /// `secret_missing`, `secret_readable` or `secret_invalid`.
    #[error(transparent)]
    Secret(#[from] crate::secret::SecretError),
}

impl OpenError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "database_newer",
            Self::Other(_) => "database_other",
            Self::Url(_) => "database_url",
            Self::Unavailable(_) => "database_unavailable",
            Self::SecretOther { .. } => "secret_other",
            Self::Migration { .. } => "migration_failed",
            Self::Secret(error) => error.code(),
        }
    }
}
