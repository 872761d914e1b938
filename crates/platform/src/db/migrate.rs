//! Numbered migrations, forward only.

/// One step of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Whose it is: `manager`, `authority`; `platform` is our own. Each part counts from 1.
    pub part: &'static str,
    /// Its number within the part, without gaps.
    pub version: i64,
    /// What it is for, in a word or two.
    pub name: &'static str,
    /// Portable statements: BLOB is rewritten to BYTEA where needed.
    pub sql: &'static str,
}
