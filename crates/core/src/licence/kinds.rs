//! Kinds of users, and sets of them (rule 4).

use serde::{Deserialize, Serialize};
use std::fmt;

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

    /// Whether every kind may: what a row need not say.
    pub(super) fn is_all(&self) -> bool {
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
