//! The pages of usage: what stands for every customer, month and meter, and how one of them came about.

mod history;
mod list;

use axum::Router;
use axum::routing::get;
use licentia_core::licence::text_in;
use licentia_core::month::Month;
use licentia_platform::web::body_limit;
use licentia_protocol::conversation::MAX_USAGE;
use licentia_ui::{Cell, Lang, Tag, Tone, encode, number, t, text};
use maud::html;

use super::Remark;
use crate::catalogue::Current;
use crate::state::Authority;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    body_limit(Router::new().route("/usage", get(list::show).post(list::upload)), MAX_USAGE as u64)
        .route("/usage.csv", get(list::file))
        .route("/usage/bundles/{id}", get(history::bundle))
        .route("/usage/{serial}/{month}/{meter}", get(history::show))
}

/// Where one meter and month of a customer is shown.
pub(crate) fn address(serial: &str, month: Month, meter: &str) -> String {
    format!("/usage/{}/{month}/{}", encode(serial), encode(meter))
}

/// “October 2026”.
pub(crate) fn month_name(lang: Lang, month: Month) -> String {
    let first = month.first_day();
    let name = text(lang, &format!("date-month-{}", first.month()));
    t!(lang, "usage-month", month = name, year = first.year().to_string())
}

/// What a meter is called, and what it counts.
pub(super) fn words(current: Option<&Current>, lang: Lang, meter: &str) -> (String, String) {
    let known =
        current.and_then(|current| current.file.catalogue.meters.iter().find(|known| known.name == meter));
    let Some(known) = known else { return (meter.to_owned(), String::new()) };
    let title = text_in(&known.titles, lang.tag(), meter).to_owned();
    (title, text_in(&known.unit, lang.tag(), "").to_owned())
}

/// What goes beyond the allowance, in a table: "+85", or a dash. The customer's own server shows the same.
fn over(lang: Lang, overage: u64) -> Cell {
    match overage {
        0 => Cell::number(lang, None::<u64>),
        over => Cell::new(html! { "+" (number(lang, over)) }).class("minus"),
    }
}

/// What is doubtful about a figure, in a word and in a sentence.
pub(super) fn remark(lang: Lang, remark: Remark) -> (Tag, String) {
    let (words, why) = match remark {
        Remark::PackageUnknown => (t!(lang, "usage-remark-package"), t!(lang, "usage-remark-package-why")),
        Remark::MeterUnknown => (t!(lang, "usage-remark-meter"), t!(lang, "usage-remark-meter-why")),
        Remark::AllowanceDiffers => {
            (t!(lang, "usage-remark-allowance"), t!(lang, "usage-remark-allowance-why"))
        }
        Remark::PlanUsers => (t!(lang, "usage-remark-plans"), t!(lang, "usage-remark-plans-why")),
        Remark::ClosedBefore => (t!(lang, "usage-remark-again"), t!(lang, "usage-remark-again-why")),
    };
    (Tag::new(Tone::Warn, words).icon(licentia_ui::Icon::Warn), why)
}
