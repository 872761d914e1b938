//! Stories and properties of rules.

mod matching;
mod properties;
mod stories;

use super::{Condition, Redistributor, Rule, RuleNo, Rules, Traits, What};
use crate::ids::ModuleNo;
use crate::licence::UserKind;
use crate::rules::Outcome;
use crate::seats::tests::world::World;
use std::collections::BTreeMap;

/// Nobody in particular.
pub(super) static NO_ATTRIBUTES: BTreeMap<String, String> = BTreeMap::new();

pub(super) fn in_groups(groups: &[String]) -> Traits<'_> {
    Traits {
        groups,
        kind: UserKind::Internal,
        role: None,
        job_title: None,
        installations: &[0],
        attributes: &NO_ATTRIBUTES,
    }
}

pub(super) fn groups(groups: &[&str]) -> Vec<String> {
    groups.iter().map(ToString::to_string).collect()
}

/// Whoever is in the group gets these.
pub(super) fn rule(no: u32, group: &str, modules: Vec<ModuleNo>) -> Rule {
    let when = vec![Condition { what: What::Group, is: vec![group.to_owned()], not: false }];
    Rule { no: RuleNo(no), priority: no, enabled: true, when, modules, over_manual: false }
}

/// Makes everybody what the rules want, and checks that the kept use is the counted one.
pub(super) fn redistribute(
    world: &mut World,
    rules: &Rules,
    of: &[Vec<String>],
    order: &[usize],
) -> Vec<Outcome> {
    let turn = world.tick();
    let (licences, day) = (world.licences.clone(), world.day.clone());
    let mut usage = world.usage.clone();
    let mut doing = Redistributor::new(&licences, &day, &mut usage, turn);
    let mut outcomes = vec![Outcome::default(); world.people.len()];
    for at in order {
        let traits = Traits { kind: world.people[*at].kind, ..in_groups(&of[*at]) };
        outcomes[*at] = doing.one(&world.person(*at), &rules.wanted(&licences, &traits));
    }
    doing.finish();
    for (at, outcome) in outcomes.iter().enumerate() {
        world.apply(at, &outcome.change);
    }
    assert_eq!(world.usage, usage, "the use is kept by difference");
    assert_eq!(world.usage, world.recount());
    outcomes
}
