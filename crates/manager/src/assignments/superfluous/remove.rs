//! Taking superfluous licences from those who were chosen.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::Source;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::api::AssignAnswer;
use licentia_protocol::package::Trust;
use licentia_ui::Lang;

use super::holders::{Holder, Superfluous, under};
use crate::assignments::decided::Each;
use crate::assignments::heal::heal_rest;
use crate::assignments::order::{Order, Target, Verb, Wanted};
use crate::assignments::perform::{Agreed, Meant, Outcome, ask_first, carry_out};
use crate::blockers::Despite;
use crate::packages;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

/// One of those chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Who, by id or log-in name.
    pub user: String,
    /// The plan to move to; `None` = the licence is recalled.
    pub instead: Option<String>,
}

/// Whose licences go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Theirs.
    Chosen(Vec<Chosen>),
    /// Those of so many who have not used anything for longest; those who never did come first.
    Longest {
        /// How many; `None` = exactly as many as must go.
        count: Option<u64>,
        /// The plan to move them to.
        instead: Option<String>,
    },
}

/// What is to go.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The loaded package that has too little.
    pub package: String,
    /// The module, `issuer.module`.
    pub module: String,
    /// From whom.
    pub who: Who,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// Only say what would happen.
    pub dry_run: bool,
    /// What to do when the application objects.
    pub despite: Despite,
    /// The language of the sentences in the answer.
    pub lang: Lang,
}

/// Recalls the module from those chosen, or moves them to another plan. All or nothing, in one change.
///
/// # Errors
/// 404 `not_found`; 409 `not_a_holder` for somebody who does not hold the module (any more), `recall_blocked` and
/// `blocker_unreachable` when the application objects or cannot be asked, `no_room_there` and `move_needs_plan` for a
/// move to what is not in the list of rooms; `nothing_superfluous` when nothing has to go any more; otherwise as [`crate::assignments::assign`].
pub async fn remove(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    removal: Removal,
) -> Result<Done<AssignAnswer>, Problem> {
    let asked = ask_first(manager, granted, (removal.dry_run, removal.despite), |granted| {
        let trial = Removal { dry_run: true, ..removal.clone() };
        async move { perform(manager, &granted, trial, None).await }
    });
    let asked = asked.await?;
    let done = perform(manager, granted, removal, asked).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(Done { value: done.value.answer, revision: done.revision, replayed: done.replayed })
}

async fn perform(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    removal: Removal,
    asked: Option<Agreed>,
) -> Result<Done<Outcome>, Problem> {
    let trust = manager.trust().clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| write(w, at, &trust, &removal, asked.as_ref());
    manager.write(granted.scope, &granted.by, write).await
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    removal: &Removal,
    asked: Option<&Agreed>,
) -> Result<Outcome, Problem> {
    let package = packages::stored(w, at.scope(), &removal.package, trust)?;
    let superfluous = under(at, &package, &removal.module)?;
    let chosen = chosen(w, at, &superfluous, &removal.who)?;
    if chosen.is_empty() {
        return Err(match removal.who {
            Who::Longest { .. } => {
                Problem::conflict("nothing_superfluous").arg("module", &superfluous.module)
            }
            Who::Chosen(_) => Problem::invalid("users", "Choose at least one user."),
        });
    }
    let mut modules = Modules::default();
    let mut targets = Vec::with_capacity(chosen.len());
    let mut own = Vec::with_capacity(chosen.len());
    for (named, holder, instead) in chosen {
        own.push(steps(at, &superfluous, holder, instead.as_deref(), &mut modules)?);
        targets.push(Target { named, user: at.user(holder.user) });
    }
    let order = Order {
        reason: removal.reason.clone(),
        dry_run: removal.dry_run,
        ..Order::by_hand(Vec::new(), vec![removal.module.clone()], removal.lang)
    };
    let verb = if modules.moves { Verb::Assign } else { Verb::Recall };
    let meant = Meant { targets: &targets, modules: &modules.list, each: &Each::Own(&own), asked };
    carry_out(w, at, &order, verb, &meant)
}

type Choice<'a> = (String, &'a Holder, Option<String>);

/// Those meant, each once, as holders.
fn chosen<'a>(
    w: &mut Write<'_>,
    at: &Snapshot,
    superfluous: &'a Superfluous,
    who: &Who,
) -> Result<Vec<Choice<'a>>, Problem> {
    let holder = |no: UserNo| {
        superfluous
            .holders
            .binary_search_by_key(&no, |holder| holder.user)
            .ok()
            .map(|at| &superfluous.holders[at])
    };
    match who {
        Who::Chosen(list) => {
            let mut known = std::collections::HashSet::new();
            let mut chosen = Vec::with_capacity(list.len());
            for Chosen { user, instead } in list {
                let found = at.user_named(user).and_then(|user| holder(user.no()));
                let found = found.ok_or_else(|| {
                    Problem::conflict("not_a_holder").arg("user", user).arg("module", &superfluous.module)
                })?;
                if known.insert(found.user) {
                    chosen.push((user.clone(), found, instead.clone()));
                }
            }
            Ok(chosen)
        }
        Who::Longest { count, instead } => {
            let count = count.unwrap_or(superfluous.to_remove).min(superfluous.holders.len() as u64);
            let numbers: Vec<UserNo> = superfluous.holders.iter().map(|holder| holder.user).collect();
            let order = users::longest_unused(w, at.scope(), &numbers, count)?;
            Ok(order
                .into_iter()
                .filter_map(|no| Some((String::new(), holder(no)?, instead.clone())))
                .collect())
        }
    }
}

/// The modules of the whole removal, each once.
#[derive(Default)]
struct Modules {
    list: Vec<Wanted>,
    moves: bool,
}

impl Modules {
    fn place(&mut self, at: &Snapshot, no: ModuleNo, verb: Verb) -> usize {
        let known = self.list.iter().position(|wanted| wanted.no == Some(no) && wanted.verb == verb);
        known.unwrap_or_else(|| {
            let name = at.name(no).map(ToString::to_string).unwrap_or_default();
            self.list.push(Wanted { name, no: Some(no), verb });
            self.list.len() - 1
        })
    }
}

/// What happens to one holder: every grant that brings the module goes, and the other plan comes. A plan is not
/// recalled before a move, since the other one takes its place in one step.
fn steps(
    at: &Snapshot,
    superfluous: &Superfluous,
    holder: &Holder,
    instead: Option<&str>,
    modules: &mut Modules,
) -> Result<Vec<usize>, Problem> {
    let room = match instead {
        Some(name) => Some(room(at, superfluous, name)?),
        None => None,
    };
    let is_plan = |no: ModuleNo| at.licences().module(no).is_some_and(|module| module.plan);
    let mut steps = Vec::new();
    for (granted, source) in &holder.through {
        // The seat of a suite follows the log-in (rule 3a): it cannot be recalled, and core says so.
        let goes = room.is_none() || !is_plan(*granted) || *source == Source::Suite;
        let step = modules.place(at, *granted, Verb::Recall);
        if goes && !steps.contains(&step) {
            steps.push(step);
        }
    }
    if let Some(plan) = room {
        modules.moves = true;
        steps.push(modules.place(at, plan, Verb::Assign));
    }
    Ok(steps)
}

/// A plan of the list; anything else is no way out, and the reason is said.
fn room(at: &Snapshot, superfluous: &Superfluous, name: &str) -> Result<ModuleNo, Problem> {
    if let Some(room) = superfluous.rooms.iter().find(|room| room.name.to_string() == name) {
        return Ok(room.no);
    }
    let module = at.licences().no(name).and_then(|no| at.licences().module(no));
    let code = match module {
        None => "module_unknown",
        Some(module) if !module.plan || module.hidden => "move_needs_plan",
        Some(_) => "no_room_there",
    };
    Err(Problem::conflict(code).arg("module", name))
}
