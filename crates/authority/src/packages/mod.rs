//! Packages: what a customer owns, computed, signed and kept.
//!
//! [`preview`] shows every row that would be signed and what differs from the package before;
//! [`issue`] signs it. The sequence number is the last one plus one, per issuer and customer, whatever
//! happens at the same time: what is signed ahead of the write is signed again inside it when somebody
//! else was faster.

pub(crate) mod api;
mod cause;
mod desk;
mod draft;
pub mod listing;
mod owned;
mod page;
mod prospect;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod trial;

use jiff::civil::Date;
use licentia_core::compare::{Comparison, compare};
use licentia_core::package::Package;
use licentia_core::seats::Usage;
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::by::By;
use licentia_platform::db::Done;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, verify};
use serde::{Deserialize, Serialize};

use crate::customers::{self, Customer};
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

pub(crate) use api::routes as api_routes;
pub(crate) use cause::Cause;
pub(crate) use desk::Answering;
use desk::Desk;
pub(crate) use draft::day_in;
pub(crate) use draft::hex;
pub use owned::{Amount, Owned, Situation};
pub(crate) use page::{changed_dates, changed_rows, delta, routes as page_routes, total, whereabouts_tag};
pub use prospect::{Prospect, prospect};
pub(crate) use trial::trial;

/// A package that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Its id.
    pub id: String,
    /// The customer's serial number.
    pub serial: String,
    /// Its number in the customer's sequence.
    pub sequence: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many rows it has, hidden ones included.
    pub rows: u64,
    /// The key that signed it.
    pub kid: String,
    /// When what it grants expires.
    pub expiry: Option<Date>,
    /// The edition of the catalogue it was computed from.
    pub catalogue: u64,
    /// When it was signed, in milliseconds UTC.
    pub issued_at_ms: i64,
    /// Who had it signed: `account:3`, `token:7`.
    pub issued_by: String,
}

impl Issued {
    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("{}-{}.tls", self.serial, self.sequence)
    }
}

/// What an issue would sign.
#[derive(Clone, Debug)]
pub struct Preview {
    /// For whom.
    pub customer: Customer,
    /// The whole package; its id and its moment are those of the preview.
    pub package: Package,
    /// What differs from the package before.
    pub comparison: Comparison,
    /// The package before.
    pub previous: Option<Issued>,
    /// Names exactly what is shown here: give it to [`issue`] to sign this and nothing else.
    pub digest: String,
}

/// What to sign.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What the customer shall own from now on, where that changes.
    pub changes: SubscriptionPatch,
    /// The digest of the preview that was seen, if one was.
    pub seen: Option<String>,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// What asks for it besides.
    pub(crate) cause: Option<Cause>,
}

/// What would be signed, and what differs from the package before. Nothing happens.
///
/// # Errors
/// 404; 409 `no_catalogue`, `no_issuer_key`, `issuer_key_expired`, `nothing_to_issue`;
/// 422 `subscription_invalid` and what else is wrong with what the customer shall own.
pub async fn preview(
    authority: &Authority,
    _granted: &Granted<Sell>,
    serial: &str,
    changes: SubscriptionPatch,
) -> Result<Preview, Problem> {
    let desk = Desk::open(authority).await?;
    let serial = serial.to_owned();
    authority
        .db()
        .read(move |r| {
            let draft = desk.draft(r, &serial, changes, None)?;
            let last = store::last(r, draft.customer.no, desk.signer.issuer.as_str())?;
            let trust = &desk.signer.trust;
            let before = last.map(|last| read_back(&last.bytes, trust)).transpose()?;
            let previous = store::newest(r, draft.customer.no)?;
            let today = draft.today();
            let comparison = compare(before.as_ref(), &draft.package, today, &[], &[], &Usage::default());
            let digest = draft.digest();
            Ok(Preview { customer: draft.customer, package: draft.package, comparison, previous, digest })
        })
        .await
}

fn read_back(bytes: &[u8], trust: &Trust) -> Result<Package, Problem> {
    let verified = verify(bytes, trust)
        .map_err(|refused| Problem::internal(format!("a stored package does not verify: {refused}")))?;
    Ok(verified.into_inner())
}

/// Signs a package for a customer with everything it owns, and keeps it.
///
/// # Errors
/// As [`preview`]; 409 `preview_changed` when it would not be what was seen.
pub async fn issue(
    authority: &Authority,
    granted: &Granted<Sell>,
    serial: &str,
    wish: Wish,
) -> Result<Done<Issued>, Problem> {
    let desk = Desk::open(authority).await?;
    desk.issue(&granted.by, serial.to_owned(), wish, None).await
}

/// Signs the package of an order that is approved with it, or of the next term of a subscription.
///
/// # Errors
/// As [`issue`], and those of the [`Cause`].
pub(crate) async fn issue_because(
    authority: &Authority,
    by: &By,
    serial: &str,
    cause: Cause,
    reason: Option<String>,
) -> Result<Done<Issued>, Problem> {
    let wish = Wish { reason, cause: Some(cause), ..Wish::default() };
    Desk::open(authority).await?.issue(by, serial.to_owned(), wish, None).await
}

/// Signs the answer to a request, once: the same request gets the package that answered it before.
pub(crate) async fn answer(
    authority: &Authority,
    by: &By,
    serial: &str,
    answering: Answering,
    wish: Wish,
) -> Result<Done<Issued>, Problem> {
    Desk::open(authority).await?.issue(by, serial.to_owned(), wish, Some(answering)).await
}

/// How many packages are under way at once in [`issue_all`]: as many as the writer commits together.
const AT_ONCE: usize = 64;

/// Signs a package for each of many customers, with what each owns. One that fails stops no other.
///
/// Signing runs on all cores and many packages share a commit, so that this costs little more than the
/// signatures.
///
/// # Errors
/// 409 `no_catalogue`, `no_issuer_key`: nothing was signed. Otherwise each customer has its own outcome.
pub async fn issue_all(
    authority: &Authority,
    granted: &Granted<Sell>,
    serials: Vec<String>,
) -> Result<Vec<(String, Result<Issued, Problem>)>, Problem> {
    let desk = Desk::open(authority).await?;
    let mut running = tokio::task::JoinSet::new();
    let mut outcomes: Vec<(String, Result<Issued, Problem>)> = Vec::with_capacity(serials.len());
    let mut waiting = serials.into_iter();
    loop {
        while running.len() < AT_ONCE
            && let Some(serial) = waiting.next()
        {
            let (desk, by) = (desk.clone(), granted.by.clone());
            running.spawn(async move {
                let done = desk.issue(&by, serial.clone(), Wish::default(), None).await;
                (serial, done.map(|done| done.value))
            });
        }
        match running.join_next().await {
            Some(Ok(outcome)) => outcomes.push(outcome),
            Some(Err(failed)) => return Err(Problem::internal(failed.to_string())),
            None => return Ok(outcomes),
        }
    }
}

/// A package that was signed, by its id.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(authority: &Authority, _granted: &Granted<View>, id: &str) -> Result<Issued, Problem> {
    let id = id.to_owned();
    let issued = authority.db().read(move |r| Ok(store::by_id(r, &id)?)).await?;
    issued.ok_or_else(|| Problem::not_found("package"))
}

/// A package that is known to be there, by its id.
pub(crate) async fn store_by_id(authority: &Authority, id: String) -> Result<Issued, Problem> {
    let issued = authority.db().read(move |r| Ok(store::by_id(r, &id)?)).await?;
    issued.ok_or_else(|| Problem::not_found("package"))
}

/// The file of a package.
///
/// # Errors
/// 404 `not_found`.
pub async fn file(
    authority: &Authority,
    _granted: &Granted<View>,
    id: &str,
) -> Result<(Issued, Vec<u8>), Problem> {
    let id = id.to_owned();
    let found = authority.db().read(move |r| Ok(store::file(r, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("package"))
}

/// The packages of a customer, newest first: at most `limit`, before sequence number `before`.
///
/// # Errors
/// 404 `not_found` when there is no such customer.
pub async fn of_customer(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Issued>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    authority.db().read(move |r| Ok(store::list(r, no, before, limit)?)).await
}

/// What a customer's last package gives it today, beside what it owns now.
///
/// # Errors
/// 404 `not_found` when there is no such customer.
pub async fn situation(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
) -> Result<Situation, Problem> {
    let current = authority.catalogue_if_any().await?;
    let trust = crate::keys::trust(authority).await?;
    let (serial, now_ms) = (serial.to_owned(), authority.now_ms());
    authority
        .db()
        .read(move |r| {
            let customer = customers::found(r, &serial)?;
            let last = match (&current, trust) {
                (Some(current), Some(trust)) => store::last(r, customer.no, current.issuer.as_str())?
                    .map(|last| read_back(&last.bytes, &trust))
                    .transpose()?,
                _ => None,
            };
            let today = draft::day_in(&customer.details.zone, now_ms);
            let catalogue = current.as_ref().map(|current| &current.file.catalogue);
            Ok(owned::situation(last.as_ref(), &customer.subscription, catalogue, today))
        })
        .await
}
