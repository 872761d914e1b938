//! The keys' SQL.

use licentia_platform::db::{DbError, Row as DbRow, Sql, values};
use licentia_platform::problem::Problem;
use licentia_protocol::PublicKey;
use licentia_protocol::package::Trust;

use super::Listed;

/// What a key is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What customers trust.
    Root,
    /// Signs packages here: its secret half is in the row.
    Issuer,
    /// Somebody else's, certified by our root: only its public half is here.
    Certified,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Issuer => "issuer",
            Self::Certified => "certified",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "root" => Self::Root,
            "certified" => Self::Certified,
            _ => Self::Issuer,
        }
    }
}

/// One key as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kid: String,
    pub(super) role: Role,
    /// None for the root.
    pub(super) issuer: Option<String>,
    pub(super) public_key: Vec<u8>,
    /// The certificates from the root downwards, one to a line; the last is this key's.
    pub(super) certificate: Option<String>,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) demo: bool,
    pub(super) not_before: Option<i64>,
    pub(super) not_after: Option<i64>,
    pub(super) created_at_ms: i64,
    pub(super) active: bool,
    pub(super) partner: bool,
    pub(super) suspect: bool,
}

impl Row {
    pub(super) fn root(trust: &Trust, now_ms: i64) -> Self {
        Self {
            kid: trust.root.kid().to_owned(),
            role: Role::Root,
            issuer: None,
            public_key: trust.root.as_bytes().to_vec(),
            certificate: None,
            sealed: None,
            demo: trust.demo,
            not_before: None,
            not_after: None,
            created_at_ms: now_ms,
            active: true,
            partner: false,
            suspect: false,
        }
    }

    pub(super) fn is_root(&self) -> bool {
        self.role == Role::Root
    }

    /// Whether packages are, were or will be signed with it here.
    pub(super) fn is_ours(&self) -> bool {
        self.role == Role::Issuer
    }

    /// Whether it is ours and waits for its certificate.
    pub(super) fn waits(&self) -> bool {
        self.is_ours() && self.certificate.is_none()
    }

    pub(super) fn key(&self) -> Result<PublicKey, Problem> {
        PublicKey::from_bytes(&self.public_key)
            .map_err(|error| Problem::internal(format!("key {}: {error}", self.kid)))
    }

    /// The certificates from the root downwards.
    pub(super) fn certificates(&self) -> Vec<String> {
        self.certificate.iter().flat_map(|lines| lines.lines()).map(str::to_owned).collect()
    }

    pub(super) fn listed(&self) -> Result<Listed, Problem> {
        Ok(Listed {
            key: self.key()?,
            root: self.is_root(),
            ours: self.is_ours(),
            partner: self.partner,
            issuer: self.issuer.clone(),
            certificates: self.certificates(),
            demo: self.demo,
            bounds: self.not_before.zip(self.not_after),
            active: self.active && (self.is_root() || self.certificate.is_some()),
            suspect: self.suspect,
        })
    }

    fn read(row: &DbRow) -> Result<Self, DbError> {
        Ok(Self {
            kid: row.get(0)?,
            issuer: row.get(1)?,
            public_key: row.get(2)?,
            certificate: row.get(3)?,
            sealed: row.get(4)?,
            demo: row.get(5)?,
            not_before: row.get(6)?,
            not_after: row.get(7)?,
            created_at_ms: row.get(8)?,
            active: row.get(9)?,
            role: Role::read(&row.get::<String>(10)?),
            partner: row.get(11)?,
            suspect: row.get(12)?,
        })
    }
}

const COLUMNS: &str = "kid, issuer, public_key, certificate, sealed, demo, not_before, not_after, created_at, active, role, \
                       partner, suspect";

/// Every key: the root first, then ours, then others'; among them those that sign, then the newest.
pub(super) fn all(sql: &mut dyn Sql) -> Result<Vec<Row>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM signing_key
         ORDER BY CASE role WHEN 'root' THEN 0 WHEN 'issuer' THEN 1 ELSE 2 END, active DESC, created_at DESC, kid"
    );
    sql.query(&statement, &[])?.iter().map(Row::read).collect()
}

/// Adds a key.
pub(super) fn insert(sql: &mut dyn Sql, row: &Row) -> Result<(), DbError> {
    sql.execute(
        "INSERT INTO signing_key (kid, role, issuer, public_key, certificate, sealed, demo, not_before, not_after,
         created_at, active, partner, suspect) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &values![
            &row.kid,
            row.role.word(),
            row.issuer.clone(),
            row.public_key.as_slice(),
            row.certificate.clone(),
            row.sealed.clone(),
            row.demo,
            row.not_before,
            row.not_after,
            row.created_at_ms,
            row.active,
            row.partner,
            row.suspect,
        ],
    )?;
    Ok(())
}

/// A key has a certificate, and is the one that signs for its issuer in its role; the others of that issuer are not.
pub(super) fn certify(sql: &mut dyn Sql, row: &Row) -> Result<(), DbError> {
    sql.execute(
        "UPDATE signing_key SET active = CASE WHEN kid = $1 THEN 1 ELSE 0 END WHERE role = $2 AND issuer = $3",
        &values![&row.kid, row.role.word(), row.issuer.clone()],
    )?;
    sql.execute(
        "UPDATE signing_key SET certificate = $2, not_before = $3, not_after = $4, partner = $5 WHERE kid = $1",
        &values![&row.kid, row.certificate.clone(), row.not_before, row.not_after, row.partner],
    )?;
    Ok(())
}

/// A key that still waits for its certificate is not wanted any more.
pub(super) fn forget_waiting(sql: &mut dyn Sql) -> Result<(), DbError> {
    sql.execute("DELETE FROM signing_key WHERE role = 'issuer' AND certificate IS NULL", &[])?;
    Ok(())
}

/// Somebody else may know the secret half of these.
pub(super) fn suspect(sql: &mut dyn Sql, kid: &str) -> Result<(), DbError> {
    sql.execute("UPDATE signing_key SET suspect = 1 WHERE kid = $1", &values![kid])?;
    Ok(())
}

/// A key signs no more.
pub(super) fn retire(sql: &mut dyn Sql, kid: &str) -> Result<(), DbError> {
    sql.execute("UPDATE signing_key SET active = 0 WHERE kid = $1", &values![kid])?;
    Ok(())
}

/// A version of the key list as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListRow {
    pub(super) version: u64,
    pub(super) line: String,
    pub(super) exported_at_ms: Option<i64>,
}

/// The key list in force.
pub(super) fn list(sql: &mut dyn Sql) -> Result<Option<ListRow>, DbError> {
    let row =
        sql.query_one("SELECT version, line, exported_at FROM key_list ORDER BY version DESC LIMIT 1", &[])?;
    row.map(|row| Ok(ListRow { version: row.get(0)?, line: row.get(1)?, exported_at_ms: row.get(2)? }))
        .transpose()
}

/// Keeps a version of the key list.
pub(super) fn insert_list(sql: &mut dyn Sql, version: u64, line: &str, now_ms: i64) -> Result<(), DbError> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    sql.execute(
        "INSERT INTO key_list (version, line, installed_at) VALUES ($1, $2, $3)",
        &values![version, line, now_ms],
    )?;
    Ok(())
}

/// The list was written to a file.
pub(super) fn exported(sql: &mut dyn Sql, version: u64, now_ms: i64) -> Result<(), DbError> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    sql.execute("UPDATE key_list SET exported_at = $2 WHERE version = $1", &values![version, now_ms])?;
    Ok(())
}

/// What tells whether a signer that was opened is still the one: its key, its certificates, and the list's version.
pub(super) fn mark(sql: &mut dyn Sql) -> Result<(Option<(String, String)>, u64), DbError> {
    let active = sql.query_one(
        "SELECT kid, certificate FROM signing_key WHERE role = 'issuer' AND active = 1 AND certificate IS NOT NULL",
        &[],
    )?;
    let active = active.map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))).transpose()?;
    let version = sql.query_one("SELECT COALESCE(MAX(version), 0) FROM key_list", &[])?;
    Ok((active, version.map(|row| row.get(0)).transpose()?.unwrap_or(0)))
}

/// The thumbprint of the key that signs here.
pub(crate) fn signing_kid(sql: &mut dyn Sql) -> Result<Option<String>, DbError> {
    let active = sql.query_one(
        "SELECT kid FROM signing_key WHERE role = 'issuer' AND active = 1 AND certificate IS NOT NULL",
        &[],
    )?;
    active.map(|row| row.get(0)).transpose()
}

/// Customers' newest packages of an issuer.
const NEWEST: &str = "FROM package p WHERE p.issuer = $1 AND p.sequence =
     (SELECT MAX(n.sequence) FROM package n WHERE n.issuer = p.issuer AND n.customer_no = p.customer_no)";

/// How many packages each key has signed, and how many customers' newest package is one of them.
pub(super) fn signed_by_key(sql: &mut dyn Sql, issuer: &str) -> Result<Vec<(String, u64, u64)>, DbError> {
    let statement = format!(
        "SELECT a.kid, a.n, COALESCE(b.n, 0) FROM
         (SELECT kid, COUNT(*) AS n FROM package WHERE issuer = $1 GROUP BY kid) a
         LEFT JOIN (SELECT p.kid AS kid, COUNT(*) AS n {NEWEST} GROUP BY p.kid) b ON b.kid = a.kid"
    );
    let rows = sql.query(&statement, &values![issuer])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The customers who own something and whose newest package hangs on another key than this.
pub(super) fn behind(sql: &mut dyn Sql, issuer: &str, kid: &str) -> Result<Vec<String>, DbError> {
    let statement = format!(
        "SELECT c.serial FROM customer c JOIN (SELECT p.customer_no AS no {NEWEST} AND p.kid <> $2) b ON b.no = c.no
         WHERE c.suite IS NOT NULL OR EXISTS (SELECT 1 FROM subscription_line l WHERE l.customer_no = c.no)
         ORDER BY c.serial"
    );
    let rows = sql.query(&statement, &values![issuer, kid])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How many installations there are, and how many of them know this version of the key list.
pub(super) fn knowing(sql: &mut dyn Sql, version: u64) -> Result<(u64, u64), DbError> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    let row = sql.query_one(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN keys_version >= $1 THEN 1 ELSE 0 END), 0)
         FROM installation WHERE state = 'bound'",
        &values![version],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}
