//! In which order events are listed: as the address says.

use std::cmp::Ordering;
use std::fmt;

use licentia_ui::Lang;

use super::super::{Actors, Event, Past, told};
use crate::page::Screen;

/// What lists are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Event,
    Status,
    Message,
    Activated,
    Who,
    Finished,
    Type,
}

impl By {
    const EVERY: [Self; 7] =
        [Self::Event, Self::Status, Self::Message, Self::Activated, Self::Who, Self::Finished, Self::Type];

    const fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Status => "status",
            Self::Message => "message",
            Self::Activated => "activated",
            Self::Who => "by",
            Self::Finished => "finished",
            Self::Type => "type",
        }
    }
}

/// A column, and whether what is most, or latest, comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    by: By,
    down: bool,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.down { "-" } else { "" }, self.by.word())
    }
}

/// The order of the active ones: the latest first unless the reader sorts.
pub(super) fn of_active(screen: &Screen) -> Order {
    asked(screen, &By::EVERY).unwrap_or(Order { by: By::Activated, down: true })
}

/// The order of those that have ended: the latest end first unless the reader sorts.
pub(super) fn of_ended(screen: &Screen) -> Order {
    asked(screen, &[By::Activated, By::Finished]).unwrap_or(Order { by: By::Finished, down: true })
}

fn asked(screen: &Screen, known: &[By]) -> Option<Order> {
    let text = screen.here.get("sort")?;
    let word = text.trim_start_matches('-');
    let by = known.iter().copied().find(|by| by.word() == word)?;
    Some(Order { by, down: text.starts_with('-') })
}

impl Order {
    /// The order in which the database lists those that have ended.
    pub(super) fn past(self) -> Past {
        Past { by_activation: self.by == By::Activated, oldest_first: !self.down }
    }

    /// Sorts events with whom they are for, in words. Those that are equal stay as they were; what is unknown comes last.
    pub(super) fn sort(self, events: &mut [(Event, String)], lang: Lang, actors: &Actors) {
        let who = |event: &Event| {
            let named = actors.get(&event.activated_by);
            named.map_or_else(|| event.activated_by.clone(), |named| named.shown().to_owned())
        };
        let last = |event: &Event| event.ended.as_ref().map(|(at, _)| *at).or(event.finish_at);
        match self.by {
            By::Event => self.with(events, |(event, _)| Some(told::title(event, lang).to_lowercase())),
            By::Status => {
                self.with(events, |(event, _)| event.progress.and_then(|progress| progress.per_cent()))
            }
            By::Message => {
                self.with(events, |(event, _)| event.message.as_ref().map(|text| text.to_lowercase()))
            }
            By::Activated => self.with(events, |(event, _)| Some((event.activated_at, event.id.clone()))),
            By::Who => self.with(events, |(event, _)| Some(who(event).to_lowercase())),
            By::Finished => self.with(events, |(event, _)| last(event)),
            By::Type => self.with(events, |(_, reach)| Some(reach.to_lowercase())),
        }
    }

    fn with<K: Ord>(self, events: &mut [(Event, String)], key: impl Fn(&(Event, String)) -> Option<K>) {
        events.sort_by(|a, b| match (key(a), key(b)) {
            (Some(a), Some(b)) if self.down => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
    }
}
