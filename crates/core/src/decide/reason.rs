//! Why something was refused that is counted (rule 19): what a check says, and what is refused beside checks.

use super::Code;

/// A reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The code of a check or of an assignment.
    Code(Code),
    /// A plan limit is reached (rule 14).
    LimitReached,
    /// A system event bars log-ins (rule 16).
    BlockedByEvent,
    /// Somebody came to a database that is not theirs (rule 6).
    WrongInstallation,
}

impl Reason {
    /// The reasons that no check has.
    pub const APART: [Self; 3] = [Self::LimitReached, Self::BlockedByEvent, Self::WrongInstallation];

    /// The name used in APIs, tables and language files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code(code) => code.as_str(),
            Self::LimitReached => "limit_reached",
            Self::BlockedByEvent => "blocked_by_event",
            Self::WrongInstallation => "wrong_installation",
        }
    }

    /// The reason of a name: every one that is ever counted has one.
    pub fn from_name(name: &str) -> Option<Self> {
        let apart = Self::APART.into_iter().find(|reason| reason.as_str() == name);
        apart.or_else(|| Code::from_name(name).map(Self::Code))
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::LoginResult;

    #[test]
    fn every_reason_is_found_by_its_name_and_names_one() {
        let codes = Code::EVERY.into_iter().chain(Code::ASSIGNING).map(Reason::Code);
        let mut names = std::collections::BTreeSet::new();
        for reason in codes.chain(Reason::APART) {
            assert_eq!(Reason::from_name(reason.as_str()), Some(reason));
            assert!(names.insert(reason.as_str()), "{}", reason.as_str());
        }
        assert_eq!(Reason::from_name("nonsense"), None);
        // A log-in that ends so is counted under the same name.
        assert_eq!(Reason::BlockedByEvent.as_str(), LoginResult::BlockedByEvent.as_str());
        assert_eq!(Reason::WrongInstallation.as_str(), LoginResult::WrongInstallation.as_str());
    }
}
