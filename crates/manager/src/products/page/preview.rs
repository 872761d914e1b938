//! *Preview*: what the staged changes would do to the seats of every module, and to whom.

use axum::extract::State;
use axum::response::Response;
use licentia_core::ids::ModuleNo;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Cell, Column, Dialog, Field, Notice, Panel, Row, Table, Tone, hidden, number, number_or_dash, t,
};
use maud::{Markup, html};

use super::apply::difference;
use super::bar::{name_of, refusal, words};
use super::show::{Product, body};
use crate::assignments::page::by_rules;
use crate::assignments::{Difference, Made, apply_difference};
use crate::page::Screen;
use crate::state::Manager;

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let product = Product::find(&screen, &module)?;
    let lang = screen.lang;
    let seen = match product.settled.count() {
        0 => None,
        _ => {
            let trial = Difference { dry_run: true, ..difference(&product, None) };
            match apply_difference(&manager, &granted, trial).await {
                Err(problem) if problem.is_internal() => return Err(problem),
                seen => Some(seen.map(|done| done.value)),
            }
        }
    };
    let dialog = Dialog::new(lang, t!(lang, "products-preview-title"), product.here().to_string())
        .form(product.here().to_string());
    let possible = matches!(seen, Some(Ok(_)));
    let apply = Button::submit(t!(lang, "action-apply", count = product.settled.count())).primary();
    let footer = html! { (dialog.cancel()) @if possible { (apply) } };
    let dialog = dialog.body(html! {
        p { (words(&product)) }
        @match &seen {
            None => { p { (t!(lang, "products-nothing-left")) } },
            Some(Err(problem)) => { (refusal(&product, problem)) },
            Some(Ok(made)) => { (effect(&product, made)) },
        }
        @if possible {
            (hidden("seen", &screen.at.revision().to_string()))
            (Field::text("reason", t!(lang, "assignments-reason")).hint(t!(lang, "assignments-reason-hint")))
        }
    });
    let behind = body(&manager, &product, None).await?;
    Ok(screen.dialog("products", behind, &dialog.footer(footer)))
}

fn effect(product: &Product<'_>, made: &Made) -> Markup {
    let lang = product.screen.lang;
    html! {
        @if made.seats.is_empty() { p.quiet { (t!(lang, "products-no-seats-move")) } }
        @else { (seats(product, made)) }
        @if product.served > 0 { p.small.quiet { (t!(lang, "products-served", count = product.served)) } }
        (by_rules(lang, made.answer.effect.iter().map(|one| one.by_rules).sum()))
        @if !made.answer.replaced.is_empty() {
            (Notice::new(Tone::Warn, t!(lang, "products-replaces", count = made.answer.counts.replaced)))
            ul.lines {
                @for one in made.answer.replaced.iter().take(20) {
                    li { (name_of(product, &one.user)) span.end.small.quiet { (title(product, &one.module)) } }
                }
            }
        }
    }
}

fn title(product: &Product<'_>, module: &str) -> String {
    let licences = product.screen.at.licences();
    let module = licences
        .no(module)
        .and_then(|no| licences.module(no))
        .map(|found| found.title(product.screen.lang.tag()));
    module.unwrap_or_default().to_owned()
}

/// What moves: the product first, then what else people see; what comes along with a plan is folded.
fn seats(product: &Product<'_>, made: &Made) -> Markup {
    let (at, lang) = (&product.screen.at, product.screen.lang);
    let hidden = |no: ModuleNo| at.licences().module(no).is_some_and(|module| module.hidden);
    let own = product.module().no;
    let (along, mut seen): (Vec<Moved>, Vec<Moved>) =
        made.seats.iter().copied().partition(|(no, ..)| hidden(*no) && *no != own);
    seen.sort_by_key(|(no, ..)| *no != own);
    // A module that runs short is not hidden in a fold.
    let short = along.iter().any(|(no, _, after)| at.day().total(*no).cap().is_some_and(|cap| *after > cap));
    html! {
        @if !seen.is_empty() { (Panel::new().flush(table(product, &seen))) }
        @if !along.is_empty() {
            details.data open[short || seen.is_empty()] {
                summary { (t!(lang, "products-along-too", count = along.len())) }
                (Panel::new().flush(table(product, &along)))
            }
        }
    }
}

/// A module, its units in use now and afterwards.
type Moved = (ModuleNo, u64, u64);

fn table(product: &Product<'_>, moved: &[Moved]) -> Table {
    let (at, lang) = (&product.screen.at, product.screen.lang);
    let table = Table::new(lang, t!(lang, "products-preview-seats"))
        .column(Column::new(t!(lang, "products-column-name")))
        .column(Column::new(t!(lang, "products-in-use")).num())
        .column(Column::new(t!(lang, "packages-column-change")).num())
        .column(Column::new(t!(lang, "products-column-afterwards")).num())
        .column(Column::new(t!(lang, "products-column-total")).num());
    let line = |(no, before, after): &Moved| {
        let change = i64::try_from(*after).unwrap_or(i64::MAX) - i64::try_from(*before).unwrap_or(i64::MAX);
        let module = at.licences().module(*no);
        Row::new()
            .cell(module.map(|module| module.title(lang.tag()).to_owned()).unwrap_or_default())
            .cell(number(lang, *before))
            .with(Cell::delta(lang, change))
            .cell(html! { b { (number(lang, *after)) } })
            .cell(number_or_dash(lang, at.day().total(*no).cap()))
    };
    table.rows(moved.iter().map(line).collect::<Vec<_>>())
}
