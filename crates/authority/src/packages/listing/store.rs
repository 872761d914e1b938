//! The SQL of the list of packages.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};

use super::super::store::{COLUMNS, issued};
use super::{Cursor, Listed, Listing, Query, Sort, Whereabouts};
use crate::lists::store::{Filter, page};

/// A package beside its customer and the installation that is bound to it, if one is.
const FROM: &str = "FROM package p JOIN customer c ON c.no = p.customer_no
    LEFT JOIN installation i ON i.customer_no = p.customer_no AND i.state = 'bound'";

/// What is known of where a package is; the names are those of [`Whereabouts`].
const WHEREABOUTS: &str = "CASE
    WHEN p.sequence = i.sequence AND i.package IS NOT NULL AND i.origin = 'file' THEN 'receipt'
    WHEN p.sequence = i.sequence AND i.package IS NOT NULL THEN 'contact'
    WHEN p.sequence <= i.sequence OR p.sequence < (SELECT MAX(n.sequence) FROM package n
      WHERE n.customer_no = p.customer_no AND n.issuer = p.issuer) THEN 'past'
    WHEN c.hold IS NOT NULL THEN 'held'
    WHEN i.origin = 'online' AND i.last_at >= p.issued_at THEN 'offered'
    WHEN EXISTS (SELECT 1 FROM request q WHERE q.customer_no = p.customer_no AND q.package_id = p.id) THEN 'offered'
    ELSE 'signed' END";

/// How many columns [`COLUMNS`] has.
const OWN: usize = 10;

/// One page of the list, by its sort key and then by id, so that no two places are equal.
pub(super) fn list(sql: &mut dyn Sql, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::words(&query.search, |word| {
        format!("(c.search_key LIKE {word} ESCAPE '\\' OR p.id LIKE {word} ESCAPE '\\')")
    });
    let counts = counts(sql, &filter)?;
    let total = match query.whereabouts {
        None => counts.iter().map(|(_, count)| count).sum(),
        Some(only) => counts.iter().find(|(known, _)| *known == only).map_or(0, |(_, count)| *count),
    };
    if let Some(only) = query.whereabouts {
        let name = filter.bind(only.name());
        filter.and(&format!("{WHEREABOUTS} = {name}"));
    }
    // An id begins with the moment at which it was made.
    let key = match (query.sort, query.backwards) {
        (Sort::Signed, _) => "p.id",
        (Sort::Customer, _) => "c.name_key",
        (Sort::Expiry, false) => "COALESCE(p.expiry, '9999-12-31')",
        (Sort::Expiry, true) => "COALESCE(p.expiry, '0000-01-01')",
    };
    let (compare, order) = if query.backwards { ("<", "DESC") } else { (">", "ASC") };
    if let Some(Cursor(after, id)) = &query.after {
        filter.behind(compare, [key, "p.id"], values![after, id]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT {COLUMNS}, c.name, {WHEREABOUTS}, {key} {FROM}{} ORDER BY {key} {order}, p.id {order} LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Cursor(last.get(OWN + 2)?, last.get(0)?));
    let (items, next) = page(&rows, query.limit, listed, place)?;
    Ok(Listing { items, next, total, counts })
}

fn counts(sql: &mut dyn Sql, filter: &Filter) -> Result<Vec<(Whereabouts, u64)>, DbError> {
    let statement = format!("SELECT {WHEREABOUTS}, COUNT(*) {FROM}{} GROUP BY 1", filter.sql());
    let rows = sql.query(&statement, filter.values())?;
    let mut counts: Vec<(Whereabouts, u64)> = Whereabouts::ALL.map(|known| (known, 0)).to_vec();
    for row in &rows {
        let name: String = row.get(0)?;
        if let Some(place) = counts.iter_mut().find(|(known, _)| known.name() == name) {
            place.1 = row.get(1)?;
        }
    }
    Ok(counts)
}

/// The newest packages of a customer.
pub(super) fn of_customer(sql: &mut dyn Sql, customer: ScopeNo, limit: u32) -> Result<Vec<Listed>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS}, c.name, {WHEREABOUTS} {FROM} WHERE p.customer_no = $1 ORDER BY p.sequence DESC LIMIT $2"
    );
    sql.query(&statement, &values![customer, limit])?.iter().map(listed).collect()
}

/// A package by its id.
pub(super) fn by_id(sql: &mut dyn Sql, id: &str) -> Result<Option<Listed>, DbError> {
    let statement = format!("SELECT {COLUMNS}, c.name, {WHEREABOUTS} {FROM} WHERE p.id = $1");
    sql.query_one(&statement, &values![id])?.map(|row| listed(&row)).transpose()
}

/// Packages by a part of their id, the newest first.
pub(crate) fn by_id_part(sql: &mut dyn Sql, part: &str, limit: u32) -> Result<Vec<Listed>, DbError> {
    let mut filter = Filter::words(part, |word| format!("p.id LIKE {word} ESCAPE '\\'"));
    let limit = filter.bind(limit);
    let statement = format!(
        "SELECT {COLUMNS}, c.name, {WHEREABOUTS} {FROM}{} ORDER BY p.id DESC LIMIT {limit}",
        filter.sql()
    );
    sql.query(&statement, filter.values())?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed, DbError> {
    let name: String = row.get(OWN + 1)?;
    Ok(Listed {
        issued: issued(row)?,
        customer: row.get(OWN)?,
        whereabouts: Whereabouts::named(&name).unwrap_or(Whereabouts::Past),
    })
}
