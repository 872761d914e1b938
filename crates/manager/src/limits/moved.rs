//! Where the use that was reported under a bare name is counted when plans come and go.
//!
//! What a bare name means changes with the first package of all, and with the plan of another issuer that has the limit.
//! What was counted moves along. It is read as use of the limit that the name means now, and
//! lies there from the next report on.

use std::collections::{BTreeMap, BTreeSet};

use super::counting::Key;
use super::named::{first, has, holder};
use super::store::{ReservationRow, UseRow};
use crate::snapshot::Snapshot;

/// What lies elsewhere than it is counted: its database and its key, and the issuer under which it lies.
pub(super) type Moved = BTreeMap<(u32, Key), String>;

/// Reads rows as what their names mean now. A number that was reported for the limit itself stays what it is, and one of
/// several that lie elsewhere moves.
pub(super) fn read_as_meant(at: &Snapshot, rows: &mut [UseRow]) -> Moved {
    let mut taken: BTreeSet<(u32, Key)> = rows.iter().map(|row| (row.site, key(row))).collect();
    let mut moved = Moved::new();
    for row in rows {
        let Some(issuer) = moves_to(at, &row.issuer, &row.name) else { continue };
        let place = (row.site, (issuer.to_owned(), row.name.clone()));
        if taken.insert(place.clone()) {
            moved.insert(place, std::mem::replace(&mut row.issuer, issuer.to_owned()));
        }
    }
    moved
}

/// Reads what is reserved as what its name means now, where the use has moved or nothing was licensed then.
pub(super) fn reserved_as_meant(at: &Snapshot, rows: &mut [UseRow], moved: &Moved) {
    for row in rows {
        let Some(issuer) = moves_to(at, &row.issuer, &row.name) else { continue };
        let place = (row.site, (issuer.to_owned(), row.name.clone()));
        if row.issuer.is_empty() || moved.get(&place) == Some(&row.issuer) {
            issuer.clone_into(&mut row.issuer);
        }
    }
}

/// Whether a reservation is one of this limit and this database, by the name of then or of now.
pub(super) fn is_of(at: &Snapshot, row: &ReservationRow, (site, key): &(u32, Key)) -> bool {
    let by_issuer = row.issuer == key.0 || moves_to(at, &row.issuer, &row.name) == Some(&*key.0);
    row.site == *site && row.name == key.1 && by_issuer
}

/// The issuer to whose limit use moves: what was reported when nothing was licensed, and what the first issuer, who does not
/// limit it, keeps for bare names. While licences are tampered with nobody knows what they say, and nothing moves.
fn moves_to<'a>(at: &'a Snapshot, issuer: &str, name: &str) -> Option<&'a str> {
    if !at.stopped().is_empty() || has(at, issuer, name) {
        return None;
    }
    match (holder(at, name), first(at)) {
        (Some(holder), first) if issuer.is_empty() || first == Some(issuer) => Some(holder),
        (None, first) if issuer.is_empty() => first,
        _ => None,
    }
}

fn key(row: &UseRow) -> Key {
    (row.issuer.clone(), row.name.clone())
}
