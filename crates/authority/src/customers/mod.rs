//! Customers: the holders of packages.
//!
//! A customer is one holder name and one ten-digit serial number, with a ledger of its own from the
//! first change on. Its creation stands in the ledger of the house, where serial numbers are given.

pub(crate) mod api;
mod change;
mod details;
pub(crate) mod holder;
mod notices;
mod page;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use licentia_core::package::Holder;
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::db::{Done, ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::installations::rule::Enrolment;
use crate::state::{Authority, HOUSE};
use crate::subscriptions::{self, Subscription};

pub(crate) use api::routes as api_routes;
pub use change::{Patch, change};
pub use details::{DEFAULT_CURRENCY, Details, FieldError};
pub use notices::Notices;
pub(crate) use page::{page_behind, routes as page_routes, tabs};

/// One customer with everything known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its ledger's scope.
    pub no: ScopeNo,
    /// Its id, for programs.
    pub id: String,
    /// What sales wrote down.
    pub details: Details,
    /// What it owns.
    pub subscription: Subscription,
    /// What its installation is told when it asks.
    pub notices: Notices,
    /// Whether the next key that names it is bound, while none is.
    pub enrolment: Enrolment,
    /// What it was called, until its installation is known to follow.
    pub replaces: Option<Holder>,
    /// The sequence number of its last package; 0 before the first.
    pub sequence: u64,
    /// When it was created, in milliseconds UTC.
    pub created_at_ms: i64,
    /// When it was changed last.
    pub updated_at_ms: i64,
    /// The revision of its last change in its own ledger, 0 before the first: its `ETag`.
    pub revision: u64,
}

impl Customer {
    /// The holder as packages name it.
    pub fn holder(&self) -> Holder {
        Holder {
            name: self.details.name.clone(),
            serial: self.details.serial.clone(),
            customer: self.details.customer.clone(),
        }
    }
}

/// One line of the list of customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its ledger's scope.
    pub no: ScopeNo,
    /// Its name.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// The vendor's own id for it.
    pub customer: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Its zone.
    pub zone: String,
    /// When what it owns expires.
    pub expiry: Option<jiff::civil::Date>,
    /// The sequence number of its last package.
    pub sequence: u64,
    /// When that was signed, in milliseconds UTC.
    pub issued_at_ms: Option<i64>,
    /// The revision of its last change.
    pub revision: u64,
}

/// Which customers to list.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words that all must occur in name, serial number, customer id or contact.
    pub search: String,
    /// How to order them.
    pub sort: Sort,
    /// The other way round.
    pub backwards: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By serial number.
    Serial,
    /// By the day on which what they own expires; those that never do come last.
    Expiry,
}

/// A place in the list: the sort key of the last one shown, and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub String, pub i64);

/// One page of customers.
pub type Listing = crate::lists::Listing<Listed, Cursor>;

/// Creates a customer, open for a first contact or closed. Without a serial number it is given a free one.
///
/// # Errors
/// 422 with every field at fault; 409 `serial_taken`; 422 `subscription_invalid`.
pub async fn create(
    authority: &Authority,
    granted: &Granted<Sell>,
    details: Details,
    subscription: Subscription,
    enrolment: Enrolment,
) -> Result<Done<Customer>, Problem> {
    let details = details.checked(!details.serial.is_empty())?;
    if !subscription.order.lines.is_empty() || subscription.order.suite.is_some() {
        let current = authority.catalogue().await?;
        subscription.check(&current.file.catalogue)?;
    }
    let free = candidates(authority);
    authority
        .db()
        .write(HOUSE, &granted.by, move |w| insert(w, details, &subscription, enrolment, &free))
        .await
}

/// Serial numbers to give to a customer that comes without one: ten digits nobody can guess in order.
fn candidates(authority: &Authority) -> Vec<String> {
    let mut bytes = [0_u8; 64];
    authority.db().random().fill(&mut bytes);
    let numbers = bytes.chunks_exact(8).map(|chunk| {
        let number = chunk.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        1_000_000_000 + number % 9_000_000_000
    });
    numbers.map(|number| number.to_string()).collect()
}

fn insert(
    w: &mut Write<'_>,
    mut details: Details,
    subscription: &Subscription,
    enrolment: Enrolment,
    free: &[String],
) -> Result<Customer, Problem> {
    if details.serial.is_empty() {
        let free = store::free_serial(w, free)?;
        details.serial = free.ok_or_else(|| Problem::internal("no free serial number was found"))?;
    }
    let now_ms = w.now_ms();
    let customer = Customer {
        no: store::next_no(w)?,
        id: w.new_id().to_string(),
        details,
        subscription: subscription.clone(),
        notices: Notices::default(),
        enrolment,
        replaces: None,
        sequence: 0,
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
        // Its own ledger begins with its first change.
        revision: 0,
    };
    let serial = &customer.details.serial;
    if store::is_taken(w, serial, None)? || !store::insert(w, &customer)? {
        return Err(serial_taken(serial));
    }
    subscriptions::save(w, customer.no, subscription)?;
    let after = told(w, &customer);
    w.record(Entry::new("customers.created", 1).subject(subject(&customer.id)).after(after))?;
    Ok(customer)
}

/// Two customers cannot have one serial number, not even one after the other.
fn serial_taken(serial: &str) -> Problem {
    Problem::conflict("serial_taken").arg("serial", serial).with("path", "serial")
}

/// The customer with this serial number.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
) -> Result<Customer, Problem> {
    let serial = serial.to_owned();
    authority.db().read(move |r| found(r, &serial)).await
}

/// The customer with this serial number, inside a read or a write.
pub(crate) fn found(sql: &mut dyn Sql, serial: &str) -> Result<Customer, Problem> {
    store::by_serial(sql, serial)?.ok_or_else(|| Problem::not_found("customer"))
}

/// One page of customers.
///
/// # Errors
/// As any read.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    authority.db().read(move |r| Ok(store::list(r, &query)?)).await
}

/// The ledger scope of a customer.
pub(crate) async fn scope_of(authority: &Authority, serial: &str) -> Result<ScopeNo, Problem> {
    let serial = serial.to_owned();
    let no = authority.db().read(move |r| Ok(store::scope_of(r, &serial)?)).await?;
    no.ok_or_else(|| Problem::not_found("customer"))
}

/// The ledger scope of the customer that a query names, if it names one.
pub(crate) async fn scope_if_named(
    authority: &Authority,
    serial: Option<&str>,
) -> Result<Option<ScopeNo>, Problem> {
    match serial {
        Some(serial) => scope_of(authority, serial).await.map(Some),
        None => Ok(None),
    }
}

/// What the ledger is told of a customer: names and free words as texts beside it.
fn told(w: &mut Write<'_>, customer: &Customer) -> Value {
    let Details { serial, name, customer: number, country, contact, zone, note, currency, billing } =
        &customer.details;
    let mut text = |words: &Option<String>| words.as_deref().map(|words| w.text_about(&customer.id, words));
    let (contact, note, billing) = (text(contact), text(note), text(billing));
    let name = text(&Some(name.clone()));
    let Notices { hold, message, link } = &customer.notices;
    let [hold, message] =
        [hold, message].map(|texts| text(&texts.as_ref().map(|texts| json!(texts).to_string())));
    let link = text(link);
    json!({
        "serial": serial, "name": name, "customer": number, "country": country, "contact": contact,
        "zone": zone, "note": note, "subscription": customer.subscription, "hold": hold, "message": message,
        "link": link, "enrolment": customer.enrolment, "currency": currency, "billing": billing,
    })
}

/// How the ledger names a customer.
pub(crate) fn subject(id: &str) -> String {
    format!("customer/{id}")
}
