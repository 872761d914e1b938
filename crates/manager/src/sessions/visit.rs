//! Everything that happens to sessions, decided in the order in which it arrived.

use std::collections::HashMap;
use std::sync::Arc;

use licentia_core::decide::Code;
use licentia_core::events::{Reader, bars_log_in};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::login::{Door, LoginFacts, LoginResult, LoginUser, OpenSeats, log_in, take_seats};
use licentia_platform::access::{Access, Right};
use licentia_platform::db::{Kind, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;
use uuid::Uuid;

use super::notices::{told, told_of_events};
use super::{LogIn, Told, Visit};
use crate::events;
use crate::sealed::{CENTRAL, SessionRow, Stored, store};
use crate::snapshot::{Slot, Snapshot, User};

/// One thing that happens to a session, and the installation it happens in.
pub(crate) struct Item {
    pub(super) slot: Arc<Slot>,
    /// The database whose application it is.
    pub(super) site: u32,
    /// Says who may manage licences.
    pub(super) access: Access,
    pub(super) what: What,
}

/// What happens.
pub(super) enum What {
    /// Somebody comes in.
    Open(LogIn),
    /// A session needs further seats, or gives some back.
    Seats { session: Uuid, take: Vec<String>, release: Vec<String> },
    /// A session ends.
    End { session: Uuid },
    /// A session has not been heard of since then, and ends unless it was meanwhile.
    Silent { session: Uuid, since_ms: i64 },
}

/// The kind of thing that arrives by the thousand.
pub(crate) enum Visits {}

impl Kind for Visits {
    type Item = Item;
    type Outcome = Result<Visit, Problem>;

    fn apply(w: &mut Write<'_>, items: &[Item]) -> Result<Vec<Self::Outcome>, Problem> {
        let Some(first) = items.first() else { return Ok(Vec::new()) };
        let at = first.slot.at_head(w)?;
        let mut work = Work::new(w, &at, items, &first.access)?;
        let mut outcomes: Vec<_> = items.iter().map(|item| work.decide(w, item)).collect();
        let noted = first.slot.kept().note_seats(w, &at, &work.most)?;
        work.write(w)?;
        if let Some(visit) = outcomes.iter_mut().find_map(|outcome| outcome.as_mut().ok()) {
            visit.noted = noted.map(Arc::new);
        }
        Ok(outcomes)
    }
}

/// Sessions while a list is decided.
struct Work<'a> {
    at: &'a Snapshot,
    access: &'a Access,
    open: OpenSeats,
    /// The most seats that were taken of a module at any moment of the list: what the day remembers.
    most: Vec<(ModuleNo, u64)>,
    revision: u64,
    now_ms: i64,
    /// The sessions that the list names, as they stand in the table.
    stored: HashMap<Uuid, Stored<SessionRow>>,
    /// Those of them that change, as they will be.
    changed: Vec<SessionRow>,
    opened: Vec<SessionRow>,
    /// The groups of those who come in, where a system event asks for them.
    groups: HashMap<UserNo, Vec<String>>,
}

impl<'a> Work<'a> {
    fn new(w: &mut Write<'_>, at: &'a Snapshot, items: &[Item], access: &'a Access) -> Result<Self, Problem> {
        let named: Vec<String> = items
            .iter()
            .filter_map(|item| match &item.what {
                What::Open(_) => None,
                What::Seats { session, .. } | What::End { session } | What::Silent { session, .. } => {
                    Some(session.to_string())
                }
            })
            .collect();
        let mut stored = HashMap::new();
        if !named.is_empty() {
            let scope = w.scope();
            store::sessions(w, scope, Some(&named), &mut |found| {
                if let Ok(row) = found
                    && let Ok(id) = Uuid::parse_str(&row.row.id)
                {
                    stored.insert(id, row);
                }
            })?;
        }
        let groups = groups(w, at, items)?;
        let (revision, now_ms) = (w.revision(), w.now_ms());
        let open = at.open_seats().clone();
        let (most, changed, opened) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { at, access, open, most, revision, now_ms, stored, changed, opened, groups })
    }

    fn decide(&mut self, w: &mut Write<'_>, item: &Item) -> Result<Visit, Problem> {
        let site = item.site;
        match &item.what {
            What::Open(ask) => Ok(self.open(w, site, ask)),
            What::Seats { session, take, release } => self.seats(site, *session, take, release),
            What::End { session } => self.end(site, *session, None),
            What::Silent { session, since_ms } => self.end(site, *session, Some(*since_ms)),
        }
    }

    fn open(&mut self, w: &mut Write<'_>, site: u32, ask: &LogIn) -> Visit {
        let user = self.at.user_named(&ask.user);
        let needs = needs(self.at, ask);
        let visit = self.may(site, user, &needs, Coming::In);
        let (Some(user), LoginResult::Ok) = (user, visit.result) else { return visit };
        let asked: Vec<ModuleNo> = needs.iter().filter_map(|(_, no)| *no).collect();
        match take_seats(self.at.day(), &mut self.open, &asked) {
            Err(full) => self.no_seat(full.module),
            Ok(seats) => {
                self.rose(&seats);
                let id = w.new_id();
                let client = needs.last().and_then(|(_, no)| *no).unwrap_or(ModuleNo(u16::MAX));
                self.opened.push(SessionRow {
                    id: id.to_string(),
                    user: user.no(),
                    client,
                    seats: seats.clone(),
                    opened_at: self.now_ms,
                    seen_at: self.now_ms,
                    ended_at: None,
                });
                Visit { session: Some(id), seats, revision: self.revision, ..visit }
            }
        }
    }

    /// Whether a user may use all of this, seats apart.
    fn may(&self, site: u32, user: Option<User<'_>>, needs: &[Need], coming: Coming) -> Visit {
        let events = &self.at.events().active[..];
        let groups = user.and_then(|user| self.groups.get(&user.no()));
        let groups = groups.map_or(&[][..], |groups| groups);
        let reader = Reader { site, user: user.map(|user| user.no()), groups };
        let manages = user.is_some_and(|user| manages_licences(self.access, self.at, user));
        // Whoever is in stays in: an event bars the door.
        let bar = bars_log_in(events, &reader, manages).filter(|_| coming == Coming::In);
        let facts: Vec<_> =
            needs.iter().map(|(_, no)| self.at.facts_at(site, user, *no, None, None)).collect();
        let decided = log_in(&LoginFacts {
            user: user.map(|user| self.who(user)),
            door: Door::Application,
            elsewhere: user.is_some_and(|user| !self.at.belongs(user.no(), site)),
            blocked: bar.is_some(),
            needs: &facts,
        });
        let because = decided.because.and_then(|(at, code)| Some((needs.get(at)?.0.clone(), code)));
        let told = match (decided.result, user) {
            (LoginResult::Ok | LoginResult::NeedsLicenceManager, Some(_)) => {
                let mut all = told_of_events(events, &reader);
                all.extend(told(self.at, &facts, manages));
                all
            }
            (LoginResult::BlockedByEvent, _) => {
                bar.map(|event| Told::Event(Box::new(event.clone()))).into_iter().collect()
            }
            _ => Vec::new(),
        };
        Visit { because, told, ..self.answer(decided.result) }
    }

    fn who(&self, user: User<'_>) -> LoginUser {
        LoginUser {
            may_log_in: user.may_log_in(),
            waiting_for_approval: user.waiting_for_approval(),
            manages_licences: manages_licences(self.access, self.at, user),
            tampered: user.tampered(),
        }
    }

    fn seats(
        &mut self,
        site: u32,
        session: Uuid,
        take: &[String],
        release: &[String],
    ) -> Result<Visit, Problem> {
        let mut row = self.current(site, session)?;
        if row.ended_at.is_some() {
            return Err(Problem::not_found("session"));
        }
        let (take, release) = (named(self.at, take), named(self.at, release));
        // Giving back is open to everybody, also to whom nothing is open any more.
        if !take.is_empty() {
            let visit = self.may(site, self.at.user(row.user), &take, Coming::Already);
            if visit.result != LoginResult::Ok {
                return Ok(visit);
            }
        }
        let release: Vec<ModuleNo> = release.into_iter().filter_map(|(_, no)| no).collect();
        let given: Vec<ModuleNo> = row.seats.iter().copied().filter(|no| release.contains(no)).collect();
        let take = take.into_iter().filter_map(|(_, no)| no);
        let wanted: Vec<ModuleNo> = take.filter(|no| !row.seats.contains(no)).collect();
        let seats = match take_seats(self.at.day(), &mut self.open, &wanted) {
            Err(full) => return Ok(self.no_seat(full.module)),
            Ok(seats) => seats,
        };
        self.rose(&seats);
        self.open.give_back(&given);
        row.seats.retain(|no| !given.contains(no));
        row.seats.extend(seats);
        let visit = Visit {
            session: Some(session),
            seats: row.seats.clone(),
            revision: self.revision,
            ..self.answer(LoginResult::Ok)
        };
        self.change(row);
        Ok(visit)
    }

    fn end(&mut self, site: u32, session: Uuid, silent_since: Option<i64>) -> Result<Visit, Problem> {
        let row = self.current(site, session)?;
        let spoke = silent_since.is_some_and(|since| row.seen_at > since);
        if row.ended_at.is_none() && !spoke {
            self.open.give_back(&row.seats);
            self.change(SessionRow { ended_at: Some(self.now_ms), ..row });
            return Ok(Visit { revision: self.revision, ..self.answer(LoginResult::Ok) });
        }
        Ok(self.answer(LoginResult::Ok))
    }

    /// The session as earlier items of the list left it. A satellite knows those of its own users.
    fn current(&self, site: u32, session: Uuid) -> Result<SessionRow, Problem> {
        let known = |row: &SessionRow| site == CENTRAL || self.at.belongs(row.user, site);
        let id = session.to_string();
        if let Some(row) = self.changed.iter().find(|row| row.id == id) {
            return Some(row.clone()).filter(known).ok_or_else(|| Problem::not_found("session"));
        }
        let stored = self.stored.get(&session).map(|stored| stored.row.clone());
        stored.filter(known).ok_or_else(|| Problem::not_found("session"))
    }

    fn change(&mut self, row: SessionRow) {
        self.changed.retain(|other| other.id != row.id);
        self.changed.push(row);
    }

    /// Seats of these modules were taken just now.
    fn rose(&mut self, taken: &[ModuleNo]) {
        for module in taken {
            let now = self.open.get(*module);
            match self.most.iter_mut().find(|(known, _)| known == module) {
                Some((_, most)) => *most = now.max(*most),
                None => self.most.push((*module, now)),
            }
        }
    }

    fn no_seat(&self, module: ModuleNo) -> Visit {
        let name = self.at.name(module).map_or_else(String::new, ToString::to_string);
        Visit { because: Some((name, Code::NoSeat)), ..self.answer(LoginResult::NoFreeSession) }
    }

    /// An answer that changes nothing; its revision is the head's unless something of the list is written.
    fn answer(&self, result: LoginResult) -> Visit {
        Visit {
            result,
            session: None,
            seats: Vec::new(),
            because: None,
            told: Vec::new(),
            revision: self.revision - 1,
            noted: None,
        }
    }

    /// Writes what was decided: set statements and one entry.
    fn write(self, w: &mut Write<'_>) -> Result<(), Problem> {
        if self.opened.is_empty() && self.changed.is_empty() {
            return Ok(());
        }
        store::insert_sessions(w, &self.opened)?;
        if !self.changed.is_empty() {
            let before: Vec<Stored<SessionRow>> = self
                .changed
                .iter()
                .filter_map(|row| self.stored.get(&Uuid::parse_str(&row.id).ok()?).cloned())
                .collect();
            store::change_sessions(w, &before, &self.changed)?;
        }
        let ended = self.changed.iter().filter(|row| row.ended_at.is_some()).count();
        let mut entry = Entry::new("sessions.changed", 1).after(
            json!({"opened": self.opened.len(), "ended": ended, "changed": self.changed.len() - ended}),
        );
        for row in self.opened.iter().chain(&self.changed) {
            let now = if row.ended_at.is_some() { "ended" } else { "open" };
            entry.member(&(&row.id, now, row.user, row.client, &row.seats));
        }
        w.record(entry)
    }
}

/// Whether somebody comes in, or is in already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coming {
    In,
    Already,
}

/// The groups of those who want to come in, read once, where an active event is for a group.
fn groups(w: &mut Write<'_>, at: &Snapshot, items: &[Item]) -> Result<HashMap<UserNo, Vec<String>>, Problem> {
    if !at.events().ask_for_groups() {
        return Ok(HashMap::new());
    }
    let coming = items.iter().filter_map(|item| match &item.what {
        What::Open(ask) => at.user_named(&ask.user).map(|user| user.no()),
        _ => None,
    });
    let mut users: Vec<UserNo> = coming.collect();
    users.sort_unstable();
    users.dedup();
    let scope = w.scope();
    Ok(events::groups_of(w, scope, &users)?.into_iter().collect())
}

/// A module as it was named, and its number where there is one.
type Need = (String, Option<ModuleNo>);

/// Whether an account that hangs on the user may manage licences (rule 12).
pub(super) fn manages_licences(access: &Access, at: &Snapshot, user: User<'_>) -> bool {
    access.rights_of_user(at.scope(), user.id()).allows(Right::ManageLicences)
}

/// What a log-in needs: the issuer's `user` where a package has it, the modules asked for, and last the client's.
fn needs(at: &Snapshot, ask: &LogIn) -> Vec<Need> {
    let client = match ask.client.contains('.') {
        true => ask.client.clone(),
        false => {
            let code = ask.client.to_ascii_lowercase();
            let named = at.licences().in_order().into_iter().find(|module| module.name.code() == code);
            named.map_or(code, |module| module.name.to_string())
        }
    };
    let user = client.split_once('.').map(|(issuer, _)| format!("{issuer}.user"));
    let user =
        user.filter(|name| at.licences().no(name).is_some_and(|no| at.licences().module(no).is_some()));
    let names: Vec<String> = user.into_iter().chain(ask.modules.iter().cloned()).chain([client]).collect();
    named(at, &names)
}

/// The modules of these names.
fn named(at: &Snapshot, names: &[String]) -> Vec<Need> {
    names.iter().map(|name| (name.clone(), at.licences().no(name))).collect()
}
