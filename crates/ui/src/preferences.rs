//! Language, theme and time zone: what the reader chose, from cookies and headers, without knowing a server.

use jiff::tz::TimeZone;

use crate::{Here, Lang};

/// Light, dark, or as the reader's system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// `system`, `light`, `dark`: the value of the cookie and of the form field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of this name; the system's for any other word.
    #[must_use]
    pub fn from_name(name: &str) -> Theme {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// The value of `data-theme`, if the reader chose.
    pub(crate) fn chosen(self) -> Option<&'static str> {
        (self != Theme::System).then_some(self.name())
    }

    /// What the theme button changes to.
    pub(crate) const fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// Cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "licentia_lang";
/// Cookie that keeps the theme; the script writes it too.
pub const THEME_COOKIE: &str = "licentia_theme";

/// Cookie in which the script keeps the reader's time zone (`Europe/Oslo`): nothing else tells a server.
pub const ZONE_COOKIE: &str = "licentia_zone";

/// What the reader prefers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language of the page.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// The query chose the language (`?lang=sv`): answer with [`Preferences::language_cookie`].
    pub chosen_now: bool,
}

impl Preferences {
    /// From the `Cookie` header, the query and the `Accept-Language` header of a request. `lang` in
    /// the query wins, then the cookie, then what the browser asks for.
    #[must_use]
    pub fn new(cookies: &str, query: &str, accept_language: &str) -> Preferences {
        let cookie = |name: &str| cookie(cookies, name);
        let asked = Here::new("", query).get("lang").and_then(Lang::from_tag);
        let kept = cookie(LANGUAGE_COOKIE).and_then(Lang::from_tag);
        Preferences {
            lang: asked.or(kept).unwrap_or_else(|| Lang::from_accept_language(accept_language)),
            theme: cookie(THEME_COOKIE).map_or(Theme::System, Theme::from_name),
            chosen_now: asked.is_some(),
        }
    }

    /// `Set-Cookie` that keeps the language for a year.
    #[must_use]
    pub fn language_cookie(&self) -> String {
        set_cookie(LANGUAGE_COOKIE, self.lang.tag())
    }

    /// `Set-Cookie` that keeps the theme for a year.
    #[must_use]
    pub fn theme_cookie(&self) -> String {
        set_cookie(THEME_COOKIE, self.theme.name())
    }
}

/// The zone of the reader's clock, once a page was seen with script; from the `Cookie` header.
#[must_use]
pub fn readers_zone(cookies: &str) -> Option<TimeZone> {
    TimeZone::get(cookie(cookies, ZONE_COOKIE)?).ok()
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| {
        pair.trim().split_once('=').filter(|(known, _)| *known == name).map(|(_, value)| value)
    })
}

fn set_cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax")
}
