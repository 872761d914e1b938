//! The last day on which somebody used anything: in memory, a bit per user, flushed once a minute.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use licentia_core::ids::UserNo;
use licentia_platform::by::By;
use licentia_platform::problem::Problem;

use super::store;
use crate::state::Manager;

/// Who used anything since the last flush.
#[derive(Default)]
pub(crate) struct LastUse {
    /// A bit per user, in blocks of 64. Users beyond them are noted in `more` until the next flush makes room.
    bits: ArcSwap<Vec<AtomicU64>>,
    more: Mutex<BTreeSet<u32>>,
    /// Who was flushed for the day, so that nobody is written twice a day.
    flushed: Mutex<Flushed>,
}

#[derive(Default)]
struct Flushed {
    day: String,
    bits: Vec<u64>,
}

impl LastUse {
    /// Notes that a user used something. On nearly every check the bit is set already: then this is one read.
    #[inline]
    pub(crate) fn note(&self, user: UserNo) {
        let (word, bit) = (user.index() / 64, 1 << (user.index() % 64));
        match self.bits.load().get(word) {
            Some(bits) if bits.load(Ordering::Relaxed) & bit != 0 => {}
            Some(bits) => drop(bits.fetch_or(bit, Ordering::Relaxed)),
            None => drop(self.more.lock().unwrap_or_else(PoisonError::into_inner).insert(user.0)),
        }
    }

    /// Who was noted and is not written yet, with the day it was on; `users` is how many there may be from now on.
    fn take(&self, today: &str, users: usize) -> (String, Vec<UserNo>) {
        let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
        let bits = self.bits.load_full();
        let more = std::mem::take(&mut *self.more.lock().unwrap_or_else(PoisonError::into_inner));
        let mut new: Vec<UserNo> = Vec::new();
        for user in more {
            new.extend(unseen(&mut flushed.bits, user / 64, 1 << (user % 64)));
        }
        for (word, noted) in bits.iter().enumerate() {
            new.extend(unseen(&mut flushed.bits, word as u32, noted.load(Ordering::Relaxed)));
        }
        let another_day = flushed.day != today;
        let day = if flushed.day.is_empty() { today.to_owned() } else { flushed.day.clone() };
        if another_day {
            *flushed = Flushed { day: today.to_owned(), bits: Vec::new() };
        }
        if another_day || bits.len() * 64 < users {
            // Who is noted between reading the bits and this is noted again at the next check.
            self.bits.store(Arc::new((0..users.div_ceil(64)).map(|_| AtomicU64::new(0)).collect()));
        }
        (day, new)
    }

    /// What could not be written is written next time.
    fn give_back(&self, users: &[UserNo]) {
        let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut more = self.more.lock().unwrap_or_else(PoisonError::into_inner);
        for user in users {
            if let Some(bits) = flushed.bits.get_mut(user.index() / 64) {
                *bits &= !(1 << (user.index() % 64));
            }
            more.insert(user.0);
        }
    }
}

/// The users of one word who were not flushed yet; they are now.
fn unseen(flushed: &mut Vec<u64>, word: u32, noted: u64) -> impl Iterator<Item = UserNo> + use<> {
    if flushed.len() <= word as usize {
        flushed.resize(word as usize + 1, 0);
    }
    let new = noted & !flushed[word as usize];
    flushed[word as usize] |= noted;
    (0..64).filter(move |bit| new >> bit & 1 == 1).map(move |bit| UserNo(word * 64 + bit))
}

/// Writes last uses to their users, one change per installation, outside the chain.
///
/// # Errors
/// The database's; what was not written is written next time.
pub(crate) async fn flush_last_use(manager: &Manager) -> Result<(), Problem> {
    for slot in manager.slots() {
        let (today, users) = {
            let at = slot.load();
            (at.day().today.to_string(), at.next_user_no().index())
        };
        let (day, used) = slot.last_use().take(&today, users);
        if used.is_empty() {
            continue;
        }
        let (by, rows) = (By::system("last_use"), used.clone());
        let written = manager.db().write(slot.scope(), &by, move |w| {
            w.outside_chain();
            Ok(store::used(w, &day, &rows)?)
        });
        if let Err(problem) = written.await {
            slot.last_use().give_back(&used);
            return Err(problem);
        }
    }
    Ok(())
}
