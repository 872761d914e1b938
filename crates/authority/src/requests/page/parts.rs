//! The words of the desk.

use licentia_ui::{Icon, Lang, Tag, Tone, t};

use super::super::{Item, Kind, State};

/// What something on the desk is.
pub(super) fn kind(lang: Lang, item: &Item) -> String {
    match (item.kind, item.purpose.as_deref()) {
        (Kind::Request, Some("serial")) => t!(lang, "desk-kind-holder"),
        (Kind::Request, _) => t!(lang, "desk-kind-request"),
        (Kind::Receipt, _) => t!(lang, "desk-kind-receipt"),
        (Kind::Letter, _) => t!(lang, "desk-kind-letter"),
    }
}

/// Its icon.
pub(super) fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::Request => Icon::Upload,
        Kind::Receipt => Icon::Invoice,
        Kind::Letter => Icon::Ask,
    }
}

/// What was done with it.
pub(super) fn state(lang: Lang, item: &Item) -> Tag {
    match (item.state, item.kind) {
        (State::Waiting, _) => Tag::new(Tone::Accent, t!(lang, "desk-state-waiting")).icon(Icon::Clock),
        (State::Answered, Kind::Receipt) => Tag::good(t!(lang, "desk-state-received")).icon(Icon::Tick),
        (State::Answered, _) => Tag::good(t!(lang, "desk-state-answered")).icon(Icon::Tick),
        (State::Closed, _) => Tag::new(Tone::Plain, t!(lang, "desk-state-closed")),
    }
}
