//! What becomes of a list of events, each decided once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;
use jiff::civil::Date;

use super::{DayUse, Event, Key, MeterId, Refusal, Subject, counts_values};
use crate::month::Month;
use crate::package::MeterKind;

/// An event that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its meter.
    pub meter: MeterId,
    /// As what it was counted; `None` for a correction, which counts for nothing itself.
    pub kind: Option<MeterKind>,
    /// When it happened, in milliseconds UTC.
    pub at_ms: i64,
    /// The day it counts for.
    pub day: Date,
    /// Whom it was about, where the meter counts subjects.
    pub subject: Option<Subject>,
    /// How much it counts for; `None` when it was taken back.
    pub quantity: Option<u64>,
    /// The time of the correction that gave it its quantity, in milliseconds UTC.
    pub corrected_ms: Option<i64>,
}

/// A subject in a month of a meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectUse {
    /// The day it adds one to.
    pub day: Date,
    /// How many events are about it; with none left it adds nothing.
    pub events: u64,
}

type Map<K, V> = HashMap<K, V, FixedState>;

/// Everything known that a list of events may touch. What is not there does not exist.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The events with these keys, and those that are corrected.
    pub events: Map<Key, Stored>,
    /// Those of them whose window is over: they are known again, and no longer corrected.
    pub past: BTreeSet<Key>,
    /// The subjects of the events, in their months.
    pub subjects: Map<(MeterId, Month, Subject), SubjectUse>,
    /// The days of the events.
    pub days: BTreeMap<(MeterId, Date), DayUse>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It counts.
    Counted,
    /// It counts, in a month that is closed: as a correction of its figure.
    Late,
    /// It replaced the quantity of an earlier event, or came after a later correction had.
    Correction,
    /// It was decided before.
    Duplicate,
    /// It counts for nothing.
    Refused(Refusal),
}

/// What a list came to: one outcome for each event, and what is to be written.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// In the order of the list.
    pub outcomes: Vec<Outcome>,
    /// Events that were not known.
    pub new: Vec<(Key, Stored)>,
    /// Known events that are corrected.
    pub changed: BTreeMap<Key, Stored>,
    /// Subjects as they are now.
    pub subjects: Map<(MeterId, Month, Subject), SubjectUse>,
    /// Days as they are now.
    pub days: BTreeMap<(MeterId, Date), DayUse>,
    /// Days of which an event was corrected whose quantity is compared: to be made anew from their events, once these are
    /// written.
    pub anew: BTreeSet<(MeterId, Date)>,
}

/// An event of a list: its key, and what it is or why it is not counted ([`Event::check`]).
pub type Asked = (Key, Result<Event, Refusal>);

/// Decides a list of events in order. `is_closed` says whether a month is.
pub fn decide(asked: &[Asked], facts: Facts, is_closed: impl Fn(Month) -> bool) -> Decided {
    let mut work = Work { facts, new: Map::default(), made: Decided::default() };
    for (key, event) in asked {
        let outcome = match event {
            // One that was taken before stays so, whatever has become of its meter or its time since.
            _ if work.knows(*key) => Outcome::Duplicate,
            Ok(event) => work.take(event, &is_closed),
            Err(refusal) => Outcome::Refused(*refusal),
        };
        work.made.outcomes.push(outcome);
    }
    work.made
}

struct Work {
    facts: Facts,
    /// Where in [`Decided::new`] the events of this list are.
    new: Map<Key, usize>,
    made: Decided,
}

impl Work {
    fn knows(&self, key: Key) -> bool {
        self.new.contains_key(&key) || self.facts.events.contains_key(&key)
    }

    fn take(&mut self, event: &Event, is_closed: &impl Fn(Month) -> bool) -> Outcome {
        match event.corrects {
            Some(target) => self.correct(event, target),
            None if event.kind == MeterKind::Sum
                && !self.has_room(event.meter, event.day, 0, event.amount()) =>
            {
                Outcome::Refused(Refusal::QuantityWrong)
            }
            None => {
                self.count(event);
                match is_closed(Month::of(event.day)) {
                    true => Outcome::Late,
                    false => Outcome::Counted,
                }
            }
        }
    }

    fn count(&mut self, event: &Event) {
        let subject = event.subject.filter(|_| event.kind == MeterKind::Unique);
        let stored = Stored {
            meter: event.meter,
            kind: Some(event.kind),
            at_ms: event.at_ms,
            day: event.day,
            subject,
            quantity: Some(event.amount()),
            corrected_ms: None,
        };
        let new_subject = subject.is_some_and(|subject| self.meet(&stored, subject));
        self.day(event.meter, event.day).add(event.kind, event.at_ms, event.amount(), new_subject);
        self.keep(event.key, stored);
    }

    /// Whether a day of a meter can be so much more: what would not be counted exactly is not counted.
    fn has_room(&self, meter: MeterId, day: Date, was: u64, is: u64) -> bool {
        let day = self.made.days.get(&(meter, day)).or_else(|| self.facts.days.get(&(meter, day)));
        day.copied().unwrap_or_default().has_room(was, is)
    }

    fn keep(&mut self, key: Key, stored: Stored) {
        self.new.insert(key, self.made.new.len());
        self.made.new.push((key, stored));
    }

    fn correct(&mut self, event: &Event, target: Key) -> Outcome {
        // One that happens to be kept is no different from one that is forgotten.
        let stored = self.stored(target).filter(|_| !self.facts.past.contains(&target));
        let Some(mut stored) = stored else {
            return Outcome::Refused(Refusal::CorrectsUnknown);
        };
        let Some(kind) = stored.kind else {
            return Outcome::Refused(Refusal::CorrectsUnknown);
        };
        if stored.meter != event.meter {
            return Outcome::Refused(Refusal::CorrectsOther);
        }
        // Of several corrections the one that was made last counts, in whichever order they arrive.
        let counts = stored.corrected_ms.is_none_or(|earlier| earlier <= event.at_ms);
        let (was, is) = (stored.quantity.unwrap_or(0), event.quantity.unwrap_or(0));
        if counts && kind == MeterKind::Sum && !self.has_room(stored.meter, stored.day, was, is) {
            return Outcome::Refused(Refusal::QuantityWrong);
        }
        let note = Stored {
            kind: None,
            day: stored.day,
            quantity: None,
            subject: None,
            at_ms: event.at_ms,
            ..stored
        };
        self.keep(event.key, Stored { corrected_ms: None, ..note });
        if counts {
            let quantity = event.quantity.filter(|quantity| *quantity > 0);
            self.replace(kind, &stored, quantity);
            stored.quantity = quantity;
            stored.corrected_ms = Some(event.at_ms);
            self.put_back(target, stored);
        }
        Outcome::Correction
    }

    /// What replacing the quantity of an event does to its day.
    fn replace(&mut self, kind: MeterKind, stored: &Stored, quantity: Option<u64>) {
        let (was, is) = (stored.quantity, quantity);
        let subject = match (kind, stored.subject, was, is) {
            (MeterKind::Unique, Some(subject), Some(_), None) => self.lose(stored, subject),
            (MeterKind::Unique, Some(subject), None, Some(_)) => {
                self.meet(stored, subject).then_some((stored.day, true))
            }
            _ => None,
        };
        if let Some((day, came)) = subject {
            let of_day = self.day(stored.meter, day);
            if came { of_day.grow(1) } else { of_day.shrink(1) }
        }
        let day = self.day(stored.meter, stored.day);
        match (was, is) {
            (Some(_), None) => day.events = day.events.saturating_sub(1),
            (None, Some(_)) => day.events += 1,
            _ => {}
        }
        match kind {
            MeterKind::Count => {
                day.shrink(u64::from(was.is_some()));
                day.grow(u64::from(is.is_some()));
            }
            MeterKind::Sum => {
                day.shrink(was.unwrap_or(0));
                day.grow(is.unwrap_or(0));
            }
            MeterKind::Unique => {}
            MeterKind::Maximum | MeterKind::Latest | MeterKind::Level => {
                self.made.anew.insert((stored.meter, stored.day));
            }
        }
    }

    /// One more event is about `subject`; whether it is the first one in its month.
    fn meet(&mut self, stored: &Stored, subject: Subject) -> bool {
        let known = self.subject(stored, subject);
        let first = known.events == 0;
        known.events += 1;
        if first {
            known.day = stored.day;
        }
        first
    }

    /// One event less is about `subject`; with the last one the day that it added to loses it.
    fn lose(&mut self, stored: &Stored, subject: Subject) -> Option<(Date, bool)> {
        let known = self.subject(stored, subject);
        known.events = known.events.saturating_sub(1);
        (known.events == 0).then_some((known.day, false))
    }

    fn subject(&mut self, stored: &Stored, subject: Subject) -> &mut SubjectUse {
        let key = (stored.meter, Month::of(stored.day), subject);
        let known = self.facts.subjects.get(&key).copied();
        let known = known.unwrap_or(SubjectUse { day: stored.day, events: 0 });
        self.made.subjects.entry(key).or_insert(known)
    }

    fn day(&mut self, meter: MeterId, day: Date) -> &mut DayUse {
        let known = self.facts.days.get(&(meter, day)).copied().unwrap_or_default();
        self.made.days.entry((meter, day)).or_insert(known)
    }

    fn stored(&self, key: Key) -> Option<Stored> {
        if let Some(at) = self.new.get(&key) {
            return self.made.new.get(*at).map(|(_, stored)| *stored);
        }
        self.made.changed.get(&key).or_else(|| self.facts.events.get(&key)).copied()
    }

    fn put_back(&mut self, key: Key, stored: Stored) {
        match self.new.get(&key).and_then(|at| self.made.new.get_mut(*at)) {
            Some((_, new)) => *new = stored,
            None => {
                self.made.changed.insert(key, stored);
            }
        }
    }
}

impl Facts {
    /// The subjects that [`decide`] needs to know of, by the events that are known.
    pub fn subjects_of(&self, asked: &[Asked]) -> BTreeSet<(MeterId, Month, Subject)> {
        let known = self
            .events
            .values()
            .filter_map(|stored| Some((stored.meter, Month::of(stored.day), stored.subject?)));
        let new = self.unknown(asked).filter(|event| event.kind == MeterKind::Unique);
        let new = new.filter_map(|event| Some((event.meter, Month::of(event.day), event.subject?)));
        known.chain(new).collect()
    }

    /// The days that [`decide`] needs to know of, by the events and subjects that are known.
    pub fn days_of(&self, asked: &[Asked]) -> BTreeSet<(MeterId, Date)> {
        let known = self.events.values().map(|stored| (stored.meter, stored.day));
        let subjects = self.subjects.iter().map(|((meter, ..), subject)| (*meter, subject.day));
        let new = self.unknown(asked).map(|event| (event.meter, event.day));
        known.chain(subjects).chain(new).collect()
    }

    fn unknown<'a>(&'a self, asked: &'a [Asked]) -> impl Iterator<Item = &'a Event> {
        let unknown = asked.iter().filter(|(key, _)| !self.events.contains_key(key));
        unknown.filter_map(|(_, event)| event.as_ref().ok())
    }
}

/// Makes a day anew from its events: those that are not taken back, whose quantity is compared.
impl FromIterator<(MeterKind, i64, u64)> for DayUse {
    fn from_iter<I: IntoIterator<Item = (MeterKind, i64, u64)>>(events: I) -> Self {
        let mut made = Self::default();
        for (kind, at_ms, quantity) in events {
            debug_assert!(counts_values(kind), "{kind:?}");
            made.add(kind, at_ms, quantity, false);
        }
        made
    }
}
