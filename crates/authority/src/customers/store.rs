//! The customers' SQL.

mod heard;

use std::collections::{BTreeSet, HashMap};

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::{Cursor, Customer, Details, Listed, Listing, Notices, Query, Sort};
use crate::lists::store::{Filter, folded, page};
use crate::state::FIRST_CUSTOMER;
use crate::subscriptions;

pub(crate) use heard::{
    Party, add_former, close_enrolment, confirm_holder, enrolment, id_of, is_taken, issued_since_last_change,
    notices, party, scope_by_any, was_called,
};
use heard::{replaces, text_of};

const COLUMNS: &str = "no, id, serial, name, customer, country, contact, zone, note, created_at, updated_at,
    revision, (SELECT COALESCE(MAX(sequence), 0) FROM package WHERE customer_no = no), hold, message, link,
    enrolment, replaces_name, replaces_serial, currency, billing";

/// A number for the next customer. Called in the house's scope, which one writer at a time holds.
pub(super) fn next_no(sql: &mut dyn Sql) -> Result<ScopeNo, DbError> {
    let row = sql.query_one("SELECT COALESCE(MAX(no), 0) + 1 FROM customer", &[])?;
    let next: i64 = row.map_or(Ok(1), |row| row.get(0))?;
    Ok(ScopeNo(next.max(FIRST_CUSTOMER)))
}

/// The first of these serial numbers that nobody has.
pub(super) fn free_serial(sql: &mut dyn Sql, candidates: &[String]) -> Result<Option<String>, DbError> {
    for serial in candidates {
        if scope_of(sql, serial)?.is_none() {
            return Ok(Some(serial.clone()));
        }
    }
    Ok(None)
}

/// Inserts a customer; `false` when its serial number is taken.
pub(super) fn insert(sql: &mut dyn Sql, customer: &Customer) -> Result<bool, DbError> {
    let Details { serial, name, customer: number, country, contact, zone, note, currency, billing } =
        &customer.details;
    let inserted = sql.execute(
        "INSERT INTO customer (no, id, serial, name, name_key, search_key, customer, country, contact, zone, note,
         created_at, updated_at, revision, enrolment, currency, billing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16) ON CONFLICT (serial) DO NOTHING",
        &values![
            customer.no,
            &customer.id,
            serial,
            name,
            folded(name),
            search_key(&customer.details),
            number.clone(),
            country.clone(),
            contact.clone(),
            zone,
            note.clone(),
            customer.created_at_ms,
            revision(customer.revision),
            customer.enrolment.as_str(),
            currency.clone(),
            billing.clone(),
        ],
    )?;
    Ok(inserted == 1)
}

/// Writes the fields of a customer, but not what it owns.
pub(super) fn update(sql: &mut dyn Sql, customer: &Customer) -> Result<(), DbError> {
    let Details { serial, name, customer: number, country, contact, zone, note, currency, billing } =
        &customer.details;
    let Notices { hold, message, link } = &customer.notices;
    let replaces = customer.replaces.as_ref();
    sql.execute(
        "UPDATE customer SET name = $2, name_key = $3, search_key = $4, customer = $5, country = $6, contact = $7,
         zone = $8, note = $9, updated_at = $10, revision = $11, serial = $12, hold = $13, message = $14, link = $15,
         enrolment = $16, replaces_name = $17, replaces_serial = $18, currency = $19, billing = $20 WHERE no = $1",
        &values![
            customer.no,
            name,
            folded(name),
            search_key(&customer.details),
            number.clone(),
            country.clone(),
            contact.clone(),
            zone,
            note.clone(),
            customer.updated_at_ms,
            revision(customer.revision),
            serial,
            hold.as_ref().map(text_of),
            message.as_ref().map(text_of),
            link.clone(),
            customer.enrolment.as_str(),
            replaces.map(|holder| holder.name.clone()),
            replaces.map(|holder| holder.serial.clone()),
            currency.clone(),
            billing.clone(),
        ],
    )?;
    Ok(())
}

/// The ledger scope of a serial number.
pub(super) fn scope_of(sql: &mut dyn Sql, serial: &str) -> Result<Option<ScopeNo>, DbError> {
    let row = sql.query_one("SELECT no FROM customer WHERE serial = $1", &values![serial])?;
    row.map(|row| row.get(0).map(ScopeNo)).transpose()
}

/// The revision of a customer's last change.
pub(crate) fn revision_of(sql: &mut dyn Sql, no: ScopeNo) -> Result<Option<u64>, DbError> {
    let row = sql.query_one("SELECT revision FROM customer WHERE no = $1", &values![no])?;
    row.map(|row| row.get(0)).transpose()
}

/// Marks a customer as changed by this write: what it owns was changed through a package.
pub(crate) fn touch(w: &mut Write<'_>, no: ScopeNo) -> Result<(), DbError> {
    let (now_ms, revision) = (w.now_ms(), revision(w.revision()));
    w.execute(
        "UPDATE customer SET updated_at = $2, revision = $3 WHERE no = $1",
        &values![no, now_ms, revision],
    )?;
    Ok(())
}

/// The customer with this serial number.
pub(super) fn by_serial(sql: &mut dyn Sql, serial: &str) -> Result<Option<Customer>, DbError> {
    let statement = format!("SELECT {COLUMNS} FROM customer WHERE serial = $1");
    let row = sql.query_one(&statement, &values![serial])?;
    let Some(row) = row else { return Ok(None) };
    let no = ScopeNo(row.get(0)?);
    let subscription = subscriptions::load(sql, no)?.unwrap_or_default();
    Ok(Some(Customer {
        no,
        id: row.get(1)?,
        details: Details {
            serial: row.get(2)?,
            name: row.get(3)?,
            customer: row.get(4)?,
            country: row.get(5)?,
            contact: row.get(6)?,
            zone: row.get(7)?,
            note: row.get(8)?,
            currency: row.get(19)?,
            billing: row.get(20)?,
        },
        subscription,
        created_at_ms: row.get(9)?,
        updated_at_ms: row.get(10)?,
        revision: row.get(11)?,
        sequence: row.get(12)?,
        notices: notices(&row, 13)?,
        enrolment: enrolment(&row, 16)?,
        replaces: replaces(&row, 17)?,
    }))
}

/// One page of the list, by its sort key and then by number, so that no two places are equal.
pub(crate) fn list(sql: &mut dyn Sql, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::words(&query.search, |word| format!("search_key LIKE {word} ESCAPE '\\'"));
    let total = filter.count(sql, "customer")?;
    // Those that never expire come last whichever way the list goes.
    let key = match (query.sort, query.backwards) {
        (Sort::Name, _) => "name_key",
        (Sort::Serial, _) => "serial",
        (Sort::Expiry, false) => "COALESCE(expiry, '9999-12-31')",
        (Sort::Expiry, true) => "COALESCE(expiry, '0000-01-01')",
    };
    let (compare, order) = if query.backwards { ("<", "DESC") } else { (">", "ASC") };
    if let Some(Cursor(after, no)) = &query.after {
        filter.behind(compare, [key, "no"], values![after, no]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT no, name, serial, customer, country, zone, expiry, {key},
           (SELECT MAX(sequence) FROM package WHERE customer_no = no),
           (SELECT MAX(issued_at) FROM package WHERE customer_no = no), revision
         FROM customer{} ORDER BY {key} {order}, no {order} LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Cursor(last.get(7)?, last.get(0)?));
    let (items, next) = page(&rows, query.limit, listed, place)?;
    Ok(Listing { items, next, total })
}

fn listed(row: &Row) -> Result<Listed, DbError> {
    let expiry: Option<String> = row.get(6)?;
    let sequence: Option<u64> = row.get(8)?;
    Ok(Listed {
        no: ScopeNo(row.get(0)?),
        name: row.get(1)?,
        serial: row.get(2)?,
        customer: row.get(3)?,
        country: row.get(4)?,
        zone: row.get(5)?,
        expiry: expiry.and_then(|day| day.parse().ok()),
        sequence: sequence.unwrap_or(0),
        issued_at_ms: row.get(9)?,
        revision: row.get(10)?,
    })
}

/// Name and serial number of customers by id.
pub(crate) fn names(
    sql: &mut dyn Sql,
    ids: &BTreeSet<String>,
) -> Result<HashMap<String, (String, String)>, DbError> {
    let mut set = Rows::new();
    for id in ids {
        set.row().text(id);
    }
    let rows = sql.query(
        "SELECT id, name, serial FROM customer WHERE id IN (SELECT value->>0 FROM EACH($1))",
        &values![set],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).collect()
}

fn search_key(details: &Details) -> String {
    let rest = [details.customer.as_deref(), details.contact.as_deref()];
    let words = [Some(details.name.as_str()), Some(details.serial.as_str())].into_iter().chain(rest);
    folded(&words.flatten().collect::<Vec<_>>().join(" "))
}

fn revision(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}
