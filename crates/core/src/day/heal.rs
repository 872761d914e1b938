//! Healing: seats have become free, and intents wait for them (rule 13).

use crate::bits::ModuleSet;
use crate::decide::Code;
use crate::ids::{ModuleNo, UserNo};
use crate::licences::{Day, Licences};
use crate::seats::{Ask, Assigner, Assignment, Change, Person, Source, State, Usage, current_module};
use std::collections::{BTreeMap, HashSet};

/// An intent that has been met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Healed {
    /// Whose.
    pub user: UserNo,
    /// The module or plan, as it was stored.
    pub module: ModuleNo,
    /// Where it came from.
    pub source: Source,
    /// What to write: the intent becomes active, and plans give way to a plan.
    pub change: Change,
}

/// Meets intents, at most `max` of them, the oldest first.
///
/// `waiting` lists them in that order, each as a person and the index of the intent among the
/// person's assignments. None is skipped for a younger one: an intent that lacks a seat keeps its
/// place, and no younger one may take a unit of the modules it lacks. One that cannot be met for
/// another reason keeps its place and the next is tried. Intents of users who may not log in, and
/// those outside their dates, wait without being in anybody's way.
///
/// `over` are the plans that a rule may put in the place of one that a person chose
/// ([`Rules::over_manual`](crate::rules::Rules::over_manual)): nothing else that is automatic does.
pub fn heal<'a>(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    over: &ModuleSet,
    waiting: impl IntoIterator<Item = (Person<'a>, usize)>,
    max: usize,
) -> Vec<Healed> {
    let mut usage = usage.clone();
    let mut queue = Queue {
        assigner: Assigner::new(licences, day, &mut usage),
        licences,
        today: day.today,
        over,
        freed: false,
        owed: ModuleSet::new(),
        later: BTreeMap::new(),
        healed: Vec::new(),
        stuck: HashSet::new(),
    };
    let waiting: Vec<_> = waiting.into_iter().collect();
    let mut again = true;
    // A second round only when something was met that an older intent may have required, or that gave up what it lacked.
    while std::mem::take(&mut again) {
        let (before, mut unmet) = (queue.healed.len(), false);
        queue.owed = ModuleSet::new();
        queue.stuck.clear();
        queue.freed = false;
        for (person, index) in &waiting {
            if queue.healed.len() >= max {
                return queue.healed;
            }
            unmet |= queue.serve(person, *index) == Some(Code::Prerequisite);
        }
        again = (unmet && queue.healed.len() > before) || queue.freed;
    }
    queue.healed
}

/// Why each intent still waits, when nobody can be served any more: what a healing would answer now. Intents of users who
/// may not log in and those outside their dates are left out: nobody has looked at them.
pub fn reasons<'a>(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    over: &ModuleSet,
    waiting: impl IntoIterator<Item = (Person<'a>, usize)>,
) -> Vec<(UserNo, Assignment, Code)> {
    let mut usage = usage.clone();
    let mut assigner = Assigner::new(licences, day, &mut usage);
    let mut reasons = Vec::new();
    for (person, index) in waiting {
        let Some(intent) = person.assignments.get(index) else { continue };
        if !person.active || !intent.in_force(day.today) {
            continue;
        }
        let told = may_replace(licences, over, intent);
        let code = match assigner.assign_over(&person, &Ask::from(intent), told) {
            Err(refusal) => refusal.code,
            // There is a seat, but somebody older has a claim on it.
            Ok(change) => {
                let back: Vec<_> = change.usage.iter().map(|(no, units)| (*no, -units)).collect();
                assigner.apply(&back);
                Code::NoSeat
            }
        };
        reasons.push((person.no, *intent, code));
    }
    reasons
}

/// Whether an intent may take the place of a plan that a person chose.
fn may_replace(licences: &Licences, over: &ModuleSet, intent: &Assignment) -> bool {
    intent.source == Source::Rule && over.contains(current_module(licences, intent.module))
}

struct Queue<'a> {
    assigner: Assigner<'a>,
    licences: &'a Licences,
    over: &'a ModuleSet,
    today: jiff::civil::Date,
    /// The modules of which older intents lack a unit.
    owed: ModuleSet,
    /// Whether something was given up in this round while older ones lacked it.
    freed: bool,
    /// The assignments of users for whom something was met already.
    later: BTreeMap<UserNo, Vec<Assignment>>,
    healed: Vec<Healed>,
    /// What somebody without anything else could not be given, since something was last met: the next one like that can
    /// not be given it either, and a long queue costs one look at each.
    stuck: HashSet<(ModuleNo, u32)>,
}

impl Queue<'_> {
    /// Tries one intent; answers why not.
    fn serve(&mut self, person: &Person<'_>, index: usize) -> Option<Code> {
        let intent = *person.assignments.get(index)?;
        let later = self.later.get(&person.no).cloned();
        let rows = later.as_deref().unwrap_or(person.assignments);
        let waits = matches!(intent.state, State::Waiting(_)) && rows.contains(&intent);
        if !waits || !person.active || !intent.in_force(self.today) {
            return None;
        }
        let bare = (rows.len() == 1 && intent.from.is_none()).then_some((intent.module, intent.units));
        if bare.is_some_and(|bare| self.stuck.contains(&bare)) {
            return Some(Code::NoSeat);
        }
        let person = Person { assignments: rows, ..*person };
        let ask = Ask::from(&intent);
        let needs = self.assigner.needs(&person, &ask);
        if needs.iter().any(|no| self.owed.contains(*no)) {
            self.stuck.extend(bare);
            return self.owe(&person, &ask);
        }
        match self.assigner.assign_over(&person, &ask, may_replace(self.licences, self.over, &intent)) {
            Ok(change) => {
                let given_up = change.usage.iter().filter(|(_, units)| *units < 0);
                self.freed |= given_up.into_iter().any(|(no, _)| self.owed.contains(*no));
                self.stuck.clear();
                let mut rows = person.assignments.to_vec();
                change.apply(&mut rows);
                self.later.insert(person.no, rows);
                let (module, source) = intent.key();
                self.healed.push(Healed { user: person.no, module, source, change });
                None
            }
            Err(refusal) if refusal.code == Code::NoSeat => {
                self.stuck.extend(bare);
                self.owe(&person, &ask)
            }
            Err(refusal) => Some(refusal.code),
        }
    }

    /// Keeps free, for an intent that stays, the units that it lacks.
    fn owe(&mut self, person: &Person<'_>, ask: &Ask) -> Option<Code> {
        let lacking = self.assigner.lacking(person, ask);
        self.owed.extend(lacking);
        Some(Code::NoSeat)
    }
}
