//! The waiting list: who waits for what, in which place and why; serving it now, and taking intents off it (rule 13).
//!
//! Seats that come free are given to those who wait in the change that frees them. [`reprocess`] does it on demand, and
//! writes anew why the others still wait.

pub(crate) mod api;
pub(crate) mod page;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::{BTreeMap, HashMap};

use licentia_core::day::reasons;
use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Assignment, Change, Source, State};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::by::By;
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{Reprocessed, UserFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::heal::{Changed, People, heal_in, heal_now, heal_rest, may_replace, waiting};
use crate::sealed;
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;
use crate::users;

/// Something that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The user, by id or log-in name.
    pub user: String,
    /// The module or plan.
    pub module: String,
    /// Where it comes from; `None` = from wherever.
    pub source: Option<Source>,
}

/// Which intents are meant.
#[derive(Clone, Debug)]
pub enum Which {
    /// These.
    Named(Vec<Intent>),
    /// Those that a filter finds.
    Found(Box<Found>),
}

/// A filter of intents.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Whose.
    pub filter: UserFilter,
    /// For which modules or plans; all when empty.
    pub modules: Vec<String>,
    /// Waiting for this reason.
    pub code: Option<String>,
    /// How many there must be.
    pub expect: Option<u64>,
}

/// The places of everybody who waits, worked out once for a page of them.
#[derive(Debug, Default)]
pub struct Places {
    places: HashMap<(UserNo, ModuleNo, Source), u64>,
    of: HashMap<ModuleNo, u64>,
}

impl Places {
    /// Everybody's place in the queue for each module.
    pub fn of(at: &Snapshot) -> Self {
        let (mut places, nobody) = (Self::default(), People::new());
        for (person, index) in waiting(at, &nobody) {
            let row = &person.assignments[index];
            // Those who may not log in, and what lies outside its dates, are in nobody's way.
            if person.active && row.in_force(at.day().today) {
                let of = places.of.entry(row.module).or_default();
                *of += 1;
                places.places.insert((person.no, row.module, row.source), *of);
            }
        }
        places
    }

    /// The place of an intent among those that wait for its module, from 1, and how many they are. `None` while it is in
    /// nobody's way: its user may not log in, or its days are others.
    pub fn get(&self, user: UserNo, module: ModuleNo, source: Source) -> Option<(u64, u64)> {
        let place = self.places.get(&(user, module, source))?;
        Some((*place, self.of.get(&module).copied().unwrap_or(*place)))
    }
}

/// The place of a user among those who wait for a module, from 1, and how many they are; as in [`Places`].
pub fn place(at: &Snapshot, user: UserNo, module: ModuleNo) -> Option<(u64, u64)> {
    let today = at.day().today;
    let rows = |user: &crate::snapshot::User<'_>| {
        let mine = user.assignments().iter();
        let mut mine = mine.filter(|row| row.module == module && waits(row) && row.in_force(today));
        mine.next().map(|first| (first.order, mine.count() as u64 + 1))
    };
    let me = at.user(user).filter(|me| me.active() && me.waits())?;
    let (order, _) = rows(&me)?;
    let (mut before, mut of) = (0, 0);
    for other in at.users().filter(|other| other.waits() && other.active()) {
        let Some((theirs, count)) = rows(&other) else { continue };
        of += count;
        if (theirs, other.no()) < (order, user) {
            before += count;
        }
    }
    Some((before + 1, of))
}

/// Serves everybody for whom there is a seat, oldest first, and writes anew why the others wait.
///
/// # Errors
/// `tampered` when a waiting row does not carry its seal; the database's.
pub async fn reprocess(manager: &Manager, granted: &Granted<ManageLicences>) -> Result<Reprocessed, Problem> {
    let by = By { idempotency: None, ..granted.by.clone() };
    let (mut met, scope) = (0, granted.scope);
    loop {
        let done = manager.write(scope, &by, serve).await?.value;
        met += done.met;
        if !done.more {
            let at = manager.snapshot(scope).await?;
            let waiting = at.users().filter(|user| user.waits());
            let waiting =
                waiting.map(|user| user.assignments().iter().filter(|row| waits(row)).count() as u64);
            let waiting = waiting.sum();
            return Ok(Reprocessed { met, updated: done.updated, waiting, revision: at.revision() });
        }
    }
}

/// What one change of a reprocessing did.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Served {
    met: u64,
    updated: u64,
    /// As many were met as one change may.
    more: bool,
}

fn serve(w: &mut Write<'_>, at: &Snapshot) -> Result<Served, Problem> {
    let met = heal_now(w, at)?;
    if met > 0 {
        return Ok(Served { met, updated: 0, more: true });
    }
    // Nobody else can be served: what is left is to say why.
    let updated = say_why(w, at)?;
    Ok(Served { met: 0, updated, more: false })
}

/// Writes the reason of today beside every intent that has another one.
fn say_why(w: &mut Write<'_>, at: &Snapshot) -> Result<u64, Problem> {
    let over = may_replace(at, at.licences());
    let reasons = reasons(at.licences(), at.day(), at.usage(), &over, waiting(at, &People::new()));
    let mut changes: BTreeMap<UserNo, Change> = BTreeMap::new();
    let mut members = Vec::new();
    for (user, row, code) in reasons {
        if row.state == State::Waiting(code) {
            continue;
        }
        let change = changes.entry(user).or_default();
        change.remove.push(row.key());
        change.add.push(Assignment { state: State::Waiting(code), ..row });
        members.push((user, row.module, row.source, "waiting", code));
    }
    if members.is_empty() {
        return Ok(0);
    }
    sealed::apply(w, &changes.into_iter().collect::<Vec<_>>(), None)?;
    let mut entry = Entry::new("assignments.reconsidered", 1).after(json!({"count": members.len()}));
    members.iter().for_each(|member: &(UserNo, ModuleNo, Source, &str, Code)| entry.member(member));
    w.record(entry)?;
    Ok(members.len() as u64)
}

/// Takes intents off the list; whatever they kept back reaches whom it now can. What acts stays, and so does what is not
/// there: asked twice, it is done once.
///
/// # Errors
/// 422 `user_unknown`, `module_unknown` with the `path` at fault; 409 `selection_changed` when a filter finds another
/// number than was expected; `tampered`; the database's.
pub async fn remove_intents(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: Which,
) -> Result<Done<u64>, Problem> {
    let done = manager.write(granted.scope, &granted.by, move |w, at| remove(w, at, &which)).await?;
    heal_rest(manager, granted.scope, done.value.met).await?;
    Ok(Done { value: done.value.updated, revision: done.revision, replayed: done.replayed })
}

fn remove(w: &mut Write<'_>, at: &Snapshot, which: &Which) -> Result<Served, Problem> {
    let mut changes: BTreeMap<UserNo, Change> = BTreeMap::new();
    let mut members = Vec::new();
    let rows = match which {
        Which::Named(intents) => named_rows(at, intents)?,
        Which::Found(found) => found_rows(w, at, found)?,
    };
    for (user, row) in rows {
        let change = changes.entry(user).or_default();
        if !change.remove.contains(&row.key()) {
            change.remove.push(row.key());
            members.push((user, row.module, row.source, "withdrawn"));
        }
    }
    if members.is_empty() {
        return Ok(Served { met: 0, updated: 0, more: false });
    }
    let mut people = People::new();
    for (no, change) in &changes {
        let Some(user) = at.user(*no) else { continue };
        let mut assignments = user.assignments().to_vec();
        change.apply(&mut assignments);
        people.insert(*no, Changed { kind: user.kind(), active: user.active(), assignments });
    }
    sealed::apply(w, &changes.into_iter().collect::<Vec<_>>(), None)?;
    let healed = heal_in(w, at, at.licences(), at.day(), at.usage(), &people)?;
    let count = members.len() as u64;
    let after = json!({"count": count, "healed": healed.len()});
    let mut entry = Entry::new("assignments.withdrawn", 1).after(after);
    members.iter().for_each(|member| entry.member(member));
    healed.iter().for_each(|met| entry.member(met));
    w.record(entry)?;
    Ok(Served { met: healed.len() as u64, updated: count, more: false })
}

fn named_rows(at: &Snapshot, intents: &[Intent]) -> Result<Vec<(UserNo, Assignment)>, Problem> {
    let mut rows = Vec::new();
    for (place, intent) in intents.iter().enumerate() {
        let (user, module) = meant(at, place, intent)?;
        let theirs = user.assignments().iter().filter(|row| waits(row) && row.module == module);
        let theirs = theirs.filter(|row| intent.source.is_none_or(|source| source == row.source));
        rows.extend(theirs.map(|row| (user.no(), *row)));
    }
    Ok(rows)
}

/// Everything that those whom a filter finds wait for, or what of it is asked for.
fn found_rows(w: &mut Write<'_>, at: &Snapshot, found: &Found) -> Result<Vec<(UserNo, Assignment)>, Problem> {
    let module = |(place, name): (usize, &String)| {
        api::named(at, name).ok_or_else(|| {
            let why = format!("There is no module `{name}`.");
            Problem::unprocessable("module_unknown", &format!("modules[{place}]"), why).arg("module", name)
        })
    };
    let modules: Vec<ModuleNo> = found.modules.iter().enumerate().map(module).collect::<Result<_, _>>()?;
    let fits = |row: &&Assignment| {
        let why = found.code.as_deref();
        let why = why.is_none_or(|code| matches!(row.state, State::Waiting(known) if known.as_str() == code));
        waits(row) && why && (modules.is_empty() || modules.contains(&row.module))
    };
    let mut rows = Vec::new();
    for no in users::select(w, at, &found.filter)? {
        let theirs = at.user(no).map_or(&[][..], |user| user.assignments());
        rows.extend(theirs.iter().filter(fits).map(|row| (no, *row)));
    }
    match found.expect {
        Some(expect) if expect != rows.len() as u64 => {
            Err(Problem::conflict("selection_changed").arg("count", rows.len()).with("count", rows.len()))
        }
        _ => Ok(rows),
    }
}

fn meant<'a>(
    at: &'a Snapshot,
    place: usize,
    intent: &Intent,
) -> Result<(crate::snapshot::User<'a>, ModuleNo), Problem> {
    let unknown = |code: &'static str, field: &str, what: &str| {
        let path = format!("intents[{place}].{field}");
        Problem::unprocessable(code, &path, format!("There is no {field} `{what}`."))
            .arg(if field == "user" { "user" } else { "module" }, what)
    };
    let user = at.user_named(&intent.user).ok_or_else(|| unknown("user_unknown", "user", &intent.user))?;
    let module = at.names().iter().position(|name| name.as_str() == intent.module.trim().to_lowercase());
    let module = module.and_then(ModuleNo::from_index);
    let module = module.ok_or_else(|| unknown("module_unknown", "module", &intent.module))?;
    Ok((user, module))
}
