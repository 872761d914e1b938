//! One signed set of licences from one issuer to one holder (rules 7–9).
//!
//! These types have no parser of their own: a [`Package`] is made by the verifying parser of the
//! protocol crate, or by the authority that is about to sign it.

#[cfg(test)]
mod tests;

use crate::dates::Dates;
use crate::licence::{Row, Texts, text_in};
use crate::names::IssuerName;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The company a package is issued to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The company's name, compared exactly.
    pub name: String,
    /// The serial number of its central installation, compared exactly.
    pub serial: String,
    /// The issuer's number for the customer, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// A product version in three numbers: `12.1.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The third number.
    pub patch: u32,
}

/// A text that is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is three numbers divided with dots, for example 12.1.0")]
pub struct VersionError;

impl Version {
    /// The version `major.minor.patch`.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let mut parts = text.split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten().ok_or(VersionError)
        });
        let mut next = || parts.next().unwrap_or(Err(VersionError));
        let version = Self::new(next()?, next()?, next()?);
        match parts.next() {
            None => Ok(version),
            Some(_) => Err(VersionError),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, VersionError> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The product versions a package covers, both ends inclusive; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The first version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Version>,
    /// The last version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Version>,
}

impl Versions {
    /// Whether the package covers `version`.
    pub fn contains(&self, version: Version) -> bool {
        self.from.is_none_or(|from| from <= version) && self.to.is_none_or(|to| version <= to)
    }

    /// Whether the last version covered is lower than that of `other`; none is above every version.
    pub fn ends_before(&self, other: &Versions) -> bool {
        self.to.is_some_and(|to| other.to.is_none_or(|other| to < other))
    }

    /// Whether the first version covered is higher than that of `other`; none is below every version.
    pub fn begins_after(&self, other: &Versions) -> bool {
        self.from.is_some_and(|from| other.from.is_none_or(|other| other < from))
    }

    /// How they stand to the version that is installed.
    pub fn beside(&self, installed: Version) -> Coverage {
        if self.contains(installed) {
            Coverage::Covered
        } else if self.from.is_some_and(|from| installed < from) {
            Coverage::Coming
        } else {
            Coverage::Past
        }
    }
}

/// How the versions of a package stand to the version that is installed (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// It is covered, or nobody has said which one is installed.
    Covered,
    /// Only later ones are: the package is prepared for them.
    Coming,
    /// Only earlier ones are.
    Past,
}

/// The one plan of a whole organisation (rule 3a), as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suite {
    /// The code of the suite's tier, for example `core`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// The code of the visible user module whose seat follows *can log in*.
    pub module: String,
    /// The title of the next plan up per language; empty on the highest.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub next: Texts,
}

/// The highest number of something that the plan allows (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The limit's place among the package's limits.
    pub n: u32,
    /// Its code, for example `active-projects`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// The highest number; `None` = no limit. 0 is reached from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// What counts and what does not, per language: "Paused flows count, ended ones do not."
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub counts: Texts,
    /// How to free capacity, per language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub advice: Texts,
    /// The next suite up that allows more; `None` where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextUp>,
}

impl Limit {
    /// The title in `language`, or the code.
    pub fn title(&self, language: &str) -> &str {
        text_in(&self.titles, language, &self.name)
    }
}

/// The first suite above that allows more of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextUp {
    /// The suite's title per language.
    #[serde(default)]
    pub titles: Texts,
    /// The highest number there; `None` = no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

/// How a meter counts within its month (rule 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeterKind {
    /// How many events there were.
    Count,
    /// What their quantities add up to.
    Sum,
    /// How many different subjects they were about.
    Unique,
    /// The largest quantity.
    Maximum,
    /// The quantity of the latest event.
    Latest,
    /// A level that stays until the next event says otherwise: the highest of the month, the one it began with included.
    Level,
}

impl MeterKind {
    /// Every kind.
    pub const EVERY: [Self; 6] =
        [Self::Count, Self::Sum, Self::Unique, Self::Maximum, Self::Latest, Self::Level];

    /// The name used in files and APIs: `count`, `sum`, `unique`, `maximum`, `latest`, `level`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Unique => "unique",
            Self::Maximum => "maximum",
            Self::Latest => "latest",
            Self::Level => "level",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A metered service and its monthly allowance (rule 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// The meter's place among the package's meters.
    pub n: u32,
    /// Its code, for example `emails-sent`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// How it counts.
    pub kind: MeterKind,
    /// What it counts, per language (`GB`, `e-mails`).
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub unit: Texts,
    /// The allowance of every month.
    pub base: u64,
    /// What each active user plan in use adds to it.
    #[serde(default)]
    pub per_plan: u64,
}

/// A whole package: what a manifest and its rows say once they are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The package's id.
    pub id: String,
    /// Its number in the issuer's sequence for this holder.
    pub sequence: u64,
    /// Who signed it.
    pub issuer: IssuerName,
    /// The issuer's title per language.
    pub issuer_title: Texts,
    /// Whom it is for.
    pub holder: Holder,
    /// The thumbprint of the installation's key, once enrolled.
    pub installation: Option<String>,
    /// The IANA name of the zone in which its days are counted.
    pub zone: String,
    /// The five dates.
    pub dates: Dates,
    /// The product versions it covers; `None` = every version.
    pub versions: Option<Versions>,
    /// When it was issued, in seconds since 1970 UTC.
    pub iat: i64,
    /// The nonce of the request it answers.
    pub nonce: Option<String>,
    /// The suite, where there is one.
    pub suite: Option<Suite>,
    /// The holder that this package turns into [`Package::holder`]: the authorised change of name or
    /// serial number (rule 8). Only its name and serial number count.
    pub replaces: Option<Holder>,
    /// The address of the issuer's authority, where the manager asks for news.
    pub authority: Option<String>,
    /// The address of the issuer's store, where licences are bought.
    pub store: Option<String>,
    /// Its licences, in sort order.
    pub rows: Vec<Row>,
    /// Its plan limits.
    pub limits: Vec<Limit>,
    /// Its meters.
    pub meters: Vec<Meter>,
}

impl Package {
    /// The issuer's title in `language`, or its name.
    pub fn issuer_title(&self, language: &str) -> &str {
        text_in(&self.issuer_title, language, self.issuer.as_str())
    }

    /// How the package stands to the version that is installed, where that is known (rule 7).
    pub fn coverage(&self, installed: Option<Version>) -> Coverage {
        match (&self.versions, installed) {
            (Some(versions), Some(installed)) => versions.beside(installed),
            _ => Coverage::Covered,
        }
    }
}
