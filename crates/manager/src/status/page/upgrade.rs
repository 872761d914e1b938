//! Asking the issuer for more: a letter that already says what there is and what is missing.

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::text_in;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, t};
use maud::html;

use super::{named, suite, suite_path};
use crate::contact::page::letter::{self, Typed};
use crate::contact::{self, Sent};
use crate::page::Screen;
use crate::state::Manager;
use crate::status::{Subscription, status};
use crate::users;

/// Stands for the seats of a suite where otherwise the name of a limit stands.
pub(super) const SEATS: &str = "seats";

pub(super) async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let status = status(&manager, &screen.caller.may::<View>()?, &screen.at).await?;
    let one = named(&status, &issuer)?;
    let known = prefilled(&screen, one, screen.here.get("limit"));
    let typed = Typed { email: own_address(&manager, &screen).await, ..known };
    form(&manager, &screen, one, &typed, None).await
}

pub(super) async fn send(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
    form_data: Form,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let granted = screen.caller.may::<View>()?;
    let status = status(&manager, &granted, &screen.at).await?;
    let one = named(&status, &issuer)?;
    let typed = Typed::of(&form_data);
    match contact::send_letter(&manager, &granted, typed.letter(one.issuer.name.clone(), None)).await {
        Ok(sent) => done(&manager, &screen, one, &sent).await,
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => form(&manager, &screen, one, &typed, Some(&problem)).await,
    }
}

/// Where the reader is answered, as far as that is known.
async fn own_address(manager: &Manager, screen: &Screen) -> String {
    let Some(user) = &screen.caller.user else { return String::new() };
    let found = users::find_in(manager, screen.at.scope(), user).await;
    found.ok().and_then(|found| found.row.email).unwrap_or_default()
}

/// What is known already: who writes, the plan, the limit with its numbers, and the next plan up.
fn prefilled(screen: &Screen, one: &Subscription<'_>, about: Option<&str>) -> Typed {
    let lang = screen.lang;
    let plan = one.plan(lang.tag()).unwrap_or_else(|| one.issuer.title(lang.tag()));
    let limit = one.limits.iter().find(|limit| Some(limit.name.as_str()) == about);
    let (what, next) = match (limit, one.suite) {
        (Some(limit), _) => {
            let title = limit.title(lang.tag());
            let what = match limit.max {
                Some(max) => t!(lang, "status-ask-of", what = title, used = limit.used, max = max),
                None => title.to_owned(),
            };
            (Some(what), limit.next.as_ref().map(|next| text_in(&next.titles, lang.tag(), "").to_owned()))
        }
        (None, Some((suite, seats))) => {
            let of = |total| {
                t!(lang, "status-ask-of", what = t!(lang, "status-seats"), used = seats.used, max = total)
            };
            let what = seats.total.filter(|_| about == Some(SEATS)).map(of);
            let next = (about != Some(SEATS)).then(|| text_in(&suite.next, lang.tag(), "").to_owned());
            (what, next.filter(|next| !next.is_empty()))
        }
        (None, None) => (None, None),
    };
    let have = match &what {
        Some(what) => t!(lang, "status-ask-have", plan = plan, what = what.as_str()),
        None => t!(lang, "status-ask-plan", plan = plan),
    };
    let want = match &next {
        Some(next) => t!(lang, "status-ask-next", plan = next.as_str()),
        None => t!(lang, "status-ask-more"),
    };
    Typed {
        subject: match &what {
            Some(what) => t!(lang, "status-ask-subject", plan = plan, what = what.as_str()),
            None => t!(lang, "status-ask-subject-plan", plan = plan),
        },
        text: format!("{have}\n\n{want}\n"),
        name: screen.caller.by.actor.name().to_owned(),
        ..Typed::default()
    }
}

async fn form(
    manager: &Manager,
    screen: &Screen,
    one: &Subscription<'_>,
    typed: &Typed,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let (issuer, back) = (one.issuer.title(lang.tag()), suite_path(screen, &one.issuer.name));
    let asks = (t!(lang, "status-ask-text"), t!(lang, "status-ask-hint"));
    let dialog = Dialog::new(lang, t!(lang, "status-upgrade-title"), back.as_str())
        .lead(html! { (t!(lang, "status-upgrade-lead", issuer = issuer)) })
        .form(format!("{back}/upgrade"))
        .body(letter::fields(lang, typed, refused, asks));
    let footer = html! {
        p.quiet { (t!(lang, "status-upgrade-signed")) }
        (dialog.cancel())
        (Button::submit(t!(lang, "contact-send", issuer = issuer)).primary())
    };
    let (_, behind) = suite::body(manager, screen, one.issuer.name.as_str()).await?;
    Ok(screen.dialog("licences", behind, &dialog.footer(footer)))
}

async fn done(
    manager: &Manager,
    screen: &Screen,
    one: &Subscription<'_>,
    sent: &Sent,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let (issuer, back) = (one.issuer.title(lang.tag()), screen.to("/licences/status"));
    let means = t!(lang, "status-sent-means", issuer = issuer);
    let dialog = Dialog::new(lang, letter::sent_title(lang, issuer, sent), back.as_str())
        .narrow()
        .body(letter::sent(screen, issuer, sent, &means))
        .footer(html! { (Button::link(t!(lang, "status-back"), back.as_str())) });
    let (_, behind) = suite::body(manager, screen, one.issuer.name.as_str()).await?;
    Ok(screen.dialog("licences", behind, &dialog))
}
