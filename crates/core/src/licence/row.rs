//! A row as it stands in a package (`contract.md`, Files).

use super::{Counting, Kinds, Quantity, Scope, Texts, WhenStopped};
use crate::dates::day;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One licence: a module, its reach, its quantity, its dates. A module may have several.
///
/// Modules in `module`, `set`, `requires` and `was` are codes without the issuer's name. Unknown
/// members of a row are ignored, so that an issuer may be newer than a manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RowText", into = "RowText")]
pub struct Row {
    /// The row's place in its package, from 0, and its place in lists.
    pub n: u32,
    /// The module's code.
    pub module: String,
    /// Its title per language.
    pub titles: Texts,
    /// Its explanation per language.
    pub tooltips: Texts,
    /// What it reaches.
    pub scope: Scope,
    /// What takes a seat.
    pub counting: Counting,
    /// How many seats.
    pub quantity: Quantity,
    /// Never shown, never assigned by hand (rule 2).
    pub hidden: bool,
    /// [`FLAG_PLAN`], [`FLAG_TIER`]; other bits are the issuer's own.
    pub flags: u32,
    /// The hidden modules that come with a plan (rule 3).
    pub set: Vec<String>,
    /// The modules that must be held first (rule 4).
    pub requires: Vec<String>,
    /// Who may hold it (rule 4).
    pub kinds: Kinds,
    /// First day, inclusive; `None` = always.
    pub start: Option<Date>,
    /// Last day, inclusive; `None` = for ever.
    pub due: Option<Date>,
    /// What is left when it stops.
    pub when_stopped: WhenStopped,
    /// The code it had before it was renamed.
    pub was: Option<String>,
}

/// Flag of a user plan.
pub const FLAG_PLAN: u32 = 1;
/// Flag of a row that only marks the tier of a plan.
pub const FLAG_TIER: u32 = 2;

impl Row {
    /// A plain named licence for users, to be changed from there.
    pub fn new(n: u32, module: impl Into<String>, quantity: Quantity) -> Self {
        Self {
            n,
            module: module.into(),
            titles: Texts::new(),
            tooltips: Texts::new(),
            scope: Scope::User,
            counting: Counting::Named,
            quantity,
            hidden: false,
            flags: 0,
            set: Vec::new(),
            requires: Vec::new(),
            kinds: Kinds::ALL,
            start: None,
            due: None,
            when_stopped: WhenStopped::None,
            was: None,
        }
    }

    /// Whether it is a user plan (rule 3).
    pub fn is_plan(&self) -> bool {
        self.flags & FLAG_PLAN != 0 && self.scope == Scope::User
    }

    /// Whether it marks a plan's tier.
    pub fn is_tier(&self) -> bool {
        self.flags & FLAG_TIER != 0
    }

    /// Whether its dates include `today`.
    pub fn in_force(&self, today: Date) -> bool {
        self.start.is_none_or(|start| start <= today) && self.due.is_none_or(|due| today <= due)
    }
}

/// A row as it is written: `quantity` or `unrestricted`, defaults left out.
#[derive(Serialize, Deserialize)]
struct RowText {
    n: u32,
    module: String,
    titles: Texts,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    tooltips: Texts,
    scope: Scope,
    counting: Counting,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(default, skip_serializing_if = "is_false")]
    unrestricted: bool,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    flags: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    set: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requires: Vec<String>,
    #[serde(default, skip_serializing_if = "Kinds::is_all")]
    kinds: Kinds,
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    start: Option<Date>,
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    due: Option<Date>,
    when_stopped: WhenStopped,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Why a written row is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum RowError {
    #[error("a row has a quantity or is unrestricted, not both")]
    TwoQuantities,
    #[error("a row needs a quantity, or unrestricted: true")]
    NoQuantity,
}

impl TryFrom<RowText> for Row {
    type Error = RowError;

    fn try_from(text: RowText) -> Result<Self, RowError> {
        let quantity = match (text.quantity, text.unrestricted) {
            (Some(count), false) => Quantity::Count(count),
            (None, true) => Quantity::Unrestricted,
            (Some(_), true) => return Err(RowError::TwoQuantities),
            (None, false) => return Err(RowError::NoQuantity),
        };
        Ok(Self {
            n: text.n,
            module: text.module,
            titles: text.titles,
            tooltips: text.tooltips,
            scope: text.scope,
            counting: text.counting,
            quantity,
            hidden: text.hidden,
            flags: text.flags,
            set: text.set,
            requires: text.requires,
            kinds: text.kinds,
            start: text.start,
            due: text.due,
            when_stopped: text.when_stopped,
            was: text.was,
        })
    }
}

impl From<Row> for RowText {
    fn from(row: Row) -> Self {
        let (quantity, unrestricted) = match row.quantity {
            Quantity::Count(count) => (Some(count), false),
            Quantity::Unrestricted => (None, true),
        };
        Self {
            n: row.n,
            module: row.module,
            titles: row.titles,
            tooltips: row.tooltips,
            scope: row.scope,
            counting: row.counting,
            quantity,
            unrestricted,
            hidden: row.hidden,
            flags: row.flags,
            set: row.set,
            requires: row.requires,
            kinds: row.kinds,
            start: row.start,
            due: row.due,
            when_stopped: row.when_stopped,
            was: row.was,
        }
    }
}
