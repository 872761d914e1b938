//! The rules of a check, in the order of `contract.md`. There is no second list.

use super::{Code, Facts, is};
use crate::licence::Counting;
use crate::licences::DayState;

/// One rule: its code, and whether it applies.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code it gives.
    pub code: Code,
    /// Whether it applies to these facts.
    pub applies: fn(&Facts<'_>) -> bool,
}

/// Writes the list once as data, for the trace, and once as straight code, for the decision, which
/// a compiler turns into one branch per rule. Inlined, so that of the facts only what a rule asks is ever made: the
/// fewer instructions a check takes, the more checks a processor has under way while it waits for memory.
macro_rules! rules {
    ($($code:ident when $applies:path,)*) => {
        /// The rules in the order in which they are tried.
        pub const RULES: &[Rule] = &[$(Rule { code: Code::$code, applies: $applies }),*];

        /// The code of the first rule that applies, or [`Code::Granted`].
        #[inline(always)]
        pub(super) fn first(facts: &Facts<'_>) -> Code {
            $(if $applies(facts) {
                return Code::$code;
            })*
            Code::Granted
        }
    };
}

rules! {
    UserUnknown when user_unknown,
    ModuleUnknown when module_unknown,
    Tampered when tampered,
    Demo when demo,
    UserInactive when user_inactive,
    NoLicence when no_licence,
    NotStarted when not_started,
    Expired when expired,
    ReadOnly when read_only,
    Version when version,
    UserKind when user_kind,
    NoSeat when no_seat,
    Prerequisite when prerequisite,
    NoSession when no_session,
}

#[inline]
fn user_unknown(facts: &Facts<'_>) -> bool {
    facts.user.is_none()
}

/// In a demonstration everything is allowed, modules that no package names included (rule 11).
#[inline]
fn module_unknown(facts: &Facts<'_>) -> bool {
    facts.module.is_none() && !facts.demo
}

#[inline]
fn tampered(facts: &Facts<'_>) -> bool {
    facts.user.is_some_and(|user| user.tampered)
        || facts.module.is_some_and(|module| module.tampered)
        || is(facts, DayState::Tampered)
}

#[inline]
fn demo(facts: &Facts<'_>) -> bool {
    facts.demo
}

#[inline]
fn user_inactive(facts: &Facts<'_>) -> bool {
    facts.user.is_some_and(|user| !user.active)
}

#[inline]
fn no_licence(facts: &Facts<'_>) -> bool {
    is(facts, DayState::Absent)
}

#[inline]
fn not_started(facts: &Facts<'_>) -> bool {
    is(facts, DayState::NotStarted)
}

#[inline]
fn expired(facts: &Facts<'_>) -> bool {
    is(facts, DayState::Expired)
}

/// Reading what is there is left to everybody the application lets read, seat or no seat: seats
/// end with the rows that brought them, and data must not be locked in by a date.
#[inline]
fn read_only(facts: &Facts<'_>) -> bool {
    is(facts, DayState::ReadOnly)
}

/// The package names the versions it covers; maintenance bars those released after it (rule 7).
/// Who does not say which version asks is not tested.
#[inline]
fn version(facts: &Facts<'_>) -> bool {
    if facts.version.is_none() && facts.released.is_none() {
        return false;
    }
    let Some(issuer) = facts.module.and_then(|module| module.issuer()) else {
        return false;
    };
    let covers =
        |versions: crate::package::Versions| facts.version.is_none_or(|version| versions.contains(version));
    let maintained = |last| facts.released.is_none_or(|released| released <= last);
    !issuer.versions.is_none_or(covers) || !issuer.dates.maintenance.is_none_or(maintained)
}

#[inline]
fn user_kind(facts: &Facts<'_>) -> bool {
    match (facts.user, facts.module) {
        (Some(user), Some(module)) => !module.day.kinds.contains(user.kind),
        _ => false,
    }
}

#[inline]
fn no_seat(facts: &Facts<'_>) -> bool {
    facts.module.is_some_and(|module| !module.seated())
}

#[inline]
fn prerequisite(facts: &Facts<'_>) -> bool {
    facts.module.is_some_and(|module| module.missing.is_some())
}

/// Checks never take seats: a concurrent module needs a session that has one (rule 6).
#[inline]
fn no_session(facts: &Facts<'_>) -> bool {
    facts.module.is_some_and(|module| module.day.counting == Counting::Concurrent && !module.session)
}
