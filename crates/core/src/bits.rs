//! A set of modules as bits, so that "does Anna hold it?" is one shift and one mask.

#[cfg(test)]
mod tests;

use crate::ids::ModuleNo;
use std::fmt;

/// A set of [`ModuleNo`]. Up to 64 modules it needs no memory beyond its own 16 bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ModuleSet(Words);

/// More than one word only when a number above 63 is in the set, and the last word is never zero,
/// so that equal sets are equal words.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Words {
    One(u64),
    Many(Box<[u64]>),
}

impl ModuleSet {
    /// The empty set.
    pub const fn new() -> Self {
        Self(Words::One(0))
    }

    /// The set whose words, lowest modules first, are `words`.
    pub fn from_words(words: &[u64]) -> Self {
        let used = words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        Self(match &words[..used] {
            [] => Words::One(0),
            [one] => Words::One(*one),
            many => Words::Many(many.into()),
        })
    }

    /// The bits, 64 modules to a word, lowest first. Words that are not there are zero.
    #[inline]
    pub fn words(&self) -> &[u64] {
        match &self.0 {
            Words::One(word) => std::slice::from_ref(word),
            Words::Many(words) => words,
        }
    }

    /// Whether the module is in the set.
    #[inline]
    pub fn contains(&self, module: ModuleNo) -> bool {
        let word = self.words().get(module.index() / 64).copied().unwrap_or(0);
        word >> (module.0 % 64) & 1 != 0
    }

    /// Puts a module in; answers whether it was new.
    pub fn insert(&mut self, module: ModuleNo) -> bool {
        if self.contains(module) {
            return false;
        }
        let (at, bit) = (module.index() / 64, 1 << (module.0 % 64));
        match &mut self.0 {
            Words::One(word) if at == 0 => *word |= bit,
            Words::Many(words) if at < words.len() => words[at] |= bit,
            _ => {
                let mut words = self.words().to_vec();
                words.resize(at + 1, 0);
                words[at] |= bit;
                self.0 = Words::Many(words.into());
            }
        }
        true
    }

    /// Takes a module out; answers whether it was there.
    pub fn remove(&mut self, module: ModuleNo) -> bool {
        if !self.contains(module) {
            return false;
        }
        let mut words = self.words().to_vec();
        words[module.index() / 64] &= !(1 << (module.0 % 64));
        *self = Self::from_words(&words);
        true
    }

    /// Puts everything of `other` in.
    pub fn union_with(&mut self, other: &Self) {
        let (long, short) = if self.words().len() >= other.words().len() {
            (self.words(), other.words())
        } else {
            (other.words(), self.words())
        };
        let mut words = long.to_vec();
        for (word, more) in words.iter_mut().zip(short) {
            *word |= more;
        }
        *self = Self::from_words(&words);
    }

    /// What is in this set and not in `other`.
    pub fn without(&self, other: &Self) -> Self {
        let mut words = self.words().to_vec();
        for (word, less) in words.iter_mut().zip(other.words()) {
            *word &= !less;
        }
        Self::from_words(&words)
    }

    /// How many modules are in the set.
    pub fn len(&self) -> usize {
        self.words().iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    /// The modules, lowest number first.
    pub fn iter(&self) -> impl Iterator<Item = ModuleNo> + '_ {
        self.words().iter().enumerate().flat_map(|(at, word)| Bits { base: at * 64, left: *word })
    }
}

/// The set bits of one word.
struct Bits {
    base: usize,
    left: u64,
}

impl Iterator for Bits {
    type Item = ModuleNo;

    fn next(&mut self) -> Option<ModuleNo> {
        if self.left == 0 {
            return None;
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        ModuleNo::from_index(self.base + bit)
    }
}

impl Default for ModuleSet {
    fn default() -> Self {
        Self::new()
    }
}

impl FromIterator<ModuleNo> for ModuleSet {
    fn from_iter<I: IntoIterator<Item = ModuleNo>>(modules: I) -> Self {
        let mut set = Self::new();
        set.extend(modules);
        set
    }
}

impl Extend<ModuleNo> for ModuleSet {
    fn extend<I: IntoIterator<Item = ModuleNo>>(&mut self, modules: I) {
        for module in modules {
            self.insert(module);
        }
    }
}

impl fmt::Debug for ModuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|no| no.0)).finish()
    }
}
