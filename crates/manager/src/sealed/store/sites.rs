//! `satellite` and `site_assignment`: few rows, read whole.

use licentia_core::ids::ModuleNo;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use crate::sealed::{SatelliteRow, SatelliteState, SiteRow, Stored};

/// The satellites of `scope` by number, closed ones too; `None` for a row that cannot be read.
///
/// # Errors
/// The database's.
pub fn satellites(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Option<Stored<SatelliteRow>>>, DbError> {
    let text = "SELECT no, id, slug, name, state, created_at, rev, seal_hi, seal_lo FROM satellite \
                WHERE scope = $1 ORDER BY no";
    Ok(sql.query(text, &values![scope])?.iter().map(satellite_from).collect())
}

/// Adds a satellite.
///
/// # Errors
/// The database's: a number that is taken is [`DbError::Unique`].
pub fn insert_satellite(w: &mut Write<'_>, row: &SatelliteRow) -> Result<(), DbError> {
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    w.execute(
        "INSERT INTO satellite (scope, no, id, slug, name, state, created_at, rev, seal_hi, seal_lo) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values![
            scope,
            row.no,
            &row.id,
            &row.slug,
            &row.name,
            row.state.as_str(),
            row.created_at,
            rev,
            seal.hi,
            seal.lo
        ],
    )
    .map(drop)
}

/// Writes `row` over a stored satellite.
///
/// # Errors
/// `tampered` when the stored row does not carry its seal; the database's.
pub fn change_satellite(
    w: &mut Write<'_>,
    stored: &Stored<SatelliteRow>,
    row: &SatelliteRow,
) -> Result<(), Problem> {
    stored.unseal(w)?;
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    w.execute(
        "UPDATE satellite SET slug = $3, name = $4, state = $5, rev = $6, seal_hi = $7, seal_lo = $8 \
         WHERE scope = $1 AND no = $2",
        &values![scope, row.no, &row.slug, &row.name, row.state.as_str(), rev, seal.hi, seal.lo],
    )?;
    Ok(())
}

/// The site licences of `scope`, by database and module; `None` for a row that cannot be read.
///
/// # Errors
/// The database's.
pub fn site_rows(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Option<Stored<SiteRow>>>, DbError> {
    let text = "SELECT site, module_no, units, granted_at, rev, seal_hi, seal_lo FROM site_assignment \
                WHERE scope = $1 ORDER BY site, module_no";
    Ok(sql.query(text, &values![scope])?.iter().map(site_from).collect())
}

/// Adds a site licence.
///
/// # Errors
/// The database's: one that is there is [`DbError::Unique`].
pub fn insert_site_row(w: &mut Write<'_>, row: &SiteRow) -> Result<(), DbError> {
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    w.execute(
        "INSERT INTO site_assignment (scope, site, module_no, units, granted_at, rev, seal_hi, seal_lo) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &values![
            scope,
            row.site,
            row.module.0,
            row.units,
            row.granted_at.cast_signed(),
            rev,
            seal.hi,
            seal.lo
        ],
    )
    .map(drop)
}

/// Removes a site licence.
///
/// # Errors
/// `tampered` when the stored row does not carry its seal; the database's.
pub fn remove_site_row(w: &mut Write<'_>, stored: &Stored<SiteRow>) -> Result<(), Problem> {
    stored.unseal(w)?;
    let scope = w.scope();
    w.execute(
        "DELETE FROM site_assignment WHERE scope = $1 AND site = $2 AND module_no = $3",
        &values![scope, stored.row.site, stored.row.module.0],
    )?;
    Ok(())
}

fn satellite_from(row: &Row) -> Option<Stored<SatelliteRow>> {
    Some(Stored {
        row: SatelliteRow {
            no: row.get(0).ok()?,
            id: row.get(1).ok()?,
            slug: row.get(2).ok()?,
            name: row.get(3).ok()?,
            state: SatelliteState::from_stored(row.text(4)?)?,
            created_at: row.get(5).ok()?,
        },
        rev: row.get(6).ok()?,
        seal: Seal { hi: row.get(7).ok()?, lo: row.get(8).ok()? },
    })
}

fn site_from(row: &Row) -> Option<Stored<SiteRow>> {
    Some(Stored {
        row: SiteRow {
            site: row.get(0).ok()?,
            module: ModuleNo(row.get(1).ok()?),
            units: row.get(2).ok()?,
            granted_at: row.get(3).ok()?,
        },
        rev: row.get(4).ok()?,
        seal: Seal { hi: row.get(5).ok()?, lo: row.get(6).ok()? },
    })
}
