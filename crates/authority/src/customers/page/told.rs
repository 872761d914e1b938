//! What a customer is told by the vendor: a hold, a message, and the holder it turns into.

use licentia_core::licence::{Texts, text_in};
use licentia_platform::access::Right;
use licentia_ui::{Button, Icon, Lang, Panel, Tag, t};
use maud::{Markup, html};

use super::super::Customer;
use super::decide::Act;
use crate::page::Screen;

/// The panel *To the customer*, with the ways to change what it says.
pub(super) fn panel(screen: &Screen, customer: &Customer) -> Panel {
    let lang = screen.lang;
    let notices = &customer.notices;
    let panel = Panel::titled("told", t!(lang, "customers-told"));
    let panel = match &notices.hold {
        Some(_) => panel.aside(Tag::warn(t!(lang, "packages-at-held")).icon(Icon::Warn)),
        None => panel,
    };
    let nothing = notices.hold.is_none() && notices.message.is_none() && customer.replaces.is_none();
    let panel = panel.body(html! {
        div.stack.tight {
            @if nothing { p.quiet.small { (t!(lang, "customers-told-nothing")) } }
            @if let Some(hold) = &notices.hold { (said(lang, &t!(lang, "customers-told-hold"), hold)) }
            @if let Some(message) = &notices.message { (said(lang, &t!(lang, "customers-told-message"), message)) }
            @if let Some(link) = &notices.link { p.small { a href=(link) rel="noreferrer" { (link) } } }
            @if customer.replaces.is_some() { (turning(lang, customer)) }
        }
    });
    if !screen.caller.has(Right::Sell) {
        return panel;
    }
    let serial = &customer.details.serial;
    let hold = match &notices.hold {
        Some(_) => Button::link(t!(lang, "customers-release"), Act::Release.address(serial)),
        None => Button::link(t!(lang, "customers-hold"), Act::Hold.address(serial)),
    };
    let message = Button::link(t!(lang, "customers-message"), Act::Message.address(serial));
    panel.footer(html! { span.row { (hold.small().dialog()) (message.small().dialog()) } })
}

/// What is said, in the reader's language, and in which others.
fn said(lang: Lang, label: &str, texts: &Texts) -> Markup {
    let name = |tag: &str| Lang::from_tag(tag).map_or(tag.to_owned(), |lang| t!(lang, "language-name"));
    let others: Vec<String> = texts.keys().filter(|tag| *tag != lang.tag()).map(|tag| name(tag)).collect();
    html! {
        div {
            p.small.quiet { (label) @if !others.is_empty() { " (" (t!(lang, "customers-told-also", languages = others.join(", "))) ")" } }
            @for line in text_in(texts, lang.tag(), "").lines() { p { (line) } }
        }
    }
}

/// The change of holder that the installation does not know yet.
fn turning(lang: Lang, customer: &Customer) -> Markup {
    let Some(old) = &customer.replaces else { return html! {} };
    html! {
        div {
            p.small.quiet { (t!(lang, "customers-told-holder")) }
            p { (old.name) " " span.mono.small.quiet { (old.serial) } " → " (customer.details.name) " " span.mono.small.quiet { (customer.details.serial) } }
        }
    }
}
