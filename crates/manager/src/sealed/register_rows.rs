//! Rows of `installation`, `module` and `package`.
//!
//! Beyond what rule 10 asks for: a number of a module, the package in force or the day of the last day change edited
//! in the database would shift licences as surely as an edited assignment.

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::ids::ModuleNo;
use licentia_core::names::{IssuerName, ModuleName};
use licentia_platform::seals::{SealInput, Sealed};
use serde::{Deserialize, Serialize};

/// Which package of an issuer is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its id; `None` after the issuer's licences were deleted.
    pub package: Option<String>,
    /// The highest sequence number that was ever in force.
    pub sequence: u64,
    /// Whether a certificate calls the issuer a partner: it adds licences to an installation that somebody else's
    /// package describes. It is known even when the package itself can no longer be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partner: bool,
}

/// One licensed database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationRow {
    /// Its id: a UUID.
    pub id: String,
    /// Its short name in page addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The scope of the central installation, for a satellite.
    pub central: Option<i64>,
    /// The holder's serial number, once known.
    pub serial: Option<String>,
    /// The holder's name, once known.
    pub holder: Option<String>,
    /// The holder's customer number, where there is one.
    pub customer: Option<String>,
    /// The zone in which its days are counted: from the package in force, UTC before.
    pub zone: String,
    /// Thumbprint of its key.
    pub key_id: String,
    /// Whether it was ever licensed (rule 11).
    pub licensed_before: bool,
    /// What is in force per issuer: a package row that somebody deleted is missed, and the sequence survives the
    /// deletion of licences (rule 11).
    pub in_force: BTreeMap<String, Mark>,
    /// The last day whose day change ran (rule 5).
    pub day: Date,
    /// When it was made, in milliseconds UTC.
    pub created_at: i64,
}

impl InstallationRow {
    /// What is in force, as stored.
    pub(crate) fn in_force_json(&self) -> String {
        serde_json::to_string(&self.in_force).expect("texts and numbers are JSON")
    }
}

impl Sealed for InstallationRow {
    const TABLE: &'static str = "installation";

    fn write(&self, input: &mut SealInput) {
        input.text(&self.id);
        input.int_or_null(self.central);
        input.text_or_null(self.serial.as_deref());
        input.text_or_null(self.holder.as_deref());
        input.text_or_null(self.customer.as_deref());
        input.text(&self.zone);
        input.text(&self.key_id);
        input.int(i64::from(self.licensed_before));
        input.text(&self.in_force_json());
        input.text(&self.day.to_string());
    }
}

/// The number of a module's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleRow {
    /// The number.
    pub no: ModuleNo,
    /// The name.
    pub name: ModuleName,
}

impl Sealed for ModuleRow {
    const TABLE: &'static str = "module";

    fn write(&self, input: &mut SealInput) {
        input.int(i64::from(self.no.0));
        input.text(self.name.as_str());
    }
}

/// What became of a package (rule 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageState {
    /// Verified and compared, waiting for a decision.
    Loaded,
    /// The issuer's licences are its rows.
    InForce,
    /// Another one of the issuer took its place; it may never have been in force itself.
    Replaced,
    /// For a coming product version (rule 7).
    Prepared,
    /// Put aside.
    Dismissed,
    /// It was in force when the issuer's licences were deleted (rule 11).
    Deleted,
}

impl PackageState {
    /// Every state.
    pub const EVERY: [Self; 6] =
        [Self::Loaded, Self::InForce, Self::Replaced, Self::Prepared, Self::Dismissed, Self::Deleted];

    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::InForce => "in_force",
            Self::Replaced => "replaced",
            Self::Prepared => "prepared",
            Self::Dismissed => "dismissed",
            Self::Deleted => "deleted",
        }
    }

    /// From what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.as_str() == text)
    }
}

/// A package that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// The id in its manifest.
    pub id: String,
    /// Who signed it.
    pub issuer: IssuerName,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// What became of it.
    pub state: PackageState,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The file as it came.
    pub bytes: Vec<u8>,
    /// When it was loaded, in milliseconds UTC.
    pub loaded_at: i64,
    /// Who loaded it: the actor's reference, without personal data.
    pub loaded_by: String,
    /// When it came into force.
    pub activated_at: Option<i64>,
    /// The revision that put it in force.
    pub activated_revision: Option<u64>,
}

impl Sealed for PackageRow {
    const TABLE: &'static str = "package";

    fn write(&self, input: &mut SealInput) {
        input.text(&self.id);
        input.text(self.issuer.as_str());
        input.int(self.sequence.cast_signed());
        input.text(self.state.as_str());
        input.text(&self.sha256);
    }
}
