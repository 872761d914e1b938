//! What sales and support decide about a customer: each has its own address, and says what will happen
//! before it happens.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, Field, Here, Lang, encode, hidden, t, text};
use maud::{Markup, html};

use super::super::{Customer, Patch};
use crate::installations::rule::Enrolment;
use crate::page::{Screen, on_form, reason_field, refusal, whom};
use crate::state::Authority;

/// One of the decisions, by the last part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Hold,
    Release,
    Message,
    Holder,
    Open,
    Close,
}

impl Act {
    fn named(name: &str) -> Result<Self, Problem> {
        let all = [Self::Hold, Self::Release, Self::Message, Self::Holder, Self::Open, Self::Close];
        all.into_iter().find(|act| act.name() == name).ok_or_else(|| Problem::not_found("page"))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Message => "message",
            Self::Holder => "holder",
            Self::Open => "open",
            Self::Close => "close",
        }
    }

    /// The address of this decision about a customer.
    pub(super) fn address(self, serial: &str) -> String {
        format!("/customers/{}/decide/{}", encode(serial), self.name())
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Hold => t!(lang, "customers-hold-title"),
            Self::Release => t!(lang, "customers-release-title"),
            Self::Message => t!(lang, "customers-message-title"),
            Self::Holder => t!(lang, "customers-holder-title"),
            Self::Open => t!(lang, "customers-open-title"),
            Self::Close => t!(lang, "customers-close-title"),
        }
    }

    /// What will happen, one thing to a line.
    fn consequences(self, lang: Lang, customer: &Customer) -> Vec<String> {
        match self {
            Self::Hold => vec![
                t!(lang, "customers-hold-does-1"),
                t!(lang, "customers-hold-does-2"),
                t!(lang, "customers-hold-does-3"),
            ],
            Self::Release => vec![t!(lang, "customers-release-does-1"), t!(lang, "customers-release-does-2")],
            Self::Message => vec![t!(lang, "customers-message-does-1"), t!(lang, "customers-message-does-2")],
            // Nobody has heard of a holder that no package names.
            Self::Holder if customer.sequence == 0 => vec![t!(lang, "customers-holder-does-unknown")],
            Self::Holder => vec![
                t!(lang, "customers-holder-does-1", number = customer.sequence + 1),
                t!(lang, "customers-holder-does-2"),
                t!(lang, "customers-holder-does-3"),
                t!(lang, "customers-holder-does-4"),
            ],
            Self::Open => vec![t!(lang, "customers-open-does-1"), t!(lang, "customers-open-does-2")],
            Self::Close => vec![t!(lang, "customers-close-does-1"), t!(lang, "customers-close-does-2")],
        }
    }

    fn button(self, lang: Lang) -> Button {
        match self {
            Self::Hold => Button::submit(t!(lang, "customers-hold")).danger(),
            Self::Release => Button::submit(t!(lang, "customers-release")).primary(),
            Self::Message => Button::submit(t!(lang, "customers-message-save")).primary(),
            Self::Holder => Button::submit(t!(lang, "customers-holder-save")).primary(),
            Self::Open => Button::submit(t!(lang, "customers-open")).primary(),
            Self::Close => Button::submit(t!(lang, "customers-close")).primary(),
        }
    }
}

/// What stands in the dialog.
#[derive(Clone)]
struct Typed {
    texts: BTreeMap<String, String>,
    link: String,
    name: String,
    serial: String,
    reason: String,
    /// The request on the desk that this decision is made for: it leads back there.
    request: String,
}

impl Typed {
    /// What is there now, or what a request asks for; a hold begins with words that fit the commonest reason.
    fn of(act: Act, customer: &Customer, asked: &Here) -> Self {
        let notices = &customer.notices;
        let texts = match act {
            Act::Hold => notices.hold.clone().unwrap_or_else(proposed),
            Act::Message => notices.message.clone().unwrap_or_default(),
            _ => BTreeMap::new(),
        };
        Self {
            texts,
            link: notices.link.clone().unwrap_or_default(),
            name: asked.get("name").unwrap_or(&customer.details.name).to_owned(),
            serial: asked.get("serial").unwrap_or(&customer.details.serial).to_owned(),
            reason: String::new(),
            request: asked.get("request").unwrap_or_default().to_owned(),
        }
    }

    fn read(form: &Form) -> Self {
        // Taken back: whatever stands in the fields.
        let form = if form.has("clear") { &Form::default() } else { form };
        let texts = Lang::ALL.iter().map(|lang| {
            (lang.tag().to_owned(), form.text(&format!("text_{}", lang.tag())).trim().to_owned())
        });
        Self {
            texts: texts.collect(),
            link: form.text("link").to_owned(),
            name: form.text("name").to_owned(),
            serial: form.text("serial").trim().to_owned(),
            reason: form.text("reason").to_owned(),
            request: form.text("request").to_owned(),
        }
    }

    /// Where it leads to.
    fn back(&self, serial: &str) -> String {
        match self.request.as_str() {
            "" => format!("/customers/{}", encode(serial)),
            request => format!("/requests/{}", encode(request)),
        }
    }

    fn patch(self, act: Act) -> Patch {
        let patch = Patch {
            reason: Some(self.reason).filter(|reason| !reason.trim().is_empty()),
            ..Patch::default()
        };
        match act {
            Act::Hold => Patch { hold: Some(self.texts), link: Some(self.link), ..patch },
            Act::Release => Patch { hold: Some(BTreeMap::new()), ..patch },
            Act::Message => Patch { message: Some(self.texts), link: Some(self.link), ..patch },
            Act::Holder => Patch { name: Some(self.name), serial: Some(self.serial), ..patch },
            Act::Open => Patch { enrolment: Some(Enrolment::Open), ..patch },
            Act::Close => Patch { enrolment: Some(Enrolment::Closed), ..patch },
        }
    }
}

/// What a customer without a payment reads, in every language.
fn proposed() -> BTreeMap<String, String> {
    Lang::ALL.iter().map(|lang| (lang.tag().to_owned(), t!(*lang, "customers-hold-proposal"))).collect()
}

pub(super) async fn ask(
    State(authority): State<Authority>,
    screen: Screen,
    Path((serial, act)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let act = Act::named(&act)?;
    let customer = super::super::show(&authority, &screen.caller.may::<View>()?, &serial).await?;
    let typed = Typed::of(act, &customer, &screen.here);
    dialog(&authority, &screen, &customer, act, &typed, None).await
}

pub(super) async fn decide(
    State(authority): State<Authority>,
    screen: Screen,
    Path((serial, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let act = Act::named(&act)?;
    let typed = Typed::read(&form);
    if act == Act::Hold && typed.texts.values().all(String::is_empty) {
        return missing(&authority, &screen, &serial, act, &typed).await;
    }
    let patch = typed.clone().patch(act);
    match super::super::change(&authority, &granted, &serial, |_| Ok(()), patch).await {
        Ok(done) => Ok(Redirect::to(&typed.back(&done.value.details.serial)).into_response()),
        Err(problem) => {
            let problem = on_form(problem)?;
            let customer = super::super::show(&authority, &screen.caller.may::<View>()?, &serial).await?;
            dialog(&authority, &screen, &customer, act, &typed, Some(problem)).await
        }
    }
}

/// A hold without words is no hold: the customer would see nothing.
async fn missing(
    authority: &Authority,
    screen: &Screen,
    serial: &str,
    act: Act,
    typed: &Typed,
) -> Result<Response, Problem> {
    let customer = super::super::show(authority, &screen.caller.may::<View>()?, serial).await?;
    let problem = Problem::refused(422, "hold_without_text").with("path", "hold");
    dialog(authority, screen, &customer, act, typed, Some(problem)).await
}

async fn dialog(
    authority: &Authority,
    screen: &Screen,
    customer: &Customer,
    act: Act,
    typed: &Typed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let details = &customer.details;
    let dialog = Dialog::new(lang, act.title(lang), typed.back(&details.serial))
        .lead(whom(&details.name, &details.serial))
        .form(act.address(&details.serial))
        .narrow();
    let told = act == Act::Message && customer.notices.message.is_some();
    let footer = html! {
        @if told { (Button::submit(t!(lang, "customers-message-clear")).named("clear", "yes").plain()) }
        (dialog.cancel()) (act.button(lang))
    };
    let body = body(lang, customer, act, typed, refused.as_ref());
    let behind = super::one::body(authority, screen, &details.serial).await?;
    Ok(screen.dialog("customers", behind, &dialog.body(body).footer(footer), refused.as_ref()))
}

fn body(lang: Lang, customer: &Customer, act: Act, typed: &Typed, refused: Option<&Problem>) -> Markup {
    html! {
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        ul.will { @for line in act.consequences(lang, customer) { li { (line) } } }
        @match act {
            Act::Hold | Act::Message => (texts(lang, act, typed, refused)),
            Act::Holder => (holder(lang, typed, refused)),
            Act::Release | Act::Open | Act::Close => {},
        }
        (reason_field(lang).value(&typed.reason))
        @if !typed.request.is_empty() { (hidden("request", &typed.request)) }
    }
}

/// The text in every language that the product speaks, and where to read more.
fn texts(lang: Lang, act: Act, typed: &Typed, refused: Option<&Problem>) -> Markup {
    let path = if act == Act::Hold { "hold" } else { "message" };
    html! {
        @for (n, of) in Lang::ALL.iter().enumerate() {
            @let label = t!(lang, "customers-text-in", language = t!(*of, "language-name"));
            @let written = typed.texts.get(of.tag()).cloned().unwrap_or_default();
            (Field::area(format!("text_{}", of.tag()), label).value(written)
                .error(error(lang, refused, path).filter(|_| n == 0)))
        }
        (Field::text("link", t!(lang, "customers-link")).value(&typed.link).inputmode("url")
            .hint(t!(lang, "customers-link-hint")).error(error(lang, refused, "link")))
    }
}

fn holder(lang: Lang, typed: &Typed, refused: Option<&Problem>) -> Markup {
    let name = Field::text("name", t!(lang, "customers-name")).value(&typed.name).required();
    let serial = Field::text("serial", t!(lang, "customers-column-serial")).value(&typed.serial).required();
    html! {
        (name.hint(t!(lang, "customers-name-hint")).error(error(lang, refused, "name")))
        (serial.hint(t!(lang, "customers-holder-serial-hint")).inputmode("numeric").error(error(lang, refused, "serial")))
    }
}

/// The sentence of a refusal that is about this field.
fn error(lang: Lang, refused: Option<&Problem>, path: &str) -> Option<String> {
    let problem = refused?;
    let about = |value: &serde_json::Value| value.get("path").and_then(|path| path.as_str()) == Some(path);
    let listed = problem.extra.get("errors").and_then(|errors| errors.as_array());
    let here = problem.path() == Some(path);
    let code = match listed.into_iter().flatten().find(|error| about(error)) {
        Some(error) => error.get("code")?.as_str()?.to_owned(),
        None if here => problem.code.to_string(),
        None => return None,
    };
    Some(text(lang, &format!("problem-{code}")))
}
