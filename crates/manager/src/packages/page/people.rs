//! The people a package affects: the first few in the dialog, everybody on a page of their own.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use licentia_core::ids::UserNo;
use licentia_core::licence::text_in;
use licentia_core::names::ModuleName;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Column, Head, Icon, Lang, Panel, Row, Table, crowd, date_words, date_words_short, empty, pager, person, t,
};
use maud::{Markup, html};

use super::dialog::{Shown, told};
use super::stage::Stage;
use crate::packages::Comparison;
use crate::packages::moves::{Moves, moves};
use crate::page::Screen;
use crate::state::Manager;

/// How many the dialog names.
const NAMED: usize = 6;
/// How many stand on a page of the whole list.
const PER_PAGE: usize = 100;

/// So many later days are told one by one.
const DAYS: usize = 4;

/// Somebody whom a package affects.
pub(super) struct Touched {
    id: String,
    name: String,
    login: String,
    gains: String,
    loses: String,
    /// From which day on, and what.
    later: Vec<(Date, String)>,
}

/// Whom a package affects.
pub(super) struct People {
    named: Vec<Touched>,
    /// Who loses something now.
    pub(super) losing: u64,
    /// Who loses something on a later day.
    pub(super) later: u64,
    /// How many on each such day.
    days: BTreeMap<Date, u64>,
    /// Who gains something.
    gaining: u64,
    /// Everybody affected; who gains and loses is one.
    count: u64,
    /// Who may log in and notices nothing.
    others: u64,
}

/// Everybody affected; those who lose something come first, and the sooner the earlier.
fn sorted(comparison: &Comparison) -> Vec<(UserNo, Moves<'_>)> {
    let mut affected: Vec<_> = moves(told(comparison)).into_iter().collect();
    let first = |moves: &Moves<'_>| moves.later.first().map_or(Date::MAX, |(day, _)| *day);
    affected.sort_by_key(|(no, moves)| (moves.loses.is_empty(), first(moves), *no));
    affected
}

/// Names the first few for the dialog, and counts all.
pub(super) async fn first(
    manager: &Manager,
    screen: &Screen,
    comparison: &Comparison,
) -> Result<People, Problem> {
    let all = sorted(comparison);
    let count = all.len() as u64;
    let active = screen.at.users().filter(|user| user.active()).count() as u64;
    let mut days = BTreeMap::new();
    for (_, moves) in &all {
        let of_person: BTreeSet<Date> = moves.later.iter().map(|(day, _)| *day).collect();
        of_person.into_iter().for_each(|day| *days.entry(day).or_default() += 1);
    }
    let how_many = |of: fn(&Moves<'_>) -> bool| all.iter().filter(|(_, moves)| of(moves)).count() as u64;
    Ok(People {
        losing: how_many(|moves| !moves.loses.is_empty()),
        later: how_many(|moves| !moves.later.is_empty()),
        gaining: how_many(|moves| !moves.gains.is_empty()),
        days,
        count,
        others: active.saturating_sub(count),
        named: named(manager, screen, comparison, all.into_iter().take(NAMED).collect()).await?,
    })
}

async fn named(
    manager: &Manager,
    screen: &Screen,
    comparison: &Comparison,
    who: Vec<(UserNo, Moves<'_>)>,
) -> Result<Vec<Touched>, Problem> {
    let numbers: Vec<UserNo> = who.iter().map(|(no, _)| *no).collect();
    let names = crate::users::names(manager, screen.at.scope(), numbers).await?;
    let mut names: BTreeMap<UserNo, _> = names.into_iter().collect();
    let touched = who.into_iter().filter_map(|(no, moves)| {
        let user = names.remove(&no)?;
        let words = |modules: &[&ModuleName]| words(screen, comparison, modules);
        let of_day = |lost: &[(Date, &ModuleName)]| {
            (lost[0].0, words(&lost.iter().map(|(_, module)| *module).collect::<Vec<_>>()))
        };
        Some(Touched {
            id: user.id,
            name: user.name,
            login: user.login,
            gains: words(&moves.gains),
            loses: words(&moves.loses),
            later: moves.later.chunk_by(|a, b| a.0 == b.0).map(of_day).collect(),
        })
    });
    Ok(touched.collect())
}

/// "Sales Premium and 3 modules that come with it": the titles of what people know; the hidden ones are counted.
fn words(screen: &Screen, comparison: &Comparison, modules: &[&ModuleName]) -> String {
    if modules.is_empty() {
        return String::new();
    }
    let lang = screen.lang;
    let known: Vec<(bool, String)> = modules.iter().map(|module| title(screen, comparison, module)).collect();
    let shown: Vec<&str> =
        known.iter().filter(|(hidden, _)| !hidden).map(|(_, title)| title.as_str()).collect();
    let hidden = known.len() - shown.len();
    match (shown.is_empty(), hidden) {
        (false, 0) => shown.join(", "),
        (false, _) => t!(lang, "packages-with-hidden", names = shown.join(", "), count = hidden),
        (true, 1..=3) => known.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(", "),
        (true, _) => t!(lang, "packages-hidden-modules", count = hidden),
    }
}

/// Whether a module is hidden, and its title: from the new package, or from what is in force.
fn title(screen: &Screen, comparison: &Comparison, module: &ModuleName) -> (bool, String) {
    let (lang, package) = (screen.lang, &comparison.package);
    let of_us = package.issuer.as_str() == module.issuer();
    if let Some(row) = package.rows.iter().find(|row| of_us && row.module == module.code()) {
        return (row.hidden, text_in(&row.titles, lang.tag(), module.code()).to_owned());
    }
    let licences = screen.at.licences();
    let known = licences.no(module.as_str()).and_then(|no| licences.module(no));
    known.map_or_else(
        || (false, module.code().to_owned()),
        |known| (known.hidden, known.title(lang.tag()).to_owned()),
    )
}

/// The section of the dialog.
pub(super) fn section(shown: &Shown<'_>, people: &People) -> Markup {
    let lang = shown.screen.lang;
    let blocking: Vec<_> = shown
        .changes()
        .rows
        .iter()
        .filter(|row| row.to_remove > 0 && !row.hidden && matches!(shown.stage, Stage::Blocked))
        .collect();
    let to_remove: u64 = blocking.iter().map(|row| row.to_remove).sum();
    html! {
        section.stack.tight {
            h2 { (t!(lang, "packages-people")) }
            dl.facts.list {
                @if let Some(row) = blocking.first() {
                    dt { (t!(lang, "packages-have-to-lose")) }
                    dd { a href=(shown.superfluous(row)) { (t!(lang, "packages-your-choice", count = to_remove)) } }
                }
                @if people.losing > 0 { dt { (t!(lang, "packages-lose")) } dd.row { (line(shown, people, people.losing, |p| !p.loses.is_empty())) } }
                @for (day, count) in people.days.iter().take(DAYS) {
                    dt { (t!(lang, "packages-lose-from", date = date_words(lang, *day))) }
                    dd.row { (line(shown, people, *count, |p| p.later.iter().any(|(from, _)| from == day))) }
                }
                @if people.days.len() > DAYS { dt { (t!(lang, "packages-lose-still-later")) } dd.row { (line(shown, people, people.days.values().skip(DAYS).sum(), |_| false)) } }
                @if people.gaining > 0 { dt { (t!(lang, "packages-gain")) } dd.row { (line(shown, people, people.gaining, |p| !p.gains.is_empty())) } }
                @if people.count == 0 && to_remove == 0 {
                    dt { (t!(lang, "packages-everybody")) }
                    dd {
                        @if people.others == 0 { (t!(lang, "packages-nobody")) }
                        @else { (t!(lang, "packages-notice-nothing", count = people.others)) }
                    }
                } @else {
                    dt { (t!(lang, "packages-everybody-else")) }
                    dd { (t!(lang, "packages-notice-nothing", count = people.others.saturating_sub(to_remove))) }
                }
            }
            @if people.count > 0 { (few(shown, people)) }
        }
    }
}

fn line(shown: &Shown<'_>, people: &People, count: u64, of: impl Fn(&Touched) -> bool) -> Markup {
    let these = people.named.iter().filter(|person| of(person));
    html! { (crowd(these.map(|p| p.name.as_str()))) a href=(shown.to("/people")) { (t!(shown.screen.lang, "packages-count-people", count = count)) } }
}

/// The first few by name, with what they gain and lose.
fn few(shown: &Shown<'_>, people: &People) -> Markup {
    let lang = shown.screen.lang;
    let more = people.count.saturating_sub(people.named.len() as u64);
    html! {
        ul.lines.moves {
            @for touched in &people.named {
                li {
                    a href=(shown.screen.to(&format!("/users/{}", touched.id))) { (touched.name) }
                    span.end.small { (moved(lang, touched)) }
                }
            }
        }
        @if more > 0 { p.small { a href=(shown.to("/people")) { (t!(lang, "packages-people-more", count = more)) } } }
    }
}

fn moved(lang: Lang, touched: &Touched) -> Markup {
    html! {
        (lost(lang, touched))
        @if !touched.gains.is_empty() { span.good { "+ " (touched.gains) } }
    }
}

/// What somebody loses, now and from later days on.
fn lost(lang: Lang, touched: &Touched) -> Markup {
    html! {
        @if !touched.loses.is_empty() { span.bad { "− " (touched.loses) } " " }
        @for (day, names) in &touched.later {
            span.warn { "− " (t!(lang, "packages-names-from", names = names.as_str(), date = date_words_short(lang, *day))) } " "
        }
    }
}

/// Everybody whom the package affects.
pub(super) async fn list(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let comparison = crate::packages::comparison(&manager, &screen.caller.may::<View>()?, id).await?;
    let all = sorted(&comparison);
    let total = all.len();
    let page = screen.here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).max(1);
    let these = all.into_iter().skip((page - 1).saturating_mul(PER_PAGE)).take(PER_PAGE).collect();
    let people = named(&manager, &screen, &comparison, these).await?;
    let back = screen.to(&format!("/packages/{}", comparison.package.id));
    let number_of = t!(lang, "packages-number-of", number = comparison.package.sequence);
    let body = html! {
        (Head::new(t!(lang, "packages-people"))
            .crumb(lang, t!(lang, "packages-title"), screen.to("/packages"))
            .crumb(lang, number_of, back)
            .lead(html! { (t!(lang, "packages-people-lead", count = total)) }))
        @if people.is_empty() { (empty(Icon::Users, &t!(lang, "packages-nobody"), "", &[])) }
        @else { (Panel::new().flush(html! { (table(&screen, &people)) (pager(lang, &screen.here, page as u64, PER_PAGE as u64, total as u64)) })) }
    };
    Ok(screen.page(&t!(lang, "packages-people"), "packages", body))
}

fn table(screen: &Screen, people: &[Touched]) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "packages-people"))
        .column(Column::new(t!(lang, "packages-column-person")))
        .column(Column::new(t!(lang, "packages-lose")))
        .column(Column::new(t!(lang, "packages-gain")));
    people.iter().fold(table, |table, touched| {
        let href = screen.to(&format!("/users/{}", touched.id));
        table.row(
            Row::new()
                .cell(person(&touched.name, &href, Some(&touched.login)))
                .cell(lost(lang, touched))
                .cell(html! { @if !touched.gains.is_empty() { span.good { "+ " (touched.gains) } } }),
        )
    })
}
