//! The codes of answers, and the access that goes with each.

use serde::{Deserialize, Serialize};

/// Why a check was answered as it was; the first that applies, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No such user.
    UserUnknown,
    /// No package ever named such a module.
    ModuleUnknown,
    /// A row that the answer depends on was tampered with (rule 10).
    Tampered,
    /// Allowed: the installation is a demonstration (rule 11).
    Demo,
    /// The user may not log in, or is a former employee.
    UserInactive,
    /// No package in force licenses the module.
    NoLicence,
    /// Its licence begins later.
    NotStarted,
    /// Its licence has stopped.
    Expired,
    /// Its licence has stopped; what is there may be read.
    ReadOnly,
    /// The package does not cover this product version.
    Version,
    /// Users of this kind may not hold the module.
    UserKind,
    /// The user holds no seat.
    NoSeat,
    /// The user lacks another module that must come first.
    Prerequisite,
    /// A concurrent module without a session that has a seat.
    NoSession,
    /// Allowed.
    Granted,
    /// Assigning only: a hidden, system, site or suite module, which nobody assigns by hand.
    NotAssignable,
    /// Assigning only: a rule or SCIM would replace a plan that a person chose (rule 3).
    ManualPlan,
}

impl Code {
    /// Every code, in the order in which they apply.
    pub const EVERY: [Self; 15] = [
        Self::UserUnknown,
        Self::ModuleUnknown,
        Self::Tampered,
        Self::Demo,
        Self::UserInactive,
        Self::NoLicence,
        Self::NotStarted,
        Self::Expired,
        Self::ReadOnly,
        Self::Version,
        Self::UserKind,
        Self::NoSeat,
        Self::Prerequisite,
        Self::NoSession,
        Self::Granted,
    ];

    /// The codes that only a refused assignment has, beside those of a check.
    pub const ASSIGNING: [Self; 2] = [Self::NotAssignable, Self::ManualPlan];

    /// The name used in APIs and language files: `no_seat`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserUnknown => "user_unknown",
            Self::ModuleUnknown => "module_unknown",
            Self::Tampered => "tampered",
            Self::Demo => "demo",
            Self::UserInactive => "user_inactive",
            Self::NoLicence => "no_licence",
            Self::NotStarted => "not_started",
            Self::Expired => "expired",
            Self::ReadOnly => "read_only",
            Self::Version => "version",
            Self::UserKind => "user_kind",
            Self::NoSeat => "no_seat",
            Self::Prerequisite => "prerequisite",
            Self::NoSession => "no_session",
            Self::Granted => "granted",
            Self::NotAssignable => "not_assignable",
            Self::ManualPlan => "manual_plan",
        }
    }

    /// The code of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().chain(Self::ASSIGNING).find(|code| code.as_str() == name)
    }

    /// What the user may do with this code.
    #[inline]
    pub const fn access(self) -> Access {
        match self {
            Self::Demo | Self::Granted => Access::Full,
            Self::ReadOnly => Access::Read,
            _ => Access::None,
        }
    }
}

/// What the user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Nothing.
    None,
    /// Read what is there.
    Read,
    /// Everything.
    Full,
}

impl Access {
    /// The name used in APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Read => "read",
            Self::Full => "full",
        }
    }
}
