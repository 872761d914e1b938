//! Automatic distribution (rule 13): what rules give to whom, by group, kind, role, job title, database or attribute.
//!
//! A [`Rule`] says: who fulfils all of these conditions gets these modules. [`Rules`] are those of an installation, in the
//! order of their priority. [`wanted`](Rules::wanted) is what they want for one user: of each issuer the plan of the first rule
//! that names one, and every other module of every rule that applies. A [`Redistributor`] makes it so: it takes what
//! rules gave and none of them wants any more, grants what is missing, and leaves alone what persons decided. What finds
//! no seat waits.
//!
//! Seats are taken in the order in which users come, and what somebody gives up is not given to the next one but left to
//! those who wait longest: the result is the same however often it is done, and depends on the order of the users only
//! where seats are short.

mod apply;
mod names;

#[cfg(test)]
mod tests;

pub use apply::{Outcome, Redistributor, Unmet};
pub use names::{Condition, Traits, What};

use crate::bits::ModuleSet;
use crate::ids::ModuleNo;
use crate::licences::Licences;
use crate::names::fold_login;
use crate::seats::{current, gives};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rule of one installation, by a number that no other rule there has. The number of a deleted rule may be given again:
/// nothing but the list of rules refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleNo(pub u32);

impl fmt::Display for RuleNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who gets what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub no: RuleNo,
    /// The smaller goes first; ties go by number.
    pub priority: u32,
    /// Whether it applies at all.
    pub enabled: bool,
    /// Whoever fulfils all of them; none = everybody.
    pub when: Vec<Condition>,
    /// Gets these: a plan per issuer at most, and modules.
    pub modules: Vec<ModuleNo>,
    /// Whether its plan takes the place of one that a person chose.
    pub over_manual: bool,
}

/// The rules of an installation that apply, in their order. Cheap to ask, made once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    list: Vec<Rule>,
}

/// What rules want for one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What there are licences for: the module as it is called today, the first rule that wants it, and whether that
    /// one may take the place of a plan chosen by hand. Each module once, a plan per issuer at most.
    pub give: Vec<(ModuleNo, RuleNo, bool)>,
    /// What rules that apply name, but no package in force knows: what was given of it rests (rule 11).
    pub unlicensed: Vec<ModuleNo>,
}

impl Rules {
    /// Puts rules in order and folds what they compare.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut list: Vec<Rule> = rules.into_iter().filter(|rule| rule.enabled).collect();
        list.sort_by_key(|rule| (rule.priority, rule.no));
        for value in list.iter_mut().flat_map(|rule| &mut rule.when).flat_map(|condition| &mut condition.is) {
            *value = fold_login(value.trim());
        }
        Self { list }
    }

    /// Whether there is none that applies.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that apply to a user, in their order.
    pub fn matching(&self, traits: &Traits<'_>) -> impl Iterator<Item = &Rule> {
        self.list.iter().filter(|rule| rule.when.iter().all(|condition| condition.holds(traits)))
    }

    /// What they want for a user.
    pub fn wanted(&self, licences: &Licences, traits: &Traits<'_>) -> Wanted {
        let mut wanted = Wanted::default();
        self.wanted_into(licences, traits, &mut wanted);
        wanted
    }

    /// The same into a list that is used again and again.
    pub fn wanted_into(&self, licences: &Licences, traits: &Traits<'_>, wanted: &mut Wanted) {
        wanted.give.clear();
        wanted.unlicensed.clear();
        for rule in self.matching(traits) {
            for asked in &rule.modules {
                wanted.add(licences, rule, current(licences, *asked));
            }
        }
    }

    /// The plans that some rule may put in the place of one that a person chose: what waits for a seat in one of them by a
    /// rule takes that place when its turn comes.
    pub fn over_manual(&self, licences: &Licences) -> ModuleSet {
        let told = self.list.iter().filter(|rule| rule.over_manual);
        let mut plans = ModuleSet::new();
        for no in told.flat_map(|rule| &rule.modules).map(|no| current(licences, *no)) {
            if licences.module(no).is_some_and(|module| module.plan) {
                plans.insert(no);
            }
        }
        plans
    }

    /// The rules by which a user is given a module today: as itself, or with a plan that brings it.
    pub fn giving(&self, licences: &Licences, traits: &Traits<'_>, module: ModuleNo) -> Vec<RuleNo> {
        let wanted = self.wanted(licences, traits);
        let given =
            |no: ModuleNo| gives(licences, no, module) && wanted.give.iter().any(|(give, ..)| *give == no);
        let rules = self.matching(traits);
        rules
            .filter(|rule| rule.modules.iter().any(|no| given(current(licences, *no))))
            .map(|rule| rule.no)
            .collect()
    }
}

impl Wanted {
    fn add(&mut self, licences: &Licences, rule: &Rule, no: ModuleNo) {
        let Some(module) = licences.module(no) else {
            if !self.unlicensed.contains(&no) {
                self.unlicensed.push(no);
            }
            return;
        };
        let plan_of =
            |no: ModuleNo| licences.module(no).and_then(|module| module.plan.then_some(module.issuer));
        let taken = self
            .give
            .iter()
            .any(|(other, ..)| *other == no || (module.plan && plan_of(*other) == Some(module.issuer)));
        if !taken {
            self.give.push((no, rule.no, rule.over_manual));
        }
    }
}
