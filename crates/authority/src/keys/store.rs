//! The keys' SQL.

use licentia_platform::db::{DbError, Sql, values};
use licentia_platform::problem::Problem;
use licentia_protocol::PublicKey;
use licentia_protocol::package::Trust;

use super::Listed;

/// One key as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kid: String,
    /// None for the root.
    pub(super) issuer: Option<String>,
    pub(super) public_key: Vec<u8>,
    pub(super) certificate: Option<String>,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) demo: bool,
    pub(super) not_before: Option<i64>,
    pub(super) not_after: Option<i64>,
    pub(super) created_at_ms: i64,
    pub(super) active: bool,
}

impl Row {
    pub(super) fn root(trust: &Trust, now_ms: i64) -> Self {
        Self {
            kid: trust.root.kid().to_owned(),
            issuer: None,
            public_key: trust.root.as_bytes().to_vec(),
            certificate: None,
            sealed: None,
            demo: trust.demo,
            not_before: None,
            not_after: None,
            created_at_ms: now_ms,
            active: true,
        }
    }

    pub(super) fn is_root(&self) -> bool {
        self.issuer.is_none()
    }

    pub(super) fn listed(&self) -> Result<Listed, Problem> {
        let key = PublicKey::from_bytes(&self.public_key)
            .map_err(|error| Problem::internal(format!("key {}: {error}", self.kid)))?;
        Ok(Listed {
            key,
            root: self.is_root(),
            issuer: self.issuer.clone(),
            certificate: self.certificate.clone(),
            demo: self.demo,
            bounds: self.not_before.zip(self.not_after),
            active: self.active,
        })
    }
}

/// Every key, the root first and then the newest.
pub(super) fn all(sql: &mut dyn Sql) -> Result<Vec<Row>, DbError> {
    let rows = sql.query(
        "SELECT kid, issuer, public_key, certificate, sealed, demo, not_before, not_after, created_at, active
         FROM signing_key ORDER BY CASE role WHEN 'root' THEN 0 ELSE 1 END, active DESC, created_at DESC, kid",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Row {
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
            })
        })
        .collect()
}

/// Adds a key.
pub(super) fn insert(sql: &mut dyn Sql, row: &Row) -> Result<(), DbError> {
    sql.execute(
        "INSERT INTO signing_key (kid, role, issuer, public_key, certificate, sealed, demo, not_before, not_after,
         created_at, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values![
            &row.kid,
            if row.is_root() { "root" } else { "issuer" },
            row.issuer.clone(),
            row.public_key.as_slice(),
            row.certificate.clone(),
            row.sealed.clone(),
            row.demo,
            row.not_before,
            row.not_after,
            row.created_at_ms,
            row.active,
        ],
    )?;
    Ok(())
}

/// Lets no present issuer key sign any more.
pub(super) fn retire_issuer_keys(sql: &mut dyn Sql) -> Result<(), DbError> {
    sql.execute("UPDATE signing_key SET active = 0 WHERE role = 'issuer'", &[])?;
    Ok(())
}
