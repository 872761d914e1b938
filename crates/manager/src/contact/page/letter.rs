//! What every letter to an issuer is written in, and what is said when it is sent.

use base64::Engine as _;
use licentia_core::names::IssuerName;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Button, Field, Icon, Lang, Notice, Tone, error_summary, hidden, t};
use maud::{Markup, html};

use super::super::letter::fault;
use super::super::{NewLetter, Sent};
use super::words;
use crate::packages::notice_of;
use crate::page::Screen;

/// What somebody has written so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl Typed {
    /// As it came with the form.
    pub(crate) fn of(form: &Form) -> Self {
        let [subject, text, name, email] =
            ["subject", "text", "name", "email"].map(|field| form.text(field).to_owned());
        Self { subject, text, name, email }
    }

    /// The letter to be sent.
    pub(crate) fn letter(&self, issuer: IssuerName, package: Option<String>) -> NewLetter {
        let Self { subject, text, name, email } = self.clone();
        NewLetter { issuer, subject, text, name, email, package }
    }
}

/// Who writes, about what, and what; on top what was refused. `asks` is what the text is asked for, and a hint.
pub(crate) fn fields(
    lang: Lang,
    typed: &Typed,
    refused: Option<&Problem>,
    (asks, hint): (String, String),
) -> Markup {
    let path = refused.and_then(Problem::path);
    // The first fault refuses it; whoever corrects sees all of them at once.
    let written =
        [("name", &typed.name), ("email", &typed.email), ("subject", &typed.subject), ("text", &typed.text)];
    let is_wrong = |field: &str, value: &str| path == Some(field) || fault(field, value).is_some();
    let wrong = written.into_iter().filter(|(field, value)| path.is_some() && is_wrong(field, value));
    let wrong: Vec<&str> = wrong.map(|(field, _)| field).collect();
    let error = |field: &str| wrong.contains(&field).then(|| t!(lang, "contact-field-wrong"));
    let named =
        [t!(lang, "contact-name"), t!(lang, "contact-email"), t!(lang, "contact-subject"), asks.clone()];
    let labelled = written.iter().zip(named).filter(|((field, _), _)| wrong.contains(field));
    let summary = labelled.map(|((field, _), label)| {
        (format!("field-{field}"), format!("{label}: {}", t!(lang, "contact-field-wrong")))
    });
    let summary: Vec<(String, String)> = summary.collect();
    let subject = Field::text("subject", t!(lang, "contact-subject"))
        .value(&typed.subject)
        .required()
        .error(error("subject"));
    let text =
        Field::area("text", asks).hint(hint).value(&typed.text).required().focused().error(error("text"));
    let name = Field::text("name", t!(lang, "contact-name"))
        .value(&typed.name)
        .required()
        .autocomplete("name")
        .error(error("name"));
    let email = Field::email("email", t!(lang, "contact-email"))
        .value(&typed.email)
        .required()
        .autocomplete("email")
        .error(error("email"));
    html! {
        @if !summary.is_empty() { (error_summary(lang, &summary)) }
        @else if let Some(problem) = refused { (notice_of(lang, problem)) }
        div.cols.even { (name) (email) }
        (subject)
        (text)
    }
}

/// "Sent to Acme", or that it has to be sent by hand.
pub(crate) fn sent_title(lang: Lang, issuer: &str, sent: &Sent) -> String {
    if sent.sent { t!(lang, "contact-sent", issuer = issuer) } else { t!(lang, "contact-saved") }
}

/// The letter is sent, and what that `means`; or it is a file to be sent by hand.
pub(crate) fn sent(screen: &Screen, issuer: &str, sent: &Sent, means: &str) -> Markup {
    let lang = screen.lang;
    html! {
        @if sent.sent { (Notice::new(Tone::Good, html! { (means) })) }
        @else { (by_hand(screen, issuer, sent)) }
        p.small.quiet { (t!(lang, "contact-id")) " " span.mono { (sent.id) } }
    }
}

/// Nobody is reached online: the letter is a file to be saved and sent. It travels in the form, because it is nowhere kept.
fn by_hand(screen: &Screen, issuer: &str, sent: &Sent) -> Markup {
    let lang = screen.lang;
    let code = sent.code.as_deref().filter(|code| *code != "offline");
    let why = code.map(|code| words(lang, code, issuer).0);
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
            @if !sent.detail.is_empty() {
                details.data { summary { (t!(lang, "contact-detail")) } p.mono.small lang="en" { (sent.detail) } }
            }
        }
    }
}
