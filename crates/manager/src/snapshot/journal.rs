//! What a change of many users has written, so that the snapshot after it need not be read back.
//!
//! The sealing store notes every row of people that it writes ([`Journal::of`]). When the closure of a change has ended,
//! the rows of those users are known without a question to the database: [`Journal::records`] makes them, and
//! [`Slot`](super::Slot) the next snapshot. It counts once the chain is seen to end with this change's entry, by its hash.
//!
//! A change of a few users is read back all the same: it costs little, and notices who edited one of their other rows.

use std::collections::{BTreeSet, HashMap};

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Assignment, Source};
use licentia_platform::db::Write;

use super::{Record, Snapshot, User, load};
use crate::sealed::{AssignmentRow, CENTRAL, Stored, UserRow};

/// From how many rows on a change is one of many users.
const MANY: usize = if cfg!(test) { 2 } else { 512 };

/// Rows of people in the order in which they were written.
#[derive(Default)]
pub(crate) struct Journal {
    wrote: Vec<Wrote>,
    /// Something else of the snapshot was written.
    more: bool,
}

enum Wrote {
    User(Box<Record>),
    Given(UserNo, Assignment),
    Gone(UserNo, ModuleNo, Source),
}

impl Journal {
    /// The journal of a change.
    pub(crate) fn of<'a>(w: &'a mut Write<'_>) -> &'a mut Self {
        w.beside()
    }

    /// These users were added or changed.
    pub(crate) fn users(&mut self, rows: &[UserRow]) {
        let records = rows.iter().map(|row| load::record(row.clone(), false));
        self.wrote.extend(records.map(|record| Wrote::User(record.into())));
    }

    /// These assignments were added or changed.
    pub(crate) fn given(&mut self, rows: &[AssignmentRow]) {
        self.wrote.extend(rows.iter().map(|row| Wrote::Given(row.user, row.assignment)));
    }

    /// These assignments were removed.
    pub(crate) fn gone(&mut self, rows: &[Stored<AssignmentRow>]) {
        let gone = |stored: &Stored<AssignmentRow>| {
            let (module, source) = stored.row.assignment.key();
            Wrote::Gone(stored.row.user, module, source)
        };
        self.wrote.extend(rows.iter().map(gone));
    }

    /// Something was written that only reading shows.
    pub(crate) fn more(&mut self) {
        self.more = true;
    }

    /// Whether nothing of people was written.
    pub(super) fn is_empty(&self) -> bool {
        self.wrote.is_empty()
    }

    /// Whether the snapshot after the change whose entry is of this kind can be made of what was written.
    pub(super) fn is_whole(&self, kind: &str) -> bool {
        let of_people = ["users.", "assignments."].iter().any(|noun| kind.starts_with(noun));
        !self.more && of_people && self.wrote.len() >= MANY
    }

    /// The users that were written.
    pub(super) fn touched(&self) -> BTreeSet<UserNo> {
        let user = |wrote: &Wrote| match wrote {
            Wrote::User(record) => record.no,
            Wrote::Given(user, _) | Wrote::Gone(user, ..) => *user,
        };
        self.wrote.iter().map(user).collect()
    }

    /// The users that were written, as they are now, in order of their numbers; `None` when they have to be read.
    pub(super) fn records(self, at: &Snapshot) -> Option<Vec<Record>> {
        let mut records = Records::default();
        for wrote in self.wrote {
            records.take(at, wrote)?;
        }
        let mut records = records.list;
        records.sort_unstable_by_key(|record| record.no.0);
        for record in &mut records {
            record.assignments.sort_unstable_by_key(|row| (row.module, row.source.value()));
        }
        Some(records)
    }
}

/// The users touched, as they are so far.
#[derive(Default)]
struct Records {
    list: Vec<Record>,
    places: HashMap<UserNo, usize, foldhash::fast::RandomState>,
}

impl Records {
    fn take(&mut self, at: &Snapshot, wrote: Wrote) -> Option<()> {
        match wrote {
            Wrote::User(record) => {
                if at.user(record.no).is_none() && !self.places.contains_key(&record.no) {
                    self.add(*record);
                } else {
                    let known = self.of(at, record.no)?;
                    *known = Record { assignments: std::mem::take(&mut known.assignments), ..*record };
                }
            }
            Wrote::Given(user, row) => {
                let rows = &mut self.of(at, user)?.assignments;
                match rows.iter_mut().find(|known| known.key() == row.key()) {
                    Some(known) => *known = row,
                    None => rows.push(row),
                }
            }
            Wrote::Gone(user, module, source) => {
                self.of(at, user)?.assignments.retain(|row| row.key() != (module, source));
            }
        }
        Some(())
    }

    /// The user as it is so far; `None` when a row of it was tampered with and has to be read again.
    fn of(&mut self, at: &Snapshot, no: UserNo) -> Option<&mut Record> {
        if !self.places.contains_key(&no) {
            let user = at.user(no).filter(|user| !user.tampered() && !user.assignment_tampered())?;
            let sites = at.sites_of(no);
            let sites = (sites != [CENTRAL]).then(|| sites.into());
            self.add(Record { sites, ..user.record() });
        }
        self.list.get_mut(*self.places.get(&no)?)
    }

    fn add(&mut self, record: Record) {
        self.places.insert(record.no, self.list.len());
        self.list.push(record);
    }
}

/// What a change wrote and what is read after it are the same snapshot, unless somebody edited rows meanwhile.
pub(super) fn assert_same(foreseen: &Snapshot, read: &Snapshot) {
    if foreseen.revision != read.revision || foreseen.wrong != read.wrong {
        return;
    }
    assert_eq!((foreseen.hash, &foreseen.usage), (read.hash, &read.usage), "the units in use");
    assert_eq!(foreseen.next_user_no(), read.next_user_no(), "the number of users");
    for (ours, theirs) in foreseen.users().zip(read.users()) {
        let no = theirs.no();
        assert_eq!(ours.record(), theirs.record(), "user {no}");
        assert_eq!(foreseen.sites_of(no), read.sites_of(no), "where user {no} belongs");
        let numbers = (0..read.names.len()).filter_map(ModuleNo::from_index);
        let held = |user: &User<'_>| numbers.clone().filter(|no| user.holds(*no)).collect::<Vec<_>>();
        assert_eq!(held(&ours), held(&theirs), "what user {no} holds");
        let found = foreseen.user_named(theirs.login_key()).map(|user| user.no());
        assert_eq!(found, read.user_named(theirs.login_key()).map(|user| user.no()), "user {no} by name");
    }
}
