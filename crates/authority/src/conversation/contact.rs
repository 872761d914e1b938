//! One contact of an installation, taken in: who it is, what it says of itself, and whether it was heard before.
//!
//! Contacts arrive by the thousand, so they share commits; the chain is told only of what somebody
//! should know: a key that was bound or turned away, an older database, a clock set back, licences
//! deleted (rules 9 to 11 and 20).

use std::collections::HashSet;
use std::sync::Arc;

use licentia_platform::db::{Kind, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::Offer;
use serde_json::{Value, json};

use super::heard::{Heard, InForce, Met, Outcome};
use crate::customers::store::{Party, close_enrolment, confirm_holder, party};
use crate::installations::rule::{self, Move};
use crate::installations::{Installation, Origin, State, store};
use crate::requests::{self, Letterbox};
use crate::{customers, orders, packages};

/// How long a request may be under way, in milliseconds: 30 days.
pub(crate) const OLDEST_MS: i64 = 30 * 86_400_000;
/// How many keys besides the bound one are kept for one customer; more are answered and forgotten.
const MOST_STRANGERS: usize = 100;
/// How many letters of a key that is not bound are kept.
const MOST_OF_STRANGERS: u64 = 20;
/// How many messages of the bound key are kept that came online within [`OLDEST_MS`]: a fault, or somebody who means
/// harm, fills no disk.
const MOST_OF_BOUND: u64 = 200;
/// How many letters of keys that are not bound may wait for one customer.
const MOST_WAITING: u64 = 100;
/// How far ahead of ours a sender's clock is believed to be, in seconds: a day. What one installation dates
/// later must not make what it says tomorrow look old.
const AHEAD_S: i64 = 86_400;

/// Two times that a clock was set back by, in milliseconds, are the same up to a day.
const SAME_MS: u64 = 86_400_000;

/// The contacts of one customer.
pub(crate) struct Contacts;

impl Kind for Contacts {
    type Item = Heard;
    type Outcome = Outcome;
    const ACTOR: &'static str = "conversation";

    fn apply(w: &mut Write<'_>, items: &[Heard]) -> Result<Vec<Outcome>, Problem> {
        let Some(first) = items.first() else { return Ok(Vec::new()) };
        let mut visit = Visit::open(w, items, &first.issuer)?;
        let outcomes = items.iter().map(|heard| visit.hear(w, heard)).collect::<Result<Vec<_>, _>>()?;
        visit.close(w)?;
        Ok(outcomes)
    }
}

/// The customer's side of a batch of contacts.
struct Visit {
    no: ScopeNo,
    now_ms: i64,
    party: Arc<Party>,
    known: Vec<Installation>,
    before: Vec<Installation>,
    used: HashSet<(String, String)>,
    fresh: Vec<(String, String, i64)>,
    newest: Option<Offer>,
    waiting: bool,
    ordered: bool,
    /// What the chain is told: key, what happened, a number with it.
    events: Vec<(String, &'static str, Value)>,
    confirmed: bool,
    /// A key was bound: the serial number is closed again.
    closed: bool,
}

impl Visit {
    fn open(w: &mut Write<'_>, items: &[Heard], issuer: &str) -> Result<Self, Problem> {
        let no = w.scope();
        let party = party(w, no)?.ok_or_else(|| Problem::not_found("customer"))?;
        let known = store::of_to_change(w, no)?;
        let nonces: Vec<(&str, &str)> =
            items.iter().filter_map(|heard| Some((heard.kid.as_str(), heard.nonce.as_deref()?))).collect();
        let used = if nonces.is_empty() { Vec::new() } else { store::used(w, no, &nonces)? };
        Ok(Self {
            no,
            now_ms: w.now_ms(),
            party: Arc::new(party),
            before: known.clone(),
            known,
            used: used.into_iter().collect(),
            fresh: Vec::new(),
            newest: packages::store::offer(w, no, issuer)?,
            waiting: requests::store::any_waiting(w, no)?,
            ordered: orders::any_waiting(w, no)?,
            events: Vec::new(),
            confirmed: false,
            closed: false,
        })
    }

    fn hear(&mut self, w: &mut Write<'_>, heard: &Heard) -> Result<Outcome, Problem> {
        let there = match &heard.keep {
            Some(letter) => requests::store::kept(w, self.no, &heard.kid, letter)?,
            None => None,
        };
        let again = there.is_some() && (heard.origin == Origin::File || heard.nonce.is_none());
        let aged = heard.nonce.is_some() && heard.iat.saturating_mul(1_000) < self.now_ms - OLDEST_MS;
        match &there {
            Some(kept) if !kept.same => return Ok(Outcome::Replayed),
            // The very same file again: whoever carried it is told what they were told before.
            _ if again => {}
            _ if aged => return Ok(Outcome::TooOld),
            _ if heard.nonce.is_some() && heard.iat > believed(self.now_ms) => {
                return Ok(Outcome::FromFuture);
            }
            _ => {}
        }
        let at = self.place(heard);
        let ours = self.party.was(&heard.name, &heard.serial);
        let state = rule::standing(&self.known, &heard.kid, self.party.enrolment, ours);
        // A stranger's message tells and changes nothing, however often it comes; remembering its nonces would let
        // anybody who knows a serial number fill the table.
        if !again && state == State::Bound && !self.take_nonce(heard) {
            return Ok(Outcome::Replayed);
        }
        let mut head = heard.head.clone();
        if let Some(at) = at {
            self.stand(at, state);
            self.listen(at, heard);
            head = self.known[at].head.clone();
        }
        let kept = match (there, &heard.keep) {
            (None, Some(letter)) if at.is_some() && self.is_worth(w, heard, state, letter)? => {
                Some(requests::store::keep(w, self.no, &heard.kid, heard.origin, letter)?)
            }
            (there, _) => there,
        };
        let newest = self.newest.clone();
        let (waiting, ordered, party) = (self.waiting, self.ordered, self.party.clone());
        Ok(Outcome::Met(Box::new(Met { state, party, newest, head, kept, waiting, ordered })))
    }

    /// Whether something is kept on the desk: what somebody carried here, what the customer's own installation
    /// sends within measure, and of strangers some letters.
    fn is_worth(
        &self,
        w: &mut Write<'_>,
        heard: &Heard,
        state: State,
        letter: &Letterbox,
    ) -> Result<bool, Problem> {
        if heard.origin == Origin::File {
            return Ok(true);
        }
        let kept_since =
            |w: &mut Write<'_>, since_ms| requests::store::count_of(w, self.no, &heard.kid, since_ms);
        if state == State::Bound {
            return Ok(kept_since(w, self.now_ms - OLDEST_MS)? < MOST_OF_BOUND);
        }
        if letter.kind != requests::Kind::Letter {
            return Ok(false);
        }
        let bound =
            self.known.iter().find(|one| one.state == State::Bound).map_or("", |one| one.kid.as_str());
        Ok(kept_since(w, 0)? < MOST_OF_STRANGERS
            && requests::store::waiting_letters_besides(w, self.no, bound)? < MOST_WAITING)
    }

    /// Whether the nonce is new; it is used up then.
    fn take_nonce(&mut self, heard: &Heard) -> bool {
        let Some(nonce) = &heard.nonce else { return true };
        if !self.used.insert((heard.kid.clone(), nonce.clone())) {
            return false;
        }
        let until = nonce_until(heard, self.now_ms);
        self.fresh.push((heard.kid.clone(), nonce.clone(), until));
        true
    }

    /// Where the installation stands in the list, at its end when it is new; none when there are too many. What
    /// somebody carried here is always heard, so that no crowd of strangers keeps the customer's new machine away.
    fn place(&mut self, heard: &Heard) -> Option<usize> {
        if let Some(at) = self.known.iter().position(|one| one.kid == heard.kid) {
            return Some(at);
        }
        let ours = self.party.was(&heard.name, &heard.serial);
        let state = rule::standing(&self.known, &heard.kid, self.party.enrolment, ours);
        let strangers = self.known.iter().filter(|one| one.state != State::Bound).count();
        let welcome = state == State::Bound || heard.origin == Origin::File;
        if strangers >= MOST_STRANGERS && !welcome {
            return None;
        }
        self.known.push(new(self.no, heard, state, self.now_ms));
        self.event(&heard.kid, state.as_str(), Value::Null);
        self.closed |= state == State::Bound;
        Some(self.known.len() - 1)
    }

    fn stand(&mut self, at: usize, state: State) {
        let one = &mut self.known[at];
        one.was_copy |= state == State::Copy;
        if std::mem::replace(&mut one.state, state) != state {
            let kid = one.kid.clone();
            self.event(&kid, state.as_str(), Value::Null);
            self.closed |= state == State::Bound;
        }
    }

    fn event(&mut self, kid: &str, what: &'static str, number: Value) {
        self.events.push((kid.to_owned(), what, number));
    }

    /// Takes in what the installation says, as far as it is newer than what is known.
    fn listen(&mut self, at: usize, heard: &Heard) {
        let now_ms = self.now_ms;
        let iat = heard.iat.min(believed(now_ms));
        let one = &mut self.known[at];
        let mut events: Vec<(&'static str, Value)> = Vec::new();
        one.last_at_ms = now_ms;
        if one.state != State::Bound {
            // The row says what it calls itself now; the chain is never told what a stranger says.
            if iat >= one.said_at {
                said(one, heard, iat);
            }
            return;
        }
        let moved = rule::moved(&one.head, one.said_at, &heard.head, iat);
        let rewound = moved == Move::Rewound || heard.rewound;
        if rewound && one.rewound_at_ms.is_none() {
            one.rewound_at_ms = Some(now_ms);
            events.push(("rewound", json!([heard.head.revision, one.head.revision])));
        }
        one.sequence = one.sequence.max(heard.sequence);
        one.keys = one.keys.max(heard.keys.unwrap_or(0));
        if iat >= one.said_at {
            // What was overtaken is no later than what overtook it; otherwise an older database that asks every
            // minute would never be noticed.
            let said_at = one.said_at;
            said(one, heard, iat);
            if moved == Move::Late {
                one.said_at = said_at;
            }
            if moved == Move::Forward && heard.head.revision > one.head.revision {
                one.head = heard.head.clone();
            }
            // It is told again and again, a little different each time.
            if let Some(back) = heard.back_ms
                && one.set_back.is_none_or(|(told, _)| told.abs_diff(back) > SAME_MS)
            {
                one.set_back = Some((back, now_ms));
                events.push(("clock_set_back", json!(back)));
            }
            match heard.package {
                InForce::Deleted if one.deleted_at_ms.is_none() => {
                    one.deleted_at_ms = Some(now_ms);
                    events.push(("deleted", Value::Null));
                }
                InForce::Is(Some(_)) => one.deleted_at_ms = None,
                _ => {}
            }
            let follows = one.state == State::Bound && self.party.is(&heard.name, &heard.serial);
            if follows && self.party.replaces.is_some() && !std::mem::replace(&mut self.confirmed, true) {
                events.push(("holder_followed", Value::Null));
            }
        }
        for (what, number) in events {
            self.event(&heard.kid, what, number);
        }
    }

    /// Writes what changed, and tells the chain what it should know.
    fn close(self, w: &mut Write<'_>) -> Result<(), Problem> {
        let changed: Vec<&Installation> =
            self.known.iter().filter(|one| !self.before.contains(one)).collect();
        store::save(w, self.no, &changed)?;
        if !self.fresh.is_empty() {
            let fresh: Vec<(&str, &str, i64)> =
                self.fresh.iter().map(|(kid, nonce, until)| (kid.as_str(), nonce.as_str(), *until)).collect();
            store::use_up(w, self.no, &fresh, self.now_ms)?;
        }
        if self.closed {
            close_enrolment(w, self.no)?;
        }
        if self.confirmed {
            confirm_holder(w, self.no)?;
            requests::store::settle_changes(w, self.no)?;
        }
        let Some((kid, what, _)) = self.events.first() else {
            w.outside_chain();
            return Ok(());
        };
        let mut entry = Entry::new(kind(what), 1)
            .subject(customers::subject(&self.party.id))
            .subject(crate::installations::subject(kid))
            .after(json!({ "what": what, "installation": kid }));
        if self.events.len() > 1 {
            for event in &self.events {
                entry.member(event);
            }
        }
        w.record(entry)
    }
}

/// What the chain calls the first thing that somebody should know.
fn kind(what: &str) -> &'static str {
    match what {
        "bound" => "installations.bound",
        "waiting" => "installations.waiting",
        "copy" => "installations.copy",
        "rewound" => "installations.rewound",
        "clock_set_back" => "installations.clock_set_back",
        "deleted" => "installations.deleted",
        _ => "installations.changed",
    }
}

/// Until when a nonce is remembered: to the end of the day on which its request is too old. A request from a
/// clock that runs ahead is too old later than others.
pub(super) fn nonce_until(heard: &Heard, now_ms: i64) -> i64 {
    const DAY_MS: i64 = 86_400_000;
    let from = now_ms.max(heard.iat.saturating_mul(1_000));
    from.saturating_add(OLDEST_MS + 2 * DAY_MS).div_euclid(DAY_MS).saturating_mul(DAY_MS)
}

/// The latest moment, in seconds, that a sender's clock is believed to show.
pub(super) fn believed(now_ms: i64) -> i64 {
    now_ms.div_euclid(1_000) + AHEAD_S
}

fn said(one: &mut Installation, heard: &Heard, iat: i64) {
    one.said_at = iat;
    one.origin = heard.origin;
    one.name.clone_from(&heard.name);
    one.serial.clone_from(&heard.serial);
    one.told = heard.head.clone();
    if heard.version.is_some() {
        one.version.clone_from(&heard.version);
    }
    match &heard.package {
        InForce::Unsaid => {}
        InForce::Is(package) => one.package.clone_from(package),
        InForce::Deleted => one.package = None,
    }
}

fn new(no: ScopeNo, heard: &Heard, state: State, now_ms: i64) -> Installation {
    Installation {
        customer: no,
        kid: heard.kid.clone(),
        public_key: heard.public_key.clone(),
        state,
        origin: heard.origin,
        first_at_ms: now_ms,
        last_at_ms: now_ms,
        name: heard.name.clone(),
        serial: heard.serial.clone(),
        version: None,
        sequence: 0,
        package: None,
        keys: 0,
        said_at: heard.iat.min(believed(now_ms)),
        head: heard.head.clone(),
        told: heard.head.clone(),
        rewound_at_ms: None,
        set_back: None,
        deleted_at_ms: None,
        was_copy: state == State::Copy,
    }
}
