//! A customer is changed: what sales wrote down, what it is told, what it owns.

use licentia_core::licence::Texts;
use licentia_platform::access::{Granted, Sell};
use licentia_platform::db::{DbError, Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;

use super::{Customer, Details, Notices, found, holder, scope_of, serial_taken, store, subject, told};
use crate::installations::rule::Enrolment;
use crate::ledger::because;
use crate::state::Authority;
use crate::subscriptions::{self, SubscriptionPatch};

/// What to change about a customer; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// Its name.
    pub name: Option<String>,
    /// The vendor's own id for it; empty removes it.
    pub customer: Option<String>,
    /// Its country; empty removes it.
    pub country: Option<String>,
    /// Whom to ask for; empty removes it.
    pub contact: Option<String>,
    /// Its zone.
    pub zone: Option<String>,
    /// What sales should know; empty removes it.
    pub note: Option<String>,
    /// The currency of its invoices; empty for the usual one.
    pub currency: Option<String>,
    /// What stands under its name on invoices; empty removes it.
    pub billing: Option<String>,
    /// Another serial number: with the name, the authorised change of holder.
    pub serial: Option<String>,
    /// Why nothing new is handed out, per language; no language releases it, and blank texts are refused.
    pub hold: Option<Texts>,
    /// What its administrators read, per language; no text takes it back.
    pub message: Option<Texts>,
    /// Where they find more; empty removes it.
    pub link: Option<String>,
    /// Whether the next key that names it is bound, while none is.
    pub enrolment: Option<Enrolment>,
    /// What it owns.
    pub subscription: SubscriptionPatch,
    /// Why, in somebody's words.
    pub reason: Option<String>,
}

/// Changes a customer, and what it owns. `unchanged` is asked with its present revision, so that nobody
/// writes over what they have not seen.
///
/// # Errors
/// 404; 412 `precondition_failed` when somebody was faster; 422 with every field at fault.
pub async fn change(
    authority: &Authority,
    granted: &Granted<Sell>,
    serial: &str,
    unchanged: impl FnOnce(u64) -> Result<(), Problem> + Send + 'static,
    patch: Patch,
) -> Result<Done<Customer>, Problem> {
    let catalogue = match patch.subscription.is_empty() {
        true => None,
        false => Some(authority.catalogue().await?),
    };
    let no = scope_of(authority, serial).await?;
    let serial = serial.to_owned();
    authority
        .db()
        .write(no, &granted.by, move |w| {
            let before = found(w, &serial)?;
            unchanged(before.revision)?;
            let reason = patch.reason.clone();
            let mut after = patched(before.clone(), patch)?;
            if let Some(current) = catalogue {
                after.subscription.check(&current.file.catalogue)?;
            }
            if before == after {
                return Ok(before);
            }
            holder::authorise(w, &before, &mut after)?;
            save(w, &before, &mut after, reason)?;
            Ok(after)
        })
        .await
}

fn patched(mut customer: Customer, patch: Patch) -> Result<Customer, Problem> {
    customer.details = detailed(customer.details, &patch)?;
    customer.notices = noticed(customer.notices, &patch)?;
    customer.enrolment = patch.enrolment.unwrap_or(customer.enrolment);
    customer.subscription = patch.subscription.applied_to(customer.subscription);
    Ok(customer)
}

/// What sales writes down from now on; `checked` takes a blank text for none.
fn detailed(mut details: Details, patch: &Patch) -> Result<Details, Problem> {
    let required = [
        (&mut details.name, &patch.name),
        (&mut details.zone, &patch.zone),
        (&mut details.serial, &patch.serial),
    ];
    for (field, new) in required {
        if let Some(text) = new {
            field.clone_from(text);
        }
    }
    let optional = [
        (&mut details.customer, &patch.customer),
        (&mut details.country, &patch.country),
        (&mut details.contact, &patch.contact),
        (&mut details.note, &patch.note),
        (&mut details.currency, &patch.currency),
        (&mut details.billing, &patch.billing),
    ];
    for (field, new) in optional {
        if new.is_some() {
            field.clone_from(new);
        }
    }
    details.checked(true)
}

/// What the customer is told from now on.
fn noticed(notices: Notices, patch: &Patch) -> Result<Notices, Problem> {
    let blank = |texts: &Texts| !texts.is_empty() && texts.values().all(|text| text.trim().is_empty());
    if patch.hold.as_ref().is_some_and(blank) {
        return Err(Problem::invalid("hold", "A hold needs a text that says why; `{}` releases one.")
            .words("why-hold"));
    }
    let hold = patch.hold.clone().or(notices.hold);
    let message = patch.message.clone().or(notices.message);
    // A link without words goes with them, unless somebody asks for it.
    let silent = |texts: &Option<Texts>| texts.as_ref().is_none_or(Texts::is_empty);
    let kept = notices.link.filter(|_| !silent(&hold) || !silent(&message));
    Notices { link: patch.link.clone().or(kept), hold, message }.checked()
}

/// Writes a changed customer and tells the ledger.
fn save(
    w: &mut Write<'_>,
    before: &Customer,
    after: &mut Customer,
    reason: Option<String>,
) -> Result<(), Problem> {
    after.revision = w.revision();
    after.updated_at_ms = w.now_ms();
    store::update(w, after).map_err(|error| match error {
        // Somebody else was given it in the same moment.
        DbError::Unique(_) => serial_taken(&after.details.serial),
        other => other.into(),
    })?;
    if before.subscription != after.subscription {
        subscriptions::save(w, after.no, &after.subscription)?;
    }
    let (was, is) = (told(w, before), told(w, after));
    let entry = Entry::new("customers.changed", 1).subject(subject(&after.id)).before(was).after(is);
    let entry = because(w, entry, reason.as_deref());
    w.record(entry)
}
