//! A strict reader for the JSON inside signed lines.
//!
//! It borrows from the text, builds no tree, and refuses what RFC 8259 leaves to taste:
//! the same member twice in one object (at any depth, also where the member is otherwise ignored),
//! numbers that are not whole, control characters in text, and nesting deeper than [`MAX_DEPTH`].

mod seen;

use std::borrow::Cow;

use seen::Seen;

use crate::reasons::{Reason, Refused};

/// How many arrays and objects may be open at once.
pub(crate) const MAX_DEPTH: u32 = 16;

/// What a reader's methods answer.
pub(crate) type Read<T> = Result<T, Refused>;

/// A position in one JSON text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// What is answered when the text is not JSON: the header's reason or the payload's.
    malformed: Reason,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of `bytes`; `malformed` is the refusal for what is not JSON.
    pub(crate) fn new(bytes: &'a [u8], malformed: Reason) -> Read<Self> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| Refused::new(malformed, format!("not UTF-8 at byte {}", e.valid_up_to())))?;
        Ok(Self { text, at: 0, depth: 0, malformed })
    }

    /// The refusal for a syntax error at the present position.
    fn syntax<T>(&self, expected: &str) -> Read<T> {
        Err(Refused::new(self.malformed, format!("not JSON at byte {}: expected {expected}", self.at)))
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space, not consumed.
    #[inline]
    fn next_token(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.next_token() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Whether the next value is a number.
    pub(crate) fn starts_number(&mut self) -> bool {
        matches!(self.next_token(), Some(b'-' | b'0'..=b'9'))
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Read<()> {
        match self.next_token() {
            None => Ok(()),
            Some(_) => self.syntax("the end"),
        }
    }

    /// Reads an object; `member` is called with each name and must consume its value.
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        if !self.eat(b'{') {
            return match self.next_token() {
                None => self.syntax("an object"),
                Some(_) => self.wrong("an object"),
            };
        }
        self.deeper()?;
        let mut seen = Seen::new();
        if !self.eat(b'}') {
            loop {
                let name = self.name()?;
                if !seen.insert(&name) {
                    return Err(Refused::new(
                        Reason::DuplicateMember,
                        format!("the member {:?} occurs twice", shorten(&name)),
                    ));
                }
                if !self.eat(b':') {
                    return self.syntax("a colon");
                }
                member(self, &name).map_err(|refused| within(&name, refused))?;
                if self.eat(b',') {
                    continue;
                }
                if self.eat(b'}') {
                    break;
                }
                return self.syntax("a comma or the end of the object");
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads an array; `item` must consume each value.
    pub(crate) fn array(&mut self, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        if !self.eat(b'[') {
            return self.wrong("an array");
        }
        self.deeper()?;
        if !self.eat(b']') {
            loop {
                item(self)?;
                if self.eat(b',') {
                    continue;
                }
                if self.eat(b']') {
                    break;
                }
                return self.syntax("a comma or the end of the array");
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refused::new(
                Reason::TooDeep,
                format!("more than {MAX_DEPTH} levels at byte {}", self.at),
            ));
        }
        Ok(())
    }

    fn name(&mut self) -> Read<Cow<'a, str>> {
        if self.next_token() != Some(b'"') {
            return self.syntax("a member's name");
        }
        self.string()
    }

    /// Reads `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Read<bool> {
        match self.next_token() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => self.wrong("true or false"),
        }
    }

    fn literal(&mut self, word: &str) -> Read<()> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.syntax(word);
        }
        self.at += word.len();
        Ok(())
    }

    /// Reads a whole number that fits `i64`.
    pub(crate) fn integer(&mut self) -> Read<i64> {
        if !self.starts_number() {
            return self.wrong("a whole number");
        }
        let (digits, whole) = self.number()?;
        match digits.parse() {
            // "-0" would be a second way to write 0.
            Ok(n) if whole && digits != "-0" => Ok(n),
            _ => Err(bad(format!("{} is not a whole number in range", shorten(digits)))),
        }
    }

    /// The text of a number by RFC 8259's grammar, and whether it is written as a whole one.
    fn number(&mut self) -> Read<(&'a str, bool)> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let leading = self.peek();
        match (self.digits(), leading) {
            (0, _) => return self.syntax("a digit"),
            (2.., Some(b'0')) => return self.syntax("no zero before other digits"),
            _ => {}
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            whole = false;
            if self.digits() == 0 {
                return self.syntax("a digit");
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            whole = false;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return self.syntax("a digit");
            }
        }
        Ok((&self.text[start..self.at], whole))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    /// Reads a text; borrowed when it holds no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Read<Cow<'a, str>> {
        if self.next_token() != Some(b'"') {
            return self.wrong("a text");
        }
        let start = self.at + 1;
        self.at = start + plain_length(&self.text.as_bytes()[start..]);
        if self.peek() == Some(b'"') {
            let text = &self.text[start..self.at];
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.string_with_escapes(start).map(Cow::Owned)
    }

    #[cold]
    fn string_with_escapes(&mut self, start: usize) -> Read<String> {
        let mut out = String::from(&self.text[start..self.at]);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.escape()?;
                    out.push(allowed(c)?);
                }
                Some(DELETE | BEFORE_C1) => {
                    let c = self.text[self.at..].chars().next().unwrap_or_default();
                    self.at += c.len_utf8();
                    out.push(allowed(c)?);
                }
                Some(0x20..) => {
                    let from = self.at;
                    self.at += plain_length(&self.text.as_bytes()[from..]).max(1);
                    out.push_str(&self.text[from..self.at]);
                }
                _ => return self.syntax("the end of a text"),
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(c @ (b'"' | b'\\' | b'/')) => c as char,
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => {
                self.at -= 1;
                return self.syntax("an escape");
            }
        })
    }

    fn unicode_escape(&mut self) -> Read<char> {
        let high = self.hex4()?;
        let code = if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let low = self.hex4()?;
            if !(0xdc00..0xe000).contains(&low) {
                return self.syntax("the second half of a surrogate pair");
            }
            0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => self.syntax("a whole surrogate pair"),
        }
    }

    fn hex4(&mut self) -> Read<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        if digits.len() != 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return self.syntax("four hexadecimal digits");
        }
        self.at += 4;
        Ok(digits.iter().fold(0, |n, d| n * 16 + (*d as char).to_digit(16).unwrap_or_default()))
    }

    /// Passes over any value, refusing what would be refused in a value that is used.
    pub(crate) fn skip(&mut self) -> Read<()> {
        match self.next_token() {
            Some(b'{') => self.object(|reader, _| reader.skip()),
            Some(b'[') => self.array(Self::skip),
            Some(b'"') => self.string().map(drop),
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.literal("null"),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => self.syntax("a value"),
        }
    }

    /// The refusal for a value of another type than expected, or for no value at all.
    #[cold]
    fn wrong<T>(&mut self, expected: &str) -> Read<T> {
        let at = self.at;
        self.skip()?;
        let found = shorten(&self.text[at..self.at]);
        Err(bad(format!("expected {expected}, found {found}")))
    }
}

/// Says in which member a refusal arose; the outermost comes first.
#[cold]
fn within(member: &str, mut refused: Refused) -> Refused {
    refused.detail = format!("{}: {}", shorten(member), refused.detail);
    refused
}

/// A member's value is not what it must be.
pub(crate) fn bad(detail: impl Into<String>) -> Refused {
    Refused::new(Reason::BadMember, detail)
}

/// At most 40 characters of what the file says, for a message.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// U+007F as it stands in the text.
const DELETE: u8 = 0x7f;
/// The byte that U+0080 to U+009F begin with, as U+00A0 to U+00BF do.
const BEFORE_C1: u8 = 0xc2;

/// The character, or the refusal of one that no text holds, written out or escaped.
fn allowed(c: char) -> Read<char> {
    match c.is_control() && c != '\n' && c != '\t' {
        true => Err(bad(format!("the control character U+{:04X}", c as u32))),
        false => Ok(c),
    }
}

/// How many bytes follow before a quote, a backslash or what may be a control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let zero = |x: u64| x.wrapping_sub(ONES) & !x & HIGHS;
    let mut at = 0;
    // Eight bytes at a time: the lowest marked byte of each mask is exact, the others may not be.
    while let Some(chunk) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let quote = zero(word ^ (ONES * b'"' as u64));
        let backslash = zero(word ^ (ONES * b'\\' as u64));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let delete = zero(word ^ (ONES * DELETE as u64));
        let c1 = zero(word ^ (ONES * BEFORE_C1 as u64));
        let stop = quote | backslash | control | delete | c1;
        if stop != 0 {
            return at + stop.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|b| *b >= 0x20 && !matches!(*b, b'"' | b'\\' | DELETE | BEFORE_C1)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests;
