//! The dialog of rule 8: only what changes, the people affected, and whether it can be activated.

use axum::response::Response;
use jiff::tz::TimeZone;
use licentia_core::compare::{CompareRow, Comparison as Changes};
use licentia_core::licence::Scope;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Dialog, Icon, Notice, Tone, date_words, day_of, hidden, moment, section_head, t};
use maud::{Markup, html};

use super::people::{self, People};
use super::stage::Stage;
use super::{changes, dates, list, seen, state_tag, stopper, zone};
use crate::packages::Comparison;
use crate::page::Screen;
use crate::sealed::PackageState;
use crate::state::Manager;

/// *Activate* was pressed, and this is why nothing happened.
pub(super) struct Refused {
    /// Why.
    pub(super) problem: Problem,
    /// What was seen then ([`seen::written`]).
    pub(super) seen: String,
}

/// A package as the dialog shows it.
pub(super) struct Shown<'a> {
    pub(super) screen: &'a Screen,
    pub(super) comparison: &'a Comparison,
    pub(super) stage: Stage,
}

impl Shown<'_> {
    /// What it would change; of one that is decided, what it changed then.
    pub(super) fn changes(&self) -> &Changes {
        told(self.comparison)
    }

    /// An address of this package; `rest` is empty or begins with a slash.
    pub(super) fn to(&self, rest: &str) -> String {
        self.screen.to(&format!("/packages/{}{rest}", self.comparison.package.id))
    }

    /// *Remove superfluous licences* of a module that blocks; what installations hold is taken from them.
    pub(super) fn superfluous(&self, row: &CompareRow) -> String {
        if row.scope == Scope::Site {
            return self.screen.to("/installations");
        }
        self.to(&format!("/superfluous/{}", row.module))
    }
}

/// What a package would change; of one that came into force, what it changed then.
pub(super) fn told(comparison: &Comparison) -> &Changes {
    let decided =
        matches!(comparison.state, PackageState::InForce | PackageState::Replaced | PackageState::Deleted);
    comparison.history.as_ref().filter(|_| decided).unwrap_or(&comparison.changes)
}

/// The page with the dialog of one package.
pub(super) async fn answer(
    manager: &Manager,
    screen: &Screen,
    id: String,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let comparison = crate::packages::comparison(manager, &granted, id).await?;
    let packages = crate::packages::list(manager, &granted).await?;
    let stage = Stage::of(screen, &comparison, &packages);
    let people = people::first(manager, screen, &comparison).await?;
    let shown = Shown { screen, comparison: &comparison, stage };
    let dialog = dialog(manager, &shown, &people, refused.as_ref());
    Ok(screen.dialog("packages", list::body(manager, screen).await?, &dialog))
}

fn dialog(manager: &Manager, shown: &Shown<'_>, people: &People, refused: Option<&Refused>) -> Dialog {
    let (screen, comparison) = (shown.screen, shown.comparison);
    let title = shown.stage.title(screen, comparison);
    let close = if shown.stage.is_proposal() { "/licences" } else { "/packages" };
    let close = match close {
        "/licences" => screen.to(&format!("/licences?issuer={}", comparison.package.issuer)),
        other => screen.to(other),
    };
    let dialog = Dialog::new(screen.lang, title, close).lead(lead(shown));
    let dialog = dialog.body(html! {
        (stopper::notices(shown, people, refused))
        @if !shown.stage.is_proposal() { (standing(manager, shown)) }
        @if let Some(words) = untold(shown) { p.quiet { (words) } } @else { (what_changes(shown)) }
        @if untold(shown).is_none() && !says_nothing(shown.changes()) {
            div.cols.even { (dates::section(shown)) (people::section(shown, people)) }
            (dates::also(shown))
        }
    });
    let dialog = if shown.stage.is_proposal() { dialog.form(shown.to("/activate")) } else { dialog };
    let footer = footer(shown, &dialog);
    dialog.footer(footer)
}

/// The table alone, as it goes along with a letter to the vendor.
pub(crate) fn attachment(screen: &Screen, comparison: &Comparison) -> Markup {
    let shown = Shown { screen, comparison, stage: Stage::Past };
    html! { (changes::table(&shown)) }
}

/// "Package no. 15 from SuperOffice, signed 21 November 2026, for Nordlys Trading AS · 1801852599".
fn lead(shown: &Shown<'_>) -> Markup {
    let (lang, package) = (shown.screen.lang, &shown.comparison.package);
    let zone = TimeZone::get(&package.zone).unwrap_or(TimeZone::UTC);
    let signed = date_words(lang, day_of(package.iat.saturating_mul(1_000), &zone));
    html! {
        (t!(lang, "packages-activate-lead", number = package.sequence, issuer = package.issuer_title(lang.tag()), date = signed.as_str(), holder = package.holder.name.as_str()))
        " · " span.mono { (package.holder.serial) }
    }
}

/// Of a package that is decided: in force, replaced or put aside, and since when.
fn standing(manager: &Manager, shown: &Shown<'_>) -> Markup {
    let lang = shown.screen.lang;
    html! {
        p.row {
            (state_tag(lang, shown.comparison.state))
            @if let Some(at) = shown.comparison.activated_at {
                span.quiet { (t!(lang, "packages-activated")) " " (moment(lang, at, manager.clock().now_ms(), &zone(shown.screen))) }
            }
        }
    }
}

/// The package says the same as the one in force: nothing changes for anybody.
fn says_nothing(changes: &Changes) -> bool {
    changes.rows.is_empty()
        && changes.dates.is_empty()
        && changes.limits.is_empty()
        && changes.meters.is_empty()
        && (changes.holder.is_none() && changes.zone.is_none() && changes.suite.is_none())
        && changes.versions.is_none()
        && (changes.gains.is_empty() && changes.loses.is_empty() && changes.later.is_empty())
}

/// Why there is nothing to compare: the package was never in force, or what it changed then was not kept.
fn untold(shown: &Shown<'_>) -> Option<String> {
    let lang = shown.screen.lang;
    match (shown.stage.is_proposal(), &shown.comparison.history, shown.comparison.activated_at) {
        (true, ..) | (false, Some(_), _) => None,
        (false, None, Some(_)) => Some(t!(lang, "packages-changes-not-kept")),
        (false, None, None) => Some(t!(lang, "packages-never-in-force")),
    }
}

fn what_changes(shown: &Shown<'_>) -> Markup {
    let (lang, changes) = (shown.screen.lang, shown.changes());
    if says_nothing(changes) {
        return match shown.stage {
            Stage::InForce | Stage::Past => html! { p.quiet { (t!(lang, "packages-changed-nothing")) } },
            _ => html! {
                (Notice::new(Tone::Good, html! { strong { (t!(lang, "packages-nothing-changes")) } " " (t!(lang, "packages-nothing-changes-means", count = changes.unchanged)) }).quiet())
            },
        };
    }
    let (changed, all) = (changes.rows.len(), changes.rows.len() + changes.unchanged);
    let (title, rest) = if shown.stage.is_proposal() {
        let rest =
            t!(lang, "packages-unchanged", changed = changed, all = all, unchanged = changes.unchanged);
        (t!(lang, "packages-what-changes"), rest)
    } else {
        let rest =
            t!(lang, "packages-unchanged-then", changed = changed, all = all, unchanged = changes.unchanged);
        (t!(lang, "packages-what-changed"), rest)
    };
    html! {
        (section_head("changes", title, Some(html! { p.small { (rest) } })))
        @if changes.rows.is_empty() { p.quiet { (t!(lang, "packages-only-dates")) } }
        @else { (changes::table(shown)) }
    }
}

/// The receipt by which a vendor who is not reached online learns what became of the package.
fn receipt(shown: &Shown<'_>) -> Markup {
    if !matches!(shown.stage, Stage::InForce | Stage::Prepared(_)) {
        return html! {};
    }
    let href = format!("/api/v1/packages/{}/receipt", shown.comparison.package.id);
    let receipt = Button::link(t!(shown.screen.lang, "licences-receipt"), href).icon(Icon::Download);
    html! { (receipt.plain().download()) }
}

fn footer(shown: &Shown<'_>, dialog: &Dialog) -> Markup {
    let (screen, comparison) = (shown.screen, shown.comparison);
    let lang = screen.lang;
    let may = screen.caller.has(Right::ManageLicences);
    if !shown.stage.is_proposal() {
        let href = format!("/api/v1/packages/{}/file", comparison.package.id);
        let file = Button::link(t!(lang, "packages-download"), href).icon(Icon::Download).plain().download();
        return html! { p {} @if may { (receipt(shown)) } (file) (Button::link(t!(lang, "dialog-close"), dialog.close())) };
    }
    let why_not = shown.stage.why_not(screen, comparison);
    let activate = Button::submit(t!(lang, "packages-activate")).primary();
    let activate = if why_not.is_some() { activate.disabled("why-not") } else { activate };
    let aside = Button::submit(t!(lang, "packages-put-aside")).plain().action(shown.to("/dismiss"));
    html! {
        (hidden("tag", &comparison.tag))
        (hidden("seen", &seen::written(&comparison.changes)))
        p {
            @match &why_not {
                Some(reason) => { span id="why-not" { (reason) } },
                None => { (t!(lang, "packages-whole")) },
            }
            br;
            span.quiet { (t!(lang, "packages-caution")) " " }
            a href=(shown.to("/question")) { (t!(lang, "packages-caution-ask", issuer = comparison.package.issuer_title(lang.tag()))) }
        }
        @if may { (receipt(shown)) (aside) }
        (dialog.cancel())
        @if may { (activate) }
    }
}
