//! Packages: loaded, compared, activated (rule 8).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LicenceRow, Scope};

/// The answer of `POST /packages` and `GET /packages/{id}`: what activating would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageComparison {
    /// The package.
    pub id: String,
    /// Its issuer.
    pub issuer: String,
    /// Its sequence number.
    pub sequence: u64,
    /// Where it stands.
    #[serde(default)]
    pub state: PackageState,
    /// How it came here: `file`, `fetched` or `response`.
    #[serde(default)]
    pub origin: String,
    /// Whether it is for product versions that the application does not have yet: activating prepares it (rule 7).
    #[serde(default)]
    pub coming: bool,
    /// The product versions it covers; absent = all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<CoveredVersions>,
    /// The holder before and after, when activating changes whose installation this is (rule 8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<HolderChanged>,
    /// Whether nothing blocks it.
    pub can_activate: bool,
    /// Whether nobody would lose anything, today or later (rule 8).
    #[serde(default)]
    pub harmless: bool,
    /// The modules whose use exceeds their new total.
    pub blocked: Vec<BlockedModule>,
    /// The modules that change, and only those.
    pub rows: Vec<ComparedRow>,
    /// How many modules stay as they are.
    #[serde(default)]
    pub unchanged: u64,
    /// The dates that change.
    #[serde(default)]
    pub dates: Vec<ComparedDate>,
    /// The people who gain or lose a module, now or on a later day, the first 1,000.
    pub people: Vec<AffectedPerson>,
    /// How many people are affected in all.
    #[serde(default)]
    pub people_count: u64,
    /// A digest of the comparison. Given back as `If-Match` when activating, it makes sure that what
    /// is activated is what was seen.
    #[serde(default)]
    pub etag: String,
}

/// Where a package stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackageState {
    /// Loaded and compared; nothing has changed yet.
    #[default]
    Loaded,
    /// In force.
    InForce,
    /// A later one took its place.
    Replaced,
    /// Loaded for a version that the application does not have yet (rule 7).
    Prepared,
    /// Set aside without being activated.
    Dismissed,
    /// It was in force when the issuer's licences were deleted (rule 11).
    Deleted,
}

/// Product versions, both ends included; an absent end is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoveredVersions {
    /// The first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Whose installation this is, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderChanged {
    /// The name now.
    pub old_name: String,
    /// The serial number now.
    pub old_serial: String,
    /// The name afterwards.
    pub new_name: String,
    /// The serial number afterwards.
    pub new_serial: String,
}

/// A module that keeps a package from being activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BlockedModule {
    /// The module.
    pub module: String,
    /// How many units must be freed first.
    pub to_remove: u64,
}

/// One module in the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComparedRow {
    /// The module, `issuer.module`.
    pub module: String,
    /// The title in the caller's language.
    #[serde(default)]
    pub name: String,
    /// What it covers.
    pub scope: Scope,
    /// Whether it is a user plan.
    #[serde(default)]
    pub plan: bool,
    /// Whether it is hidden.
    #[serde(default)]
    pub hidden: bool,
    /// What kind of change this is.
    pub kind: ChangeKind,
    /// The units in use now.
    pub in_use: u64,
    /// The units free now; null when unrestricted or absent.
    pub free: Option<i64>,
    /// The units now; null when unrestricted.
    pub total: Option<u64>,
    /// The difference; null when either side is unrestricted.
    pub change: Option<i64>,
    /// The units after activating; null when unrestricted.
    pub new_total: Option<u64>,
    /// The units free after activating; null when unrestricted.
    pub new_free: Option<i64>,
    /// How many units must be freed first.
    #[serde(default)]
    pub to_remove: u64,
    /// Its dated rows now.
    #[serde(default)]
    pub dates: Vec<LicenceRow>,
    /// Its dated rows after activating.
    #[serde(default)]
    pub new_dates: Vec<LicenceRow>,
    /// The name it had before, when it is renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// How a module changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// It will not be there.
    Gone,
    /// More units.
    More,
    /// Fewer units.
    Fewer,
    /// The same units at other dates.
    Dates,
    /// Another set, prerequisite, kind of user, flag or title.
    Definition,
    /// The row is the same; what uses it changes.
    Use,
}

/// A package in the list of `GET /packages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageSummary {
    /// Its id.
    pub id: String,
    /// Its issuer.
    pub issuer: String,
    /// Its sequence number.
    pub sequence: u64,
    /// Where it stands.
    pub state: PackageState,
    /// How it came here: `file`, `fetched` or `response`.
    #[serde(default)]
    pub origin: String,
    /// When it was loaded, in milliseconds UTC.
    pub loaded_at: i64,
    /// When it came into force, in milliseconds UTC.
    #[serde(default)]
    pub activated_at: Option<i64>,
    /// The ledger revision that put it in force.
    #[serde(default)]
    pub revision: Option<u64>,
}

/// The answer of `POST /packages/{id}/activate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageActivated {
    /// The ledger revision that holds it.
    pub revision: u64,
    /// `in_force`, or `prepared` for a coming product version.
    #[serde(default)]
    pub state: PackageState,
    /// How many people who waited were given a seat.
    #[serde(default)]
    pub healed: u64,
}

/// A date that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComparedDate {
    /// `next_check`, `admin_warning`, `expiry`, `grace` or `maintenance`.
    pub which: String,
    /// Now; null means never.
    #[schema(value_type = Option<String>, format = Date)]
    pub old: Option<Date>,
    /// After activating; null means never.
    #[schema(value_type = Option<String>, format = Date)]
    pub new: Option<Date>,
}

/// A person who gains or loses a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AffectedPerson {
    /// The user's log-in name.
    pub user: String,
    /// The name for people.
    pub name: String,
    /// What the person gains.
    #[serde(default)]
    pub gains: Vec<String>,
    /// What the person loses.
    #[serde(default)]
    pub loses: Vec<String>,
    /// What the person loses on a later day, because of the dates of the package's rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loses_later: Vec<LosesLater>,
}

/// A module that somebody loses on a later day (rule 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LosesLater {
    /// The first day without it.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The module.
    pub module: String,
}

/// An application that is asked before a user loses a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Blocker {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it is asked.
    pub url: String,
    /// The modules it is asked about; empty = all.
    pub modules: Vec<String>,
}

/// `POST /blockers`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBlocker {
    /// What people call it.
    #[schema(min_length = 1, max_length = 100, pattern = "[^ ]", example = "Service")]
    pub name: String,
    /// Where it is asked, http or https.
    #[schema(max_length = 500, example = "https://crm.example.org/licentia/may-lose")]
    pub url: String,
    /// The modules it is asked about, `issuer.module`; empty = all.
    #[serde(default)]
    pub modules: Vec<String>,
}

/// Somebody who holds a module of which a package has too little.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuperfluousHolder {
    /// The user's id.
    pub id: String,
    /// The log-in name.
    pub user: String,
    /// The name for people.
    pub name: String,
    /// The last day on which the user used anything; absent = never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub last_used: Option<jiff::civil::Date>,
    /// The plans and modules that bring it.
    pub through: Vec<String>,
}

/// A plan to which holders can be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomForMoves {
    /// The plan.
    pub plan: String,
    /// How many can move there; null = without limit.
    pub free: Option<u64>,
}

/// `GET /packages/{id}/superfluous/{module}`: what has to go before the package can be activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuperfluousLicences {
    /// The module.
    pub module: String,
    /// Units that would be in use.
    pub in_use: u64,
    /// Units that the package has.
    pub available: u64,
    /// Units that must go.
    pub to_remove: u64,
    /// The first 1,000 holders, the longest unused first.
    pub holders: Vec<SuperfluousHolder>,
    /// How many holders there are.
    pub holder_count: u64,
    /// Plans with room now and afterwards.
    pub rooms: Vec<RoomForMoves>,
}

/// `POST /packages/{id}/superfluous/{module}`: whose licences go. Either `users` or `longest_unused`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RemoveSuperfluous {
    /// The users by id or log-in name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<RemoveFrom>>,
    /// So many who have not used anything for longest; 0 = exactly as many as must go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_unused: Option<u64>,
    /// With `longest_unused`: the plan to move them to, instead of recalling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Go on although a blocker cannot be asked.
    pub despite_silence: bool,
}

/// One user who gives a licence up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveFrom {
    /// The user by id or log-in name.
    pub user: String,
    /// The plan to move to; absent = the licence is recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}
