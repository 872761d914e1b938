//! The licences of one issuer by kind: what applies to everybody, what installations take, what people hold.

use licentia_core::dates::Standing;
use licentia_core::licence::Scope;
use licentia_core::licences::Total;
use licentia_platform::access::Right;
use licentia_ui::{
    Button, Cell, Column, Icon, Lang, Panel, Row, Table, Tag, date_short, meter, number, t, ticks,
};
use maud::{Markup, html};

use crate::licences::{Licence, follows_log_in, in_force};
use crate::page::Screen;
use crate::state::Manager;
use crate::storefront;

/// The framed list.
pub(super) fn section(manager: &Manager, screen: &Screen, issuer: usize) -> Markup {
    let lang = screen.lang;
    let licences: Vec<Licence<'_>> =
        in_force(&screen.at).filter(|l| l.module.issuer == issuer && !l.module.hidden).collect();
    let sorted = screen.here.get("sort").unwrap_or_default();
    let mut table = columns(screen).sorted(&screen.here, sorted);
    for (title, names) in everywhere(screen, &licences) {
        table = table.across(title, ticks(names.iter().map(|(title, href)| (title.as_str(), href.as_str()))));
    }
    for (title, means, mut group) in counted(screen, &licences) {
        if group.is_empty() {
            continue;
        }
        sort(lang, &mut group, sorted);
        let title = html! { (title) @if let Some(means) = means { " " span.quiet { "· " (means) } } };
        table = table.group(title).rows(group.into_iter().map(|licence| line(manager, screen, licence)));
    }
    html! { (Panel::new().flush(table)) }
}

fn columns(screen: &Screen) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "licences-title"))
        .column(Column::new(t!(lang, "licences-column-licence")).sort("licence"))
        .column(Column::new(t!(lang, "licences-column-share")).bar().p2())
        .column(Column::new(t!(lang, "licences-column-in-use")).num().sort("in-use"))
        .column(Column::new(t!(lang, "licences-column-free")).num().sort("free"))
        .column(Column::new(t!(lang, "licences-column-total")).num().sort("total"))
        .column(Column::new(t!(lang, "licences-column-until")).p3().sort("until"));
    if screen.caller.has(Right::ManageUsers) { table.room_for_acts() } else { table }
}

/// System licences: those in force, ticked, and those that are not.
fn everywhere(screen: &Screen, licences: &[Licence<'_>]) -> Vec<(Markup, Vec<(String, String)>)> {
    let lang = screen.lang;
    let named = |in_force: bool| -> Vec<(String, String)> {
        let system = licences.iter().filter(|l| l.module.scope == Scope::System && !l.module.tier);
        system
            .filter(|l| (l.total != Total::Absent) == in_force)
            .map(|l| {
                (l.module.title(lang.tag()).to_owned(), screen.to(&format!("/licences/{}", l.module.name)))
            })
            .collect()
    };
    let stopped = licences.iter().any(|licence| licence.standing == Standing::Stopped);
    let means = if stopped {
        t!(lang, "licences-group-system-stopped")
    } else {
        t!(lang, "licences-group-system-means")
    };
    let title = html! { (t!(lang, "licences-group-system")) " " span.quiet { "· " (means) } };
    [(title, named(true))].into_iter().filter(|(_, names)| !names.is_empty()).collect()
}

type Group<'a> = (String, Option<String>, Vec<&'a Licence<'a>>);

fn counted<'a>(screen: &Screen, licences: &'a [Licence<'a>]) -> [Group<'a>; 5] {
    let lang = screen.lang;
    let follows = |l: &Licence<'_>| follows_log_in(screen.at.licences(), l.module);
    let of = |scope, plan: Option<bool>| {
        let of_scope = licences.iter().filter(move |l| l.module.scope == scope);
        let by_hand = of_scope.filter(|l| !follows(l));
        by_hand.filter(move |l| plan.is_none_or(|plan| l.module.plan == plan)).collect::<Vec<_>>()
    };
    // The seat of a suite follows the log-in: it is no user plan (rule 3a).
    let suites = licences.iter().filter(|l| follows(l)).collect();
    let ended = licences
        .iter()
        .filter(|l| l.module.scope == Scope::System && !l.module.tier && l.total == Total::Absent);
    [
        (t!(lang, "licences-group-system-ended"), None, ended.collect()),
        (t!(lang, "licences-group-site"), Some(t!(lang, "licences-group-site-means")), of(Scope::Site, None)),
        (t!(lang, "licences-group-suite"), Some(t!(lang, "licences-group-suite-means")), suites),
        (
            t!(lang, "licences-group-plans"),
            Some(t!(lang, "licences-group-plans-means")),
            of(Scope::User, Some(true)),
        ),
        (t!(lang, "licences-group-modules"), None, of(Scope::User, Some(false))),
    ]
}

/// Within its group; without an order the issuer's own stays.
fn sort(lang: Lang, licences: &mut [&Licence<'_>], by: &str) {
    let (key, down) = by.strip_prefix('-').map_or((by, false), |key| (key, true));
    match key {
        "licence" => licences.sort_by_key(|l| l.module.title(lang.tag()).to_lowercase()),
        "in-use" => licences.sort_by_key(|l| l.in_use),
        "free" => licences.sort_by_key(|l| l.free().unwrap_or(i64::MAX)),
        "total" => licences.sort_by_key(|l| l.total.cap().unwrap_or(u64::MAX)),
        "until" => licences.sort_by_key(|l| l.until.unwrap_or(jiff::civil::Date::MAX)),
        _ => return,
    }
    if down {
        licences.reverse();
    }
}

fn line(manager: &Manager, screen: &Screen, licence: &Licence<'_>) -> Row {
    let (lang, module) = (screen.lang, licence.module);
    let cap = licence.total.cap();
    let full = cap.is_some_and(|cap| cap > 0 && licence.in_use >= cap) && module.scope == Scope::User;
    let title = module.title(lang.tag());
    let tooltip = Some(module.tooltip(lang.tag())).filter(|text| !text.is_empty());
    let name = html! {
        a href=(screen.to(&format!("/licences/{}", module.name))) title=[tooltip] { (title) } " "
        @if full { (Tag::bad(t!(lang, "licences-full"))) " " }
        code.quiet.p3 { (module.name.code()) }
    };
    let bar = html! {
        @match (module.scope, cap) {
            (Scope::System, _) => {},
            (_, Some(cap)) => { (meter(lang, title, licence.in_use, cap)) },
            (_, None) => { span.quiet.small { (t!(lang, "word-unrestricted")) } },
        }
    };
    let until = html! { @match licence.until { Some(day) => { (date_short(lang, day)) }, None => { span.quiet { (t!(lang, "licences-no-end")) } } } };
    let row = Row::new()
        .cell(name)
        .cell(bar)
        .with(in_use(screen, licence))
        .with(free(lang, licence))
        .with(total(lang, licence))
        .cell(until);
    let more = buy(manager, screen, licence).filter(|_| full);
    more.into_iter().chain(act(screen, licence, full)).fold(row, Row::act)
}

/// Who holds it is one click away; of system licences nobody does.
fn in_use(screen: &Screen, licence: &Licence<'_>) -> Cell {
    let (lang, module) = (screen.lang, licence.module);
    match module.scope {
        Scope::User => Cell::new(
            html! { a href=(screen.to(&format!("/users?holds={}", module.name))) { (number(lang, licence.in_use)) } },
        ),
        Scope::Site => Cell::new(number(lang, licence.in_use)),
        Scope::System => Cell::number(lang, None::<u64>),
    }
}

/// The way to the store, for those who may go it.
fn buy(manager: &Manager, screen: &Screen, licence: &Licence<'_>) -> Option<Button> {
    let name = &licence.module.name;
    let to = storefront::address(manager, screen, name.issuer(), Some(name.code()))?;
    Some(Button::link(t!(screen.lang, "licences-buy-more"), to).small().icon(Icon::Cart))
}

fn act(screen: &Screen, licence: &Licence<'_>, full: bool) -> Option<Button> {
    let lang = screen.lang;
    if licence.module.scope != Scope::User || !screen.caller.has(Right::ManageUsers) {
        return None;
    }
    if !full && follows_log_in(screen.at.licences(), licence.module) {
        return None;
    }
    Some(if full {
        Button::link(t!(lang, "navigation-waiting"), screen.to("/assignments/waiting")).small()
    } else {
        let query = if licence.module.plan { "?plan=none" } else { "" };
        Button::link(t!(lang, "licences-assign"), screen.to(&format!("/users{query}"))).small()
    })
}

fn free(lang: Lang, licence: &Licence<'_>) -> Cell {
    let free = licence.free();
    let cell = Cell::number(lang, free);
    if free.is_some_and(|free| free <= 0) { cell.class("bad") } else { cell }
}

fn total(lang: Lang, licence: &Licence<'_>) -> Cell {
    match licence.total {
        _ if licence.module.scope == Scope::System => Cell::number(lang, None::<i64>),
        Total::Count(count) => Cell::new(number(lang, count)),
        Total::Absent => Cell::new(number(lang, 0)),
        Total::Unrestricted => Cell::number(lang, None::<i64>),
    }
}
