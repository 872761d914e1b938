//! `[invoices]`: what stands on an authority's invoices, and when they are drawn up.

use serde::Deserialize;

use super::{Settings, SettingsError};

/// `[invoices]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoices {
    /// The day of the month on which the month before is drawn up; 0 for never.
    pub day: u8,
    /// The number of the first invoice.
    pub first_number: u64,
    /// How many days there are to pay.
    pub due_days: u32,
    /// Who invoices: name, address, VAT number, account; one line each.
    pub seller: String,
    /// What stands at the end of every invoice.
    pub note: String,
}

impl Settings {
    pub(super) fn check_invoices(&self, file: &str) -> Result<(), SettingsError> {
        let invalid = |key: &str, detail: &str| Err(SettingsError::invalid(file, key, detail));
        let invoices = &self.invoices;
        match () {
            // Every month has a 28th.
            () if invoices.day > 28 => invalid("invoices.day", "must be 1 to 28, or 0 for never"),
            () if !(1..=1_000_000_000_000).contains(&invoices.first_number) => {
                invalid("invoices.first_number", "must be 1 to 1000000000000")
            }
            () if invoices.due_days > 366 => invalid("invoices.due_days", "must be 0 to 366"),
            () if invoices.seller.len().max(invoices.note.len()) > 4_000 => {
                invalid("invoices.seller", "and invoices.note may have 4000 bytes each")
            }
            () => Ok(()),
        }
    }
}
