//! What an answer changes here, except for the package that it offers.

use licentia_core::package::Holder;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::{Entry, Rewound};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Answer, Head, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::converse::Heard;
use super::ours::Ours;
use super::rewound::countersigned;
use super::store::{self, ContactRow, Offered, Renamed};
use super::{FORMER, Word, by};
use crate::keyring;
use crate::snapshot::Snapshot;
use crate::snapshot::told::{REWOUND, from_hex};
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
        // What a partner has seen stands in its own row: it may be wrong, and the whole installation's state is not its affair.
        let seen = heard.answer.head.filter(|_| newly == Some(true) && !partner);
        if keys.is_some() || seen.is_some() {
            let kind = if seen.is_some() { REWOUND } else { "contact.keys" };
            let (seen, hash) =
                (seen.as_ref().map(|head| head.revision), seen.as_ref().map(|head| &head.hash));
            let after = json!({"issuer": row.issuer, "keys": keys, "seen": seen, "hash": hash});
            w.record(Entry::new(kind, 1).after(after))?;
        } else {
            w.outside_chain();
        }
        Ok((next, row.rewound.filter(|_| !partner).map(|_| w.revision() - 1)))
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
    manager.db().mark_rewound(Rewound { scope, witnessed: head.revision, found }, from_hex(&head.hash));
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
    let renames = matches!(answer.state, State::NewCompanyName | State::NewSerial);
    if renames && row.new_holder.as_ref().is_some_and(|told| is_former(at, &row.issuer, told)) {
        return Next { word: Word::Problem, code: Some(FORMER.to_owned()), offered: row.offered.clone() };
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

/// Whether an issuer that tells us a holder has only not heard that we are another one by now: its own last package is
/// for that holder, or the package of another issuer has turned that holder into ours. What its own package replaced it
/// may turn back.
fn is_former(at: &Snapshot, issuer: &str, told: &Renamed) -> bool {
    let is_told = |holder: &Holder| (&holder.name, &holder.serial) == (&told.name, &told.serial);
    let own = issuer.parse().ok().and_then(|issuer| at.package_of(&issuer).or(at.former_package_of(&issuer)));
    own.is_some_and(|own| is_told(&own.package.holder))
        || at.packages().iter().any(|other| {
            other.package.issuer.as_str() != issuer && other.package.replaces.as_ref().is_some_and(is_told)
        })
}
