//! The catalogue, read-only: it is changed with `licentia catalogue apply`.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use licentia_core::catalogue::{Catalogue, ModuleDef, Prices, SuiteDef};
use licentia_core::licence::{Counting, Kinds, Scope, Texts, UserKind, text_in};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Cell, Column, Facts, Head, Icon, Lang, Panel, Row, Table, Tag, Tone, count, empty, number, t, text,
};
use maud::{Markup, html};

use super::Current;
use crate::page::Screen;
use crate::state::Authority;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/catalogue", get(show))
}

async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let title = t!(lang, "catalogue-title");
    let body = match super::show(&authority, &granted).await? {
        Some(current) => contents(&screen, &current),
        None => html! {
            (Head::new(title.as_str()))
            (empty(Icon::Grid, &t!(lang, "catalogue-empty-title"), t!(lang, "catalogue-empty-why"), &[]))
        },
    };
    Ok(screen.page(&title, "catalogue", body))
}

fn contents(screen: &Screen, current: &Current) -> Markup {
    let lang = screen.lang;
    let catalogue = &current.file.catalogue;
    let facts = Facts::new()
        .fact(t!(lang, "catalogue-issuer"), text_in(&catalogue.titles, lang.tag(), &catalogue.issuer))
        .mono(t!(lang, "catalogue-issuer-name"), &catalogue.issuer)
        .fact(t!(lang, "catalogue-edition"), number(lang, current.version))
        .fact(t!(lang, "catalogue-applied"), screen.moment(current.applied_at_ms));
    html! {
        (Head::new(t!(lang, "catalogue-title")))
        (facts)
        div.stack {
            @for part in Part::ALL { (part.panel(lang, catalogue)) }
            (suites(lang, catalogue))
            (meters(lang, catalogue))
        }
    }
}

/// The parts of the page: what a person who sells looks for first comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Plans,
    Users,
    Sites,
    Systems,
    SuiteSeats,
    HiddenUsers,
    HiddenSystems,
}

impl Part {
    const ALL: [Self; 7] = [
        Self::Plans,
        Self::Users,
        Self::Sites,
        Self::Systems,
        Self::SuiteSeats,
        Self::HiddenUsers,
        Self::HiddenSystems,
    ];

    fn of(catalogue: &Catalogue, module: &ModuleDef) -> Self {
        match (module.scope, module.hidden) {
            (Scope::User, false) if is_seat(catalogue, module) => Self::SuiteSeats,
            (Scope::User, false) if module.plan => Self::Plans,
            (Scope::User, false) => Self::Users,
            (Scope::User, true) => Self::HiddenUsers,
            (Scope::Site, _) => Self::Sites,
            (Scope::System, false) => Self::Systems,
            (Scope::System, true) => Self::HiddenSystems,
        }
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Plans => t!(lang, "catalogue-plans"),
            Self::Users => t!(lang, "catalogue-users"),
            Self::Sites => t!(lang, "catalogue-sites"),
            Self::Systems => t!(lang, "catalogue-systems"),
            Self::SuiteSeats => t!(lang, "catalogue-suite-seats"),
            Self::HiddenUsers => t!(lang, "catalogue-hidden-users"),
            Self::HiddenSystems => t!(lang, "catalogue-hidden-systems"),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Plans => "plans",
            Self::Users => "users",
            Self::Sites => "sites",
            Self::Systems => "systems",
            Self::SuiteSeats => "suite-seats",
            Self::HiddenUsers => "hidden-users",
            Self::HiddenSystems => "hidden-systems",
        }
    }

    fn panel(self, lang: Lang, catalogue: &Catalogue) -> Markup {
        let modules: Vec<&ModuleDef> =
            catalogue.modules.iter().filter(|module| Self::of(catalogue, module) == self).collect();
        if modules.is_empty() {
            return html! {};
        }
        let title = self.title(lang);
        let table = columns(lang, Table::new(lang, title.as_str()));
        let table = table.rows(modules.iter().map(|module| row(lang, catalogue, module)));
        html! { (Panel::titled(self.id(), title).aside(count(lang, modules.len() as u64)).flush(table)) }
    }
}

fn columns(lang: Lang, table: Table) -> Table {
    table
        .column(Column::new(t!(lang, "catalogue-column-module")))
        .column(Column::new(t!(lang, "catalogue-column-contents")).p2())
        .column(Column::new(t!(lang, "catalogue-column-requires")).p3())
        .column(Column::new(t!(lang, "catalogue-column-price")).num().p3())
}

fn row(lang: Lang, catalogue: &Catalogue, module: &ModuleDef) -> Row {
    Row::new()
        .cell(name(lang, module))
        .with(Cell::new(contents_of(lang, catalogue, module)))
        .with(Cell::new(names(lang, catalogue, &module.requires)))
        .with(Cell::new(prices(lang, &module.prices)))
}

fn name(lang: Lang, module: &ModuleDef) -> Markup {
    html! {
        span id=(module.code) title=[tooltip(lang, module)] { (title(lang, &module.titles, &module.code)) }
        @for tag in tags(lang, module) { " " (tag) }
        br;
        code.quiet.small { (module.code) }
    }
}

fn tooltip(lang: Lang, module: &ModuleDef) -> Option<&str> {
    (!module.tooltips.is_empty()).then(|| text_in(&module.tooltips, lang.tag(), ""))
}

/// Whether a module is the seat of a suite: it is sold with the suite, not as a plan.
fn is_seat(catalogue: &Catalogue, module: &ModuleDef) -> bool {
    catalogue.suites.iter().any(|suite| suite.module == module.code)
}

/// What differs from an ordinary named licence.
fn tags(lang: Lang, module: &ModuleDef) -> Vec<Tag> {
    let mut tags = Vec::new();
    if module.counting == Counting::Concurrent {
        tags.push(Tag::new(Tone::Accent, t!(lang, "counting-concurrent")));
    }
    if module.unrestricted {
        tags.push(Tag::new(Tone::Plain, t!(lang, "word-unrestricted")));
    }
    if module.tier {
        tags.push(Tag::new(Tone::Plain, t!(lang, "catalogue-tier")));
    }
    let usual = [Kinds::ALL, Kinds::of(&[UserKind::Internal])];
    if module.scope == Scope::User && !usual.contains(&module.kinds) {
        let kinds = module.kinds.iter().map(|kind| text(lang, &format!("kind-{}", kind.as_str())));
        tags.push(Tag::new(Tone::Line, kinds.collect::<Vec<_>>().join(", ")));
    }
    tags
}

/// What comes with it: the set of a plan, and what it brings.
fn contents_of(lang: Lang, catalogue: &Catalogue, module: &ModuleDef) -> Markup {
    html! {
        @if !module.set.is_empty() {
            details {
                summary { (t!(lang, "catalogue-set-count", count = module.set.len() as u64)) }
                (names(lang, catalogue, &module.set))
            }
        }
        @if !module.brings.is_empty() {
            details {
                summary { (t!(lang, "catalogue-brings-count", count = module.brings.len() as u64)) }
                (names(lang, catalogue, &module.brings))
            }
        }
    }
}

fn names(lang: Lang, catalogue: &Catalogue, codes: &[String]) -> Markup {
    html! {
        @for (n, code) in codes.iter().enumerate() {
            @if n > 0 { ", " }
            @let module = catalogue.module(code);
            a href=(format!("#{code}")) { (module.map_or(code.as_str(), |module| title(lang, &module.titles, code))) }
        }
    }
}

fn title<'a>(lang: Lang, titles: &'a Texts, code: &'a str) -> &'a str {
    text_in(titles, lang.tag(), code)
}

fn prices(lang: Lang, prices: &Prices) -> Markup {
    html! {
        @for (n, (currency, amount)) in prices.iter().enumerate() {
            @if n > 0 { br; }
            span.nowrap { (licentia_ui::money(lang, i64::try_from(*amount).unwrap_or(i64::MAX), currency)) }
        }
    }
}

fn suites(lang: Lang, catalogue: &Catalogue) -> Markup {
    if catalogue.suites.is_empty() {
        return html! {};
    }
    let table = Table::new(lang, t!(lang, "catalogue-suites"))
        .column(Column::new(t!(lang, "catalogue-column-suite")))
        .column(Column::new(t!(lang, "catalogue-column-limits")).p2())
        .column(Column::new(t!(lang, "catalogue-column-price")).num().p3());
    let table = table.rows(catalogue.suites.iter().map(|suite| {
        Row::new()
            .cell(html! { (title(lang, &suite.titles, &suite.name)) br; code.quiet.small { (suite.name) } })
            .with(Cell::new(limits(lang, suite)))
            .with(Cell::new(prices(lang, &suite.prices)))
    }));
    html! { (Panel::titled("suites", t!(lang, "catalogue-suites")).aside(count(lang, catalogue.suites.len() as u64)).flush(table)) }
}

fn limits(lang: Lang, suite: &SuiteDef) -> Markup {
    html! {
        @if suite.limits.is_empty() { (t!(lang, "catalogue-no-limits")) }
        @for (n, limit) in suite.limits.iter().enumerate() {
            @if n > 0 { " · " }
            @match limit.max {
                Some(max) => (t!(lang, "catalogue-limit", name = title(lang, &limit.titles, &limit.name), max = max)),
                None => (title(lang, &limit.titles, &limit.name)),
            }
        }
    }
}

fn meters(lang: Lang, catalogue: &Catalogue) -> Markup {
    if catalogue.meters.is_empty() {
        return html! {};
    }
    let table = Table::new(lang, t!(lang, "catalogue-meters"))
        .column(Column::new(t!(lang, "catalogue-column-meter")))
        .column(Column::new(t!(lang, "catalogue-column-allowance")).num())
        .column(Column::new(t!(lang, "catalogue-column-per-plan")).num().p2())
        .column(Column::new(t!(lang, "catalogue-column-block")).num().p3())
        .column(Column::new(t!(lang, "catalogue-column-block-price")).num().p3());
    let table = table.rows(catalogue.meters.iter().map(|meter| {
        let unit = title(lang, &meter.unit, "");
        let name = html! {
            (title(lang, &meter.titles, &meter.name)) br; code.quiet.small { (meter.name) }
        };
        Row::new()
            .cell(name)
            .with(Cell::new(html! { (number(lang, meter.base)) " " (unit) }))
            .with(Cell::new(html! { "+" (number(lang, meter.per_plan)) " " (unit) }))
            .with(Cell::new(html! { (number(lang, meter.block)) " " (unit) }))
            .with(Cell::new(prices(lang, &meter.prices)))
    }));
    html! { (Panel::titled("meters", t!(lang, "catalogue-meters")).aside(count(lang, catalogue.meters.len() as u64)).flush(table)) }
}
