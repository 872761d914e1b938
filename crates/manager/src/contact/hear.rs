//! What an answer changes here, except for the package that it offers.

use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::{self, Entry, Rewound};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Answer, Head, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::converse::Heard;
use super::ours::Ours;
use super::store::{self, ContactRow, Offered, Renamed};
use super::{Word, by};
use crate::keyring;
use crate::sealed::hex;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What is left to do after an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Next {
    /// What the answer says.
    pub(super) word: Word,
    /// Of a problem.
    pub(super) code: Option<String>,
    /// A package that we have not had in force.
    pub(super) offered: Option<Offered>,
}

/// Keeps an answer: its texts, its time, its list of keys, its countersigned head.
///
/// # Errors
/// 409 `turn_lost` when it took so long that somebody else asks; the database's.
pub(super) async fn hear(
    manager: &Manager,
    scope: ScopeNo,
    ours: &Ours,
    turn: &str,
    heard: Heard,
) -> Result<Next, Problem> {
    let (trust, turn, issuer) = (manager.trust().clone(), turn.to_owned(), ours.issuer.clone());
    let (at_ms, head, partner) = (heard.answer.at_ms, heard.answer.head.clone(), heard.partner);
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let mut row = store::here(w, issuer.as_str())?;
        if row.turn.as_deref() != Some(&*turn) {
            return Err(Problem::conflict("turn_lost"));
        }
        let next = take_in(&mut row, at, &heard.answer);
        let keys = heard.keys.as_deref().map(|line| keyring::take_up(w, &trust, line)).transpose()?.flatten();
        let newly = heard.answer.head.as_ref().map(|head| countersigned(w, &mut row, head)).transpose()?;
        store::save(w, &row)?;
        let newly = newly.unwrap_or(false);
        if keys.is_some() || newly {
            let after =
                json!({"issuer": row.issuer, "keys": keys, "seen": newly.then_some(row.head_revision)});
            w.record(Entry::new(if newly { "contact.rewound" } else { "contact.keys" }, 1).after(after))?;
        } else {
            w.outside_chain();
        }
        Ok((next, row.rewound.is_some().then(|| w.revision() - 1)))
    };
    let (mut next, rewound) = manager.write(scope, &by(), write).await?.value;
    // The time is the vendor's to tell, within reason: beyond that a person has to look which clock is wrong.
    if !partner && !manager.db().raise_time(at_ms) {
        (next.word, next.code) = (Word::Problem, Some("authority_time_ahead".to_owned()));
    }
    if let (Some(found), Some(head)) = (rewound, head) {
        mark_rewound(manager, scope, found, &head);
    }
    Ok(next)
}

/// Tells the server that its database is older than what the authority has seen.
fn mark_rewound(manager: &Manager, scope: ScopeNo, found: u64, head: &Head) {
    let digit = |at: usize| u8::from_str_radix(head.hash.get(2 * at..2 * at + 2)?, 16).ok();
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = digit(at).unwrap_or_default();
    }
    manager.db().mark_rewound(Rewound { scope, witnessed: head.revision, found }, hash);
}

/// The answer in the issuer's row. State and code follow when the package is settled.
fn take_in(row: &mut ContactRow, at: &Snapshot, answer: &Answer) -> Next {
    let installation = at.installation();
    let have = installation.in_force.get(&row.issuer).map_or(0, |mark| mark.sequence);
    let offered = answer.package.as_ref().filter(|offer| offer.sequence > have);
    row.offered = offered.map(|offer| Offered {
        id: offer.id.clone(),
        sequence: offer.sequence,
        sha256: offer.sha256.clone(),
    });
    let other = |holder: &&licentia_protocol::conversation::AnswerHolder| {
        installation.holder.as_ref() != Some(&holder.name)
            || installation.serial.as_ref() != Some(&holder.serial)
    };
    row.new_holder = answer
        .holder
        .as_ref()
        .filter(other)
        .map(|holder| Renamed { name: holder.name.clone(), serial: holder.serial.clone() });
    (row.message, row.hold, row.link) = (answer.message.clone(), answer.hold.clone(), answer.link.clone());
    row.server_ms = row.server_ms.max(Some(answer.at_ms));
    if let Some(head) =
        answer.head.as_ref().filter(|head| row.head_revision.is_none_or(|r| r < head.revision))
    {
        (row.head_revision, row.head_hash) = (Some(head.revision), Some(head.hash.clone()));
    }
    let word = match answer.state {
        State::UpToDate => Word::UpToDate,
        State::NewLicence if row.offered.is_some() => Word::NewLicenceAvailable,
        State::NewCompanyName if row.new_holder.is_some() => Word::NewCompanyName,
        State::NewSerial if row.new_holder.is_some() => Word::NewSerialNumber,
        // What is new to the authority was taken over here in the meantime.
        State::NewLicence | State::NewCompanyName | State::NewSerial => Word::UpToDate,
        State::Message => Word::Message,
        State::MessageWithLink => Word::MessageWithLink,
        State::Problem => Word::Problem,
    };
    Next { word, code: answer.code.clone(), offered: row.offered.clone() }
}

/// Compares the head that the authority countersigns with the chain. Returns whether the chain is newly found rewound
/// (rule 10): the authority has seen a head beyond ours, or another entry under the same number. Once a restore has been
/// declared, the heads that it gave up count no more.
fn countersigned(w: &mut Write<'_>, row: &mut ContactRow, head: &Head) -> Result<bool, Problem> {
    let given_up = row.head_given_up.is_some_and(|revision| head.revision <= revision);
    if head.revision == 0 || given_up || stands_in_chain(w, head)? {
        row.rewound = None;
        return Ok(false);
    }
    match row.rewound {
        None => {
            row.rewound = Some(w.revision());
            Ok(true)
        }
        Some(since) if restore_declared(w, since)? => {
            (row.rewound, row.head_given_up) = (None, Some(head.revision));
            Ok(false)
        }
        Some(_) => Ok(false),
    }
}

fn stands_in_chain(w: &mut Write<'_>, head: &Head) -> Result<bool, Problem> {
    let scope = w.scope();
    if head.revision >= w.revision() {
        return Ok(false);
    }
    let there = ledger::entries_after(w, scope, head.revision - 1, 1)?;
    Ok(there.first().is_some_and(|entry| entry.revision == head.revision && hex(&entry.hash) == head.hash))
}

/// Whether somebody has declared, after the entry `since`, that the database is what it should be.
fn restore_declared(w: &mut Write<'_>, since: u64) -> Result<bool, Problem> {
    const BATCH: u32 = 512;
    let (scope, mut after) = (w.scope(), since);
    loop {
        let entries = ledger::entries_after(w, scope, after, BATCH)?;
        if entries.iter().any(|entry| entry.kind == "ledger.restore_declared") {
            return Ok(true);
        }
        match entries.last() {
            Some(last) if entries.len() == BATCH as usize => after = last.revision,
            _ => return Ok(false),
        }
    }
}
