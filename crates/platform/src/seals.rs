//! Seals: whoever edits a sealed row without the secret file is noticed (rule 10).
//!
//! A row's seal is the first 16 bytes of a keyed BLAKE3 over its table, its scope, its revision and
//! its sealed columns. Per table the ledger's head keeps the sum of all seals modulo 2^128, so that a
//! deleted row, or an old one put back, shows although every seal that is left is right.

use crate::db::ScopeNo;
use crate::secret::Secret;

/// A row that is sealed.
pub trait Sealed {
    /// Its table.
    const TABLE: &'static str;
    /// Writes every sealed column, always in the same order.
    fn write(&self, input: &mut SealInput);
}

/// A row's seal, as two columns: `seal_hi` and `seal_lo` (portable inside JSON arrays).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seal {
    /// The first eight bytes.
    pub hi: i64,
    /// The last eight bytes.
    pub lo: i64,
}

impl Seal {
    /// The 16 bytes as one number: what the sums add up.
    pub fn number(self) -> u128 {
        (u128::from(self.hi.cast_unsigned()) << 64) | u128::from(self.lo.cast_unsigned())
    }

    fn from_number(number: u128) -> Self {
        Self { hi: ((number >> 64) as u64).cast_signed(), lo: (number as u64).cast_signed() }
    }
}

/// A row whose seal is wrong: somebody changed it without the secret. It counts as absent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a row of {table} does not carry the seal of its content")]
pub struct Tampered {
    /// The row's table.
    pub table: &'static str,
}

impl From<Tampered> for crate::problem::Problem {
    fn from(tampered: Tampered) -> Self {
        Self::refused(409, "tampered").arg("table", tampered.table)
    }
}

/// Collects the sealed columns of one row, each with its kind and length, so that no two different
/// rows give the same bytes.
pub struct SealInput(Vec<u8>);

impl SealInput {
    /// A number, a flag (0, 1), a date as days, an instant as milliseconds.
    pub fn int(&mut self, value: i64) {
        self.0.push(1);
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A number that may be absent.
    pub fn int_or_null(&mut self, value: Option<i64>) {
        match value {
            Some(value) => self.int(value),
            None => self.null(),
        }
    }

    /// A text.
    pub fn text(&mut self, value: &str) {
        self.0.push(2);
        self.sized(value.as_bytes());
    }

    /// A text that may be absent.
    pub fn text_or_null(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    /// Bytes.
    pub fn blob(&mut self, value: &[u8]) {
        self.0.push(3);
        self.sized(value);
    }

    /// SQL's NULL.
    pub fn null(&mut self) {
        self.0.push(0);
    }

    fn sized(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }
}

/// Makes and checks seals with the server's key.
pub struct Sealer {
    key: [u8; 32],
    input: SealInput,
}

impl Sealer {
    /// A sealer with the key of `secret`.
    pub fn new(secret: &Secret) -> Self {
        Self { key: *secret.seal_key(), input: SealInput(Vec::with_capacity(256)) }
    }

    /// The seal of `row` in `scope` at revision `rev`.
    pub fn seal<S: Sealed + ?Sized>(&mut self, scope: ScopeNo, rev: u64, row: &S) -> Seal {
        self.input.0.clear();
        self.input.text(S::TABLE);
        self.input.int(scope.0);
        self.input.int(rev.cast_signed());
        row.write(&mut self.input);
        let mut bytes = [0_u8; 16];
        bytes.copy_from_slice(&blake3::keyed_hash(&self.key, &self.input.0).as_bytes()[..16]);
        Seal::from_number(u128::from_be_bytes(bytes))
    }

    /// Whether `seal` is the one of `row` in `scope` at `rev`.
    pub fn matches<S: Sealed + ?Sized>(&mut self, scope: ScopeNo, rev: u64, row: &S, seal: Seal) -> bool {
        self.seal(scope, rev, row) == seal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    struct Words(&'static [&'static str]);
    impl Sealed for Words {
        const TABLE: &'static str = "words";
        fn write(&self, input: &mut SealInput) {
            for word in self.0 {
                input.text(word);
            }
        }
    }

    #[test]
    fn a_seal_covers_every_column_the_scope_and_the_revision() {
        let mut sealer = Sealer::new(&Secret::random(&SystemRandom));
        let seal = sealer.seal(ScopeNo(1), 7, &Words(&["ab", "c"]));
        assert!(sealer.matches(ScopeNo(1), 7, &Words(&["ab", "c"]), seal));
        assert!(!sealer.matches(ScopeNo(1), 7, &Words(&["a", "bc"]), seal));
        assert!(!sealer.matches(ScopeNo(2), 7, &Words(&["ab", "c"]), seal));
        assert!(!sealer.matches(ScopeNo(1), 8, &Words(&["ab", "c"]), seal));
        let other = Sealer::new(&Secret::random(&SystemRandom)).seal(ScopeNo(1), 7, &Words(&["ab", "c"]));
        assert_ne!(other, seal);
    }

    #[test]
    fn a_seal_survives_its_two_columns() {
        for number in [0, 1, u128::MAX, u128::MAX / 3, 1 << 127, u128::from(u64::MAX)] {
            assert_eq!(Seal::from_number(number).number(), number);
        }
    }
}
