//! The page *Keys and issuers*: what customers trust, what signs, and what to do next.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::tz::TimeZone;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web;
use licentia_protocol::package::Trust;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, copyable,
    date_short, day_of, empty, t,
};
use maud::{Markup, html};

use super::{KeyStatus, Standing, State as KeyState, Step};
use crate::page::{Screen, short_fingerprint};
use crate::state::Authority;

/// The pages of this noun, and what everybody may read.
pub(crate) fn routes() -> Router<Authority> {
    let pages = Router::new()
        .route("/keys", get(show))
        .route("/keys/root.pem", get(root_file))
        .route("/keys/keys.list", get(list_file));
    pages.merge(super::api::open_routes())
}

async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let standing = super::status(&authority, &screen.caller.may::<View>()?).await?;
    let lang = screen.lang;
    let title = t!(lang, "keys-title");
    let body = match &standing.trust {
        Some(trust) => html! {
            (head(lang, &title, &standing))
            div.stack {
                (next_step(lang, &standing))
                (Panel::titled("root", t!(lang, "keys-root")).body(root_facts(lang, trust, standing.partner)))
                (Panel::titled("issuer", t!(lang, "keys-issuer")).flush(issuer_table(lang, &standing)))
                (Panel::titled("list", t!(lang, "keys-list")).body(list_facts(lang, &standing)))
            }
        },
        None => html! {
            (Head::new(title.as_str()))
            (empty(Icon::Key, &t!(lang, "keys-empty-title"), t!(lang, "keys-empty-why"), &[]))
        },
    };
    Ok(screen.page(&title, "keys", body))
}

fn head(lang: Lang, title: &str, standing: &Standing) -> Head {
    let download = |label: String, href: &str| Button::link(label, href).icon(Icon::Download).download();
    let head = Head::new(title).action(download(t!(lang, "keys-root-download"), "/keys/root.pem"));
    match standing.list {
        Some(_) => head.action(download(t!(lang, "keys-list-download"), "/keys/keys.list")),
        None => head,
    }
}

/// Where a replacement stands and the command that goes on.
fn next_step(lang: Lang, standing: &Standing) -> Markup {
    let step = Step::of(standing);
    let tone = match step {
        Step::Rest { .. } => None,
        Step::ReplaceWithdrawn { .. } | Step::ReplaceEnded { .. } | Step::WithdrawSuspect { .. } => {
            Some(Tone::Bad)
        }
        _ => Some(Tone::Warn),
    };
    let says = step.says_of(lang, short_fingerprint);
    let command = t!(lang, "keys-next-command");
    let body = html! {
        div.stack.tight {
            @match tone {
                Some(tone) => (Notice::new(tone, says).quiet()),
                None => p { (says) },
            }
            (Facts::new().fact(&*command, copyable(lang, &command, &step.command())))
            p.small.quiet { (t!(lang, "keys-next-where")) }
        }
    };
    html! { (Panel::titled("next", t!(lang, "keys-next")).body(body)) }
}

fn root_facts(lang: Lang, trust: &Trust, partner: bool) -> Markup {
    let kind = match trust.demo {
        true => Tag::warn(t!(lang, "keys-root-demo")),
        false => Tag::good(t!(lang, "keys-root-real")),
    };
    let means = if partner { t!(lang, "keys-root-others") } else { t!(lang, "keys-root-means") };
    html! {
        div.stack.tight {
        (Facts::new()
            .fact(t!(lang, "keys-fingerprint"), copyable(lang, &t!(lang, "keys-fingerprint"), &trust.root.fingerprint()))
            .fact(t!(lang, "keys-root-kind"), kind))
        p.small.quiet { (means) }
        }
    }
}

fn issuer_table(lang: Lang, standing: &Standing) -> Table {
    let table = Table::new(lang, t!(lang, "keys-issuer"))
        .column(Column::new(t!(lang, "keys-column-key")))
        .column(Column::new(t!(lang, "keys-column-issuer")))
        .column(Column::new(t!(lang, "keys-column-from")).p2())
        .column(Column::new(t!(lang, "keys-column-until")).p2())
        .column(Column::new(t!(lang, "keys-column-customers")).num().p2())
        .column(Column::new(t!(lang, "keys-column-state")));
    table.rows(standing.keys.iter().map(|key| issuer_row(lang, key)))
}

fn issuer_row(lang: Lang, status: &KeyStatus) -> Row {
    let key = &status.key;
    let day = |seconds: Option<i64>| match seconds {
        Some(seconds) => html! { (date_short(lang, day_of(seconds * 1_000, &TimeZone::UTC))) },
        None => html! { span.quiet { "–" } },
    };
    Row::new()
        .cell(html! { span.mono { (key.key.fingerprint()) } div.small.quiet { (key.key.kid()) } })
        .with(Cell::new(issuer_cell(lang, status)))
        .cell(day(key.bounds.map(|(from, _)| from)))
        .cell(day(key.bounds.map(|(_, until)| until)))
        .cell(html! { @if key.ours { (licentia_ui::count(lang, status.customers)) } @else { span.quiet { "–" } } })
        .cell(state(lang, status))
}

fn issuer_cell(lang: Lang, status: &KeyStatus) -> Markup {
    html! {
        code { (status.key.issuer.as_deref().unwrap_or_default()) }
        @if status.key.partner { " " (Tag::new(Tone::Plain, t!(lang, "keys-partner"))) }
    }
}

fn state(lang: Lang, status: &KeyStatus) -> Markup {
    let tag = match (status.state, status.key.ours) {
        (KeyState::Active, true) => Tag::good(t!(lang, "keys-active")).icon(Icon::Tick),
        (KeyState::Active, false) => Tag::good(t!(lang, "keys-certified")).icon(Icon::Tick),
        (KeyState::Waiting, _) => Tag::warn(t!(lang, "keys-waiting")),
        (KeyState::Retired, _) => Tag::new(Tone::Plain, t!(lang, "keys-past")),
        (KeyState::Withdrawn, _) => Tag::new(Tone::Bad, t!(lang, "keys-withdrawn")),
    };
    html! {
        (tag)
        @if let (KeyState::Withdrawn, Some(reason)) = (status.state, &status.reason) {
            div.small.quiet { (reason) }
        }
        @if status.key.suspect && status.state != KeyState::Withdrawn {
            div.small { (t!(lang, "keys-suspect")) }
        }
    }
}

fn list_facts(lang: Lang, standing: &Standing) -> Markup {
    let Some(current) = &standing.list else {
        return html! { p.small.quiet { (t!(lang, "keys-list-none")) } };
    };
    let signed = date_short(lang, day_of(current.list.iat * 1_000, &TimeZone::UTC));
    let know = t!(lang, "keys-list-know", knowing = standing.knowing, count = standing.installations);
    html! {
        div.stack.tight {
        (Facts::new()
            .fact(t!(lang, "keys-list-version"), current.version.to_string())
            .fact(t!(lang, "keys-list-signed"), signed)
            .fact(t!(lang, "keys-list-known"), know))
        p.small.quiet { (t!(lang, "keys-list-means")) }
        }
    }
}

async fn root_file(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let trust = super::trust(&authority).await?.ok_or_else(|| Problem::not_found("key"))?;
    Ok(web::download("application/x-pem-file", "root.pem", trust.to_pem()))
}

async fn list_file(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let current = super::current_list(&authority).await?.ok_or_else(|| Problem::not_found("key_list"))?;
    Ok(web::download(super::api::MEDIA_TYPE, &current.file_name(), current.file()))
}
