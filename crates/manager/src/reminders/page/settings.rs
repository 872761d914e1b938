//! When people are told, of what, and who gets mail.

use axum::extract::State;
use axum::response::Response;
use licentia_core::reminders::{Kind, Steps};
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Button, Field, Icon, Lang, Notice, Panel, Tone, error_summary, hidden, t, tick_box};
use maud::{Markup, html};

use super::{Tab, back, kind_name, page, said};
use crate::packages::notice_of;
use crate::page::Screen;
use crate::reminders::{self, Address, Chosen, Receiver};
use crate::state::Manager;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    form(&manager, &screen, None, None).await
}

pub(super) async fn choose(
    State(manager): State<Manager>,
    screen: Screen,
    typed: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let screen = screen.at_path("/reminders/settings");
    let seen: Option<u64> = typed.text("revision").parse().ok();
    let same = move |revision: u64| match seen {
        Some(seen) if seen != revision => Err(Problem::precondition_failed()),
        _ => Ok(()),
    };
    let receivers = reminders::receivers(&manager, &granted).await?;
    let chosen = match read(&typed, &receivers) {
        Ok(chosen) => reminders::choose(&manager, &granted, chosen, same).await.map(drop),
        Err(problem) => Err(problem),
    };
    match chosen {
        Ok(()) => Ok(back(&screen, "/reminders/settings?done=saved")),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => form(&manager, &screen, Some(&typed), Some(&problem)).await,
    }
}

/// What was typed. What is ticked is wanted; what is stored is what is not.
fn read(typed: &Form, receivers: &[Receiver]) -> Result<Chosen, Problem> {
    let numbers = typed.text("steps").split([',', ' ', ';']).filter(|part| !part.is_empty());
    let days = numbers.map(|part| part.parse::<u16>()).collect::<Result<Vec<_>, _>>();
    let wrong = |error: String| Problem::invalid("steps", error).words("why-steps");
    let days = days.map_err(|error| wrong(error.to_string()))?;
    let steps = Steps::new(days).map_err(|error| wrong(error.to_string()))?;
    let ticked = |name: &'static str, value: &str| typed.all(name).any(|one| one == value);
    let off = Kind::TOLD.into_iter().filter(|kind| !ticked("kind", kind.as_str())).collect();
    let muted = receivers.iter().filter_map(|receiver| receiver.account);
    let muted = muted.filter(|no| !ticked("account", &no.to_string())).collect();
    let lines = typed.text("also").lines().map(str::trim).filter(|line| !line.is_empty());
    let also = lines.map(|line| {
        let (address, lang) = line.rsplit_once(char::is_whitespace).unwrap_or((line, ""));
        // A language after the address; without one the line is an address.
        match Lang::from_tag(lang).filter(|known| known.tag() == lang) {
            Some(_) => Address { address: address.trim().to_owned(), lang: lang.to_owned() },
            None => Address { address: line.to_owned(), lang: Lang::default().tag().to_owned() },
        }
    });
    Ok(Chosen { steps, off, muted, also: also.collect() })
}

async fn form(
    manager: &Manager,
    screen: &Screen,
    typed: Option<&Form>,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let (lang, at) = (screen.lang, screen.to("/reminders/settings"));
    let (chosen, revision) = reminders::settings(manager, &screen.caller.may::<View>()?).await?;
    let receivers = reminders::receivers(manager, &granted).await?;
    let wrong = refused.and_then(Problem::path);
    let error = |field: &str| {
        wrong.filter(|path| *path == field).and(refused).and_then(|problem| problem.why(lang.tag()))
    };
    let fields = ["steps", "also", "to"];
    let errors: Vec<(String, String)> =
        fields.iter().filter_map(|name| Some((format!("field-{name}"), error(name)?))).collect();
    let days: Vec<String> = chosen.steps.days().iter().map(ToString::to_string).collect();
    let steps = Field::text("steps", t!(lang, "reminders-steps"))
        .value(typed.map_or_else(|| days.join(", "), |typed| typed.text("steps").to_owned()))
        .hint(t!(lang, "reminders-steps-hint"))
        .inputmode("numeric")
        .error(error("steps"));
    let lines: Vec<String> = chosen.also.iter().map(|one| format!("{} {}", one.address, one.lang)).collect();
    let also = Field::area("also", t!(lang, "reminders-also"))
        .value(typed.map_or_else(|| lines.join("\n"), |typed| typed.text("also").to_owned()))
        .hint(t!(lang, "reminders-also-hint"))
        .error(error("also"));
    let content = html! {
        @if !errors.is_empty() { (error_summary(lang, &errors)) }
        @else if let Some(problem) = refused { (notice_of(lang, problem)) }
        @else if let Some(said) = said(screen) { (said) }
        form.stack method="post" action=(at) {
            (hidden("revision", &revision.to_string()))
            (Panel::titled("when", t!(lang, "reminders-when-and-what")).body(html! {
                div.stack { (steps) (kinds(screen, &chosen, typed)) }
            }))
            (Panel::titled("who", t!(lang, "reminders-who")).body(html! {
                div.stack { (people(screen, &receivers, typed)) (also) }
            }))
            div.row { (Button::submit(t!(lang, "reminders-save")).primary()) }
        }
        (mail(manager, screen, &receivers))
    };
    Ok(page(screen, Tab::Settings, content))
}

fn kinds(screen: &Screen, chosen: &Chosen, typed: Option<&Form>) -> Markup {
    let on = |kind: Kind| match typed {
        Some(typed) => typed.all("kind").any(|one| one == kind.as_str()),
        None => chosen.tells(kind),
    };
    html! {
        fieldset {
            legend { (t!(screen.lang, "reminders-of-what")) }
            div.ticks {
                @for kind in Kind::TOLD { (tick_box("kind", kind.as_str(), &kind_name(screen, kind), on(kind))) }
            }
        }
    }
}

/// Everybody who can act, with the address that mail goes to.
fn people(screen: &Screen, receivers: &[Receiver], typed: Option<&Form>) -> Markup {
    let lang = screen.lang;
    let accounts = receivers.iter().filter_map(|one| one.account.map(|no| (no.to_string(), one)));
    let label = |one: &Receiver| match &one.address {
        Some(address) => format!("{} · {address} · {}", one.name, one.lang.own_name()),
        None => format!("{} · {}", one.name, t!(lang, "reminders-no-address")),
    };
    let on = |no: &str, one: &Receiver| match typed {
        Some(typed) => typed.all("account").any(|ticked| ticked == no),
        None => !one.muted,
    };
    html! {
        fieldset {
            legend { (t!(lang, "reminders-accounts")) }
            p.small.quiet { (t!(lang, "reminders-accounts-hint")) }
            div.stack.tight {
                @for (no, one) in accounts { (tick_box("account", &no, &label(one), on(&no, one))) }
            }
        }
    }
}

/// Whether mail is sent at all, and the mail by which somebody sees that it arrives.
fn mail(manager: &Manager, screen: &Screen, receivers: &[Receiver]) -> Markup {
    let lang = screen.lang;
    let own = receivers.iter().find(|one| one.account.is_some() && one.account == screen.caller.account());
    let own = own.and_then(|one| one.address.clone()).unwrap_or_default();
    let body = match manager.mailer().trouble() {
        Some(trouble) => {
            let means = super::deliveries::why(lang, trouble.code());
            html! { (Notice::new(Tone::Warn, means).code(trouble.code()).quiet()) }
        }
        None => html! {
            form.row.end method="post" action=(screen.to("/reminders/test")) {
                (Field::email("to", t!(lang, "reminders-trial-to")).value(own).required().autocomplete("email"))
                (Button::submit(t!(lang, "reminders-trial")).icon(Icon::Out))
            }
        },
    };
    html! { (Panel::titled("mail", t!(lang, "reminders-mail")).body(body)) }
}

pub(super) async fn test(
    State(manager): State<Manager>,
    screen: Screen,
    typed: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let (to, screen) = (typed.text("to").trim().to_owned(), screen.at_path("/reminders/settings"));
    match reminders::trial(&manager, &granted, &to, screen.lang).await {
        Ok(()) => Ok(back(&screen, &format!("/reminders/settings?sent={}", licentia_ui::encode(&to)))),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => form(&manager, &screen, None, Some(&problem)).await,
    }
}
