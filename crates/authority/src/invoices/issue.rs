//! Issuing: the draft gets its number and never changes again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use licentia_platform::access::{Granted, Sell};
use licentia_platform::db::{Done, Read, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::document::{Document, House, digest};
use super::draft::same;
use super::due::{Asked, due};
use super::sealed::Issued;
use super::{Invoice, Kind, State, store, subject};
use crate::customers;
use crate::state::{Authority, HOUSE};

/// Issues a draft: it gets the next number, and what is printed is kept as it is. `unchanged` is asked with its
/// revision, so that nobody issues what they have not seen.
///
/// # Errors
/// 404 `not_found`; 412 `precondition_failed`; 409 `invoice_issued`, `draft_outdated` when something came
/// since it was drawn up: a figure, a credit note, another invoice.
pub async fn issue(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    unchanged: impl FnOnce(u64) -> Result<(), Problem> + Send + 'static,
) -> Result<Done<Invoice>, Problem> {
    let (house, id) = (House::of(authority).await?, id.to_owned());
    let write = move |w: &mut Write<'_>| {
        let mut invoice = store::by_id(w, &id)?.ok_or_else(|| Problem::not_found("invoice"))?;
        if invoice.state == State::Issued {
            return Err(Problem::conflict("invoice_issued").arg("number", invoice.number.unwrap_or(0)));
        }
        unchanged(invoice.revision)?;
        let lines = store::lines(w, &id)?;
        if !is_up_to_date(w, &invoice, &lines)? {
            return Err(Problem::conflict("draft_outdated").arg("month", invoice.month));
        }
        let customer = customers::found(w, &invoice.serial)?;
        let document = house.document(&invoice, &customer, lines, None);
        let sha256 = keep(w, &mut invoice, &house, document)?;
        store::put_issued(w, &invoice)?;
        let after = json!({
            "number": invoice.number, "kind": invoice.kind, "month": invoice.month, "currency": invoice.currency,
            "total": invoice.total, "sha256": sha256,
        });
        let entry = Entry::new("invoices.issued", 1)
            .subject(subject(&invoice.id))
            .subject(customers::subject(&customer.id))
            .after(after);
        w.record(entry)?;
        Ok(invoice)
    };
    authority.db().write(HOUSE, &granted.by, write).await
}

/// Those of these drafts that something has overtaken since they were drawn up, by their ids.
///
/// # Errors
/// The database's.
pub(super) async fn outdated(authority: &Authority, drafts: &[Invoice]) -> Result<BTreeSet<String>, Problem> {
    let drafts: Vec<Invoice> = drafts.iter().filter(|one| one.state == State::Draft).cloned().collect();
    let read = move |r: &mut Read<'_>| {
        let mut found = BTreeSet::new();
        for draft in drafts {
            let lines = store::lines(r, &draft.id)?;
            if !is_up_to_date(r, &draft, &lines)? {
                found.insert(draft.id);
            }
        }
        Ok(found)
    };
    authority.db().read(read).await
}

/// A draft is issued only if it would be drawn up the same way now.
pub(super) fn is_up_to_date(
    sql: &mut dyn Sql,
    invoice: &Invoice,
    lines: &[super::document::Line],
) -> Result<bool, Problem> {
    let customers = store::invoiced(sql, invoice.month, Some(invoice.customer))?;
    let asked = |currency| Asked { currency, until: invoice.month };
    let asked: BTreeMap<_, _> =
        customers.into_iter().map(|(no, customer)| (no, asked(customer.currency))).collect();
    let dues = due(sql, &asked)?.due;
    let now = dues.iter().find(|due| due.currency == invoice.currency);
    Ok(now.is_some_and(|now| same(&now.lines, lines)))
}

/// Numbers a document and keeps it, sealed; returns its SHA-256. The invoice gets number, day and state.
pub(super) fn keep(
    w: &mut Write<'_>,
    invoice: &mut Invoice,
    house: &House,
    mut document: Document,
) -> Result<String, Problem> {
    let number = store::last_number(w)?.map_or(house.first_number, |last| last + 1);
    let now_ms = w.now_ms();
    let today = day(now_ms);
    document.number = Some(number);
    document.issued_on = Some(today);
    document.due_on = (document.kind == Kind::Invoice).then(|| due_on(today, house.due_days)).flatten();
    invoice.number = Some(number);
    invoice.state = State::Issued;
    invoice.issued_at_ms = Some(now_ms);
    invoice.revision = w.revision();
    let content = document.bytes()?;
    let row = Issued { number, id: invoice.id.clone(), sha256: digest(&content), content };
    let (seal, rev) = (w.seal(&row), w.revision());
    store::insert_issued(w, &row, rev, seal)?;
    Ok(row.sha256)
}

fn day(ms: i64) -> Date {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC).date()
}

fn due_on(today: Date, days: u32) -> Option<Date> {
    today.checked_add(Span::new().try_days(days).ok()?).ok()
}
