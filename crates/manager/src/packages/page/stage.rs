//! Where a package stands on its way: what the dialog is called, what stops it, what can be done.

use licentia_core::package::Version;
use licentia_ui::t;

use super::waiting;
use crate::packages::{Comparison, Listed};
use crate::page::Screen;
use crate::sealed::PackageState;

/// Where a package stands.
pub(super) enum Stage {
    /// It waits for a decision, and may be decided.
    Waits,
    /// It waits, and more is in use than it has.
    Blocked,
    /// It waits, and another that is newer waits too: only that one counts.
    Newer(Listed),
    /// A newer one has been in force: this one can no longer be activated.
    Overtaken,
    /// It comes into force with a version of the application.
    Prepared(Option<Version>),
    /// It is what counts today.
    InForce,
    /// It counted once, or was put aside.
    Past,
}

impl Stage {
    /// Of a package among all that were loaded.
    pub(super) fn of(screen: &Screen, comparison: &Comparison, packages: &[Listed]) -> Stage {
        let package = &comparison.package;
        let issuer = package.issuer.as_str();
        match comparison.state {
            PackageState::InForce => Stage::InForce,
            PackageState::Replaced | PackageState::Dismissed | PackageState::Deleted => Stage::Past,
            PackageState::Prepared => Stage::Prepared(package.versions.and_then(|versions| versions.from)),
            PackageState::Loaded => match waiting(screen, packages, issuer) {
                None => Stage::Overtaken,
                Some(newest) if newest.sequence > package.sequence => Stage::Newer(newest.clone()),
                Some(_) if comparison.changes.can_activate => Stage::Waits,
                Some(_) => Stage::Blocked,
            },
        }
    }

    /// Whether it is a proposal: something is to be decided, now or later.
    pub(super) fn is_proposal(&self) -> bool {
        !matches!(self, Stage::InForce | Stage::Past)
    }

    /// What the dialog is called.
    pub(super) fn title(&self, screen: &Screen, comparison: &Comparison) -> String {
        let (lang, number) = (screen.lang, comparison.package.sequence);
        match self {
            Stage::InForce => t!(lang, "packages-in-force-title"),
            Stage::Past | Stage::Overtaken => t!(lang, "packages-past-title", number = number),
            Stage::Prepared(_) => t!(lang, "packages-prepared-title"),
            Stage::Waits | Stage::Blocked | Stage::Newer(_) => t!(lang, "packages-activate-title"),
        }
    }

    /// Why *Activate* cannot be pressed, beside the button; `None` when it can.
    pub(super) fn why_not(&self, screen: &Screen, comparison: &Comparison) -> Option<String> {
        let lang = screen.lang;
        match self {
            Stage::Blocked => {
                let blocking = comparison.changes.rows.iter().filter(|row| row.to_remove > 0);
                let visible = blocking.clone().filter(|row| !row.hidden).count();
                let count = if visible > 0 { visible } else { blocking.count() };
                Some(t!(lang, "packages-why-blocked", count = count))
            }
            Stage::Newer(newest) => Some(t!(lang, "packages-why-newer", number = newest.sequence)),
            Stage::Overtaken => Some(t!(lang, "packages-why-overtaken")),
            Stage::Prepared(Some(version)) => {
                Some(t!(lang, "packages-why-prepared", version = version.to_string()))
            }
            Stage::Prepared(None) => Some(t!(lang, "packages-why-prepared-any")),
            Stage::Waits | Stage::InForce | Stage::Past => None,
        }
    }
}
