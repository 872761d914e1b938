//! *Delete licences*: what exactly happens, to whom, and the button that does it (rule 11).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::names::IssuerName;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Button, Dialog, Icon, Notice, Tone, crowd, hidden, t, tick_box};
use maud::{Markup, html};

use super::{screen, title_of};
use crate::licences::{self, Deleted, Which};
use crate::packages::notice_of;
use crate::page::Screen;
use crate::state::Manager;
use crate::users;

pub(super) async fn ask(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let issuer = partner(&screen, screen.here.get("issuer"))?;
    dialog(&manager, &screen, issuer, None).await
}

pub(super) async fn delete(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let named = Some(form.text("issuer")).filter(|name| !name.is_empty());
    let issuer = partner(&screen, named.or_else(|| screen.here.get("issuer")))?;
    if form.text("sure") != "true" {
        let refused = Problem::invalid("sure", "the box is not ticked");
        return dialog(&manager, &screen, issuer, Some(refused)).await;
    }
    match licences::delete(&manager, &granted, which(issuer.as_ref()), false).await {
        Ok(_) => {
            let deleted = issuer.as_ref().map_or("*", IssuerName::as_str);
            Ok(Redirect::to(&screen.to(&format!("/licences?deleted={deleted}"))).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => dialog(&manager, &screen, issuer, Some(problem)).await,
    }
}

fn which(issuer: Option<&IssuerName>) -> Which {
    issuer.cloned().map_or(Which::All, Which::Issuer)
}

/// The partner whose licences are meant; the vendor's own are never deleted alone. Nobody named means everybody, and
/// somebody who is not known never does.
fn partner(screen: &Screen, name: Option<&str>) -> Result<Option<IssuerName>, Problem> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(None) };
    let partner = name.parse().ok().filter(|name| screen.at.is_partner(name));
    partner.map(Some).ok_or_else(|| Problem::not_found("licence"))
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    issuer: Option<IssuerName>,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let granted = screen.caller.may::<ManageLicences>()?;
    let would = licences::delete(manager, &granted, which(issuer.as_ref()), true).await?.value;
    let named = would.people.iter().copied().take(5).collect();
    let names = users::names(manager, screen.at.scope(), named).await?;
    let title = match &issuer {
        Some(issuer) => t!(lang, "licences-delete-partner", issuer = title_of(screen, issuer.as_str())),
        None => t!(lang, "licences-delete-all"),
    };
    let unsure = refused.as_ref().is_some_and(|problem| problem.code == "invalid");
    let button = Button::submit(&title).danger();
    // The address says who is meant, also after a refusal: the language links lead to it.
    let action = issuer.as_ref().map_or_else(String::new, |issuer| format!("?issuer={issuer}"));
    let action = screen.to(&format!("/licences/delete{action}"));
    let dialog = Dialog::new(lang, title, screen.to("/licences")).narrow().form(action);
    let dialog = dialog.body(html! {
        @match &refused {
            Some(_) if unsure => { (Notice::new(Tone::Bad, t!(lang, "licences-delete-not-ticked")).focused()) },
            Some(problem) => { (notice_of(lang, problem)) },
            None => {},
        }
        (consequences(screen, &would, names.iter().map(|(_, user)| user.name.as_str())))
        (tick_box("sure", "true", &t!(lang, "licences-delete-sure"), false))
        @if let Some(issuer) = &issuer { (hidden("issuer", issuer.as_str())) }
    });
    let footer = html! { (dialog.cancel()) (button) };
    Ok(screen.dialog("licences", screen::body(manager, screen).await?, &dialog.footer(footer)))
}

/// Somebody deleted licences a moment ago: whose, as long as they are gone.
pub(super) fn just_deleted(screen: &Screen) -> Option<Notice> {
    let (lang, at) = (screen.lang, &screen.at);
    let text = match screen.here.get("deleted")? {
        "*" if at.demo() && at.installation().licensed_before => t!(lang, "licences-deleted-all"),
        name if at.installation().in_force.get(name)?.package.is_none() => {
            t!(lang, "licences-deleted-partner", issuer = title_of(screen, name))
        }
        _ => return None,
    };
    Some(Notice::new(Tone::Plain, text).icon(Icon::Info))
}

/// What goes, who notices, what stays, and how one comes back.
fn consequences<'a>(screen: &Screen, would: &Deleted, names: impl Iterator<Item = &'a str>) -> Markup {
    let lang = screen.lang;
    let serial = screen.at.installation().serial.clone().unwrap_or_default();
    html! {
        @if would.demo { (Notice::new(Tone::Warn, html! { strong { (t!(lang, "licences-delete-demo")) } " " (t!(lang, "licences-delete-demo-means")) })) }
        ul.bullets {
            li { (t!(lang, "licences-delete-goes", count = would.modules)) }
            @if would.people_count > 0 { li { span.row { (t!(lang, "licences-delete-people", count = would.people_count)) (crowd(names)) } } }
            @else if !would.demo { li { (t!(lang, "licences-delete-nobody")) } }
            li { (t!(lang, "licences-delete-stays", count = would.assignments_kept)) }
            li { @if would.demo { (t!(lang, "licences-delete-back", serial = serial)) } @else { (t!(lang, "licences-delete-back-partner")) } }
            li { (t!(lang, "licences-delete-told")) }
        }
    }
}
