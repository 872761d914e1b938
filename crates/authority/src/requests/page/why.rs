//! Why something is not taken or not answered, told to the vendor's people: what is wrong, what to do, and
//! the way there.

use licentia_platform::problem::Problem;
use licentia_ui::{Button, Lang, Notice, Tone, encode, t};
use maud::html;

use super::super::Item;

/// A refusal as a notice. Those that are about the customer's standing are told from our side; a file that
/// is wrong in itself has the sentence of its reason.
pub(super) fn notice(lang: Lang, problem: &Problem, item: Option<&Item>) -> Notice {
    let Some((title, remedy)) = ours(lang, problem) else {
        return exact(lang, problem);
    };
    let words = html! { strong { (title) } " " (remedy) };
    let notice = Notice::new(Tone::Bad, words).code(problem.code.to_string());
    match (item, act(lang, &problem.code)) {
        (Some(item), Some((label, path))) => notice.action(Button::link(label, address(item, problem, path))),
        _ => notice,
    }
}

/// The reason of a file, with exactly what was wrong where.
fn exact(lang: Lang, problem: &Problem) -> Notice {
    let said = problem.said(lang.tag());
    let words = html! { strong { (said.title) } @if said.title != said.detail { " " (said.detail) } };
    Notice::new(Tone::Bad, words).code(problem.code.to_string()).focused()
}

/// The decision about the key that signed the request.
const ACCEPT: &str = "accept";
/// The form of what a customer owns; it leads to the customer.
const SUBSCRIPTION: &str = "/subscription";

/// Where the obstacle is taken away: what the request asks for is filled in, and it leads back to the request.
fn address(item: &Item, problem: &Problem, path: &str) -> String {
    let customer = format!("/customers/{}", encode(&item.serial));
    let address = match path {
        ACCEPT => format!("{customer}/installations/{}/{ACCEPT}", encode(&item.kid)),
        path => format!("{customer}{path}"),
    };
    if path == SUBSCRIPTION {
        return address;
    }
    let asked = problem.args.iter().map(|(name, value)| format!("&{name}={}", encode(value)));
    format!("{address}?request={}{}", encode(&item.id), asked.collect::<String>())
}

fn ours(lang: Lang, problem: &Problem) -> Option<(String, String)> {
    let arg = |name: &str| {
        let found = problem.args.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Some(match &*problem.code {
        "serial_unknown" => (t!(lang, "desk-why-serial"), t!(lang, "desk-why-serial-do")),
        "installation_waiting" => (t!(lang, "desk-why-waiting"), t!(lang, "desk-why-waiting-do")),
        "installation_claimed" => (t!(lang, "desk-why-claimed"), t!(lang, "desk-why-claimed-do")),
        "installation_released" => (t!(lang, "desk-why-released"), t!(lang, "desk-why-released-do")),
        "on_hold" => (t!(lang, "desk-why-hold"), t!(lang, "desk-why-hold-do")),
        "change_waiting" => (
            t!(lang, "desk-why-change", name = arg("name"), serial = arg("serial")),
            t!(lang, "desk-why-change-do"),
        ),
        "version_not_covered" => {
            (t!(lang, "desk-why-version", version = arg("version")), t!(lang, "desk-why-version-do"))
        }
        "nothing_to_issue" => (t!(lang, "desk-why-nothing"), t!(lang, "desk-why-nothing-do")),
        "request_closed" => (t!(lang, "desk-why-closed"), t!(lang, "desk-why-closed-do")),
        "request_replayed" => (t!(lang, "desk-why-replayed"), t!(lang, "desk-why-replayed-do")),
        "request_too_old" => (t!(lang, "desk-why-old"), t!(lang, "desk-why-old-do")),
        "wrong_addressee" => {
            (t!(lang, "desk-why-addressee", theirs = arg("theirs")), t!(lang, "desk-why-addressee-do"))
        }
        "other_root" => (t!(lang, "desk-why-root"), t!(lang, "desk-why-root-do")),
        _ => return None,
    })
}

/// Where the obstacle is taken away.
fn act(lang: Lang, code: &str) -> Option<(String, &'static str)> {
    Some(match code {
        "on_hold" => (t!(lang, "customers-release"), "/decide/release"),
        "change_waiting" => (t!(lang, "customers-holder"), "/decide/holder"),
        "nothing_to_issue" => (t!(lang, "customers-change-subscription"), SUBSCRIPTION),
        "installation_waiting" | "installation_claimed" | "installation_released" => {
            (t!(lang, "desk-to-accept"), ACCEPT)
        }
        _ => return None,
    })
}
