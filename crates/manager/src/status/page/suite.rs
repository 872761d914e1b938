//! What a plan allows: every limit with what counts, how to free capacity, and the next plan up.

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::{Texts, text_in};
use licentia_core::limits::Level;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Column, Facts, Head, Icon, Panel, Row, Table, Tag, dash, encode, meter, number, t,
};
use maud::{Markup, html};

use super::{module_title, named, upgrade_path};
use crate::limits::{LimitNow, next_up};
use crate::page::Screen;
use crate::state::Manager;
use crate::status::{Seats, Subscription, status};

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (title, body) = body(&manager, &screen, &issuer).await?;
    Ok(screen.page(&title, "licences", body))
}

/// The page's title and what is on it; also what lies behind its dialog.
pub(super) async fn body(
    manager: &Manager,
    screen: &Screen,
    issuer: &str,
) -> Result<(String, Markup), Problem> {
    let lang = screen.lang;
    let status = status(manager, &screen.caller.may::<View>()?, &screen.at).await?;
    let one = named(&status, issuer)?;
    let title = one.plan(lang.tag()).map_or_else(|| one.issuer.title(lang.tag()).to_owned(), str::to_owned);
    let body = html! {
        (head(screen, one, &title))
        @if let Some((_, seats)) = one.suite { (facts(screen, one, &seats)) }
        (Panel::titled("limits", t!(lang, "status-limits")).flush(table(screen, one)).footer(html! { p.small.quiet { (t!(lang, "status-kept")) " " (t!(lang, "status-marks")) } }))
    };
    Ok((title, body))
}

fn head(screen: &Screen, one: &Subscription<'_>, title: &str) -> Head {
    let lang = screen.lang;
    let head = Head::new(title)
        .crumb(lang, t!(lang, "licences-title"), screen.to("/licences"))
        .crumb(lang, t!(lang, "status-tab"), screen.to("/licences/status"))
        .lead(html! { (t!(lang, "status-suite-lead")) });
    if !screen.caller.has(Right::ManageLicences) {
        return head;
    }
    head.action(
        Button::link(t!(lang, "status-upgrade"), upgrade_path(screen, &one.issuer.name, None))
            .primary()
            .dialog(),
    )
}

/// The seats, which follow *can log in*, and the next suite.
fn facts(screen: &Screen, one: &Subscription<'_>, seats: &Seats) -> Facts {
    let lang = screen.lang;
    let title = module_title(screen, &screen.at, seats.module);
    let module = screen.at.name(seats.module).map(ToString::to_string).unwrap_or_default();
    let product = screen.to(&format!("/products/{}", encode(&module)));
    let used = html! {
        a href=(product) {
            @match seats.total {
                Some(total) => (t!(lang, "meter-of", used = seats.used, total = total)),
                None => (number(lang, seats.used)),
            }
        }
        @if let Some(total) = seats.total { " " (meter(lang, &title, seats.used, total)) }
    };
    let waiting = (seats.waiting > 0).then(|| {
        let to = screen.to("/assignments/waiting");
        html! { a href=(to) { (t!(lang, "status-waiting", count = seats.waiting)) } }
    });
    let next = one.suite.map(|(suite, _)| text_in(&suite.next, lang.tag(), "").to_owned());
    Facts::new()
        .fact(t!(lang, "status-seats"), used)
        .maybe(t!(lang, "status-waiting-label"), waiting)
        .fact(t!(lang, "status-seat-means-label"), t!(lang, "status-seat-means"))
        .maybe(t!(lang, "status-next-suite"), next.filter(|next| !next.is_empty()))
}

fn table(screen: &Screen, one: &Subscription<'_>) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "status-limits"))
        .column(Column::new(t!(lang, "status-column-limit")))
        .column(Column::new(t!(lang, "status-column-in-use")).num())
        .column(Column::new(t!(lang, "status-column-share")).bar().p2())
        .column(Column::new(t!(lang, "status-column-allowed")).num())
        .column(Column::new(t!(lang, "status-column-next")).p2().nowrap());
    let may = screen.caller.has(Right::ManageLicences);
    let table = if may { table.room_for_acts() } else { table };
    table.rows(one.limits.iter().map(|limit| line(screen, limit, may)))
}

fn line(screen: &Screen, limit: &LimitNow, may: bool) -> Row {
    let lang = screen.lang;
    let title = limit.title(lang.tag());
    let words = |texts: &Texts| text_in(texts, lang.tag(), "").to_owned();
    let said = |text: &str| html! { @if text.is_empty() { (dash()) } @else { (text) } };
    let used = html! {
        (number(lang, limit.used))
        @if limit.reserved > 0 { " " span.quiet { (t!(lang, "status-reserved", count = limit.reserved)) } }
    };
    let share = html! { @if let Some(max) = limit.max.filter(|max| *max > 0) { (meter(lang, title, limit.used, max)) } };
    let allowed = html! {
        @match limit.max {
            _ if limit.is_absent() => { span.quiet { (dash()) } },
            Some(max) => (number(lang, max)),
            None => span.quiet { (t!(lang, "meter-no-limit")) },
        }
    };
    let next = limit.next.as_ref().map(|next| next_up(lang, next)).unwrap_or_default();
    // What counts and how to free capacity is what whoever is near a limit comes for: it stands there in every width.
    let about = [words(&limit.counts), words(&limit.advice)].join(" ");
    let name = html! {
        b { (title) } " " (level(screen, limit))
        @if !about.trim().is_empty() { br; span.small.quiet { (about.trim()) } }
        @if !next.is_empty() { span.for-p2.small { br; (next) } }
    };
    let row = Row::new().cell(name).cell(used).cell(share).cell(allowed).cell(said(&next));
    if !may || limit.next.is_none() {
        return row;
    }
    let ask = upgrade_path(screen, &limit.issuer, Some(&limit.name));
    row.act(Button::link(t!(lang, "status-upgrade"), ask).small().dialog())
}

/// The state in a word and an icon: colour never stands alone.
fn level(screen: &Screen, limit: &LimitNow) -> Markup {
    let lang = screen.lang;
    html! {
        @match limit.level {
            Level::Normal => {},
            Level::Reached if limit.is_absent() => { span.quiet { "· " (t!(lang, "status-not-included")) } },
            Level::Reached => { (Tag::bad(t!(lang, "status-level-reached")).icon(Icon::Stop)) },
            Level::Warning => { (Tag::warn(t!(lang, "status-level-warning")).icon(Icon::Warn)) },
        }
    }
}
