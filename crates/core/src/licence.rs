//! A licence: one signed row of a package, and the words it is made of (rules 1–4).

mod kinds;
mod row;
#[cfg(test)]
mod tests;

pub use kinds::{Kinds, UserKind};
pub use row::{FLAG_PLAN, FLAG_TIER, Row};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
