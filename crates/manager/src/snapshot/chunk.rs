//! 1,024 users: what a check reads of each in one record, the rest as columns.

use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::seats::{Assignment, Person};

use super::login::Login;
use super::users::Record;

pub(super) const EXISTS: u16 = 1;
pub(super) const IN_SERVICE: u16 = 2;
pub(super) const CAN_LOG_IN: u16 = 4;
pub(super) const TAMPERED: u16 = 8;
pub(super) const WAITING: u16 = 16;
pub(super) const ASSIGNMENT_TAMPERED: u16 = 32;
pub(super) const BOXED: u16 = 64;
/// Waits for approval.
pub(super) const UNAPPROVED: u16 = 128;
pub(super) const KIND_SHIFT: u32 = 8;

pub(super) fn bit(on: bool, bit: u16) -> u16 {
    if on { bit } else { 0 }
}

/// Users per chunk: a change of one user copies the chunk, some 100 kB.
pub(crate) const CHUNK: usize = 1_024;

/// What a check reads of one user: a quarter of a cache line.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub(super) struct Seen {
    /// The first 64 modules held.
    held: u64,
    /// Where the user's assignments end; they begin where those of the user before end.
    assignments_end: u32,
    pub(super) bits: u16,
}

/// 1,024 users. What a check reads stands in the chunk itself, so that it goes from the list of chunks straight to its
/// user, and fetches the record and the log-in name at the same time.
#[derive(Clone)]
pub(super) struct Chunk {
    pub(super) seen: [Seen; CHUNK],
    logins: [Login; CHUNK],
    /// The log-in names that are long.
    long: String,
    pub(super) ids: Vec<u128>,
    /// Words per user of the bit set of held modules.
    width: usize,
    /// Of each user the words after the first.
    held_more: Vec<u64>,
    assignments: Vec<Assignment>,
}

impl Default for Chunk {
    fn default() -> Self {
        Self::with_room(0, 1, 0)
    }
}

impl Chunk {
    /// How many users there are, counting the numbers that nobody has.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn login(&self, slot: usize) -> &str {
        self.logins[slot].text(&self.long)
    }

    /// Whether this is the user's folded log-in name.
    #[inline]
    pub(super) fn has_login(&self, slot: usize, key: &str) -> bool {
        self.logins[slot].is(key, &self.long)
    }

    pub(super) fn assignments(&self, slot: usize) -> &[Assignment] {
        let start = if slot == 0 { 0 } else { self.seen[slot - 1].assignments_end };
        &self.assignments[start as usize..self.seen[slot].assignments_end as usize]
    }

    /// Whether the user holds the module: one bit.
    #[inline]
    pub(super) fn holds(&self, slot: usize, module: ModuleNo) -> bool {
        let held = match module.index() / 64 {
            0 => self.seen[slot].held,
            word if word < self.width => self.held_more[slot * (self.width - 1) + word - 1],
            _ => 0,
        };
        held >> (module.0 % 64) & 1 == 1
    }

    /// The words of the bit set of what the user holds.
    fn held(&self, slot: usize) -> impl Iterator<Item = u64> {
        let more = self.width - 1;
        let more = self.held_more[slot * more..(slot + 1) * more].iter().copied();
        std::iter::once(self.seen[slot].held).chain(more)
    }

    fn with_room(users: usize, width: usize, assignments: usize) -> Self {
        Self {
            seen: [Seen { held: 0, assignments_end: 0, bits: 0 }; CHUNK],
            logins: [Login::NONE; CHUNK],
            long: String::new(),
            ids: Vec::with_capacity(users),
            width: width.max(1),
            held_more: Vec::with_capacity(users * (width.max(1) - 1)),
            assignments: Vec::with_capacity(assignments),
        }
    }

    fn push(
        &mut self,
        bits: u16,
        id: u128,
        login: &str,
        held: impl Iterator<Item = u64>,
        rows: &[Assignment],
    ) {
        let slot = self.len();
        let mut held = held.chain(std::iter::repeat(0));
        self.ids.push(id);
        self.logins[slot] = Login::new(login, &mut self.long);
        self.assignments.extend_from_slice(rows);
        let assignments_end = self.assignments.len() as u32;
        self.seen[slot] = Seen { held: held.next().unwrap_or(0), assignments_end, bits };
        self.held_more.extend(held.take(self.width - 1));
    }

    /// This chunk with `records`, which are in order of their numbers, in place of what stood there.
    pub(super) fn with(&self, first: usize, records: &[(Record, ModuleSet)], width: usize) -> Self {
        let last = records.last().map_or(0, |(record, _)| record.no.0 as usize - first + 1);
        let users = self.len().max(last);
        let mut next = Self::with_room(users, width, self.assignments.len() + 4);
        let mut new = records.iter().peekable();
        for slot in 0..users {
            if let Some((record, holds)) = new.next_if(|(record, _)| record.no.0 as usize == first + slot) {
                let held = holds.words().iter().copied();
                next.push(record.bits(), record.id, &record.login_key, held, &record.assignments);
            } else if slot < self.len() {
                let (bits, id) = (self.seen[slot].bits, self.ids[slot]);
                next.push(bits, id, self.login(slot), self.held(slot), self.assignments(slot));
            } else {
                next.push(0, 0, "", std::iter::empty(), &[]);
            }
        }
        // Chunks live long: what was reserved in vain is given back.
        next.long.shrink_to_fit();
        next.assignments.shrink_to_fit();
        next
    }

    /// This chunk with what each user holds computed anew.
    pub(super) fn held_anew(
        &self,
        first: usize,
        width: usize,
        holds: &impl Fn(&Person<'_>) -> ModuleSet,
    ) -> Self {
        let width = width.max(1);
        let mut next =
            Self { width, held_more: Vec::with_capacity(self.len() * (width - 1)), ..self.clone() };
        for slot in 0..self.len() {
            let set = holds(&person(self, slot, UserNo((first + slot) as u32)));
            let mut words = set.words().iter().copied().chain(std::iter::repeat(0));
            next.seen[slot].held = words.next().unwrap_or(0);
            next.held_more.extend(words.take(width - 1));
        }
        next
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.ids.capacity() * 16
            + self.long.capacity()
            + self.held_more.capacity() * 8
            + self.assignments.capacity() * size_of::<Assignment>()
    }
}

pub(super) fn person(chunk: &Chunk, slot: usize, no: UserNo) -> Person<'_> {
    let bits = chunk.seen[slot].bits;
    Person { no, kind: kind(bits), active: active(bits), assignments: chunk.assignments(slot) }
}

#[inline]
pub(super) fn active(bits: u16) -> bool {
    bits & (EXISTS | IN_SERVICE | CAN_LOG_IN | TAMPERED | UNAPPROVED) == EXISTS | IN_SERVICE | CAN_LOG_IN
}

#[inline]
pub(super) fn kind(bits: u16) -> UserKind {
    match bits >> KIND_SHIFT {
        2 => UserKind::Resource,
        3 => UserKind::External,
        4 => UserKind::Anonymous,
        5 => UserKind::System,
        _ => UserKind::Internal,
    }
}
