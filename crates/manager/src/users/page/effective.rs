//! What a user really has, through what, by whom, and the way to ask why; also on one's own page.

use std::collections::HashMap;

use licentia_core::licence::Scope;
use licentia_core::seats::{Assignment, Source};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Icon, Panel, Row, Table, Tag, Tone, count, date_short, encode, section_head, t,
};
use maud::{Markup, Render, html};

use super::{source, title};
use crate::assignments::place;
use crate::licences::{Licence, follows_log_in, in_force};
use crate::page::Screen;
use crate::rules::names_for;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::Listed;
use crate::users::held::{GrantedBy, Held, HeldState, granted_by, held};

/// Who granted what, by the revision that did.
pub(crate) type By = HashMap<u64, GrantedBy>;

/// What a user holds and waits for, with whoever granted it.
pub(super) async fn of(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
) -> Result<(Vec<Held>, By), Problem> {
    let Some(known) = screen.at.user(user.row.no) else { return Ok((Vec::new(), By::new())) };
    let held = held(&screen.at, &known);
    let by = granted_by(manager, screen.caller.scope, &held).await?;
    Ok((held, by))
}

/// The section of the user's page: plans in force stand among the choices, hidden modules are folded away.
pub(super) fn section(screen: &Screen, user: &Listed, all: &[Held], by: &By) -> Markup {
    let lang = screen.lang;
    let shown: Vec<&Held> = all.iter().filter(|held| !held.plan || !holds(held)).collect();
    let hidden = shown.iter().filter(|held| held.hidden).count();
    let unfolded = screen.here.get("hidden") == Some("true");
    let rows = shown.iter().filter(|held| unfolded || !held.hidden);
    let rows = rows.map(|held| {
        let module = screen.at.name(held.module).map(ToString::to_string).unwrap_or_default();
        let why = format!("{}?user={}&module={}", screen.to("/why"), encode(&user.row.id), encode(&module));
        row(screen, user, held, by).act(Button::link(t!(lang, "users-why"), why).small())
    });
    let table = table(screen, &t!(lang, "users-effective")).rows(rows);
    let more = (hidden > 0).then(|| match unfolded {
        false => html! { a href=(screen.here.with("hidden", true)) { (t!(lang, "users-show-hidden", count = hidden)) } },
        true => html! { a href=(screen.here.without("hidden")) { (t!(lang, "people-hide-hidden")) } },
    });
    let visible = shown.iter().filter(|held| !held.hidden && holds(held)).count();
    let folded = shown.iter().any(|held| held.hidden && holds(held));
    let heading = html! {
        (t!(lang, "users-effective")) " "
        @if visible > 0 || !folded { (count(lang, visible as u64)) }
    };
    html! {
        section {
            (section_head("effective", heading, more))
            @if shown.iter().all(|held| held.hidden) && !unfolded {
                p.quiet { @if folded { (t!(lang, "users-effective-hidden")) } @else { (nothing(screen, user)) } }
            }
            @else { (Panel::new().flush(table)) }
        }
    }
}

/// What somebody with nothing can be given: by hand, or on a suite by the log-in alone (rule 3a).
fn nothing(screen: &Screen, user: &Listed) -> String {
    if user.row.state != UserState::Active {
        return t!(screen.lang, "users-effective-former");
    }
    let given = |l: &Licence<'_>| l.module.scope == Scope::User && !l.module.hidden;
    let mut given = in_force(&screen.at).filter(given).peekable();
    let suite_alone = given.peek().is_some() && given.all(|l| follows_log_in(screen.at.licences(), l.module));
    if suite_alone {
        t!(screen.lang, "users-effective-suite")
    } else {
        t!(screen.lang, "users-effective-none")
    }
}

fn holds(held: &Held) -> bool {
    matches!(held.state, HeldState::Granted | HeldState::Resting)
}

/// A table for [`row`]s.
pub(crate) fn table(screen: &Screen, caption: &str) -> Table {
    let lang = screen.lang;
    Table::new(lang, caption)
        .column(Column::new(t!(lang, "assignments-module")))
        // On a phone the name and how it stands; where it comes from is behind *Why*.
        .column(Column::new(t!(lang, "assignments-granted-by")).p2())
        .column(Column::new(t!(lang, "users-column-state")))
}

/// One module: its name, everything that gives it, and how it stands.
pub(crate) fn row(screen: &Screen, user: &Listed, held: &Held, by: &By) -> Row {
    let (lang, at) = (screen.lang, &screen.at);
    let code = at.name(held.module).map(|name| name.code().to_owned()).unwrap_or_default();
    let name = html! { (title(at, lang, held.module)) " " code.quiet.p2 { (code) } };
    Row::new()
        .cell(name)
        .cell(sources(screen, user, held, by))
        .with(Cell::new(state(screen, user, held)))
        .state(if holds(held) { "" } else { "past" })
}

/// Every way in which the module comes: through a plan, or granted itself by whom until when.
fn sources(screen: &Screen, user: &Listed, held: &Held, by: &By) -> Markup {
    html! {
        @for granted in &held.sources { div { (through(screen, user, held, granted, by.get(&granted.order))) } }
        @if held.sources.is_empty() { "–" }
    }
}

fn through(
    screen: &Screen,
    user: &Listed,
    held: &Held,
    granted: &Assignment,
    by: Option<&GrantedBy>,
) -> Markup {
    let lang = screen.lang;
    if granted.module != held.module && screen.at.licences().module(granted.module).is_some() {
        return html! { (title(&screen.at, lang, granted.module)) };
    }
    grant(screen, user, granted, by)
}

/// One grant in words: "By hand, Ingrid Solberg, 12 Nov 2026, until 31 Jan 2027".
pub(super) fn grant(screen: &Screen, user: &Listed, granted: &Assignment, by: Option<&GrantedBy>) -> Markup {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    let person = by.filter(|_| granted.source != Source::Rule).and_then(|by| by.name.as_ref());
    let day = by.map(|by| licentia_ui::day_of(by.at_ms, &zone));
    let rules = if granted.source == Source::Rule {
        names_for(&screen.at, &user.row, granted.module)
    } else {
        Vec::new()
    };
    let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    html! {
        @if names.is_empty() { (source(lang, granted.source)) }
        @else { (t!(lang, "people-by-rule", names = names.join(", "))) }
        @if let Some(name) = person { ", " (name) }
        @if let Some(day) = day { ", " span.quiet { (date_short(lang, day)) } }
        @if let Some(until) = granted.until { ", " (t!(lang, "users-until")) " " (date_short(lang, until)) }
        @if let Some(reason) = by.and_then(|by| by.reason.as_ref()) { " " span.quiet { "“" (reason) "”" } }
    }
}

fn state(screen: &Screen, user: &Listed, held: &Held) -> Markup {
    let lang = screen.lang;
    match held.state {
        HeldState::Granted => Tag::good(t!(lang, "assignments-granted")).icon(Icon::Tick).render(),
        HeldState::Resting => Tag::new(Tone::Plain, t!(lang, "users-state-resting")).render(),
        HeldState::Waiting(code) => html! {
            (in_line(screen, user, held.module)) " "
            @if code != licentia_core::decide::Code::NoSeat {
                span.small.quiet { (licentia_ui::check(lang, code.as_str(), &[]).map(|said| said.title).unwrap_or_default()) }
            }
        },
        HeldState::Later => {
            let from = held.sources.first().and_then(|granted| granted.from);
            html! { (Tag::new(Tone::Plain, t!(lang, "people-state-later"))) @if let Some(day) = from { " " span.small.quiet { (date_short(lang, day)) } } }
        }
        HeldState::Over => Tag::new(Tone::Plain, t!(lang, "people-state-over")).render(),
        HeldState::Unlicensed => Tag::new(Tone::Warn, t!(lang, "people-state-unlicensed")).render(),
    }
}

/// "No. 3 of 12 in line".
pub(crate) fn in_line(screen: &Screen, user: &Listed, module: licentia_core::ids::ModuleNo) -> Tag {
    let lang = screen.lang;
    let label = match place(&screen.at, user.row.no, module) {
        Some((place, of)) => t!(lang, "people-in-line", place = place, of = of),
        None => t!(lang, "assignments-waiting"),
    };
    Tag::new(Tone::Accent, label).icon(Icon::Clock)
}

/// Whether a module is one that lists show to users at all.
pub(crate) fn is_own(held: &Held, screen: &Screen) -> bool {
    let module = screen.at.licences().module(held.module);
    !held.hidden && module.is_none_or(|module| module.scope == Scope::User)
}
