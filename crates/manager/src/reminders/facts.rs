//! What core looks at, gathered from the snapshot and the tables.

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Licences;
use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_core::package::Package;
use licentia_core::reminders::{self, Ahead, Everybody, Facts, LimitUse, MeterUse, Need, Steps};
use licentia_core::seats::{Person, Usage};
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::package::verify;

use super::store;
use crate::contact::{self, ContactState, Word};
use crate::sealed::{PackageState, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::{licences, limits, meters, users};

/// What needs somebody in an installation now, as its packages and its use have it.
pub(crate) async fn needs(manager: &Manager, at: &Snapshot, steps: &Steps) -> Result<Vec<Need>, Problem> {
    let contacts = contact::states(manager, at.scope()).await?;
    needs_beside(manager, at, steps, &contacts, Whom::Named).await
}

/// Whether needs name the people whom they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// As the day change will have it, which looks at everybody.
    Named,
    /// Not to whoever only counts needs.
    Nobody,
}

impl Everybody for Snapshot {
    fn everybody(&self) -> Vec<Person<'_>> {
        self.people().collect()
    }
}

/// The same for whoever has asked how things stand with the issuers already.
pub(crate) async fn needs_beside(
    manager: &Manager,
    at: &Snapshot,
    steps: &Steps,
    contacts: &[ContactState],
    whom: Whom,
) -> Result<Vec<Need>, Problem> {
    let (ahead, later) = ahead(manager, at).await?;
    let scope = at.scope();
    let waiting = manager.db().read(move |r| Ok(store::waiting(r, scope)?)).await?;
    let waiting =
        waiting.into_iter().filter_map(|(no, count)| Some((ModuleNo(u16::try_from(no).ok()?), count)));
    let waiting: Vec<_> = waiting.collect();
    let heard: Vec<IssuerName> = contacts.iter().filter(|one| answers(one)).filter_map(issuer).collect();
    let (limits, meters) = (limit_use(manager, at).await?, meter_use(manager, at).await?);
    let (seen, steps) = (at.clone(), steps.clone());
    let looking = move || {
        let facts = Facts {
            today: seen.day().today,
            licences: seen.licences(),
            later: &later,
            ahead: &ahead,
            people: if whom == Whom::Named { &seen } else { &() },
            usage: &usage(&seen),
            heard: &heard,
            limits: &limits,
            meters: &meters,
            waiting: &waiting,
        };
        reminders::needs(&facts, &steps)
    };
    // Where somebody is named, everybody is looked at: not where requests wait for their turn.
    let needs = tokio::task::spawn_blocking(looking).await;
    let mut needs = needs.map_err(|error| Problem::internal(error.to_string()))?;
    name_people(manager, scope, &mut needs).await?;
    Ok(needs)
}

/// Puts names to the people whom needs are about: what they are called today.
pub(super) async fn name_people<'a>(
    manager: &Manager,
    scope: ScopeNo,
    needs: impl IntoIterator<Item = &'a mut Need>,
) -> Result<(), Problem> {
    let mut needs: Vec<&mut Need> = needs.into_iter().filter(|need| !need.people().is_empty()).collect();
    let who = people(&needs);
    if !who.is_empty() {
        let names = users::names(manager, scope, who).await?;
        call(&mut needs, names);
    }
    Ok(())
}

/// The same inside a transaction, for what is about to be written down: whoever was deleted meanwhile is called nothing.
pub(super) fn name_people_in<'a>(
    w: &mut Write<'_>,
    needs: impl IntoIterator<Item = &'a mut Need>,
) -> Result<(), Problem> {
    let mut needs: Vec<&mut Need> = needs.into_iter().filter(|need| !need.people().is_empty()).collect();
    let (who, scope) = (people(&needs), w.scope());
    if !who.is_empty() {
        let names = users::names_in(w, scope, &who)?;
        call(&mut needs, names);
    }
    Ok(())
}

fn people(needs: &[&mut Need]) -> Vec<UserNo> {
    needs.iter().flat_map(|need| need.people()).map(|somebody| somebody.no).collect()
}

fn call(needs: &mut [&mut Need], names: Vec<(UserNo, users::Named)>) {
    let names: HashMap<UserNo, users::Named> = names.into_iter().collect();
    for somebody in needs.iter_mut().flat_map(|need| need.people_mut()) {
        if let Some(named) = names.get(&somebody.no) {
            (somebody.login, somebody.name) = (named.login.clone(), named.name.clone());
        }
    }
}

/// Whether the issuer's authority is asked by this server, and nothing speaks against its answering.
fn answers(contact: &ContactState) -> bool {
    let trouble = matches!(contact.state, Word::Problem | Word::Offline);
    contact.address.is_some() && contact.failing_since.is_none() && !trouble
}

fn issuer(contact: &ContactState) -> Option<IssuerName> {
    contact.issuer.parse().ok()
}

/// The newest package of each issuer that waits, and what would be in force if all of them were.
async fn ahead(manager: &Manager, at: &Snapshot) -> Result<(Vec<Ahead>, Licences), Problem> {
    let scope = at.scope();
    let states = [PackageState::Loaded, PackageState::Prepared];
    let stored = manager.db().read(move |r| Ok(sealed::packages(r, scope, &states)?)).await?;
    let mut packages: Vec<Package> = at.packages().iter().map(|in_force| in_force.package.clone()).collect();
    let mut ahead: Vec<(u64, Ahead)> = Vec::new();
    for stored in stored.into_iter().flatten() {
        let row = stored.row;
        let in_force = at.installation().in_force.get(row.issuer.as_str()).map_or(0, |mark| mark.sequence);
        let better =
            ahead.iter().find(|(_, one)| one.issuer == row.issuer).map_or(0, |(sequence, _)| *sequence);
        if row.sequence <= in_force || row.sequence <= better {
            continue;
        }
        // What was tampered with silences nothing.
        let Ok(package) = verify(&row.bytes, manager.trust()) else { continue };
        packages.retain(|package| package.issuer != row.issuer);
        packages.push(package.into_inner());
        ahead.retain(|(_, one)| one.issuer != row.issuer);
        let prepared = row.state == PackageState::Prepared;
        ahead.push((row.sequence, Ahead { issuer: row.issuer, package: row.id, prepared }));
    }
    let mut names = at.names().to_vec();
    for package in &packages {
        let missing = Licences::missing_names(&names, package);
        names.extend(missing);
    }
    let later = Licences::build(&names, &packages, at.stopped());
    Ok((ahead.into_iter().map(|(_, ahead)| ahead).collect(), later))
}

/// Units in use as pages show them: of concurrent modules the open seats.
fn usage(at: &Snapshot) -> Usage {
    let mut usage = at.usage().clone();
    for licence in licences::in_force(at) {
        usage.set(licence.module.no, licence.in_use);
    }
    usage
}

async fn limit_use(manager: &Manager, at: &Snapshot) -> Result<Vec<LimitUse>, Problem> {
    let limits = limits::now(manager, at).await?.into_iter().filter_map(|limit| {
        let (issuer, name, max) = (limit.issuer.to_string(), limit.name, limit.max?);
        Some(LimitUse { issuer, name, used: limit.used, max })
    });
    Ok(limits.collect())
}

async fn meter_use(manager: &Manager, at: &Snapshot) -> Result<Vec<MeterUse>, Problem> {
    let month = Month::of(at.day().today);
    let meters = meters::month(manager, at, month).await?.into_iter().map(|meter| MeterUse {
        issuer: meter.issuer.to_string(),
        name: meter.name,
        month: month.first_day(),
        used: meter.used,
        allowance: meter.allowance,
        forecast: meter.forecast,
    });
    Ok(meters.collect())
}
