//! What an allowance comes to by the package that we signed (rule 15). Pure.

use licentia_core::licence::{FLAG_PLAN, Quantity};
use licentia_core::package::Package;
use licentia_protocol::conversation::{Figure, FigureKind};

/// What somebody should look at before a figure is invoiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remark {
    /// The figure names no package of ours: the allowance is that of the last one before the month ended.
    PackageUnknown,
    /// We have no package that says anything of the meter: the allowance is the one that was reported.
    MeterUnknown,
    /// The customer computed another allowance.
    AllowanceDiffers,
    /// More user plans were in use than the package has seats.
    PlanUsers,
    /// The month was closed before, by this installation or by another one; only the newest figure counts.
    ClosedBefore,
}

impl Remark {
    /// Every remark.
    pub const EVERY: [Self; 5] = [
        Self::PackageUnknown,
        Self::MeterUnknown,
        Self::AllowanceDiffers,
        Self::PlanUsers,
        Self::ClosedBefore,
    ];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PackageUnknown => "package_unknown",
            Self::MeterUnknown => "meter_unknown",
            Self::AllowanceDiffers => "allowance_differs",
            Self::PlanUsers => "plan_users",
            Self::ClosedBefore => "closed_before",
        }
    }

    /// The remark of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|remark| remark.as_str() == word)
    }
}

/// A figure as we see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Examined {
    pub(super) allowance: u64,
    pub(super) overage: u64,
    pub(super) remark: Option<Remark>,
}

/// Whether a month that was told before is closed anew and comes to something else: a database was restored, or another
/// installation reports. Corrections of it stay as doubtful as it is. `before` is what the newest figure of the month says.
pub(super) fn again(figure: &Figure, before: Option<(u64, Option<Remark>)>) -> Option<Remark> {
    let (used, remark) = before?;
    let is_again = match figure.kind {
        FigureKind::Final => used != figure.used,
        FigureKind::Correction => remark == Some(Remark::ClosedBefore),
    };
    is_again.then_some(Remark::ClosedBefore)
}

/// Computes allowance and overage of a figure from a package; `guessed` when the figure did not name it.
pub(super) fn examine(figure: &Figure, package: Option<&Package>, guessed: bool) -> Examined {
    let row = package.and_then(|package| package.meters.iter().find(|meter| meter.name == figure.meter));
    let (Some(package), Some(row)) = (package, row) else {
        let (allowance, overage) = (figure.allowance, figure.overage);
        return Examined { allowance, overage, remark: Some(Remark::MeterUnknown) };
    };
    let allowance = row.base.saturating_add(row.per_plan.saturating_mul(figure.plan_users));
    let remark = match () {
        () if guessed => Some(Remark::PackageUnknown),
        () if seats(package).is_some_and(|seats| figure.plan_users > seats) => Some(Remark::PlanUsers),
        () if allowance != figure.allowance => Some(Remark::AllowanceDiffers),
        () => None,
    };
    Examined { allowance, overage: figure.used.saturating_sub(allowance), remark }
}

/// The seats of all user plans of a package, whatever their days; `None` without a cap.
fn seats(package: &Package) -> Option<u64> {
    package.rows.iter().filter(|row| row.flags & FLAG_PLAN != 0).try_fold(0_u64, |sum, row| {
        match row.quantity {
            Quantity::Count(count) => Some(sum + u64::from(count)),
            Quantity::Unrestricted => None,
        }
    })
}
