//! A log-in name at a place that follows from the user's number alone.

/// Bytes of a name that has room.
const ROOM: usize = 31;
/// In place of the length: the name stands elsewhere.
const LONG: u8 = u8::MAX;

/// A folded log-in name in half a cache line, so that a look-up by name waits for it and for the user's record at the
/// same time. One of more than 31 bytes stands in a text that many share: here are its place and length.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Login {
    bytes: [u8; ROOM],
    len: u8,
}

impl Login {
    pub(super) const NONE: Self = Self { bytes: [0; ROOM], len: 0 };

    /// Keeps `text`; a long one is added to `long`.
    pub(super) fn new(text: &str, long: &mut String) -> Self {
        let mut login = Self::NONE;
        if text.len() <= ROOM {
            login.bytes[..text.len()].copy_from_slice(text.as_bytes());
            login.len = text.len() as u8;
        } else {
            login.bytes[..4].copy_from_slice(&(long.len() as u32).to_le_bytes());
            login.bytes[4..8].copy_from_slice(&(text.len() as u32).to_le_bytes());
            login.len = LONG;
            long.push_str(text);
        }
        login
    }

    /// Whether it is this text; `long` is what [`Login::new`] added to.
    #[inline]
    pub(super) fn is(&self, text: &str, long: &str) -> bool {
        match self.bytes.get(..usize::from(self.len)) {
            Some(bytes) => bytes == text.as_bytes(),
            None => self.text(long) == text,
        }
    }

    /// The text.
    pub(super) fn text<'a>(&'a self, long: &'a str) -> &'a str {
        let number = |at: usize| {
            u32::from_le_bytes([self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]])
        };
        match self.bytes.get(..usize::from(self.len)) {
            Some(bytes) => std::str::from_utf8(bytes).expect("these bytes were copied from a str"),
            None => &long[number(0) as usize..(number(0) + number(4)) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_reads_back_and_is_no_other(texts in prop::collection::vec("\\PC{0,40}", 1..8)) {
            let mut long = String::new();
            let logins: Vec<Login> = texts.iter().map(|text| Login::new(text, &mut long)).collect();
            for (login, text) in logins.iter().zip(&texts) {
                prop_assert_eq!(login.text(&long), text);
                for other in &texts {
                    prop_assert_eq!(login.is(other, &long), text == other);
                }
            }
        }
    }
}
