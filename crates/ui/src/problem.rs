//! Refusals in the reader's language: a title and what to do next.

use maud::{Markup, Render, html};

use crate::{Lang, Notice, Tone, Value, has_text, text_with};

/// What a code means, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What is wrong.
    pub title: String,
    /// What to do next.
    pub detail: String,
}

/// The sentences of a problem code (`problem-<code>` and its `.detail`); `None` for an unknown code.
#[must_use]
pub fn problem(lang: Lang, code: &str, args: &[(&str, Value<'_>)]) -> Option<Sentences> {
    sentences(lang, &format!("problem-{code}"), args)
}

/// The sentences of a check's code (`check-<code>` and its `.detail`).
#[must_use]
pub fn check(lang: Lang, code: &str, args: &[(&str, Value<'_>)]) -> Option<Sentences> {
    sentences(lang, &format!("check-{code}"), args)
}

fn sentences(lang: Lang, key: &str, args: &[(&str, Value<'_>)]) -> Option<Sentences> {
    let detail = format!("{key}.detail");
    has_text(lang, key).then(|| Sentences {
        title: text_with(lang, key, args),
        detail: if has_text(lang, &detail) { text_with(lang, &detail, args) } else { String::new() },
    })
}

/// A refusal on a page: title, what to do, and the stable code.
#[must_use]
pub fn problem_notice(lang: Lang, code: &str, args: &[(&str, Value<'_>)]) -> Notice {
    let found = problem(lang, code, args).or_else(|| problem(lang, "internal", &[]));
    let text = match found {
        Some(found) => html! { strong { (found.title) } " " (found.detail) },
        None => html! { strong { (code) } },
    };
    Notice::new(Tone::Bad, text.render()).code(code)
}

/// As text for programs and logs: title and detail in one line.
#[must_use]
pub fn problem_words(lang: Lang, code: &str, args: &[(&str, Value<'_>)]) -> String {
    problem(lang, code, args).map_or_else(
        || code.to_owned(),
        |found| format!("{} {}", found.title, found.detail).trim().to_owned(),
    )
}

/// The body of a page that could not be shown: 404, 403, 500.
#[must_use]
pub fn problem_page(lang: Lang, code: &str, args: &[(&str, Value<'_>)], home: &str) -> Markup {
    let found = problem(lang, code, args).or_else(|| problem(lang, "internal", &[]));
    let (title, detail) = found.map_or((code.to_owned(), String::new()), |s| (s.title, s.detail));
    html! {
        div.empty.whole {
            (crate::Icon::Stop)
            h1 { (title) } p { (detail) } code.quiet { (code) }
            (crate::Button::link(crate::t!(lang, "problem-page-home"), home))
        }
    }
}
