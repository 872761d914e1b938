//! The rows that rule 10 seals, and the only place that reads and writes them.
//!
//! A row is read as [`Stored`]: with its revision and its seal, so that whoever changes or removes it hands both back
//! and the table's sum stays right by difference. Nothing else in this crate writes to these tables.

mod apply;
mod assignment_row;
mod closed_day_row;
mod keyring_row;
mod register_rows;
mod rule_row;
mod session_row;
mod site_rows;
pub mod store;
mod user_row;

pub use apply::apply;
pub use assignment_row::AssignmentRow;
pub use closed_day_row::ClosedDayRow;
pub use keyring_row::KeyringRow;
pub use register_rows::{InstallationRow, Mark, ModuleRow, PackageRow, PackageState};
pub use rule_row::RuleRow;
pub use session_row::SessionRow;
pub use site_rows::{SatelliteRow, SatelliteState, SiteRow};
pub(crate) use user_row::search_key;
pub use user_row::{CENTRAL, UserLayout, UserRow, UserState};

use licentia_platform::db::Write;
use licentia_platform::seals::{Seal, Sealed, Tampered};

/// A row as it stands in its table.
#[derive(Clone, Debug)]
pub struct Stored<R> {
    /// Its content.
    pub row: R,
    /// The revision that wrote it.
    pub rev: u64,
    /// The seal beside it.
    pub seal: Seal,
}

impl<R: Sealed> Stored<R> {
    /// Verifies the seal and takes it out of the table's sum: the row is about to be changed or removed.
    ///
    /// # Errors
    /// The row was edited without the server's secret; it counts as absent.
    pub fn unseal(&self, w: &mut Write<'_>) -> Result<&R, Tampered> {
        w.unseal(&self.row, self.rev, self.seal)?;
        Ok(&self.row)
    }
}

/// Bytes in lower-case hexadecimal, as `sha256` columns hold them.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
