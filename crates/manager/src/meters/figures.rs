//! The figures of closed months: sealed, numbered without gaps for each issuer, each told to it once.
//!
//! A figure is the whole month as it was known when it was made. The first one of a meter and month is `final`; when late
//! events change it, a `correction` says what the month comes to now. What they say is never changed: only that the issuer's
//! authority has signed a receipt for it is noted ([`note_receipt`]), and one that it has another figure for is numbered
//! anew ([`renumber`]).

use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_platform::seals::{SealInput, Sealed};

pub use licentia_protocol::conversation::FigureKind;

pub(super) use super::store::figures::renumber;
pub use super::store::figures::{every, note_receipt, of_months, without_receipt};

/// One figure (`usage_figure`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// To whom it is told.
    pub issuer: IssuerName,
    /// Its number among the issuer's, from 1, without gaps.
    pub n: u64,
    /// The meter's code, without the issuer.
    pub meter: String,
    /// The month, in the holder's zone.
    pub month: Month,
    /// Whether it is the first of its month.
    pub kind: FigureKind,
    /// What the whole month comes to.
    pub used: u64,
    /// The plan seats in use that the allowance grew with.
    pub plan_users: u64,
    /// What the month allowed.
    pub allowance: u64,
    /// What went beyond it.
    pub overage: u64,
    /// The package whose rows gave the allowance.
    pub package: Option<String>,
    /// When it was made, in milliseconds UTC.
    pub closed_at: i64,
    /// When the authority's signed receipt for it came, in milliseconds UTC.
    pub receipted_at: Option<i64>,
}

impl Sealed for Figure {
    const TABLE: &'static str = "usage_figure";

    fn write(&self, input: &mut SealInput) {
        input.text(self.issuer.as_str());
        input.text(&self.meter);
        input.text(&self.month.to_string());
        input.text(self.kind.as_str());
        for number in [self.n, self.used, self.plan_users, self.allowance, self.overage] {
            input.int(number.cast_signed());
        }
        input.text_or_null(self.package.as_deref());
        input.int(self.closed_at);
        input.int_or_null(self.receipted_at);
    }
}
