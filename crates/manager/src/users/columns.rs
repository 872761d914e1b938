//! The columns of a list of users, on the page and in files: some for everybody, and one for each visible user licence.

use licentia_core::ids::ModuleNo;
use licentia_core::licence::Scope;
use licentia_core::licences::DayState;
use licentia_platform::problem::Problem;
use licentia_ui::{Lang, text};

use super::{Listed, api, site_slug};
use crate::licences::{Licence, in_force};
use crate::sealed::UserState;
use crate::snapshot::{Snapshot, User, waits};

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The name for people.
    Name,
    /// The log-in name.
    Login,
    /// The e-mail address.
    Email,
    /// The kind of user.
    Kind,
    /// The groups, the primary one first.
    Groups,
    /// The job title.
    JobTitle,
    /// The role.
    Role,
    /// The plans.
    Plan,
    /// Where the first of them comes from.
    Source,
    /// Whether the user may log in.
    CanLogIn,
    /// Where the user stands.
    State,
    /// The databases.
    Sites,
    /// The last day of use.
    LastUsed,
    /// One licence: whether the user has it, and how.
    Module(ModuleNo),
}

/// The columns that are no licences, with their names in files and addresses.
const NAMED: [(&str, Column); 13] = [
    ("name", Column::Name),
    ("login", Column::Login),
    ("email", Column::Email),
    ("kind", Column::Kind),
    ("groups", Column::Groups),
    ("job_title", Column::JobTitle),
    ("role", Column::Role),
    ("plan", Column::Plan),
    ("source", Column::Source),
    ("can_log_in", Column::CanLogIn),
    ("state", Column::State),
    ("sites", Column::Sites),
    ("last_used", Column::LastUsed),
];

/// How a user has a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Has {
    /// Not at all.
    Nothing,
    /// By a grant of its own, of so many units.
    Granted(u32),
    /// Through a plan.
    ByPlan,
    /// Granted, and waits.
    Waits,
}

impl Column {
    /// Every column that is no licence.
    pub(crate) fn plain() -> impl Iterator<Item = Self> {
        NAMED.into_iter().map(|(_, column)| column)
    }

    /// The column of this name: of those above, or a module's.
    pub(crate) fn named(at: &Snapshot, name: &str) -> Option<Self> {
        let plain = NAMED.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
        plain.or_else(|| {
            offered(at).find(|l| l.module.name.as_str() == name).map(|l| Self::Module(l.module.no))
        })
    }

    /// The columns of these names, separated by commas.
    ///
    /// # Errors
    /// 422 `invalid` for one that does not exist.
    pub(crate) fn list(at: &Snapshot, names: &str) -> Result<Vec<Self>, Problem> {
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let unknown = |name: &str| Problem::invalid("columns", format!("There is no column `{name}`."));
        names.map(|name| Self::named(at, name).ok_or_else(|| unknown(name))).collect()
    }

    /// What it is called in files for programs, and in addresses.
    pub(crate) fn name(self, at: &Snapshot) -> String {
        match self {
            Self::Module(no) => at.name(no).map(ToString::to_string).unwrap_or_default(),
            plain => NAMED
                .iter()
                .find(|(_, known)| *known == plain)
                .map(|(name, _)| *name)
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// What it is called for people.
    pub(crate) fn title(self, at: &Snapshot, lang: Lang) -> String {
        match self {
            Self::Module(no) => {
                at.licences().module(no).map_or_else(|| self.name(at), |m| m.title(lang.tag()).to_owned())
            }
            plain => text(lang, &format!("users-column-{}", plain.name(at).replace('_', "-"))),
        }
    }

    /// What stands in it for a program, and for people who read a file: codes without `lang`, words with it.
    pub(crate) fn content(self, at: &Snapshot, user: &Listed, lang: Option<Lang>) -> String {
        let row = &user.row;
        let title = |no: ModuleNo| Self::Module(no);
        let module = |no: ModuleNo| lang.map_or_else(|| title(no).name(at), |lang| title(no).title(at, lang));
        let word = |family: &str, code: &str| {
            lang.map_or_else(|| code.to_owned(), |lang| text(lang, &format!("{family}-{code}")))
        };
        match self {
            Self::Name => row.name.clone(),
            Self::Login => row.login.clone(),
            Self::Email => row.email.clone().unwrap_or_default(),
            Self::Kind => word("kind", kind_code(user)),
            Self::Groups => row.groups.join("; "),
            Self::JobTitle => row.job_title.clone().unwrap_or_default(),
            Self::Role => row.role.clone().unwrap_or_default(),
            Self::Plan => {
                let mut plans: Vec<String> = user.plans.iter().map(|(no, ..)| module(*no)).collect();
                plans.dedup();
                plans.join("; ")
            }
            Self::Source => {
                user.plans.first().map(|(_, by, _)| word("source", by.as_str())).unwrap_or_default()
            }
            Self::CanLogIn => match lang {
                None => row.can_log_in.to_string(),
                Some(lang) => text(lang, if row.can_log_in { "word-yes" } else { "word-no" }),
            },
            Self::State => word("users-state", standing(user)),
            Self::Sites => {
                row.sites.iter().filter_map(|no| site_slug(at, *no)).collect::<Vec<_>>().join("; ")
            }
            Self::LastUsed => row.last_used.clone().unwrap_or_default(),
            Self::Module(no) => match has(at, user, no) {
                Has::Nothing => String::new(),
                Has::Granted(units) => units.to_string(),
                Has::ByPlan => word("source", "plan"),
                Has::Waits => word("users-state", "waiting"),
            },
        }
    }
}

/// Where a user stands, in one word: `active`, `waiting` for a seat, `unapproved`, `inactive`, `former`, `deleted`.
pub(crate) fn standing(user: &Listed) -> &'static str {
    match (user.row.state, user.row.can_log_in) {
        (UserState::Former, _) => "former",
        (UserState::Deleted, _) => "deleted",
        _ if user.row.waiting_for_approval => "unapproved",
        _ if user.waits => "waiting",
        (_, false) => "inactive",
        (_, true) => "active",
    }
}

/// The code of a user's kind.
pub(crate) fn kind_code(user: &Listed) -> &'static str {
    match api::kind(user.row.kind) {
        licentia_protocol::api::UserKind::Internal => "internal",
        licentia_protocol::api::UserKind::Resource => "resource",
        licentia_protocol::api::UserKind::External => "external",
        licentia_protocol::api::UserKind::Anonymous => "anonymous",
        licentia_protocol::api::UserKind::System => "system",
    }
}

/// How a user has a licence.
pub(crate) fn has(at: &Snapshot, user: &Listed, no: ModuleNo) -> Has {
    at.user(user.row.no).map_or(Has::Nothing, |known| has_of(at, &known, no))
}

/// The same of somebody whom the snapshot knows.
pub(crate) fn has_of(at: &Snapshot, known: &User<'_>, no: ModuleNo) -> Has {
    let was = at.licences().module(no).and_then(|module| module.was);
    let own = known.assignments().iter().filter(|a| a.module == no || Some(a.module) == was);
    let (mut units, mut waiting) = (0, false);
    for assignment in own {
        if waits(assignment) {
            waiting = true;
        } else {
            units = units.max(assignment.units);
        }
    }
    match (units, waiting) {
        (0, true) => Has::Waits,
        (0, false) if known.holds(no) => Has::ByPlan,
        (0, false) => Has::Nothing,
        (units, _) => Has::Granted(units),
    }
}

/// The licences that lists of users offer as filters, columns and changes: those in force that people hand to users, and
/// those that were and have stopped. What begins later is none of them yet.
pub(crate) fn offered(at: &Snapshot) -> impl Iterator<Item = Licence<'_>> {
    visible(at).filter(|licence| begun(at, licence))
}

/// Whether a licence has begun.
pub(crate) fn begun(at: &Snapshot, licence: &Licence<'_>) -> bool {
    !matches!(at.day().module(licence.module.no).state, DayState::NotStarted | DayState::Absent)
}

/// Every licence that people hand to users, now or once it begins.
pub(crate) fn visible(at: &Snapshot) -> impl Iterator<Item = Licence<'_>> {
    in_force(at).filter(|licence| !licence.module.hidden && licence.module.scope == Scope::User)
}
