//! Asking for news, putting its notice away, and *Tell the vendor*: the contact form with the comparison.

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
use licentia_ui::{
    Button, Dialog, Field, Icon, Lang, Notice, Tone, Value, encode, error_summary, has_text, hidden, moment,
    problem, t, text,
};
use maud::{Markup, html};

use super::{ContactState, FORMER, NewLetter, Sent};
use crate::packages::{self, Comparison, notice_of};
use crate::page::Screen;
use crate::state::Manager;

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

/// What somebody has written so far.
#[derive(Default)]
struct Typed {
    subject: String,
    text: String,
    name: String,
    email: String,
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
    let [subject, text, name, email] =
        ["subject", "text", "name", "email"].map(|field| form_data.text(field).to_owned());
    let letter = NewLetter {
        issuer: comparison.package.issuer.clone(),
        subject: subject.clone(),
        text: text.clone(),
        name: name.clone(),
        email: email.clone(),
        package: Some(id),
    };
    match super::send_letter(&manager, &granted, letter).await {
        Ok(sent) => done(&manager, &screen, &comparison, &sent).await,
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            let typed = Typed { subject, text, name, email };
            form(&manager, &screen, &comparison, &typed, Some(&problem)).await
        }
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
    let path = refused.and_then(|problem| problem.extra.get("path")).and_then(serde_json::Value::as_str);
    let error = |field: &str| Some(t!(lang, "contact-field-wrong")).filter(|_| path == Some(field));
    let fields = [
        Field::text("subject", t!(lang, "contact-subject"))
            .value(&typed.subject)
            .required()
            .error(error("subject")),
        Field::area("text", t!(lang, "contact-text"))
            .hint(t!(lang, "contact-text-hint"))
            .value(&typed.text)
            .required()
            .focused()
            .error(error("text")),
        Field::text("name", t!(lang, "contact-name"))
            .value(&typed.name)
            .required()
            .autocomplete("name")
            .error(error("name")),
        Field::email("email", t!(lang, "contact-email"))
            .value(&typed.email)
            .required()
            .autocomplete("email")
            .error(error("email")),
    ];
    let back = screen.to(&format!("/packages/{}", comparison.package.id));
    let dialog = Dialog::new(lang, t!(lang, "contact-title", issuer = issuer), back.as_str())
        .lead(html! { (t!(lang, "contact-lead", number = comparison.package.sequence)) })
        .form(format!("{back}/question"))
        .body(html! {
            @match (path, refused) {
                (Some(field), _) => { (error_summary(lang, &[(format!("field-{field}"), t!(lang, "contact-field-wrong"))])) },
                (None, Some(problem)) => { (notice_of(lang, problem)) },
                (None, None) => {},
            }
            div.cols.even { (fields[2]) (fields[3]) }
            (fields[0])
            (fields[1])
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
    let title = if sent.sent { t!(lang, "contact-sent", issuer = issuer) } else { t!(lang, "contact-saved") };
    let dialog = Dialog::new(lang, title, back.as_str()).narrow().body(html! {
        @if sent.sent { (Notice::new(Tone::Good, html! { (t!(lang, "contact-sent-means", issuer = issuer)) })) }
        @else {
            (by_hand(screen, issuer, sent))
        }
        p.small.quiet { (t!(lang, "contact-id")) " " span.mono { (sent.id) } }
    });
    let footer = html! { (Button::link(t!(lang, "contact-back"), back.as_str())) };
    Ok(screen.dialog("packages", packages::list_body(manager, screen).await?, &dialog.footer(footer)))
}

/// Nobody is reached online: the letter is a file to be saved and sent. It travels in the form, because it is nowhere kept.
fn by_hand(screen: &Screen, issuer: &str, sent: &Sent) -> Markup {
    let lang = screen.lang;
    let why = sent.code.as_deref().filter(|code| *code != "offline").map(|code| words(lang, code, issuer).0);
    let data = base64::engine::general_purpose::STANDARD.encode(&sent.file);
    let text = html! {
        @if let Some(why) = &why { (why) " " }
        (t!(lang, "contact-by-hand", issuer = issuer)) " " span.mono { (sent.name) }
    };
    let save = Button::submit(t!(lang, "contact-save")).primary().icon(Icon::Download);
    html! {
        form method="post" action=(screen.to("/letter")) {
            (hidden("name", &sent.name))
            (hidden("file", &data))
            (Notice::new(Tone::Accent, text).action(save))
        }
    }
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
