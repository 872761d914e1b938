//! Who has a product: search, filters, pages, and beside each the one thing that can be done.

use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_core::ids::UserNo;
use licentia_core::licence::Counting;
use licentia_core::seats::{Assignment, Source};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Bulk, Button, Cell, Column, Filters, Icon, Row, Table, Tag, Tone, count, date_short, empty, encode,
    pager, person_of, search, source_words, t, tools,
};
use maud::{Markup, Render, html};

use super::show::Product;
use super::staged::granted_as;
use crate::products::{Asked, Counts, Found, Listed, Only, Order, people};
use crate::snapshot::waits;
use crate::state::Manager;

/// People on a page.
const PER_PAGE: u32 = 50;
/// After so many days without use somebody is shown as not using it.
const UNUSED_DAYS: i32 = 90;

pub(super) async fn section(manager: &Manager, product: &Product<'_>) -> Result<Markup, Problem> {
    let (screen, lang) = (product.screen, product.screen.lang);
    let here = product.here();
    let since = screen.at.day().today.saturating_sub(UNUSED_DAYS.days());
    let page = here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    let only = match here.get("only") {
        Some("unused") => Only::Unused,
        Some("rules") => Only::FromRules,
        _ => Only::All,
    };
    let asked = Asked {
        only,
        search: here.get("q").unwrap_or_default().to_owned(),
        order: Order::named(here.get("sort").unwrap_or("name")).read_in(screen.lang),
        limit: PER_PAGE,
        offset: (page - 1).saturating_mul(PER_PAGE.into()).min(1 << 40),
        staged: product.settled.add.clone(),
    };
    let granted = screen.caller.may::<View>()?;
    let (found, counts) =
        people(manager, &granted, &screen.at, product.module().no, asked.clone(), since).await?;
    let label = t!(lang, "products-search-people");
    let find = html! { (search(&here, "q", &label, &label)) (filters(product, counts, only)) };
    Ok(html! {
        section.stack.tight aria-labelledby="people" {
            div.section-head { h2 id="people" { (t!(lang, "products-people")) " " (count(lang, counts.all)) } }
            (tools(find, add(product)))
            @if found.items.is_empty() { (nobody(product, counts, &asked)) }
            @else { (table(product, &found, &asked, page)) }
        }
    })
}

fn add(product: &Product<'_>) -> Markup {
    html! {
        @if product.may_change() {
            (Button::link(t!(product.screen.lang, "products-add"), product.at("add").without("q").without("page").to_string())
                .icon(Icon::Plus).dialog())
        }
    }
}

fn filters(product: &Product<'_>, counts: Counts, only: Only) -> Filters {
    let lang = product.screen.lang;
    let bare = product.here().without("only").without("page");
    // A filter that is chosen leads back to everybody.
    let link = |name: &str, chosen: bool| match chosen {
        true => bare.to_string(),
        false => bare.with("only", name).to_string(),
    };
    let (unused, rules) = (only == Only::Unused, only == Only::FromRules);
    Filters::new(lang, t!(lang, "products-filter-people"))
        .filter(
            &t!(lang, "products-unused", days = i64::from(UNUSED_DAYS)),
            link("unused", unused),
            counts.unused,
            unused,
        )
        .filter(&t!(lang, "products-from-rules"), link("rules", rules), counts.from_rules, rules)
}

fn nobody(product: &Product<'_>, counts: Counts, asked: &Asked) -> Markup {
    let lang = product.screen.lang;
    let here = product.here();
    if counts.all == 0 && asked.search.is_empty() {
        let add = Button::link(t!(lang, "products-add"), product.at("add").to_string()).dialog();
        let can = product.may_change();
        let actions = if can { std::slice::from_ref(&add) } else { &[] };
        return empty(Icon::Users, &t!(lang, "products-nobody"), t!(lang, "products-nobody-why"), actions);
    }
    let clear = Button::link(
        t!(lang, "action-clear-search"),
        here.without("q").without("page").without("only").to_string(),
    );
    let title = match asked.search.as_str() {
        "" => t!(lang, "products-nobody-so"),
        typed => t!(lang, "products-nobody-found", search = typed),
    };
    empty(Icon::Search, &title, t!(lang, "products-none-why"), &[clear])
}

fn table(product: &Product<'_>, found: &Found, asked: &Asked, page: u64) -> Markup {
    let (screen, lang) = (product.screen, product.screen.lang);
    let here = product.here();
    let chooses = product.may_change();
    let mut table = Table::new(lang, t!(lang, "products-people"))
        .column(Column::new(t!(lang, "users-column-name")).sort("name"))
        .column(Column::new(t!(lang, "products-column-job")).p2().sort("job-title"))
        .column(Column::new(t!(lang, "users-column-source")))
        .column(Column::new(t!(lang, "users-column-last-used")).p2().nowrap().sort("last-used"));
    if chooses {
        table = table.choose("user");
    }
    let today = screen.at.day().today;
    let table =
        table.sorted(&here, asked.order.name()).rows(found.items.iter().map(|one| line(product, one, today)));
    let pages = pager(lang, &here, page, u64::from(PER_PAGE), found.total);
    if !chooses {
        return html! { div.panel { (table) (pages) } };
    }
    let bar = Bulk::new(lang, 0, here.to_string())
        .action(Button::submit(t!(lang, "products-stage-recall")).small().danger());
    html! { form.panel method="post" action=(product.at("stage")) { (bar) (table) (pages) } }
}

fn line(product: &Product<'_>, one: &Listed, today: Date) -> Row {
    let (screen, lang, no) = (product.screen, product.screen.lang, one.row.no);
    let adding = product.settled.add.contains(&no);
    let leaving = product.settled.drop.contains(&no);
    let rows = screen.at.user(no).map_or(&[][..], |user| user.assignments());
    let detail = one.row.email.as_deref().unwrap_or(&one.row.login);
    let href = screen.to(&format!("/users/{}", encode(&one.row.id)));
    let last = one.row.last_used.as_deref().and_then(|day| day.parse().ok());
    let last = html! { @match last { Some(day) => (date_short(lang, day)), None => span.quiet { "–" } } };
    let how = match (adding, leaving) {
        (true, _) => Tag::new(Tone::Good, t!(lang, "products-adding")).icon(Icon::Plus).render(),
        (_, true) => Tag::bad(t!(lang, "products-leaving")).icon(Icon::Minus).render(),
        _ => sources(product, no, rows, today),
    };
    let line = Row::new()
        .cell(person_of(&one.row.name, &href, Some(detail), one.portrait.as_deref()))
        .with(Cell::new(one.row.job_title.as_deref().unwrap_or("–")).class("struck"))
        .cell(how)
        .cell(last);
    let line = match (adding, leaving) {
        (true, _) => line.state("adding"),
        (_, true) => line.state("leaving"),
        _ => line,
    };
    act(product, line, one, rows)
}

/// *Recall* beside whoever has it by itself; *Do not add* and *Keep* beside what is staged. Links, for nothing is saved.
fn act(product: &Product<'_>, line: Row, one: &Listed, rows: &[Assignment]) -> Row {
    if !product.may_change() {
        return line;
    }
    let (lang, no, name) = (product.screen.lang, one.row.no, one.row.name.as_str());
    let staged = &product.staged;
    let back = product.with(&staged.clone().without(no)).to_string();
    if product.settled.add.contains(&no) {
        return line
            .act(Button::link(t!(lang, "products-do-not-add"), back).icon(Icon::Undo).small().plain());
    }
    if product.settled.drop.contains(&no) {
        return line.act(Button::link(t!(lang, "products-keep"), back).icon(Icon::Undo).small().plain());
    }
    let own = granted_as(&product.screen.at, product.module().no);
    let recallable = rows.iter().any(|row| own.contains(&row.module) && row.source != Source::Suite);
    if !recallable {
        return line;
    }
    let to = product.with(&staged.clone().dropping([no])).to_string();
    line.choose(number_of(no), name, false).act(
        Button::link(t!(lang, "products-recall-from", name = name), to)
            .icon(Icon::Trash)
            .small()
            .danger()
            .only_icon(),
    )
}

/// A user's number as a form sends it.
pub(super) fn number_of(no: UserNo) -> String {
    no.0.to_string()
}

/// Where it comes from: each source once, a plan by its title; and what keeps it from taking a seat.
fn sources(product: &Product<'_>, no: UserNo, rows: &[Assignment], today: Date) -> Markup {
    let (at, lang) = (&product.screen.at, product.screen.lang);
    let own = granted_as(at, product.module().no);
    let gives = |row: &&Assignment| {
        own.contains(&row.module)
            || licentia_core::seats::gives(at.licences(), row.module, product.module().no)
    };
    let granted: Vec<&Assignment> = rows.iter().filter(|row| !waits(row)).filter(gives).collect();
    let mut words: Vec<String> = Vec::new();
    for row in &granted {
        let word = if own.contains(&row.module) {
            source_words(lang, row.source.as_str())
        } else {
            let plan = at.licences().module(row.module).map(|plan| plan.title(lang.tag()));
            t!(lang, "products-with-plan", plan = plan.unwrap_or_default())
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let until = granted.iter().filter_map(|row| row.until).max().filter(|_| granted.len() == 1);
    let from = granted.iter().filter_map(|row| row.from).filter(|from| *from > today).min();
    let open = product.module().counting == Counting::Concurrent
        && at
            .sessions()
            .any(|(_, session)| session.user == no && session.seats.contains(&product.module().no));
    html! {
        span.quiet { (words.join(", ")) }
        @if let Some(from) = from { " " span.quiet.small.nowrap { (t!(lang, "products-from")) " " (date_short(lang, from)) } }
        @else if let Some(until) = until { " " span.quiet.small.nowrap { (t!(lang, "products-until")) " " (date_short(lang, until)) } }
        @if at.user(no).is_some_and(|user| !user.active()) { " " (Tag::new(Tone::Line, t!(lang, "products-no-seat"))) }
        @if open { " " (Tag::good(t!(lang, "products-open-now"))) }
    }
}
