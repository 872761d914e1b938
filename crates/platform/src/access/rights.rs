//! The rights there are, sets of them, and a type for each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// One thing an account or a token may do (rule 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(rename_all = "snake_case")]
#[repr(u8)]
pub enum Right {
    /// Load and activate packages, hand out and recall licences.
    ManageLicences = 0,
    /// Create, change, deactivate and retire users.
    ManageUsers = 1,
    /// See everything, change nothing.
    View = 2,
    /// Manage accounts, rights and tokens.
    ManageAccess = 3,
    /// Ask "may this user use this module": what applications need.
    Check = 4,
    /// Manage customers, orders and packages (authority).
    Sell = 5,
    /// Change the catalogue (authority).
    ManageCatalogue = 6,
    /// Manage signing keys (authority).
    ManageKeys = 7,
}

impl Right {
    /// Every right, in the order in which pages list them.
    pub const ALL: [Self; 8] = [
        Self::ManageLicences,
        Self::ManageUsers,
        Self::View,
        Self::ManageAccess,
        Self::Check,
        Self::Sell,
        Self::ManageCatalogue,
        Self::ManageKeys,
    ];

    /// The name in the interface, in settings and in the ledger: `manage_licences`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ManageLicences => "manage_licences",
            Self::ManageUsers => "manage_users",
            Self::View => "view",
            Self::ManageAccess => "manage_access",
            Self::Check => "check",
            Self::Sell => "sell",
            Self::ManageCatalogue => "manage_catalogue",
            Self::ManageKeys => "manage_keys",
        }
    }

    const fn bit(self) -> u32 {
        1 << (self as u8)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Right {
    type Err = UnknownRight;

    fn from_str(text: &str) -> Result<Self, UnknownRight> {
        Self::ALL
            .into_iter()
            .find(|right| right.as_str() == text)
            .ok_or_else(|| UnknownRight(text.to_owned()))
    }
}

/// A name that is no right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a right")]
pub struct UnknownRight(pub String);

/// A set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rights(u32);

impl Rights {
    /// No right at all.
    pub const NONE: Self = Self(0);
    /// Every right there is.
    pub const ALL: Self = Self((1 << Right::ALL.len()) - 1);
    /// What an application needs: to ask, and nothing else.
    pub const APPLICATION: Self = Self(Right::Check.bit());
    /// What a customer's administrator has.
    pub const MANAGER: Self = Self::of(&[
        Right::ManageLicences,
        Right::ManageUsers,
        Right::View,
        Right::ManageAccess,
        Right::Check,
    ]);
    /// What a vendor's administrator has.
    pub const AUTHORITY: Self =
        Self::of(&[Right::View, Right::ManageAccess, Right::Sell, Right::ManageCatalogue, Right::ManageKeys]);

    /// The set of exactly these rights.
    pub const fn of(rights: &[Right]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < rights.len() {
            bits |= rights[i].bit();
            i += 1;
        }
        Self(bits)
    }

    /// From the stored number; `None` when it has a bit that is no right.
    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// The number that is stored.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the set has this right.
    pub const fn has(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Whether the set allows what `right` stands for: whoever manages something may see
    /// it, and whoever sees everything may ask whether a user may use a module.
    pub const fn allows(self, right: Right) -> bool {
        let sees = self.0 & !Right::Check.bit() != 0;
        self.has(right) || (sees && matches!(right, Right::View | Right::Check))
    }

    /// Whether every right of `other` is in this set.
    pub const fn includes(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set with one right more.
    #[must_use]
    pub const fn and(self, right: Right) -> Self {
        Self(self.0 | right.bit())
    }

    /// The rights of either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set with one right less.
    #[must_use]
    pub const fn without(self, right: Right) -> Self {
        Self(self.0 & !right.bit())
    }

    /// The rights of the set, in the order of [`Right::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        rights.into_iter().fold(Self::NONE, Self::and)
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Rights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Right::as_str))
    }
}

impl<'de> Deserialize<'de> for Rights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|name| name.parse::<Right>().map_err(serde::de::Error::custom))
            .collect()
    }
}

/// A right as a type, so that a signature can demand it.
pub trait RightKind: Send + Sync + 'static {
    /// The right this type stands for.
    const RIGHT: Right;
}

macro_rules! right_types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl RightKind for $name {
            const RIGHT: Right = Right::$name;
        }
    )*};
}

right_types! {
    /// [`Right::ManageLicences`] as a type.
    ManageLicences,
    /// [`Right::ManageUsers`] as a type.
    ManageUsers,
    /// [`Right::View`] as a type.
    View,
    /// [`Right::ManageAccess`] as a type.
    ManageAccess,
    /// [`Right::Check`] as a type.
    Check,
    /// [`Right::Sell`] as a type.
    Sell,
    /// [`Right::ManageCatalogue`] as a type.
    ManageCatalogue,
    /// [`Right::ManageKeys`] as a type.
    ManageKeys,
}
