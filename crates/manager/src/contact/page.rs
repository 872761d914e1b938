//! Asking for news, putting its notice away, and *Tell the vendor*: the contact form with the comparison.

pub(crate) mod letter;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::conversation::{MEDIA_TYPE, read_letter};
use licentia_ui::{Button, Dialog, Lang, Notice, Tone, Value, encode, has_text, moment, problem, t, text};
use maud::{Markup, html};

use super::{ContactState, FORMER, Sent};
use crate::packages::{self, Comparison};
use crate::page::Screen;
use crate::state::Manager;
use letter::Typed;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/contact/{issuer}/check", post(check))
        .route("/contact/{issuer}/dismiss", post(dismiss))
        .route("/packages/{id}/question", get(question).post(send))
        .route("/letter", post(letter))
}

async fn check(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
) -> Result<Response, Problem> {
    super::check_now(&manager, &screen.caller.may::<ManageLicences>()?, &issuer).await?;
    Ok(back(&screen, &issuer))
}

async fn dismiss(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
) -> Result<Response, Problem> {
    match super::dismiss_notice(&manager, &screen.caller.may::<ManageLicences>()?, &issuer).await {
        // Somebody else has put it away a moment ago.
        Err(problem) if problem.status != 404 => Err(problem),
        _ => Ok(back(&screen, &issuer)),
    }
}

fn back(screen: &Screen, issuer: &str) -> Response {
    Redirect::to(&screen.to(&format!("/licences?issuer={}", encode(issuer)))).into_response()
}

/// *Check now*, a form of its own.
pub(crate) fn check_button(screen: &Screen, issuer: &str) -> Markup {
    html! {
        form method="post" action=(screen.to(&format!("/contact/{issuer}/check"))) {
            (Button::submit(t!(screen.lang, "contact-check")).small())
        }
    }
}

/// Something is wrong, or a package could not be fetched: what, since when, what to do, and the button that asks again.
pub(crate) fn trouble(manager: &Manager, screen: &Screen, issuer: &str, contact: &ContactState) -> Markup {
    let lang = screen.lang;
    let code = contact.code.as_deref().unwrap_or("problem");
    let (title, remedy) = words(lang, code, issuer);
    let now = Button::submit(t!(lang, "contact-check"));
    let since =
        contact.failing_since.map(|at| moment(lang, at, manager.clock().now_ms(), &packages::zone(screen)));
    let former = contact.new_holder.as_ref().filter(|_| code == FORMER);
    let text = html! {
        strong { (title) } " "
        @if let Some(former) = former { b { (former.name) } " · " span.mono { (former.serial) } ". " }
        (remedy)
        @if let Some(since) = since { " " (t!(lang, "contact-failing-since")) " " (since) "." }
    };
    let notice = Notice::new(Tone::Bad, text).code(code).quiet();
    let detail = contact.detail.as_deref().filter(|detail| !detail.is_empty());
    html! {
        form.stack.tight method="post" action=(screen.to(&format!("/contact/{}/check", contact.issuer))) {
            (if contact.address.is_some() { notice.action(now) } else { notice })
            @if let Some(detail) = detail {
                details.data { summary { (t!(lang, "contact-detail")) } p.mono.small lang="en" { (detail) } }
            }
        }
    }
}

/// What a code of the conversation means, and what to do: why a package waits, or what is in the way.
pub(crate) fn words(lang: Lang, code: &str, issuer: &str) -> (String, String) {
    let waits = format!("contact-waits-{code}");
    if has_text(lang, &waits) {
        return (text(lang, &waits), String::new());
    }
    match problem(lang, code, &[("issuer", Value::from(issuer))]) {
        Some(said) => (said.title, said.detail),
        None => (t!(lang, "contact-unknown", issuer = issuer), t!(lang, "contact-unknown-do")),
    }
}

async fn question(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let comparison = packages::comparison(&manager, &screen.caller.may::<View>()?, id).await?;
    let typed = Typed {
        subject: t!(screen.lang, "contact-subject-about", number = comparison.package.sequence),
        name: screen.caller.by.actor.name().to_owned(),
        ..Typed::default()
    };
    form(&manager, &screen, &comparison, &typed, None).await
}

async fn send(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form_data: Form,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let granted = screen.caller.may::<View>()?;
    let comparison = packages::comparison(&manager, &granted, id.clone()).await?;
    let typed = Typed::of(&form_data);
    let letter = typed.letter(comparison.package.issuer.clone(), Some(id));
    match super::send_letter(&manager, &granted, letter).await {
        Ok(sent) => done(&manager, &screen, &comparison, &sent).await,
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => form(&manager, &screen, &comparison, &typed, Some(&problem)).await,
    }
}

async fn form(
    manager: &Manager,
    screen: &Screen,
    comparison: &Comparison,
    typed: &Typed,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let issuer = comparison.package.issuer_title(lang.tag());
    let back = screen.to(&format!("/packages/{}", comparison.package.id));
    let asks = (t!(lang, "contact-text"), t!(lang, "contact-text-hint"));
    let dialog = Dialog::new(lang, t!(lang, "contact-title", issuer = issuer), back.as_str())
        .lead(html! { (t!(lang, "contact-lead", number = comparison.package.sequence)) })
        .form(format!("{back}/question"))
        .body(html! {
            (letter::fields(lang, typed, refused, asks))
            (attached(screen, comparison))
        });
    let footer = html! {
        p.quiet { (t!(lang, "contact-attached-why")) }
        (dialog.cancel())
        (Button::submit(t!(lang, "contact-send", issuer = issuer)).primary())
    };
    Ok(screen.dialog("packages", packages::list_body(manager, screen).await?, &dialog.footer(footer)))
}

/// What goes along: the table of what changes, as it stands in the activation dialog.
fn attached(screen: &Screen, comparison: &Comparison) -> Markup {
    let lang = screen.lang;
    html! {
        details.data {
            summary { (t!(lang, "contact-attached", number = comparison.package.sequence)) }
            (packages::attachment(screen, comparison))
        }
    }
}

/// The letter is sent, or is a file to be sent by hand.
async fn done(
    manager: &Manager,
    screen: &Screen,
    comparison: &Comparison,
    sent: &Sent,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let issuer = comparison.package.issuer_title(lang.tag());
    let back = screen.to(&format!("/packages/{}", comparison.package.id));
    let title = letter::sent_title(lang, issuer, sent);
    let dialog = Dialog::new(lang, title, back.as_str()).narrow().body(html! {
        (letter::sent(screen, issuer, sent, &t!(lang, "contact-sent-means", issuer = issuer)))
    });
    let footer = html! { (Button::link(t!(lang, "contact-back"), back.as_str())) };
    Ok(screen.dialog("packages", packages::list_body(manager, screen).await?, &dialog.footer(footer)))
}

/// Hands the letter back as a file. Only a letter that reads as one of ours is.
async fn letter(screen: Screen, form: Form) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(form.text("file"))
        .map_err(|error| Problem::invalid("file", error.to_string()))?;
    let letter = read_letter(&bytes).map_err(|reason| packages::refused(&reason))?;
    let name =
        format!("attachment; filename=\"{}-{}.tll\"", letter.issuer, letter.id.get(..8).unwrap_or("letter"));
    Ok(([(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
