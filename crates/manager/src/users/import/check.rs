//! A file against the installation as it is: what it would add and change, and what stands in the way of each row.

use std::collections::{BTreeMap, HashMap, HashSet};

use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_login;
use licentia_core::seats::{self, Ask, Assigner, Assignment, Change, Person, Source, Usage};
use licentia_platform::access::must_stay;
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;

use super::super::change::{stand, stays_as_it_was};
use super::super::kept::Kept;
use super::super::moved::seats_after;
use super::super::new::{self, NewUser};
use super::super::{deleted, rows as stored_rows};
use super::faults::{Fault, Faults};
use super::line::Line;
use crate::jobs::Handle;
use crate::sealed::{Stored, UserRow};
use crate::snapshot::{Snapshot, User, waits};

/// What a file comes to.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) created: Vec<UserRow>,
    pub(super) updated: Vec<(Stored<UserRow>, UserRow)>,
    /// Per user what is granted, and the rows that stand afterwards.
    pub(super) seats: Vec<(UserNo, Change, Vec<Assignment>)>,
    pub(super) unchanged: u64,
    pub(super) assigned: u64,
    /// The units in use, what replaced plans have given back not yet taken off.
    pub(super) usage: Usage,
    /// What replaced plans have given back: it is for those who wait, not for the rows below.
    pub(super) freed: Vec<(ModuleNo, i64)>,
    pub(super) frees: bool,
}

struct Checking<'a, 'u> {
    at: &'a Snapshot,
    assigner: Assigner<'u>,
    order: u64,
    checked: Checked,
}

/// Checks every row that could be read; what is wrong goes to `faults`.
pub(super) fn check(
    w: &mut Write<'_>,
    at: &Snapshot,
    kept: &Kept,
    lines: Vec<Line>,
    update: bool,
    (faults, job): (&mut Faults, Option<&Handle>),
) -> Result<Checked, Problem> {
    let reserved = kept.all(w)?;
    let known = |line: &Line| at.user_named(&line.login).filter(|user| named(user, &line.login));
    let there: Vec<UserNo> = lines.iter().filter_map(|line| known(line).map(|user| user.no())).collect();
    let mut stored = if update { stored_rows(w, at.scope(), &there)? } else { HashMap::new() };
    let ids: Vec<(String, bool)> = lines
        .iter()
        .filter_map(|line| Some((stored.get(&known(line)?.no())?.row.id.clone(), line.rests())))
        .collect();
    let stay = must_stay(w, ids.iter().filter(|(_, rests)| *rests).map(|(id, _)| id.as_str()))?;
    let mut usage = at.usage().clone();
    let assigner = Assigner::new(at.licences(), at.day(), &mut usage);
    let mut checking = Checking { at, assigner, order: w.revision(), checked: Checked::default() };
    let (first, of) = (at.next_user_no().0, lines.len());
    for (done, line) in lines.into_iter().enumerate() {
        if let Some(job) = job.filter(|_| done.is_multiple_of(512)) {
            job.progress().set(job.progress().read().1 * done as u64 / of as u64 / 2);
        }
        let row = line.row;
        let fault = |code| Fault::new(row, Some("login".to_owned()), code);
        match known(&line) {
            Some(user) if update => match stored.remove(&user.no()) {
                // A file takes the last administrator away no more than a page does (rule 12).
                Some(stored) if stay.contains(stored.row.id.as_str()) => {
                    faults.add(Fault::new(row, None, "last_administrator"));
                }
                Some(stored) => checking.update(&user, stored, line, faults),
                None => faults.add(fault("tampered").arg("login", &line.login)),
            },
            Some(_) => faults.add(fault("login_exists").arg("login", &line.login)),
            // A log-in name that is somebody's id would find two people.
            None if at.user_named(&line.login).is_some() => {
                faults.add(fault("login_exists").arg("login", &line.login));
            }
            None if kept.is_in(&reserved, &fold_login(&line.login)) => {
                faults.add(fault("login_reserved").arg("login", &line.login));
            }
            None => {
                let no = u32::try_from(checking.checked.created.len()).unwrap_or(u32::MAX);
                checking.create(w, UserNo(first.saturating_add(no)), line, faults);
            }
        }
    }
    let mut checked = checking.checked;
    checked.usage = usage;
    Ok(checked)
}

fn named(user: &User<'_>, login: &str) -> bool {
    !deleted(user) && user.login_key() == fold_login(login)
}

impl Checking<'_, '_> {
    fn create(&mut self, w: &mut Write<'_>, no: UserNo, line: Line, faults: &mut Faults) {
        let (row, plans) = (line.row, line.plans.clone());
        let user = match new::row(w, self.at, no, fresh(line), "") {
            Ok(user) => user,
            Err(problem) => return faults.add(fault(row, &problem)),
        };
        let mut rows = Vec::new();
        let mut back = Vec::new();
        if user.acts() {
            let person = Person { no, kind: user.kind, active: false, assignments: &[] };
            let (licences, day) = (self.at.licences(), self.at.day());
            match seats::activate(licences, day, self.assigner.usage(), &person, self.order) {
                Ok(seat) => back = self.take(&seat, &mut rows),
                Err(refusal) => return faults.add(Fault::new(row, None, refusal.code.as_str())),
            }
        }
        let person = Person { no, kind: user.kind, active: user.acts(), assignments: &[] };
        let before = faults.len();
        let given = self.grant(row, &plans, person, (rows, back), faults);
        if faults.len() == before {
            self.seats(no, &[], given);
            self.checked.created.push(user);
        }
    }

    fn update(&mut self, user: &User<'_>, stored: Stored<UserRow>, line: Line, faults: &mut Faults) {
        let (row, plans) = (line.row, line.plans.clone());
        let old = &stored.row;
        let new = match patched(self.at, old, line) {
            Ok(new) => new,
            Err(problem) => return faults.add(fault(row, &problem)),
        };
        let stands = (old.kind, old.acts()) == (new.kind, new.acts());
        if (!plans.is_empty() || !stands) && (user.tampered() || user.assignment_tampered()) {
            return faults.add(Fault::new(row, None, Code::Tampered.as_str()));
        }
        if !plans.is_empty() && old.state != crate::sealed::UserState::Active {
            return faults.add(Fault::new(row, None, Code::UserInactive.as_str()));
        }
        let mut rows = user.assignments().to_vec();
        let moved = seats_after(self.at, self.assigner.usage(), user, (old, &new), self.order, false);
        let back = match moved {
            Ok(moved) => self.take(&moved, &mut rows),
            Err(refusal) => {
                let name = self.at.name(refusal.module).map(ToString::to_string).unwrap_or_default();
                return faults.add(Fault::new(row, None, refusal.code.as_str()).arg("module", name));
            }
        };
        let before = faults.len();
        let person = Person { kind: new.kind, active: new.acts(), assignments: &[], ..user.person() };
        let given = self.grant(row, &plans, person, (rows, back), faults);
        if faults.len() > before {
            return;
        }
        // Whoever comes back stands in the queue again, perhaps before free seats.
        self.checked.frees |= new.acts() && !old.acts() && given.iter().any(waits);
        let moved = self.seats(user.no(), user.assignments(), given);
        let same =
            UserRow { updated_at: 0, ..new.clone() } == UserRow { updated_at: 0, ..stored.row.clone() };
        match (same, moved) {
            (true, false) => self.checked.unchanged += 1,
            _ => self.checked.updated.push((stored, new)),
        }
    }

    /// Applies a change to the use and to somebody's rows; answers the units that would undo it.
    fn take(&mut self, change: &Change, rows: &mut Vec<Assignment>) -> Vec<(ModuleNo, i64)> {
        self.assigner.apply(&change.usage);
        change.apply(rows);
        change.usage.iter().map(|(no, units)| (*no, -units)).collect()
    }

    /// Grants what a row asks for, all of it or nothing; answers the rows that then stand. What a replaced plan gives back
    /// is the user's own until the next row's turn, and then withheld for those who wait (rule 13). `taken` is what would
    /// undo what the row has done already.
    fn grant(
        &mut self,
        row: u64,
        plans: &[ModuleNo],
        person: Person<'_>,
        (mut rows, mut taken): (Vec<Assignment>, Vec<(ModuleNo, i64)>),
        faults: &mut Faults,
    ) -> Vec<Assignment> {
        for module in plans {
            let now = Person { assignments: &rows, ..person };
            let ask = Ask::new(*module, Source::Import, self.order);
            let held = rows.iter().any(|row| row.module == *module);
            let change = match self.assigner.assign(&now, &ask) {
                _ if held => continue,
                Err(refusal) if self.at.demo() && refusal.code == Code::NoLicence => {
                    seats::intend(self.at.licences(), self.at.day(), &now, &ask, Code::NoLicence)
                }
                other => other,
            };
            match change {
                Ok(change) => {
                    taken.extend(change.usage.iter().map(|(no, units)| (*no, -units)));
                    change.apply(&mut rows);
                }
                Err(refusal) => {
                    let name = self.at.name(*module).map(ToString::to_string).unwrap_or_default();
                    let fault = Fault::new(row, Some("plan".to_owned()), refusal.code.as_str());
                    faults.add(fault.arg("module", name));
                    self.assigner.apply(&taken);
                    return rows;
                }
            }
        }
        self.withhold(&taken);
        rows
    }

    /// Takes again what a row has given back on balance; `back` is what would undo the row.
    fn withhold(&mut self, back: &[(ModuleNo, i64)]) {
        self.checked.frees |= back.iter().any(|(_, units)| *units > 0);
        let mut balance: BTreeMap<ModuleNo, i64> = BTreeMap::new();
        for (module, units) in back {
            *balance.entry(*module).or_default() += units;
        }
        let withheld: Vec<_> = balance.into_iter().filter(|(_, units)| *units > 0).collect();
        self.assigner.apply(&withheld);
        self.checked.freed.extend(withheld.iter().map(|(module, units)| (*module, -units)));
    }

    /// The one change that leads from the rows before to those after; whether there is any.
    fn seats(&mut self, no: UserNo, before: &[Assignment], after: Vec<Assignment>) -> bool {
        let add: Vec<Assignment> = after.iter().filter(|row| !before.contains(row)).copied().collect();
        let remove = before.iter().filter(|row| !after.contains(row)).map(Assignment::key).collect();
        let change = Change { add, remove, ..Change::default() };
        if change.is_empty() {
            return false;
        }
        self.checked.assigned += change.add.iter().filter(|row| row.source == Source::Import).count() as u64;
        self.checked.seats.push((no, change, after));
        true
    }
}

/// A new user, with what the row does not say as it is otherwise.
fn fresh(line: Line) -> NewUser {
    let usual = NewUser::default();
    NewUser {
        login: line.login,
        name: line.name.unwrap_or_default(),
        email: line.email.unwrap_or_default(),
        kind: line.kind.unwrap_or(usual.kind),
        can_log_in: line.can_log_in.unwrap_or(usual.can_log_in),
        groups: line.groups.unwrap_or_default(),
        job_title: line.job_title.unwrap_or_default(),
        role: line.role.unwrap_or_default(),
        attributes: line.attributes.into_iter().collect(),
        waiting_for_approval: line.waiting_for_approval.unwrap_or_default(),
        sites: line.sites.unwrap_or_default(),
    }
}

/// A user with what the row says; an empty cell empties what may be empty.
fn patched(at: &Snapshot, old: &UserRow, line: Line) -> Result<UserRow, Problem> {
    let mut row = old.clone();
    if let Some(name) = line.name.filter(|name| !name.is_empty()) {
        row.name = new::name("", &name)?;
        row.name_key = fold_login(&row.name);
    }
    if let Some(email) = line.email {
        row.email = new::email("", &email)?;
    }
    if let Some(groups) = line.groups {
        row.groups = new::groups("", groups)?;
    }
    if let Some(text) = line.job_title {
        row.job_title = new::maybe("", "job_title", &text)?;
    }
    if let Some(text) = line.role {
        row.role = new::maybe("", "role", &text)?;
    }
    if let Some(sites) = line.sites {
        row.sites = new::sites(at, "", &sites)?;
    }
    row.kind = line.kind.unwrap_or(row.kind);
    row.waiting_for_approval = line.waiting_for_approval.unwrap_or(row.waiting_for_approval);
    stand(&mut row, None, line.can_log_in)?;
    stays_as_it_was(old, &row)?;
    if !line.attributes.is_empty() {
        let told: HashSet<&String> = line.attributes.iter().map(|(name, _)| name).collect();
        let kept = old.attributes.iter().filter(|(name, _)| !told.contains(name));
        let kept: BTreeMap<String, String> =
            kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        row.attributes = new::attributes("", kept.into_iter().chain(line.attributes).collect())?;
    }
    Ok(row)
}

fn fault(row: u64, problem: &Problem) -> Fault {
    let path = problem.path().unwrap_or_default();
    let detail = problem.detail.clone().unwrap_or_default();
    let code = if problem.code == "installation_unknown" { "installation_unknown" } else { "csv_cell" };
    Fault::new(row, Some(path.to_owned()), code).arg("column", path).arg("detail", detail)
}
