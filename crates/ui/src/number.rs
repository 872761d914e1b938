//! Numbers as the reader's language writes them.

use std::sync::LazyLock;

use crate::{Lang, t};

/// What stands between groups of three digits, per language.
static GROUP: LazyLock<Vec<String>> =
    LazyLock::new(|| Lang::ALL.iter().map(|lang| t!(*lang, "number-group")).collect());

/// The true minus, as wide as the plus.
const MINUS: char = '\u{2212}';

/// Any whole number type.
pub trait Whole {
    /// The same number, wide enough for all of them.
    fn wide(self) -> i128;
}

macro_rules! whole {
    ($($kind:ty),+) => { $(impl Whole for $kind {
        fn wide(self) -> i128 {
            self as i128
        }
    })+ };
}
whole!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// `1,204`, `1 204`, `−20`.
#[must_use]
pub fn number(lang: Lang, value: impl Whole) -> String {
    let value = value.wide();
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 8);
    if value < 0 {
        out.push(MINUS);
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(&GROUP[lang as usize]);
        }
        out.push(digit);
    }
    out
}

/// A difference: `+60`, `−20`, and a dash for nothing.
#[must_use]
pub fn signed(lang: Lang, value: impl Whole) -> String {
    match value.wide() {
        0 => dash().to_owned(),
        wide if wide > 0 => format!("+{}", number(lang, wide as i64)),
        wide => number(lang, wide as i64),
    }
}

/// The number, or a dash where there is none.
#[must_use]
pub fn number_or_dash(lang: Lang, value: Option<impl Whole>) -> String {
    value.map_or_else(|| dash().to_owned(), |value| number(lang, value))
}

/// `85%`, `85 %`.
#[must_use]
pub fn percent(lang: Lang, value: impl Whole) -> String {
    t!(lang, "number-percent", value = number(lang, value))
}

/// An amount of money with its currency: `1,234.50 EUR`, `1 234,50 EUR`; `minor` counts minor units.
#[must_use]
pub fn money(lang: Lang, minor: i64, currency: &str) -> String {
    format!("{}\u{a0}{currency}", amount(lang, minor, currency))
}

/// The same without its currency, for columns that name it once.
#[must_use]
pub fn amount(lang: Lang, minor: i64, currency: &str) -> String {
    let (whole, decimals) = licentia_core::money::parts(minor, currency);
    let mut out = number(lang, whole);
    if minor < 0 {
        out.insert(0, MINUS);
    }
    if !decimals.is_empty() {
        out.push_str(&t!(lang, "number-decimal"));
        out.push_str(&decimals);
    }
    out
}

/// What stands where there is no number or no text.
#[must_use]
pub const fn dash() -> &'static str {
    "–"
}
