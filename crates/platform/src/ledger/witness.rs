//! The head witness: beside the secret file stands how far each chain had come, so that a whole
//! older database put in place of the present one is noticed (rule 10, `rewound`).
//!
//! It is written by a thread of its own, at most once a second and after the commit, so it is never
//! ahead of the database; after a power cut it may be a second behind, which only shortens what it
//! can prove. Each server has its own: on PostgreSQL it knows what this server committed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use super::chain::{from_hex, hex};
use crate::db::{DbError, ScopeNo, Sql, values};
use crate::secret::{Secret, replace_file};

const FIRST_LINE: &str = "licentia-witness 1";
/// How long commits are gathered before the file is written.
const DELAY: Duration = Duration::from_secs(1);

/// A chain that was further than the database now knows, or went another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewound {
    /// The chain.
    pub scope: ScopeNo,
    /// How far it had come.
    pub witnessed: u64,
    /// How far the database has it.
    pub found: u64,
}

/// What this server has seen committed.
pub(crate) struct Witness {
    path: Option<PathBuf>,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    heads: BTreeMap<i64, (u64, [u8; 32])>,
    rewound: Vec<Rewound>,
    unwritten: bool,
    closed: bool,
}

impl Witness {
    /// Reads the file beside the secret, and compares it with the database.
    pub(crate) fn open(secret: &Secret, sql: &mut dyn Sql) -> Result<Self, DbError> {
        let path = secret.path().map(|path| {
            let mut name = path.as_os_str().to_owned();
            name.push(".witness");
            PathBuf::from(name)
        });
        // A witness that is lost or unreadable proves nothing and hinders nobody.
        let text = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let heads = parse(&text);
        let mut rewound = Vec::new();
        for (scope, (revision, hash)) in &heads {
            rewound.extend(compare(sql, ScopeNo(*scope), *revision, hash)?);
        }
        for rewound in &rewound {
            tracing::error!(
                scope = rewound.scope.0,
                witnessed = rewound.witnessed,
                found = rewound.found,
                "the database is older than what this server has committed"
            );
        }
        Ok(Self {
            path,
            state: Mutex::new(State { heads, rewound, ..State::default() }),
            wake: Condvar::new(),
        })
    }

    /// Remembers a commit. A rewound chain keeps its witness until a restore is declared.
    pub(crate) fn committed(&self, scope: ScopeNo, revision: u64, hash: [u8; 32]) {
        let mut state = self.lock();
        if state.rewound.iter().any(|rewound| rewound.scope == scope) {
            return;
        }
        state.heads.insert(scope.0, (revision, hash));
        if !std::mem::replace(&mut state.unwritten, true) {
            self.wake.notify_one();
        }
    }

    pub(crate) fn rewound(&self) -> Vec<Rewound> {
        self.lock().rewound.clone()
    }

    /// Where the chain had come to by what was seen, when it is rewound.
    pub(crate) fn rewound_head(&self, scope: ScopeNo) -> Option<(u64, [u8; 32])> {
        let state = self.lock();
        let is_rewound = state.rewound.iter().any(|rewound| rewound.scope == scope);
        state.heads.get(&scope.0).copied().filter(|_| is_rewound)
    }

    /// Somebody else has seen the chain further, or on another way, than the database has it.
    pub(crate) fn seen_elsewhere(&self, rewound: Rewound, hash: [u8; 32]) {
        let mut state = self.lock();
        if state.rewound.iter().any(|known| known.scope == rewound.scope) {
            return;
        }
        let Rewound { scope, witnessed, found } = rewound;
        tracing::error!(
            scope = scope.0,
            witnessed,
            found,
            "the database is older than what the authority has seen"
        );
        state.heads.insert(scope.0, (witnessed, hash));
        state.rewound.push(rewound);
        state.unwritten = true;
        self.wake.notify_one();
    }

    /// Takes the database as it is for what it should be.
    pub(crate) fn accept(&self, scope: ScopeNo) {
        let mut state = self.lock();
        state.rewound.retain(|rewound| rewound.scope != scope);
        state.heads.remove(&scope.0);
        state.unwritten = true;
        self.wake.notify_one();
    }

    /// The same, as somebody has declared elsewhere; a chain that is not rewound here keeps its witness.
    pub(crate) fn heed(&self, scope: ScopeNo) {
        if self.rewound().iter().any(|rewound| rewound.scope == scope) {
            self.accept(scope);
        }
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_one();
    }

    /// The thread that writes the file, until [`Witness::close`].
    pub(crate) fn work(&self) {
        let mut state = self.lock();
        loop {
            while !state.unwritten && !state.closed {
                state = self.wait(state, None);
            }
            if !state.closed {
                state = self.wait(state, Some(DELAY));
            }
            if std::mem::take(&mut state.unwritten) {
                let text = text_of(&state.heads);
                drop(state);
                self.write(&text);
                state = self.lock();
            } else if state.closed {
                return;
            }
        }
    }

    fn write(&self, text: &str) {
        let Some(path) = &self.path else {
            return;
        };
        if let Err(error) = replace_file(path, text) {
            tracing::warn!(path = %path.display(), %error, "the head witness cannot be written");
        }
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, timeout: Option<Duration>) -> MutexGuard<'a, State> {
        match timeout {
            None => self.wake.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner()),
            Some(timeout) => {
                self.wake.wait_timeout(state, timeout).unwrap_or_else(|poisoned| poisoned.into_inner()).0
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn compare(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    witnessed: u64,
    hash: &[u8; 32],
) -> Result<Option<Rewound>, DbError> {
    let newest = sql.query_one("SELECT revision FROM ledger_head WHERE scope = $1", &values![scope])?;
    let found = match newest {
        Some(row) => row.get(0)?,
        None => 0,
    };
    let same = sql.query_one(
        "SELECT 1 FROM ledger WHERE scope = $1 AND revision = $2 AND hash = $3",
        &values![scope, witnessed, *hash],
    )?;
    Ok((found < witnessed || same.is_none()).then_some(Rewound { scope, witnessed, found }))
}

fn parse(text: &str) -> BTreeMap<i64, (u64, [u8; 32])> {
    let mut lines = text.lines();
    if lines.next() != Some(FIRST_LINE) {
        return BTreeMap::new();
    }
    lines
        .filter_map(|line| {
            let mut words = line.split(' ');
            let scope = words.next()?.parse().ok()?;
            let revision = words.next()?.parse().ok()?;
            Some((scope, (revision, from_hex(words.next()?)?)))
        })
        .collect()
}

fn text_of(heads: &BTreeMap<i64, (u64, [u8; 32])>) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    for (scope, (revision, hash)) in heads {
        text.push_str(&format!("{scope} {revision} {}\n", hex(hash)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_reads_back_and_nonsense_is_no_witness() {
        let heads = BTreeMap::from([(1, (7, [9; 32])), (-3, (u64::MAX, [0; 32]))]);
        assert_eq!(parse(&text_of(&heads)), heads);
        for nonsense in ["", "licentia-witness 2\n1 7 00", "licentia-witness 1\n1 x y\n\n1"] {
            assert!(parse(nonsense).is_empty());
        }
    }
}
