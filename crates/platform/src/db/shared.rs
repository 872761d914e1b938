//! What all threads of one database have in common.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::heads::Heads;
use super::times::Times;
use super::{Backend, ScopeNo};
use crate::clock::{Clock, Random};
use crate::ledger::{Chain, SealedTable, Witness};
use crate::secret::Secret;

/// What all threads of one database have in common.
pub(crate) struct Shared {
    pub(crate) backend: Backend,
    pub(crate) clock: Arc<dyn Clock>,
    /// The time that is certain: what everything is dated with.
    pub(crate) times: Times,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) secret: Arc<Secret>,
    pub(crate) sealed: &'static [SealedTable],
    pub(crate) heads: Heads,
    pub(crate) witness: Witness,
    pub(crate) closed: AtomicBool,
}

impl Shared {
    /// After a commit: tells the followers and the witness.
    pub(crate) fn committed(&self, scope: ScopeNo, chain: &Chain) {
        self.witness.committed(scope, chain.revision, chain.hash);
        self.heads.publish(scope, chain.revision);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}
