//! Empty, no hits, errors, long work, demo mode; sign-in; a page that is not there.

use licentia_ui::{
    Button, Field, Frame, Head, Icon, Notice, Panel, Server, Tag, Tone, card_page, empty, error_summary,
    progress, section_head, t,
};
use maud::{Markup, html};

/// What a page says when there is nothing, not yet, or something wrong.
pub(crate) fn states(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let load = Button::link(t!(lang, "action-load-file"), "#").icon(Icon::Upload).primary();
    frame.page(
        "States",
        "ledger",
        html! {
            (Notice::new(Tone::Warn, html! { b { "Demo mode." } " Everything is allowed, up to 1,000 records of each kind." })
                .action(Button::link("Enter serial number", "#").small()))
            (Head::new("States").lead(html! { "What a page says when there is nothing, not yet, not all, or something wrong." }))
            div.cols.even {
                section.stack.tight {
                    (section_head("empty", "Empty", None))
                    (Panel::new().flush(empty(Icon::Key, &t!(lang, "licences-empty-title"), t!(lang, "licences-empty-why"), &[load])))
                }
                section.stack.tight {
                    (section_head("hits", "No hits", None))
                    (Panel::new().flush(empty(Icon::Search, &t!(lang, "users-none-title", search = "lindkvist"), t!(lang, "users-none-why"),
                        &[Button::link(t!(lang, "action-clear-search"), "#")])))
                }
                section.stack.tight { (section_head("error", "Error", None)) (Panel::new().flush(form(frame))) }
                section.stack.tight {
                    (section_head("long", "Long work", None))
                    (Panel::titled("recalling", "Recalling 412 licences").aside(Tag::new(Tone::Accent, "287 done")).body(html! {
                        div.stack.tight {
                            (progress(lang, "Recalling licences", 287, 412))
                            p.quiet { "You may leave this page. You will find the result under " a href="#" { "Ledger" } "." }
                        }
                    }))
                    (Notice::new(Tone::Good, html! { b { "Package no. 14 is in force." } " 3 licences changed. " a href="#" { "See what changed" } }))
                }
            }
        },
    )
}

fn form(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let serial = Field::text("serial", t!(lang, "licences-serial"))
        .value("180185259")
        .inputmode("numeric")
        .hint("Ten digits, on your order confirmation")
        .error(Some("This has nine digits. One is missing."));
    let holder = Field::text("holder", "Company name")
        .value("Nordlys Trading A/S")
        .error(Some("Licensed to “Nordlys Trading AS”. Write it exactly like this."));
    let errors = [
        (serial.id().to_owned(), "The serial number is too short.".to_owned()),
        (holder.id().to_owned(), "The company name does not match.".to_owned()),
    ];
    html! {
        form.body.stack.tight method="post" action="states.en.html" {
            (error_summary(lang, &errors))
            (serial) (holder)
            (Field::area("reason", t!(lang, "assignments-reason")).value("Hannover fair"))
            div.row {
                (Button::submit(t!(lang, "packages-activate")).primary())
                (Button::link(t!(lang, "dialog-cancel"), "#"))
                code.quiet.end { "holder_mismatch" }
            }
        }
    }
}

/// The card for people who are not signed in.
pub(crate) fn sign_in(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let body = html! {
        div { h1 { (t!(lang, "access-sign-in")) } p.lead { (t!(lang, "access-sign-in-lead", name = "Nordlys Trading AS")) } }
        (licentia_ui::problem_notice(lang, "wrong_credentials", &[]))
        form method="post" action="licences.en.html" {
            (Field::text("login", t!(lang, "access-login")).autocomplete("username").value("ingrids").required())
            (Field::password("password", t!(lang, "access-password")).autocomplete("current-password").required().focused())
            (Button::submit(t!(lang, "access-sign-in")).primary())
        }
    };
    card_page(frame.preferences, &frame.here, Server::Manager, &t!(lang, "access-sign-in"), body)
}

/// A page that is not there.
pub(crate) fn missing(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let title = t!(lang, "problem-page-title");
    frame.page(&title, "", licentia_ui::problem_page(lang, "not_found", &[], "licences.en.html"))
}
