//! The page of the waiting list: who waits for what, in which place and why; the next to be served first.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use licentia_core::ids::ModuleNo;
use licentia_core::seats::{Source, State as Standing};
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{
    Bulk, Button, Cell, Column, Filters, Head, Icon, Lang, Notice, Panel, Row, Table, Tone, empty, encode,
    has_text, moment, number, pager_cursor, person_of, search, t, text, tools,
};
use maud::{Markup, html};

use super::super::list::{Asked, Granted, Listing, list};
use super::api::named;
use super::{Intent, Places, Which, remove_intents, reprocess};
use crate::page::Screen;
use crate::snapshot::waits;
use crate::state::Manager;
use crate::users::portraits::Pictures;

/// Intents on a page.
const PER_PAGE: u32 = 50;
/// Modules offered as filters.
const FILTERS: usize = 8;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/assignments/waiting", get(waiting).post(withdraw))
        .route("/assignments/waiting/reprocess", post(again))
}

/// How many wait, for what and why.
#[derive(Default)]
struct Summary {
    all: u64,
    modules: BTreeMap<ModuleNo, u64>,
    codes: BTreeMap<&'static str, u64>,
}

impl Summary {
    fn of(screen: &Screen) -> Self {
        let mut summary = Self::default();
        for user in screen.at.users().filter(|user| user.waits()) {
            for row in user.assignments().iter().filter(|row| waits(row)) {
                summary.all += 1;
                *summary.modules.entry(row.module).or_default() += 1;
                if let Standing::Waiting(code) = row.state {
                    *summary.codes.entry(code.as_str()).or_default() += 1;
                }
            }
        }
        summary
    }
}

async fn waiting(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let word = |name: &str| screen.here.get(name).map(str::to_owned).filter(|text| !text.is_empty());
    let asked = Asked {
        waiting: Some(true),
        module: word("module").and_then(|name| named(&screen.at, &name)),
        code: word("code"),
        search: word("q"),
        limit: PER_PAGE,
        cursor: word("cursor"),
        ..Asked::default()
    };
    let listing = list(&manager, &granted, asked).await?;
    let shown = listing.items.iter().map(|one| one.user).collect();
    let pictures = Pictures::of(&manager, &screen.at, shown).await?;
    let summary = Summary::of(&screen);
    let lang = screen.lang;
    let title = t!(lang, "assignments-waiting-title");
    let mut head = Head::new(title.clone()).lead(html! { (t!(lang, "assignments-waiting-lead")) });
    if summary.all > 0 && screen.caller.has(Right::ManageLicences) {
        head = head.action_markup(html! {
            form method="post" action=(screen.to("/assignments/waiting/reprocess")) {
                (Button::submit(t!(lang, "assignments-reprocess")).icon(Icon::Queue))
            }
        });
    }
    let body = html! {
        (head)
        @if let Some(done) = reprocessed(&screen) { (done) }
        @if summary.all == 0 {
            (empty(Icon::Queue, &t!(lang, "assignments-waiting-none"), t!(lang, "assignments-waiting-none-why"), &[]))
        } @else {
            (filters(&screen, &summary))
            @if listing.items.is_empty() { (no_hits(&screen)) } @else { (table(&manager, &screen, (&listing, &pictures))) }
        }
    };
    Ok(screen.page(&title, "waiting", body))
}

/// What a reprocessing did, where one has just been.
fn reprocessed(screen: &Screen) -> Option<Notice> {
    let (met, updated) = screen.here.get("done")?.split_once('-')?;
    let (met, updated): (u64, u64) = (met.parse().ok()?, updated.parse().ok()?);
    let lang = screen.lang;
    let words = if met > 0 {
        t!(lang, "assignments-reprocessed", count = met)
    } else if updated > 0 {
        t!(lang, "assignments-reprocessed-reasons", count = updated)
    } else {
        t!(lang, "assignments-reprocessed-nothing")
    };
    Some(Notice::new(if met > 0 { Tone::Good } else { Tone::Plain }, words))
}

fn filters(screen: &Screen, summary: &Summary) -> Markup {
    let (lang, here) = (screen.lang, screen.here.without("cursor").without("done"));
    let mut modules: Vec<(&ModuleNo, &u64)> = summary.modules.iter().collect();
    modules.sort_by_key(|(no, count)| (std::cmp::Reverse(**count), **no));
    let chosen = here.get("module").unwrap_or_default().to_owned();
    let mut by_module = Filters::new(lang, t!(lang, "assignments-waiting-for")).filter(
        &t!(lang, "assignments-waiting-all"),
        here.without("module").to_string(),
        summary.all,
        chosen.is_empty(),
    );
    for (no, count) in modules.into_iter().take(FILTERS) {
        let name = name(screen, *no);
        by_module = by_module.filter(
            &title(screen, *no),
            here.with("module", &name).to_string(),
            *count,
            chosen == name,
        );
    }
    let chosen = here.get("code").unwrap_or_default().to_owned();
    let mut by_code = Filters::new(lang, t!(lang, "assignments-waiting-why")).filter(
        &t!(lang, "assignments-waiting-any"),
        here.without("code").to_string(),
        summary.all,
        chosen.is_empty(),
    );
    for (code, count) in &summary.codes {
        by_code = by_code.filter(
            why(lang, code).trim_end_matches('.'),
            here.with("code", code).to_string(),
            *count,
            chosen == *code,
        );
    }
    let label = t!(lang, "assignments-waiting-search");
    html! {
        (tools(search(&here, "q", &label, &label), html! {}))
        (by_module)
        @if summary.codes.len() > 1 { (by_code) }
    }
}

fn no_hits(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let clear = Button::link(t!(lang, "action-clear-filter"), screen.to("/assignments/waiting"));
    empty(
        Icon::Filter,
        &t!(lang, "assignments-waiting-no-hits"),
        t!(lang, "assignments-waiting-no-hits-why"),
        &[clear],
    )
}

fn table(manager: &Manager, screen: &Screen, (listing, pictures): (&Listing, &Pictures)) -> Markup {
    let (lang, places) = (screen.lang, Places::of(&screen.at));
    let manages = screen.caller.has(Right::ManageLicences);
    let row = |one: &Granted| line(manager, screen, &places, (one, pictures.get(one.user)), manages);
    let mut table = Table::new(lang, t!(lang, "assignments-waiting-title"))
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "assignments-waiting-for")))
        .column(Column::new(t!(lang, "assignments-place")).num())
        .column(Column::new(t!(lang, "assignments-waiting-why")).p2())
        .column(Column::new(t!(lang, "users-column-source")).p3())
        .column(Column::new(t!(lang, "assignments-waiting-since")).p2())
        .rows(listing.items.iter().map(row));
    if manages {
        table = table.choose("intent");
    }
    let later =
        listing.next.as_deref().map(|cursor| screen.here.without("done").with("cursor", cursor).to_string());
    let first = screen.here.get("cursor").map(|_| screen.here.without("cursor").without("done").to_string());
    let words = t!(lang, "assignments-waiting-count", count = listing.total);
    let pages = pager_cursor(lang, &words, first.as_deref(), later.as_deref());
    let clear = screen.here.to_string();
    let remove = Button::submit(t!(lang, "assignments-withdraw")).small().danger();
    html! {
        (Panel::new().flush(html! {
            @if manages {
                form method="post" action=(screen.to("/assignments/waiting")) {
                    (Bulk::new(lang, 0, clear).action(remove))
                    (table)
                }
            } @else { (table) }
            (pages)
        }))
        @if manages { p.quiet.small { (t!(lang, "assignments-withdraw-means")) } }
    }
}

fn line(
    manager: &Manager,
    screen: &Screen,
    places: &Places,
    (one, picture): (&Granted, Option<&str>),
    manages: bool,
) -> Row {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    let since =
        html! { @match one.at_ms { Some(ms) => (moment(lang, ms, manager.now_ms(), &zone)), None => "–" } };
    let code = one.code.as_deref().unwrap_or("no_seat");
    let place = places.get(one.user, one.module, one.source);
    let href = screen.to(&format!("/users/{}", encode(&one.id)));
    let row = Row::new()
        .cell(person_of(&one.name, &href, Some(&one.login), picture))
        .cell(html! { (title(screen, one.module)) })
        .with(Cell::new(html! {
            @match place {
                Some((place, of)) => { (number(lang, place)) " " span.quiet { (t!(lang, "assignments-place-of", count = of)) } },
                None => span.quiet { (t!(lang, "assignments-place-none")) },
            }
        }).class("nowrap"))
        .cell(html! { (why(lang, code)) " " code.quiet { (code) } })
        .with(Cell::new(text(lang, &format!("source-{}", one.source.as_str()))).class("quiet"))
        .cell(since);
    if !manages {
        return row;
    }
    let value = format!("{}|{}|{}", one.id, name(screen, one.module), one.source.as_str());
    row.choose(value, one.name.clone(), false)
}

fn why(lang: Lang, code: &str) -> String {
    let key = format!("problem-{code}");
    if has_text(lang, &key) { text(lang, &key) } else { code.to_owned() }
}

fn title(screen: &Screen, no: ModuleNo) -> String {
    let module = screen.at.licences().module(no).map(|module| module.title(screen.lang.tag()).to_owned());
    module.unwrap_or_else(|| name(screen, no))
}

fn name(screen: &Screen, no: ModuleNo) -> String {
    screen.at.name(no).map(ToString::to_string).unwrap_or_default()
}

/// Serves whom it can now.
async fn again(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let done = reprocess(&manager, &screen.caller.may::<ManageLicences>()?).await?;
    let to = format!("/assignments/waiting?done={}-{}", done.met, done.updated);
    Ok(Redirect::to(&screen.to(&to)).into_response())
}

/// Takes the chosen intents off the list.
async fn withdraw(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let intents: Vec<Intent> = form.all("intent").filter_map(read).collect();
    if !intents.is_empty() {
        remove_intents(&manager, &granted, Which::Named(intents)).await?;
    }
    Ok(Redirect::to(&screen.to("/assignments/waiting")).into_response())
}

fn read(value: &str) -> Option<Intent> {
    let mut parts = value.splitn(3, '|');
    let (user, module, source) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Intent { user: user.to_owned(), module: module.to_owned(), source: Source::from_name(source) })
}
