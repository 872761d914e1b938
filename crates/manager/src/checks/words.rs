//! The sentence of every code in every language, made once, escaped for JSON.

use licentia_core::decide::Code;
use licentia_ui::Lang;

/// Sentences by language and code, ready to be copied into an answer.
pub(crate) struct Words {
    by_lang: Vec<Vec<Box<str>>>,
}

impl Words {
    /// Makes them all.
    pub(crate) fn new() -> Self {
        let of = |lang: Lang| Code::EVERY.iter().map(|code| escaped(&sentence(lang, *code))).collect();
        Self { by_lang: Lang::ALL.iter().map(|lang| of(*lang)).collect() }
    }

    /// The sentence of `code`, with the quotes around it.
    #[inline]
    pub(crate) fn json(&self, lang: Lang, code: Code) -> &str {
        let of_lang = &self.by_lang[lang as usize];
        let place = Code::EVERY.iter().position(|known| *known == code).unwrap_or(0);
        &of_lang[place]
    }
}

/// What a code says in `lang`, and what to do next where it refuses.
pub(crate) fn sentence(lang: Lang, code: Code) -> String {
    match licentia_ui::check(lang, code.as_str(), &[]) {
        Some(said) if code.access() == licentia_core::decide::Access::Full => said.title,
        Some(said) => format!("{} {}", said.title, said.detail),
        None => code.as_str().to_owned(),
    }
}

fn escaped(text: &str) -> Box<str> {
    serde_json::Value::from(text).to_string().into()
}
