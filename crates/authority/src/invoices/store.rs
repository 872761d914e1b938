//! The SQL of invoices.

mod issued;

use std::collections::{BTreeMap, HashMap};

use licentia_core::invoices::{Standing, Terms};
use licentia_core::month::Month;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::document::{Line, Source};
use super::{Invoice, Kind, Listing, Query, State};
use crate::customers::DEFAULT_CURRENCY;
use crate::lists::Newest;
use crate::lists::store::{Filter, page, word};

pub(super) use issued::{every_issued, insert_issued, issued, issued_ids, last_number};

const INVOICE: &str =
    "i.id, i.customer_no, c.serial, c.name, i.kind, i.credits, i.anew, i.credited_by, i.state,
    i.number, i.month, i.currency, i.total, i.created_at, i.issued_at, i.revision";
const FROM: &str = "FROM invoice i JOIN customer c ON c.no = i.customer_no";

/// A customer that may be invoiced.
pub(super) struct Party {
    pub(super) serial: String,
    pub(super) name: String,
    pub(super) currency: String,
}

/// The customers with figures up to a month, or drafts; or only one of them.
pub(super) fn invoiced(
    sql: &mut dyn Sql,
    until: Month,
    only: Option<ScopeNo>,
) -> Result<BTreeMap<ScopeNo, Party>, DbError> {
    let only = only.map_or(-1, |no| no.0);
    let rows = sql.query(
        "SELECT no, serial, name, currency FROM customer WHERE ($2 < 0 OR no = $2) AND (
           no IN (SELECT customer_no FROM usage_figure WHERE month <= $1)
           OR no IN (SELECT customer_no FROM invoice WHERE state = 'draft')) ORDER BY no",
        &values![until.to_string(), only],
    )?;
    rows.iter().map(party).collect()
}

/// The customers with a package in force in a month of which they reported nothing, each with the edition of the
/// catalogue that the package was computed from; or only one of them. `until_ms` is the end of the month.
pub(super) fn unreported(
    sql: &mut dyn Sql,
    month: Month,
    until_ms: i64,
    only: Option<ScopeNo>,
) -> Result<Vec<(Party, u64)>, DbError> {
    let rows = sql.query(
        "SELECT c.no, c.serial, c.name, c.currency, MAX(p.catalogue) FROM customer c
         JOIN package p ON p.customer_no = c.no
         WHERE ($4 < 0 OR c.no = $4) AND p.issued_at < $2 AND (p.expiry IS NULL OR p.expiry >= $3)
           AND p.sequence = (SELECT MAX(q.sequence) FROM package q
             WHERE q.customer_no = p.customer_no AND q.issuer = p.issuer AND q.issued_at < $2)
           AND NOT EXISTS (SELECT 1 FROM usage_figure f WHERE f.customer_no = c.no AND f.month = $1)
         GROUP BY c.no, c.serial, c.name, c.currency, c.name_key ORDER BY c.name_key, c.no",
        &values![month.to_string(), until_ms, month.first_day().to_string(), only.map_or(-1, |no| no.0),],
    )?;
    rows.iter().map(|row| Ok((party(row)?.1, row.get(4)?))).collect()
}

fn party(row: &Row) -> Result<(ScopeNo, Party), DbError> {
    let currency: Option<String> = row.get(3)?;
    let currency = currency.unwrap_or_else(|| DEFAULT_CURRENCY.to_owned());
    Ok((ScopeNo(row.get(0)?), Party { serial: row.get(1)?, name: row.get(2)?, currency }))
}

/// What stands on issued invoices of these customers, by meter and month: lines that were credited to be invoiced anew
/// count no more, those that were credited otherwise are settled.
pub(super) fn standings(
    sql: &mut dyn Sql,
    customers: &[ScopeNo],
) -> Result<HashMap<(ScopeNo, String, Month), Standing>, DbError> {
    let mut set = Rows::new();
    for no in customers {
        set.row().int(no.0);
    }
    let mut standings: HashMap<(ScopeNo, String, Month), Standing> = HashMap::new();
    sql.query_each(
        "SELECT i.customer_no, l.meter, l.month, l.blocks, l.block, l.price, i.currency, i.credited_by
         FROM invoice i JOIN invoice_line l ON l.invoice = i.id
         LEFT JOIN invoice n ON n.id = i.credited_by
         WHERE i.state = 'issued' AND i.credits IS NULL AND COALESCE(n.anew, 0) = 0
           AND i.customer_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($1))
         ORDER BY i.number, l.n",
        &values![set],
        &mut |row| {
            let credited: Option<String> = row.get(7)?;
            let blocks: i64 = row.get(3)?;
            let place = (ScopeNo(row.get(0)?), row.get(1)?, month(row, 2)?);
            let terms = Terms { currency: row.get(6)?, block: row.get(4)?, price: row.get(5)? };
            let standing = standings.entry(place).or_insert(Standing { settled: 0, owed: 0, terms });
            // Each line was computed from those before it, so that no sum of them is beyond what one figure can say.
            standing.settled = standing.settled.saturating_add(blocks);
            if credited.is_none() {
                standing.owed = standing.owed.saturating_add(blocks);
            }
            Ok(())
        },
    )?;
    Ok(standings)
}

/// The drafts there are, of one customer or of all.
pub(super) fn drafts(sql: &mut dyn Sql, only: Option<ScopeNo>) -> Result<Vec<Invoice>, DbError> {
    let statement =
        format!("SELECT {INVOICE} {FROM} WHERE i.state = 'draft' AND ($1 < 0 OR i.customer_no = $1)");
    let rows = sql.query(&statement, &values![only.map_or(-1, |no| no.0)])?;
    rows.iter().map(invoice).collect()
}

/// One invoice.
pub(crate) fn by_id(sql: &mut dyn Sql, id: &str) -> Result<Option<Invoice>, DbError> {
    let statement = format!("SELECT {INVOICE} {FROM} WHERE i.id = $1");
    sql.query_one(&statement, &values![id])?.map(|row| invoice(&row)).transpose()
}

/// The lines of an invoice. What a catalogue calls them is not kept for a draft.
pub(super) fn lines(sql: &mut dyn Sql, id: &str) -> Result<Vec<Line>, DbError> {
    let rows = sql.query(
        "SELECT n, meter, month, blocks, block, price, amount, source FROM invoice_line WHERE invoice = $1 ORDER BY n",
        &values![id],
    )?;
    let line = |row: &Row| -> Result<Line, DbError> {
        let source: String = row.get(7)?;
        let source: Source = serde_json::from_str(&source)
            .map_err(|_| DbError::Column { index: 7, wanted: "the source of a line" })?;
        Ok(Line {
            n: row.get(0)?,
            meter: row.get(1)?,
            titles: Default::default(),
            unit: Default::default(),
            month: month(row, 2)?,
            blocks: row.get(3)?,
            block: row.get(4)?,
            price: row.get(5)?,
            amount: row.get(6)?,
            source,
        })
    };
    rows.iter().map(line).collect()
}

/// Adds the lines of an invoice.
pub(super) fn insert_lines(w: &mut Write<'_>, id: &str, lines: &[Line]) -> Result<(), DbError> {
    const COLUMNS: [&str; 9] =
        ["invoice", "n", "meter", "month", "blocks", "block", "price", "amount", "source"];
    let mut rows = Rows::with_capacity(lines.len(), COLUMNS.len());
    for line in lines {
        let source = serde_json::to_string(&line.source).unwrap_or_default();
        rows.row()
            .text(id)
            .int(i64::from(line.n))
            .text(&line.meter)
            .text(&line.month.to_string())
            .int(line.blocks)
            .int(number(line.block))
            .int(number(line.price))
            .int(line.amount)
            .text(&source);
    }
    w.insert_rows("invoice_line", &COLUMNS, &rows).map(drop)
}

/// Takes the lines of these drafts away.
pub(super) fn remove_lines<'a>(w: &mut Write<'_>, ids: impl Iterator<Item = &'a str>) -> Result<(), DbError> {
    let statement = "DELETE FROM invoice_line WHERE invoice IN (SELECT value->>0 FROM EACH($1))";
    w.execute(statement, &values![set(ids)]).map(drop)
}

/// Takes these drafts away.
pub(super) fn remove<'a>(w: &mut Write<'_>, ids: impl Iterator<Item = &'a str>) -> Result<(), DbError> {
    let statement = "DELETE FROM invoice WHERE state = 'draft' AND id IN (SELECT value->>0 FROM EACH($1))";
    w.execute(statement, &values![set(ids)]).map(drop)
}

/// Writes a draft.
pub(super) fn put_draft(w: &mut Write<'_>, draft: &Invoice, new: bool) -> Result<(), DbError> {
    if new {
        return insert(w, draft);
    }
    w.execute(
        "UPDATE invoice SET kind = $2, month = $3, total = $4, created_at = $5, revision = $6
         WHERE id = $1 AND state = 'draft'",
        &values![
            &draft.id,
            draft.kind.as_str(),
            draft.month.to_string(),
            draft.total,
            draft.created_at_ms,
            number(draft.revision)
        ],
    )?;
    Ok(())
}

/// Writes a credit note, which is issued from its beginning.
pub(super) fn put_credit_note(w: &mut Write<'_>, note: &Invoice) -> Result<(), DbError> {
    insert(w, note)
}

fn insert(w: &mut Write<'_>, invoice: &Invoice) -> Result<(), DbError> {
    w.execute(
        "INSERT INTO invoice (id, customer_no, kind, credits, anew, credited_by, state, number, month, currency, total,
           created_at, issued_at, revision)
         VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, $9, $10, $11, $12, $13)",
        &values![
            &invoice.id,
            invoice.customer,
            invoice.kind.as_str(),
            invoice.credits.clone(),
            i64::from(invoice.anew),
            invoice.state.as_str(),
            invoice.number.map(number),
            invoice.month.to_string(),
            &invoice.currency,
            invoice.total,
            invoice.created_at_ms,
            invoice.issued_at_ms,
            number(invoice.revision),
        ],
    )?;
    Ok(())
}

/// A draft has been issued.
pub(super) fn put_issued(w: &mut Write<'_>, invoice: &Invoice) -> Result<(), DbError> {
    w.execute(
        "UPDATE invoice SET state = 'issued', number = $2, issued_at = $3, revision = $4
         WHERE id = $1 AND state = 'draft'",
        &values![&invoice.id, invoice.number.map(number), invoice.issued_at_ms, number(invoice.revision)],
    )?;
    Ok(())
}

/// An invoice was taken back.
pub(super) fn put_credited(w: &mut Write<'_>, invoice: &Invoice) -> Result<(), DbError> {
    w.execute(
        "UPDATE invoice SET credited_by = $2, revision = $3 WHERE id = $1",
        &values![&invoice.id, invoice.credited_by.clone(), number(invoice.revision)],
    )?;
    Ok(())
}

/// The number of the first later invoice that corrects a month of this one and still stands.
pub(super) fn correcting(sql: &mut dyn Sql, id: &str) -> Result<Option<u64>, DbError> {
    let row = sql.query_one(
        "SELECT MIN(o.number) FROM invoice i JOIN invoice_line l ON l.invoice = i.id
         JOIN invoice o ON o.customer_no = i.customer_no AND o.state = 'issued' AND o.credits IS NULL
           AND o.credited_by IS NULL AND o.number > i.number
         JOIN invoice_line m ON m.invoice = o.id AND m.meter = l.meter AND m.month = l.month
         WHERE i.id = $1",
        &values![id],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// One page of invoices, newest first.
pub(super) fn list(sql: &mut dyn Sql, no: Option<ScopeNo>, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::default();
    filter.only("i.customer_no", no);
    filter.only("i.month", query.month.map(|month| month.to_string()));
    filter.only("i.kind", query.kind.map(Kind::as_str));
    let counts = counts(sql, &filter)?;
    filter.only("i.state", query.state.map(State::as_str));
    if let Some(Newest(at, id)) = &query.after {
        filter.behind("<", ["i.created_at", "i.id"], values![at, id]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT {INVOICE} {FROM}{} ORDER BY i.created_at DESC, i.id DESC LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Newest(last.get(13)?, last.get(0)?));
    let (items, next) = page(&rows, query.limit, invoice, place)?;
    Ok(Listing { items, next, counts })
}

fn counts(sql: &mut dyn Sql, filter: &Filter) -> Result<(u64, u64), DbError> {
    let statement = format!(
        "SELECT COALESCE(SUM(CASE WHEN i.state = 'draft' THEN 1 ELSE 0 END), 0), COUNT(*) {FROM}{}",
        filter.sql()
    );
    let row = sql.query_one(&statement, filter.values())?;
    let (drafts, all): (u64, u64) =
        row.map_or(Ok((0, 0)), |row| Ok::<_, DbError>((row.get(0)?, row.get(1)?)))?;
    Ok((drafts, all - drafts))
}

/// Whether drafts were drawn up for a month.
pub(super) fn is_run(sql: &mut dyn Sql, month: Month) -> Result<bool, DbError> {
    let row = sql.query_one("SELECT 1 FROM invoice_run WHERE month = $1", &values![month.to_string()])?;
    Ok(row.is_some())
}

/// Drafts were drawn up for a month.
pub(super) fn mark_run(w: &mut Write<'_>, month: Month) -> Result<(), DbError> {
    let now_ms = w.now_ms();
    w.execute(
        "INSERT INTO invoice_run (month, at) VALUES ($1, $2) ON CONFLICT (month) DO UPDATE SET at = $2",
        &values![month.to_string(), now_ms],
    )?;
    Ok(())
}

fn invoice(row: &Row) -> Result<Invoice, DbError> {
    let anew: i64 = row.get(6)?;
    Ok(Invoice {
        id: row.get(0)?,
        customer: ScopeNo(row.get(1)?),
        serial: row.get(2)?,
        customer_name: row.get(3)?,
        kind: word(row, 4, Kind::from_word)?,
        credits: row.get(5)?,
        anew: anew != 0,
        credited_by: row.get(7)?,
        state: word(row, 8, State::from_word)?,
        number: row.get(9)?,
        month: month(row, 10)?,
        currency: row.get(11)?,
        total: row.get(12)?,
        created_at_ms: row.get(13)?,
        issued_at_ms: row.get(14)?,
        revision: row.get(15)?,
    })
}

fn month(row: &Row, column: usize) -> Result<Month, DbError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| DbError::Column { index: column, wanted: "a month" })
}

fn set<'a>(ids: impl Iterator<Item = &'a str>) -> Rows {
    let mut set = Rows::new();
    for id in ids {
        set.row().text(id);
    }
    set
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
