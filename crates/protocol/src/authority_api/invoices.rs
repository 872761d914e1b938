//! Invoices for overage. Amounts are whole numbers of minor units beside exact decimal texts.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Texts;

/// An invoice or credit note, without its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceHead {
    /// Its id.
    pub id: String,
    /// The customer's serial number.
    pub customer: String,
    /// The customer's name.
    pub customer_name: String,
    /// `invoice` or `credit_note`.
    pub kind: String,
    /// `draft` or `issued`.
    pub state: String,
    /// Its number, once it is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The month up to and with which it was drawn up.
    #[schema(example = "2026-10")]
    pub month: String,
    /// The currency.
    #[schema(example = "EUR")]
    pub currency: String,
    /// The sum in minor units, without tax.
    pub total: i64,
    /// The same as an exact decimal number.
    #[schema(example = "19.60")]
    pub total_text: String,
    /// The invoice that this credit note takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<String>,
    /// Whether what the credit note takes back is to be invoiced again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anew: bool,
    /// The credit note that took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited_by: Option<String>,
    /// When it was drawn up.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub issued_at: Option<Timestamp>,
    /// The revision of its last change; also the `ETag`.
    pub revision: u64,
}

/// An invoice with everything on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invoice {
    /// What it is.
    #[serde(flatten)]
    pub head: InvoiceHead,
    /// The day on which it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub issued_on: Option<Date>,
    /// The day by which it is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
    /// Who invoices, line by line.
    pub seller: Vec<String>,
    /// Whom.
    pub buyer: InvoiceBuyer,
    /// What for.
    pub lines: Vec<InvoiceLine>,
    /// What stands at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<String>,
    /// SHA-256 of what was issued, in hexadecimal: it stands in the ledger too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// Whom an invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceBuyer {
    /// The company's name.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// The vendor's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// What stands under the name, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// One line of an invoice, with what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceLine {
    /// Its place, from 1.
    pub n: u32,
    /// The meter's code.
    pub meter: String,
    /// The meter's title per language.
    pub titles: Texts,
    /// What it counts, per language.
    pub unit: Texts,
    /// The month that it is for.
    pub month: String,
    /// How many blocks; below 0 where something is given back.
    pub blocks: i64,
    /// How many units a block has.
    pub block: u64,
    /// What a block costs, in minor units.
    pub price: u64,
    /// The same as an exact decimal number.
    #[schema(example = "4.90")]
    pub price_text: String,
    /// Blocks times price, in minor units.
    pub amount: i64,
    /// The same as an exact decimal number.
    #[schema(example = "14.70")]
    pub amount_text: String,
    /// What was used in the whole month.
    pub used: u64,
    /// User plans in use on the day with the most.
    pub plan_users: u64,
    /// The allowance of the month.
    pub allowance: u64,
    /// What was used beyond it.
    pub overage: u64,
    /// Blocks of the month that were invoiced before.
    pub invoiced_before: i64,
    /// The key of the installation that reported the figure.
    pub installation: String,
    /// The figure's number there.
    pub figure: u64,
    /// The signed bundle that brought it.
    pub bundle: String,
    /// The package whose row gave the allowance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The edition of the catalogue whose price it is.
    pub catalogue: u64,
}

/// `POST /invoices/draft`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftInvoices {
    /// Everything up to and with this month that is not invoiced yet.
    #[schema(example = "2026-10")]
    pub month: String,
    /// Only for the customer with this serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// What came of drawing up drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftRun {
    /// The month.
    pub month: String,
    /// The drafts that are new or have changed.
    pub drafted: Vec<InvoiceHead>,
    /// How many drafts are as they were.
    pub unchanged: u64,
    /// How many drafts are gone, because nothing is due any more.
    pub removed: u64,
    /// What could not be invoiced, and why.
    pub obstructions: Vec<InvoiceObstruction>,
}

/// Something that could not be invoiced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceObstruction {
    /// The customer's serial number.
    pub customer: String,
    /// The customer's name.
    pub customer_name: String,
    /// The meter; empty where it is about all of them.
    pub meter: String,
    /// The month.
    pub month: String,
    /// The customer's currency.
    pub currency: String,
    /// `price_missing`, `amount_too_large`, `meter_unknown`; `not_reported` where a month should have been reported by
    /// now, and nothing of it was.
    pub code: String,
    /// The same in words.
    pub message: String,
}

/// `POST /invoices/{id}/credit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CreditInvoice {
    /// What it was for is to be invoiced again; otherwise it is settled.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub anew: bool,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
