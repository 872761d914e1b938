//! How often somebody may try: a bucket of attempts per key, filled again with time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// More keys than this are not kept: full buckets go first.
const MOST_KEYS: usize = 50_000;

/// Attempts per key: `burst` at once, then one every `pause_ms`.
pub(super) struct Limiter<K> {
    burst: u32,
    pause_ms: i64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: u32,
    /// When the bucket was last filled up, on the monotonic clock.
    at_ms: i64,
}

impl<K: Eq + Hash + Clone> Limiter<K> {
    pub(super) fn new(burst: u32, pause_seconds: u32) -> Self {
        Self { burst, pause_ms: i64::from(pause_seconds) * 1000, buckets: Mutex::default() }
    }

    /// Takes an attempt, or says how many seconds to wait for one.
    pub(super) fn take(&self, key: K, now_ms: i64) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_KEYS && !buckets.contains_key(&key) {
            self.make_room(&mut buckets, now_ms);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: self.burst, at_ms: now_ms });
        *bucket = self.filled(*bucket, now_ms);
        match bucket.left.checked_sub(1) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => {
                let wait_ms = self.pause_ms - (now_ms - bucket.at_ms);
                Err(u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000).max(1))
            }
        }
    }

    /// Gives all attempts back, after one that succeeded.
    pub(super) fn forgive(&self, key: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.remove(key);
    }

    /// Gives one attempt back, to a key that others share.
    pub(super) fn give_back(&self, key: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.left = bucket.left.saturating_add(1).min(self.burst);
        }
    }

    fn filled(&self, bucket: Bucket, now_ms: i64) -> Bucket {
        let gained = (now_ms - bucket.at_ms) / self.pause_ms.max(1);
        let left = i64::from(bucket.left).saturating_add(gained);
        match u32::try_from(left) {
            Ok(left) if left < self.burst => Bucket { left, at_ms: bucket.at_ms + gained * self.pause_ms },
            _ => Bucket { left: self.burst, at_ms: now_ms },
        }
    }

    fn make_room(&self, buckets: &mut HashMap<K, Bucket>, now_ms: i64) {
        buckets.retain(|_, bucket| self.filled(*bucket, now_ms).left < self.burst);
        if buckets.len() >= MOST_KEYS {
            // Everybody is being tried at once: forgetting is better than growing.
            buckets.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_one_per_pause() {
        let limiter = Limiter::new(3, 30);
        for _ in 0..3 {
            limiter.take("anna", 0).unwrap();
        }
        assert_eq!(limiter.take("anna", 0), Err(30));
        assert_eq!(limiter.take("anna", 29_500), Err(1));
        limiter.take("bo", 0).unwrap();
        limiter.take("anna", 30_000).unwrap();
        assert_eq!(limiter.take("anna", 30_000), Err(30));
        for _ in 0..3 {
            limiter.take("anna", 1_000_000).unwrap();
        }
        assert!(limiter.take("anna", 1_000_000).is_err());
        limiter.forgive(&"anna");
        limiter.take("anna", 1_000_000).unwrap();
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::new(2, 30);
        for key in 0..MOST_KEYS + 10 {
            limiter.take(key, 0).unwrap();
        }
        assert!(limiter.buckets.lock().unwrap().len() <= MOST_KEYS);
    }
}
