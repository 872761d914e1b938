//! What holds for every month, however it was reported, invoiced and credited.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::licence::Texts;
use crate::package::MeterKind;

fn terms(block: u64, price: u64) -> Terms {
    Terms { currency: "EUR".to_owned(), block, price }
}

fn meter(prices: &[(&str, u64)]) -> MeterDef {
    MeterDef {
        name: "emails".to_owned(),
        titles: Texts::new(),
        kind: MeterKind::Count,
        unit: Texts::new(),
        base: 0,
        per_plan: 0,
        block: 1_000,
        prices: prices.iter().map(|(currency, price)| ((*currency).to_owned(), *price)).collect(),
    }
}

/// A ledger of one month, kept the simple way: every line that was ever written, in order.
#[derive(Default)]
struct Month {
    lines: Vec<(Charge, Fate)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stands,
    Settled,
    Anew,
}

impl Month {
    fn standing(&self) -> Option<Standing> {
        let counting = || self.lines.iter().filter(|(_, fate)| *fate != Fate::Anew);
        let first = counting().next()?;
        Some(Standing {
            settled: counting().map(|(line, _)| line.blocks).sum(),
            owed: counting().filter(|(_, fate)| *fate == Fate::Stands).map(|(line, _)| line.blocks).sum(),
            terms: first.0.terms.clone(),
        })
    }

    fn paid(&self) -> i64 {
        self.lines.iter().filter(|(_, fate)| *fate == Fate::Stands).map(|(line, _)| line.amount).sum()
    }
}

#[test]
fn a_begun_block_is_a_whole_one() {
    assert_eq!([0, 1, 999, 1_000, 1_001].map(|overage| blocks(overage, 1_000)), [0, 1, 1, 1, 2]);
    assert_eq!(blocks(7, 0), 7, "a block of nothing is one unit");
}

#[test]
fn a_correction_keeps_the_price_of_its_month() {
    let first = charge(2_500, None, &Pricing::Priced(terms(1_000, 100))).unwrap().unwrap();
    assert_eq!((first.blocks, first.amount), (3, 300));
    let standing = Standing { settled: 3, owed: 3, terms: first.terms };
    let more = charge(4_100, Some(&standing), &Pricing::Priced(terms(10, 999))).unwrap().unwrap();
    assert_eq!((more.blocks, more.amount, more.terms.price), (2, 200, 100));
    let less = charge(900, Some(&standing), &Pricing::Missing).unwrap().unwrap();
    assert_eq!((less.blocks, less.amount), (-2, -200));
    assert_eq!(charge(2_001, Some(&standing), &Pricing::Free), Ok(None), "still three blocks");
}

#[test]
fn what_was_credited_is_not_paid_back_again() {
    let settled = Standing { settled: 3, owed: 0, terms: terms(1_000, 100) };
    assert_eq!(charge(0, Some(&settled), &Pricing::Free), Ok(None));
    let more = charge(4_000, Some(&settled), &Pricing::Free).unwrap().unwrap();
    assert_eq!(more.blocks, 1, "only what came after it");
}

#[test]
fn what_has_no_price_here_is_said_and_not_given_away() {
    assert_eq!(Pricing::of(&meter(&[]), "SEK"), Pricing::Free);
    assert_eq!(Pricing::of(&meter(&[("SEK", 0)]), "SEK"), Pricing::Free);
    assert_eq!(Pricing::of(&meter(&[("EUR", 5)]), "SEK"), Pricing::Missing);
    assert_eq!(Pricing::of(&meter(&[("EUR", 5)]), "EUR"), Pricing::Priced(terms(1_000, 5)));
    assert_eq!(charge(1, None, &Pricing::Missing), Err(Obstacle::NoPrice));
    assert_eq!(charge(0, None, &Pricing::Missing), Ok(None));
    assert_eq!(charge(1, None, &Pricing::Free), Ok(None));
}

#[test]
fn nonsense_is_refused_and_not_cut_to_size() {
    let dear = Pricing::Priced(terms(1, u64::MAX));
    assert_eq!(charge(1, None, &dear), Err(Obstacle::TooLarge));
    assert_eq!(charge(u64::MAX, None, &Pricing::Priced(terms(1, 1))), Err(Obstacle::TooLarge));
    assert_eq!(total([i64::MAX, 1]), Err(Obstacle::TooLarge));
    assert_eq!(total([i64::MAX, 1, -1]), Err(Obstacle::TooLarge), "never through a wrong sum");
    assert_eq!(total([3, -5]), Ok(-2));
}

#[test]
fn nonsense_leaves_room_for_what_can_be_true() {
    assert_eq!(beyond_all_sums(&[3, -5, i64::MAX - 3]), [0_usize; 0]);
    assert_eq!(beyond_all_sums(&[490, i64::MAX, 980]), [1]);
    assert_eq!(beyond_all_sums(&[i64::MIN, -490, i64::MIN]), [0, 2]);
}

proptest! {
    /// What is left has a sum, what could be true is never left out, and nothing is without need.
    #[test]
    fn only_the_largest_amounts_are_left_out_of_a_sum(
        amounts in vec(prop_oneof![-1_000_000_000_000..1_000_000_000_000_i64, any::<i64>()], 0..40),
    ) {
        let out = beyond_all_sums(&amounts);
        let kept = |with: Option<usize>| {
            (0..amounts.len()).filter(|place| Some(*place) == with || !out.contains(place)).map(|place| amounts[place]).collect::<Vec<_>>()
        };
        prop_assert!(total(kept(None)).is_ok());
        prop_assert!(out.iter().all(|place| amounts[*place].unsigned_abs() > u64::MAX >> 7));
        prop_assert!(total(amounts.iter().copied()).is_err() || out.is_empty());
    }

    #[test]
    fn a_block_is_never_half_empty_and_never_too_few(overage in 0..u64::MAX, block in 1..u64::MAX) {
        let count = blocks(overage, block);
        prop_assert!(u128::from(count) * u128::from(block) >= u128::from(overage));
        prop_assert!(count == 0 || u128::from(count - 1) * u128::from(block) < u128::from(overage));
    }

    /// Figures in any order, invoices after any of them, the price changing meanwhile: nothing is lost, nothing is
    /// charged twice, and the amounts add up exactly.
    #[test]
    fn in_the_end_a_month_has_cost_what_its_last_figure_costs(
        figures in vec((0..50_000_u64, any::<bool>(), 1..5_000_u64), 1..20),
        block in 1..2_000_u64,
        price in 1..5_000_u64,
    ) {
        let mut month = Month::default();
        let mut last = 0;
        let invoice = |month: &mut Month, overage, price| {
            let pricing = Pricing::Priced(terms(block, price));
            let line = charge(overage, month.standing().as_ref(), &pricing).unwrap();
            month.lines.extend(line.map(|line| (line, Fate::Stands)));
        };
        let mut first_price = None;
        for (overage, is_invoiced, price_now) in figures.into_iter().chain([(0, false, price)]) {
            if is_invoiced {
                if overage > 0 {
                    first_price.get_or_insert(price_now);
                }
                invoice(&mut month, overage, price_now);
            }
            last = overage;
        }
        invoice(&mut month, last, price);
        let price = first_price.unwrap_or(price);
        prop_assert_eq!(month.paid(), i64::try_from(blocks(last, block) * price).unwrap());
        prop_assert_eq!(charge(last, month.standing().as_ref(), &Pricing::Free), Ok(None), "once is enough");
    }

    /// With credit notes in between, the last line first, nobody ever owes less than nothing, and every amount is
    /// its blocks times the price.
    #[test]
    fn nobody_gets_back_what_they_do_not_owe(
        steps in vec((0..50_000_u64, 0..4_u8), 1..25),
        block in 1..2_000_u64,
    ) {
        let mut month = Month::default();
        for (overage, what) in steps {
            match what {
                // Credit the last line, settled or to be invoiced anew.
                fate @ (0 | 1) => {
                    if let Some((_, last)) = month.lines.iter_mut().rev().find(|(_, last)| *last == Fate::Stands) {
                        *last = if fate == 0 { Fate::Settled } else { Fate::Anew };
                    }
                }
                _ => {
                    let line = charge(overage, month.standing().as_ref(), &Pricing::Priced(terms(block, 7))).unwrap();
                    month.lines.extend(line.map(|line| (line, Fate::Stands)));
                }
            }
            prop_assert!(month.standing().is_none_or(|standing| standing.owed >= 0), "{:?}", month.standing());
        }
        prop_assert!(month.lines.iter().all(|(line, _)| line.amount == line.blocks * 7));
    }
}
