//! The rules in their order.

use axum::response::Response;
use licentia_core::rules::What;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_protocol::api::RuleCondition;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Notice, Panel, Row, Table, Tag, Tone, empty, encode, hidden, t, text,
};
use maud::{Markup, html};

use super::super::Edit;
use super::super::wire;
use crate::installations;
use crate::page::Screen;
use crate::sealed::RuleRow;

pub(super) async fn list(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let title = t!(screen.lang, "rules-title");
    Ok(screen.page(&title, "rules", body(&screen)))
}

/// The page below the frame.
pub(super) fn body(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let manages = screen.caller.has(Right::ManageLicences) && !screen.at.rules_rest();
    let rows = &screen.at.rules.rows;
    let mut head = Head::new(t!(lang, "rules-title")).lead(html! { (t!(lang, "rules-lead")) });
    if manages && !rows.is_empty() {
        head = head.action_markup(to_preview(
            screen,
            &Edit::Nothing,
            Button::submit(t!(lang, "rules-apply-now")),
        ));
        head = head.action(
            Button::link(t!(lang, "rules-add"), screen.to("/rules/new")).icon(Icon::Plus).primary().dialog(),
        );
    }
    let add = Button::link(t!(lang, "rules-add"), screen.to("/rules/new")).primary().dialog();
    html! {
        (head)
        @if screen.at.rules_rest() { (rest(screen)) }
        @if screen.at.demo() && !rows.is_empty() { (Notice::new(Tone::Plain, t!(lang, "rules-demo"))) }
        @if rows.is_empty() && !screen.at.rules.wrong {
            (empty(Icon::Rules, &t!(lang, "rules-none"), t!(lang, "rules-none-why"), if manages { std::slice::from_ref(&add) } else { &[] }))
        } @else {
            (Panel::new().flush(table(screen, rows, manages)))
        }
    }
}

/// That none is applied, and what can be done about it.
fn rest(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let wrong = !screen.at.wrong().rules.is_empty();
    html! {
        (Notice::new(Tone::Bad, t!(lang, "rules-tampered")).code("tampered"))
        // A rule that is missing has no row of its own to be removed from.
        @if !wrong && screen.caller.has(Right::ManageLicences) {
            div.row { (to_preview(screen, &Edit::PutRight, Button::submit(t!(lang, "rules-without-it")))) }
        }
    }
}

/// A rule that does not carry its seal: what it says cannot be believed, and is not shown.
fn tampered(screen: &Screen, no: &str) -> Row {
    let lang = screen.lang;
    let name = t!(lang, "rules-tampered-one", number = no);
    let line = Row::new()
        .cell(html! { (name) })
        .with(Cell::new("–").class("quiet"))
        .with(Cell::new(t!(lang, "rules-tampered-says")).class("quiet"))
        .with(Cell::new("–").class("quiet"))
        .cell(Tag::bad(t!(lang, "rules-tampered-tag")))
        .state("blocks");
    if !screen.caller.has(Right::ManageLicences) {
        return line;
    }
    let remove = Button::submit(t!(lang, "rules-remove")).icon(Icon::Trash).small().danger();
    line.act(to_preview(screen, &Edit::PutRight, remove))
}

fn table(screen: &Screen, rows: &[RuleRow], manages: bool) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "rules-title"))
        .column(Column::new(t!(lang, "rules-name")))
        .column(Column::new(t!(lang, "rules-place")).num().p2())
        .column(Column::new(t!(lang, "rules-who")))
        .column(Column::new(t!(lang, "rules-gets")))
        .column(Column::new(t!(lang, "rules-state")).p3());
    let table = table.rows(screen.at.wrong().rules.iter().map(|no| tampered(screen, no)));
    table.rows(rows.iter().enumerate().map(|(at, row)| line(screen, rows.len(), at, row, manages)))
}

fn line(screen: &Screen, count: usize, at: usize, row: &RuleRow, manages: bool) -> Row {
    let lang = screen.lang;
    let said = wire::said(&screen.at, row);
    let href = screen.to(&format!("/rules/{}", encode(&row.id)));
    let state = match (said.enabled, said.over_manual) {
        (false, _) => Tag::new(Tone::Plain, t!(lang, "rules-off")),
        (true, false) => Tag::good(t!(lang, "rules-on")),
        (true, true) => Tag::warn(t!(lang, "rules-over-manual-short")),
    };
    let line = Row::new()
        .cell(html! { @if manages { a href=(href) data-dialog { (said.name) } } @else { (said.name) } })
        .with(Cell::new((at + 1).to_string()))
        .cell(who(screen, &said.when))
        .cell(html! { (row.rule.modules.iter().map(|no| title(screen, *no)).collect::<Vec<_>>().join(", ")) })
        .cell(state);
    let line = if said.enabled { line } else { line.state("past") };
    if !manages {
        return line;
    }
    let place = |to: usize| Edit::Change {
        id: row.id.clone(),
        rule: said.clone(),
        place: u32::try_from(to + 1).ok(),
    };
    let small = |label: String, icon: Icon| Button::submit(label).icon(icon).only_icon().small();
    line.act(html! {
        div.row {
            @if at > 0 { (to_preview(screen, &place(at - 1), small(t!(lang, "rules-up", name = said.name.as_str()), Icon::Up))) }
            @if at + 1 < count { (to_preview(screen, &place(at + 1), small(t!(lang, "rules-down", name = said.name.as_str()), Icon::Down))) }
            (to_preview(screen, &Edit::Remove { id: row.id.clone() }, small(t!(lang, "rules-remove-one", name = said.name.as_str()), Icon::Trash)))
        }
    })
}

/// A form that shows what an edit would do.
pub(super) fn to_preview(screen: &Screen, edit: &Edit, button: Button) -> Markup {
    html! {
        form method="post" action=(screen.to("/rules/preview")) {
            (hidden("edit", &json(edit)))
            (button)
        }
    }
}

/// An edit as a hidden field carries it.
pub(super) fn json(edit: &Edit) -> String {
    serde_json::to_string(edit).expect("texts and numbers are JSON")
}

/// To whom a rule applies, in words.
pub(super) fn who(screen: &Screen, when: &[RuleCondition]) -> Markup {
    let lang = screen.lang;
    if when.is_empty() {
        return html! { (t!(lang, "rules-everybody")) };
    }
    let said = when.iter().map(|condition| one(screen, condition));
    html! {
        @for (at, said) in said.enumerate() {
            @if at > 0 { " " span.quiet { (t!(lang, "rules-and")) } " " }
            (said)
        }
    }
}

fn one(screen: &Screen, condition: &RuleCondition) -> Markup {
    html! { span.quiet { (property(screen, &condition.attribute)) ":" } " " (is(screen, condition)) }
}

/// A condition in words.
pub(super) fn words(screen: &Screen, condition: &RuleCondition) -> String {
    format!("{}: {}", property(screen, &condition.attribute), is(screen, condition))
}

fn is(screen: &Screen, condition: &RuleCondition) -> String {
    let lang = screen.lang;
    let name = |value: &String| match condition.attribute.as_str() {
        "kind" => text(lang, &format!("kind-{value}")),
        "installation" => {
            let mut known = installations::names(&screen.at);
            known.find(|(slug, _)| slug == value).map_or_else(|| value.clone(), |(_, name)| name.to_owned())
        }
        _ => value.clone(),
    };
    let is = condition.is.iter().map(name).collect::<Vec<_>>().join(", ");
    match (condition.is.is_empty(), condition.not) {
        (true, false) => t!(lang, "rules-any-value"),
        (true, true) => t!(lang, "rules-no-value"),
        (false, false) => is,
        (false, true) => format!("{} {is}", t!(lang, "rules-not")),
    }
}

/// What a property is called.
pub(super) fn property(screen: &Screen, attribute: &str) -> String {
    let lang = screen.lang;
    match attribute.parse() {
        Ok(What::Group) => t!(lang, "rules-group"),
        Ok(What::Kind) => t!(lang, "rules-kind"),
        Ok(What::Role) => t!(lang, "rules-role"),
        Ok(What::JobTitle) => t!(lang, "rules-job-title"),
        Ok(What::Installation) => t!(lang, "rules-installation"),
        Ok(What::Attribute(name)) => name,
        Err(_) => attribute.to_owned(),
    }
}

/// The title of a module, or its name where no package in force has it.
pub(super) fn title(screen: &Screen, no: licentia_core::ids::ModuleNo) -> String {
    let module = screen.at.licences().module(no).map(|module| module.title(screen.lang.tag()).to_owned());
    module.unwrap_or_else(|| wire::name(&screen.at, no))
}
