//! The one error of use cases: a stable code, a status and what a person needs to know.
//!
//! A [`Problem`] knows nothing of HTTP; `web` turns it into RFC 9457 problem+json, pages
//! into a message, the command line into a line on standard error. The sentence itself
//! stands in the language files under `problem-<code>` and is found through the hook
//! set with [`set_translator`].

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use serde::Serialize;

/// Why something was refused or failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The stable code, snake_case, documented with its remedy: `no_seat`.
    pub code: Cow<'static, str>,
    /// The HTTP status that fits, 400 to 599.
    pub status: u16,
    /// Arguments of the localised sentence `problem-<code>`.
    pub args: Vec<(&'static str, String)>,
    /// An exact English detail (a parser's message) that completes the sentence.
    pub detail: Option<String>,
    /// Words of the language files that fit better than those of the code: `problem-<words>` instead of the whole; or
    /// `problem-why-…`, which says in every language what `detail` says in English.
    pub words: Option<&'static str>,
    /// Further members of the answer: blocked rows, a path, the modules at fault.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Problem {
    /// A problem with a status and a code, and nothing else yet.
    pub fn new(status: u16, code: impl Into<Cow<'static, str>>) -> Self {
        let (args, extra) = (Vec::new(), serde_json::Map::new());
        Self { code: code.into(), status, args, detail: None, words: None, extra }
    }

    /// 400 `bad_request`: the request cannot be read; `detail` says where and why.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, "bad_request").detail(detail)
    }

    /// 400 with a code of its own.
    pub fn malformed(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(400, code).detail(detail)
    }

    /// 401 `unauthenticated`: no valid token or session came with the request.
    pub fn unauthenticated() -> Self {
        Self::new(401, "unauthenticated")
    }

    /// 403 `forbidden`: signed in, but without the named right.
    pub fn forbidden(right: &str) -> Self {
        Self::new(403, "forbidden").arg("right", right).with("right", right)
    }

    /// 404 `not_found`: the same answer for what is missing and for what belongs to
    /// another installation. `what` is a noun: `user`, `package`.
    pub fn not_found(what: &str) -> Self {
        Self::new(404, "not_found").arg("what", what)
    }

    /// 405 `method_not_allowed`, naming the methods that are allowed.
    pub fn method_not_allowed(allow: &str) -> Self {
        Self::new(405, "method_not_allowed").arg("allow", allow)
    }

    /// 409: the state of things refuses it, under a code of its own.
    pub fn conflict(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(409, code)
    }

    /// A refusal with any status and code; reads well where a rule said no.
    pub fn refused(status: u16, code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, code)
    }

    /// 412 `precondition_failed`: `If-Match` names another version than the present one.
    pub fn precondition_failed() -> Self {
        Self::new(412, "precondition_failed")
    }

    /// 413 `too_large`, with the limit in bytes.
    pub fn too_large(limit: u64) -> Self {
        let most = match limit {
            0 => "0 B".to_owned(),
            whole if whole.is_multiple_of(1 << 20) => format!("{} MiB", whole >> 20),
            whole if whole.is_multiple_of(1 << 10) => format!("{} KiB", whole >> 10),
            other => format!("{other} B"),
        };
        Self::new(413, "too_large").words("too_large-body").arg("most", most).with("limit", limit)
    }

    /// 415 `unsupported_media_type`, naming what is expected.
    pub fn unsupported_media_type(expected: &str) -> Self {
        Self::new(415, "unsupported_media_type").arg("expected", expected)
    }

    /// The same for a body that came compressed.
    pub fn compressed() -> Self {
        Self::unsupported_media_type("identity").words("unsupported_media_type-compressed")
    }

    /// 422 `invalid`: readable, but a field has a value it may not have.
    /// `path` is where (`users[3].login`), `detail` says why.
    pub fn invalid(path: &str, detail: impl Into<String>) -> Self {
        Self::unprocessable("invalid", path, detail)
    }

    /// 422 under a code of its own, at `path`.
    pub fn unprocessable(code: impl Into<Cow<'static, str>>, path: &str, detail: impl Into<String>) -> Self {
        Self::new(422, code).arg("path", path).with("path", path).detail(detail)
    }

    /// 429 `too_many_requests`, with the seconds to wait.
    pub fn too_many_requests(retry_after_s: u64) -> Self {
        Self::new(429, "too_many_requests").arg("seconds", retry_after_s).with("retry_after_s", retry_after_s)
    }

    /// 500 `internal`: our fault. `cause` is for the log and for operators at the machine;
    /// no answer ever carries it.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::new(500, "internal").detail(cause)
    }

    /// Whether this is a fault of ours, whose detail stays inside.
    pub fn is_internal(&self) -> bool {
        self.status >= 500
    }

    /// 503 under a code of its own: `behind`, `outcome_unknown`, `unavailable`.
    pub fn unavailable(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(503, code)
    }

    /// Where it is, for a problem of one field: `users[3].login`.
    pub fn path(&self) -> Option<&str> {
        self.extra.get("path")?.as_str()
    }

    /// Adds an argument of the localised sentence.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Adds an exact English detail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says it in other words of the language files than the code's: see the field of this name.
    #[must_use]
    pub fn words(mut self, words: &'static str) -> Self {
        self.words = Some(words);
        self
    }

    /// Adds a member to the answer. A value that cannot be JSON is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extra.insert(name.to_owned(), value);
        }
        self
    }

    /// The detail in `lang` where the language files have it, otherwise as it is; none for a fault of ours.
    pub fn why(&self, lang: &str) -> Option<String> {
        let detail = self.detail.as_ref().filter(|_| !self.is_internal())?;
        let words = self.words.filter(|words| words.starts_with("why-"));
        let said = TRANSLATOR.get().zip(words);
        let said = said.and_then(|(translate, words)| translate(lang, words, &self.args));
        Some(said.map_or_else(|| detail.clone(), |said| said.title))
    }

    /// The title and the sentence in `lang`, from the translator if one is set. The exact
    /// detail is handed to it as the argument `detail`, and stands at the end if the
    /// sentence has no place for it.
    pub fn said(&self, lang: &str) -> Said {
        let Some(translate) = TRANSLATOR.get() else {
            return self.said_plainly();
        };
        let shown = self.why(lang);
        let mut args = self.args.clone();
        if let Some(detail) = &shown {
            args.push(("detail", detail.clone()));
        }
        let whole = self.words.filter(|words| !words.starts_with("why-"));
        let said = whole.and_then(|words| translate(lang, words, &args));
        let Some(mut said) = said.or_else(|| translate(lang, &self.code, &args)) else {
            return self.said_plainly();
        };
        if let Some(detail) = &shown
            && !said.detail.contains(detail.as_str())
        {
            said.detail.push(' ');
            said.detail.push_str(detail);
        }
        said
    }

    /// What is said without a translator: the code in words, and the exact detail.
    fn said_plainly(&self) -> Said {
        let mut title = self.code.replace(['_', '-'], " ");
        if let Some(first) = title.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let detail = match &self.detail {
            Some(detail) if !self.is_internal() => detail.clone(),
            _ => format!("{title}."),
        };
        Said { title, detail }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// A problem in the words of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A few words, the same for every occurrence of the code.
    pub title: String,
    /// What is wrong, where, and what to do next.
    pub detail: String,
}

/// Finds the words for a code in a language (`en`, `sv`); `None` when it has none.
pub type Translate = fn(lang: &str, code: &str, args: &[(&'static str, String)]) -> Option<Said>;

static TRANSLATOR: OnceLock<Translate> = OnceLock::new();

/// Sets the translator of the process. The first one stays; later calls do nothing, so
/// that two servers in one process may both set it.
pub fn set_translator(translate: Translate) {
    let _ = TRANSLATOR.set(translate);
}
