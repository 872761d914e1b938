//! Today: what needs somebody, each with what can be done about it.
//!
//! Whoever opens it has ten minutes: first what has stopped or run out, then what will, then what is good to know. It
//! lists what core finds about dates, seats, limits and meters ([`crate::reminders`]), and beside it what only this
//! server knows: packages that wait, people who wait for approval, trouble with an issuer's authority, messages that
//! could not be delivered, rows that were tampered with, and that nothing is licensed at all. Everybody sees the needs
//! about which they can do something, and how many others there are.

pub(crate) mod api;
mod page;
mod pressing;
#[cfg(test)]
mod tests;

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
pub(crate) use pressing::{Counted, pressing};

use jiff::civil::Date;
use licentia_core::events;
use licentia_core::reminders::{About, Kind, Need, Severity, Steps, sort};
use licentia_platform::access::Caller;
use licentia_platform::problem::Problem;
use licentia_protocol::api as shapes;
use licentia_ui::Lang;

use crate::contact::{self, ContactState, Word};
use crate::reminders::{self, Whom, needs_beside, rights_for, words};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How many days ahead the page looks, whatever the steps of reminders are.
const AHEAD: u16 = 90;

/// What needs somebody in an installation today.
#[derive(Clone, Debug)]
pub struct Today {
    /// The day, in the holder's zone.
    pub day: Date,
    /// The needs about which the caller can do something, the most serious first.
    pub needs: Vec<Need>,
    /// How many others there are, which somebody with other rights has to see to.
    pub others: usize,
}

/// The needs about which the caller can do something.
///
/// # Errors
/// 404 `not_found`; 503 `behind`; the database's.
pub async fn today(manager: &Manager, caller: &Caller) -> Result<Today, Problem> {
    let at = manager.snapshot(caller.scope).await?;
    today_at(manager, caller, &at).await
}

/// The same of a snapshot that is at hand.
pub(crate) async fn today_at(manager: &Manager, caller: &Caller, at: &Snapshot) -> Result<Today, Problem> {
    let (needs, others): (Vec<Need>, Vec<Need>) =
        all(manager, at, Whom::Named).await?.into_iter().partition(|need| sees(caller, need.kind));
    Ok(Today { day: at.day().today, needs, others: others.len() })
}

/// Whether the caller can do something about a kind of need.
fn sees(caller: &Caller, kind: Kind) -> bool {
    rights_for(kind).iter().any(|right| caller.has(*right))
}

/// Every need of an installation, the most serious first.
async fn all(manager: &Manager, at: &Snapshot, whom: Whom) -> Result<Vec<Need>, Problem> {
    let contacts = contact::states(manager, at.scope()).await?;
    let steps = Steps::new(vec![AHEAD]).expect("ninety days are a step");
    let mut needs = needs_beside(manager, at, &steps, &contacts, whom).await?;
    needs.extend(contacts.iter().filter_map(trouble));
    let (approvals, given_up) = reminders::beside(manager, at.scope()).await?;
    needs.extend(count("approval", Kind::Approval, Severity::Notice, approvals));
    let barred = at.events().active.iter().filter(|event| event.key.kind() == events::Kind::NoLogin).count();
    needs.extend(count("blocked", Kind::Blocked, Severity::Warning, barred as u64));
    needs.extend(count("delivery", Kind::Delivery, Severity::Warning, given_up));
    needs.extend(count("tampered", Kind::Tampered, Severity::Urgent, at.wrong().names().len() as u64));
    needs.extend(unlicensed(at, &needs));
    sort(&mut needs);
    Ok(needs)
}

/// In demo mode nothing runs out and nothing is full: what is to be done is to license it. Where a package waits, that is
/// the next step.
fn unlicensed(at: &Snapshot, needs: &[Need]) -> Option<Need> {
    let waits = needs.iter().any(|need| need.kind == Kind::Package);
    (at.demo() && !waits).then(|| Need {
        key: "unlicensed".to_owned(),
        step: None,
        kind: Kind::Unlicensed,
        severity: Severity::Warning,
        about: About::Unlicensed { named: at.installation().serial.is_some() },
    })
}

fn count(key: &str, kind: Kind, severity: Severity, count: u64) -> Option<Need> {
    (count > 0).then(|| Need {
        key: key.to_owned(),
        step: None,
        kind,
        severity,
        about: About::Count { count },
    })
}

/// What is wrong in the conversation with an issuer, or waits there for somebody.
fn trouble(contact: &ContactState) -> Option<Need> {
    let code = match contact.state {
        Word::Problem => contact.code.as_deref()?,
        Word::NewCompanyName | Word::NewSerialNumber => contact.state.as_str(),
        // What is offered and was not fetched; a package that is here is a need of its own.
        Word::NewLicenceAvailable if !contact.fetched => {
            contact.code.as_deref().unwrap_or("new_licence_available")
        }
        _ => return None,
    };
    let (issuer, code) = (contact.issuer.clone(), code.to_owned());
    Some(Need {
        key: format!("contact:{issuer}"),
        step: None,
        kind: Kind::Contact,
        severity: Severity::Warning,
        about: About::Contact { issuer, code },
    })
}

/// A need as programs get it, with its words in the language of the reader.
pub(crate) fn wire(at: &Snapshot, lang: Lang, need: &Need) -> shapes::Need {
    let words = words(at, lang, need);
    shapes::Need {
        key: need.key.clone(),
        kind: need.kind.as_str().to_owned(),
        severity: need.severity.as_str().to_owned(),
        step: need.step.clone(),
        title: words.title,
        detail: words.detail,
        action: words.action,
        path: format!("/i/{}{}", at.installation().slug, words.path),
        about: reminders::about(need),
    }
}
