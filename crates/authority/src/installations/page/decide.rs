//! What support decides about a key: each says first what will happen, and to whom.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{Button, Dialog, Lang, encode, hidden, t};
use maud::{Markup, html};

use super::super::{Installation, Which, accept, acknowledge, release};
use super::parts::{act_address, facts_of};
use crate::customers::{self, Customer};
use crate::page::{Screen, on_form, reason_field, refusal, whom};
use crate::state::Authority;

/// One of the decisions, by the last part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Release,
    Accept,
    Acknowledge,
}

impl Act {
    fn named(name: &str) -> Result<Self, Problem> {
        match name {
            "release" => Ok(Self::Release),
            "accept" => Ok(Self::Accept),
            "acknowledge" => Ok(Self::Acknowledge),
            _ => Err(Problem::not_found("page")),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Accept => "accept",
            Self::Acknowledge => "acknowledge",
        }
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Release => t!(lang, "installations-release-title"),
            Self::Accept => t!(lang, "installations-accept-title"),
            Self::Acknowledge => t!(lang, "installations-acknowledge-title"),
        }
    }

    /// What will happen, one thing to a line. `bound` says whether another key is bound now.
    fn consequences(self, lang: Lang, bound: bool) -> Vec<String> {
        match self {
            Self::Release => vec![
                t!(lang, "installations-release-does-1"),
                t!(lang, "installations-release-does-2"),
                t!(lang, "installations-release-does-3"),
            ],
            Self::Accept if bound => vec![
                t!(lang, "installations-accept-does-1"),
                t!(lang, "installations-accept-does-other"),
                t!(lang, "installations-accept-does-2"),
            ],
            Self::Accept => {
                vec![t!(lang, "installations-accept-does-1"), t!(lang, "installations-accept-does-2")]
            }
            Self::Acknowledge => vec![
                t!(lang, "installations-acknowledge-does-1"),
                t!(lang, "installations-acknowledge-does-2"),
            ],
        }
    }

    fn button(self, lang: Lang) -> Button {
        match self {
            Self::Release => Button::submit(t!(lang, "installations-release")).danger(),
            Self::Accept => Button::submit(t!(lang, "installations-accept")).primary(),
            Self::Acknowledge => Button::submit(t!(lang, "installations-acknowledge")).primary(),
        }
    }
}

pub(super) async fn ask(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path((serial, kid, act)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let request = screen.here.get("request").unwrap_or_default().to_owned();
    let about = About { serial, kid, act: Act::named(&act)?, request };
    dialog(&authority, &screen, &about, None).await
}

/// What is to be decided, and for which request on the desk.
struct About {
    serial: String,
    kid: String,
    act: Act,
    request: String,
}

impl About {
    /// Where it leads to.
    fn back(&self) -> String {
        match self.request.as_str() {
            "" => format!("/customers/{}#installations", encode(&self.serial)),
            request => format!("/requests/{}", encode(request)),
        }
    }
}

pub(super) async fn act(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path((serial, kid, act)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let act = Act::named(&act)?;
    let which = Which { kid: kid.clone(), serial: Some(serial.clone()) };
    let reason = form.typed("reason");
    let about = About { serial, kid, act, request: form.text("request").to_owned() };
    let done = match act {
        Act::Release => release(&authority, &granted, which, reason).await,
        Act::Accept => accept(&authority, &granted, which, reason).await,
        Act::Acknowledge => acknowledge(&authority, &granted, which, reason).await,
    };
    match done {
        Ok(_) => Ok(Redirect::to(&about.back()).into_response()),
        Err(problem) => dialog(&authority, &screen, &about, Some(on_form(problem)?)).await,
    }
}

async fn dialog(
    authority: &Authority,
    screen: &Screen,
    about: &About,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let About { serial, kid, act, request } = about;
    let lang = screen.lang;
    let granted = screen.caller.may::<View>()?;
    let customer = customers::show(authority, &granted, serial).await?;
    let known = super::super::of_customer(authority, &granted, serial).await?;
    let one = known.iter().find(|one| one.kid == *kid).ok_or_else(|| Problem::not_found("installation"))?;
    let dialog = Dialog::new(lang, act.title(lang), about.back())
        .lead(whom(&customer.details.name, serial))
        .form(act_address(serial, kid, act.name()))
        .narrow();
    let body = html! {
        (body(screen, &customer, one, &known, *act, refused.as_ref()))
        @if !request.is_empty() { (hidden("request", request)) }
    };
    let footer = html! { (dialog.cancel()) (act.button(lang)) };
    let behind = customers::page_behind(authority, screen, serial).await?;
    Ok(screen.dialog("customers", behind, &dialog.body(body).footer(footer), refused.as_ref()))
}

fn body(
    screen: &Screen,
    customer: &Customer,
    one: &Installation,
    known: &[Installation],
    act: Act,
    refused: Option<&Problem>,
) -> Markup {
    let lang = screen.lang;
    let bound = known.iter().any(|other| other.state == super::super::State::Bound && other.kid != one.kid);
    html! {
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        (facts_of(screen, customer, one))
        @if act == Act::Accept { (fingerprint(lang, one)) }
        ul.will { @for line in act.consequences(lang, bound) { li { (line) } } }
        (reason_field(lang))
    }
}

/// The whole of it, to be read out and compared group by group.
fn fingerprint(lang: Lang, one: &Installation) -> Markup {
    let whole = fingerprint_of(&one.kid);
    let groups: Vec<&str> = whole.split(' ').collect();
    html! {
        div {
            p.small.quiet { (t!(lang, "installations-fingerprint")) }
            @for line in groups.chunks(8) { p.mono { (line.join(" ")) } }
        }
    }
}
