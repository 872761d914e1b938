//! Where the keys stand.

use std::collections::HashMap;

use licentia_platform::access::{Granted, View};
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_protocol::key_list::{KeyState, ListedKey};
use licentia_protocol::package::Trust;

use super::lists::{self, CurrentList};
use super::store::Row;
use super::{Listed, seconds, store, trusted};
use crate::state::Authority;

/// What a key is good for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Made here; the root has not certified it yet.
    Waiting,
    /// New packages of its issuer are signed with it.
    Active,
    /// Signs no more; what it signed is accepted.
    Retired,
    /// What it signed is accepted by nobody any more, apart from what was activated before.
    Withdrawn,
}

impl State {
    /// Its name in the API and in the language files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One issuer key and what hangs on it.
#[derive(Clone, Debug)]
pub struct KeyStatus {
    /// The key.
    pub key: Listed,
    /// What it is good for.
    pub state: State,
    /// Since when, in seconds UTC, as far as the key list says.
    pub since: Option<i64>,
    /// Why, for a key that was withdrawn.
    pub reason: Option<String>,
    /// How many packages it signed here.
    pub packages: u64,
    /// How many customers' newest package is one of them.
    pub customers: u64,
}

/// Where the keys of an authority stand.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What customers trust; none before the keys are made.
    pub trust: Option<Trust>,
    /// Whom this authority signs for.
    pub issuer: Option<String>,
    /// Whether the root is somebody else's.
    pub partner: bool,
    /// The key list in force.
    pub list: Option<CurrentList>,
    /// Every issuer key, ours first, the newest first.
    pub keys: Vec<KeyStatus>,
    /// Customers who own something and whose newest package hangs on a key that signs no more.
    pub behind: u64,
    /// Installations that are bound to a customer.
    pub installations: u64,
    /// Those among them that know the key list in force.
    pub knowing: u64,
    /// When this was looked at, in seconds UTC.
    pub now: i64,
}

impl Standing {
    /// The key that signs here.
    pub fn active(&self) -> Option<&KeyStatus> {
        self.keys.iter().find(|key| key.key.ours && key.state == State::Active)
    }

    /// The version of the key list in force; 0 without one.
    pub fn version(&self) -> u64 {
        self.list.as_ref().map_or(0, |current| current.version)
    }
}

/// Where the keys stand, and what hangs on each.
///
/// # Errors
/// As any read.
pub async fn status(authority: &Authority, _granted: &Granted<View>) -> Result<Standing, Problem> {
    let now = seconds(authority.now_ms());
    authority.db().read(move |r| standing(r, now)).await
}

fn standing(sql: &mut dyn Sql, now: i64) -> Result<Standing, Problem> {
    let rows = store::all(sql)?;
    if rows.is_empty() {
        return Ok(Standing {
            trust: None,
            issuer: None,
            partner: false,
            list: None,
            keys: Vec::new(),
            behind: 0,
            installations: 0,
            knowing: 0,
            now,
        });
    }
    let trust = trusted(&rows)?;
    let list = lists::read(sql, &trust)?;
    let own = rows.iter().find(|row| row.is_ours());
    let issuer = own.and_then(|row| row.issuer.clone());
    let name = issuer.as_deref().unwrap_or_default();
    let signed = store::signed_by_key(sql, name)?.into_iter().map(|(kid, all, newest)| (kid, (all, newest)));
    let signed: HashMap<String, (u64, u64)> = signed.collect();
    let active = rows.iter().find(|row| row.is_ours() && row.active && !row.waits());
    let behind = match active {
        Some(active) => store::behind(sql, name, &active.kid)?.len() as u64,
        None => 0,
    };
    let (installations, knowing) = store::knowing(sql, list.as_ref().map_or(0, |current| current.version))?;
    let of_issuers = rows.iter().filter(|row| !row.is_root());
    let keys = of_issuers.map(|row| key_status(row, list.as_ref(), &signed)).collect::<Result<_, _>>()?;
    let partner = own.is_some_and(|row| row.partner);
    Ok(Standing { trust: Some(trust), issuer, partner, list, keys, behind, installations, knowing, now })
}

fn key_status(
    row: &Row,
    list: Option<&CurrentList>,
    signed: &HashMap<String, (u64, u64)>,
) -> Result<KeyStatus, Problem> {
    let listed = list.and_then(|current| current.list.keys.iter().find(|key| key.kid == row.kid));
    let (packages, customers) = signed.get(&row.kid).copied().unwrap_or_default();
    Ok(KeyStatus {
        key: row.listed()?,
        state: state(row, listed),
        since: listed.map(|listed| listed.since),
        reason: listed.and_then(|listed| listed.reason.clone()),
        packages,
        customers,
    })
}

fn state(row: &Row, listed: Option<&ListedKey>) -> State {
    match listed.map(|listed| listed.state) {
        Some(KeyState::Withdrawn) => State::Withdrawn,
        _ if row.waits() => State::Waiting,
        _ if row.active => State::Active,
        _ => State::Retired,
    }
}
