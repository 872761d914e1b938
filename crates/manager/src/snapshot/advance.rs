//! From one revision to a later one: by difference, from what the ledger says was touched.

use std::collections::BTreeSet;
use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::Usage;
use licentia_platform::db::Sql;
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealed as _;

use super::load::{self, Reader};
use super::told::Told;
use super::{Record, Snapshot, Wrong};
use crate::ledger::subject::{self, Subject};
use crate::meters::figures::Figure;
use crate::sealed::store::Which;

/// Entries read at a time.
const BATCH: u32 = 512;
/// Users re-read at a time.
const PAGE: usize = 16 * 1_024;

/// What some entries touched.
#[derive(Default)]
pub(super) struct Touched {
    pub(super) users: BTreeSet<UserNo>,
    pub(super) sessions: BTreeSet<String>,
    pub(super) register: bool,
    pub(super) rules: bool,
    pub(super) events: bool,
    /// The figures of closed months were written anew.
    pub(super) figures: bool,
}

/// The snapshot at the head that `sql` sees; the same one when nothing happened since. `None` when the chain that `base`
/// was read from is not the one in the database: it has to be loaded anew.
pub(crate) fn advance(
    sql: &mut dyn Sql,
    base: &Snapshot,
    reader: &mut Reader<'_>,
) -> Result<Option<Snapshot>, Problem> {
    let (mut revision, mut hash) = (base.revision, base.hash);
    let mut touched = Touched::default();
    // The entry that base stands on comes first, so that a chain that was rolled back or replaced is noticed.
    let mut after = base.revision.saturating_sub(1);
    loop {
        let entries = ledger::entries_after(sql, base.scope, after, BATCH)?;
        if after < base.revision && entries.first().is_none_or(|entry| entry.hash != base.hash) {
            return Ok(None);
        }
        for entry in entries.iter().filter(|entry| entry.revision > base.revision) {
            touched.add(sql, base, entry)?;
            reader.told = Told::by(base.scope, entry).or(reader.told.take());
            (revision, hash) = (entry.revision, entry.hash);
        }
        match entries.last() {
            Some(last) if entries.len() == BATCH as usize => after = last.revision,
            _ => break,
        }
    }
    let mut next = Snapshot { revision, hash, ..base.clone() };
    if revision > base.revision {
        apply(sql, &mut next, &touched, reader)?;
    }
    Ok(Some(next))
}

impl Touched {
    fn add(&mut self, sql: &mut dyn Sql, base: &Snapshot, entry: &StoredEntry) -> Result<(), Problem> {
        self.register |= subject::changes_register(&entry.kind);
        self.rules |= entry.kind.starts_with("rules.");
        self.figures |= entry.kind == "meters.put_right";
        // What is on for a group follows its name.
        self.events |= entry.kind.starts_with("events.") || &*entry.kind == "users.regrouped";
        for text in &entry.subjects {
            match subject::parse(text) {
                Some(Subject::User(user)) => drop(self.users.insert(user)),
                Some(Subject::Session(id)) => drop(self.sessions.insert(id.to_owned())),
                Some(Subject::Package(_) | Subject::Module(_)) | None => {}
            }
        }
        if entry.members > 0 {
            ledger::members(
                sql,
                base.scope,
                entry.revision,
                &mut |member| match subject::of_member(&member) {
                    Some(subject::Member::User(user)) => drop(self.users.insert(user)),
                    Some(subject::Member::Session(id)) => drop(self.sessions.insert(id.to_owned())),
                    None => {}
                },
            )?;
        }
        Ok(())
    }
}

/// Reads what was touched into `next`.
pub(super) fn apply(
    sql: &mut dyn Sql,
    next: &mut Snapshot,
    touched: &Touched,
    reader: &mut Reader<'_>,
) -> Result<(), Problem> {
    let mut wrong = (*next.wrong).clone();
    if touched.register {
        wrong.packages.clear();
        wrong.modules.clear();
        let register = load::register(sql, reader, &next.packages, &mut wrong)?;
        let today = register.installation.day;
        next.day = Arc::new(register.licences.on(today));
        next.day_ends_ms = crate::day::ends_ms(today, &register.installation.zone);
        next.installation = register.installation;
        next.names = register.names;
        next.packages = register.packages;
        next.stopped = register.stopped;
        next.licences = register.licences;
        next.product = register.product;
        next.former = register.former;
        next.sites = register.sites;
    }
    if touched.rules {
        next.rules = Arc::new(super::rules::read(sql, reader, &mut wrong)?);
    }
    if touched.figures {
        wrong.put_right(Figure::TABLE);
    }
    if touched.events {
        next.events = super::events::read(sql, reader.scope)?;
    }
    let users: Vec<UserNo> = touched.users.iter().copied().collect();
    for page in users.chunks(PAGE) {
        for user in page {
            wrong.users.remove(user);
            wrong.assignments.remove(user);
        }
        let mut records = load::people(sql, reader, Which::Users(page), &mut wrong)?;
        lose_unreadable(next, page, &mut records, &mut wrong);
        if !touched.register {
            next.usage = usage_after(next, &records);
        }
        load::put(next, records);
    }
    if touched.register {
        next.recount();
    }
    let sessions: Vec<String> = touched.sessions.iter().cloned().collect();
    if !sessions.is_empty() {
        // A session that cannot be read any more counts as absent: it ends first, and what is right is put back.
        for id in sessions.iter().filter_map(|id| uuid::Uuid::parse_str(id).ok()) {
            next.sessions.put(id.as_u128(), None);
        }
        for (id, session) in load::sessions(sql, reader, Some(&sessions), &mut wrong)? {
            next.sessions.put(id, session);
        }
    }
    if wrong != *next.wrong {
        next.wrong = Arc::new(wrong);
    }
    Ok(())
}

/// A user of the page whose row is gone or cannot be read was tampered with: it stays known, and acts no more.
fn lose_unreadable(next: &Snapshot, page: &[UserNo], records: &mut Vec<Record>, wrong: &mut Wrong) {
    for no in page {
        let Err(place) = records.binary_search_by_key(no, |record| record.no) else { continue };
        if let Some(user) = next.users.get(*no) {
            wrong.users.insert(*no);
            records.insert(place, Record { tampered: true, assignments: Vec::new(), ..user.record() });
        }
    }
}

/// The units in use once these users are as their records say: what they used before is taken out of the counts, and
/// what they use now is put in.
pub(super) fn usage_after(at: &Snapshot, records: &[Record]) -> Usage {
    let before = records.iter().filter_map(|record| at.users.get(record.no)).map(|user| user.person());
    let before = Usage::count(&at.licences, &at.day, before);
    let after = Usage::count(&at.licences, &at.day, records.iter().map(Record::person));
    let difference: Vec<(ModuleNo, i64)> = (0..at.names.len())
        .filter_map(ModuleNo::from_index)
        .map(|no| (no, after.get(no).cast_signed() - before.get(no).cast_signed()))
        .filter(|(_, units)| *units != 0)
        .collect();
    let mut usage = at.usage.clone();
    usage.apply(&difference);
    usage
}
