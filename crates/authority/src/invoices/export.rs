//! Issued invoices as files, for whoever keeps the books.

use licentia_core::licence::text_in;
use licentia_core::money::plain;
use licentia_core::month::Month;
use licentia_platform::access::{Granted, View};
use licentia_platform::csv::{MARK, line};
use licentia_platform::problem::Problem;

use super::document::{Document, kept};
use super::{Opened, store};
use crate::customers;
use crate::state::Authority;

/// What was issued, with the SHA-256 of each.
#[derive(Clone, Debug)]
pub struct Exported {
    /// In the order of their numbers.
    pub items: Vec<Opened>,
}

/// Everything that was issued, or only that of one month of issue, or of one customer.
///
/// # Errors
/// 404 `not_found` for the customer; 409 `tampered` when one was changed in the database: half an export would
/// be a wrong one.
pub async fn export(
    authority: &Authority,
    _granted: &Granted<View>,
    month: Option<Month>,
    serial: Option<&str>,
) -> Result<Exported, Problem> {
    let only = customers::scope_if_named(authority, serial).await?;
    let read = move |r: &mut licentia_platform::db::Read<'_>| {
        let mut sealer = r.sealer();
        let mut items = Vec::new();
        for id in store::issued_ids(r, month, only)? {
            let invoice = store::by_id(r, &id)?.ok_or_else(|| Problem::not_found("invoice"))?;
            let (document, sha256) = kept(r, &id, &mut sealer)?;
            let other_number = document.credits.as_ref().map(|credited| credited.number);
            items.push(Opened { invoice, document, sha256: Some(sha256), other_number, is_outdated: false });
        }
        Ok(Exported { items })
    };
    authority.db().read(read).await
}

const COLUMNS: [&str; 29] = [
    "number",
    "kind",
    "credits",
    "issued_on",
    "due_on",
    "serial",
    "customer",
    "name",
    "currency",
    "total",
    "line",
    "month",
    "meter",
    "title",
    "blocks",
    "block",
    "unit",
    "price",
    "amount",
    "used",
    "plan_users",
    "allowance",
    "overage",
    "invoiced_before",
    "installation",
    "figure",
    "bundle",
    "package",
    "sha256",
];

impl Exported {
    /// One row for each line of each invoice, amounts as exact decimals.
    pub fn csv(&self, language: &str) -> String {
        let mut text = MARK.to_owned();
        line(&mut text, COLUMNS);
        for one in &self.items {
            rows(&mut text, &one.document, one.sha256.as_deref().unwrap_or_default(), language);
        }
        text
    }
}

fn rows(text: &mut String, document: &Document, sha256: &str, language: &str) {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let currency = document.currency.as_str();
    for one in &document.lines {
        let source = &one.source;
        let cells: [String; 29] = [
            number(document.number),
            document.kind.as_str().to_owned(),
            number(document.credits.as_ref().map(|credited| credited.number)),
            day(document.issued_on),
            day(document.due_on),
            document.buyer.serial.clone(),
            document.buyer.customer.clone().unwrap_or_default(),
            document.buyer.name.clone(),
            currency.to_owned(),
            plain(document.total, currency),
            one.n.to_string(),
            one.month.to_string(),
            one.meter.clone(),
            text_in(&one.titles, language, &one.meter).to_owned(),
            one.blocks.to_string(),
            one.block.to_string(),
            text_in(&one.unit, language, "").to_owned(),
            plain(i64::try_from(one.price).unwrap_or(i64::MAX), currency),
            plain(one.amount, currency),
            source.used.to_string(),
            source.plan_users.to_string(),
            source.allowance.to_string(),
            source.overage.to_string(),
            source.before.to_string(),
            source.installation.clone(),
            source.figure.to_string(),
            source.bundle.clone(),
            source.package.clone().unwrap_or_default(),
            sha256.to_owned(),
        ];
        line(text, cells);
    }
}
