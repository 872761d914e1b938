//! A reminder as a mail that looks like one: plain boxes, no pictures, nothing fetched from anywhere.

use licentia_ui::Lang;
use maud::{DOCTYPE, html};

use crate::reminders::letter::Links;
use crate::reminders::words::Words;

/// Mail programs know style attributes and hardly anything else.
const BODY: &str =
    "margin:0;padding:24px;background:#f4f6f8;color:#1c2733;font:15px/1.5 system-ui,sans-serif";
const CARD: &str = "max-width:560px;margin:0 auto;background:#fff;border:1px solid #d9e0e7;border-radius:6px;padding:20px 24px";
const TITLE: &str = "margin:0 0 4px;font-size:16px;font-weight:600";
const DETAIL: &str = "margin:0 0 8px";
const LINK: &str = "color:#0b5cad";
const RULE: &str = "border:0;border-top:1px solid #d9e0e7;margin:16px 0";
const WHY: &str = "max-width:560px;margin:12px auto 0;color:#5b6875;font-size:13px";

/// The page of a mail.
pub(crate) fn page(lang: Lang, subject: &str, told: &[Words], links: &Links, why: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (subject) }
            }
            body style=(BODY) {
                div style=(CARD) {
                    @for (n, words) in told.iter().enumerate() {
                        @if n > 0 { hr style=(RULE); }
                        h2 style=(TITLE) { (words.title) }
                        @if !words.detail.is_empty() { p style=(DETAIL) { (words.detail) } }
                        @if let Some(link) = links.to(&words.path) { a style=(LINK) href=(link) { (words.action) } }
                    }
                }
                @if !why.is_empty() {
                    p style=(WHY) {
                        (why)
                        @if let Some(link) = links.to("/reminders") { " " a style=(LINK) href=(link) { (link) } }
                    }
                }
            }
        }
    };
    page.into_string()
}
