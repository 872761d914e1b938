//! A persistent index from a key that stands elsewhere to a user's number.
//!
//! It keeps only numbers with 32 bits of their key's hash: the key itself is compared where the user stands. The entries
//! are spread over [`SHARDS`] tables; a change copies the tables it touches and shares the others.
//!
//! **The least work** of a look-up: one hash, and one cache line in which eight entries are compared at once. That is why
//! this is no ordinary hash table: those keep the hashes and the entries apart, which is a line more to wait for.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

/// How many tables share the entries: a change of one of a million users copies some 4,000 numbers.
const SHARDS: usize = 256;
/// Entries of one line.
const WIDTH: usize = 8;
/// Entries per line beyond which a table grows: with six of eight, few entries have to go to the next line.
const FULL: usize = 6;
/// No entry, and there never was one: a search ends here.
const NOBODY: u32 = u32::MAX;
/// No entry any more, in a line that was full: a search goes on.
const GONE: u32 = u32::MAX - 1;

/// Numbers of users by a hash of their key.
#[derive(Clone)]
pub(crate) struct Index {
    shards: Arc<Vec<Arc<Table>>>,
    hasher: foldhash::quality::RandomState,
}

/// Entries in lines; one that finds its line full stands in the next that has room.
#[derive(Clone, Default)]
struct Table {
    lines: Vec<Line>,
    /// Places that are taken, or were in a line that was full.
    used: usize,
}

/// One cache line: the tags together, so that they are compared together.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line {
    tags: [u32; WIDTH],
    /// Taken from the left.
    users: [u32; WIDTH],
}

impl Default for Index {
    fn default() -> Self {
        let empty = Arc::<Table>::default();
        Self {
            shards: Arc::new((0..SHARDS).map(|_| Arc::clone(&empty)).collect()),
            hasher: foldhash::quality::RandomState::default(),
        }
    }
}

impl Index {
    /// What `is` makes of the first user that has a key of this hash and that it recognises.
    #[inline]
    pub(crate) fn find<K: Hash + ?Sized, T>(&self, key: &K, is: impl Fn(u32) -> Option<T>) -> Option<T> {
        let hash = self.hasher.hash_one(key);
        self.shards[shard(hash)].find(tag(hash), is)
    }

    /// Adds `user` under `key`; a user is added once under each key.
    pub(crate) fn insert<K: Hash + ?Sized>(&mut self, key: &K, user: u32) {
        let hash = self.hasher.hash_one(key);
        self.table(hash).insert(tag(hash), user);
    }

    /// Takes `user` away from under `key`.
    pub(crate) fn remove<K: Hash + ?Sized>(&mut self, key: &K, user: u32) {
        let hash = self.hasher.hash_one(key);
        self.table(hash).remove(tag(hash), user);
    }

    /// Bytes held, about, for the memory figure.
    pub(crate) fn bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.lines.capacity() * size_of::<Line>()).sum()
    }

    fn table(&mut self, hash: u64) -> &mut Table {
        Arc::make_mut(&mut Arc::make_mut(&mut self.shards)[shard(hash)])
    }
}

impl Table {
    #[inline]
    fn find<T>(&self, tag: u32, is: impl Fn(u32) -> Option<T>) -> Option<T> {
        if self.lines.is_empty() {
            return None;
        }
        let mut at = self.home(tag);
        loop {
            let line = &self.lines[at];
            let mut hits = line.hits(tag);
            while hits != 0 {
                let found = is(line.users[(hits.trailing_zeros() / u8::BITS) as usize % WIDTH]);
                if found.is_some() {
                    return found;
                }
                hits &= hits - 1;
            }
            if line.has_room() {
                return None;
            }
            at = self.after(at);
        }
    }

    fn insert(&mut self, tag: u32, user: u32) {
        if self.used >= self.lines.len() * FULL {
            self.grow();
        }
        let mut at = self.home(tag);
        loop {
            let line = &mut self.lines[at];
            if let Some(place) = line.users.iter().position(|user| *user >= GONE) {
                self.used += usize::from(line.users[place] == NOBODY);
                (line.tags[place], line.users[place]) = (tag, user);
                return;
            }
            at = self.after(at);
        }
    }

    fn remove(&mut self, tag: u32, user: u32) {
        if self.lines.is_empty() {
            return;
        }
        let mut at = self.home(tag);
        loop {
            let line = &mut self.lines[at];
            let here = |place: &usize| line.users[*place] == user && line.tags[*place] == tag;
            if let Some(place) = (0..WIDTH).find(here) {
                self.used -= usize::from(line.take(place));
                return;
            }
            if line.has_room() {
                return;
            }
            at = self.after(at);
        }
    }

    /// The same entries in a quarter more lines; what is gone is forgotten.
    fn grow(&mut self) {
        let lines = self.lines.len() + self.lines.len() / 4 + 1;
        let old = std::mem::replace(self, Self { lines: vec![Line::EMPTY; lines], used: 0 });
        for line in &old.lines {
            for (tag, user) in line.tags.iter().zip(line.users).filter(|(_, user)| *user < GONE) {
                self.insert(*tag, user);
            }
        }
    }

    /// The line in which an entry stands when there is room.
    #[inline]
    fn home(&self, tag: u32) -> usize {
        ((u64::from(tag) * self.lines.len() as u64) >> 32) as usize
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 == self.lines.len() { 0 } else { at + 1 }
    }
}

impl Line {
    const EMPTY: Self = Self { tags: [0; WIDTH], users: [NOBODY; WIDTH] };

    /// The lowest bit of a byte for each entry with this tag: bytes, because that is what processors compare into.
    #[inline]
    fn hits(&self, tag: u32) -> u64 {
        u64::from_le_bytes(self.tags.map(|one| u8::from(one == tag)))
    }

    /// Whether it never was full.
    #[inline]
    fn has_room(&self) -> bool {
        self.users[WIDTH - 1] == NOBODY
    }

    /// Empties a place; answers whether it is free for good: in a line that was full, others may have gone on from here.
    fn take(&mut self, place: usize) -> bool {
        let room = self.has_room();
        if room {
            let taken = self.users.iter().position(|user| *user == NOBODY).unwrap_or(WIDTH);
            self.users.swap(place, taken - 1);
            self.tags.swap(place, taken - 1);
            (self.tags[taken - 1], self.users[taken - 1]) = (0, NOBODY);
        } else {
            (self.tags[place], self.users[place]) = (0, GONE);
        }
        room
    }
}

#[inline]
fn shard(hash: u64) -> usize {
    // The top bits choose the table, the low 32 are the tag: they are independent.
    (hash >> 56) as usize % SHARDS
}

#[inline]
fn tag(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_what_was_inserted_and_forgets_what_was_removed() {
        let keys: Vec<String> = (0..5_000).map(|n| format!("user{n}")).collect();
        let mut index = Index::default();
        for (n, key) in keys.iter().enumerate() {
            index.insert(key.as_str(), n as u32);
        }
        let before = index.clone();
        index.remove("user77", 77);
        let look = |index: &Index, key: &str| {
            index.find(key, |user| (keys.get(user as usize)? == key).then_some(user))
        };
        assert_eq!(look(&index, "user77"), None);
        assert_eq!(look(&before, "user77"), Some(77), "an older root keeps what it held");
        assert_eq!(look(&index, "user4999"), Some(4999));
        assert_eq!(look(&index, "nobody"), None);
    }

    proptest! {
        /// Whatever comes and goes, in tables so full of like tags that lines overflow and wrap around.
        #[test]
        fn one_table_is_an_ordinary_map(
            steps in prop::collection::vec((any::<bool>(), 0_u32..12, 0_u32..400), 1..800),
        ) {
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for (add, high, user) in steps {
                // Twelve tags, the last of which belong to the last line.
                let tag = u32::MAX / 11 * high;
                match (add, map.get(&user)) {
                    (true, None) => {
                        table.insert(tag, user);
                        map.insert(user, tag);
                    }
                    (false, Some(known)) => {
                        table.remove(*known, user);
                        map.remove(&user);
                    }
                    _ => {}
                }
                let places = table.lines.iter().flat_map(|line| line.users).filter(|user| *user != NOBODY);
                prop_assert_eq!(places.count(), table.used);
            }
            for user in 0..400 {
                for high in 0..12 {
                    let tag = u32::MAX / 11 * high;
                    let found = table.find(tag, |known| (known == user).then_some(known));
                    prop_assert_eq!(found.is_some(), map.get(&user) == Some(&tag));
                }
            }
        }
    }
}
