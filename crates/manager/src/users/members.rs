//! A set of users, one bit each: what a filter finds.

use licentia_core::ids::UserNo;

/// Some of an installation's users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Members {
    words: Vec<u64>,
    count: u64,
}

impl Members {
    /// Takes a user in.
    pub(crate) fn insert(&mut self, no: UserNo) {
        let (word, bit) = place(no);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.count += u64::from(self.words[word] & bit == 0);
        self.words[word] |= bit;
    }

    /// Whether a user is one of them.
    pub(crate) fn contains(&self, no: UserNo) -> bool {
        let (word, bit) = place(no);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many they are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Their numbers, in order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = UserNo> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(UserNo(index as u32 * 64 + bit))
            })
        })
    }

    /// Keeps only those who are in `other` as well.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
        self.count = self.words.iter().map(|word| u64::from(word.count_ones())).sum();
    }

    /// Takes in those of `other`.
    pub(crate) fn join(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
        self.count = self.words.iter().map(|word| u64::from(word.count_ones())).sum();
    }
}

impl FromIterator<UserNo> for Members {
    fn from_iter<I: IntoIterator<Item = UserNo>>(numbers: I) -> Self {
        let mut members = Self::default();
        numbers.into_iter().for_each(|no| members.insert(no));
        members
    }
}

fn place(no: UserNo) -> (usize, u64) {
    (no.0 as usize / 64, 1 << (no.0 % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(numbers: &BTreeSet<u32>) -> Members {
        numbers.iter().map(|no| UserNo(*no)).collect()
    }

    proptest! {
        #[test]
        fn it_is_a_set(a in prop::collection::btree_set(0_u32..400, 0..80), b in prop::collection::btree_set(0_u32..400, 0..80)) {
            let (mut both, mut any) = (set(&a), set(&a));
            both.keep(&set(&b));
            any.join(&set(&b));
            let numbers = |members: &Members| members.numbers().map(|no| no.0).collect::<Vec<_>>();
            prop_assert_eq!(numbers(&both), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(numbers(&any), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(both.count() as usize, a.intersection(&b).count());
            prop_assert_eq!(any.count() as usize, a.union(&b).count());
            prop_assert!((0..400).all(|no| any.contains(UserNo(no)) == (a.contains(&no) || b.contains(&no))));
        }
    }
}
