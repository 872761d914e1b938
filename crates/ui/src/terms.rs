//! The words of the domain for the values of the rules: standing, scope, kind, source, state, right.

use licentia_core::dates::Standing;
use licentia_core::licence::{Scope, UserKind};
use licentia_core::licences::DayState;

use crate::{Icon, Lang, Tag, Tone, t, text};

/// Where the dates put an issuer's licences, as a tag.
#[must_use]
pub fn standing_tag(lang: Lang, standing: Standing) -> Tag {
    match standing {
        Standing::Current => Tag::good(t!(lang, "standing-current")),
        Standing::Warned => Tag::warn(t!(lang, "standing-warned")).icon(Icon::Clock),
        Standing::Expired => Tag::bad(t!(lang, "standing-expired")).icon(Icon::Warn),
        Standing::Stopped => Tag::bad(t!(lang, "standing-stopped")).icon(Icon::Stop),
    }
}

/// What a module applies to.
#[must_use]
pub fn scope_words(lang: Lang, scope: Scope) -> String {
    match scope {
        Scope::System => t!(lang, "scope-system"),
        Scope::Site => t!(lang, "scope-site"),
        Scope::User => t!(lang, "scope-user"),
    }
}

/// What a user is.
#[must_use]
pub fn kind_words(lang: Lang, kind: UserKind) -> String {
    match kind {
        UserKind::Internal => t!(lang, "kind-internal"),
        UserKind::Resource => t!(lang, "kind-resource"),
        UserKind::External => t!(lang, "kind-external"),
        UserKind::Anonymous => t!(lang, "kind-anonymous"),
        UserKind::System => t!(lang, "kind-system"),
    }
}

/// How a module's licence is today, as a tag.
#[must_use]
pub fn state_words(lang: Lang, state: DayState) -> Tag {
    match state {
        DayState::InForce => Tag::good(t!(lang, "state-in_force")),
        DayState::NotStarted => Tag::new(Tone::Accent, t!(lang, "state-not_started")).icon(Icon::Clock),
        DayState::ReadOnly => Tag::warn(t!(lang, "state-read_only")),
        DayState::Expired => Tag::bad(t!(lang, "state-expired")),
        DayState::Absent => Tag::new(Tone::Plain, t!(lang, "state-absent")),
        DayState::Tampered => Tag::bad(t!(lang, "state-tampered")).icon(Icon::Stop),
    }
}

/// Where an assignment came from, by the name of its source (`manual`, `plan`, `auto_claim`, …).
#[must_use]
pub fn source_words(lang: Lang, source: &str) -> String {
    text(lang, &format!("source-{source}"))
}

/// A right, by its name (`manage_users`).
#[must_use]
pub fn right_words(lang: Lang, right: &str) -> String {
    text(lang, &format!("right-{right}"))
}
