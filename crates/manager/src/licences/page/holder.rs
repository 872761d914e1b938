//! Whose installation it is: entered once, and changed later only with the issuer's consent (rules 8 and 11).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Button, Field, Head, Icon, Panel, error_summary, t};
use maud::{Markup, html};

use crate::packages::{self, NewHolder, notice_of};
use crate::page::Screen;
use crate::state::Manager;
use crate::{contact, requests};

pub(super) async fn show(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let installation = screen.at.installation();
    let typed = |name: &str, known: &Option<String>| {
        screen.here.get(name).map(str::to_owned).or_else(|| known.clone()).unwrap_or_default()
    };
    let typed = NewHolder {
        holder: typed("holder", &installation.holder),
        serial: typed("serial", &installation.serial),
    };
    Ok(form(&screen, &typed, None))
}

pub(super) async fn save(
    State(manager): State<Manager>,
    screen: Screen,
    form_data: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let [holder, serial] = ["holder", "serial"].map(|field| form_data.text(field).to_owned());
    let typed = NewHolder { holder, serial };
    let done = if screen.at.installation().licensed_before {
        let made = requests::serial_change(&manager, &granted, None, typed.clone()).await;
        made.map(|made| requests::file(made.value))
    } else {
        match packages::set_holder(&manager, &granted, typed.clone()).await {
            Ok(_) => next(&manager, &screen).await,
            Err(problem) => Err(problem),
        }
    };
    match done {
        Err(problem) if !problem.is_internal() => Ok(form(&screen, &typed, Some(&problem))),
        done => done,
    }
}

/// After the first entry: the licence comes by itself where an authority is asked, otherwise as a file.
async fn next(manager: &Manager, screen: &Screen) -> Result<Response, Problem> {
    let states = contact::states(manager, screen.at.scope()).await?;
    let online = states.iter().any(|state| state.address.is_some());
    let to = if online { "/licences" } else { "/packages/load" };
    Ok(Redirect::to(&screen.to(to)).into_response())
}

fn form(screen: &Screen, typed: &NewHolder, refused: Option<&Problem>) -> Response {
    let lang = screen.lang;
    let licensed = screen.at.installation().licensed_before;
    let title = if licensed { t!(lang, "licences-serial-change") } else { t!(lang, "licences-holder-enter") };
    let lead = if licensed { t!(lang, "licences-serial-lead") } else { t!(lang, "licences-holder-lead") };
    let body = html! {
        (Head::new(&title).crumb(lang, t!(lang, "licences-title"), screen.to("/licences")).lead(html! { (lead) }))
        div.cols.wide-end {
            form.stack method="post" action=(screen.to("/holder")) { (fields(screen, typed, refused)) }
            (Panel::titled("next", t!(lang, "licences-holder-next")).body(steps(screen)))
        }
    };
    screen.page(&title, "licences", body)
}

fn fields(screen: &Screen, typed: &NewHolder, refused: Option<&Problem>) -> Markup {
    let lang = screen.lang;
    let licensed = screen.at.installation().licensed_before;
    let path = refused.and_then(Problem::path);
    let error = |field: &str, words: String| Some(words).filter(|_| path == Some(field));
    let fields = [
        Field::text("holder", t!(lang, "licences-owner"))
            .hint(t!(lang, "licences-holder-hint"))
            .value(&typed.holder)
            .required()
            .autocomplete("organization")
            .error(error("holder", t!(lang, "licences-holder-wrong")))
            .focused(),
        Field::text("serial", t!(lang, "licences-serial"))
            .hint(t!(lang, "licences-serial-hint"))
            .value(&typed.serial)
            .required()
            .autocomplete("off")
            .error(error("serial", t!(lang, "licences-serial-wrong"))),
    ];
    let summary = match path {
        Some("holder") => Some(("field-holder", t!(lang, "licences-holder-wrong"))),
        Some("serial") => Some(("field-serial", t!(lang, "licences-serial-wrong"))),
        _ => None,
    };
    let save = if licensed { t!(lang, "licences-serial-request") } else { t!(lang, "licences-holder-save") };
    let save = Button::submit(save).primary();
    html! {
        @match (summary, refused) {
            (Some((field, words)), _) => { (error_summary(lang, &[(field.to_owned(), words)])) },
            (None, Some(problem)) => { (notice_of(lang, problem)) },
            (None, None) => {},
        }
        @for field in &fields { (field) }
        div.row {
            (if licensed { save.icon(Icon::Download) } else { save })
            (Button::link(t!(lang, "dialog-cancel"), screen.to("/licences")))
        }
    }
}

/// What happens next, step by step.
fn steps(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let steps = if screen.at.installation().licensed_before {
        [
            t!(lang, "licences-serial-step-1"),
            t!(lang, "licences-serial-step-2"),
            t!(lang, "licences-serial-step-3"),
        ]
    } else {
        [
            t!(lang, "licences-holder-step-1"),
            t!(lang, "licences-holder-step-2"),
            t!(lang, "licences-holder-step-3"),
        ]
    };
    html! { ol.steps { @for step in &steps { li { (step) } } } }
}
