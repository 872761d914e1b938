//! System events: what bars, warns or informs everybody until somebody ends it (rule 16).
//!
//! An event has a key, reaches everybody, one database, a group or a user, and is unique among those that are active
//! per key, reach and owner. It never ends by itself: when it is expected to be over is an estimate, and no rule here
//! asks what time it is. Four keys are known to everybody; applications raise any other for what they are busy with.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::UserNo;

/// The most characters of a key.
const LONGEST_KEY: usize = 64;

/// What an event is known by: `no_login`, `import`, `crm.freetext-rebuild`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey(Box<str>);

/// A text that is no key of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a key has 1 to {LONGEST_KEY} letters a to z, digits, and . _ - between them")
    }
}

impl std::error::Error for NotAKey {}

impl EventKey {
    /// The key as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What everybody knows of it.
    pub fn kind(&self) -> Kind {
        Kind::ADMINISTRATORS
            .into_iter()
            .find(|kind| kind.key() == Some(self.as_str()))
            .unwrap_or(Kind::Raised)
    }

    /// How it may be ended where whoever raises it says nothing: what rebuilds an application's own definitions must
    /// run to its end, and other rebuilds are broken off in an emergency only.
    pub fn usual_ending(&self) -> Ending {
        match self.as_str() {
            "udef_rebuild" => Ending::Never,
            "freetext_rebuild" | "prototype_rebuild" => Ending::Emergency,
            _ => Ending::Free,
        }
    }
}

impl FromStr for EventKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let bytes = text.as_bytes();
        let right = bytes.len() <= LONGEST_KEY
            && bytes.iter().all(|byte| letter(*byte) || b"._-".contains(byte))
            && bytes.first().is_some_and(|byte| letter(*byte))
            && bytes.last().is_some_and(|byte| letter(*byte));
        if right { Ok(Self(text.into())) } else { Err(NotAKey) }
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for EventKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EventKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What everybody knows of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Bars log-ins, except for those who may lift it.
    NoLogin,
    /// Applications offer no free-text search.
    NoFreetext,
    /// Applications let nobody travel with a copy of the data.
    NoTravel,
    /// Told to everybody, at log-in and on open pages.
    MessageOfTheDay,
    /// What an application is busy with.
    Raised,
}

impl Kind {
    /// Those that administrators start.
    pub const ADMINISTRATORS: [Self; 4] =
        [Self::NoLogin, Self::NoFreetext, Self::NoTravel, Self::MessageOfTheDay];

    /// The key; none for those that applications name.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::NoLogin => Some("no_login"),
            Self::NoFreetext => Some("no_freetext"),
            Self::NoTravel => Some("no_travel"),
            Self::MessageOfTheDay => Some("message_of_the_day"),
            Self::Raised => None,
        }
    }

    /// Whether an application may start it by itself. Keeping everybody out, and speaking to everybody, is for people
    /// who manage licences.
    pub const fn for_applications(self) -> bool {
        !matches!(self, Self::NoLogin | Self::MessageOfTheDay)
    }

    /// Whether it says nothing without a text.
    pub const fn needs_message(self) -> bool {
        matches!(self, Self::MessageOfTheDay)
    }

    /// Whether a user is told of it at the log-in.
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::Raised)
    }
}

/// Who ends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Anybody who may, at any time.
    #[default]
    Free,
    /// A person only in an emergency: what goes on is left half done.
    Emergency,
    /// An application only: what goes on must run to its end.
    Never,
}

impl Ending {
    /// Every ending.
    pub const EVERY: [Self; 3] = [Self::Free, Self::Emergency, Self::Never];

    /// The name in interfaces and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Emergency => "emergency",
            Self::Never => "never",
        }
    }

    /// The ending where nobody is left who raised it: what must run to its end may have come to it unsaid.
    #[must_use]
    pub const fn unattended(self) -> Self {
        match self {
            Self::Never => Self::Emergency,
            other => other,
        }
    }

    /// The ending of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|ending| ending.as_str() == name)
    }
}

/// Who wants to end an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ender {
    /// A person, who says that it is an emergency or does not.
    Person {
        /// It is one.
        emergency: bool,
    },
    /// Whoever raised it, or another application: they know whether the work is done.
    Application,
}

/// Why an event goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MustRun {
    /// Unless it is an emergency.
    UnlessEmergency,
    /// Until its application ends it.
    ToItsEnd,
}

/// Whether an event may be ended.
///
/// # Errors
/// [`MustRun`] says what keeps it.
pub const fn may_end(ending: Ending, by: Ender) -> Result<(), MustRun> {
    match (ending, by) {
        (_, Ender::Application)
        | (Ending::Free, Ender::Person { .. })
        | (Ending::Emergency, Ender::Person { emergency: true }) => Ok(()),
        (Ending::Emergency, Ender::Person { emergency: false }) => Err(MustRun::UnlessEmergency),
        (Ending::Never, Ender::Person { .. }) => Err(MustRun::ToItsEnd),
    }
}

/// Whom an event is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every database of the holder: the central one and its satellites.
    Everywhere,
    /// One database, by its number; 0 = the central one.
    Installation(u32),
    /// The members of a group, by its name.
    Group(Box<str>),
    /// One user.
    User(UserNo),
}

impl Reach {
    /// The name in interfaces and tables.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Installation(_) => "installation",
            Self::Group(_) => "group",
            Self::User(_) => "user",
        }
    }

    /// Whose it is, as tables keep it; empty where it is everybody's.
    pub fn owner(&self) -> String {
        match self {
            Self::Everywhere => String::new(),
            Self::Installation(site) => site.to_string(),
            Self::Group(group) => group.to_string(),
            Self::User(user) => user.to_string(),
        }
    }

    /// What [`Reach::as_str`] and [`Reach::owner`] said.
    pub fn from_stored(name: &str, owner: &str) -> Option<Self> {
        match name {
            "everywhere" if owner.is_empty() => Some(Self::Everywhere),
            "installation" => owner.parse().ok().map(Self::Installation),
            "group" if !owner.is_empty() => Some(Self::Group(owner.into())),
            "user" => owner.parse().ok().map(|no| Self::User(UserNo(no))),
            _ => None,
        }
    }

    /// Whether it reaches somebody.
    pub fn reaches(&self, reader: &Reader<'_>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Installation(site) => *site == reader.site,
            Self::Group(group) => reader.groups.iter().any(|own| **own == **group),
            Self::User(user) => reader.user == Some(*user),
        }
    }
}

/// Somebody whom events may reach.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader<'a> {
    /// The database whose application or page it is; 0 = the central one.
    pub site: u32,
    /// The user; none for an application that asks about everybody.
    pub user: Option<UserNo>,
    /// The groups the user belongs to.
    pub groups: &'a [String],
}

/// What the rules need of an event that is active.
pub trait Event {
    /// Its key.
    fn key(&self) -> &EventKey;
    /// Whom it is for.
    fn reach(&self) -> &Reach;
}

/// Those that reach somebody, in their order.
pub fn reaching<'a, E: Event>(active: &'a [E], reader: &'a Reader<'a>) -> impl Iterator<Item = &'a E> {
    active.iter().filter(move |event| event.reach().reaches(reader))
}

/// The event that keeps somebody from logging in; nothing keeps those who `may_lift` it.
pub fn bars_log_in<'a, E: Event>(active: &'a [E], reader: &Reader<'_>, may_lift: bool) -> Option<&'a E> {
    let bars = |event: &&E| event.key().kind() == Kind::NoLogin && event.reach().reaches(reader);
    if may_lift { None } else { active.iter().find(bars) }
}

/// The active event that has this key, reach and owner already.
pub fn clash<'a, E: Event>(active: &'a [E], key: &EventKey, reach: &Reach) -> Option<&'a E> {
    active.iter().find(|event| event.key() == key && event.reach() == reach)
}

/// How far an application says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is done.
    pub done: u64,
    /// Out of so much; 0 = nobody knows.
    pub total: u64,
}

impl Progress {
    /// Whole per cent, rounded down, so that only what is finished says 100; none where nobody knows the total.
    pub fn per_cent(self) -> Option<u8> {
        let (done, total) = (u128::from(self.done), u128::from(self.total));
        // At most 100, so it fits.
        (total > 0).then(|| (done.min(total) * 100 / total) as u8)
    }
}
