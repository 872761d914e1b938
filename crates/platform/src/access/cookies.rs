//! The cookies: the session's, and those of choices.

use http::header::{HeaderMap, HeaderValue};

use super::Access;
use super::keys::{self, Hash};
use super::look::{LANG_COOKIE, THEME_COOKIE, cookie};
use crate::problem::Problem;

/// How long the cookie of a choice (language, theme) is kept, in seconds.
const YEAR_S: u32 = 31_536_000;

impl Access {
    pub(super) fn cookie_hash(&self, headers: &HeaderMap) -> Option<Hash> {
        cookie(headers, &self.cookie_name()).filter(|token| !token.is_empty()).map(keys::hash)
    }

    /// With https the `__Host-` prefix binds the cookie to this very host.
    pub(super) fn cookie_name(&self) -> String {
        let prefix = if self.options().https { "__Host-" } else { "" };
        format!("{prefix}{}", self.options().cookie)
    }

    pub(super) fn session_cookie(&self, token: &str, seconds: u32) -> HeaderValue {
        let secure = if self.options().https { "; Secure" } else { "" };
        let name = self.cookie_name();
        let line = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&line).expect("a name of ours and base64url make a header")
    }
}

/// What somebody may choose without being signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The language.
    Language,
    /// Light or dark.
    Theme,
}

/// The `Set-Cookie` line that keeps a language or a theme in the browser.
///
/// # Errors
/// 422 when `value` is not a short word of letters.
pub fn choice_cookie(name: Choice, value: &str) -> Result<HeaderValue, Problem> {
    let (name, path) = match name {
        Choice::Language => (LANG_COOKIE, "lang"),
        Choice::Theme => (THEME_COOKIE, "theme"),
    };
    let word = (1..=16).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !word {
        return Err(Problem::invalid(path, format!("`{path}` must be a short word.")));
    }
    Ok(choice(name, value))
}

pub(super) fn choice(name: &str, value: &str) -> HeaderValue {
    let line = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={YEAR_S}");
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
}
