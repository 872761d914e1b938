//! What a key that speaks for a customer may do, and what its ledger's head tells: rules 9 and 10, pure.

use super::{Head, Installation, State};

/// Whether sales lets an unclaimed serial number be bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enrolment {
    /// The first key that names serial number and holder is bound, which closes it again.
    Open,
    /// Every key waits for support.
    #[default]
    Closed,
}

impl Enrolment {
    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The enrolment of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed].into_iter().find(|one| one.as_str() == word)
    }
}

/// How a key stands after it made itself heard (rule 9). `ours` says whether it named the customer exactly
/// as it is or was called.
pub(crate) fn standing(known: &[Installation], kid: &str, enrolment: Enrolment, ours: bool) -> State {
    let there = known.iter().find(|one| one.kid == kid);
    let before = there.map(|one| one.state);
    let claimed = known.iter().any(|one| one.state == State::Bound);
    match before {
        // What support decided stays until support decides again.
        Some(state @ (State::Bound | State::Released)) => state,
        _ if claimed => State::Copy,
        // It came as a copy of one that was released since: support decides, whatever sales opened.
        _ if there.is_some_and(|one| one.was_copy) => State::Waiting,
        _ if enrolment == Enrolment::Open && ours => State::Bound,
        Some(State::Waiting | State::Copy) | None => State::Waiting,
    }
}

/// What a head says of a ledger whose highest head is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// It went on, or stands where it stood.
    Forward,
    /// It was written before what is known, or in the same minute, and only came later.
    Late,
    /// It is lower than what was seen before, or another at the same revision: an older database (rule 10).
    Rewound,
}

/// How long, in seconds, a message may take from reading the ledger's head to being dated: another one, written
/// meanwhile, may be here first.
const OVERTAKEN_S: i64 = 60;

/// Compares the head told at `iat` (seconds, by the installation's clock) with the highest one seen, which
/// was told at `said`.
pub(crate) fn moved(seen: &Head, said: i64, told: &Head, iat: i64) -> Move {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match told.revision.cmp(&seen.revision) {
        Greater => Move::Forward,
        Equal if told.hash == seen.hash => Move::Forward,
        Equal => Move::Rewound,
        // A file that lay about for a week proves nothing.
        Less if iat <= said.saturating_add(OVERTAKEN_S) => Move::Late,
        Less => Move::Rewound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(revision: u64, hash: &str) -> Head {
        Head { revision, hash: hash.to_owned() }
    }

    #[test]
    fn a_lower_head_or_another_of_the_same_number_is_rewound() {
        let seen = head(10, "aa");
        assert_eq!(moved(&seen, 100, &head(11, "bb"), 101), Move::Forward);
        assert_eq!(moved(&seen, 100, &head(10, "aa"), 101), Move::Forward);
        assert_eq!(moved(&seen, 100, &head(10, "cc"), 101), Move::Rewound);
        assert_eq!(moved(&seen, 100, &head(9, "99"), 161), Move::Rewound);
        assert_eq!(moved(&seen, 100, &head(9, "99"), 160), Move::Late, "another message was faster");
        assert_eq!(moved(&seen, 100, &head(9, "99"), 99), Move::Late, "a file that was on its way for long");
        assert_eq!(
            moved(&seen, 100, &head(10, "cc"), 99),
            Move::Rewound,
            "two ledgers, whenever they were read"
        );
        assert_eq!(moved(&Head::default(), 0, &head(0, ""), 5), Move::Forward);
    }
}
