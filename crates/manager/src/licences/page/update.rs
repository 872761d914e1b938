//! What is new: the one line or notice between the tabs and the owner, in every state of the conversation.

use licentia_core::dates::Standing;
use licentia_core::licence::text_in;
use licentia_platform::access::Right;
use licentia_ui::{Button, Icon, Lang, Notice, Tone, ago, encode, moment, t};
use maud::{Markup, html};

use super::tabs::Tab;
use crate::contact::page as contact_page;
use crate::contact::{ContactState, Word};
use crate::packages::{self, Comparison, Listed};
use crate::page::Screen;
use crate::sealed::PackageState;
use crate::state::Manager;

/// Everything that is new about an issuer, the most pressing first.
pub(super) fn notices(manager: &Manager, screen: &Screen, tab: &Tab<'_>, packages: &[Listed]) -> Markup {
    let may = screen.caller.has(Right::ManageLicences);
    let waits = tab.waiting.as_ref().filter(|_| may);
    html! {
        (just_activated(screen, tab, packages))
        @if let Some((listed, comparison)) = waits { (waiting(manager, screen, tab, listed, comparison)) }
        @for prepared in packages.iter().filter(|p| p.issuer == tab.name && p.state == PackageState::Prepared) {
            (Notice::new(Tone::Plain, t!(screen.lang, "licences-prepared", number = prepared.sequence)).icon(Icon::Clock)
                .action(Button::link(t!(screen.lang, "licences-prepared-see"), screen.to(&format!("/packages/{}", prepared.id))).dialog()))
        }
        @if let Some(contact) = &tab.contact {
            @if let Some(hold) = &contact.hold {
                (Notice::new(Tone::Warn, html! { strong { (t!(screen.lang, "contact-hold", issuer = tab.title.as_str())) } " " (text_in(hold, screen.lang.tag(), "")) }))
            }
            @if may { (said(manager, screen, tab, contact, waits.is_some())) }
        }
    }
}

/// Somebody pressed *Activate* a moment ago: it is in force, this is what it changed, and here is the receipt.
fn just_activated(screen: &Screen, tab: &Tab<'_>, packages: &[Listed]) -> Markup {
    let lang = screen.lang;
    let id = screen.here.get("activated").unwrap_or_default();
    let Some(package) =
        packages.iter().find(|p| p.id == id && p.issuer == tab.name && p.state == PackageState::InForce)
    else {
        return html! {};
    };
    let offline = tab.contact.as_ref().is_none_or(|contact| contact.address.is_none());
    let text = html! {
        strong { (t!(lang, "licences-activated", number = package.sequence)) } " "
        a href=(screen.to(&format!("/packages/{}", package.id))) data-dialog { (t!(lang, "licences-see-changes")) }
        @if offline { ". " (t!(lang, "licences-receipt-why")) }
    };
    let notice = Notice::new(Tone::Good, text);
    if !offline || !screen.caller.has(Right::ManageLicences) {
        return html! { (notice) };
    }
    let receipt = Button::link(
        t!(lang, "licences-receipt"),
        format!("/api/v1/packages/{}/receipt", encode(&package.id)),
    );
    html! { (notice.action(receipt.icon(Icon::Download).download())) }
}

/// A package waits: how it came, why it did not come into force by itself, and the way to the dialog.
fn waiting(
    manager: &Manager,
    screen: &Screen,
    tab: &Tab<'_>,
    listed: &Listed,
    comparison: &Comparison,
) -> Markup {
    let lang = screen.lang;
    let came = moment(lang, listed.loaded_at, manager.clock().now_ms(), &packages::zone(screen));
    let fetched = listed.origin == packages::Origin::Fetched;
    let why = why(lang, tab, comparison, fetched);
    let text = html! {
        @if fetched { (t!(lang, "licences-waits-fetched", issuer = tab.title.as_str())) } @else { (t!(lang, "licences-waits-loaded", issuer = tab.title.as_str())) }
        " " (came) ". " (why)
    };
    let open =
        Button::link(t!(lang, "packages-activate-title"), screen.to(&format!("/packages/{}", listed.id)));
    html! { (Notice::new(Tone::Accent, text).action(open.primary().dialog())) }
}

fn why(lang: Lang, tab: &Tab<'_>, comparison: &Comparison, fetched: bool) -> String {
    let changes = &comparison.changes;
    let blocking = changes.rows.iter().filter(|row| row.to_remove > 0 && !row.hidden).count();
    let mut losing: Vec<_> = changes.loses.iter().flat_map(|(_, users)| users.iter().copied()).collect();
    losing.sort_unstable();
    losing.dedup();
    let code = tab.contact.as_ref().and_then(|contact| contact.code.as_deref());
    if blocking > 0 {
        t!(lang, "licences-why-blocked", count = blocking)
    } else if !changes.can_activate {
        t!(lang, "licences-why-blocked-hidden")
    } else if !losing.is_empty() {
        t!(lang, "licences-why-lose", count = losing.len())
    } else if let Some(code) = code.filter(|_| fetched) {
        t!(lang, "licences-why-decide") + " " + &contact_page::words(lang, code, &tab.title).0
    } else if fetched {
        t!(lang, "licences-why-decide")
    } else {
        t!(lang, "licences-why-file")
    }
}

/// What the issuer's authority says, or why it says nothing.
fn said(manager: &Manager, screen: &Screen, tab: &Tab<'_>, contact: &ContactState, waits: bool) -> Markup {
    let issuer = tab.title.as_str();
    match contact.state {
        Word::UpToDate | Word::NeverAsked | Word::Offline => line(manager, screen, tab, contact),
        Word::NewLicenceActivated => {
            html! { (activated(manager, screen, contact)) (beside(screen, issuer, contact)) (line(manager, screen, tab, contact)) }
        }
        Word::NewLicenceAvailable if waits => {
            html! { (beside(screen, issuer, contact)) (line(manager, screen, tab, contact)) }
        }
        // The notice above says it in the vendor's own words.
        Word::Problem if contact.hold.is_some() && contact.code.as_deref() == Some("held") => {
            line(manager, screen, tab, contact)
        }
        Word::NewLicenceAvailable | Word::Problem => {
            contact_page::trouble(manager, screen, &tab.title, contact)
        }
        Word::NewCompanyName | Word::NewSerialNumber => renamed(screen, issuer, contact),
        Word::Message | Word::MessageWithLink => {
            html! { (message(screen, issuer, contact)) (line(manager, screen, tab, contact)) }
        }
    }
}

/// The quiet line: all is well, or nobody is asked; and the button that asks.
fn line(manager: &Manager, screen: &Screen, tab: &Tab<'_>, contact: &ContactState) -> Markup {
    let lang = screen.lang;
    let now = manager.clock().now_ms();
    let asks = contact.address.is_some();
    // The vendor has nothing newer, and what there is does not hold: that is nothing to be content with.
    let holds = tab.issuer.is_some_and(|(no, _)| screen.at.day().standing(no) < Standing::Expired);
    html! {
        div.row.update {
            @if contact.asking { p { (Icon::Clock) (t!(lang, "contact-asking", issuer = tab.title.as_str())) } }
            @else if !asks { p.quiet { (Icon::Info) (t!(lang, "contact-offline", issuer = tab.title.as_str())) } }
            @else if contact.state == Word::NeverAsked { p { (Icon::Clock) (t!(lang, "contact-never-asked", issuer = tab.title.as_str())) } }
            @else if tab.waiting.is_none() && contact.state != Word::Problem && !holds { p { (Icon::Info) (t!(lang, "licences-nothing-newer")) } }
            @else if tab.waiting.is_none() && contact.state != Word::Problem { p { span.good { (Icon::Tick) } (t!(lang, "contact-up-to-date")) } }
            @if asks {
                @if let Some(at) = contact.checked_at { p.quiet { span { (t!(lang, "contact-checked")) " " (ago(lang, at, now)) } } }
                (contact_page::check_button(screen, &tab.name))
            }
        }
    }
}

/// A package came into force by itself: view the changes, and put the notice away.
fn activated(manager: &Manager, screen: &Screen, contact: &ContactState) -> Markup {
    let lang = screen.lang;
    let Some(notice) = &contact.notice else { return html! {} };
    let when = moment(lang, notice.at_ms, manager.clock().now_ms(), &packages::zone(screen));
    let text = html! {
        strong { (t!(lang, "contact-activated")) } " " (when) ". "
        a href=(screen.to(&format!("/packages/{}", notice.package))) data-dialog { (t!(lang, "licences-see-changes")) }
    };
    let dismiss = Button::submit(t!(lang, "contact-dismiss")).small();
    html! {
        form method="post" action=(screen.to(&format!("/contact/{}/dismiss", contact.issuer))) {
            (Notice::new(Tone::Good, text).quiet().action(dismiss))
        }
    }
}

/// The vendor knows the company by another name or number: what to do about it.
fn renamed(screen: &Screen, issuer: &str, contact: &ContactState) -> Markup {
    let lang = screen.lang;
    let Some(new) = &contact.new_holder else { return html! {} };
    let number = contact.state == Word::NewSerialNumber;
    let title = if number {
        t!(lang, "contact-new-serial", issuer = issuer)
    } else {
        t!(lang, "contact-new-name", issuer = issuer)
    };
    let text = html! {
        strong { (title) } " " b { (new.name) } " · " span.mono { (new.serial) } ". "
        @if contact.offered.is_some() { (t!(lang, "contact-new-holder-offered")) } @else { (t!(lang, "contact-new-holder-do")) }
    };
    let notice = Notice::new(Tone::Warn, text);
    if contact.address.is_none() || contact.offered.is_some() {
        return html! { (notice) };
    }
    html! {
        form method="post" action=(screen.to(&format!("/contact/{}/check", contact.issuer))) {
            (notice.action(Button::submit(t!(lang, "contact-check"))))
        }
    }
}

/// What the vendor says beside something more pressing; a hold stands above already.
fn beside(screen: &Screen, issuer: &str, contact: &ContactState) -> Markup {
    if contact.message.is_none() || contact.message == contact.hold {
        return html! {};
    }
    message(screen, issuer, contact)
}

fn message(screen: &Screen, issuer: &str, contact: &ContactState) -> Markup {
    let lang = screen.lang;
    let said = contact.message.as_ref().map_or("", |texts| text_in(texts, lang.tag(), ""));
    let notice = Notice::new(
        Tone::Accent,
        html! { strong { (t!(lang, "contact-message", issuer = issuer)) } " " (said) },
    );
    match &contact.link {
        Some(link) if link.starts_with("https://") || link.starts_with("http://") => {
            html! { (notice.action(Button::link(t!(lang, "contact-read-more"), link.as_str()))) }
        }
        _ => html! { (notice) },
    }
}
