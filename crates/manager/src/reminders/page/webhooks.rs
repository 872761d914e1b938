//! The programs that are told.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Column, Dialog, Field, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, copyable, empty, t,
    tick_box,
};
use maud::{Markup, html};

use super::{Tab, back, deliveries::why, kind_name, page, said};
use crate::interfaces::webhooks::{self, NewWebhook, Secret, Tried, Webhook, type_of};
use crate::packages::notice_of;
use crate::page::Screen;
use crate::state::Manager;

/// Where this tab is.
const HERE: &str = "/reminders/webhooks";

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let hooks = webhooks::list(&manager, &screen.caller.may::<View>()?).await?;
    let notice = said(&screen).map(|said| html! { (said) });
    Ok(page(&screen, Tab::Webhooks, content(&screen, &hooks, notice)))
}

fn content(screen: &Screen, hooks: &[Webhook], notice: Option<Markup>) -> Markup {
    let lang = screen.lang;
    let new = || {
        Button::link(t!(lang, "webhooks-add"), screen.to("/reminders/webhooks/new")).icon(Icon::Plus).dialog()
    };
    html! {
        @if let Some(notice) = notice { (notice) }
        @if hooks.is_empty() {
            (Panel::new().body(empty(Icon::Server, &t!(lang, "webhooks-none"), t!(lang, "webhooks-none-means"), &[new()])))
        } @else {
            (Panel::titled("webhooks", t!(lang, "reminders-tab-webhooks")).aside(html! { (new().small()) }).flush(table(screen, hooks)))
        }
    }
}

fn table(screen: &Screen, hooks: &[Webhook]) -> Table {
    let lang = screen.lang;
    Table::new(lang, t!(lang, "reminders-tab-webhooks"))
        .column(Column::new(t!(lang, "webhooks-url")))
        .column(Column::new(t!(lang, "webhooks-kinds")).p2())
        .column(Column::new(t!(lang, "webhooks-state")))
        .rows(hooks.iter().map(|hook| {
            let act = |path: &str, label: String| {
                let action = screen.to(&format!("{HERE}/{}/{path}", hook.id));
                html! { form method="post" action=(action) { (Button::submit(label).small().plain()) } }
            };
            let ask = |path: &str, label: String| {
                Button::link(label, screen.to(&format!("{HERE}/{}/{path}", hook.id))).small().plain().dialog()
            };
            let toggle = match hook.disabled_at {
                None => act("disable", t!(lang, "webhooks-disable")),
                Some(_) => act("enable", t!(lang, "webhooks-enable")),
            };
            Row::new()
                .cell(html! {
                    span.mono { (hook.url) }
                    div.row {
                        (act("test", t!(lang, "webhooks-test")))
                        (ask("secret", t!(lang, "webhooks-rotate")))
                        (toggle)
                        (ask("remove", t!(lang, "webhooks-remove")))
                    }
                })
                .cell(html! { span.small.quiet { (kinds(screen, hook)) } })
                .cell(state(lang, hook))
        }))
}

fn kinds(screen: &Screen, hook: &Webhook) -> String {
    use licentia_core::reminders::Kind;
    if hook.kinds.is_empty() {
        return t!(screen.lang, "webhooks-everything");
    }
    let wanted = Kind::TOLD.into_iter().filter(|kind| hook.wants(&type_of(*kind)));
    wanted.map(|kind| kind_name(screen, kind)).collect::<Vec<_>>().join(", ")
}

fn state(lang: Lang, hook: &Webhook) -> Tag {
    match hook.disabled_by.as_deref() {
        None => Tag::good(t!(lang, "webhooks-on")),
        Some("hand") => Tag::new(Tone::Plain, t!(lang, "webhooks-off")),
        Some(_) => Tag::warn(t!(lang, "webhooks-off-gone")),
    }
}

pub(super) async fn ask(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    dialog(&manager, &screen, None, None).await
}

pub(super) async fn add(
    State(manager): State<Manager>,
    screen: Screen,
    typed: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let new = NewWebhook {
        url: typed.text("url").to_owned(),
        kinds: typed.all("kind").map(ToOwned::to_owned).collect(),
        lang: typed.get("lang").map(ToOwned::to_owned),
    };
    match webhooks::add(&manager, &granted, new).await {
        Ok(done) => shown(&manager, screen, &done.value).await,
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => dialog(&manager, &screen.at_path(HERE), Some(&typed), Some(&problem)).await,
    }
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    typed: Option<&Form>,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    use licentia_core::reminders::Kind;
    screen.caller.may::<ManageLicences>()?;
    let lang = screen.lang;
    let hooks = webhooks::list(manager, &screen.caller.may::<View>()?).await?;
    let languages = Lang::ALL.iter().map(|one| (one.tag().to_owned(), one.own_name(), *one == lang));
    let url = Field::text("url", t!(lang, "webhooks-url"))
        .value(typed.map_or("", |typed| typed.text("url")))
        .hint(t!(lang, "webhooks-url-hint"))
        .required()
        .focused();
    let ticked = |kind: &str| typed.is_some_and(|typed| typed.all("kind").any(|one| one == kind));
    let close = screen.to(HERE);
    let dialog = Dialog::new(lang, t!(lang, "webhooks-add"), close.as_str())
        .lead(html! { (t!(lang, "webhooks-add-lead")) })
        .form(close.as_str())
        .body(html! {
            @if let Some(problem) = refused { (notice_of(lang, problem)) }
            (url)
            fieldset {
                legend { (t!(lang, "webhooks-kinds")) }
                p.small.quiet { (t!(lang, "webhooks-kinds-hint")) }
                div.ticks {
                    @for kind in Kind::TOLD {
                        (tick_box("kind", &type_of(kind), &kind_name(screen, kind), ticked(&type_of(kind))))
                    }
                }
            }
            (Field::select("lang", t!(lang, "webhooks-lang"), languages))
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "webhooks-add")).primary()) };
    Ok(over(screen, &hooks, &dialog.footer(footer)))
}

fn over(screen: &Screen, hooks: &[Webhook], dialog: &Dialog) -> Response {
    let behind =
        html! { (super::head(screen)) (super::tabs(screen, Tab::Webhooks)) (content(screen, hooks, None)) };
    screen.dialog("reminders", behind, dialog)
}

/// The secret, this once.
async fn shown(manager: &Manager, screen: Screen, hook: &Webhook) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let screen = screen.at_path(HERE);
    let lang = screen.lang;
    let hooks = webhooks::list(manager, &screen.caller.may::<View>()?).await?;
    let secret = Secret::of(manager, granted.scope, hook).shown();
    let notice = html! {
        (Notice::new(Tone::Good, html! {
            p { (t!(lang, "webhooks-secret-once", url = hook.url.as_str())) }
            (copyable(lang, &t!(lang, "webhooks-secret"), &secret))
        }).focused())
    };
    Ok(page(&screen, Tab::Webhooks, content(&screen, &hooks, Some(notice))))
}

pub(super) async fn ask_rotate(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let button = Button::submit(t!(lang, "webhooks-rotate")).primary();
    sure(&manager, &screen, (&id, "secret"), (t!(lang, "webhooks-rotate-means"), button)).await
}

pub(super) async fn ask_remove(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let button = Button::submit(t!(lang, "webhooks-remove")).danger();
    sure(&manager, &screen, (&id, "remove"), (t!(lang, "webhooks-remove-means"), button)).await
}

/// Asks before what cannot be taken back.
async fn sure(
    manager: &Manager,
    screen: &Screen,
    (id, act): (&str, &str),
    (means, button): (String, Button),
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let hooks = webhooks::list(manager, &screen.caller.may::<View>()?).await?;
    let hook = hooks.iter().find(|hook| hook.id == id).ok_or_else(|| Problem::not_found("page"))?;
    let title = match act {
        "remove" => t!(screen.lang, "webhooks-remove-title"),
        _ => t!(screen.lang, "webhooks-rotate-title"),
    };
    let dialog = Dialog::new(screen.lang, title, screen.to(HERE))
        .narrow()
        .form(screen.to(&format!("{HERE}/{}/{act}", hook.id)))
        .body(html! { p { span.mono { (hook.url) } } p { (means) } });
    let footer = html! { (dialog.cancel()) (button) };
    Ok(over(screen, &hooks, &dialog.footer(footer)))
}

pub(super) async fn rotate(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let done = webhooks::rotate(&manager, &screen.caller.may::<ManageLicences>()?, id).await?;
    shown(&manager, screen, &done.value).await
}

pub(super) async fn test(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let tried = webhooks::trial(&manager, &screen.caller.may::<ManageLicences>()?, id).await?;
    let Tried { arrived, code, detail } = tried;
    if arrived {
        return Ok(back(&screen, "/reminders/webhooks?done=arrived"));
    }
    let (screen, code) = (screen.at_path(HERE), code.unwrap_or_default());
    let hooks = webhooks::list(&manager, &screen.caller.may::<View>()?).await?;
    let lang = screen.lang;
    let text = html! {
        strong { (t!(lang, "webhooks-not-arrived")) } " " (why(lang, &code))
        @if let Some(detail) = &detail { " " span.small lang="en" { "(" (detail) ")" } }
    };
    let notice = html! { (Notice::new(Tone::Bad, text).code(code).focused()) };
    Ok(page(&screen, Tab::Webhooks, content(&screen, &hooks, Some(notice))))
}

pub(super) async fn enable(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    webhooks::enable(&manager, &screen.caller.may::<ManageLicences>()?, id, true).await?;
    Ok(back(&screen, HERE))
}

pub(super) async fn disable(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    webhooks::enable(&manager, &screen.caller.may::<ManageLicences>()?, id, false).await?;
    Ok(back(&screen, HERE))
}

pub(super) async fn remove(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    webhooks::remove(&manager, &screen.caller.may::<ManageLicences>()?, id).await?;
    Ok(back(&screen, "/reminders/webhooks?done=removed"))
}
