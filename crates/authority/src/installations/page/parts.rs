//! How an installation is shown, wherever it is.

use licentia_platform::access::Right;
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{Button, Facts, Icon, Lang, Panel, Tag, Tone, ago, copy_button, count, encode, t};
use maud::{Markup, html};

use super::super::listing::SILENT_DAYS;
use super::super::{Installation, Origin, State};
use crate::customers::Customer;
use crate::page::{Screen, short_key};

/// Where an installation stands, in a word.
pub(super) fn standing(screen: &Screen, one: &Installation, newest: u64) -> Tag {
    let lang = screen.lang;
    match one.state {
        State::Waiting => Tag::new(Tone::Accent, t!(lang, "installations-state-waiting")).icon(Icon::Clock),
        State::Copy => Tag::bad(t!(lang, "installations-state-copy")).icon(Icon::Copy),
        State::Released => Tag::new(Tone::Plain, t!(lang, "installations-state-released")),
        State::Bound if silent(screen, one) => {
            Tag::warn(t!(lang, "installations-state-silent")).icon(Icon::Warn)
        }
        State::Bound if one.sequence < newest => {
            Tag::new(Tone::Accent, t!(lang, "installations-state-behind")).icon(Icon::Clock)
        }
        State::Bound => Tag::good(t!(lang, "installations-state-current")).icon(Icon::Tick),
    }
}

fn silent(screen: &Screen, one: &Installation) -> bool {
    one.last_at_ms < screen.now_ms - SILENT_DAYS * 86_400_000
}

/// What support should know of an installation.
pub(super) fn marks(lang: Lang, one: &Installation) -> Vec<Tag> {
    let rewound =
        one.rewound_at_ms.map(|_| Tag::bad(t!(lang, "installations-mark-rewound")).icon(Icon::Undo));
    let back = one.set_back.map(|_| Tag::warn(t!(lang, "installations-mark-clock")).icon(Icon::Clock));
    let deleted =
        one.deleted_at_ms.map(|_| Tag::warn(t!(lang, "installations-mark-deleted")).icon(Icon::Trash));
    [rewound, back, deleted].into_iter().flatten().collect()
}

/// How what it said last reached us.
pub(super) fn said(lang: Lang, origin: Origin) -> String {
    match origin {
        Origin::Online => t!(lang, "installations-origin-online"),
        Origin::File => t!(lang, "installations-origin-file"),
    }
}

/// The installations of a customer in a panel beside the page, each with what is known of it.
pub(crate) fn lines_of(screen: &Screen, serial: &str, newest: u64, installations: &[Installation]) -> Panel {
    let lang = screen.lang;
    let panel = Panel::titled("installations", t!(lang, "installations-title"))
        .aside(count(lang, installations.len() as u64));
    if installations.is_empty() {
        return panel.body(html! { p.quiet.small { (t!(lang, "installations-none-yet")) } });
    }
    panel.flush(html! { ul.lines { @for one in installations { (line(screen, serial, newest, one)) } } })
}

fn line(screen: &Screen, serial: &str, newest: u64, one: &Installation) -> Markup {
    let lang = screen.lang;
    let may_release = one.state == State::Bound && screen.caller.has(Right::Sell);
    let version = one.version.as_deref().map(|version| t!(lang, "installations-version", version = version));
    let package = match one.sequence {
        0 => t!(lang, "installations-no-package"),
        number => t!(lang, "installations-in-force", number = number, newest = newest),
    };
    let known = [Some(said(lang, one.origin)), version].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    html! {
        li {
            span {
                b { (short_key(&one.kid)) }
                small { (known) }
                small { (package) @if one.keys > 0 { " · " (t!(lang, "installations-keys", version = one.keys)) } }
                @let marks = marks(lang, one);
                @if !marks.is_empty() { span.row { @for mark in marks { (mark) } } }
                @if may_release {
                    small { a href=(act_address(serial, &one.kid, "release")) data-dialog { (t!(lang, "installations-release")) } }
                }
            }
            span.end { (standing(screen, one, newest)) small { (ago(lang, one.last_at_ms, screen.now_ms)) } }
        }
    }
}

/// The address of a decision about one key.
pub(super) fn act_address(serial: &str, kid: &str, act: &str) -> String {
    format!("/customers/{}/installations/{}/{act}", encode(serial), encode(kid))
}

/// What waits for support: keys that are not bound, and a bound one on an older database.
pub(crate) fn waiting_of(screen: &Screen, customer: &Customer, installations: &[Installation]) -> Markup {
    let waits = |one: &&Installation| {
        matches!(one.state, State::Waiting | State::Copy)
            || (one.state == State::Bound && one.rewound_at_ms.is_some())
    };
    html! { @for one in installations.iter().filter(waits) { (waiting(screen, customer, one)) } }
}

fn waiting(screen: &Screen, customer: &Customer, one: &Installation) -> Panel {
    let lang = screen.lang;
    let (title, means, act, button) = match one.state {
        State::Copy => (
            t!(lang, "installations-copy-title"),
            t!(lang, "installations-copy-means"),
            "accept",
            t!(lang, "installations-accept-other"),
        ),
        State::Bound => (
            t!(lang, "installations-rewound-title"),
            t!(lang, "installations-rewound-means"),
            "acknowledge",
            t!(lang, "installations-acknowledge"),
        ),
        State::Waiting | State::Released => (
            t!(lang, "installations-waiting-title"),
            t!(lang, "installations-waiting-means"),
            "accept",
            t!(lang, "installations-accept"),
        ),
    };
    let id = format!("key-{}", one.kid);
    let decide = Button::link(button, act_address(&customer.details.serial, &one.kid, act)).small().dialog();
    Panel::titled(id, title).accent().body(facts_of(screen, customer, one)).footer(html! {
        p.small.quiet { (means) }
        @if screen.caller.has(Right::Sell) { span.row.end { (decide) } }
    })
}

/// What an installation says of itself; what differs from the customer is marked.
pub(super) fn facts_of(screen: &Screen, customer: &Customer, one: &Installation) -> Facts {
    let lang = screen.lang;
    let (details, before) = (&customer.details, customer.replaces.as_ref());
    let name = as_called(lang, &one.name, &details.name, before.map(|before| &*before.name));
    let serial = as_called(lang, &one.serial, &details.serial, before.map(|before| &*before.serial));
    let key = t!(lang, "installations-column-key");
    Facts::new()
        .fact(t!(lang, "installations-says-name"), name)
        .fact(t!(lang, "customers-column-serial"), serial)
        .fact(
            key.as_str(),
            html! { (short_key(&one.kid)) " " (copy_button(lang, &key, &fingerprint_of(&one.kid))) },
        )
        .fact(t!(lang, "installations-first"), screen.moment(one.first_at_ms))
        .fact(t!(lang, "installations-column-contact"), screen.moment(one.last_at_ms))
        .maybe(t!(lang, "installations-column-version"), one.version.as_deref())
}

/// What an installation says it is called, marked where the customer is called otherwise. What it was called
/// before an authorised change is fine until the installation follows.
pub(crate) fn as_called(lang: Lang, said: &str, ours: &str, before: Option<&str>) -> Markup {
    let tag = match said {
        _ if said == ours => return html! { (said) },
        _ if before == Some(said) => Tag::new(Tone::Plain, t!(lang, "installations-before")),
        _ => Tag::warn(t!(lang, "installations-differs")),
    };
    html! { (said) " " (tag) }
}
