//! The ordinary contact: a bound installation asks what is new, and nothing about it is.
//!
//! A hundred thousand installations ask every day, each of another customer. What they say is taken in
//! a thousand at a time, in the house's turn, with one statement per table; whatever needs a decision
//! or an entry in the customer's chain is left to [`super::contact`].

use licentia_platform::db::{Kind, ScopeNo, Write};
use licentia_platform::problem::Problem;

use super::contact::{OLDEST_MS, believed, nonce_until};
use super::heard::{Heard, InForce, Met};
use super::store::{self, Standing};
use crate::installations::State;
use crate::installations::rule::{self, Move};

/// What became of an ordinary contact.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It was heard.
    Met(Box<Met>),
    /// The nonce was used before.
    Replayed,
    /// It is not ordinary: nothing was taken in.
    Unusual,
}

/// The ordinary contacts of all customers.
pub(crate) struct Routine;

impl Kind for Routine {
    type Item = Heard;
    type Outcome = Outcome;
    const ACTOR: &'static str = "conversation";

    fn apply(w: &mut Write<'_>, items: &[Heard]) -> Result<Vec<Outcome>, Problem> {
        w.outside_chain();
        let now_ms = w.now_ms();
        let mut standings = store::standings(w, items)?;
        let ordinary: Vec<(usize, ScopeNo)> = (0..items.len())
            .filter_map(|n| {
                let standing = standings[n].as_ref()?;
                is_ordinary(standing, &items[n], now_ms).then_some((n, standing.customer))
            })
            .collect();
        let fresh = store::take_nonces(w, items, &ordinary, |heard| nonce_until(heard, now_ms), now_ms)?;
        store::note(w, items, &fresh, now_ms)?;
        let taken: std::collections::HashSet<usize> = fresh.iter().map(|(n, _)| *n).collect();
        let asked: std::collections::HashSet<usize> = ordinary.iter().map(|(n, _)| *n).collect();
        let outcome = |n: usize| match standings[n].take() {
            Some(standing) if taken.contains(&n) => Outcome::Met(Box::new(met(standing, &items[n]))),
            Some(_) if asked.contains(&n) => Outcome::Replayed,
            _ => Outcome::Unusual,
        };
        Ok((0..items.len()).map(outcome).collect())
    }
}

/// Whether nothing has to be decided, and nothing told to the chain.
fn is_ordinary(standing: &Standing, heard: &Heard, now_ms: i64) -> bool {
    let deleted = match heard.package {
        InForce::Deleted => standing.deleted,
        InForce::Is(_) => !standing.deleted,
        InForce::Unsaid => true,
    };
    standing.state == State::Bound
        && standing.party.is(&heard.name, &heard.serial)
        && standing.party.replaces.is_none()
        && !standing.rewound
        && !heard.rewound
        && heard.back_ms.is_none()
        && heard.keep.is_none()
        && heard.nonce.is_some()
        && deleted
        && heard.iat >= standing.said_at
        && heard.iat <= believed(now_ms)
        && heard.iat.saturating_mul(1_000) >= now_ms - OLDEST_MS
        && rule::moved(&standing.head, standing.said_at, &heard.head, heard.iat) == Move::Forward
}

fn met(standing: Standing, heard: &Heard) -> Met {
    Met {
        state: standing.state,
        party: std::sync::Arc::new(standing.party),
        newest: standing.newest,
        head: heard.head.clone(),
        kept: None,
        waiting: standing.waiting,
        ordered: standing.ordered,
    }
}
