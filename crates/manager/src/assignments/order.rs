//! What somebody asks for: which users, which modules, and how.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Licences;
use licentia_core::seats::{Assignment, Source};
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{AssignBody, ImportProblem, UserFilter};
use licentia_ui::Lang;

use super::answer::FIRST;
use crate::blockers::Despite;
use crate::jobs::Handle;
use crate::snapshot::{Snapshot, User, waits};
use crate::users;

/// Whom.
#[derive(Clone, Debug)]
pub enum Who {
    /// Those named, by id or log-in name.
    Named(Vec<String>),
    /// Those whom a filter finds at the moment of the change.
    Found {
        /// The filter.
        filter: Box<UserFilter>,
        /// How many the caller saw.
        expect: Option<u64>,
    },
    /// Those of a file: a user and a module in each pair, both by name.
    Pairs(Arc<[(String, String)]>),
}

/// These users × these modules.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whom.
    pub who: Who,
    /// The modules or plans, `issuer.module`.
    pub modules: Vec<String>,
    /// When assigning: what goes at the same time, before it.
    pub instead_of: Vec<String>,
    /// Do what is possible and list the rest, instead of all or nothing.
    pub partial: bool,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Who grants: a person, a file, a rule.
    pub source: Source,
    /// What to do when an application that is asked before a recall gives no answer.
    pub despite: Despite,
    /// The language of the sentences in the answer.
    pub lang: Lang,
    /// Which piece of each list is answered.
    pub page: u64,
    /// How long a piece is.
    pub first: usize,
    /// The job in which it is carried out.
    pub job: Option<Handle>,
    /// Rows of a file that were left out: how many, and the first problems with them.
    pub left_out: (u64, Vec<ImportProblem>),
    /// What whoever asks saw the users have, as [`seen`] tells it: what somebody else has changed is not overwritten.
    pub seen: Option<String>,
}

/// What a user is granted, in one line: the names of the modules, with a `~` behind what waits.
pub(crate) fn seen(at: &Snapshot, user: &User<'_>) -> String {
    let name = |a: &Assignment| {
        let mark = if waits(a) { "~" } else { "" };
        at.name(a.module).map(|name| format!("{name}{mark}"))
    };
    let mut names: Vec<String> = user.assignments().iter().filter_map(name).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

impl Order {
    /// A person's order for these users, all or nothing.
    pub fn by_hand(users: Vec<String>, modules: Vec<String>, lang: Lang) -> Self {
        Self {
            who: Who::Named(users),
            modules,
            instead_of: Vec::new(),
            partial: false,
            reason: None,
            from: None,
            until: None,
            dry_run: false,
            source: Source::Manual,
            despite: Despite::Nothing,
            lang,
            page: 0,
            first: FIRST,
            job: None,
            seen: None,
            left_out: Default::default(),
        }
    }

    /// What is asked for, as a job keeps it: without personal data.
    pub(super) fn asked(&self, users: u64) -> serde_json::Value {
        serde_json::json!({"modules": self.modules, "users": users, "partial": self.partial})
    }

    /// The job is so far with deciding: the first half of its work.
    pub(super) fn decided(&self, users: usize, of: usize) {
        if let Some(job) = self.job.as_ref().filter(|_| users.is_multiple_of(512)) {
            job.progress().total(of as u64);
            job.progress().set(users as u64 / 2);
        }
    }

    /// The job is so far with writing: the second half.
    pub(super) fn written(&self, changes: usize, of: usize) {
        if let Some(job) = &self.job {
            let (_, total) = job.progress().read();
            job.progress().set(total / 2 + total / 2 * changes as u64 / of.max(1) as u64);
        }
    }

    /// From the body of a request.
    ///
    /// # Errors
    /// 422 `invalid` unless it names either users or a filter, at least one module, and dates in order.
    pub fn read(body: AssignBody, dry_run: bool, lang: Lang) -> Result<Self, Problem> {
        let who = match (body.users, body.filter) {
            (Some(users), None) if !users.is_empty() && body.expect.is_none() => Who::Named(users),
            (Some(users), None) if users.is_empty() => {
                return Err(Problem::invalid("users", "Name at least one user."));
            }
            (Some(_), None) => return Err(Problem::invalid("expect", "`expect` goes with `filter`.")),
            (None, Some(filter)) => Who::Found { filter: Box::new(filter), expect: body.expect },
            _ => return Err(Problem::invalid("users", "Give either `users` or `filter`.")),
        };
        if body.modules.is_empty() {
            return Err(Problem::invalid("modules", "Name at least one module."));
        }
        if let (Some(from), Some(until)) = (body.from, body.until)
            && until < from
        {
            return Err(Problem::invalid("until", "The last day is before the first."));
        }
        let (from, until, reason) = (body.from, body.until, body.reason);
        Ok(Self {
            partial: body.partial,
            reason,
            from,
            until,
            dry_run,
            despite: if body.despite_silence { Despite::Silence } else { Despite::Nothing },
            who,
            ..Self::by_hand(Vec::new(), body.modules, lang)
        })
    }
}

impl Order {
    /// Refuses a last day that is over: what it grants would never act, but what it replaces would be gone.
    pub(super) fn not_over(&self, today: Date) -> Result<(), Problem> {
        if self.until.is_some_and(|until| until < today) {
            return Err(Problem::invalid("until", "The last day is over."));
        }
        Ok(())
    }
}

/// One of those meant: as named, and who that is.
pub(super) struct Target<'a> {
    /// As named in the order; empty when a filter found them.
    pub(super) named: String,
    /// `None` when there is no such user.
    pub(super) user: Option<User<'a>>,
}

/// Everybody meant, each once; whoever was deleted is nobody.
pub(super) fn targets<'a>(
    w: &mut Write<'_>,
    at: &'a Snapshot,
    who: &Who,
) -> Result<Vec<Target<'a>>, Problem> {
    match who {
        Who::Named(names) => Ok(named(at, names.iter())),
        Who::Pairs(pairs) => Ok(named(at, pairs.iter().map(|(user, _)| user))),
        Who::Found { filter, expect } => {
            let found = users::select(w, at, filter)?;
            let gone = |no: &UserNo| at.user(*no).is_some_and(|user| users::deleted(&user));
            let found: Vec<UserNo> = found.into_iter().filter(|no| !gone(no)).collect();
            if expect.is_some_and(|expect| expect != found.len() as u64) {
                return Err(Problem::conflict("selection_changed")
                    .arg("count", found.len())
                    .with("count", found.len()));
            }
            Ok(found.into_iter().map(|no| Target { named: String::new(), user: at.user(no) }).collect())
        }
    }
}

fn named<'a, 'n>(at: &'a Snapshot, names: impl Iterator<Item = &'n String>) -> Vec<Target<'a>> {
    let mut known = HashSet::new();
    let target = |name: &String| {
        let user = at.user_named(name).filter(|user| !users::deleted(user));
        user.is_none_or(|user| known.insert(user.no())).then(|| Target { named: name.clone(), user })
    };
    names.filter_map(target).collect()
}

/// Which of `modules` concern each of `targets`, by the pairs of a file.
pub(super) fn own(
    targets: &[Target<'_>],
    modules: &[Wanted],
    pairs: &[(String, String)],
    at: &Snapshot,
) -> Vec<Vec<usize>> {
    let places: HashMap<&str, usize> =
        modules.iter().enumerate().map(|(place, wanted)| (wanted.name.as_str(), place)).collect();
    let mut people: HashMap<UserNo, usize> = HashMap::with_capacity(targets.len());
    for (place, target) in targets.iter().enumerate() {
        if let Some(user) = target.user {
            people.insert(user.no(), place);
        }
    }
    let mut own = vec![Vec::new(); targets.len()];
    for (user, module) in pairs {
        let no = at.user_named(user).map(|user| user.no());
        let name = module.trim().to_lowercase();
        if let (Some(target), Some(place)) = (no.and_then(|no| people.get(&no)), places.get(name.as_str())) {
            own[*target].push(*place);
        }
    }
    for list in &mut own {
        // In the order in which modules can be done.
        list.sort_unstable();
        list.dedup();
    }
    own
}

/// Whether seats are handed out or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Assign,
    Recall,
}

/// One module of an order.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) name: String,
    /// `None` when there is no such module.
    pub(super) no: Option<ModuleNo>,
    pub(super) verb: Verb,
}

/// The modules asked for, each once, in the order in which they can be done: what goes, with what requires others
/// first; then what comes, with what others require first.
pub(super) fn modules(at: &Snapshot, verb: Verb, order: &Order) -> Vec<Wanted> {
    let mut going =
        wanted(at, Verb::Recall, if verb == Verb::Recall { &order.modules } else { &order.instead_of });
    going.reverse();
    if verb == Verb::Assign {
        going.extend(wanted(at, Verb::Assign, &order.modules));
    }
    going
}

fn wanted(at: &Snapshot, verb: Verb, names: &[String]) -> Vec<Wanted> {
    let mut known = HashSet::new();
    let names = names.iter().map(|name| name.trim().to_lowercase()).filter(|name| known.insert(name.clone()));
    let mut list: Vec<Wanted> =
        names.map(|name| Wanted { no: at.licences().no(&name), name, verb }).collect();
    list.sort_by_key(|wanted| wanted.no.map_or(0, |no| depth(at.licences(), no, 0)));
    list
}

/// Plans first, then modules by how many prerequisites lie beneath them.
fn depth(licences: &Licences, no: ModuleNo, level: u32) -> u32 {
    let Some(module) = licences.module(no).filter(|_| level < 32) else { return 0 };
    if module.plan {
        return 0;
    }
    1 + module.requires.iter().map(|needed| depth(licences, *needed, level + 1)).max().unwrap_or(0)
}
