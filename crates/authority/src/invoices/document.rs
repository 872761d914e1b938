//! What is printed: of a draft as it would be today, of an issued invoice as it was kept.
//!
//! The shapes here are kept, sealed and hashed as they are. Those of the API look alike, but are others: they may grow
//! without an invoice that was issued becoming another one.

use jiff::civil::Date;
use licentia_core::licence::Texts;
use licentia_core::money::plain;
use licentia_core::month::Month;
use licentia_platform::db::{Read, Sql};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::issue::is_up_to_date;
use super::{Invoice, Kind, Opened, State, sealed, store};
use crate::catalogue::Current;
use crate::customers::Customer;
use crate::packages::hex;
use crate::state::Authority;

/// An invoice or credit note as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Invoice or credit note.
    pub kind: Kind,
    /// Its number; none for a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The day on which it was issued, in UTC; none for a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    /// The day by which it is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// The month up to and with which it was drawn up.
    pub month: Month,
    /// Who invoices, line by line.
    pub seller: Vec<String>,
    /// Whom.
    pub buyer: Buyer,
    /// The invoice that a credit note takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<Credited>,
    /// The currency of every amount.
    pub currency: String,
    /// What for.
    pub lines: Vec<Line>,
    /// The sum in minor units, without tax.
    pub total: i64,
    /// What stands at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<String>,
}

/// Whom an invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
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
    /// Its country, two capital letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The invoice that a credit note takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: u64,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its place, from 1.
    pub n: u32,
    /// The meter's code.
    pub meter: String,
    /// The meter's title per language, as of the issue.
    pub titles: Texts,
    /// What it counts, per language.
    pub unit: Texts,
    /// The month that it is for.
    pub month: Month,
    /// How many blocks; below 0 where something is given back.
    pub blocks: i64,
    /// How many units a block has.
    pub block: u64,
    /// What a block costs, in minor units.
    pub price: u64,
    /// Blocks times price.
    pub amount: i64,
    /// What it stands on.
    pub source: Source,
}

/// What a line stands on, so that anybody can compute it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The key of the installation that reported the figure.
    pub installation: String,
    /// The figure's number there.
    pub figure: u64,
    /// The signed bundle that brought it.
    pub bundle: String,
    /// What was used in the whole month.
    pub used: u64,
    /// The user plans that were in use.
    pub plan_users: u64,
    /// The allowance by the package that we signed.
    pub allowance: u64,
    /// What was used beyond it.
    pub overage: u64,
    /// How many blocks of the month were invoiced before.
    pub before: i64,
    /// The package whose row gave the allowance, when the figure names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The edition of the catalogue whose price it is.
    pub catalogue: u64,
}

impl Document {
    /// The bytes that are kept, sealed and hashed.
    pub(super) fn bytes(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|error| Problem::internal(format!("an invoice as JSON: {error}")))
    }

    /// The sum as a plain decimal number.
    pub fn total_plain(&self) -> String {
        plain(self.total, &self.currency)
    }
}

/// What every invoice of this house has in common.
pub(super) struct House {
    pub(super) seller: Vec<String>,
    pub(super) note: Vec<String>,
    pub(super) due_days: u32,
    pub(super) first_number: u64,
    pub(super) catalogue: Option<std::sync::Arc<Current>>,
}

impl House {
    pub(super) async fn of(authority: &Authority) -> Result<Self, Problem> {
        let settings = &authority.settings().invoices;
        let catalogue = authority.catalogue_if_any().await?;
        let mut seller = lines(&settings.seller);
        if seller.is_empty() {
            // Better the issuer's name than nobody.
            let name = |current: &Current| {
                let catalogue = &current.file.catalogue;
                catalogue.titles.get("en").or_else(|| catalogue.titles.values().next()).cloned()
            };
            seller.extend(catalogue.as_deref().and_then(name));
        }
        Ok(Self {
            seller,
            note: lines(&settings.note),
            due_days: settings.due_days,
            first_number: settings.first_number,
            catalogue,
        })
    }

    /// The title and the unit of a meter as the catalogue has them now.
    pub(super) fn words(&self, meter: &str) -> (Texts, Texts) {
        let known = self.catalogue.as_ref().and_then(|current| {
            current.file.catalogue.meters.iter().find(|known| known.name == meter).cloned()
        });
        known.map_or_else(Default::default, |known| (known.titles, known.unit))
    }

    /// A document for a customer as it is today.
    pub(super) fn document(
        &self,
        invoice: &Invoice,
        customer: &Customer,
        mut lines: Vec<Line>,
        credits: Option<Credited>,
    ) -> Document {
        for line in &mut lines {
            let (titles, unit) = self.words(&line.meter);
            if !titles.is_empty() {
                (line.titles, line.unit) = (titles, unit);
            }
        }
        let details = &customer.details;
        Document {
            kind: invoice.kind,
            number: None,
            issued_on: None,
            due_on: None,
            month: invoice.month,
            seller: self.seller.clone(),
            buyer: Buyer {
                name: details.name.clone(),
                serial: details.serial.clone(),
                customer: details.customer.clone(),
                address: self::lines(details.billing.as_deref().unwrap_or_default()),
                country: details.country.clone(),
            },
            credits,
            currency: invoice.currency.clone(),
            lines,
            total: invoice.total,
            note: self.note.clone(),
        }
    }
}

/// An invoice with everything on it: a draft is composed, an issued one is read as it was kept.
pub(super) fn opened(r: &mut Read<'_>, house: &House, id: &str) -> Result<Opened, Problem> {
    let invoice = store::by_id(r, id)?.ok_or_else(|| Problem::not_found("invoice"))?;
    let other = invoice.credits.as_deref().or(invoice.credited_by.as_deref());
    let other_number = match other {
        Some(other) => store::by_id(r, other)?.and_then(|other| other.number),
        None => None,
    };
    let mut is_outdated = false;
    let (document, sha256) = match invoice.state {
        State::Draft => {
            let customer = crate::customers::found(r, &invoice.serial)?;
            let lines = store::lines(r, id)?;
            is_outdated = !is_up_to_date(r, &invoice, &lines)?;
            (house.document(&invoice, &customer, lines, None), None)
        }
        State::Issued => {
            let mut sealer = r.sealer();
            let (document, sha256) = kept(r, id, &mut sealer)?;
            (document, Some(sha256))
        }
    };
    Ok(Opened { invoice, document, sha256, other_number, is_outdated })
}

/// What was issued, and its SHA-256; refused when the row is not the one that was written.
pub(super) fn kept(
    sql: &mut dyn Sql,
    id: &str,
    sealer: &mut licentia_platform::seals::Sealer,
) -> Result<(Document, String), Problem> {
    let tampered = || Problem::refused(409, "tampered").arg("table", "invoice_issued");
    let stored = store::issued(sql, id)?.ok_or_else(tampered)?;
    if !sealer.matches(crate::state::HOUSE, stored.rev, &stored.row, stored.seal) {
        return Err(tampered());
    }
    let sealed::Issued { sha256, content, .. } = stored.row;
    let document = serde_json::from_str(&content)
        .map_err(|error| Problem::internal(format!("invoice {id} cannot be read: {error}")))?;
    Ok((document, sha256))
}

/// SHA-256 of a content, in hexadecimal.
pub(super) fn digest(content: &str) -> String {
    hex(&licentia_protocol::sha256(content.as_bytes()))
}

/// The lines of a text without those that are empty at its ends.
fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}
