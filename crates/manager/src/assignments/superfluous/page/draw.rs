//! How the dialog is drawn.

use jiff::civil::Date;
use licentia_core::licence::text_in;
use licentia_platform::access::Right;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Dialog, Facts, Field, Icon, Notice, Panel, Row, Table, Tag, Tone, date_short,
    days_away, encode, hidden, number, person_of, t, tick_box,
};
use maud::{Markup, html};

use super::super::{Holder, Room, Superfluous};
use super::{PER_PAGE, Ticks};
use crate::blockers::Objection;
use crate::page::{self, Screen};
use crate::sealed::UserRow;
use crate::users::portraits::Pictures;

/// Everything that the dialog shows.
pub(super) struct Drawn<'a> {
    pub(super) screen: &'a Screen,
    pub(super) found: &'a Superfluous,
    pub(super) ticks: &'a Ticks,
    pub(super) rows: &'a [UserRow],
    pub(super) pictures: &'a Pictures,
    pub(super) total: u64,
    pub(super) objections: &'a [Objection],
    pub(super) title: &'a str,
}

pub(super) fn dialog(drawn: &Drawn<'_>, today: Date, refused: Option<&Problem>) -> Dialog {
    let (screen, found, lang) = (drawn.screen, drawn.found, drawn.screen.lang);
    if found.follows_log_in {
        return suite(drawn);
    }
    let back = screen.to(&format!("/packages/{}", found.package));
    let module = encode(found.module.as_ref());
    let action = screen.to(&format!("/packages/{}/superfluous/{module}", found.package));
    let lead = t!(lang, "superfluous-lead", module = drawn.title, number = found.sequence);
    let dialog = Dialog::new(lang, t!(lang, "superfluous-title"), back).lead(lead).form(action).body(html! {
        // Enter in the search field searches, since this button is the first.
        button.visually-hidden type="submit" name="act" value="search" tabindex="-1" { (t!(lang, "superfluous-search")) }
        @if let Some(problem) = refused { (notice(drawn, problem)) }
        (figures(drawn))
        @if found.to_remove == 0 { (Notice::new(Tone::Good, t!(lang, "superfluous-healed"))) }
        (tools(drawn))
        (carried(drawn))
        (Panel::new().flush(html! { (holders(drawn, today)) (pages(drawn)) }))
        @if !drawn.ticks.chosen.is_empty() {
            (Field::text("reason", t!(lang, "assignments-reason")).value(&drawn.ticks.reason).hint(t!(lang, "assignments-reason-hint")))
        }
    });
    let chosen = drawn.ticks.chosen.len();
    let remove =
        Button::submit(t!(lang, "superfluous-remove", count = chosen)).primary().named("act", "remove");
    let remove = if chosen == 0 { remove.disabled("superfluous-why") } else { remove };
    let footer = html! {
        p.quiet id="superfluous-why" {
            @if chosen == 0 { (t!(lang, "superfluous-choose-first")) } @else { (t!(lang, "superfluous-means")) }
        }
        (dialog.cancel())
        @if screen.caller.has(Right::ManageLicences) { (remove) }
    };
    dialog.footer(footer)
}

/// The seat of a suite is not recalled: it follows *can log in*, which is switched off on the users' own pages (rule 3a).
fn suite(drawn: &Drawn<'_>) -> Dialog {
    let (screen, found, lang) = (drawn.screen, drawn.found, drawn.screen.lang);
    let back = screen.to(&format!("/packages/{}", found.package));
    let lead = t!(lang, "superfluous-lead", module = drawn.title, number = found.sequence);
    let users = screen.to("/users?can_log_in=true&sort=last_used");
    let words = t!(lang, "superfluous-suite", count = found.to_remove);
    let facts = Facts::new()
        .fact(t!(lang, "superfluous-in-use"), number(lang, found.in_use))
        .fact(t!(lang, "superfluous-available"), number(lang, found.available))
        .fact(t!(lang, "superfluous-to-remove"), number(lang, found.to_remove));
    let dialog = Dialog::new(lang, t!(lang, "superfluous-title"), back).lead(lead).body(html! {
        (facts)
        @if found.to_remove == 0 { (Notice::new(Tone::Good, t!(lang, "superfluous-healed"))) }
        @else { (Notice::new(Tone::Accent, words)) }
    });
    let footer = html! {
        (dialog.cancel())
        (Button::link(t!(lang, "superfluous-suite-users"), users).primary())
    };
    dialog.footer(footer)
}

/// A refusal, with every objection of an application by name.
fn notice(drawn: &Drawn<'_>, problem: &Problem) -> Markup {
    let lang = drawn.screen.lang;
    let objections = problem.extra.get("objections").cloned();
    let objections: Vec<Objection> =
        objections.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
    let refused = problem.extra.get("refused").cloned();
    let refused: Vec<licentia_protocol::api::RefusedOne> =
        refused.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
    let name = |user: &str| {
        let row = drawn.rows.iter().find(|row| row.id == user || row.login == user);
        row.map_or_else(|| user.to_owned(), |row| row.name.clone())
    };
    html! {
        (page::refused(lang, problem))
        @if !objections.is_empty() {
            ul.lines { @for one in &objections { li { (one.name) span.end.small.quiet { (one.message) " · " (one.blocker) } } } }
        }
        @if !refused.is_empty() {
            ul.lines { @for one in refused.iter().take(20) { li { (name(&one.user)) span.end.small.quiet { (one.message) } } } }
        }
        @if problem.code == "blocker_unreachable" {
            (tick_box("silence", "true", &t!(lang, "superfluous-despite"), false))
        }
    }
}

/// The three numbers of the seeds, and how far the choice has come.
fn figures(drawn: &Drawn<'_>) -> Markup {
    let (lang, found) = (drawn.screen.lang, drawn.found);
    let chosen = drawn.ticks.chosen.len() as u64;
    let left = found.to_remove.saturating_sub(chosen);
    let figure =
        |label: String, value: u64| html! { div { dt { (label) } dd.figure { (number(lang, value)) } } };
    html! {
        dl.facts {
            (figure(t!(lang, "superfluous-in-use"), found.in_use))
            (figure(t!(lang, "superfluous-available"), found.available))
            (figure(t!(lang, "superfluous-to-remove"), found.to_remove))
            div {
                dt { (t!(lang, "superfluous-chosen")) }
                dd.figure {
                    (number(lang, chosen)) " "
                    @if left > 0 { small { (t!(lang, "superfluous-left", count = left)) } }
                    @else if chosen > found.to_remove { small.warn { (t!(lang, "superfluous-too-many", count = chosen - found.to_remove)) } }
                }
            }
        }
        @if found.to_remove > 0 {
            meter min="0" max=(found.to_remove) low="0" high=(found.to_remove) optimum=(found.to_remove)
                value=(chosen.min(found.to_remove)) aria-label=(t!(lang, "superfluous-chosen")) {
                (t!(lang, "superfluous-chosen-of", chosen = chosen, count = found.to_remove))
            }
        }
    }
}

fn tools(drawn: &Drawn<'_>) -> Markup {
    let (lang, found, ticks) = (drawn.screen.lang, drawn.found, drawn.ticks);
    let placeholder = t!(lang, "superfluous-search-holders", count = found.holders.len());
    html! {
        div.tools {
            div.search {
                (Icon::Search)
                input.input type="search" name="q" value=(ticks.search) aria-label=(placeholder) placeholder=(placeholder)
                    autocomplete="off" data-search;
            }
            @if found.to_remove > 0 {
                (Button::submit(t!(lang, "superfluous-longest", count = found.to_remove)).icon(Icon::Clock).named("act", "longest"))
            }
            (Button::submit(t!(lang, "superfluous-all", count = found.holders.len())).plain().named("act", "all"))
            @if !ticks.chosen.is_empty() { (Button::submit(t!(lang, "superfluous-none")).plain().named("act", "none")) }
            span.end.quiet.small { (room(drawn)) }
        }
    }
}

/// Where there is room, now and afterwards.
fn room(drawn: &Drawn<'_>) -> String {
    let (lang, rooms) = (drawn.screen.lang, &drawn.found.rooms);
    let plan = |room: &Room| {
        let title = text_in(&room.titles, lang.tag(), room.name.code());
        match room.free {
            Some(free) => t!(lang, "superfluous-room-plan", plan = title, free = free),
            None => title.to_owned(),
        }
    };
    match rooms.is_empty() {
        true => t!(lang, "superfluous-no-room"),
        false => {
            let plans: Vec<String> = rooms.iter().map(plan).collect();
            t!(lang, "superfluous-room", plans = plans.join(", "))
        }
    }
}

/// Those chosen who are not on this page travel along unseen.
fn carried(drawn: &Drawn<'_>) -> Markup {
    let here = |id: &String| drawn.rows.iter().any(|row| row.id == *id);
    html! {
        (hidden("page", &drawn.ticks.page.to_string()))
        @for (id, instead) in drawn.ticks.chosen.iter().filter(|(id, _)| !here(id)) {
            (hidden("user", id))
            @if !instead.is_empty() { (hidden(&format!("instead-{id}"), instead)) }
        }
    }
}

fn holders(drawn: &Drawn<'_>, today: Date) -> Table {
    let lang = drawn.screen.lang;
    let table = Table::new(lang, t!(lang, "superfluous-holders", module = drawn.title))
        .choose("user")
        .column(Column::new(t!(lang, "superfluous-holder")))
        .column(Column::new(t!(lang, "superfluous-group")).p2())
        .column(Column::new(t!(lang, "users-column-last-used")).p2())
        .column(Column::new(t!(lang, "superfluous-instead")));
    table.rows(drawn.rows.iter().map(|row| line(drawn, row, today)))
}

fn line(drawn: &Drawn<'_>, row: &UserRow, today: Date) -> Row {
    let (screen, lang) = (drawn.screen, drawn.screen.lang);
    let ticked = drawn.ticks.chosen.contains_key(&row.id);
    let objection = drawn.objections.iter().find(|one| one.user == row.login);
    let last = row.last_used.as_deref().and_then(|day| day.parse::<Date>().ok());
    let holder = drawn.found.holders.iter().find(|holder| holder.user == row.no);
    let href = screen.to(&format!("/users/{}", encode(&row.id)));
    let name = html! {
        (person_of(&row.name, &href, Some(row.login.as_str()), drawn.pictures.get(row.no)))
        @if let Some(one) = objection { " " (Tag::warn(one.message.as_str()).icon(Icon::Warn)) }
    };
    let used = html! {
        @match last {
            Some(day) => { (date_short(lang, day)) br; small.quiet { (days_away(lang, day, today)) } },
            None => span.quiet { (t!(lang, "superfluous-never-used")) },
        }
    };
    let line = Row::new()
        .choose(&row.id, &row.name, ticked)
        .cell(name)
        .with(Cell::new(row.groups.join(", ")).class("quiet"))
        .cell(used)
        .cell(instead(drawn, row, holder));
    if ticked { line.state("chosen") } else { line }
}

/// What happens to this holder: the licence goes, or another plan comes in its place.
fn instead(drawn: &Drawn<'_>, row: &UserRow, holder: Option<&Holder>) -> Markup {
    let (lang, found) = (drawn.screen.lang, drawn.found);
    let chosen = drawn.ticks.chosen.get(&row.id).map_or("", String::as_str);
    let at = &drawn.screen.at;
    let name = |no| at.licences().module(no).map(|module| module.title(lang.tag()).to_owned());
    // Through what a hidden module is held is worth saying: that is what goes.
    let through =
        holder.filter(|holder| holder.through.iter().any(|(no, _)| at.name(*no) != Some(&found.module)));
    let through = through.map(|holder| {
        let names: Vec<String> = holder.through.iter().filter_map(|(no, _)| name(*no)).collect();
        names.join(", ")
    });
    let label = t!(lang, "superfluous-instead-of", user = row.name.as_str());
    html! {
        select.input.small name=(format!("instead-{}", row.id)) aria-label=(label) {
            option value="" selected[chosen.is_empty()] {
                @match &through {
                    Some(plan) => (t!(lang, "superfluous-recall-plan", plan = plan.as_str())),
                    None => (t!(lang, "superfluous-recall")),
                }
            }
            @for room in &found.rooms {
                @let title = text_in(&room.titles, lang.tag(), room.name.code());
                option value=(room.name) selected[chosen == room.name.to_string()] {
                    @match room.free {
                        Some(free) => (t!(lang, "superfluous-move", plan = title, free = free)),
                        None => (t!(lang, "superfluous-move-free", plan = title)),
                    }
                }
            }
        }
    }
}

/// Pages are buttons: a link would lose the ticks.
fn pages(drawn: &Drawn<'_>) -> Markup {
    let (lang, page, per) = (drawn.screen.lang, drawn.ticks.page, u64::from(PER_PAGE));
    let last = drawn.total.div_ceil(per).max(1);
    let from = ((page - 1) * per + 1).min(drawn.total);
    let to = (page * per).min(drawn.total);
    let go =
        |label: String, page: u64| Button::submit(label).plain().small().named("act", format!("page-{page}"));
    html! {
        div.pager {
            span {
                @if drawn.total == 0 { (t!(lang, "superfluous-nobody-found", search = drawn.ticks.search.as_str())) }
                @else { (t!(lang, "superfluous-shown", from = from, to = to, count = drawn.total)) }
            }
            @if last > 1 {
                span.end.row {
                    @if page > 1 { (go(t!(lang, "superfluous-earlier"), page - 1)) }
                    @if page < last { (go(t!(lang, "superfluous-later"), page + 1)) }
                }
            }
        }
    }
}
