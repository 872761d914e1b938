//! The orders' SQL.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};

use super::{Listing, Order, Orderer, Origin, Query, State};
use crate::lists::Newest;
use crate::lists::store::{Filter, page};

const COLUMNS: &str =
    "o.id, o.n, c.serial, c.name, o.state, o.origin, o.ordered_by, o.email, o.reference, o.quote,
    o.waits, o.rule, o.decided_by, o.reason, o.package, o.ordered_at, o.decided_at";
const JOINED: &str = "sales_order o JOIN customer c ON c.no = o.customer_no";

fn order(row: &Row) -> Result<Order, DbError> {
    let wrong = |index| DbError::Column { index, wanted: "an order" };
    Ok(Order {
        id: row.get(0)?,
        n: row.get(1)?,
        serial: row.get(2)?,
        customer_name: row.get(3)?,
        state: row.text(4).and_then(State::from_word).ok_or(wrong(4))?,
        origin: row.text(5).and_then(Origin::from_word).ok_or(wrong(5))?,
        by: Orderer { name: row.get(6)?, email: row.get(7)? },
        reference: row.get(8)?,
        quote: row.text(9).and_then(|json| serde_json::from_str(json).ok()).ok_or(wrong(9))?,
        waits: row.get(10)?,
        rule: row.get(11)?,
        decided_by: row.get(12)?,
        reason: row.get(13)?,
        package: row.get(14)?,
        ordered_at_ms: row.get(15)?,
        decided_at_ms: row.get(16)?,
    })
}

/// One page, newest first.
pub(super) fn list(sql: &mut dyn Sql, customer: Option<ScopeNo>, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::default();
    filter.only("o.customer_no", customer);
    filter.only("o.state", query.state.map(State::as_str));
    let total = filter.count(sql, "sales_order o")?;
    if let Some(Newest(at, id)) = &query.after {
        filter.behind("<", ["o.ordered_at", "o.id"], values![at, id]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT {COLUMNS} FROM {JOINED}{} ORDER BY o.ordered_at DESC, o.id DESC LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Newest(last.get(15)?, last.get(0)?));
    let (items, next) = page(&rows, query.limit, order, place)?;
    Ok(Listing { items, next, total })
}

/// An order by its id.
pub(super) fn by_id(sql: &mut dyn Sql, id: &str) -> Result<Option<Order>, DbError> {
    let statement = format!("SELECT {COLUMNS} FROM {JOINED} WHERE o.id = $1");
    sql.query_one(&statement, &values![id])?.map(|row| order(&row)).transpose()
}

/// An order of one customer by its id.
pub(crate) fn one_of(sql: &mut dyn Sql, no: ScopeNo, id: &str) -> Result<Option<Order>, DbError> {
    let statement = format!("SELECT {COLUMNS} FROM {JOINED} WHERE o.id = $1 AND o.customer_no = $2");
    sql.query_one(&statement, &values![id, no])?.map(|row| order(&row)).transpose()
}

/// The newest orders of a customer.
pub(crate) fn latest_of(sql: &mut dyn Sql, no: ScopeNo, limit: u32) -> Result<Vec<Order>, DbError> {
    let query = Query { limit, ..Query::default() };
    Ok(list(sql, Some(no), &query)?.items)
}

/// Whether an order of a customer waits for somebody.
pub(crate) fn any_waiting(sql: &mut dyn Sql, no: ScopeNo) -> Result<bool, DbError> {
    let row = sql.query_one(
        "SELECT 1 FROM sales_order WHERE customer_no = $1 AND state = 'waiting' LIMIT 1",
        &values![no],
    )?;
    Ok(row.is_some())
}

/// How many wait for somebody.
pub(super) fn waiting(sql: &mut dyn Sql) -> Result<u64, DbError> {
    let row = sql.query_one("SELECT COUNT(*) FROM sales_order WHERE state = 'waiting'", &[])?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The number of a customer's next order.
pub(super) fn next_number(sql: &mut dyn Sql, no: ScopeNo) -> Result<u64, DbError> {
    let row = sql
        .query_one("SELECT COALESCE(MAX(n), 0) + 1 FROM sales_order WHERE customer_no = $1", &values![no])?;
    row.map_or(Ok(1), |row| row.get(0))
}

/// How much more a month of a customer's costs through orders that a rule has approved since.
pub(super) fn approved_by_rule(sql: &mut dyn Sql, no: ScopeNo, since_ms: i64) -> Result<u64, DbError> {
    let row = sql.query_one(
        "SELECT CAST(COALESCE(SUM(added), 0) AS BIGINT) FROM sales_order
         WHERE customer_no = $1 AND state = 'approved' AND rule = 1 AND added > 0 AND decided_at >= $2",
        &values![no, since_ms],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Keeps an order.
pub(super) fn insert(w: &mut Write<'_>, no: ScopeNo, order: &Order) -> Result<(), DbError> {
    let quote = serde_json::json!(order.quote).to_string();
    w.execute(
        "INSERT INTO sales_order (id, customer_no, n, state, origin, ordered_by, email, reference, quote, added, priced,
           waits, rule, decided_by, reason, package, ordered_at, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        &values![
            &order.id,
            no,
            order.n,
            order.state.as_str(),
            order.origin.as_str(),
            &order.by.name,
            order.by.email.clone(),
            order.reference.clone(),
            quote,
            order.quote.per_month,
            order.quote.priced,
            order.waits.clone(),
            order.rule,
            order.decided_by.clone(),
            order.reason.clone(),
            order.package.clone(),
            order.ordered_at_ms,
            order.decided_at_ms,
        ],
    )?;
    Ok(())
}

/// Writes down what became of an order.
pub(super) fn decide(
    w: &mut Write<'_>,
    id: &str,
    state: State,
    rule: bool,
    reason: Option<&str>,
    package: Option<&str>,
) -> Result<(), DbError> {
    let (by, now_ms) = (w.by().actor.reference(), w.now_ms());
    w.execute(
        "UPDATE sales_order SET state = $2, rule = $3, decided_by = $4, reason = $5, package = $6, decided_at = $7
         WHERE id = $1",
        &values![
            id,
            state.as_str(),
            rule,
            by,
            reason.map(str::to_owned),
            package.map(str::to_owned),
            now_ms
        ],
    )?;
    Ok(())
}

/// Orders placed before a moment that wait for nobody: a rule was about to approve them.
pub(super) fn undecided(sql: &mut dyn Sql, before_ms: i64, limit: u32) -> Result<Vec<Order>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE o.state = 'waiting' AND o.waits IS NULL AND o.ordered_at < $1
         ORDER BY o.ordered_at, o.customer_no, o.n LIMIT $2"
    );
    sql.query(&statement, &values![before_ms, limit])?.iter().map(order).collect()
}

/// Why an order that a rule would have approved waits after all.
pub(super) fn keep_waiting(sql: &mut dyn Sql, id: &str, why: &str) -> Result<(), DbError> {
    sql.execute("UPDATE sales_order SET waits = $2 WHERE id = $1 AND state = 'waiting'", &values![id, why])?;
    Ok(())
}
