//! The page *Keys and issuers*: what customers trust, and what signs.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::tz::TimeZone;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Panel, Row, Table, Tag, Tone, copyable, date_short,
    day_of, empty, t,
};
use maud::{Markup, html};

use super::Listed;
use crate::page::Screen;
use crate::state::Authority;

/// The pages of this noun, and what everybody may read.
pub(crate) fn routes() -> Router<Authority> {
    let pages = Router::new().route("/keys", get(show)).route("/keys/root.pem", get(root_file));
    pages.merge(super::api::open_routes())
}

async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let keys = super::list(&authority, &screen.caller.may::<View>()?).await?;
    let lang = screen.lang;
    let title = t!(lang, "keys-title");
    let body = match keys.iter().find(|key| key.root) {
        Some(root) => html! {
            (Head::new(title.as_str()).action(
                Button::link(t!(lang, "keys-root-download"), "/keys/root.pem").icon(Icon::Download).download()))
            div.stack {
                (Panel::titled("root", t!(lang, "keys-root")).body(root_facts(lang, root)))
                (Panel::titled("issuer", t!(lang, "keys-issuer")).flush(issuer_table(lang, &keys)))
            }
        },
        None => html! {
            (Head::new(title.as_str()))
            (empty(Icon::Key, &t!(lang, "keys-empty-title"), t!(lang, "keys-empty-why"), &[]))
        },
    };
    Ok(screen.page(&title, "keys", body))
}

fn root_facts(lang: Lang, root: &Listed) -> Markup {
    let kind = match root.demo {
        true => Tag::warn(t!(lang, "keys-root-demo")),
        false => Tag::good(t!(lang, "keys-root-real")),
    };
    html! {
        div.stack.tight {
        (Facts::new()
            .fact(t!(lang, "keys-fingerprint"), copyable(lang, &t!(lang, "keys-fingerprint"), &root.key.fingerprint()))
            .fact(t!(lang, "keys-root-kind"), kind))
        p.small.quiet { (t!(lang, "keys-root-means")) }
        }
    }
}

fn issuer_table(lang: Lang, keys: &[Listed]) -> Table {
    let table = Table::new(lang, t!(lang, "keys-issuer"))
        .column(Column::new(t!(lang, "keys-column-key")))
        .column(Column::new(t!(lang, "keys-column-issuer")))
        .column(Column::new(t!(lang, "keys-column-from")).p2())
        .column(Column::new(t!(lang, "keys-column-until")).p2())
        .column(Column::new(t!(lang, "keys-column-state")));
    let day = |seconds: i64| date_short(lang, day_of(seconds * 1_000, &TimeZone::UTC));
    table.rows(keys.iter().filter(|key| !key.root).map(|key| {
        let (from, until) = key.bounds.unwrap_or_default();
        let state = match key.active {
            true => Tag::good(t!(lang, "keys-active")).icon(Icon::Tick),
            false => Tag::new(Tone::Plain, t!(lang, "keys-past")),
        };
        Row::new()
            .cell(html! { span.mono { (key.key.fingerprint()) } })
            .with(Cell::new(html! { code { (key.issuer.as_deref().unwrap_or_default()) } }))
            .cell(day(from))
            .cell(day(until))
            .cell(state)
    }))
}

async fn root_file(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let keys = super::list(&authority, &screen.caller.may::<View>()?).await?;
    let root = keys.into_iter().find(|key| key.root).ok_or_else(|| Problem::not_found("key"))?;
    let pem = Trust { root: root.key, demo: root.demo }.to_pem();
    let headers = [
        (CONTENT_TYPE, "application/x-pem-file"),
        (CONTENT_DISPOSITION, "attachment; filename=\"root.pem\""),
    ];
    Ok((headers, pem).into_response())
}
