//! Customers, and what they own.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HolderName, Texts};
use crate::api::IssuerDates;

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
