//! 1,024 users as columns.

use licentia_core::bits::ModuleSet;
use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_core::seats::{Assignment, Person};

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

/// 1,024 users as columns, so that a check touches one line of each column it needs.
#[derive(Clone, Default)]
pub(super) struct Chunk {
    pub(super) bits: Vec<u16>,
    pub(super) ids: Vec<u128>,
    pub(super) login_ends: Vec<u32>,
    pub(super) logins: String,
    /// Words of the bit set of held modules, per user.
    pub(super) width: usize,
    pub(super) holds: Vec<u64>,
    pub(super) assignment_ends: Vec<u32>,
    pub(super) assignments: Vec<Assignment>,
}

impl Chunk {
    pub(super) fn login(&self, slot: usize) -> &str {
        &self.logins[range(&self.login_ends, slot)]
    }

    pub(super) fn assignments(&self, slot: usize) -> &[Assignment] {
        &self.assignments[range(&self.assignment_ends, slot)]
    }

    pub(super) fn holds(&self, slot: usize) -> &[u64] {
        &self.holds[slot * self.width..(slot + 1) * self.width]
    }

    fn with_room(users: usize, width: usize, like: &Self) -> Self {
        Self {
            bits: Vec::with_capacity(users),
            ids: Vec::with_capacity(users),
            login_ends: Vec::with_capacity(users),
            logins: String::with_capacity(like.logins.len() + 32),
            width,
            holds: Vec::with_capacity(users * width),
            assignment_ends: Vec::with_capacity(users),
            assignments: Vec::with_capacity(like.assignments.len() + 4),
        }
    }

    fn push(&mut self, bits: u16, id: u128, login: &str, holds: &[u64], assignments: &[Assignment]) {
        self.bits.push(bits);
        self.ids.push(id);
        self.logins.push_str(login);
        self.login_ends.push(self.logins.len() as u32);
        self.holds.extend((0..self.width).map(|word| holds.get(word).copied().unwrap_or(0)));
        self.assignments.extend_from_slice(assignments);
        self.assignment_ends.push(self.assignments.len() as u32);
    }

    /// This chunk with `records`, which are in order of their numbers, in place of what stood there.
    pub(super) fn with(&self, first: usize, records: &[(Record, ModuleSet)], width: usize) -> Self {
        let last = records.last().map_or(0, |(record, _)| record.no.0 as usize - first + 1);
        let users = self.bits.len().max(last);
        let mut next = Self::with_room(users, width, self);
        let mut new = records.iter().peekable();
        for slot in 0..users {
            if let Some((record, holds)) = new.next_if(|(record, _)| record.no.0 as usize == first + slot) {
                next.push(record.bits(), record.id, &record.login_key, holds.words(), &record.assignments);
            } else if slot < self.bits.len() {
                next.push(
                    self.bits[slot],
                    self.ids[slot],
                    self.login(slot),
                    self.holds(slot),
                    self.assignments(slot),
                );
            } else {
                next.push(0, 0, "", &[], &[]);
            }
        }
        // Chunks live long: what was reserved in vain is given back.
        next.logins.shrink_to_fit();
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
        let mut next = Self { width, holds: Vec::with_capacity(self.bits.len() * width), ..self.clone() };
        for slot in 0..self.bits.len() {
            let set = holds(&person(self, slot, UserNo((first + slot) as u32)));
            next.holds.extend((0..width).map(|word| set.words().get(word).copied().unwrap_or(0)));
        }
        next
    }

    pub(super) fn bytes(&self) -> usize {
        self.bits.capacity() * 2
            + self.ids.capacity() * 16
            + (self.login_ends.capacity() + self.assignment_ends.capacity()) * 4
            + self.logins.capacity()
            + self.holds.capacity() * 8
            + self.assignments.capacity() * size_of::<Assignment>()
    }
}

fn range(ends: &[u32], slot: usize) -> std::ops::Range<usize> {
    let start = if slot == 0 { 0 } else { ends[slot - 1] as usize };
    start..ends[slot] as usize
}

pub(super) fn person(chunk: &Chunk, slot: usize, no: UserNo) -> Person<'_> {
    let bits = chunk.bits[slot];
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
