//! What needs somebody: licences that run out, and what fills up (rules 7, 14, 15; feature CR14).
//!
//! [`needs`] looks at an installation on one day and lists what somebody has to do something about, the most serious
//! first. Each [`Need`] has a key that stays the same for as long as it is the same matter, and a *step*: how near a date
//! is, or how full something is. Whoever tells people of needs remembers key and step, and so tells each step once:
//! [`news`] says what is new.
//!
//! A need is a gap, not a date. What counts is what will *still* be valid afterwards: a later row of the same module, or
//! a package that is loaded and not yet in force, silences a date when everybody who uses something now can go on.

mod dates;
mod levels;
mod losing;
mod news;
mod steps;
#[cfg(test)]
mod tests;

pub use levels::{LimitUse, MeterUse};
pub use news::{Known, News, news};
pub use steps::{Steps, StepsError};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{ModuleNo, UserNo};
use crate::licences::Licences;
use crate::names::IssuerName;
use crate::seats::{Person, Usage};

/// Everything that [`needs`] looks at.
pub struct Facts<'a> {
    /// The day, in the holder's zone.
    pub today: Date,
    /// What is in force.
    pub licences: &'a Licences,
    /// What would be in force if everything loaded were: built over the same register of modules.
    pub later: &'a Licences,
    /// The packages that make the difference, at most one per issuer.
    pub ahead: &'a [Ahead],
    /// Everybody with everything granted to them: whom it will hit. Asked for once, and only where somebody is to be named.
    pub people: &'a dyn Everybody,
    /// Units in use: of named and site licences; of concurrent ones the open seats.
    pub usage: &'a Usage,
    /// The issuers whose authority answers: nobody has to ask them for news by hand.
    pub heard: &'a [IssuerName],
    /// The plan limits.
    pub limits: &'a [LimitUse],
    /// The meters of this month.
    pub meters: &'a [MeterUse],
    /// How many wait for a module.
    pub waiting: &'a [(ModuleNo, u64)],
}

/// A package that is loaded and not in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Its issuer.
    pub issuer: IssuerName,
    /// Its id.
    pub package: String,
    /// Comes into force by itself, when the application reports the version that it is for.
    pub prepared: bool,
}

/// How serious a need is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know in time.
    Notice,
    /// Something will stop, or cost, if nobody acts.
    Warning,
    /// Something has stopped, or has run out.
    Urgent,
}

impl Severity {
    /// As answered: `notice`, `warning`, `urgent`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Urgent => "urgent",
        }
    }
}

/// What sort of need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The licences of an issuer stop.
    Grace,
    /// The licences of an issuer run out.
    Expiry,
    /// The day from which administrators are to be told that licences run out.
    AdminWarning,
    /// The day on which the issuer is to be asked for news.
    NextCheck,
    /// The last day on which a product version may be released to be covered.
    Maintenance,
    /// Rows of a module end.
    Row,
    /// A package waits for a decision.
    Package,
    /// People wait for a licence.
    Waiting,
    /// A plan limit is nearly or wholly reached.
    Limit,
    /// A module's seats are nearly or wholly taken.
    Capacity,
    /// A meter's allowance is nearly or wholly used.
    Meter,
    /// People wait for approval.
    Approval,
    /// Log-ins are barred.
    Blocked,
    /// Something is wrong in the conversation with an issuer.
    Contact,
    /// A message could not be delivered.
    Delivery,
    /// Rows in the database are not as they were sealed.
    Tampered,
    /// No licence is in force: demo mode.
    Unlicensed,
}

impl Kind {
    /// The kinds that people are told of, in the order of the settings page. The others are only shown.
    pub const TOLD: [Self; 11] = [
        Self::Expiry,
        Self::Grace,
        Self::AdminWarning,
        Self::NextCheck,
        Self::Maintenance,
        Self::Row,
        Self::Package,
        Self::Capacity,
        Self::Limit,
        Self::Meter,
        Self::Waiting,
    ];

    /// As stored and as answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grace => "grace",
            Self::Expiry => "expiry",
            Self::AdminWarning => "admin_warning",
            Self::NextCheck => "next_check",
            Self::Maintenance => "maintenance",
            Self::Row => "row",
            Self::Package => "package",
            Self::Waiting => "waiting",
            Self::Limit => "limit",
            Self::Capacity => "capacity",
            Self::Meter => "meter",
            Self::Approval => "approval",
            Self::Blocked => "blocked",
            Self::Contact => "contact",
            Self::Delivery => "delivery",
            Self::Tampered => "tampered",
            Self::Unlicensed => "unlicensed",
        }
    }

    /// The kind that people are told of by this name.
    pub fn told(name: &str) -> Option<Self> {
        Self::TOLD.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A module that would have fewer seats than are in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// The module, `issuer.module`.
    pub module: String,
    /// Units in use now.
    pub used: u64,
    /// Units that will still be valid.
    pub valid: u64,
}

/// Where people come from.
pub trait Everybody {
    /// All of them.
    fn everybody(&self) -> Vec<Person<'_>>;
}

/// Nobody is to be named.
impl Everybody for () {
    fn everybody(&self) -> Vec<Person<'_>> {
        Vec::new()
    }
}

/// So many people a need keeps by their numbers.
pub const PEOPLE: usize = 100;

/// Somebody whom a need names. Only the number is kept: what people are called may change, and may have to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Somebody {
    /// Who.
    pub no: UserNo,
    /// The log-in name of today; empty until somebody has looked it up.
    #[serde(skip)]
    pub login: String,
    /// The name of today; empty until somebody has looked it up.
    #[serde(skip)]
    pub name: String,
}

/// What a need is about, without words: those depend on who reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// One of the five dates of an issuer's licences.
    Date {
        /// The issuer.
        issuer: String,
        /// The date: the last day of what it ends, or the first of what it begins.
        date: Date,
        /// How many days are left; negative once it has passed.
        days: i32,
        /// What falls short, the largest gap first.
        short: Vec<Short>,
    },
    /// Rows of a module end, and too few are left.
    Row {
        /// Its gap.
        short: Short,
        /// Their last day.
        date: Date,
        /// How many days are left.
        days: i32,
        /// Whose assignments will go to the waiting list, the newest first (rule 5); at most [`PEOPLE`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        people: Vec<Somebody>,
        /// How many there are in all.
        #[serde(default)]
        people_count: u64,
    },
    /// A package that waits for a decision.
    Package {
        /// Its issuer.
        issuer: String,
        /// Its id.
        package: String,
        /// Until when it is needed, where what is in force runs out.
        date: Option<Date>,
    },
    /// Seats of a module.
    Seats {
        /// The module, `issuer.module`.
        module: String,
        /// Units in use.
        used: u64,
        /// Units there are.
        total: u64,
    },
    /// People who wait for a module.
    Waiting {
        /// The module, `issuer.module`.
        module: String,
        /// How many.
        count: u64,
    },
    /// A plan limit.
    Limit(LimitUse),
    /// A meter in a month.
    Meter(MeterUse),
    /// How many of them there are: approvals, messages, rows.
    Count {
        /// How many.
        count: u64,
    },
    /// Nothing is licensed.
    Unlicensed {
        /// Whether it is known whose installation it is: name and serial number.
        named: bool,
    },
    /// The conversation with an issuer.
    Contact {
        /// The issuer.
        issuer: String,
        /// How things stand there, or the code of what is wrong.
        code: String,
    },
}

/// Something that somebody has to do something about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The same for as long as it is the same matter: `expiry:acme:2027-03-27`.
    pub key: String,
    /// Which of its steps it has reached; `None` where nobody is told and it is only shown.
    pub step: Option<String>,
    /// What sort of need.
    pub kind: Kind,
    /// How serious it is.
    pub severity: Severity,
    /// What it is about.
    pub about: About,
}

impl Need {
    /// The days that are left, where it has a date.
    pub fn days(&self) -> Option<i32> {
        match self.about {
            About::Date { days, .. } | About::Row { days, .. } => Some(days),
            _ => None,
        }
    }

    /// The people it names.
    pub fn people(&self) -> &[Somebody] {
        match &self.about {
            About::Row { people, .. } => people,
            _ => &[],
        }
    }

    /// The same, to tell what they are called.
    pub fn people_mut(&mut self) -> &mut [Somebody] {
        match &mut self.about {
            About::Row { people, .. } => people,
            _ => &mut [],
        }
    }
}

/// What needs somebody on this day, the most serious first.
pub fn needs(facts: &Facts<'_>, steps: &Steps) -> Vec<Need> {
    let mut needs = dates::of_dates(facts, steps);
    levels::capacity(facts, &mut needs);
    levels::limits(facts, &mut needs);
    levels::meters(facts, &mut needs);
    levels::waiting(facts, &mut needs);
    sort(&mut needs);
    needs
}

/// The most serious first, then what is nearest, then by kind and key.
pub fn sort(needs: &mut [Need]) {
    needs.sort_by(|a, b| {
        let near = |need: &Need| need.days().unwrap_or(0);
        (b.severity, near(a), a.kind, &a.key).cmp(&(a.severity, near(b), b.kind, &b.key))
    });
}
