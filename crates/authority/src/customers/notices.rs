//! What sales lets a customer know through its manager: a hold, a message, a link.

use licentia_core::licence::Texts;
use licentia_core::text::{is_plain, line_feeds};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

/// How long a text may be, in bytes and in all its languages: a signed line has to hold it.
const LONGEST: usize = 8 << 10;

/// What the customer's installation is told when it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// Why nothing new is handed out, per language; none when there is no hold.
    pub hold: Option<Texts>,
    /// What its administrators read, per language.
    pub message: Option<Texts>,
    /// Where they find more.
    pub link: Option<String>,
}

impl Notices {
    /// With spaces around taken away, or refused.
    ///
    /// # Errors
    /// 422 `text_too_long`, `invalid` for control characters, `language_invalid`, `link_invalid`, `link_without_message`.
    pub(crate) fn checked(self) -> Result<Self, Problem> {
        let hold = self.hold.map(|texts| tidied(texts, "hold")).transpose()?.flatten();
        let message = self.message.map(|texts| tidied(texts, "message")).transpose()?.flatten();
        let link = self.link.map(|link| link.trim().to_owned()).filter(|link| !link.is_empty());
        if let Some(link) = &link {
            if !is_link(link) {
                return Err(field("link_invalid", "link"));
            }
            if message.is_none() && hold.is_none() {
                return Err(field("link_without_message", "link"));
            }
        }
        Ok(Self { hold, message, link })
    }
}

fn field(code: &'static str, path: &'static str) -> Problem {
    Problem::refused(422, code).arg("path", path).with("path", path)
}

/// Without empty texts; none when nothing is left.
fn tidied(texts: Texts, path: &'static str) -> Result<Option<Texts>, Problem> {
    let texts: Texts = texts
        .into_iter()
        .map(|(lang, text)| (lang, line_feeds(text.trim())))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    if !texts.keys().all(|lang| is_language(lang)) {
        return Err(field("language_invalid", path));
    }
    if texts.values().map(String::len).sum::<usize>() > LONGEST {
        return Err(field("text_too_long", path));
    }
    // The customer's server refuses the whole answer otherwise, and asks in vain from then on.
    if !texts.values().all(|text| is_plain(text)) {
        let problem = Problem::invalid(path, "no control characters but tab and line feed");
        return Err(problem.words("why-control-but-tab"));
    }
    Ok((!texts.is_empty()).then_some(texts))
}

/// A tag such as `en` or `pt-BR`.
fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// An address that a browser may be sent to, as signed files write it.
fn is_link(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let named = host.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'[');
    named && !host.contains('@') && link.len() <= 2_000 && link.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Option<Texts> {
        Some(pairs.iter().map(|(lang, text)| ((*lang).to_owned(), (*text).to_owned())).collect())
    }

    fn code(notices: Notices) -> String {
        notices.checked().unwrap_err().code.into_owned()
    }

    #[test]
    fn empty_texts_are_none_and_links_lead_somewhere() {
        let notices = Notices { hold: texts(&[("en", " ")]), message: texts(&[("en", " Hi ")]), link: None };
        let checked = notices.checked().unwrap();
        assert_eq!((checked.hold, checked.message), (None, texts(&[("en", "Hi")])));
        let lines = Notices { message: texts(&[("en", "One\r\nTwo\r\n")]), ..Notices::default() };
        assert_eq!(lines.checked().unwrap().message, texts(&[("en", "One\nTwo")]));
        let with = |link: &str| Notices {
            message: texts(&[("sv", "Hej")]),
            link: Some(link.to_owned()),
            ..Notices::default()
        };
        assert!(with("https://example.com/invoice?id=7").checked().is_ok());
        for bad in ["javascript:alert(1)", "https://", "https://a@b", "https://exa mple", "//example.com"] {
            assert_eq!(code(with(bad)), "link_invalid", "{bad}");
        }
        let alone = Notices { link: Some("https://example.com".to_owned()), ..Notices::default() };
        assert_eq!(code(alone), "link_without_message");
        let long = Notices { hold: texts(&[("en", &"x".repeat(LONGEST + 1))]), ..Notices::default() };
        assert_eq!(code(long), "text_too_long");
        assert_eq!(code(Notices { message: texts(&[("en", "a\0b")]), ..Notices::default() }), "invalid");
        assert_eq!(
            code(Notices { hold: texts(&[("en_GB", "x")]), ..Notices::default() }),
            "language_invalid"
        );
    }
}
