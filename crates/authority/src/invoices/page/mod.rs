//! The pages of invoices: all of them, one as it is printed, and what is decided about it.

mod decide;
mod list;
mod one;

use axum::Router;
use axum::routing::{get, post};
use licentia_ui::{Icon, Lang, Tag, Tone, t};

use super::{Invoice, Kind, Obstruction, State};
use crate::state::Authority;
use crate::usage::month_name;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/invoices", get(list::show))
        .route("/invoices.csv", get(list::file))
        .route("/invoices/draft", get(decide::ask_draft).post(decide::draw_up))
        .route("/invoices/{id}", get(one::show))
        .route("/invoices/{id}/issue", post(decide::issue))
        .route("/invoices/{id}/credit", get(decide::ask_credit).post(decide::credit))
}

/// “Invoice no. 17”, “Draft”.
fn name(lang: Lang, invoice: &Invoice) -> String {
    match (invoice.kind, invoice.number) {
        (Kind::Invoice, Some(number)) => t!(lang, "invoices-number", number = number.to_string()),
        (Kind::CreditNote, Some(number)) => t!(lang, "invoices-credit-number", number = number.to_string()),
        (Kind::Invoice, None) => t!(lang, "invoices-draft"),
        (Kind::CreditNote, None) => t!(lang, "invoices-credit-draft"),
    }
}

/// How far it is, in a tag.
fn state_tag(lang: Lang, invoice: &Invoice) -> Tag {
    match invoice.state {
        State::Draft => Tag::new(Tone::Accent, t!(lang, "invoices-state-draft")).icon(Icon::Clock),
        State::Issued if invoice.credited_by.is_some() => {
            Tag::new(Tone::Plain, t!(lang, "invoices-state-credited")).icon(Icon::Undo)
        }
        State::Issued => Tag::good(t!(lang, "invoices-state-issued")).icon(Icon::Tick),
    }
}

/// Why something could not be invoiced, in a sentence.
pub(super) fn obstruction(lang: Lang, one: &Obstruction) -> String {
    let (customer, meter) = (one.customer_name.as_str(), one.meter.as_str());
    let month = month_name(lang, one.month);
    match one.code.as_str() {
        "price_missing" => t!(
            lang,
            "invoices-obstruction-price",
            customer = customer,
            meter = meter,
            month = month,
            currency = one.currency.as_str()
        ),
        "meter_unknown" => {
            t!(lang, "invoices-obstruction-meter", customer = customer, meter = meter, month = month)
        }
        "not_reported" => {
            t!(lang, "invoices-obstruction-silence", customer = customer, month = month)
        }
        _ => t!(lang, "invoices-obstruction-amount", customer = customer, meter = meter, month = month),
    }
}
