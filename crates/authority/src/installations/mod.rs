//! Installations: the keys that speak for customers, and what is known of each.
//!
//! An installation is bound to a customer by its first contact, when sales opened the serial number, which
//! closes it again; otherwise it waits for support. One key is bound at a time: a second one is a possible copy
//! (rule 9). What they said is kept beside them, the highest head of their ledger above all (rule 10).

pub(crate) mod api;
pub mod listing;
mod page;
pub(crate) mod rule;
pub(crate) mod store;

use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::db::{Done, ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::customers;
use crate::ledger::because;
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub(crate) use page::{as_called, lines_of, routes as page_routes, waiting_of};

/// How a key stands to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It speaks for the customer.
    Bound,
    /// It was never bound and waits for support: the serial number is closed, or the name is not the customer's.
    Waiting,
    /// Another key is bound: this may be a copy.
    Copy,
    /// It was bound once, and support released it.
    Released,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Bound, Self::Waiting, Self::Copy, Self::Released];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Waiting => "waiting",
            Self::Copy => "copy",
            Self::Released => "released",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The code under which an installation in this state is turned away; none when it is bound.
    pub fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Bound => None,
            Self::Waiting => Some("installation_waiting"),
            Self::Copy => Some("installation_claimed"),
            Self::Released => Some("installation_released"),
        }
    }
}

/// How something reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The installation called.
    Online,
    /// Somebody carried a file.
    File,
}

impl Origin {
    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::File => "file",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Online, Self::File].into_iter().find(|origin| origin.as_str() == word)
    }
}

/// A place in an installation's ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The revision; 0 before the first entry.
    pub revision: u64,
    /// The entry's hash, in hexadecimal.
    pub hash: String,
}

/// One key, and what the installation that has it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The customer's ledger.
    pub customer: ScopeNo,
    /// The thumbprint of its key.
    pub kid: String,
    /// The key's 32 bytes.
    pub public_key: Vec<u8>,
    /// How it stands to the customer.
    pub state: State,
    /// How what it said last reached us.
    pub origin: Origin,
    /// When it was heard first, in milliseconds UTC.
    pub first_at_ms: i64,
    /// When it was heard last.
    pub last_at_ms: i64,
    /// What it called its company last.
    pub name: String,
    /// Under which serial number.
    pub serial: String,
    /// The licence version that it asked for last.
    pub version: Option<String>,
    /// The highest package that was ever in force there; 0 for none.
    pub sequence: u64,
    /// SHA-256 of the package in force, in hexadecimal.
    pub package: Option<String>,
    /// The version of the key list that it knows; 0 for none.
    pub keys: u64,
    /// When it wrote what is known of it, in seconds by its own clock.
    pub said_at: i64,
    /// The highest head of its ledger that was ever seen.
    pub head: Head,
    /// The head it told last.
    pub told: Head,
    /// Since when it is known to run on an older database, in milliseconds UTC (rule 10).
    pub rewound_at_ms: Option<i64>,
    /// By how much its clock was set back, and when it told so (rule 20).
    pub set_back: Option<(i64, i64)>,
    /// When it told that licences were deleted there, in milliseconds UTC (rule 11).
    pub deleted_at_ms: Option<i64>,
    /// Whether it ever was a possible copy: only support binds it.
    pub was_copy: bool,
}

/// One line of the list: an installation and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The installation.
    pub installation: Installation,
    /// The customer's name today.
    pub customer_name: String,
    /// Its serial number today.
    pub customer_serial: String,
    /// The number of its last package; 0 before the first.
    pub customer_sequence: u64,
}

/// Which installations to list; newest contact first.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those of this customer, by serial number.
    pub serial: Option<String>,
    /// Only those that need somebody: possible copies, those that wait, those that were rewound.
    pub attention: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

/// A place in the list: last contact, customer, key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub i64, pub i64, pub String);

/// One page of installations.
pub type Listing = crate::lists::Listing<Listed, Cursor>;

/// Names one installation. The serial number is needed only for a key that spoke for several customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// The thumbprint of its key.
    pub kid: String,
    /// The customer's serial number.
    pub serial: Option<String>,
}

/// One page of installations.
///
/// # Errors
/// 404 `not_found` when the query names a customer that is not there.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let no = customers::scope_if_named(authority, query.serial.as_deref()).await?;
    authority.db().read(move |r| Ok(store::list(r, no, &query)?)).await
}

/// The installations of a customer, the bound one first.
///
/// # Errors
/// 404 `not_found` when there is no such customer.
pub async fn of_customer(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
) -> Result<Vec<Installation>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    authority.db().read(move |r| Ok(store::of(r, no)?)).await
}

/// One installation.
///
/// # Errors
/// 404 `not_found`; 409 `installation_ambiguous` when its key spoke for several customers.
pub async fn show(authority: &Authority, _granted: &Granted<View>, which: Which) -> Result<Listed, Problem> {
    authority.db().read(move |r| found(r, &which)).await
}

fn found(sql: &mut dyn Sql, which: &Which) -> Result<Listed, Problem> {
    let mut all = store::by_key(sql, &which.kid)?;
    if let Some(serial) = &which.serial {
        all.retain(|listed| listed.customer_serial == *serial);
    }
    match all.len() {
        0 => Err(Problem::not_found("installation")),
        1 => Ok(all.remove(0)),
        count => Err(Problem::conflict("installation_ambiguous").arg("count", count)),
    }
}

/// Lets a bound key speak no more, so that another may be bound: after a reinstallation, or when a copy was bound.
///
/// # Errors
/// As [`show`]; 409 `installation_not_bound`.
pub async fn release(
    authority: &Authority,
    granted: &Granted<Sell>,
    which: Which,
    reason: Option<String>,
) -> Result<Done<()>, Problem> {
    change(authority, granted, which, reason, "installations.released", |known, kid| {
        let one = known.iter_mut().find(|one| one.kid == kid && one.state == State::Bound);
        one.ok_or_else(|| Problem::conflict("installation_not_bound"))?.state = State::Released;
        Ok(())
    })
    .await
}

/// Binds a key that waits or was taken for a copy; the one that was bound is released.
///
/// # Errors
/// As [`show`].
pub async fn accept(
    authority: &Authority,
    granted: &Granted<Sell>,
    which: Which,
    reason: Option<String>,
) -> Result<Done<()>, Problem> {
    change(authority, granted, which, reason, "installations.accepted", |known, kid| {
        for one in known.iter_mut() {
            match one.state {
                _ if one.kid == kid => one.state = State::Bound,
                State::Bound => one.state = State::Released,
                State::Waiting | State::Copy | State::Released => {}
            }
        }
        Ok(())
    })
    .await
}

/// Takes a rewound installation's database for the right one: what it told last is its head from now on.
///
/// # Errors
/// As [`show`].
pub async fn acknowledge(
    authority: &Authority,
    granted: &Granted<Sell>,
    which: Which,
    reason: Option<String>,
) -> Result<Done<()>, Problem> {
    change(authority, granted, which, reason, "installations.acknowledged", |known, kid| {
        for one in known.iter_mut().filter(|one| one.kid == kid && one.rewound_at_ms.is_some()) {
            one.head = one.told.clone();
            one.rewound_at_ms = None;
        }
        Ok(())
    })
    .await
}

/// One decision of support about the keys of a customer.
async fn change(
    authority: &Authority,
    granted: &Granted<Sell>,
    which: Which,
    reason: Option<String>,
    kind: &'static str,
    decide: impl FnOnce(&mut Vec<Installation>, &str) -> Result<(), Problem> + Send + 'static,
) -> Result<Done<()>, Problem> {
    let asked = which.clone();
    let no = authority.db().read(move |r| Ok(found(r, &asked)?.installation.customer)).await?;
    authority
        .db()
        .write(no, &granted.by, move |w| {
            let before = store::of_to_change(w, no)?;
            let mut after = before.clone();
            decide(&mut after, &which.kid)?;
            if before == after {
                return Ok(());
            }
            store::save(w, no, &changed(&before, &after))?;
            if bound(&after).is_some() && bound(&after) != bound(&before) {
                customers::store::close_enrolment(w, no)?;
            }
            record(w, kind, &which.kid, &before, &after, reason)
        })
        .await
}

fn bound(all: &[Installation]) -> Option<&str> {
    all.iter().find(|one| one.state == State::Bound).map(|one| one.kid.as_str())
}

fn changed<'a>(before: &[Installation], after: &'a [Installation]) -> Vec<&'a Installation> {
    after.iter().filter(|one| !before.contains(one)).collect()
}

fn record(
    w: &mut Write<'_>,
    kind: &'static str,
    kid: &str,
    before: &[Installation],
    after: &[Installation],
    reason: Option<String>,
) -> Result<(), Problem> {
    let states = |all: &[Installation]| -> serde_json::Map<_, _> {
        all.iter().map(|one| (one.kid.clone(), json!(one.state))).collect()
    };
    let no = w.scope();
    let customer = customers::store::id_of(w, no)?;
    let entry = Entry::new(kind, 1)
        .subject(customers::subject(&customer))
        .subject(subject(kid))
        .before(json!({ "keys": states(before) }))
        .after(json!({ "keys": states(after) }));
    let entry = because(w, entry, reason.as_deref());
    w.record(entry)
}

/// How the ledger names an installation.
pub(crate) fn subject(kid: &str) -> String {
    format!("installation/{kid}")
}
