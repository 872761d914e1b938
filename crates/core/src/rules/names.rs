//! What rules look at.

use crate::licence::UserKind;
use crate::names::fold_login;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A property of a user that a condition asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum What {
    /// A group the user is in.
    Group,
    /// The kind of user: `internal` …
    Kind,
    /// The role in the application.
    Role,
    /// The job title.
    JobTitle,
    /// A database the user belongs to, by its number.
    Installation,
    /// An attribute of this name.
    Attribute(String),
}

/// The prefix of an attribute's name where a property is written as text.
const ATTRIBUTE: &str = "attribute:";

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group => f.write_str("group"),
            Self::Kind => f.write_str("kind"),
            Self::Role => f.write_str("role"),
            Self::JobTitle => f.write_str("job_title"),
            Self::Installation => f.write_str("installation"),
            Self::Attribute(name) => write!(f, "{ATTRIBUTE}{name}"),
        }
    }
}

impl FromStr for What {
    type Err = String;

    /// `group`, `kind`, `role`, `job_title`, `installation`, `attribute:department`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "group" => Ok(Self::Group),
            "kind" => Ok(Self::Kind),
            "role" => Ok(Self::Role),
            "job_title" => Ok(Self::JobTitle),
            "installation" => Ok(Self::Installation),
            other => match other.strip_prefix(ATTRIBUTE).map(str::trim) {
                Some(name) if !name.is_empty() => Ok(Self::Attribute(name.to_owned())),
                _ => Err(format!("`{other}` is no property of a user")),
            },
        }
    }
}

impl TryFrom<String> for What {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<What> for String {
    fn from(what: What) -> Self {
        what.to_string()
    }
}

/// One of several values, of one property; or none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The property.
    #[serde(rename = "attribute")]
    pub what: What,
    /// The user has one of these, in any spelling of capitals (rule 18). None = any value at all.
    pub is: Vec<String>,
    /// The other way round: the user has none of these; with no value named, none at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// What rules know of one user.
#[derive(Clone, Copy, Debug)]
pub struct Traits<'a> {
    /// The groups.
    pub groups: &'a [String],
    /// The kind.
    pub kind: UserKind,
    /// The role.
    pub role: Option<&'a str>,
    /// The job title.
    pub job_title: Option<&'a str>,
    /// The databases, by number.
    pub installations: &'a [u32],
    /// The attributes.
    pub attributes: &'a BTreeMap<String, String>,
}

impl Condition {
    /// Whether a user fulfils it. The values are folded already, as [`Rules::new`](super::Rules::new) does.
    pub(super) fn holds(&self, traits: &Traits<'_>) -> bool {
        self.has(traits) != self.not
    }

    fn has(&self, traits: &Traits<'_>) -> bool {
        match &self.what {
            What::Group => traits.groups.iter().any(|group| self.is_one(group)),
            What::Kind => self.is_one(traits.kind.as_str()),
            What::Role => traits.role.is_some_and(|role| self.is_one(role)),
            What::JobTitle => traits.job_title.is_some_and(|title| self.is_one(title)),
            What::Installation => traits.installations.iter().any(|no| self.is_one(&no.to_string())),
            What::Attribute(name) => {
                let of_name = |(known, _): &(&String, &String)| same(&fold(name), known);
                traits.attributes.iter().filter(of_name).any(|(_, value)| self.is_one(value))
            }
        }
    }

    fn is_one(&self, value: &str) -> bool {
        let value = value.trim();
        if self.is.is_empty() { !value.is_empty() } else { self.is.iter().any(|is| same(is, value)) }
    }
}

/// Whether a value is the folded one. Nearly always both are plain letters.
fn same(folded: &str, value: &str) -> bool {
    folded == value
        || if value.is_ascii() { folded.eq_ignore_ascii_case(value) } else { *folded == *fold(value) }
}

fn fold(text: &str) -> Cow<'_, str> {
    let plain = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if plain { Cow::Borrowed(text) } else { Cow::Owned(fold_login(text)) }
}
