//! Owner information: the company, its numbers, what the dates say, and the root of trust.

use jiff::tz::TimeZone;
use licentia_core::licences::Issuer;
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{Facts, Timeline, copyable, date_with_days, moment, standing_tag, t, text};
use maud::{Markup, html};

use super::tabs::Tab;
use crate::page::Screen;
use crate::state::Manager;

/// Facts and the five dates to scale.
pub(super) fn section(
    manager: &Manager,
    screen: &Screen,
    tab: &Tab<'_>,
    no: usize,
    issuer: &Issuer,
) -> Markup {
    let (lang, today, dates) = (screen.lang, screen.at.day().today, issuer.dates);
    let expires = html! {
        @match dates.expiry { Some(day) => { (date_with_days(lang, day, today)) }, None => { (t!(lang, "packages-date-never")) } }
    };
    let copied = |label: String, value: &str| (label.clone(), copyable(lang, &label, value));
    let (serial_label, serial) = copied(t!(lang, "licences-serial"), &issuer.holder.serial);
    let (key_label, key) =
        copied(t!(lang, "licences-key"), &fingerprint_of(&screen.at.installation().key_id));
    let (root_label, root) = copied(t!(lang, "licences-root"), &manager.trust().root.fingerprint());
    let customer = issuer.holder.customer.as_deref().map(|id| copied(t!(lang, "licences-customer"), id));
    let mut facts =
        Facts::new().fact(t!(lang, "licences-owner"), &issuer.holder.name).fact(serial_label, serial);
    if let Some((label, value)) = customer {
        facts = facts.fact(label, value);
    }
    html! {
        (facts
            .fact(t!(lang, "licences-standing"), standing_tag(lang, screen.at.day().standing(no)))
            .fact(t!(lang, "licences-expires"), expires)
            .fact(t!(lang, "licences-package"), package(manager, screen, tab, issuer))
            .maybe(t!(lang, "licences-authority"), authority(screen, tab))
            .fact(key_label, key)
            .fact(root_label, root))
        (Timeline {
            lang,
            today,
            next_check: dates.next_check,
            admin_warning: dates.admin_warning,
            expiry: dates.expiry,
            grace: dates.grace,
            maintenance: dates.maintenance,
        })
    }
}

/// Where the issuer's authority is, and how the conversation with it stands.
fn authority(screen: &Screen, tab: &Tab<'_>) -> Option<Markup> {
    let contact = tab.contact.as_ref()?;
    let state = text(screen.lang, &format!("contact-state-{}", contact.state.as_str()));
    let address = contact.address.as_deref().map(|address| address.split("://").last().unwrap_or(address));
    Some(html! { (state) @if let Some(address) = address { " " span.quiet { "· " (address) } } })
}

/// "No. 14 signed 2 November 2026", a link to what it changed.
fn package(manager: &Manager, screen: &Screen, tab: &Tab<'_>, issuer: &Issuer) -> Markup {
    let lang = screen.lang;
    let zone = TimeZone::get(&issuer.zone).unwrap_or(TimeZone::UTC);
    let href = screen.to(&format!("/packages/{}", issuer.package));
    html! {
        a href=(href) data-dialog { (t!(lang, "licences-package-number", number = issuer.sequence)) } " "
        span.quiet { (t!(lang, "licences-package-signed")) " " (moment(lang, issuer.iat.saturating_mul(1_000), manager.clock().now_ms(), &zone)) }
        @if tab.partner { " " span.quiet { "· " (t!(lang, "licences-partner")) } }
    }
}
