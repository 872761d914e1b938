//! Portraits: initials in a colour that stays with the name.

use maud::{Markup, html};

/// How large a portrait is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// On the person's own page.
    Large,
    /// In the top bar.
    #[default]
    Normal,
    /// In table rows.
    Small,
    /// In a crowd, beside small text.
    Tiny,
}

impl Size {
    const fn class(self) -> &'static str {
        match self {
            Size::Large => " large",
            Size::Normal => "",
            Size::Small => " small",
            Size::Tiny => " tiny",
        }
    }
}

/// First letters of the first and last word: "Jūratė Kazlauskienė" → "JK".
fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(letter);
    let first = letters.next();
    [first, letters.next_back()].into_iter().flatten().flat_map(char::to_uppercase).collect()
}

/// The same name always has the same colour (FNV-1a over its bytes).
fn colour(name: &str) -> &'static str {
    const COLOURS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    COLOURS[(hash >> 32) as usize % COLOURS.len()]
}

/// Initials in a circle. Decoration: the name stands beside it.
#[must_use]
pub fn portrait(name: &str, size: Size) -> Markup {
    html! {
        span class={ "portrait " (colour(name)) (size.class()) } aria-hidden="true" { (initials(name)) }
    }
}

/// The picture at an address in place of the initials, for whoever has one. It is fetched when it comes into sight.
#[must_use]
pub fn portrait_of(name: &str, picture: Option<&str>, size: Size) -> Markup {
    match picture {
        Some(src) => html! {
            img class={ "portrait" (size.class()) } src=(src) alt="" loading="lazy" decoding="async";
        },
        None => portrait(name, size),
    }
}

/// A person in a table row or list: portrait, name as a link, and a small line below.
#[must_use]
pub fn person(name: &str, href: &str, detail: Option<&str>) -> Markup {
    person_of(name, href, detail, None)
}

/// The same with a picture, for whoever has one.
#[must_use]
pub fn person_of(name: &str, href: &str, detail: Option<&str>, picture: Option<&str>) -> Markup {
    html! {
        span.person {
            (portrait_of(name, picture, Size::Small))
            span { a href=(href) { (name) } @if let Some(detail) = detail { small { (detail) } } }
        }
    }
}

/// The first few of many people.
#[must_use]
pub fn crowd<'a>(names: impl IntoIterator<Item = &'a str>) -> Markup {
    html! { span.crowd { @for name in names.into_iter().take(5) { (portrait(name, Size::Tiny)) } } }
}
