//! The row of `closed_day`.

use jiff::civil::Date;
use licentia_platform::seals::{SealInput, Sealed};

/// What one kind of thing that has no place in the chain came to on a day that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedDayRow {
    /// The day.
    pub day: Date,
    /// What was counted: `use`, `refusals`, ….
    pub kind: String,
    /// How many rows there were.
    pub rows: u64,
    /// SHA-256 over them, in lower-case hexadecimal.
    pub sha256: String,
}

impl Sealed for ClosedDayRow {
    const TABLE: &'static str = "closed_day";

    fn write(&self, input: &mut SealInput) {
        input.text(&self.day.to_string());
        input.text(&self.kind);
        input.int(self.rows.cast_signed());
        input.text(&self.sha256);
    }
}
