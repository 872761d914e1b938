//! Lists on pages: where the reader is in one, and the ways to its other pages.

use licentia_platform::web::{decode_cursor, encode_cursor};
use licentia_ui::{number, pager_cursor, t};
use maud::{Markup, html};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::page::Screen;

/// The place that the address goes on from. One that is not ours is none: the list begins anew.
pub(crate) fn after<C: DeserializeOwned>(screen: &Screen) -> Option<C> {
    screen.here.get("cursor").and_then(|cursor| decode_cursor(cursor).ok())
}

/// The ways to the first page and to the next, beside what is shown.
pub(crate) fn pager<C: Serialize>(screen: &Screen, words: &str, next: Option<&C>) -> Markup {
    let first = screen.here.get("cursor").map(|_| screen.here.without("cursor").to_string());
    let next = next.map(|place| screen.here.with("cursor", encode_cursor(place)).to_string());
    pager_cursor(screen.lang, words, first.as_deref(), next.as_deref())
}

/// Whether this page is the whole list: none is before it, and none behind.
pub(crate) fn is_whole<C>(screen: &Screen, next: Option<&C>) -> bool {
    screen.here.get("cursor").is_none() && next.is_none()
}

/// How much of a list is shown, with the ways to the rest; of a list on one page, how long it is.
pub(crate) fn counted<T, C: Serialize>(screen: &Screen, items: &[T], next: Option<&C>, total: u64) -> Markup {
    let lang = screen.lang;
    if is_whole(screen, next) {
        return html! { p.small.quiet { (t!(lang, "customers-all", count = number(lang, total))) } };
    }
    let words = t!(lang, "customers-shown", shown = items.len() as u64, total = total);
    pager(screen, &words, next)
}

/// How much of a list that nobody counts is shown, with the ways to the rest; nothing for a list on one page.
pub(crate) fn uncounted<T, C: Serialize>(screen: &Screen, items: &[T], next: Option<&C>) -> Markup {
    if is_whole(screen, next) {
        return html! {};
    }
    pager(screen, &t!(screen.lang, "usage-shown", count = items.len() as u64), next)
}
