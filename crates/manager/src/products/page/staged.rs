//! What is staged, as the address carries it: `add` and `drop` are the users' numbers as ranges in base 36
//! (`2-5.a.1k`), `since` is the revision at which the first of them was staged.

use std::collections::BTreeSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_ui::Here;

use crate::snapshot::Snapshot;
use crate::users;

/// How many people can be staged: what is beyond is for the bulk change, which needs no address.
pub(super) const AT_MOST: usize = 500;

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) add: BTreeSet<u32>,
    pub(super) drop: BTreeSet<u32>,
    pub(super) since: Option<u64>,
    /// There was more than fits.
    pub(super) too_many: bool,
}

impl Staged {
    /// From the address; what cannot be read stages nobody.
    pub(super) fn read(here: &Here) -> Self {
        let (mut room, mut too_many) = (AT_MOST, false);
        let mut part = |name| {
            let (numbers, more) = parse(here.get(name).unwrap_or_default(), room);
            room -= numbers.len();
            too_many |= more;
            numbers
        };
        let (add, mut drop) = (part("add"), part("drop"));
        drop.retain(|no| !add.contains(no));
        let since = here.get("since").and_then(|since| since.parse().ok());
        Self { add, drop, since, too_many }
    }

    /// The same page with this staged.
    pub(super) fn put(&self, here: &Here, now: u64) -> Here {
        let mut here = here.without("add").without("drop").without("since");
        if !self.add.is_empty() {
            here = here.with("add", write(&self.add));
        }
        if !self.drop.is_empty() {
            here = here.with("drop", write(&self.drop));
        }
        if self.is_empty() { here } else { here.with("since", self.since.unwrap_or(now)) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.add.is_empty() && self.drop.is_empty()
    }

    /// With some more; what does not fit is left out, and said.
    pub(super) fn adding(mut self, users: impl IntoIterator<Item = UserNo>) -> Self {
        for no in users {
            self.drop.remove(&no.0);
            self.too_many |= !self.fits(no);
            if self.fits(no) {
                self.add.insert(no.0);
            }
        }
        self
    }

    /// With some more to be recalled.
    pub(super) fn dropping(mut self, users: impl IntoIterator<Item = UserNo>) -> Self {
        for no in users {
            self.add.remove(&no.0);
            self.too_many |= !self.fits(no);
            if self.fits(no) {
                self.drop.insert(no.0);
            }
        }
        self
    }

    /// Without this user.
    pub(super) fn without(mut self, user: UserNo) -> Self {
        self.add.remove(&user.0);
        self.drop.remove(&user.0);
        self
    }

    fn fits(&self, no: UserNo) -> bool {
        self.add.len() + self.drop.len() < AT_MOST || self.add.contains(&no.0) || self.drop.contains(&no.0)
    }
}

/// What is staged and still makes sense.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// Who would be given it.
    pub(super) add: Vec<UserNo>,
    /// Who would give it up.
    pub(super) drop: Vec<UserNo>,
}

impl Settled {
    /// Whoever has it already needs no adding; of whoever has it no more, or only with a plan, there is nothing to recall.
    pub(super) fn of(at: &Snapshot, module: ModuleNo, staged: &Staged) -> Self {
        let own = granted_as(at, module);
        let has = |no: &UserNo| {
            let user = at.user(*no).filter(|user| !users::deleted(user))?;
            Some(user.assignments().iter().any(|row| own.contains(&row.module)))
        };
        let numbers = |set: &BTreeSet<u32>| set.iter().copied().map(UserNo).collect::<Vec<_>>();
        let mut settled = Self { add: numbers(&staged.add), drop: numbers(&staged.drop) };
        settled.add.retain(|no| has(no) == Some(false));
        settled.drop.retain(|no| has(no) == Some(true));
        settled
    }

    pub(super) fn count(&self) -> usize {
        self.add.len() + self.drop.len()
    }
}

/// The module itself, and what it was called before.
pub(super) fn granted_as(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let was = at.licences().module(no).and_then(|module| module.was);
    std::iter::once(no).chain(was).collect()
}

/// Numbers as ranges: `2-5.a.1k`.
fn write(numbers: &BTreeSet<u32>) -> String {
    let mut out = String::new();
    let mut rest = numbers.iter().copied().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        while rest.peek().is_some_and(|next| next - last == 1) {
            last += 1;
            rest.next();
        }
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&base36(first));
        if last > first {
            out.push(if last == first + 1 { '.' } else { '-' });
            out.push_str(&base36(last));
        }
    }
    out
}

fn base36(mut number: u32) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut out = Vec::new();
    loop {
        out.push(char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
        if number == 0 {
            return out.iter().rev().collect();
        }
    }
}

/// At most `room` numbers, and whether there were more.
fn parse(text: &str, room: usize) -> (BTreeSet<u32>, bool) {
    let mut numbers = BTreeSet::new();
    let number = |text: &str| u32::from_str_radix(text, 36).ok();
    for part in text.split('.').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Some(first), Some(last)) = (number(first), number(last)) else { continue };
        for no in first..=last {
            if numbers.len() >= room && !numbers.contains(&no) {
                return (numbers, true);
            }
            numbers.insert(no);
        }
    }
    (numbers, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_staged_survives_the_address(numbers in prop::collection::btree_set(any::<u32>(), 0..AT_MOST)) {
            prop_assert_eq!(parse(&write(&numbers), AT_MOST), (numbers, false));
        }

        #[test]
        fn no_address_stages_too_many_or_breaks_the_page(text in "[0-9a-zA-Z.\\-]{0,60}") {
            prop_assert!(parse(&text, AT_MOST).0.len() <= AT_MOST);
        }
    }

    #[test]
    fn ranges_are_short() {
        let numbers: BTreeSet<u32> = [2, 3, 4, 5, 10, 56, 57].into();
        assert_eq!(write(&numbers), "2-5.a.1k.1l");
        assert_eq!(parse("0-zzzzzz", 500).0.len(), 500);
        assert!(parse("0-zzzzzz", 500).1);
        let here = Here::new("/products/a", "add=1-3&drop=3.4&since=9&q=x");
        let staged = Staged::read(&here);
        assert_eq!((staged.add.len(), staged.drop.len(), staged.since), (3, 1, Some(9)));
        assert_eq!(staged.put(&here, 20).to_string(), "/products/a?q=x&add=1-3&drop=4&since=9");
        assert_eq!(Staged::default().put(&here, 20).to_string(), "/products/a?q=x");
    }
}
