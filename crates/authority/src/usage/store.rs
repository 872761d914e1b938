//! The SQL of usage.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::month::Month;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_protocol::conversation::Figure;

use super::examine::{Examined, Remark};
use super::{Bundle, Cursor, Listing, Query, Standing, kind_of};
use crate::installations::Origin;
use crate::lists::store::{Filter, page};

const FIGURE: &str = "f.n, f.meter, f.month, f.kind, f.used, f.plan_users, f.allowance, f.overage, f.package,
    f.closed_at";
const REST: &str =
    "f.customer_no, c.serial, c.name, f.kid, f.our_allowance, f.our_overage, f.remark, f.bundle,
    f.origin, f.received_at, c.name_key";
/// The last invoice on which a figure's month stands.
const INVOICE: &str = "FROM invoice_line l JOIN invoice i ON i.id = l.invoice
    WHERE i.customer_no = f.customer_no AND i.state = 'issued' AND i.credits IS NULL AND l.month = f.month
      AND l.meter = f.meter ORDER BY i.number DESC LIMIT 1";

/// The highest number of a figure that came under a key; none before the first.
pub(super) fn through(sql: &mut dyn Sql, no: ScopeNo, kid: &str) -> Result<Option<u64>, DbError> {
    let statement = "SELECT MAX(n) FROM usage_figure WHERE customer_no = $1 AND kid = $2";
    let row = sql.query_one(statement, &values![no, kid])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Whether any key of a customer has told a figure with this number.
pub(super) fn is_told(sql: &mut dyn Sql, no: ScopeNo, n: u64) -> Result<bool, DbError> {
    let statement = "SELECT 1 FROM usage_figure WHERE customer_no = $1 AND n = $2 LIMIT 1";
    Ok(sql.query_one(statement, &values![no, number(n)])?.is_some())
}

/// The figures of a key from one number to another, as they were told.
pub(super) fn figures(
    sql: &mut dyn Sql,
    no: ScopeNo,
    kid: &str,
    first: u64,
    last: u64,
) -> Result<Vec<Figure>, DbError> {
    let statement = format!(
        "SELECT {FIGURE} FROM usage_figure f WHERE f.customer_no = $1 AND f.kid = $2 AND f.n >= $3 AND f.n <= $4
         ORDER BY f.n"
    );
    let rows = sql.query(&statement, &values![no, kid, number(first), number(last)])?;
    rows.iter().map(figure).collect()
}

/// What was used, and what is doubtful about it, by month and meter.
pub(super) type Told = BTreeMap<(Month, String), (u64, Option<Remark>)>;

/// What stands for the months and meters of these figures.
pub(super) fn told(sql: &mut dyn Sql, no: ScopeNo, figures: &[&Figure]) -> Result<Told, DbError> {
    let months: BTreeSet<Month> = figures.iter().map(|figure| figure.month).collect();
    let mut set = Rows::with_capacity(months.len(), 1);
    for month in months {
        set.row().text(&month.to_string());
    }
    // The newest of a month and meter comes last, and stays.
    let rows = sql.query(
        "SELECT month, meter, used, remark FROM usage_figure WHERE customer_no = $1
           AND month IN (SELECT value->>0 FROM EACH($2)) ORDER BY received_at, n",
        &values![no, set],
    )?;
    let one = |row: &Row| {
        Ok(((month(row, 0)?, row.get(1)?), (row.get(2)?, row.text(3).and_then(Remark::from_word))))
    };
    rows.iter().map(one).collect()
}

/// Keeps the new figures of a bundle, and the bundle.
pub(super) fn insert(w: &mut Write<'_>, bundle: &Bundle, new: &[(&Figure, Examined)]) -> Result<(), DbError> {
    const COLUMNS: [&str; 18] = [
        "customer_no",
        "kid",
        "n",
        "meter",
        "month",
        "kind",
        "used",
        "plan_users",
        "allowance",
        "overage",
        "package",
        "closed_at",
        "our_allowance",
        "our_overage",
        "remark",
        "origin",
        "received_at",
        "bundle",
    ];
    let (no, now_ms, origin) = (w.scope(), w.now_ms(), bundle.origin.as_str());
    let mut rows = Rows::with_capacity(new.len(), COLUMNS.len());
    for (figure, examined) in new {
        rows.row()
            .int(no.0)
            .text(&bundle.kid)
            .int(number(figure.n))
            .text(&figure.meter)
            .text(&figure.month.to_string())
            .text(figure.kind.as_str())
            .int(number(figure.used))
            .int(number(figure.plan_users))
            .int(number(figure.allowance))
            .int(number(figure.overage))
            .text_or_null(figure.package.as_deref())
            .int(figure.closed_at)
            .int(number(examined.allowance))
            .int(number(examined.overage))
            .text_or_null(examined.remark.map(Remark::as_str))
            .text(origin)
            .int(now_ms)
            .text(&bundle.usage.id);
    }
    w.insert_rows("usage_figure", &COLUMNS, &rows)?;
    let (first, last) = bundle.usage.range();
    w.execute(
        "INSERT INTO usage_bundle (id, customer_no, kid, sha256, first_n, last_n, origin, received_at, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (customer_no, kid, id) DO NOTHING",
        &values![
            &bundle.usage.id,
            no,
            &bundle.kid,
            &bundle.sha256,
            number(first),
            number(last),
            origin,
            now_ms,
            bundle.bytes.clone(),
        ],
    )?;
    Ok(())
}

/// The bytes of a customer's package.
pub(super) fn package(sql: &mut dyn Sql, no: ScopeNo, id: &str) -> Result<Option<Vec<u8>>, DbError> {
    let row =
        sql.query_one("SELECT bytes FROM package WHERE id = $1 AND customer_no = $2", &values![id, no])?;
    row.map(|row| row.get(0)).transpose()
}

/// The last package of a customer that was signed before a moment.
pub(super) fn package_of_month(
    sql: &mut dyn Sql,
    no: ScopeNo,
    issuer: &str,
    until_ms: i64,
) -> Result<Option<Vec<u8>>, DbError> {
    let row = sql.query_one(
        "SELECT bytes FROM package WHERE customer_no = $1 AND issuer = $2 AND issued_at < $3
         ORDER BY sequence DESC LIMIT 1",
        &values![no, issuer, until_ms],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// A signed bundle.
pub(super) fn bundle(sql: &mut dyn Sql, no: ScopeNo, id: &str) -> Result<Option<Vec<u8>>, DbError> {
    let statement = "SELECT bytes FROM usage_bundle WHERE customer_no = $1 AND id = $2 LIMIT 1";
    sql.query_one(statement, &values![no, id])?.map(|row| row.get(0)).transpose()
}

/// The months of which there are figures, newest first.
pub(super) fn months(sql: &mut dyn Sql) -> Result<Vec<Month>, DbError> {
    let rows = sql.query("SELECT DISTINCT month FROM usage_figure ORDER BY month DESC LIMIT 120", &[])?;
    rows.iter().map(|row| month(row, 0)).collect()
}

/// One page of what stands: of each meter and month the newest figure. It is put together month by month, the newest
/// first, so that a page costs what is in its months and not what is in the table.
pub(super) fn list(sql: &mut dyn Sql, no: Option<ScopeNo>, query: &Query) -> Result<Listing, DbError> {
    let mut rows = Vec::new();
    let mut month = match (query.month, &query.after) {
        (Some(month), _) => Some(month.to_string()),
        (None, Some(Cursor(month, ..))) => Some(month.clone()),
        (None, None) => month_before(sql, no, None)?,
    };
    while let Some(of_month) = month.filter(|_| rows.len() <= query.limit as usize) {
        let left = query.limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        rows.extend(list_month(sql, no, &of_month, query, left)?);
        month = match query.month {
            Some(_) => None,
            None => month_before(sql, no, Some(&of_month))?,
        };
    }
    let place = |last: &Row| Ok(Cursor(last.get(2)?, last.get(20)?, last.get(10)?, last.get(1)?));
    let (items, next) = page(&rows, query.limit, standing, place)?;
    Ok(Listing { items, next })
}

/// The newest month before one of which there are figures; of a customer, where one is named.
fn month_before(
    sql: &mut dyn Sql,
    no: Option<ScopeNo>,
    before: Option<&str>,
) -> Result<Option<String>, DbError> {
    let mut filter = Filter::default();
    filter.only("customer_no", no);
    if let Some(before) = before {
        let place = filter.bind(before);
        filter.and(&format!("month < {place}"));
    }
    let statement = format!("SELECT MAX(month) FROM usage_figure{}", filter.sql());
    let row = sql.query_one(&statement, filter.values())?;
    Ok(row.and_then(|row| row.text(0).map(str::to_owned)))
}

/// What stands of one month, one row more than `limit`.
fn list_month(
    sql: &mut dyn Sql,
    no: Option<ScopeNo>,
    month: &str,
    query: &Query,
    limit: u32,
) -> Result<Vec<Row>, DbError> {
    let mut filter = Filter::default();
    filter.only("customer_no", no);
    filter.only("month", Some(month));
    filter.only("meter", query.meter.as_deref());
    let mut outer = String::from("f.newest = 1");
    if query.doubtful {
        outer += " AND f.remark IS NOT NULL";
    }
    if query.overage {
        outer += " AND f.our_overage > 0";
    }
    if let Some(Cursor(month, name, no, meter)) = &query.after {
        let [m, k, c, t] = values![month, name, no, meter].map(|value| filter.bind(value));
        outer += &format!(
            " AND (f.month < {m} OR (f.month = {m} AND (c.name_key > {k} OR (c.name_key = {k} AND
              (f.customer_no > {c} OR (f.customer_no = {c} AND f.meter > {t}))))))"
        );
    }
    let limit = filter.one_more(limit);
    let statement = format!(
        "SELECT {FIGURE}, {REST}, (SELECT i.id {INVOICE}), (SELECT i.number {INVOICE}) FROM (
           SELECT *, ROW_NUMBER() OVER (
             PARTITION BY customer_no, month, meter ORDER BY received_at DESC, n DESC) AS newest
           FROM usage_figure{}
         ) f JOIN customer c ON c.no = f.customer_no WHERE {outer}
         ORDER BY f.month DESC, c.name_key, f.customer_no, f.meter LIMIT {limit}",
        filter.sql()
    );
    sql.query(&statement, filter.values())
}

/// Every figure of one meter and month, newest first.
pub(super) fn history(
    sql: &mut dyn Sql,
    no: ScopeNo,
    month: Month,
    meter: &str,
) -> Result<Vec<Standing>, DbError> {
    let statement = format!(
        "SELECT {FIGURE}, {REST}, (SELECT i.id {INVOICE}), (SELECT i.number {INVOICE}) FROM usage_figure f
         JOIN customer c ON c.no = f.customer_no
         WHERE f.customer_no = $1 AND f.month = $2 AND f.meter = $3 ORDER BY f.received_at DESC, f.n DESC"
    );
    let rows = sql.query(&statement, &values![no, month.to_string(), meter])?;
    rows.iter().map(standing).collect()
}

/// The newest figure of every meter and month up to `month` of these customers: what invoices are drawn up from.
pub(crate) fn newest(
    sql: &mut dyn Sql,
    customers: &[ScopeNo],
    until: Month,
) -> Result<Vec<Standing>, DbError> {
    let mut set = Rows::new();
    for no in customers {
        set.row().int(no.0);
    }
    let statement = format!(
        "SELECT {FIGURE}, {REST}, NULL, NULL FROM (
           SELECT *, ROW_NUMBER() OVER (
             PARTITION BY customer_no, month, meter ORDER BY received_at DESC, n DESC) AS newest
           FROM usage_figure WHERE month <= $2 AND customer_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($1))
         ) f JOIN customer c ON c.no = f.customer_no WHERE f.newest = 1
         ORDER BY f.customer_no, f.month, f.meter"
    );
    let rows = sql.query(&statement, &values![set, until.to_string()])?;
    rows.iter().map(standing).collect()
}

fn figure(row: &Row) -> Result<Figure, DbError> {
    let kind: String = row.get(3)?;
    Ok(Figure {
        n: row.get(0)?,
        meter: row.get(1)?,
        month: month(row, 2)?,
        kind: kind_of(&kind),
        used: row.get(4)?,
        plan_users: row.get(5)?,
        allowance: row.get(6)?,
        overage: row.get(7)?,
        package: row.get(8)?,
        closed_at: row.get(9)?,
    })
}

fn standing(row: &Row) -> Result<Standing, DbError> {
    let origin = row.text(18).and_then(Origin::from_word);
    let invoice: Option<String> = row.get(21)?;
    let number: Option<u64> = row.get(22)?;
    Ok(Standing {
        figure: figure(row)?,
        customer: ScopeNo(row.get(10)?),
        serial: row.get(11)?,
        customer_name: row.get(12)?,
        kid: row.get(13)?,
        allowance: row.get(14)?,
        overage: row.get(15)?,
        remark: row.text(16).and_then(Remark::from_word),
        bundle: row.get(17)?,
        origin: origin.unwrap_or(Origin::File),
        received_at_ms: row.get(19)?,
        invoice: invoice.zip(number),
    })
}

fn month(row: &Row, column: usize) -> Result<Month, DbError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| DbError::Column { index: column, wanted: "a month" })
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
