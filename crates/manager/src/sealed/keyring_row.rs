//! The row of `keyring`.

use licentia_platform::seals::{SealInput, Sealed};

/// The issuers' keys as the root last listed them: an older list put back would trust a withdrawn key again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringRow {
    /// The list's version; it only goes up.
    pub version: u64,
    /// The list as the root signed it.
    pub line: String,
}

impl Sealed for KeyringRow {
    const TABLE: &'static str = "keyring";

    fn write(&self, input: &mut SealInput) {
        input.int(self.version.cast_signed());
        input.text(&self.line);
    }
}
