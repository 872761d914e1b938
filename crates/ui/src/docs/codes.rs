//! The codes: what each means and what to do, out of the language files.

use maud::{Markup, Render as _, html};

use super::page;
use crate::language::{SOURCES, template};
use crate::{Column, Head, Here, Lang, Panel, Preferences, Row, Server, Table, has_text, t};

/// Where a code occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The answer to a check.
    Check,
    /// How a log-in ended.
    Login,
    /// A request that was refused.
    Refusal,
    /// A package file that was refused.
    File,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Check, Self::Refusal, Self::File, Self::Login];

    fn prefix(self) -> &'static str {
        match self {
            Self::Check => "check-",
            Self::Login => "login-",
            Self::Refusal | Self::File => "problem-",
        }
    }

    /// Refusals of files stand in a file of their own.
    fn stands_in(self, file: &str) -> bool {
        match self {
            Self::File => file == "reasons.ftl",
            Self::Refusal => file != "reasons.ftl",
            Self::Check | Self::Login => true,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Check => "checks",
            Self::Login => "log-ins",
            Self::Refusal => "refusals",
            Self::File => "files",
        }
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Check => t!(lang, "docs-codes-checks"),
            Self::Login => t!(lang, "docs-codes-logins"),
            Self::Refusal => t!(lang, "docs-codes-refusals"),
            Self::File => t!(lang, "docs-codes-files"),
        }
    }

    /// The codes of this kind, in the order of the language files. A code is snake case: keys with a hyphen
    /// behind the prefix are other texts.
    fn codes(self) -> impl Iterator<Item = &'static str> {
        let files = SOURCES[0].iter().filter(move |(file, _)| self.stands_in(file));
        let keys = files.flat_map(|(_, source)| source.lines()).filter_map(|line| line.split_once(" ="));
        let codes = keys.filter_map(move |(key, _)| key.strip_prefix(self.prefix()));
        codes.filter(|code| code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    }

    fn key(self, code: &str) -> String {
        format!("{}{code}", self.prefix())
    }
}

/// Every code that has a page, once for each kind it is of.
pub fn all_codes() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().flat_map(Kind::codes)
}

/// `/docs/problems`: every code in a table, by where it occurs.
#[must_use]
pub fn codes_page(preferences: Preferences, here: &Here, server: Server) -> Markup {
    let lang = preferences.lang;
    let mut body =
        html! { (Head::new(t!(lang, "docs-codes-title")).lead(html! { (t!(lang, "docs-codes-lead")) })) };
    for kind in Kind::ALL {
        let row = |code: &str| {
            let link = html! { a href=(format!("/docs/problems/{code}")) { code { (code) } } };
            Row::new().cell(link).cell(template(lang, &kind.key(code)).unwrap_or_default())
        };
        let table = Table::new(lang, kind.title(lang))
            .column(Column::new(t!(lang, "docs-column-code")))
            .column(Column::new(t!(lang, "docs-column-meaning")))
            .rows(kind.codes().map(row));
        body = html! { (body) (Panel::titled(kind.id(), kind.title(lang)).flush(table)) };
    }
    page(preferences, here, server, &t!(lang, "docs-codes-title"), "codes", body)
}

/// `/docs/problems/{code}`: what the code means and what to do; `None` for a code there is not.
#[must_use]
pub fn code_page(preferences: Preferences, here: &Here, server: Server, code: &str) -> Option<Markup> {
    let lang = preferences.lang;
    let parts: Vec<Markup> = Kind::ALL
        .into_iter()
        .filter(|kind| kind.codes().any(|known| known == code))
        .map(|kind| meaning(lang, kind, code))
        .collect();
    if parts.is_empty() {
        return None;
    }
    let body = html! {
        (Head::new(code).crumb(lang, t!(lang, "docs-codes-title"), "/docs/problems"))
        @for part in &parts { (part) }
    };
    Some(page(preferences, here, server, code, "codes", body))
}

fn meaning(lang: Lang, kind: Kind, code: &str) -> Markup {
    let key = kind.key(code);
    let what_next = format!("{key}.detail");
    let what_next = has_text(lang, &what_next).then(|| template(lang, &what_next)).flatten();
    let body = html! {
        dl.facts.list {
            dt { (t!(lang, "docs-code-means")) } dd { (template(lang, &key).unwrap_or_default()) }
            @if let Some(what_next) = what_next {
                dt { (t!(lang, "docs-code-next")) } dd { (what_next) }
            }
        }
    };
    Panel::titled(kind.id(), kind.title(lang)).body(body).render()
}
