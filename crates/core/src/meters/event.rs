//! One event, before it is counted.

use jiff::civil::Date;

use crate::package::MeterKind;

/// The source and the id of an event, as 128 bits: two events that share it are one event.
pub type Key = u128;

/// Whom or what an event is about, as 128 bits.
pub type Subject = u128;

/// A meter, as 64 bits of its full name.
pub type MeterId = u64;

/// No single event counts for more than this: a million times a million, a thousand times over.
pub const MAX_QUANTITY: u64 = 1_000_000_000_000_000;

/// How far ahead of now the time of an event may be, in milliseconds: clocks differ.
const AHEAD_MS: i64 = 60 * 60 * 1_000;

/// Something that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its source and id.
    pub key: Key,
    /// The earlier event whose quantity it replaces.
    pub corrects: Option<Key>,
    /// What is metered.
    pub meter: MeterId,
    /// How that is counted.
    pub kind: MeterKind,
    /// When it happened, in milliseconds UTC.
    pub at_ms: i64,
    /// The day of that in the holder's zone.
    pub day: Date,
    /// Whom or what it is about.
    pub subject: Option<Subject>,
    /// How much; an event of which only the number counts need not say.
    pub quantity: Option<u64>,
}

/// Why an event is not counted. It may come again, better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No package in force has such a meter.
    MeterUnknown,
    /// It says no quantity, and the meter adds or compares quantities.
    QuantityMissing,
    /// The quantity is not one that the meter can count, or more than the day has room for.
    QuantityWrong,
    /// The meter counts subjects, and it names none.
    SubjectMissing,
    /// It lies more than an hour ahead.
    TimeAhead,
    /// It lies before the window in which events are known again.
    TimePast,
    /// There is no such event to correct, or it is a correction itself.
    CorrectsUnknown,
    /// The event it corrects is one of another meter.
    CorrectsOther,
}

impl Refusal {
    /// Every refusal.
    pub const EVERY: [Self; 8] = [
        Self::MeterUnknown,
        Self::QuantityMissing,
        Self::QuantityWrong,
        Self::SubjectMissing,
        Self::TimeAhead,
        Self::TimePast,
        Self::CorrectsUnknown,
        Self::CorrectsOther,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MeterUnknown => "meter_unknown",
            Self::QuantityMissing => "quantity_missing",
            Self::QuantityWrong => "quantity_wrong",
            Self::SubjectMissing => "subject_missing",
            Self::TimeAhead => "time_ahead",
            Self::TimePast => "time_past",
            Self::CorrectsUnknown => "corrects_unknown",
            Self::CorrectsOther => "corrects_other",
        }
    }
}

/// When events are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Now, in milliseconds UTC.
    pub now_ms: i64,
    /// How long an event is known again, in milliseconds.
    pub length_ms: i64,
}

/// Whether a kind compares quantities, so that the day's events have to be known one by one to correct any of them.
pub const fn counts_values(kind: MeterKind) -> bool {
    matches!(kind, MeterKind::Maximum | MeterKind::Latest | MeterKind::Level)
}

impl Event {
    /// Whether it can be counted, apart from what is known of it.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, window: Window) -> Result<(), Refusal> {
        if self.at_ms > window.now_ms.saturating_add(AHEAD_MS) {
            return Err(Refusal::TimeAhead);
        }
        // What a correction is about is in the window when the event that it names is.
        if self.corrects.is_none() && self.at_ms < window.now_ms.saturating_sub(window.length_ms) {
            return Err(Refusal::TimePast);
        }
        if self.kind == MeterKind::Unique && self.corrects.is_none() && self.subject.is_none() {
            return Err(Refusal::SubjectMissing);
        }
        self.quantity_fits()
    }

    /// A count counts events, so nobody's 5 becomes a 1 unnoticed; 0 takes an event back.
    fn quantity_fits(&self) -> Result<(), Refusal> {
        let counted = matches!(self.kind, MeterKind::Count | MeterKind::Unique);
        let taken_back = self.corrects.is_some();
        match self.quantity {
            None if counted && !taken_back => Ok(()),
            None => Err(Refusal::QuantityMissing),
            Some(1) => Ok(()),
            Some(0) if taken_back || !counted => Ok(()),
            Some(quantity) if !counted && quantity <= MAX_QUANTITY => Ok(()),
            Some(_) => Err(Refusal::QuantityWrong),
        }
    }

    /// How much it counts for.
    pub fn amount(&self) -> u64 {
        self.quantity.unwrap_or(1)
    }
}
