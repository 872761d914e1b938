//! How things stand, for pages and programs, and what people may do about it.

use std::time::Duration;

use licentia_core::licence::Texts;
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::ask::ask;
use super::schedule::{TURN, Why};
use super::store::{self, ContactRow, Offered, Renamed};
use super::{FORMER, Word, addresses};
use crate::ledger::subject;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How long the button waits for the answer before it says that the question goes on. Tests wait for the answer itself,
/// however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 4 });

/// Where the conversation about one issuer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactState {
    /// The issuer.
    pub issuer: String,
    /// How things stand.
    pub state: Word,
    /// The code of a problem, whose sentence is `problem-<code>`, or why a package waits: `contact-waits-<code>`.
    pub code: Option<String>,
    /// For an expert.
    pub detail: Option<String>,
    /// What the vendor has to say, per language.
    pub message: Option<Texts>,
    /// Why the vendor holds the licences back, per language.
    pub hold: Option<Texts>,
    /// Where there is more.
    pub link: Option<String>,
    /// The package that the authority offers and that is not in force here.
    pub offered: Option<Offered>,
    /// Whether that package was fetched: it waits under its id, at `/packages/{id}`.
    pub fetched: bool,
    /// The name and serial number under which the vendor knows the company.
    pub new_holder: Option<Renamed>,
    /// A package that came into force by itself, until somebody dismisses the notice.
    pub notice: Option<Notice>,
    /// The authority's address.
    pub address: Option<String>,
    /// Where the issuer's licences are bought.
    pub store: Option<String>,
    /// A question is under way.
    pub asking: bool,
    /// The last answer, in milliseconds UTC.
    pub checked_at: Option<i64>,
    /// The next question, in milliseconds UTC of this machine's clock.
    pub next_at: Option<i64>,
    /// Since when no answer has come that counts, in milliseconds UTC.
    pub failing_since: Option<i64>,
    /// The authority has seen a later state of this installation than its database has (rule 10).
    pub rewound: bool,
}

/// A package that came into force by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub package: String,
    /// When, in milliseconds UTC.
    pub at_ms: i64,
}

/// Where the conversation stands, for every issuer that the installation has to do with.
///
/// # Errors
/// 404 `not_found`; 503 `behind`; the database's.
pub async fn states(manager: &Manager, scope: ScopeNo) -> Result<Vec<ContactState>, Problem> {
    let at = manager.snapshot(scope).await?;
    let read = manager.db().read(move |r| {
        let rows = store::all(r, scope)?;
        Ok((rows, store::fetched(r, scope)?))
    });
    let (mut rows, fetched) = read.await?;
    let issuers = addresses::all(manager, &at).into_iter();
    let states = issuers.map(|(issuer, address)| {
        let row = rows.remove(issuer.as_str()).unwrap_or_else(|| ContactRow::new(issuer.as_str()));
        let is_here = row.offered.as_ref().is_some_and(|offered| fetched.contains(&offered.id));
        derive(manager, &at, row, address, is_here)
    });
    Ok(states.collect())
}

/// The same for one issuer.
///
/// # Errors
/// 404 `not_found` for an issuer that the installation has nothing to do with; as [`states`].
pub async fn state(manager: &Manager, scope: ScopeNo, issuer: &str) -> Result<ContactState, Problem> {
    let states = states(manager, scope).await?;
    states.into_iter().find(|state| state.issuer == issuer).ok_or_else(|| Problem::not_found("issuer"))
}

/// From what is stored to what is shown.
fn derive(
    manager: &Manager,
    at: &Snapshot,
    row: ContactRow,
    address: Option<String>,
    fetched: bool,
) -> ContactState {
    let address = address.filter(|_| manager.outbound().is_enabled());
    let now = manager.clock().now_ms();
    let installation = at.installation();
    let have = installation.in_force.get(&row.issuer).map_or(0, |mark| mark.sequence);
    let offered = row.offered.filter(|offered| offered.sequence > have);
    let new_holder = row.new_holder.filter(|new| {
        installation.holder.as_ref() != Some(&new.name) || installation.serial.as_ref() != Some(&new.serial)
    });
    let notice = row.notice_package.filter(|_| !row.notice_seen);
    // What an administrator has done since the last answer.
    let (word, code) = match row.state {
        Word::NewLicenceAvailable if offered.is_none() => (Word::UpToDate, None),
        Word::NewCompanyName | Word::NewSerialNumber if new_holder.is_none() => (Word::UpToDate, None),
        Word::Problem if new_holder.is_none() && row.code.as_deref() == Some(FORMER) => {
            (Word::UpToDate, None)
        }
        word => (word, row.code),
    };
    // Nothing is new, or not for long: then it matters more that nobody answers.
    let quiet = matches!(word, Word::UpToDate | Word::NeverAsked | Word::Message | Word::MessageWithLink);
    let (word, code) = match (&address, row.failure) {
        (None, _) if quiet || word == Word::Problem => (Word::Offline, None),
        (Some(_), Some(failure)) if quiet => (Word::Problem, Some(failure)),
        // What happened here comes before what the vendor says; the message stands beside it.
        _ if quiet && notice.is_some() => (Word::NewLicenceActivated, None),
        _ => (word, code),
    };
    let row_issuer = row.issuer.parse().ok();
    ContactState {
        issuer: row.issuer,
        state: word,
        code,
        detail: row.detail,
        message: row.message,
        hold: row.hold,
        link: row.link,
        offered,
        fetched,
        new_holder,
        notice: notice.map(|package| Notice { package, at_ms: row.notice_at.unwrap_or_default() }),
        asking: row.turn.is_some() && row.turn_until.is_some_and(|until| until > now && until <= now + TURN),
        checked_at: row.checked_at,
        next_at: row.next_at.filter(|_| address.is_some()),
        failing_since: row.failed_since,
        rewound: row.rewound.is_some(),
        store: row_issuer.and_then(|issuer| addresses::store_of(manager, at, &issuer)),
        address,
    }
}

/// Asks the issuer's authority now. Waits a few seconds for the answer; afterwards the question goes on, and the state
/// says `asking`.
///
/// # Errors
/// 404 `not_found`; 409 `offline` when there is nobody to ask; 409 `holder_unknown`; the database's.
pub async fn check_now(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    issuer: &str,
) -> Result<ContactState, Problem> {
    let scope = granted.scope;
    if state(manager, scope, issuer).await?.address.is_none() {
        return Err(Problem::conflict("offline").arg("issuer", issuer));
    }
    let name: IssuerName = issuer.parse().map_err(|_| Problem::not_found("issuer"))?;
    let (asking, by) = (manager.clone(), granted.by.clone());
    let asked = tokio::spawn(async move { ask(&asking, scope, &name, Why::Demand, &by).await });
    if let Ok(done) = tokio::time::timeout(PATIENCE, asked).await {
        done.map_err(|_| Problem::internal("the question panicked"))??;
    }
    state(manager, scope, issuer).await
}

/// Takes the notice of a package that came into force by itself away, for everybody.
///
/// # Errors
/// 404 `not_found` when there is no notice; the database's.
pub async fn dismiss_notice(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    issuer: &str,
) -> Result<Done<()>, Problem> {
    let issuer = issuer.to_owned();
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let mut row = store::here(w, &issuer)?;
        let package = row.notice_package.clone().filter(|_| !row.notice_seen);
        let package = package.ok_or_else(|| Problem::not_found("notice"))?;
        row.notice_seen = true;
        store::save(w, &row)?;
        let entry = Entry::new("contact.notice_dismissed", 1).subject(subject::package(&package));
        w.record(entry.after(json!({"issuer": issuer})))
    };
    manager.write(granted.scope, &granted.by, write).await
}
