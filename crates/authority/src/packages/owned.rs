//! What a customer's last package gave it, beside what it owns now.

use jiff::civil::Date;
use licentia_core::catalogue::Catalogue;
use licentia_core::dates::Dates;
use licentia_core::licence::{Quantity, Row, Scope};
use licentia_core::package::Package;

use crate::subscriptions::Subscription;

/// What a customer's last package gave it, beside what it owns now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Module by module, the visible ones.
    pub owned: Vec<Owned>,
    /// The five dates of the last package; none before the first.
    pub dates: Option<Dates>,
    /// How many modules and dates the next package would change.
    pub changes: u64,
}

/// One module that a customer owns, or owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// Its code.
    pub module: String,
    /// What the last package gives today.
    pub now: Amount,
    /// What the next one will.
    pub next: Amount,
    /// Whether anything about it changes: quantity, days.
    pub changes: bool,
}

/// How much of a module there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amount {
    /// None of it.
    #[default]
    Nothing,
    /// A system module is there.
    There,
    /// So many units.
    Count(u64),
    /// Without a cap.
    Unrestricted,
}

impl Amount {
    /// What rows of one module add up to on a day.
    fn of<'a>(rows: impl Iterator<Item = &'a Row>, today: Date) -> Self {
        rows.filter(|row| row.in_force(today)).fold(Self::Nothing, |sum, row| match (sum, row.quantity) {
            _ if row.scope == Scope::System => Self::There,
            (Self::Unrestricted, _) | (_, Quantity::Unrestricted) => Self::Unrestricted,
            (Self::Count(sum), Quantity::Count(more)) => Self::Count(sum + u64::from(more)),
            (_, Quantity::Count(count)) => Self::Count(u64::from(count)),
        })
    }

    /// How much more than `before`, where both are numbers.
    pub fn more_than(self, before: Self) -> Option<i64> {
        let number = |amount| match amount {
            Self::Count(count) => i64::try_from(count).ok(),
            Self::Nothing => Some(0),
            Self::There | Self::Unrestricted => None,
        };
        Some(number(self)? - number(before)?)
    }
}

/// Sets the last package beside what is owned: the visible modules in the order of the next package,
/// those that go last.
pub(super) fn situation(
    last: Option<&Package>,
    subscription: &Subscription,
    catalogue: Option<&Catalogue>,
    today: Date,
) -> Situation {
    let before = last.map_or(&[][..], |package| &package.rows);
    let next = catalogue.and_then(|catalogue| catalogue.rows_for(&subscription.order).ok());
    let next = next.unwrap_or_default();
    let mut codes: Vec<&str> = Vec::new();
    for row in next.iter().chain(before).filter(|row| !row.hidden) {
        if !codes.contains(&row.module.as_str()) {
            codes.push(&row.module);
        }
    }
    let owned: Vec<Owned> = codes.into_iter().map(|code| one(code, before, &next, today)).collect();
    let dates = last.map(|package| package.dates);
    let modules = owned.iter().filter(|owned| owned.changes).count() as u64;
    let moved = dates.map_or(0, |dates| differing(&dates, &subscription.dates));
    Situation { owned, dates, changes: modules + moved }
}

fn differing(a: &Dates, b: &Dates) -> u64 {
    let all =
        |dates: &Dates| [dates.next_check, dates.admin_warning, dates.expiry, dates.grace, dates.maintenance];
    all(a).iter().zip(all(b)).filter(|(a, b)| **a != *b).count() as u64
}

fn one(code: &str, before: &[Row], next: &[Row], today: Date) -> Owned {
    let of = |rows: &[Row]| -> Vec<Row> { rows.iter().filter(|row| row.module == code).cloned().collect() };
    let (before, next) = (of(before), of(next));
    let terms =
        |rows: &[Row]| -> Vec<_> { rows.iter().map(|row| (row.quantity, row.start, row.due)).collect() };
    Owned {
        module: code.to_owned(),
        now: Amount::of(before.iter(), today),
        next: Amount::of(next.iter(), today),
        changes: terms(&before) != terms(&next),
    }
}
