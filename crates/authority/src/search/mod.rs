//! The search in the top bar: customers by what they are and were called, installations by their key,
//! packages by their id.

mod page;
mod store;

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use crate::customers;
use crate::packages::listing;
use crate::state::Authority;

pub(crate) use page::routes as page_routes;

/// How many of each kind are found at most.
const MOST: u32 = 10;

/// What was found, the best of each kind.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Customers by name, serial number, customer id or contact.
    pub customers: Vec<customers::Listed>,
    /// How many customers there are in all.
    pub customers_total: u64,
    /// Customers by a name or serial number that they do not have any more.
    pub former: Vec<Former>,
    /// Installations by the beginning of their key's name or fingerprint.
    pub installations: Vec<Installation>,
    /// Packages by a part of their id.
    pub packages: Vec<listing::Listed>,
}

/// A customer under what it was called before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// What it is called now.
    pub customer: String,
    /// Its serial number now.
    pub serial: String,
    /// What it was called.
    pub name: String,
    /// The serial number it had.
    pub former_serial: String,
    /// When that ended, in milliseconds UTC.
    pub changed_at_ms: i64,
}

/// An installation by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The thumbprint of its key.
    pub kid: String,
    /// The customer for which it speaks.
    pub customer: String,
    /// Its serial number.
    pub serial: String,
    /// When it was heard of last, in milliseconds UTC.
    pub last_at_ms: i64,
}

impl Found {
    /// How many things are shown.
    fn shown(&self) -> usize {
        self.customers.len() + self.former.len() + self.installations.len() + self.packages.len()
    }
}

/// Everything that `words` may mean. Nothing is found for nothing.
///
/// # Errors
/// As any read.
pub async fn find(authority: &Authority, _granted: &Granted<View>, words: &str) -> Result<Found, Problem> {
    let words = words.trim().to_owned();
    if words.is_empty() {
        return Ok(Found::default());
    }
    authority.db().read(move |r| Ok(store::find(r, &words)?)).await
}

/// The serial number of the customer that had this one before.
///
/// # Errors
/// As any read.
pub async fn called_now(
    authority: &Authority,
    _granted: &Granted<View>,
    former_serial: &str,
) -> Result<Option<String>, Problem> {
    let former = former_serial.to_owned();
    authority.db().read(move |r| Ok(store::called_now(r, &former)?)).await
}

/// The beginning of a key's name (`kid`, base64url) from the beginning of its fingerprint as people read
/// it: at least eight hexadecimal digits, in groups or not.
fn kid_of_fingerprint(words: &str) -> Option<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits: Vec<u32> = words
        .chars()
        .filter(|letter| !matches!(letter, ' ' | ':' | '…'))
        .map(|letter| letter.to_digit(16))
        .collect::<Option<_>>()?;
    if !(8..=64).contains(&digits.len()) {
        return None;
    }
    let bits: Vec<u32> =
        digits.iter().flat_map(|digit| (0..4).rev().map(move |bit| digit >> bit & 1)).collect();
    let letter =
        |six: &[u32]| char::from(LETTERS[six.iter().fold(0, |number, bit| number << 1 | bit) as usize]);
    Some(bits.chunks_exact(6).map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::kid_of_fingerprint;

    #[test]
    fn a_fingerprint_is_the_same_name_in_other_digits() {
        // SHA-256 of nothing, in both.
        let words = "E3B0 C442 98FC 1C14 9AFB";
        assert_eq!(kid_of_fingerprint(words).unwrap(), "47DEQpj8HBSa-");
        assert_eq!(kid_of_fingerprint("e3b0c442").unwrap(), "47DEQ");
        assert_eq!(kid_of_fingerprint("E3B0"), None, "too short to mean a key");
        assert_eq!(kid_of_fingerprint("Nordlys Trading"), None);
    }
}
