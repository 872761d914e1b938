//! Figures on their way to the issuer while either database goes back to an older copy and answers are lost.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use crate::testing::cases;

/// A figure: its month, and what makes it different from every other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Figure {
    month: u32,
    made: u64,
}

/// An installation: its figures by number, each with whether it is receipted, and what it has sent.
#[derive(Clone, Debug, Default)]
struct Installation {
    figures: BTreeMap<u64, (Figure, bool)>,
    sent: Vec<Vec<(u64, Figure)>>,
}

/// An issuer: figures by number, and in which order they came.
#[derive(Clone, Debug, Default)]
struct Issuer {
    figures: BTreeMap<u64, (Figure, usize)>,
    came: usize,
}

impl Installation {
    fn close(&mut self, month: u32, made: u64) {
        let n = self.figures.last_key_value().map_or(0, |(n, _)| *n) + 1;
        self.figures.insert(n, (Figure { month, made }, false));
    }

    fn open(&self) -> Vec<u64> {
        self.figures.iter().filter(|(_, (_, receipted))| !receipted).map(|(n, _)| *n).collect()
    }

    fn bundle(&mut self) -> Option<Vec<(u64, Figure)>> {
        let bundle: Vec<_> = self.open().iter().map(|n| (*n, self.figures[n].0)).collect();
        self.sent.push(bundle.clone());
        (!bundle.is_empty()).then_some(bundle)
    }

    /// As the manager does: notes, takes back, numbers anew.
    fn note(&mut self, bundle: &[(u64, Figure)], word: Word) {
        let (first, last) = range(bundle);
        for (n, (_, receipted)) in &mut self.figures {
            if *n <= word.through.min(last) {
                *receipted = true;
            } else if *n > word.through && word.taken.is_none() {
                *receipted = false;
            }
        }
        let open = self.open();
        if let Some(begin) = anew(&open, (first, last), word) {
            let moved: Vec<_> = open.iter().filter_map(|n| self.figures.remove(n)).collect();
            self.figures.extend((begin..).zip(moved));
        }
    }

    /// What it says of each month: its newest figure.
    fn months(&self) -> BTreeMap<u32, u64> {
        self.figures.values().map(|(figure, _)| (figure.month, figure.made)).collect()
    }
}

fn range(bundle: &[(u64, Figure)]) -> (u64, u64) {
    (bundle[0].0, bundle[bundle.len() - 1].0)
}

impl Issuer {
    fn hear(&mut self, bundle: &[(u64, Figure)]) -> Word {
        let other =
            |(n, figure): &&(u64, Figure)| self.figures.get(n).is_some_and(|(here, _)| here != figure);
        let here = Here {
            through: self.figures.last_key_value().map(|(n, _)| *n),
            follows: false,
            differs: bundle.iter().find(other).map(|(n, _)| *n),
        };
        let (first, last) = range(bundle);
        assert!(bundle.iter().zip(first..).all(|((n, _), wanted)| *n == wanted), "no gaps: {bundle:?}");
        let heard = hear(here, first, last);
        self.came += 1;
        for (n, figure) in bundle.iter().filter(|(n, _)| heard.new.is_some_and(|new| *n >= new)) {
            assert!(self.figures.insert(*n, (*figure, self.came)).is_none(), "a number is taken once");
        }
        heard.word
    }

    /// What counts of each month: what came last, and of what came together the highest number.
    fn months(&self) -> BTreeMap<u32, u64> {
        let mut all: Vec<_> = self.figures.iter().map(|(n, (figure, came))| (*came, *n, figure)).collect();
        all.sort_unstable_by_key(|(came, n, _)| (*came, *n));
        all.into_iter().map(|(_, _, figure)| (figure.month, figure.made)).collect()
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Close,
    Correct(u32),
    Contact,
    /// The bundle arrives, and the answer does not.
    Unheard,
    /// An old file is carried once more.
    Again(usize),
    Backup,
    Restore,
    IssuerBackup,
    IssuerRestore,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Close),
        2 => (0..6_u32).prop_map(Step::Correct),
        4 => Just(Step::Contact),
        2 => Just(Step::Unheard),
        1 => (0..8_usize).prop_map(Step::Again),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
        1 => Just(Step::IssuerBackup),
        1 => Just(Step::IssuerRestore),
    ];
    proptest::collection::vec(step, 0..60)
}

/// One contact as the background does it: until nothing waits, or nothing moves.
fn contact(ours: &mut Installation, theirs: &mut Issuer) {
    for _ in 0..20 {
        let Some(bundle) = ours.bundle() else { return };
        let word = theirs.hear(&bundle);
        ours.note(&bundle, word);
    }
}

struct Story {
    ours: Installation,
    theirs: Issuer,
    /// What was closed or corrected since the installation was last put back: the newest of each month.
    since: BTreeMap<u32, u64>,
}

/// What becomes of the steps; `both` databases may go back, or the installation's only.
fn told(steps: &[Step], both: bool) -> Story {
    let mut story =
        Story { ours: Installation::default(), theirs: Issuer::default(), since: BTreeMap::new() };
    let (mut ours_kept, mut theirs_kept) = (story.ours.clone(), story.theirs.clone());
    for (step, made) in steps.iter().zip(0_u64..) {
        let Story { ours, theirs, since } = &mut story;
        let next = ours.figures.values().map(|(figure, _)| figure.month + 1).max().unwrap_or(0);
        match *step {
            Step::Close => {
                ours.close(next, made);
                since.insert(next, made);
            }
            Step::Correct(back) if back < next => {
                ours.close(next - 1 - back, made);
                since.insert(next - 1 - back, made);
            }
            Step::Correct(_) => {}
            Step::Contact => contact(ours, theirs),
            Step::Unheard => {
                if let Some(bundle) = ours.bundle() {
                    theirs.hear(&bundle);
                }
            }
            Step::Again(which) => {
                if let Some(bundle) = ours.sent.get(which).filter(|bundle| !bundle.is_empty()).cloned() {
                    let word = theirs.hear(&bundle);
                    ours.note(&bundle, word);
                }
            }
            Step::Backup => ours_kept = ours.clone(),
            Step::Restore => {
                *ours = ours_kept.clone();
                since.clear();
            }
            Step::IssuerBackup if both => theirs_kept = theirs.clone(),
            Step::IssuerRestore if both => *theirs = theirs_kept.clone(),
            Step::IssuerBackup | Step::IssuerRestore => {}
        }
    }
    // Whatever happened: another month ends, and the line is good.
    let next = story.ours.months().last_key_value().map_or(0, |(month, _)| month + 1);
    story.ours.close(next, u64::MAX);
    story.since.insert(next, u64::MAX);
    contact(&mut story.ours, &mut story.theirs);
    story
}

#[test]
fn a_restored_installation_numbers_its_figures_anew() {
    use Step::{Backup, Close, Contact, Restore};
    let story = told(&[Close, Contact, Backup, Close, Close, Contact, Restore, Close], false);
    assert!(story.ours.open().is_empty(), "nothing waits");
    assert_eq!(story.ours.figures.keys().copied().collect::<Vec<_>>(), [1, 4, 5]);
    let counts = story.theirs.months();
    assert_eq!((counts[&0], counts[&1], counts[&2]), (0, 7, u64::MAX));
}

#[test]
fn what_the_issuer_says_is_heard_once() {
    let taken = Word { through: 5, taken: Some(10) };
    assert_eq!(anew(&[6, 7, 8], (6, 8), taken), Some(11));
    assert_eq!(anew(&[11, 12, 13], (6, 8), taken), None, "it was heard before");
    assert_eq!(
        anew(&[6, 7, 8], (1, 5), Word { through: 10, taken: None }),
        None,
        "of those it knows nothing"
    );
    assert_eq!(anew(&[4, 5, 11], (11, 11), Word { through: 3, taken: None }), Some(4), "6 to 10 are lost");
    assert_eq!(anew(&[6], (6, 6), Word { through: 5, taken: Some(i64::MAX as u64) }), None);
    let unknown = Here { through: None, follows: false, differs: None };
    assert_eq!(hear(unknown, 6, 10), Heard { word: Word { through: 0, taken: None }, new: None, gap: true });
    let heir = Here { follows: true, ..unknown };
    assert_eq!(
        hear(heir, 6, 10),
        Heard { word: Word { through: 10, taken: None }, new: Some(6), gap: false }
    );
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn whatever_an_installation_closes_reaches_its_issuer_once(steps in steps()) {
        let Story { ours, theirs, since } = told(&steps, false);
        prop_assert_eq!(ours.open(), Vec::<u64>::new(), "nothing waits for ever");
        let counts = theirs.months();
        for (month, made) in since {
            prop_assert_eq!(counts[&month], made, "month {}", month);
        }
        prop_assert!(ours.months().keys().all(|month| counts.contains_key(month)), "nothing is lost");
    }

    #[test]
    fn an_issuer_that_goes_back_stops_nobody(steps in steps()) {
        let Story { ours, .. } = told(&steps, true);
        prop_assert_eq!(ours.open(), Vec::<u64>::new(), "nothing waits for ever");
    }

    #[test]
    fn an_issuer_that_goes_back_is_told_everything_again(steps in steps()) {
        let steps: Vec<_> = steps.into_iter().filter(|step| !matches!(step, Step::Restore)).collect();
        let Story { ours, theirs, .. } = told(&steps, true);
        prop_assert_eq!(ours.months(), theirs.months());
    }
}
