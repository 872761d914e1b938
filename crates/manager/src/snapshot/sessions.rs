//! Open sessions and the concurrent seats they have taken.

use std::collections::HashMap;
use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::login::OpenSeats;

/// How many tables share the sessions: a log-in copies one of them.
const SHARDS: usize = 256;

/// One open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who logged in.
    pub user: UserNo,
    /// The client's module.
    pub client: ModuleNo,
    /// The concurrent modules of which it has a seat.
    pub seats: Vec<ModuleNo>,
}

impl Session {
    /// Whether it has a seat of this module.
    pub fn has(&self, module: ModuleNo) -> bool {
        self.seats.contains(&module)
    }
}

type Shard = HashMap<u128, Arc<Session>, foldhash::fast::RandomState>;

/// All open sessions of one installation: a persistent table.
#[derive(Clone)]
pub(crate) struct Sessions {
    shards: Box<[Arc<Shard>]>,
    taken: OpenSeats,
}

impl Default for Sessions {
    fn default() -> Self {
        let empty = Arc::new(Shard::default());
        Self { shards: (0..SHARDS).map(|_| Arc::clone(&empty)).collect(), taken: OpenSeats::new() }
    }
}

impl Sessions {
    pub(crate) fn get(&self, id: u128) -> Option<&Session> {
        self.shards[shard(id)].get(&id).map(|session| &**session)
    }

    /// The seats that open sessions have taken.
    pub(crate) fn taken(&self) -> &OpenSeats {
        &self.taken
    }

    /// Every open session.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u128, &Session)> {
        self.shards.iter().flat_map(|shard| shard.iter().map(|(id, session)| (*id, &**session)))
    }

    /// Puts a session in place of what stood under its id; `None` ends it.
    pub(crate) fn put(&mut self, id: u128, session: Option<Session>) {
        let shard = Arc::make_mut(&mut self.shards[shard(id)]);
        let new = session.map(Arc::new);
        let old = match &new {
            Some(session) => shard.insert(id, Arc::clone(session)),
            None => shard.remove(&id),
        };
        if let Some(old) = old {
            self.taken.give_back(&old.seats);
        }
        if let Some(new) = new {
            self.taken.add(&new.seats);
        }
    }
}

fn shard(id: u128) -> usize {
    // The low bits of a UUIDv7 are random; its high bits are the time.
    (id as usize) % SHARDS
}
