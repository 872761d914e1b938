//! The people of one installation, in chunks of 1,024 that are shared between one root and the next.

use std::sync::Arc;

use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::seats::{Assignment, Person};

use super::chunk::{
    ASSIGNMENT_TAMPERED, BOXED, CAN_LOG_IN, CHUNK, Chunk, EXISTS, IN_SERVICE, KIND_SHIFT, TAMPERED,
    UNAPPROVED, WAITING, active, bit, kind, person,
};
use super::index::Index;

/// One user as the snapshot is told of it: the editing form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// The number, which is the place.
    pub no: UserNo,
    /// The id, a UUID.
    pub id: u128,
    /// The folded log-in name (rule 18).
    pub login_key: Box<str>,
    /// What kind of user.
    pub kind: UserKind,
    /// Not a former or deleted one.
    pub in_service: bool,
    /// May log in.
    pub can_log_in: bool,
    /// Somebody has yet to approve the user.
    pub waiting_for_approval: bool,
    /// Its row's seal is wrong (rule 10): the row counts as absent.
    pub tampered: bool,
    /// Some assignment's seal is wrong: which one stands in the snapshot's list.
    pub assignment_tampered: bool,
    /// What it was granted, waiting ones included.
    pub assignments: Vec<Assignment>,
    /// The databases it belongs to, unless that is the central one alone.
    pub sites: Option<Box<[u32]>>,
}

impl Record {
    /// As core's rules see it.
    pub(crate) fn person(&self) -> Person<'_> {
        Person {
            no: self.no,
            kind: self.kind,
            active: self.in_service && self.can_log_in && !self.waiting_for_approval && !self.tampered,
            assignments: &self.assignments,
        }
    }

    pub(super) fn bits(&self) -> u16 {
        let waiting = self.assignments.iter().any(super::waits);
        let boxed = self.assignments.iter().any(|a| a.until.is_some());
        EXISTS
            | bit(self.in_service, IN_SERVICE)
            | bit(self.can_log_in, CAN_LOG_IN)
            | bit(self.waiting_for_approval, UNAPPROVED)
            | bit(self.tampered, TAMPERED)
            | bit(waiting, WAITING)
            | bit(boxed, BOXED)
            | bit(self.assignment_tampered, ASSIGNMENT_TAMPERED)
            | (self.kind as u16) << KIND_SHIFT
    }
}

/// One user in the snapshot.
#[derive(Clone, Copy)]
pub struct User<'a> {
    chunk: &'a Chunk,
    slot: usize,
    no: UserNo,
}

impl<'a> User<'a> {
    /// The number.
    pub fn no(&self) -> UserNo {
        self.no
    }

    /// The id, as the bits of a UUID.
    pub fn id(&self) -> u128 {
        self.chunk.ids[self.slot]
    }

    /// The folded log-in name.
    pub fn login_key(&self) -> &'a str {
        self.chunk.login(self.slot)
    }

    /// The kind of user.
    #[inline]
    pub fn kind(&self) -> UserKind {
        kind(self.bits())
    }

    /// May log in and is neither former nor deleted: the bits alone say so, so that a check reads no other column.
    #[inline]
    pub fn active(&self) -> bool {
        active(self.bits())
    }

    /// With us: neither former nor deleted.
    pub fn in_service(&self) -> bool {
        self.bits() & IN_SERVICE != 0
    }

    /// In service and may log in, approved or not.
    pub fn may_log_in(&self) -> bool {
        self.bits() & (IN_SERVICE | CAN_LOG_IN) == IN_SERVICE | CAN_LOG_IN
    }

    /// Whether somebody has yet to approve the user.
    #[inline]
    pub fn waiting_for_approval(&self) -> bool {
        self.bits() & UNAPPROVED != 0
    }

    /// Whether the row's seal was wrong when it was last read (rule 10).
    #[inline]
    pub fn tampered(&self) -> bool {
        self.bits() & TAMPERED != 0
    }

    /// Whether some intent of this user waits for a seat (rule 13).
    #[inline]
    pub fn waits(&self) -> bool {
        self.bits() & WAITING != 0
    }

    /// Whether some assignment of this user has a last day.
    #[inline]
    pub(crate) fn boxed(&self) -> bool {
        self.bits() & BOXED != 0
    }

    /// Whether some assignment row of this user has a wrong seal.
    #[inline]
    pub fn assignment_tampered(&self) -> bool {
        self.bits() & ASSIGNMENT_TAMPERED != 0
    }

    /// Whether the user holds the module (rule 3): one bit.
    #[inline]
    pub fn holds(&self, module: ModuleNo) -> bool {
        self.chunk.holds(self.slot, module)
    }

    /// What was granted, waiting ones included.
    pub fn assignments(&self) -> &'a [Assignment] {
        self.chunk.assignments(self.slot)
    }

    /// As core's rules see it.
    pub fn person(&self) -> Person<'a> {
        person(self.chunk, self.slot, self.no)
    }

    #[inline]
    fn bits(&self) -> u16 {
        self.chunk.seen[self.slot].bits
    }

    pub(crate) fn record(&self) -> Record {
        Record {
            no: self.no,
            id: self.id(),
            login_key: self.login_key().into(),
            kind: self.kind(),
            in_service: self.bits() & IN_SERVICE != 0,
            waiting_for_approval: self.waiting_for_approval(),
            can_log_in: self.bits() & CAN_LOG_IN != 0,
            tampered: self.tampered(),
            assignment_tampered: self.assignment_tampered(),
            assignments: self.assignments().to_vec(),
            sites: None,
        }
    }
}

/// All users of one installation: a persistent table.
#[derive(Clone, Default)]
pub(crate) struct Users {
    chunks: Arc<Vec<Arc<Chunk>>>,
    ids: Index,
    logins: Index,
    width: usize,
}

impl Users {
    /// An empty table whose bit sets have room for `modules` modules.
    pub(crate) fn for_modules(modules: usize) -> Self {
        Self { width: modules.div_ceil(64), ..Self::default() }
    }

    /// The user with this number.
    #[inline]
    pub(crate) fn get(&self, no: UserNo) -> Option<User<'_>> {
        let (chunk, slot) = (no.0 as usize / CHUNK, no.0 as usize % CHUNK);
        let chunk = self.chunks.get(chunk)?;
        (chunk.seen[slot].bits & EXISTS != 0).then_some(User { chunk, slot, no })
    }

    /// The user with this id.
    #[inline]
    pub(crate) fn by_id(&self, id: u128) -> Option<User<'_>> {
        self.ids.find(&id, |no| self.get(UserNo(no)).filter(|user| user.id() == id))
    }

    /// The user with this folded log-in name.
    #[inline]
    pub(crate) fn by_login(&self, key: &str) -> Option<User<'_>> {
        self.logins.find(key, |no| self.get(UserNo(no)).filter(|user| user.chunk.has_login(user.slot, key)))
    }

    /// The number after the last user's. A chunk always ends with a user, so nobody has to be looked at.
    pub(crate) fn end(&self) -> UserNo {
        let before = self.chunks.len().saturating_sub(1) * CHUNK;
        UserNo((before + self.chunks.last().map_or(0, |chunk| chunk.len())) as u32)
    }

    /// Every user, in order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = User<'_>> {
        self.chunks.iter().enumerate().flat_map(|(at, chunk)| {
            (0..chunk.len()).filter(|slot| chunk.seen[*slot].bits & EXISTS != 0).map(move |slot| User {
                chunk,
                slot,
                no: UserNo((at * CHUNK + slot) as u32),
            })
        })
    }

    /// Puts `records`, each with what it holds, in place of what stood at their numbers.
    /// They may come in any order; each number once.
    pub(crate) fn put(&mut self, mut records: Vec<(Record, ModuleSet)>, modules: usize) {
        self.width = self.width.max(modules.div_ceil(64));
        records.sort_by_key(|(record, _)| record.no.0);
        for (record, _) in &records {
            self.reindex(record);
        }
        let chunks = Arc::make_mut(&mut self.chunks);
        for of_chunk in records.chunk_by(|(a, _), (b, _)| a.no.0 as usize / CHUNK == b.no.0 as usize / CHUNK)
        {
            let at = of_chunk[0].0.no.0 as usize / CHUNK;
            while chunks.len() <= at {
                chunks.push(Arc::default());
            }
            chunks[at] = Arc::new(chunks[at].with(at * CHUNK, of_chunk, self.width));
        }
    }

    /// Computes what everybody holds anew: after a package or a day changed it.
    pub(crate) fn hold_anew(&mut self, modules: usize, holds: impl Fn(&Person<'_>) -> ModuleSet) {
        self.width = self.width.max(modules.div_ceil(64));
        for (at, chunk) in Arc::make_mut(&mut self.chunks).iter_mut().enumerate() {
            *chunk = Arc::new(chunk.held_anew(at * CHUNK, self.width, &holds));
        }
    }

    /// Bytes held, about.
    pub(crate) fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes()).sum::<usize>() + self.ids.bytes() + self.logins.bytes()
    }

    fn reindex(&mut self, record: &Record) {
        let old = self.get(record.no).map(|user| (user.id(), user.login_key().to_owned()));
        let no = record.no.0;
        match &old {
            Some((id, _)) if *id == record.id => {}
            other => {
                if let Some((id, _)) = other {
                    self.ids.remove(id, no);
                }
                self.ids.insert(&record.id, no);
            }
        }
        match &old {
            Some((_, login)) if **login == *record.login_key => {}
            other => {
                if let Some((_, login)) = other {
                    self.logins.remove(login.as_str(), no);
                }
                self.logins.insert(&*record.login_key, no);
            }
        }
    }
}
