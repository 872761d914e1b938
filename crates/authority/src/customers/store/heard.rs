//! What a customer's installation is recognised by, and what it is told.

use licentia_core::licence::Texts;
use licentia_core::package::Holder;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};

use crate::customers::Notices;
use crate::installations::rule::Enrolment;

/// A customer as its installation meets it: without what it owns.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) serial: String,
    pub(crate) notices: Notices,
    pub(crate) enrolment: Enrolment,
    pub(crate) replaces: Option<Holder>,
    /// Names and serial numbers it had before.
    pub(crate) former: Vec<(String, String)>,
}

impl Party {
    /// Whether it is called so.
    pub(crate) fn is(&self, name: &str, serial: &str) -> bool {
        (self.name.as_str(), self.serial.as_str()) == (name, serial)
    }

    /// Whether it is or was called so.
    pub(crate) fn was(&self, name: &str, serial: &str) -> bool {
        self.is(name, serial)
            || self.former.iter().any(|(old, number)| (old.as_str(), number.as_str()) == (name, serial))
    }
}

/// The customer that has this serial number, or had it.
pub(crate) fn scope_by_any(sql: &mut dyn Sql, serial: &str) -> Result<Option<ScopeNo>, DbError> {
    if let Some(no) = super::scope_of(sql, serial)? {
        return Ok(Some(no));
    }
    let row = sql.query_one(
        "SELECT customer_no FROM customer_former WHERE serial = $1 ORDER BY changed_at DESC, customer_no LIMIT 1",
        &values![serial],
    )?;
    row.map(|row| row.get(0).map(ScopeNo)).transpose()
}

/// A customer as its installation meets it.
pub(crate) fn party(sql: &mut dyn Sql, no: ScopeNo) -> Result<Option<Party>, DbError> {
    let row = sql.query_one(
        "SELECT id, name, serial, hold, message, link, enrolment, replaces_name, replaces_serial
         FROM customer WHERE no = $1",
        &values![no],
    )?;
    let Some(row) = row else { return Ok(None) };
    let former = sql
        .query("SELECT name, serial FROM customer_former WHERE customer_no = $1 ORDER BY n", &values![no])?;
    Ok(Some(Party {
        id: row.get(0)?,
        name: row.get(1)?,
        serial: row.get(2)?,
        notices: notices(&row, 3)?,
        enrolment: enrolment(&row, 6)?,
        replaces: replaces(&row, 7)?,
        former: former.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?,
    }))
}

/// The id of a customer.
pub(crate) fn id_of(sql: &mut dyn Sql, no: ScopeNo) -> Result<String, DbError> {
    let row = sql.query_one("SELECT id FROM customer WHERE no = $1", &values![no])?;
    row.map_or_else(|| Ok(String::new()), |row| row.get(0))
}

/// Whether a serial number belongs, or belonged, to another customer than `no`.
pub(crate) fn is_taken(sql: &mut dyn Sql, serial: &str, no: Option<ScopeNo>) -> Result<bool, DbError> {
    let mine = no.map_or(-1, |no| no.0);
    let row = sql.query_one(
        "SELECT 1 FROM customer WHERE serial = $1 AND no <> $2
         UNION ALL SELECT 1 FROM customer_former WHERE serial = $1 AND customer_no <> $2 LIMIT 1",
        &values![serial, mine],
    )?;
    Ok(row.is_some())
}

/// Keeps what a customer was called.
pub(crate) fn add_former(
    sql: &mut dyn Sql,
    no: ScopeNo,
    name: &str,
    serial: &str,
    now_ms: i64,
) -> Result<(), DbError> {
    sql.execute(
        "INSERT INTO customer_former (customer_no, n, name, serial, sequence, changed_at)
         SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3,
           (SELECT COALESCE(MAX(sequence), 0) FROM package WHERE customer_no = $1), $4
         FROM customer_former WHERE customer_no = $1",
        &values![no, name, serial, now_ms],
    )?;
    Ok(())
}

/// Whether a customer was ever called so.
pub(crate) fn was_called(sql: &mut dyn Sql, no: ScopeNo, name: &str, serial: &str) -> Result<bool, DbError> {
    let row = sql.query_one(
        "SELECT 1 FROM customer_former WHERE customer_no = $1 AND name = $2 AND serial = $3 LIMIT 1",
        &values![no, name, serial],
    )?;
    Ok(row.is_some())
}

/// Whether a package was signed after the last change of name or serial number.
pub(crate) fn issued_since_last_change(sql: &mut dyn Sql, no: ScopeNo) -> Result<bool, DbError> {
    let row = sql.query_one(
        "SELECT 1 FROM package WHERE customer_no = $1 AND sequence >
           (SELECT COALESCE(MAX(sequence), 0) FROM customer_former WHERE customer_no = $1) LIMIT 1",
        &values![no],
    )?;
    Ok(row.is_some())
}

/// A key was bound: the next one waits for support, unless sales opens the serial number again.
pub(crate) fn close_enrolment(sql: &mut dyn Sql, no: ScopeNo) -> Result<(), DbError> {
    sql.execute("UPDATE customer SET enrolment = 'closed' WHERE no = $1", &values![no])?;
    Ok(())
}

/// The installation follows: there is nothing to turn any more.
pub(crate) fn confirm_holder(sql: &mut dyn Sql, no: ScopeNo) -> Result<(), DbError> {
    sql.execute(
        "UPDATE customer SET replaces_name = NULL, replaces_serial = NULL WHERE no = $1",
        &values![no],
    )?;
    Ok(())
}

/// Hold, message and link out of three columns.
pub(crate) fn notices(row: &Row, first: usize) -> Result<Notices, DbError> {
    Ok(Notices { hold: texts(row, first)?, message: texts(row, first + 1)?, link: row.get(first + 2)? })
}

fn texts(row: &Row, index: usize) -> Result<Option<Texts>, DbError> {
    let text: Option<String> = row.get(index)?;
    let wrong = |_| DbError::Column { index, wanted: "texts per language" };
    text.map(|text| serde_json::from_str(&text).map_err(wrong)).transpose()
}

/// Texts as a column holds them.
pub(super) fn text_of(texts: &Texts) -> String {
    serde_json::json!(texts).to_string()
}

/// Whether a serial number is open, out of a column.
pub(crate) fn enrolment(row: &Row, index: usize) -> Result<Enrolment, DbError> {
    let word = row.text(index).and_then(Enrolment::from_word);
    word.ok_or(DbError::Column { index, wanted: "enrolment" })
}

pub(super) fn replaces(row: &Row, first: usize) -> Result<Option<Holder>, DbError> {
    let name: Option<String> = row.get(first)?;
    let serial: Option<String> = row.get(first + 1)?;
    Ok(name.zip(serial).map(|(name, serial)| Holder { name, serial, customer: None }))
}
