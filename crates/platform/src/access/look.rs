//! How the reader wants to see things: language and theme.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};

/// The cookie with the language that somebody chose who is not signed in.
pub(crate) const LANG_COOKIE: &str = "licentia_lang";
/// The cookie with the theme that somebody chose.
pub(crate) const THEME_COOKIE: &str = "licentia_theme";

/// Language and theme of a request: chosen by cookie, asked for by the browser, or the
/// server's default. An account's own choice comes before both, in
/// [`Caller`](super::Caller).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// `en`, `sv`: always one the server has.
    pub lang: Arc<str>,
    /// `light` or `dark`; `None` follows the machine.
    pub theme: Option<Arc<str>>,
}

impl Look {
    /// The look of a request with `headers`, out of the languages the server has; the first
    /// one of those is the default.
    pub(crate) fn of(headers: &HeaderMap, languages: &[Arc<str>]) -> Self {
        let chosen = cookie(headers, LANG_COOKIE).and_then(|lang| known(lang, languages));
        let lang = chosen
            .or_else(|| asked_for(headers, languages))
            .or_else(|| languages.first().cloned())
            .unwrap_or_else(|| "en".into());
        let theme =
            cookie(headers, THEME_COOKIE).filter(|theme| matches!(*theme, "light" | "dark")).map(Arc::from);
        Self { lang, theme }
    }

    /// The same in the language that the query of an address asks for (`lang=sv`), if the server has it.
    #[must_use]
    pub(crate) fn asked(self, query: Option<&str>, languages: &[Arc<str>]) -> Self {
        let asked = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
        match asked.and_then(|lang| known(lang, languages)) {
            Some(lang) => Self { lang, ..self },
            None => self,
        }
    }
}

/// The value of cookie `name`.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn known(lang: &str, languages: &[Arc<str>]) -> Option<Arc<str>> {
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    languages.iter().find(|known| known.eq_ignore_ascii_case(primary)).cloned()
}

/// The best of `Accept-Language` (RFC 9110 §12.5.4) that the server has.
fn asked_for(headers: &HeaderMap, languages: &[Arc<str>]) -> Option<Arc<str>> {
    let line = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(u32, Arc<str>)> = None;
    for item in line.split(',').take(32) {
        let (lang, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())
            .filter(|q| (0.0..=1.0).contains(q))
            .map_or(0, |q| (q * 1000.0) as u32);
        if weight == 0 {
            continue;
        }
        if let Some(lang) = known(lang.trim(), languages)
            && best.as_ref().is_none_or(|(most, _)| weight > *most)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(headers: &[(&str, &str)]) -> Look {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        Look::of(&map, &["en".into(), "sv".into()])
    }

    #[test]
    fn the_cookie_comes_before_the_browser_and_the_default_last() {
        for (headers, lang) in [
            (vec![], "en"),
            (vec![("accept-language", "sv-SE,sv;q=0.9,en;q=0.8")], "sv"),
            (vec![("accept-language", "de,en;q=0.3,sv;q=0.5")], "sv"),
            (vec![("accept-language", "sv;q=0,en;q=0.1")], "en"),
            (vec![("accept-language", "sv;q=x")], "en"),
            (vec![("accept-language", "en"), ("cookie", "a=b; licentia_lang=sv")], "sv"),
            (vec![("cookie", "licentia_lang=klingon")], "en"),
        ] {
            assert_eq!(&*look(&headers).lang, lang, "{headers:?}");
        }
        assert_eq!(look(&[("cookie", "licentia_theme=dark")]).theme.as_deref(), Some("dark"));
        assert_eq!(look(&[("cookie", "licentia_theme=\"><script>")]).theme, None);
    }
}
