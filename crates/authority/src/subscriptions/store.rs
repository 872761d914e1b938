//! The subscription's SQL: the dated columns of `customer`, and `subscription_line`.

use jiff::civil::Date;
use licentia_core::catalogue::{Order, OrderLine};
use licentia_core::dates::Dates;
use licentia_core::package::{Version, Versions};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, values};

use super::Subscription;

/// The subscription of a customer; `None` when there is no such customer.
pub(crate) fn load(sql: &mut dyn Sql, customer: ScopeNo) -> Result<Option<Subscription>, DbError> {
    let head = sql.query_one(
        "SELECT suite, next_check, admin_warning, expiry, grace, maintenance, versions_from, versions_to
         FROM customer WHERE no = $1",
        &values![customer],
    )?;
    let Some(head) = head else { return Ok(None) };
    let lines = sql.query(
        "SELECT module, quantity, unrestricted, first_day, last_day
         FROM subscription_line WHERE customer_no = $1 ORDER BY n",
        &values![customer],
    )?;
    let lines = lines.iter().map(line).collect::<Result<_, _>>()?;
    Ok(Some(Subscription {
        order: Order { suite: head.get(0)?, lines },
        dates: Dates {
            next_check: day(&head, 1)?,
            admin_warning: day(&head, 2)?,
            expiry: day(&head, 3)?,
            grace: day(&head, 4)?,
            maintenance: day(&head, 5)?,
        },
        versions: versions(&head)?,
    }))
}

fn line(row: &Row) -> Result<OrderLine, DbError> {
    Ok(OrderLine {
        module: row.get(0)?,
        quantity: row.get(1)?,
        unrestricted: row.get(2)?,
        start: day(row, 3)?,
        due: day(row, 4)?,
    })
}

fn day(row: &Row, index: usize) -> Result<Option<Date>, DbError> {
    parsed(row, index, "day")
}

fn versions(row: &Row) -> Result<Option<Versions>, DbError> {
    let from: Option<Version> = parsed(row, 6, "version")?;
    let to: Option<Version> = parsed(row, 7, "version")?;
    Ok((from.is_some() || to.is_some()).then_some(Versions { from, to }))
}

fn parsed<T: std::str::FromStr>(row: &Row, index: usize, wanted: &'static str) -> Result<Option<T>, DbError> {
    let text: Option<String> = row.get(index)?;
    text.map(|text| text.parse().map_err(|_| DbError::Column { index, wanted })).transpose()
}

/// Writes the whole subscription of a customer.
pub(crate) fn save(sql: &mut dyn Sql, customer: ScopeNo, subscription: &Subscription) -> Result<(), DbError> {
    let Subscription { order, dates, versions } = subscription;
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    let bound = |version: Option<Version>| version.map(|version| version.to_string());
    sql.execute(
        "UPDATE customer SET suite = $2, next_check = $3, admin_warning = $4, expiry = $5, grace = $6,
         maintenance = $7, versions_from = $8, versions_to = $9 WHERE no = $1",
        &values![
            customer,
            order.suite.clone(),
            text(dates.next_check),
            text(dates.admin_warning),
            text(dates.expiry),
            text(dates.grace),
            text(dates.maintenance),
            bound(versions.and_then(|versions| versions.from)),
            bound(versions.and_then(|versions| versions.to)),
        ],
    )?;
    sql.execute("DELETE FROM subscription_line WHERE customer_no = $1", &values![customer])?;
    sql.execute(
        "INSERT INTO subscription_line (customer_no, n, module, quantity, unrestricted, first_day, last_day)
         SELECT $1, CAST(value->>0 AS BIGINT), value->>1, CAST(value->>2 AS BIGINT),
                CAST(value->>3 AS BIGINT), value->>4, value->>5
         FROM EACH($2)",
        &values![customer, lines(&order.lines)],
    )?;
    Ok(())
}

fn lines(lines: &[OrderLine]) -> Rows {
    let mut rows = Rows::new();
    for (n, line) in (0_u32..).zip(lines) {
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        rows.row()
            .int(n)
            .text(&line.module)
            .int_or_null(line.quantity)
            .bool(line.unrestricted)
            .text_or_null(day(line.start).as_deref())
            .text_or_null(day(line.due).as_deref());
    }
    rows
}
