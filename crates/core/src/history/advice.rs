//! "Buy or take back?"

use super::Summary;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is known about a module besides its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// What there is today; `None` = no cap.
    pub cap: Option<u64>,
    /// How many people were refused because no seat was left.
    pub refused: u64,
    /// How many seats are held by people who have not used anything for a long time.
    pub idle: u64,
}

/// What to do about the number of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Advice {
    /// There is nothing to advise: no cap, nothing licensed, or too few days.
    Nothing,
    /// Seats were short. Idle ones come first; what they do not cover is to be bought.
    Short {
        /// Idle seats that can be taken back.
        reclaim: u64,
        /// Seats still missing then.
        buy: u64,
    },
    /// Every seat was taken on some days, but nobody was refused.
    Full {
        /// Idle seats that can be taken back.
        reclaim: u64,
    },
    /// Seats will be short on this day.
    Soon {
        /// The first day without a free seat.
        on: Date,
        /// Idle seats that can be taken back before.
        reclaim: u64,
    },
    /// So many seats were never used in a long time.
    Spare {
        /// The seats.
        seats: u64,
    },
    /// It is as it should be.
    Enough,
}

/// From so many days on, what was never used is spare.
const SPARE_DAYS: u32 = 90;
/// Seats are spare when less than this share of them was ever used, in hundredths.
const SPARE_BELOW: u128 = 85;

/// What the days and the situation ask for.
pub fn advise(summary: &Summary, situation: &Situation) -> Advice {
    let Some(cap) = situation.cap.filter(|cap| *cap > 0) else { return Advice::Nothing };
    if situation.refused > 0 {
        let reclaim = situation.idle.min(situation.refused);
        return Advice::Short { reclaim, buy: situation.refused - reclaim };
    }
    if summary.full_days > 0 {
        return Advice::Full { reclaim: situation.idle };
    }
    if let Some(on) = summary.exhausted {
        return Advice::Soon { on, reclaim: situation.idle };
    }
    let Some((highest, _)) = summary.highest else { return Advice::Nothing };
    let spare = u128::from(highest) * 100 < u128::from(cap) * SPARE_BELOW;
    match (summary.days >= SPARE_DAYS, spare) {
        (true, true) => Advice::Spare { seats: cap - highest },
        (true, false) => Advice::Enough,
        (false, _) => Advice::Nothing,
    }
}
