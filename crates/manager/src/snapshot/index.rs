//! A persistent index from a key that stands elsewhere to a user's number.
//!
//! It keeps only numbers: the key itself is compared in the user's chunk, so an entry costs nine bytes at full load.
//! The numbers are spread over [`SHARDS`] tables; a change copies the tables it touches and shares the others.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::HashTable;

/// How many tables share the entries: a change of one of a million users copies some 4,000 numbers.
const SHARDS: usize = 256;

/// Numbers of users by a hash of their key.
#[derive(Clone)]
pub(crate) struct Index {
    shards: Box<[Arc<HashTable<Entry>>]>,
    hasher: foldhash::quality::RandomState,
}

/// A user's number with 32 bits of its key's hash, so that most strangers are told apart without reading their chunk.
#[derive(Clone, Copy)]
struct Entry {
    user: u32,
    tag: u32,
}

impl Default for Index {
    fn default() -> Self {
        let empty = Arc::new(HashTable::new());
        Self {
            shards: (0..SHARDS).map(|_| Arc::clone(&empty)).collect(),
            hasher: foldhash::quality::RandomState::default(),
        }
    }
}

impl Index {
    /// The user whose key hashes like `key` and whom `is` recognises.
    pub(crate) fn find<K: Hash + ?Sized>(&self, key: &K, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let hash = self.hasher.hash_one(key);
        self.shards[shard(hash)]
            .find(spread(tag(hash)), |entry| entry.tag == tag(hash) && is(entry.user))
            .map(|entry| entry.user)
    }

    /// Adds `user` under `key`; a user is added once under each key.
    pub(crate) fn insert<K: Hash + ?Sized>(&mut self, key: &K, user: u32) {
        let hash = self.hasher.hash_one(key);
        let entry = Entry { user, tag: tag(hash) };
        Arc::make_mut(&mut self.shards[shard(hash)])
            .insert_unique(spread(entry.tag), entry, |e| spread(e.tag));
    }

    /// Takes `user` away from under `key`.
    pub(crate) fn remove<K: Hash + ?Sized>(&mut self, key: &K, user: u32) {
        let hash = self.hasher.hash_one(key);
        let table = Arc::make_mut(&mut self.shards[shard(hash)]);
        if let Ok(found) = table.find_entry(spread(tag(hash)), |entry| entry.user == user) {
            found.remove();
        }
    }

    /// Bytes held, about, for the memory figure.
    pub(crate) fn bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.allocation_size()).sum()
    }
}

fn shard(hash: u64) -> usize {
    // The top bits choose the table, the low 32 are the tag: they are independent.
    (hash >> 56) as usize % SHARDS
}

fn tag(hash: u64) -> u32 {
    hash as u32
}

/// The table wants 64 bits, of which it uses the lowest for the bucket and the highest seven for the group match.
fn spread(tag: u32) -> u64 {
    u64::from(tag) | u64::from(tag) << 32
}

#[cfg(test)]
mod tests {
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
        let look = |index: &Index, key: &str| index.find(key, |user| keys[user as usize] == key);
        assert_eq!(look(&index, "user77"), None);
        assert_eq!(look(&before, "user77"), Some(77), "an older root keeps what it held");
        assert_eq!(look(&index, "user4999"), Some(4999));
        assert_eq!(look(&index, "nobody"), None);
    }
}
