//! What the ledger says about the database itself, for every server on it (rule 10).

use licentia_platform::db::ScopeNo;
use licentia_platform::ledger::{Rewound, StoredEntry};

/// The kind of the entry that tells of a head which the authority has seen and the chain does not have.
pub(crate) const REWOUND: &str = "contact.rewound";
/// The kind of the entry by which somebody declares that the database is what it should be.
pub(crate) const RESTORED: &str = "ledger.restore_declared";

/// What an entry says about the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is older than what the authority has seen; the hash is that of the head seen there.
    Rewound(Rewound, [u8; 32]),
    /// It is what it should be.
    Restored,
}

impl Told {
    /// What this entry says, if anything.
    pub(crate) fn by(scope: ScopeNo, entry: &StoredEntry) -> Option<Self> {
        match &*entry.kind {
            RESTORED => Some(Self::Restored),
            REWOUND => {
                let witnessed = entry.after["seen"].as_u64()?;
                let hash = from_hex(entry.after["hash"].as_str().unwrap_or_default());
                Some(Self::Rewound(Rewound { scope, witnessed, found: entry.revision - 1 }, hash))
            }
            _ => None,
        }
    }
}

/// The bytes of a hash; zeros where there is none.
pub(crate) fn from_hex(text: &str) -> [u8; 32] {
    let digit = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    std::array::from_fn(|at| digit(at).unwrap_or_default())
}
