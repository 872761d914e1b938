//! `limit_use` and `limit_reservation`.

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

/// How much of a limit one database uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UseRow {
    pub(super) site: u32,
    pub(super) issuer: String,
    pub(super) name: String,
    pub(super) used: u64,
}

/// What became of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReservationState {
    Open,
    Used,
    Released,
}

impl ReservationState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Released => "released",
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "used" => Self::Used,
            "released" => Self::Released,
            _ => Self::Open,
        }
    }
}

/// One reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReservationRow {
    pub(super) id: String,
    pub(super) site: u32,
    pub(super) issuer: String,
    pub(super) name: String,
    pub(super) units: u64,
    /// Until when it counts, in milliseconds UTC.
    pub(super) until: i64,
    pub(super) state: ReservationState,
}

/// What every database uses of every limit.
pub(super) fn uses(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<UseRow>, DbError> {
    let rows = sql.query(
        "SELECT site, issuer, name, used FROM limit_use WHERE scope = $1 ORDER BY site, issuer, name",
        &values![scope],
    )?;
    let row = |row: &Row| {
        Ok(UseRow { site: row.get(0)?, issuer: row.get(1)?, name: row.get(2)?, used: row.get(3)? })
    };
    rows.iter().map(row).collect()
}

/// How many units are reserved of each limit, and how many reservations that are in all.
pub(super) fn reserved(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    now_ms: i64,
) -> Result<(Vec<UseRow>, u64), DbError> {
    let rows = sql.query(
        "SELECT site, issuer, name, CAST(SUM(units) AS BIGINT), COUNT(*) FROM limit_reservation \
         WHERE scope = $1 AND until > $2 AND state = 'open' GROUP BY site, issuer, name",
        &values![scope, now_ms],
    )?;
    let row = |row: &Row| {
        Ok(UseRow { site: row.get(0)?, issuer: row.get(1)?, name: row.get(2)?, used: row.get(3)? })
    };
    let mut open = 0;
    for row in &rows {
        open += row.get::<u64>(4)?;
    }
    Ok((rows.iter().map(row).collect::<Result<_, DbError>>()?, open))
}

/// Reservations by their ids.
pub(super) fn reservations(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    ids: &[&str],
) -> Result<Vec<ReservationRow>, DbError> {
    let mut set = Rows::new();
    for id in ids {
        set.row().text(id);
    }
    let rows = sql.query(
        "SELECT id, site, issuer, name, units, until, state FROM limit_reservation \
         WHERE scope = $1 AND id IN (SELECT value->>0 FROM EACH($2))",
        &values![scope, set],
    )?;
    let row = |row: &Row| {
        Ok(ReservationRow {
            id: row.get(0)?,
            site: row.get(1)?,
            issuer: row.get(2)?,
            name: row.get(3)?,
            units: row.get(4)?,
            until: row.get(5)?,
            state: ReservationState::named(&row.get::<String>(6)?),
        })
    };
    rows.iter().map(row).collect()
}

/// Writes what databases use now.
pub(super) fn save_uses(w: &mut Write<'_>, uses: &[UseRow]) -> Result<(), DbError> {
    let (scope, now, mut set) = (w.scope(), w.now_ms(), Rows::new());
    for row in uses {
        set.row().int(row.site).text(&row.issuer).text(&row.name).int(row.used.cast_signed());
    }
    w.execute(
        "INSERT INTO limit_use (scope, site, issuer, name, used, updated_at) \
         SELECT CAST($1 AS BIGINT), CAST(value->>0 AS BIGINT), value->>1, value->>2, CAST(value->>3 AS BIGINT), \
         CAST($3 AS BIGINT) FROM EACH($2) WHERE true \
         ON CONFLICT (scope, site, issuer, name) DO UPDATE SET used = excluded.used, updated_at = excluded.updated_at",
        &values![scope, set, now],
    )
    .map(drop)
}

/// Removes what databases used under names that mean something else now: database, issuer, name.
pub(super) fn remove_uses(w: &mut Write<'_>, uses: &[(u32, &str, &str)]) -> Result<(), DbError> {
    let scope = w.scope();
    for (site, issuer, name) in uses {
        let text = "DELETE FROM limit_use WHERE scope = $1 AND site = $2 AND issuer = $3 AND name = $4";
        w.execute(text, &values![scope, *site, *issuer, *name])?;
    }
    Ok(())
}

/// Writes reservations: new ones, and what became of others.
pub(super) fn save_reservations(w: &mut Write<'_>, rows: &[ReservationRow]) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::new());
    for row in rows {
        set.row()
            .text(&row.id)
            .int(row.site)
            .text(&row.issuer)
            .text(&row.name)
            .int(row.units.cast_signed())
            .int(row.until)
            .text(row.state.as_str());
    }
    w.execute(
        "INSERT INTO limit_reservation (scope, id, site, issuer, name, units, until, state) \
         SELECT CAST($1 AS BIGINT), value->>0, CAST(value->>1 AS BIGINT), value->>2, value->>3, \
         CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT), value->>6 FROM EACH($2) WHERE true \
         ON CONFLICT (scope, id) DO UPDATE SET state = excluded.state",
        &values![scope, set],
    )
    .map(drop)
}

/// Forgets reservations whose time ran out before then.
pub(super) fn forget(w: &mut Write<'_>, before_ms: i64) -> Result<(), DbError> {
    let scope = w.scope();
    w.execute("DELETE FROM limit_reservation WHERE scope = $1 AND until < $2", &values![scope, before_ms])
        .map(drop)
}
