//! What a change comes down to, user by user, when it is to be undone.

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::Assignment;
use uuid::Uuid;

use super::member::Member;
use super::order::{Target, Verb, Wanted};
use crate::snapshot::Snapshot;
use crate::users;

/// What a change touched, by user.
pub(super) struct Meant<'a> {
    pub(super) targets: Vec<Target<'a>>,
    pub(super) modules: Vec<Wanted>,
    /// Per target, in the order in which it was done.
    pub(super) members: Vec<Vec<(usize, Member)>>,
}

impl<'a> Meant<'a> {
    pub(super) fn of(at: &'a Snapshot, kept: Vec<Member>) -> Self {
        let mut meant = Self { targets: Vec::new(), modules: Vec::new(), members: Vec::new() };
        let (mut users, mut modules): (HashMap<UserNo, usize>, HashMap<ModuleNo, usize>) = Default::default();
        for member in kept {
            let target = *users.entry(member.user).or_insert_with(|| {
                let known = at.user(member.user);
                let user = known.filter(|user| !users::deleted(user));
                // Of whoever is deleted the id is left to be called by.
                let named = known.filter(users::deleted).map(|user| Uuid::from_u128(user.id()).to_string());
                meant.targets.push(Target { named: named.unwrap_or_default(), user });
                meant.members.push(Vec::new());
                meant.targets.len() - 1
            });
            let no = member.row.module;
            let module = *modules.entry(no).or_insert_with(|| {
                let name = at.name(no).map(ToString::to_string).unwrap_or_default();
                meant.modules.push(Wanted { name, no: Some(no), verb: Verb::Recall });
                meant.modules.len() - 1
            });
            add(&mut meant.members[target], module, member);
        }
        meant
    }
}

/// Adds what a change did next to one user. What it gave and then took, or changed again, comes down to its net effect:
/// a plan that another one of the same order replaced at once was never there.
fn add(members: &mut Vec<(usize, Member)>, module: usize, member: Member) {
    let given =
        |row: &Assignment| members.iter().position(|(_, done)| done.what == "assigned" && done.row == *row);
    let gone = |row: &Assignment| {
        members.iter().position(|(_, done)| done.what != "assigned" && done.row.key() == row.key())
    };
    match (member.what, &member.before) {
        ("assigned", Some(before)) => match given(before) {
            Some(earlier) => {
                let (_, earlier) = members.remove(earlier);
                members.push((module, Member { before: earlier.before, ..member }));
            }
            None => members.push((module, member)),
        },
        ("assigned", None) => match gone(&member.row) {
            Some(earlier) => {
                let (_, earlier) = members.remove(earlier);
                if earlier.row != member.row {
                    members.push((module, Member { before: Some(earlier.row), ..member }));
                }
            }
            None => members.push((module, member)),
        },
        _ => match given(&member.row) {
            Some(earlier) => {
                let (_, earlier) = members.remove(earlier);
                if let Some(before) = earlier.before {
                    members.push((module, Member { row: before, ..member }));
                }
            }
            None => members.push((module, member)),
        },
    }
}
