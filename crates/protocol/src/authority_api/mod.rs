//! The shapes of the authority's HTTP interface, `/api/v1`, shared by server, SDK and command line.
//!
//! What both servers share (pages, problems, dates) is in [`crate::api`].

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::IssuerDates;
use crate::keys::Jwk;

mod catalogue;
mod conversation;
mod invoices;
mod orders;
mod usage;

pub use catalogue::*;
pub use conversation::*;
pub use invoices::*;
pub use orders::*;
pub use usage::*;

/// A customer: the holder of packages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// The serial number, which packages are bound to.
    #[schema(example = "1000234567")]
    pub serial: String,
    /// The company's name, exactly as packages carry it.
    pub name: String,
    /// The vendor's own customer id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The country, as two capital letters (ISO 3166-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "NO")]
    pub country: Option<String>,
    /// Whom to ask for there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What sales should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The IANA time zone in which the licences' days begin and end.
    #[schema(example = "Europe/Stockholm")]
    pub zone: String,
    /// The currency of its invoices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "EUR")]
    pub currency: Option<String>,
    /// What stands under its name on invoices: address, VAT number, reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<String>,
    /// The last sequence number issued; 0 before the first.
    #[serde(default)]
    pub sequence: u64,
    /// The suite, for a customer that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// What the customer owns.
    #[serde(default)]
    pub licences: Vec<OrderLine>,
    /// The five dates of the next package.
    #[serde(default)]
    pub dates: IssuerDates,
    /// The lowest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions_from: Option<String>,
    /// The highest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions_to: Option<String>,
    /// Why nothing new is handed out, per language; absent without a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Texts>,
    /// What its administrators read, per language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Texts>,
    /// Where they find more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// `open`: the first installation that names it is bound, which closes it again; `closed`: it waits for support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<String>,
    /// What it was called, until its installation is known to follow the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<HolderName>,
    /// The revision of the last change; also the `ETag`.
    #[serde(default)]
    pub revision: u64,
    /// When the customer was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
}

/// `POST /customers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// The serial number; the authority chooses one unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The company's name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The vendor's own customer id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The country, as two capital letters (ISO 3166-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Whom to ask for there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What sales should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The IANA time zone; UTC unless told.
    #[serde(default = "utc")]
    #[schema(default = "UTC")]
    pub zone: String,
    /// The currency of its invoices, three capital letters; EUR unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "SEK")]
    pub currency: Option<String>,
    /// What stands under its name on invoices: address, VAT number, reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<String>,
    /// The suite, for a customer that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// What the customer owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<OrderLine>,
    /// The five dates of its packages.
    #[serde(default)]
    pub dates: IssuerDates,
    /// `open`: the first installation that names it is bound; `closed`, unless told: it waits for support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<String>,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// `PATCH /customers/{serial}`: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerPatch {
    /// A new name. Packages issued before carry the old one; the next one turns it into the new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new serial number: with the name, the authorised change of holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Why nothing new is handed out, per language; without a text it is handed out again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Texts>,
    /// What its administrators read, per language; without a text it is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Texts>,
    /// Where they find more; empty to remove it. It needs a message or a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// `open`: the first installation that names it is bound; `closed`: it waits for support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<String>,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A new customer id; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// A new time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Another currency for its invoices; empty for EUR. Invoices that were issued keep theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What stands under its name on invoices; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<String>,
    /// Another country; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Another contact; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Another note; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Another suite; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// Everything the customer owns from now on; takes effect with the next package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licences: Option<Vec<OrderLine>>,
    /// The five dates of the next package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<IssuerDates>,
    /// The lowest product version covered; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions_from: Option<String>,
    /// The highest product version covered; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions_to: Option<String>,
}

/// One visible module that a customer owns or orders; the hidden ones follow (rule 3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// The module's code in the catalogue, without the issuer.
    #[schema(example = "ten-sales")]
    pub module: String,
    /// The units; 1 unless told. Not together with `unrestricted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// No cap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unrestricted: bool,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
}

/// `POST /packages`: sign a package with everything that the customer owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// The customer.
    pub serial: String,
    /// What the customer shall own from now on; as before unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<Vec<OrderLine>>,
    /// The five dates; as before unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<IssuerDates>,
    /// The lowest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "12.0.0")]
    pub versions_from: Option<String>,
    /// The highest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions_to: Option<String>,
    /// Why, for the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A package that was issued. The file itself is at `GET /packages/{id}` with
/// `Accept: application/licentia-package`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuedPackage {
    /// The package.
    pub id: String,
    /// The customer.
    pub serial: String,
    /// Its number in the customer's sequence.
    pub sequence: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// How many signed rows it has, hidden ones included.
    pub rows: u64,
    /// The key that signed it.
    pub kid: String,
    /// When it was signed.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
}

/// What an issue would sign (`POST /packages?dry_run=true`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuePreview {
    /// The sequence number that it would get.
    pub sequence: u64,
    /// Every row, hidden ones included.
    pub rows: Vec<PreviewRow>,
}

/// One row of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreviewRow {
    /// The module's code.
    pub module: String,
    /// The title.
    pub name: String,
    /// What it covers.
    pub scope: crate::api::Scope,
    /// The units; null when unrestricted.
    pub quantity: Option<u64>,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// The module's total in the package before; null when it had none or no cap.
    #[serde(default)]
    pub before: Option<u64>,
}

/// `GET /keys`: the root and the issuers' keys, public halves only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyList {
    /// The root that customers trust.
    pub root: RootKey,
    /// The issuers' keys: those whose secret half is here first, the newest first.
    pub items: Vec<IssuerKey>,
    /// The version of the root's key list in force; 0 before the first.
    #[serde(default)]
    pub list: u64,
    /// Installations that are bound to a customer.
    #[serde(default)]
    pub installations: u64,
    /// Those among them that know this key list.
    #[serde(default)]
    pub knowing: u64,
    /// The one thing to do next.
    #[serde(default)]
    pub next: KeyStep,
}

/// The one thing to do next about the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyStep {
    /// Which step it is; `rest` when nothing is under way.
    #[schema(example = "reissue")]
    pub step: String,
    /// Where the replacement stands, in the reader's language.
    pub message: String,
    /// The command that does it, on the authority's machine.
    #[schema(example = "licentia keys reissue")]
    pub command: String,
}

/// What became of `POST /keys/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeysInstalled {
    /// The key that signs from now on, when the file certified one of this server's.
    #[serde(default)]
    pub kid: Option<String>,
    /// The version of the key list in force; 0 when there is none.
    pub list: u64,
    /// Whether anything is different from before.
    pub changed: bool,
}

/// The root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootKey {
    /// Its thumbprint.
    pub kid: String,
    /// The thumbprint in groups, for people to compare.
    pub fingerprint: String,
    /// The key as PEM, as `licentia manager init --trust` takes it.
    pub pem: String,
    /// Whether it is a demonstration's root, which no real server trusts.
    #[serde(default)]
    pub demo: bool,
}

/// One issuer's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuerKey {
    /// Its thumbprint.
    pub kid: String,
    /// The issuer it may sign for.
    pub issuer: String,
    /// The thumbprint in groups, for people to compare.
    #[serde(default)]
    pub fingerprint: String,
    /// From when; null while it waits for its certificate.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_before: Option<Timestamp>,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_after: Option<Timestamp>,
    /// Whether new packages are signed with it.
    pub active: bool,
    /// `waiting` for its certificate, `active`, `retired`, or `withdrawn`.
    #[serde(default)]
    #[schema(example = "active")]
    pub state: String,
    /// Since when it is in that state, as far as the key list says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether its secret half is on this server.
    #[serde(default)]
    pub ours: bool,
    /// Whether its issuer is a partner of the root's owner.
    #[serde(default)]
    pub partner: bool,
    /// How many packages it signed here.
    #[serde(default)]
    pub packages: u64,
    /// How many customers' newest package is one of them.
    #[serde(default)]
    pub customers: u64,
}

/// `/.well-known/licentia/keys.json`: a JWK set (RFC 7517 section 5) with the certificates.
/// For convenience only: nothing is trusted because it stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
    /// The certificates, one signed line each.
    #[serde(default)]
    pub certificates: Vec<String>,
    /// The root's key list in force: one signed line that says which keys are withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_list: Option<String>,
}
