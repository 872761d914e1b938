//! Rows of `satellite` and `site_assignment` (rule 1).

use licentia_core::ids::ModuleNo;
use licentia_core::sites::SiteGrant;
use licentia_platform::seals::{SealInput, Sealed};

/// Whether a satellite is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SatelliteState {
    /// It is.
    Active,
    /// It was; its number is not given again.
    Closed,
}

impl SatelliteState {
    /// As stored and as answered: `active`, `closed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// From what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Active, Self::Closed].into_iter().find(|state| state.as_str() == text)
    }
}

/// A satellite of a central installation: a database of its own that shares chain, packages and seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SatelliteRow {
    /// Its number within the installation, from 1.
    pub no: u32,
    /// Its id: a UUID.
    pub id: String,
    /// Its short name, unique among the databases of the installation.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it is there.
    pub state: SatelliteState,
    /// When it was made, in milliseconds UTC.
    pub created_at: i64,
}

impl Sealed for SatelliteRow {
    const TABLE: &'static str = "satellite";

    fn write(&self, input: &mut SealInput) {
        input.int(i64::from(self.no));
        input.text(&self.id);
        input.text(&self.slug);
        input.text(self.state.as_str());
    }
}

/// A site licence given to a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// The database: 0 the central one, satellites by their numbers.
    pub site: u32,
    /// The module.
    pub module: ModuleNo,
    /// How many units it takes.
    pub units: u32,
    /// The revision that gave it: where a date leaves fewer, the newest gives way first.
    pub granted_at: u64,
}

impl SiteRow {
    /// As core's rules see it.
    pub fn grant(&self) -> SiteGrant {
        SiteGrant { order: self.granted_at, site: self.site, module: self.module, units: self.units }
    }
}

impl From<SiteGrant> for SiteRow {
    fn from(grant: SiteGrant) -> Self {
        Self { site: grant.site, module: grant.module, units: grant.units, granted_at: grant.order }
    }
}

impl Sealed for SiteRow {
    const TABLE: &'static str = "site_assignment";

    fn write(&self, input: &mut SealInput) {
        input.int(i64::from(self.site));
        input.int(i64::from(self.module.0));
        input.int(i64::from(self.units));
        input.int(self.granted_at.cast_signed());
    }
}
