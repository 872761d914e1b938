//! Which names one object has had.

use std::borrow::Cow;

/// The names seen in one object. A 64-bit filter answers most questions;
/// the names themselves are compared only when it cannot.
pub(super) struct Seen<'a> {
    filter: u64,
    count: usize,
    near: [&'a str; 24],
    /// Names with escapes, and those beyond the first 24.
    far: Vec<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    pub(super) fn new() -> Self {
        Self { filter: 0, count: 0, near: [""; 24], far: Vec::new() }
    }

    /// Adds `name`; false if it was there already.
    #[inline]
    #[expect(clippy::ptr_arg, reason = "a borrowed name is kept for longer than this reference")]
    pub(super) fn insert(&mut self, name: &Cow<'a, str>) -> bool {
        let bit = Self::bit(name.as_bytes());
        if self.filter & bit != 0 && self.contains(name) {
            return false;
        }
        self.filter |= bit;
        match name {
            Cow::Borrowed(name) if self.count < self.near.len() => {
                self.near[self.count] = name;
                self.count += 1;
            }
            _ => self.far.push(name.clone()),
        }
        true
    }

    fn contains(&self, name: &str) -> bool {
        self.near[..self.count].contains(&name) || self.far.iter().any(|far| far == name)
    }

    #[inline]
    fn bit(name: &[u8]) -> u64 {
        let [first, .., last] = name else {
            return 1;
        };
        let middle = name[name.len() / 2];
        let mix = u64::from(*first) << 24
            | u64::from(*last) << 16
            | u64::from(middle) << 8
            | (name.len() as u64 & 0xff);
        1 << (mix.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
    }
}
