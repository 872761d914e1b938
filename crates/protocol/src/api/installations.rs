//! `/installations`: the databases of a holder, and the installations of a server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstallationKind {
    /// The one that packages are issued to; satellites share what it has.
    Central,
    /// One beneath it.
    Satellite,
}

/// One licensed database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installation {
    /// Its number among the databases of the holder: 0 is the central one.
    pub no: u32,
    /// Its id: a UUID.
    pub id: String,
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Central, or a satellite.
    pub kind: InstallationKind,
    /// Whether licences reach it: false of a satellite without a unit of `satellite`.
    pub licensed: bool,
    /// How many users belong to it: those of `GET /users?site=…`.
    pub users: u64,
    /// How many of them may log in.
    #[serde(default)]
    pub can_log_in: u64,
    /// The site licences it was given.
    pub licences: Vec<SiteLicence>,
}

/// A site licence of one database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteLicence {
    /// The module, `issuer.module`.
    pub module: String,
    /// Its title.
    pub name: String,
    /// How many units it takes.
    pub units: u32,
    /// Whether it has them today: false while its rows in force do not reach so far, or no package brings the module.
    pub holds: bool,
}

/// `POST /installations`: a satellite to make; `POST /server/installations`: an installation to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstallation {
    /// Its short name: small letters, digits and single hyphens.
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 200, pattern = "[^ ]")]
    pub name: String,
}

/// `PATCH /installations/{id}`: what changes; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InstallationPatch {
    /// Another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another short name, of a satellite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

/// `DELETE /installations/{id}`: what closing a satellite does, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SatelliteClosed {
    /// Users who belonged to this satellite alone: they belong to the central installation now.
    pub moved: u64,
    /// The modules of which it gave its units back.
    pub freed: Vec<String>,
    /// The revision of the change; absent when it was only asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

/// `PUT /installations/{id}/licences/{module}`: how many units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SiteUnits {
    /// 1 unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub units: Option<u32>,
}

/// `GET /installation`: whom the token belongs to. Holder and packages are the central installation's, also at a
/// satellite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThisInstallation {
    /// The database that the token belongs to.
    pub installation: Installation,
    /// The id of the central installation: the same one, unless this is a satellite.
    pub central: String,
    /// The holder's name.
    pub holder: Option<String>,
    /// The holder's serial number.
    pub serial: Option<String>,
    /// The zone in which days are counted.
    pub zone: String,
    /// Nothing is licensed yet.
    pub demo: bool,
    /// The packages in force.
    pub packages: Vec<PackageInForce>,
    /// The revision it was answered from.
    pub revision: u64,
}

/// A package in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageInForce {
    /// Its id.
    pub id: String,
    /// Its issuer.
    pub issuer: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
}

/// An installation of a server, for its operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerInstallation {
    /// Its id: a UUID.
    pub id: String,
    /// Its short name in page addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// An installation that was just made. The only time its link can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MadeInstallation {
    /// The installation.
    #[serde(flatten)]
    pub installation: ServerInstallation,
    /// Where its first administrator chooses a password, once; beneath the server's address.
    pub set_up: String,
}
