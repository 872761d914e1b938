//! Credit notes: an issued invoice is never changed, it is taken back as a whole.

use licentia_platform::access::{Granted, Sell};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::document::{Credited, House, Line, kept};
use super::issue::keep;
use super::{Invoice, Kind, State, store, subject};
use crate::customers;
use crate::ledger::because;
use crate::reason;
use crate::state::{Authority, HOUSE};

/// How an invoice is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// What it was for is to be invoiced again, at the prices of the catalogue. Otherwise it is settled: the customer
    /// does not pay for it.
    pub anew: bool,
    /// Why, in somebody's words.
    pub reason: Option<String>,
}

/// Takes an issued invoice back with a credit note, which is issued at once.
///
/// # Errors
/// 404 `not_found`; 409 `invoice_not_issued`, `invoice_credited`, `invoice_not_creditable` for a credit note that
/// takes back an invoice itself, `invoice_corrected` when a later invoice corrects it: that one is to be
/// taken back first; `tampered`; 422 `text_too_long` for the reason.
pub async fn credit(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    credit: Credit,
) -> Result<Done<Invoice>, Problem> {
    let credit = Credit { reason: reason::checked(credit.reason)?, ..credit };
    let (house, id) = (House::of(authority).await?, id.to_owned());
    let mut sealer = licentia_platform::seals::Sealer::new(authority.db().secret());
    let write = move |w: &mut Write<'_>| {
        let mut original = store::by_id(w, &id)?.ok_or_else(|| Problem::not_found("invoice"))?;
        let number = may_be_credited(w, &original)?;
        let (document, _) = kept(w, &id, &mut sealer)?;
        let mut note = Invoice {
            id: w.new_id().to_string(),
            kind: Kind::of_total(document.total.saturating_neg()),
            credits: Some(id.clone()),
            anew: credit.anew,
            credited_by: None,
            total: document.total.saturating_neg(),
            created_at_ms: w.now_ms(),
            ..original.clone()
        };
        if original.kind == Kind::Invoice {
            // An invoice over nothing is taken back by a credit note over nothing.
            note.kind = Kind::CreditNote;
        }
        let lines: Vec<Line> = document.lines.into_iter().map(taken_back).collect();
        let customer = customers::found(w, &original.serial)?;
        let credited = Credited { id: id.clone(), number };
        let mut document = house.document(&note, &customer, lines.clone(), Some(credited));
        // The words of the invoice that is taken back, whatever the catalogue says now.
        document.lines.clone_from(&lines);
        let sha256 = keep(w, &mut note, &house, document)?;
        store::put_credit_note(w, &note)?;
        store::insert_lines(w, &note.id, &lines)?;
        original.credited_by = Some(note.id.clone());
        original.revision = w.revision();
        store::put_credited(w, &original)?;
        let entry = Entry::new("invoices.credited", 1)
            .subject(subject(&note.id))
            .subject(subject(&id))
            .subject(customers::subject(&customer.id))
            .after(json!({
                "number": note.number, "credits": number, "anew": note.anew, "currency": note.currency,
                "total": note.total, "sha256": sha256,
            }));
        let entry = because(w, entry, credit.reason.as_deref());
        w.record(entry)?;
        Ok(note)
    };
    authority.db().write(HOUSE, &granted.by, write).await
}

/// The number of an invoice that can be taken back.
fn may_be_credited(w: &mut Write<'_>, invoice: &Invoice) -> Result<u64, Problem> {
    let Some(number) = invoice.number.filter(|_| invoice.state == State::Issued) else {
        return Err(Problem::conflict("invoice_not_issued"));
    };
    if invoice.credits.is_some() {
        return Err(Problem::conflict("invoice_not_creditable").arg("number", number));
    }
    if invoice.credited_by.is_some() {
        return Err(Problem::conflict("invoice_credited").arg("number", number));
    }
    match store::correcting(w, &invoice.id)? {
        Some(later) => Err(Problem::conflict("invoice_corrected").arg("number", later).with("number", later)),
        None => Ok(number),
    }
}

fn taken_back(line: Line) -> Line {
    Line { blocks: line.blocks.saturating_neg(), amount: line.amount.saturating_neg(), ..line }
}
