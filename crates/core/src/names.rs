//! Names as people and programs write them: issuers, modules, log-ins.
//!
//! A module is named `issuer.code` in lower case (`superoffice.sale-cal`). Both halves are words of
//! `a`–`z` and `0`–`9` joined by single hyphens; capitals are accepted and lowered, because older
//! systems write `SUPEROFFICE` and `SALE-CAL`.

#[cfg(test)]
mod tests;

use caseless::Caseless;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The longest issuer name or module code, in bytes.
pub const MAX_PART: usize = 120;

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was written.
    #[error("a name is missing")]
    Empty,
    /// Longer than [`MAX_PART`] bytes.
    #[error("a name is longer than {MAX_PART} characters")]
    TooLong,
    /// Something other than letters a–z, digits and single hyphens between them.
    #[error("a name may hold letters a-z, digits and single hyphens between them")]
    BadCharacter,
    /// A module name without the dot between issuer and code.
    #[error("a module is named issuer.module")]
    NoIssuer,
}

/// Who signs licences: `superoffice`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerName(Box<str>);

impl IssuerName {
    /// Reads an issuer's name, in capitals or not.
    pub fn new(text: &str) -> Result<Self, NameError> {
        part(text).map(|name| Self(name.into()))
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One licensable thing with its issuer: `superoffice.sale-cal`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModuleName(Box<str>);

impl ModuleName {
    /// The module `code` of `issuer`.
    pub fn new(issuer: &IssuerName, code: &str) -> Result<Self, NameError> {
        let code = part(code)?;
        Ok(Self(format!("{}.{code}", issuer.as_str()).into()))
    }

    /// The full name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The issuer's name, the part before the dot.
    pub fn issuer(&self) -> &str {
        self.0.split_once('.').map_or("", |(issuer, _)| issuer)
    }

    /// The module's code, the part after the dot.
    pub fn code(&self) -> &str {
        self.0.split_once('.').map_or(&*self.0, |(_, code)| code)
    }
}

/// Lets maps keyed by module names be asked with a plain text, without building a name.
impl Borrow<str> for ModuleName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for IssuerName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl FromStr for ModuleName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        let (issuer, code) = text.split_once('.').ok_or(NameError::NoIssuer)?;
        Self::new(&IssuerName::new(issuer)?, code)
    }
}

impl TryFrom<String> for IssuerName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl TryFrom<String> for ModuleName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<IssuerName> for String {
    fn from(name: IssuerName) -> Self {
        name.0.into()
    }
}

impl From<ModuleName> for String {
    fn from(name: ModuleName) -> Self {
        name.0.into()
    }
}

impl AsRef<str> for IssuerName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ModuleName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IssuerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for ModuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One half of a name, checked and lowered.
fn part(text: &str) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > MAX_PART {
        return Err(NameError::TooLong);
    }
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    if text.split('-').all(word) { Ok(text.to_ascii_lowercase()) } else { Err(NameError::BadCharacter) }
}

/// The key under which a log-in name is unique: Unicode case folding and NFKC (rule 18).
///
/// Folding once more changes nothing, so a key may be stored and compared as it is. The steps are
/// those of the Unicode standard's *compatibility caseless match*; composing last keeps keys short.
pub fn fold_login(login: &str) -> String {
    if login.is_ascii() {
        return login.to_ascii_lowercase();
    }
    login.nfd().default_case_fold().nfkd().default_case_fold().nfkc().collect()
}

/// By what a list of people is put in order: the folded name with its letters where readers look for them, to be compared
/// byte by byte. Marks over and under letters are taken off, so that É stands with E and Ł with L. The letters that the
/// Nordic alphabets count apart (å, ä or æ, ö or ø) become `{a`, `{b` and `{c`, which come after z in that order; whoever
/// counts them with a and o takes the brace off again ([`PLAIN`] says how).
///
/// Not the Unicode Collation Algorithm: its tables weigh megabytes in the program and its keys several times the name in
/// every row and index. A list of people needs the letters of names in the right place and an order that an index of the
/// database keeps for hundreds of thousands of them. Other scripts stay in the order of their code points, after Latin.
pub fn name_sort_key(folded: &str) -> String {
    if folded.is_ascii() {
        return folded.to_owned();
    }
    let mut key = String::with_capacity(folded.len() + 2);
    for letter in folded.nfc() {
        match letter {
            'å' => key.push_str("{a"),
            'ä' | 'æ' => key.push_str("{b"),
            'ö' | 'ø' => key.push_str("{c"),
            _ => match without_sign(letter) {
                Some(plain) => key.push_str(plain),
                None => key.extend(std::iter::once(letter).nfd().filter(|part| !is_mark(*part))),
            },
        }
    }
    key
}

/// What takes the place of what in a [`name_sort_key`] where å and ä are counted with a, and ö with o.
pub const PLAIN: [(&str, &str); 3] = [("{a", "a"), ("{b", "a"), ("{c", "o")];

/// How a text is searched, and what is searched for: folded as log-in names are, and every letter as somebody types it on
/// whose keyboard it is not, so that `akesson` finds Åkesson, `nguyen` Nguyễn and `kjaergaard` Kjærgaard. A folded text may
/// be folded once more: it stays as it is.
pub fn fold_search(text: &str) -> String {
    let folded = fold_login(text);
    if folded.is_ascii() {
        return folded;
    }
    let mut key = String::with_capacity(folded.len());
    for letter in folded.nfd().filter(|part| !is_mark(*part)).nfc() {
        match letter {
            'æ' => key.push_str("ae"),
            'ø' => key.push('o'),
            _ => match without_sign(letter) {
                Some(plain) => key.push_str(plain),
                None => key.push(letter),
            },
        }
    }
    key
}

/// A Latin letter that no decomposition takes apart, as it is written without it.
fn without_sign(letter: char) -> Option<&'static str> {
    Some(match letter {
        'œ' => "oe",
        'þ' => "th",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŧ' => "t",
        _ => return None,
    })
}

/// A mark over, under or through a letter. Signs of other scripts are letters.
fn is_mark(part: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&part)
}
