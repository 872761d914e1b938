//! `installation`, `module` and `package`.

use jiff::civil::Date;
use licentia_core::ids::ModuleNo;
use licentia_core::names::{IssuerName, ModuleName};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use super::past;
use crate::sealed::{InstallationRow, ModuleRow, PackageRow, PackageState, Stored};

const INSTALLATION: &str = "id, slug, name, central, serial, holder, customer, zone, key_id, licensed_before, \
                            in_force, day, created_at, rev, seal_hi, seal_lo";
const PACKAGE: &str = "id, issuer, sequence, state, sha256, bytes, loaded_at, loaded_by, activated_at, \
                       activated_revision, rev, seal_hi, seal_lo";

/// The installation of `scope`, when there is one whose columns can be read.
///
/// # Errors
/// The database's.
pub fn installation(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Stored<InstallationRow>>, DbError> {
    let text = format!("SELECT {INSTALLATION} FROM installation WHERE scope = $1");
    Ok(sql.query_one(&text, &values![scope])?.as_ref().and_then(installation_from))
}

/// Adds the installation of the write's scope.
///
/// # Errors
/// The database's: a slug that is taken is [`DbError::Unique`].
pub fn insert_installation(w: &mut Write<'_>, row: &InstallationRow) -> Result<(), DbError> {
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    let kind = if row.central.is_some() { "satellite" } else { "central" };
    let text = format!(
        "INSERT INTO installation (scope, kind, {INSTALLATION}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    );
    w.execute(
        &text,
        &values![
            scope,
            kind,
            &row.id,
            &row.slug,
            &row.name,
            row.central,
            row.serial.as_deref(),
            row.holder.as_deref(),
            row.customer.as_deref(),
            &row.zone,
            &row.key_id,
            row.licensed_before,
            row.in_force_json(),
            row.day.to_string(),
            row.created_at,
            rev,
            seal.hi,
            seal.lo
        ],
    )
    .map(drop)
}

/// Writes `row` over the stored installation of the write's scope.
///
/// # Errors
/// `tampered` when the stored row does not carry its seal; the database's.
pub fn change_installation(
    w: &mut Write<'_>,
    stored: &Stored<InstallationRow>,
    row: &InstallationRow,
) -> Result<(), Problem> {
    stored.unseal(w)?;
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    w.execute(
        "UPDATE installation SET name = $2, serial = $3, holder = $4, customer = $5, zone = $6, key_id = $7, \
         licensed_before = $8, in_force = $9, day = $10, rev = $11, seal_hi = $12, seal_lo = $13 WHERE scope = $1",
        &values![
            scope, &row.name, row.serial.as_deref(), row.holder.as_deref(), row.customer.as_deref(), &row.zone,
            &row.key_id, row.licensed_before, row.in_force_json(), row.day.to_string(), rev, seal.hi, seal.lo
        ],
    )?;
    Ok(())
}

/// The module numbers of `scope`, in order; `None` for a row that cannot be read.
///
/// # Errors
/// The database's.
pub fn modules(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Option<Stored<ModuleRow>>>, DbError> {
    let text = "SELECT no, name, rev, seal_hi, seal_lo FROM module WHERE scope = $1 ORDER BY no";
    Ok(sql.query(text, &values![scope])?.iter().map(module_from).collect())
}

/// Adds module numbers.
///
/// # Errors
/// The database's.
pub fn insert_modules(w: &mut Write<'_>, rows: &[ModuleRow]) -> Result<(), DbError> {
    let (scope, rev, mut set) = (w.scope(), w.revision().cast_signed(), Rows::new());
    for row in rows {
        let seal = w.seal(row);
        set.row().int(row.no.0).text(row.name.as_str()).int(rev).int(seal.hi).int(seal.lo);
    }
    w.execute(
        "INSERT INTO module (scope, no, name, rev, seal_hi, seal_lo) SELECT CAST($1 AS BIGINT), \
         CAST(value->>0 AS BIGINT), value->>1, CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT), \
         CAST(value->>4 AS BIGINT) FROM EACH($2)",
        &values![scope, set],
    )
    .map(drop)
}

/// The packages of `scope` in any of `states`, bytes included, by issuer and sequence; `None` for a row that cannot be
/// read.
///
/// # Errors
/// The database's.
pub fn packages(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    states: &[PackageState],
) -> Result<Vec<Option<Stored<PackageRow>>>, DbError> {
    let mut set = Rows::new();
    for state in states {
        set.row().text(state.as_str());
    }
    let text = format!(
        "SELECT {PACKAGE} FROM package WHERE scope = $1 AND state IN (SELECT value->>0 FROM EACH($2)) \
         ORDER BY issuer, sequence"
    );
    Ok(sql.query(&text, &values![scope, set])?.iter().map(package_from).collect())
}

/// The package with this id.
///
/// # Errors
/// The database's.
pub fn package(sql: &mut dyn Sql, scope: ScopeNo, id: &str) -> Result<Option<Stored<PackageRow>>, DbError> {
    let text = format!("SELECT {PACKAGE} FROM package WHERE scope = $1 AND id = $2");
    Ok(sql.query_one(&text, &values![scope, id])?.as_ref().and_then(package_from))
}

/// Adds a package.
///
/// # Errors
/// The database's: an id that is there is [`DbError::Unique`].
pub fn insert_package(w: &mut Write<'_>, row: &PackageRow) -> Result<(), DbError> {
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    let text = format!(
        "INSERT INTO package (scope, {PACKAGE}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    w.execute(
        &text,
        &values![
            scope,
            &row.id,
            row.issuer.as_str(),
            row.sequence.cast_signed(),
            row.state.as_str(),
            &row.sha256,
            row.bytes.as_slice(),
            row.loaded_at,
            &row.loaded_by,
            row.activated_at,
            row.activated_revision.map(u64::cast_signed),
            rev,
            seal.hi,
            seal.lo
        ],
    )
    .map(drop)
}

/// Gives a stored package another state. Put the old one out of force before the new one into it.
///
/// # Errors
/// `tampered` when the stored row does not carry its seal; the database's.
pub fn change_package(
    w: &mut Write<'_>,
    stored: &Stored<PackageRow>,
    state: PackageState,
) -> Result<(), Problem> {
    stored.unseal(w)?;
    if stored.row.state == PackageState::InForce && state != PackageState::InForce {
        past::keep_packages(w, None, Some(&stored.row.id))?;
    }
    let row = PackageRow { state, ..stored.row.clone() };
    let (scope, rev, seal, now) = (w.scope(), w.revision().cast_signed(), w.seal(&row), w.now_ms());
    w.execute(
        "UPDATE package SET state = $3, rev = $4, seal_hi = $5, seal_lo = $6 WHERE scope = $1 AND id = $2",
        &values![scope, &row.id, row.state.as_str(), rev, seal.hi, seal.lo],
    )?;
    if state == PackageState::InForce {
        w.execute(
            "UPDATE package SET activated_at = $3, activated_revision = $4 WHERE scope = $1 AND id = $2",
            &values![scope, &row.id, now, rev],
        )?;
    }
    Ok(())
}

/// Takes what was tampered with out of force, so that another package of `issuer` can come into it: whatever is in force
/// under its name, and the package `id` that should be. A row without its seal keeps the one it has, so that it stays
/// named and the table's sum stays what it was.
///
/// # Errors
/// The database's.
pub fn put_aside(w: &mut Write<'_>, issuer: &IssuerName, id: Option<&str>) -> Result<(), Problem> {
    let scope = w.scope();
    for stored in packages(w, scope, &[PackageState::InForce])?.into_iter().flatten() {
        let ours = stored.row.issuer == *issuer || id == Some(stored.row.id.as_str());
        if ours && w.check(&stored.row, stored.rev, stored.seal).is_ok() {
            change_package(w, &stored, PackageState::Replaced)?;
        }
    }
    past::keep_packages(w, Some(issuer), id)?;
    w.execute(
        "UPDATE package SET state = 'replaced' WHERE scope = $1 AND state = 'in_force' AND (issuer = $2 OR id = $3)",
        &values![scope, issuer.as_str(), id.unwrap_or_default()],
    )?;
    Ok(())
}

fn installation_from(row: &Row) -> Option<Stored<InstallationRow>> {
    Some(Stored {
        row: InstallationRow {
            id: row.get(0).ok()?,
            slug: row.get(1).ok()?,
            name: row.get(2).ok()?,
            central: row.get(3).ok()?,
            serial: row.get(4).ok()?,
            holder: row.get(5).ok()?,
            customer: row.get(6).ok()?,
            zone: row.get(7).ok()?,
            key_id: row.get(8).ok()?,
            licensed_before: row.get(9).ok()?,
            in_force: serde_json::from_str(row.text(10)?).ok()?,
            day: row.text(11)?.parse::<Date>().ok()?,
            created_at: row.get(12).ok()?,
        },
        rev: row.get(13).ok()?,
        seal: Seal { hi: row.get(14).ok()?, lo: row.get(15).ok()? },
    })
}

fn module_from(row: &Row) -> Option<Stored<ModuleRow>> {
    Some(Stored {
        row: ModuleRow { no: ModuleNo(row.get(0).ok()?), name: row.text(1)?.parse::<ModuleName>().ok()? },
        rev: row.get(2).ok()?,
        seal: Seal { hi: row.get(3).ok()?, lo: row.get(4).ok()? },
    })
}

fn package_from(row: &Row) -> Option<Stored<PackageRow>> {
    Some(Stored {
        row: PackageRow {
            id: row.get(0).ok()?,
            issuer: row.text(1)?.parse().ok()?,
            sequence: row.get(2).ok()?,
            state: PackageState::from_stored(row.text(3)?)?,
            sha256: row.get(4).ok()?,
            bytes: row.get(5).ok()?,
            loaded_at: row.get(6).ok()?,
            loaded_by: row.get(7).ok()?,
            activated_at: row.get(8).ok()?,
            activated_revision: row.get(9).ok()?,
        },
        rev: row.get(10).ok()?,
        seal: Seal { hi: row.get(11).ok()?, lo: row.get(12).ok()? },
    })
}
