//! The SQL of the search.

use licentia_platform::db::{DbError, Row, Sql, values};

use super::{Former, Found, Installation, MOST, kid_of_fingerprint};
use crate::customers;
use crate::customers::store::list;
use crate::lists::store::Filter;
use crate::packages::listing;

/// The fewest letters that mean a key or a package: fewer would find everything.
const FEWEST: usize = 6;

pub(super) fn find(sql: &mut dyn Sql, words: &str) -> Result<Found, DbError> {
    let query = customers::Query { search: words.to_owned(), limit: MOST, ..customers::Query::default() };
    let listing = list(sql, &query)?;
    let one_word = words.chars().count() >= FEWEST && !words.contains(char::is_whitespace);
    let kid = kid_of_fingerprint(words).or_else(|| one_word.then(|| words.to_owned()));
    Ok(Found {
        customers: listing.items,
        customers_total: listing.total,
        former: former(sql, words)?,
        installations: kid.map_or(Ok(Vec::new()), |kid| installations(sql, &kid))?,
        packages: if one_word { packages(sql, words)? } else { Vec::new() },
    })
}

/// Customers by what they do not call themselves any more.
fn former(sql: &mut dyn Sql, words: &str) -> Result<Vec<Former>, DbError> {
    let mut filter = Filter::words(words, |word| {
        format!("(lower(f.name) LIKE {word} ESCAPE '\\' OR f.serial LIKE {word} ESCAPE '\\')")
    });
    let most = filter.bind(MOST);
    let statement = format!(
        "SELECT c.name, c.serial, f.name, f.serial, f.changed_at FROM customer_former f
         JOIN customer c ON c.no = f.customer_no{} ORDER BY f.changed_at DESC, c.no, f.n LIMIT {most}",
        filter.sql()
    );
    let read = |row: &Row| {
        Ok(Former {
            customer: row.get(0)?,
            serial: row.get(1)?,
            name: row.get(2)?,
            former_serial: row.get(3)?,
            changed_at_ms: row.get(4)?,
        })
    };
    sql.query(&statement, filter.values())?.iter().map(read).collect()
}

/// The serial number of the customer that had this one before; nobody else is ever given it.
pub(super) fn called_now(sql: &mut dyn Sql, former: &str) -> Result<Option<String>, DbError> {
    let row = sql.query_one(
        "SELECT c.serial FROM customer_former f JOIN customer c ON c.no = f.customer_no
         WHERE f.serial = $1 AND c.serial <> $1 LIMIT 1",
        &values![former],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Installations whose key's name begins so. Letters count as they are: a thumbprint is not a word.
fn installations(sql: &mut dyn Sql, kid: &str) -> Result<Vec<Installation>, DbError> {
    let rows = sql.query(
        "SELECT i.kid, c.name, c.serial, i.last_at FROM installation i JOIN customer c ON c.no = i.customer_no
         WHERE substr(i.kid, 1, $2) = $1 ORDER BY i.last_at DESC, i.kid LIMIT $3",
        &values![kid, i64::try_from(kid.chars().count()).unwrap_or(i64::MAX), MOST],
    )?;
    let read = |row: &Row| {
        Ok(Installation {
            kid: row.get(0)?,
            customer: row.get(1)?,
            serial: row.get(2)?,
            last_at_ms: row.get(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Packages by a part of their id, which people copy from wherever it stands.
fn packages(sql: &mut dyn Sql, words: &str) -> Result<Vec<listing::Listed>, DbError> {
    listing::by_id_part(sql, words, MOST)
}
