//! The SQL of the list of installations.

use licentia_platform::db::{DbError, Row, Sql};

use super::super::store::{COLUMNS, installation};
use super::{Line, Listing, Query, SILENT_DAYS, Sort, Which};
use crate::lists::store::Filter;

/// Customers beside their installations: one without any has a line of its own.
const FROM: &str = "FROM customer c LEFT JOIN installation i ON i.customer_no = c.no";

const NEWEST: &str = "(SELECT COALESCE(MAX(p.sequence), 0) FROM package p WHERE p.customer_no = c.no)";

/// One page of the list.
pub(super) fn list(sql: &mut dyn Sql, query: &Query, now_ms: i64) -> Result<Listing, DbError> {
    let mut filter = words(&query.search);
    let counts = counts(sql, &query.search, now_ms)?;
    filter.and(&condition(query.which, now_ms));
    let order = match (query.sort, query.backwards) {
        (Sort::Contact, false) => "COALESCE(i.last_at, 0) DESC",
        (Sort::Contact, true) => "COALESCE(i.last_at, 0)",
        (Sort::Customer, false) => "c.name_key",
        (Sort::Customer, true) => "c.name_key DESC",
    };
    let limit = filter.bind(count(query.per_page));
    let offset = filter.bind(count(query.page.saturating_sub(1).saturating_mul(query.per_page)));
    let statement = format!(
        "SELECT {COLUMNS}, c.name, c.serial, {NEWEST} {FROM}{} ORDER BY {order}, c.no, i.kid LIMIT {limit} OFFSET {offset}",
        filter.sql()
    );
    let items = sql.query(&statement, filter.values())?.iter().map(line).collect::<Result<_, _>>()?;
    Ok(Listing { items, counts })
}

fn words(search: &str) -> Filter {
    Filter::words(search, |word| {
        format!("(c.search_key LIKE {word} ESCAPE '\\' OR lower(i.kid) LIKE {word} ESCAPE '\\')")
    })
}

/// Every filter counted in one walk over the list.
fn counts(sql: &mut dyn Sql, search: &str, now_ms: i64) -> Result<Vec<(Which, u64)>, DbError> {
    let filter = words(search);
    let sums: Vec<String> = Which::ALL
        .iter()
        .map(|which| format!("SUM(CASE WHEN {} THEN 1 ELSE 0 END)", condition(*which, now_ms)))
        .collect();
    let statement = format!("SELECT {} {FROM}{}", sums.join(", "), filter.sql());
    let Some(row) = sql.query_one(&statement, filter.values())? else { return Ok(Vec::new()) };
    let number = |(n, which): (usize, Which)| Ok((which, row.get::<Option<u64>>(n)?.unwrap_or(0)));
    Which::ALL.into_iter().enumerate().map(number).collect()
}

/// What a filter asks of a line.
fn condition(which: Which, now_ms: i64) -> String {
    match which {
        Which::All => "i.kid IS NOT NULL".to_owned(),
        Which::Never => format!("(i.kid IS NULL AND {NEWEST} > 0)"),
        Which::Behind => format!("(i.state = 'bound' AND i.sequence < {NEWEST})"),
        Which::Silent => {
            format!("(i.state = 'bound' AND i.last_at < {})", now_ms - SILENT_DAYS * 86_400_000)
        }
        Which::Waiting => "(i.state = 'waiting')".to_owned(),
        Which::Copies => "(i.state = 'copy')".to_owned(),
        Which::Marked => {
            "(i.state = 'bound' AND (i.rewound_at IS NOT NULL OR i.back_at IS NOT NULL OR i.deleted_at IS NOT NULL))"
                .to_owned()
        }
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn line(row: &Row) -> Result<Line, DbError> {
    let kid: Option<String> = row.get(1)?;
    let own = COLUMNS.split(',').count();
    Ok(Line {
        customer: row.get(own)?,
        serial: row.get(own + 1)?,
        newest: row.get(own + 2)?,
        installation: kid.is_some().then(|| installation(row)).transpose()?,
    })
}
