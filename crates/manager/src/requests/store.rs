//! Requests and their nonces.

use licentia_core::names::IssuerName;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};
use licentia_protocol::conversation::{Purpose, Request};

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Who is asked.
    pub issuer: String,
    /// What for: `package` or `serial`.
    pub purpose: String,
    /// The product version asked for.
    pub version: Option<String>,
    /// When it was made, in milliseconds UTC.
    pub created_at: i64,
    /// Whether nothing has answered it yet.
    pub open: bool,
    /// The package that answered it.
    pub package: Option<String>,
    /// The file, to save it once more.
    pub file: String,
}

pub(super) fn list(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Listed>, DbError> {
    let text = "SELECT id, issuer, purpose, version, created_at, state, package, line FROM request \
                WHERE scope = $1 ORDER BY created_at DESC, id DESC";
    let listed = |row: &Row| {
        Ok(Listed {
            id: row.get(0)?,
            issuer: row.get(1)?,
            purpose: row.get(2)?,
            version: row.get(3)?,
            created_at: row.get(4)?,
            open: row.text(5) == Some("open"),
            package: row.get(6)?,
            file: row.get(7)?,
        })
    };
    sql.query(text, &values![scope])?.iter().map(listed).collect()
}

pub(super) fn insert(w: &mut Write<'_>, request: &Request, line: &str) -> Result<(), DbError> {
    let (scope, now, by) = (w.scope(), w.now_ms(), w.by().actor.reference());
    let purpose = if request.purpose == Purpose::Serial { "serial" } else { "package" };
    let change = request.change.as_ref();
    w.execute(
        "INSERT INTO request (scope, nonce, id, issuer, purpose, version, new_name, new_serial, line, created_at, \
         created_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open')",
        &values![
            scope,
            &request.nonce,
            &request.id,
            request.issuer.as_str(),
            purpose,
            request.version.map(|version| version.to_string()),
            change.map(|change| change.name.as_str()),
            change.map(|change| change.serial.as_str()),
            line,
            now,
            by
        ],
    )
    .map(drop)
}

pub(super) fn nonces(w: &mut Write<'_>, issuer: &IssuerName, package: &str) -> Result<Vec<String>, DbError> {
    let scope = w.scope();
    let text =
        "SELECT nonce FROM request WHERE scope = $1 AND issuer = $2 AND (state = 'open' OR package = $3)";
    w.query(text, &values![scope, issuer.as_str(), package])?.iter().map(|row| row.get(0)).collect()
}

pub(super) fn answered(w: &mut Write<'_>, nonce: &str, package: &str) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE request SET state = 'answered', package = $3 WHERE scope = $1 AND nonce = $2";
    w.execute(text, &values![scope, nonce, package]).map(drop)
}
