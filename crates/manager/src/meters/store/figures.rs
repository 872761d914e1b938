//! `usage_figure`.

use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_platform::db::{DbError, Read, Row, Rows, ScopeNo, Sql, Value, Write, values};
use licentia_platform::ledger::SealedRow;
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use crate::meters::figures::{Figure, FigureKind};
use crate::sealed::Stored;
use crate::sealed::store::{Found, Unreadable};

const COLUMNS: &str = "issuer, n, meter, month, kind, used, plan_users, allowance, overage, package, closed_at, \
                       receipted_at, rev, seal_hi, seal_lo";

/// Every figure of an installation, by issuer and number.
///
/// # Errors
/// The database's.
pub fn every(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Found<Figure>>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM usage_figure WHERE scope = $1 ORDER BY issuer, n");
    read(sql, &text, &values![scope])
}

/// The figures of the months from `from` to `to`, by issuer and number: a later one of the same meter and month takes the
/// place of an earlier one.
///
/// # Errors
/// The database's.
pub fn of_months(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    from: Month,
    to: Month,
) -> Result<Vec<Found<Figure>>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM usage_figure WHERE scope = $1 AND month >= $2 AND month <= $3 ORDER BY issuer, n"
    );
    read(sql, &text, &values![scope, from.to_string(), to.to_string()])
}

/// The figures for which an issuer has not given a receipt, the first `limit` of them, by number.
///
/// # Errors
/// The database's.
pub fn without_receipt(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    issuer: &IssuerName,
    limit: u32,
) -> Result<Vec<Found<Figure>>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM usage_figure WHERE scope = $1 AND issuer = $2 AND receipted_at IS NULL \
         ORDER BY n LIMIT $3"
    );
    read(sql, &text, &values![scope, issuer.as_str(), limit])
}

/// Notes the authority's receipt for every figure up to number `through`; returns how many had none. The caller records
/// it.
///
/// # Errors
/// `tampered` when one of them does not carry its seal; the database's.
pub fn note_receipt(w: &mut Write<'_>, issuer: &IssuerName, through: u64) -> Result<u64, Problem> {
    let (scope, now) = (w.scope(), w.now_ms());
    let text = format!(
        "SELECT {COLUMNS} FROM usage_figure WHERE scope = $1 AND issuer = $2 AND receipted_at IS NULL AND n <= $3"
    );
    let open = read(w, &text, &values![scope, issuer.as_str(), through])?;
    let mut set = Rows::new();
    for found in open {
        let stored = found.map_err(|_| Problem::conflict(crate::state::TAMPERED))?;
        stored.unseal(w)?;
        let seal = w.seal(&Figure { receipted_at: Some(now), ..stored.row.clone() });
        set.row().revision(stored.row.n).int(seal.hi).int(seal.lo);
    }
    let (rev, count) = (w.revision().cast_signed(), set.len() as u64);
    w.execute(
        "UPDATE usage_figure SET receipted_at = $3, rev = $4, seal_hi = e.hi, seal_lo = e.lo FROM (SELECT \
         CAST(value->>0 AS BIGINT) AS no, CAST(value->>1 AS BIGINT) AS hi, CAST(value->>2 AS BIGINT) AS lo \
         FROM EACH($5)) AS e WHERE scope = $1 AND issuer = $2 AND n = e.no",
        &values![scope, issuer.as_str(), now, rev, set],
    )?;
    Ok(count)
}

/// How figures were numbered anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::meters) struct Moved {
    /// The number that the first of them had.
    pub(in crate::meters) from: u64,
    /// The number that it has now; the others follow without gaps.
    pub(in crate::meters) to: u64,
    /// How many there are.
    pub(in crate::meters) figures: u64,
}

/// Numbers the figures without receipt anew, in their order, from the number that `begin` makes of those they have; none
/// when it says that they keep them. The caller records it.
///
/// # Errors
/// `tampered` when one of them does not carry its seal; the database's.
pub(in crate::meters) fn renumber(
    w: &mut Write<'_>,
    issuer: &IssuerName,
    begin: impl FnOnce(&[u64]) -> Option<u64>,
) -> Result<Option<Moved>, Problem> {
    let scope = w.scope();
    let open = without_receipt(w, scope, issuer, u32::MAX)?;
    let open = open.into_iter().collect::<Result<Vec<_>, _>>();
    let open = open.map_err(|_| Problem::conflict(crate::state::TAMPERED))?;
    let numbers: Vec<u64> = open.iter().map(|stored| stored.row.n).collect();
    let (Some(from), Some(to)) = (numbers.first().copied(), begin(&numbers)) else { return Ok(None) };
    let mut set = Rows::with_capacity(open.len(), 1);
    for stored in &open {
        stored.unseal(w)?;
        set.row().revision(stored.row.n);
    }
    // Out and in again: a number may be another one's until that has moved.
    w.execute(
        "DELETE FROM usage_figure WHERE scope = $1 AND issuer = $2 \
         AND n IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($3))",
        &values![scope, issuer.as_str(), set],
    )?;
    let moved: Vec<Figure> =
        open.into_iter().zip(to..).map(|(stored, n)| Figure { n, ..stored.row }).collect();
    insert(w, &moved)?;
    Ok(Some(Moved { from, to, figures: moved.len() as u64 }))
}

/// How many rows there are of each issuer, whatever else they say.
pub(in crate::meters) fn counted(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(String, u64)>, DbError> {
    let text = "SELECT issuer, COUNT(*) FROM usage_figure WHERE scope = $1 GROUP BY issuer";
    let rows = sql.query(text, &values![scope])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.cast_unsigned()))).collect()
}

/// Removes every figure, for whoever writes them anew: their seals are not looked at.
pub(in crate::meters) fn remove_all(w: &mut Write<'_>) -> Result<(), DbError> {
    let scope = w.scope();
    w.execute("DELETE FROM usage_figure WHERE scope = $1", &values![scope]).map(drop)
}

/// Adds figures, sealed.
///
/// # Errors
/// The database's: a number that is taken is [`DbError::Unique`].
pub(in crate::meters) fn insert(w: &mut Write<'_>, figures: &[Figure]) -> Result<(), DbError> {
    let (scope, rev, mut rows) = (w.scope(), w.revision(), Rows::with_capacity(figures.len(), 16));
    for figure in figures {
        let seal = w.seal(figure);
        rows.row()
            .text(figure.issuer.as_str())
            .revision(figure.n)
            .text(&figure.meter)
            .text(&figure.month.to_string())
            .text(figure.kind.as_str())
            .revision(figure.used)
            .revision(figure.plan_users)
            .revision(figure.allowance)
            .revision(figure.overage)
            .text_or_null(figure.package.as_deref())
            .int(figure.closed_at)
            .int_or_null(figure.receipted_at)
            .revision(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int(scope.0);
    }
    let columns: Vec<&str> = COLUMNS.split(", ").chain(["scope"]).collect();
    w.insert_rows("usage_figure", &columns, &rows).map(drop)
}

fn read(sql: &mut dyn Sql, text: &str, params: &[Value]) -> Result<Vec<Found<Figure>>, DbError> {
    let rows = sql.query(text, params)?;
    let unreadable = Unreadable { user: None, module: None };
    Ok(rows.iter().map(|row| figure_from(row).ok_or_else(|| unreadable.clone())).collect())
}

fn figure_from(row: &Row) -> Option<Stored<Figure>> {
    Some(Stored {
        row: Figure {
            issuer: row.text(0)?.parse().ok()?,
            n: row.get(1).ok()?,
            meter: row.get(2).ok()?,
            month: row.text(3)?.parse().ok()?,
            kind: FigureKind::from_word(row.text(4)?)?,
            used: row.get(5).ok()?,
            plan_users: row.get(6).ok()?,
            allowance: row.get(7).ok()?,
            overage: row.get(8).ok()?,
            package: row.get(9).ok()?,
            closed_at: row.get(10).ok()?,
            receipted_at: row.get(11).ok()?,
        },
        rev: row.get(12).ok()?,
        seal: Seal { hi: row.get(13).ok()?, lo: row.get(14).ok()? },
    })
}

/// Every row for the platform's verification (rule 10).
pub(crate) fn recount(
    r: &mut Read<'_>,
    scope: ScopeNo,
    each: &mut dyn FnMut(SealedRow),
) -> Result<(), Problem> {
    let mut sealer = r.sealer();
    for found in every(r, scope)? {
        each(match found {
            Ok(stored) => {
                let right = sealer.matches(scope, stored.rev, &stored.row, stored.seal);
                let name = || format!("figure {} of {}", stored.row.n, stored.row.issuer);
                SealedRow { seal: stored.seal, wrong: (!right).then(name) }
            }
            Err(_) => SealedRow::unreadable("a figure"),
        });
    }
    Ok(())
}
