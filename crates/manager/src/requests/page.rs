//! *Request licences*: the request file for a vendor who is not reached online, and the requests still open.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::NewRequestBody;
use licentia_protocol::conversation::MEDIA_TYPE;
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{
    Button, Column, Dialog, Facts, Field, Icon, Panel, Row, Table, Tag, Tone, copyable, dash, error_summary,
    hidden, moment, t,
};
use maud::{Markup, html};

use super::api::{file, read};
use super::{FILE_NAME, Listed};
use crate::packages::{notice_of, zone};
use crate::page::Screen;
use crate::state::Manager;
use crate::{contact, licences};

/// Requests shown in the dialog.
const SHOWN: usize = 8;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/requests", get(ask).post(create)).route("/requests/{id}/file", get(again))
}

async fn ask(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let version = screen.at.product().map(|product| product.version.to_string()).unwrap_or_default();
    dialog(&manager, &screen, &version, None).await
}

/// The file comes as a download; what is wrong with the version is said at its field.
async fn create(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let typed = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let body =
        NewRequestBody { issuer: typed("issuer"), version: typed("version"), ..NewRequestBody::default() };
    let made = match read(body) {
        Ok(new) => super::create(&manager, &granted, new).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => Ok(file(made.value)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => dialog(&manager, &screen, form.text("version"), Some(&problem)).await,
    }
}

/// The same file once more, for whoever has lost it.
async fn again(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let requests = super::list(&manager, &screen.caller.may::<View>()?).await?;
    let request = requests.into_iter().find(|request| request.id == id);
    let request = request.ok_or_else(|| Problem::not_found("request"))?;
    let disposition = format!("attachment; filename=\"{FILE_NAME}\"");
    Ok(([(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, disposition)], request.file)
        .into_response())
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    version: &str,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let requests = super::list(manager, &screen.caller.may::<View>()?).await?;
    let issuers = issuers(manager, screen).await?;
    let path = refused.and_then(Problem::path);
    let wrong = t!(lang, "requests-version-wrong");
    let field = Field::text("version", t!(lang, "requests-version"))
        .hint(t!(lang, "requests-version-hint"))
        .value(version)
        .autocomplete("off")
        .error(Some(wrong.clone()).filter(|_| path == Some("version")))
        .focused();
    let back = if screen.here.get("from") == Some("users") { "/users" } else { "/licences" };
    let dialog = Dialog::new(lang, t!(lang, "requests-title"), screen.to(back))
        .lead(html! { (t!(lang, "requests-lead")) })
        .form(screen.to("/requests"))
        .body(html! {
            @match (path, refused) {
                (Some("version"), _) => { (error_summary(lang, &[("field-version".to_owned(), wrong.clone())])) },
                (_, Some(problem)) => { (notice_of(lang, problem)) },
                (_, None) => {},
            }
            (who(manager, screen))
            div.cols.even {
                @if issuers.len() > 1 { (issuer_select(manager, screen, &issuers)) }
                @else if let Some((name, _)) = issuers.first() { (hidden("issuer", name)) }
                @else { (issuer_typed(screen, path)) }
                (field)
            }
            @if !requests.is_empty() { (made(manager, screen, &requests)) }
        });
    let load = Button::link(t!(lang, "requests-load-answer"), screen.to("/packages/load"))
        .plain()
        .icon(Icon::Upload);
    let footer = html! {
        p {} (load) (dialog.cancel())
        (Button::submit(t!(lang, "requests-create")).primary().icon(Icon::Download))
    };
    Ok(screen.dialog("licences", licences::body(manager, screen).await?, &dialog.footer(footer)))
}

/// Who asks: prefilled, because the file carries it, and changed elsewhere.
fn who(manager: &Manager, screen: &Screen) -> Facts {
    let lang = screen.lang;
    let installation = screen.at.installation();
    let serial = installation.serial.clone().unwrap_or_default();
    let label = t!(lang, "licences-serial");
    let customer = installation.customer.as_deref();
    let (key_label, root_label) = (t!(lang, "licences-key"), t!(lang, "licences-root"));
    let (key, root) = (fingerprint_of(&installation.key_id), manager.trust().root.fingerprint());
    Facts::new()
        .fact(t!(lang, "licences-owner"), installation.holder.clone().unwrap_or_default())
        .fact(label.clone(), copyable(lang, &label, &serial))
        .maybe(t!(lang, "licences-customer"), customer.map(|id| html! { span.mono { (id) } }))
        .fact(key_label.clone(), copyable(lang, &key_label, &key))
        .fact(root_label.clone(), copyable(lang, &root_label, &root))
}

/// Whom one can ask, the vendor first: name and title.
async fn issuers(manager: &Manager, screen: &Screen) -> Result<Vec<(String, String)>, Problem> {
    let states = contact::states(manager, screen.at.scope()).await?;
    let in_force = screen.at.licences().issuers().iter().map(|issuer| issuer.name.as_str());
    let mut names: Vec<&str> = in_force.collect();
    for state in &states {
        if !names.contains(&state.issuer.as_str()) {
            names.push(&state.issuer);
        }
    }
    names.sort_by_key(|name| !licences::is_vendor(manager, &screen.at, name));
    Ok(names.into_iter().map(|name| (name.to_owned(), licences::title_of(screen, name))).collect())
}

fn issuer_select(manager: &Manager, screen: &Screen, issuers: &[(String, String)]) -> Field {
    let asked = screen.here.get("issuer");
    let vendor =
        issuers.iter().map(|(name, _)| name).find(|name| licences::is_vendor(manager, &screen.at, name));
    let chosen = asked.map(str::to_owned).or_else(|| vendor.cloned());
    let chosen = chosen.or_else(|| super::issuer_of(manager, &screen.at).map(|issuer| issuer.to_string()));
    let options =
        issuers.iter().map(|(name, title)| (name.clone(), title.clone(), chosen.as_ref() == Some(name)));
    Field::select("issuer", t!(screen.lang, "requests-issuer"), options.collect::<Vec<_>>())
}

/// In a fresh installation nobody is known yet.
fn issuer_typed(screen: &Screen, path: Option<&str>) -> Field {
    let lang = screen.lang;
    Field::text("issuer", t!(lang, "requests-issuer"))
        .hint(t!(lang, "requests-issuer-hint"))
        .required()
        .error(Some(t!(lang, "requests-issuer-wrong")).filter(|_| path == Some("issuer")))
}

/// The requests that were made: the open ones can be saved again, the answered ones lead to their package.
fn made(manager: &Manager, screen: &Screen, requests: &[Listed]) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "requests-made"))
        .column(Column::new(t!(lang, "requests-column-made")))
        .column(Column::new(t!(lang, "requests-issuer")).p2())
        .column(Column::new(t!(lang, "requests-column-for")))
        .column(Column::new(t!(lang, "packages-column-state")))
        .column(Column::new(t!(lang, "requests-column-file")));
    let table =
        requests.iter().take(SHOWN).fold(table, |table, request| table.row(line(manager, screen, request)));
    html! { (Panel::titled("made", t!(lang, "requests-made")).flush(table)) }
}

fn line(manager: &Manager, screen: &Screen, request: &Listed) -> Row {
    let lang = screen.lang;
    let purpose = match (request.purpose.as_str(), &request.version) {
        ("serial", _) => t!(lang, "requests-for-serial"),
        (_, Some(version)) => t!(lang, "requests-for-version", version = version.as_str()),
        (_, None) => t!(lang, "requests-for-licences"),
    };
    let state = if request.open {
        Tag::new(Tone::Accent, t!(lang, "requests-open")).icon(Icon::Clock)
    } else {
        Tag::good(t!(lang, "requests-answered"))
    };
    let end = html! {
        @match (&request.package, request.open) {
            (Some(id), _) => { a href=(screen.to(&format!("/packages/{id}"))) { (t!(lang, "requests-see-package")) } },
            (None, true) => { a href=(screen.to(&format!("/requests/{}/file", request.id))) download { (t!(lang, "requests-save-again")) } },
            (None, false) => { (dash()) },
        }
    };
    let row = Row::new()
        .cell(moment(lang, request.created_at, manager.clock().now_ms(), &zone(screen)))
        .cell(licences::title_of(screen, &request.issuer))
        .cell(purpose)
        .cell(state)
        .cell(end);
    if request.open { row } else { row.state("past") }
}
