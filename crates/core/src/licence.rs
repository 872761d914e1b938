//! One signed licence row, as a package carries it (rules 1–4, `contract.md`, Files).

use crate::dates::day;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Texts per language tag: `{"en":"Sales","sv":"Försäljning"}`.
pub type Texts = BTreeMap<String, String>;

/// The text in `language`, else in its base language (`sv` for `sv-FI`), else in English, else in
/// whatever language there is, else `otherwise`.
pub fn text_in<'a>(texts: &'a Texts, language: &str, otherwise: &'a str) -> &'a str {
    let base = language.split(['-', '_']).next().unwrap_or(language);
    [language, base, "en"]
        .into_iter()
        .find_map(|tag| texts.get(tag))
        .or_else(|| texts.values().next())
        .map_or(otherwise, String::as_str)
}

/// What a licence reaches (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole installation and its satellites: there or not, nothing to assign.
    System = 1,
    /// Counted per installation, the central one included.
    Site = 2,
    /// Counted per user.
    User = 3,
}

impl Scope {
    /// The number that APIs use: 1 system, 2 site, 3 user.
    pub const fn value(self) -> u8 {
        self as u8
    }

    /// The scope of an API number.
    pub const fn from_value(value: u8) -> Option<Self> {
        match value {
            1 => Some(Self::System),
            2 => Some(Self::Site),
            3 => Some(Self::User),
            _ => None,
        }
    }

    /// The name used in files and APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Site => "site",
            Self::User => "user",
        }
    }
}

/// What takes a seat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Each assigned user.
    #[default]
    Named,
    /// Each open session.
    Concurrent,
}

impl Counting {
    /// The name used in files and APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Concurrent => "concurrent",
        }
    }
}

/// What a user is (rule 4); the numbers are those of APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// An employee.
    Internal = 1,
    /// A room, a car, a projector.
    Resource,
    /// A person of another company.
    External,
    /// Nobody in particular.
    Anonymous,
    /// A program.
    System,
}

impl UserKind {
    /// Every kind, in the order of their numbers.
    pub const EVERY: [Self; 5] =
        [Self::Internal, Self::Resource, Self::External, Self::Anonymous, Self::System];

    /// The number that APIs and tables use.
    pub const fn value(self) -> u8 {
        self as u8
    }

    /// The kind of a number.
    pub fn from_value(value: u8) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.value() == value)
    }

    /// The name used in files and APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Resource => "resource",
            Self::External => "external",
            Self::Anonymous => "anonymous",
            Self::System => "system",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The kinds of users that may hold a licence (rule 4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<UserKind>", into = "Vec<UserKind>")]
pub struct Kinds(u8);

impl Kinds {
    /// Every kind.
    pub const ALL: Self = Self(0b11111);

    /// Exactly these kinds.
    pub fn of(kinds: &[UserKind]) -> Self {
        kinds.iter().copied().collect()
    }

    /// Whether users of `kind` may hold it.
    #[inline]
    pub const fn contains(self, kind: UserKind) -> bool {
        self.0 >> (kind as u8 - 1) & 1 != 0
    }

    /// The kinds, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = UserKind> {
        UserKind::EVERY.into_iter().filter(move |kind| self.contains(*kind))
    }

    fn is_all(&self) -> bool {
        *self == Self::ALL
    }
}

impl Default for Kinds {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromIterator<UserKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = UserKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << (kind as u8 - 1)))
    }
}

impl From<Vec<UserKind>> for Kinds {
    fn from(kinds: Vec<UserKind>) -> Self {
        kinds.into_iter().collect()
    }
}

impl From<Kinds> for Vec<UserKind> {
    fn from(kinds: Kinds) -> Self {
        kinds.iter().collect()
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What a module becomes when its licences have stopped (rule 7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenStopped {
    /// A writing module: what is there may still be read.
    ReadOnly,
    /// A reading module: closed.
    #[default]
    None,
}

/// How many seats a row brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// That many.
    Count(u32),
    /// No cap, and no counter is shown.
    Unrestricted,
}

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
