//! What stands above the table: what stops the package, what changed meanwhile, whom it turns into.

use licentia_core::compare::CompareRow;
use licentia_core::licence::{Scope, text_in};
use licentia_core::package::Coverage;
use licentia_ui::{Button, Icon, Lang, Notice, Tone, t};
use maud::{Markup, html};

use super::dialog::{Refused, Shown};
use super::people::People;
use super::stage::Stage;
use super::{notice_of, seen};
use crate::packages::Comparison;
use crate::page::Screen;

/// Every notice of the dialog, the most pressing first.
pub(super) fn notices(shown: &Shown<'_>, people: &People, refused: Option<&Refused>) -> Markup {
    let (screen, comparison) = (shown.screen, shown.comparison);
    html! {
        @if let Some(refused) = refused { (not_done(screen, comparison, refused)) }
        @match &shown.stage {
            Stage::Blocked => { (blocked(shown)) },
            Stage::Newer(newest) => {
                (Notice::new(Tone::Warn, t!(screen.lang, "packages-newer", number = newest.sequence))
                    .action(Button::link(t!(screen.lang, "packages-newer-open", number = newest.sequence), screen.to(&format!("/packages/{}", newest.id)))))
            },
            Stage::Overtaken => { (Notice::new(Tone::Warn, t!(screen.lang, "packages-overtaken"))) },
            Stage::Prepared(version) => { (prepared(screen.lang, version.map(|v| v.to_string()))) },
            Stage::InForce if screen.here.get("again").is_some() => {
                (Notice::new(Tone::Good, html! { strong { (t!(screen.lang, "packages-again")) } " " (t!(screen.lang, "packages-again-means")) }))
            },
            Stage::Waits if comparison.coverage == Coverage::Coming => { (Notice::new(Tone::Plain, t!(screen.lang, "packages-coming")).icon(Icon::Clock)) },
            Stage::Waits if people.losing + people.later > 0 => { (loses(shown, people)) },
            Stage::InForce | Stage::Past | Stage::Waits => {},
        }
        @if let Some((old, new)) = &shown.changes().holder {
            (Notice::new(Tone::Warn, html! {
                strong { (t!(screen.lang, "packages-holder-changes")) } " "
                (old.name) " · " span.mono { (old.serial) } " → " b { (new.name) " · " span.mono { (new.serial) } }
            }).quiet())
        }
    }
}

/// *Activate* was pressed and did not happen.
fn not_done(screen: &Screen, comparison: &Comparison, refused: &Refused) -> Markup {
    let lang = screen.lang;
    match &*refused.problem.code {
        "comparison_changed" => {
            let differs = seen::differences(lang, &refused.seen, &comparison.changes);
            let text = html! {
                strong { (t!(lang, "packages-changed-meanwhile")) } " "
                @for sentence in &differs { (sentence) " " }
                (t!(lang, "packages-changed-look"))
            };
            html! { (Notice::new(Tone::Warn, text).code("comparison_changed").focused()) }
        }
        // The notice below says it with numbers.
        "package_blocked" if !comparison.changes.can_activate => html! {},
        _ => html! { (notice_of(lang, &refused.problem)) },
    }
}

/// Nothing blocks, and yet somebody loses what they have today, now or on a later day.
fn loses(shown: &Shown<'_>, people: &People) -> Notice {
    let lang = shown.screen.lang;
    let text = html! {
        @if people.losing > 0 { strong { (t!(lang, "packages-some-lose", count = people.losing)) } " " }
        @if people.later > 0 { strong { (t!(lang, "packages-some-lose-later", count = people.later)) } " " }
        (t!(lang, "packages-some-lose-means"))
    };
    Notice::new(Tone::Warn, text).action(Button::link(t!(lang, "packages-see-who"), shown.to("/people")))
}

fn prepared(lang: Lang, version: Option<String>) -> Notice {
    let text = match version {
        Some(version) => t!(lang, "packages-prepared", version = version),
        None => t!(lang, "packages-prepared-any"),
    };
    Notice::new(Tone::Accent, text)
}

/// One notice for everything that blocks: a licence by name, several as links, hidden modules in one clause.
fn blocked(shown: &Shown<'_>) -> Notice {
    let lang = shown.screen.lang;
    let blocking = shown.changes().rows.iter().filter(|row| row.to_remove > 0);
    let (hidden, visible): (Vec<_>, Vec<_>) = blocking.partition(|row| row.hidden);
    let remove = |row: &CompareRow| Button::link(t!(lang, "packages-remove"), shown.superfluous(row));
    match (visible.as_slice(), hidden.as_slice()) {
        ([row], hidden) => {
            let module = text_in(&row.titles, lang.tag(), row.module.code());
            let text = html! {
                @if row.scope == Scope::Site {
                    strong { (t!(lang, "packages-blocked-site", count = row.to_remove, module = module)) }
                } @else {
                    strong { (t!(lang, "packages-blocked", count = row.to_remove, module = module)) }
                }
                " " (way_out(shown, row))
                @if !hidden.is_empty() { " " (t!(lang, "packages-blocked-hidden", count = hidden.len())) }
            };
            Notice::new(Tone::Bad, text).action(remove(row))
        }
        ([], hidden) => {
            let text = html! {
                strong { (t!(lang, "packages-blocked-only-hidden", count = hidden.len())) } " "
                (t!(lang, "packages-blocked-only-hidden-do"))
                @if hidden.len() > 1 { " " (links(shown, hidden)) }
            };
            let notice = Notice::new(Tone::Bad, text);
            match hidden {
                [row] => notice.action(remove(row)),
                _ => notice,
            }
        }
        (visible, hidden) => Notice::new(
            Tone::Bad,
            html! {
                strong { (t!(lang, "packages-blocked-several", count = visible.len())) } " "
                (t!(lang, "packages-blocked-several-do")) " " (links(shown, visible))
                @if !hidden.is_empty() { " " (t!(lang, "packages-blocked-hidden", count = hidden.len())) }
            },
        ),
    }
}

/// What to do about one licence: only plans have others to move to, and the seat of a suite follows the log-in.
fn way_out(shown: &Shown<'_>, row: &CompareRow) -> String {
    let (lang, count) = (shown.screen.lang, row.to_remove);
    let suite = shown.comparison.package.suite.as_ref();
    if suite.is_some_and(|suite| suite.module == row.module.code()) {
        t!(lang, "packages-blocked-do-suite", count = count)
    } else if row.plan {
        t!(lang, "packages-blocked-do", count = count)
    } else {
        t!(lang, "packages-blocked-do-take", count = count)
    }
}

/// "Sales Premium (2), Service Essentials (27)."
fn links(shown: &Shown<'_>, rows: &[&CompareRow]) -> Markup {
    let lang = shown.screen.lang;
    html! {
        @for (no, row) in rows.iter().enumerate() {
            @if no > 0 { ", " }
            a href=(shown.superfluous(row)) { (text_in(&row.titles, lang.tag(), row.module.code())) }
            " (" (licentia_ui::number(lang, row.to_remove)) ")"
        }
        "."
    }
}
