//! The members of a filter, in order.
//!
//! A few are fetched and sorted. Of many, the index of the order is walked in stretches and whoever is no member is passed
//! over: a page near the beginning reads about as many rows as it shows, and one beyond the middle is walked to from the
//! end. Orders that only the snapshot knows (plan, state) put the members together first, and go by name within.

use licentia_core::ids::UserNo;
use licentia_platform::db::{DbError, ScopeNo, Sql};
use serde::{Deserialize, Serialize};

use super::members::Members;
use super::sort::{Sort, SortBy, together};
use super::store::{self, Key, Stretch};
use crate::snapshot::Snapshot;

/// So many are fetched by number rather than looked for in an index.
const FEW: u64 = 2_048;
/// The most rows of one stretch.
const STRETCH: u64 = 16_384;

/// Where a user stands in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Among those who come together, which lot.
    lot: usize,
    key: String,
    no: u32,
}

/// Which part of the order is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    /// What comes after this place.
    pub(super) after: Option<Place>,
    /// Leave out so many.
    pub(super) offset: u64,
    /// How many at most.
    pub(super) limit: u64,
}

/// One stretch of the order.
pub(super) fn page(
    sql: &mut dyn Sql,
    at: &Snapshot,
    members: &Members,
    sort: Sort,
    window: &Window,
) -> Result<Vec<(UserNo, Place)>, DbError> {
    let Some(lots) = together(at, members, sort) else {
        return by_key(sql, at.scope(), members, sort, window);
    };
    let by_name = Sort { by: SortBy::Name, ..sort };
    let first = window.after.as_ref().map_or(0, |place| place.lot);
    let (mut found, mut offset) = (Vec::new(), window.offset);
    for (lot, members) in lots.iter().enumerate().skip(first) {
        let after = window.after.clone().filter(|place| place.lot == lot);
        let left = window.limit - found.len() as u64;
        if left == 0 {
            break;
        }
        if after.is_none() && offset >= members.count() {
            offset -= members.count();
            continue;
        }
        let part = by_key(sql, at.scope(), members, by_name, &Window { after, offset, limit: left })?;
        offset = 0;
        found.extend(part.into_iter().map(|(no, place)| (no, Place { lot, ..place })));
    }
    Ok(found)
}

/// The same, in the order of a column of the table.
pub(super) fn by_key(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    members: &Members,
    sort: Sort,
    window: &Window,
) -> Result<Vec<(UserNo, Place)>, DbError> {
    let (total, key) = (members.count(), Key::of(sort));
    let beyond = window.after.is_none() && window.offset >= total;
    // There are no more than all of them.
    let limit = window.limit.min(total);
    if limit == 0 || beyond {
        return Ok(Vec::new());
    }
    let after = window.after.as_ref().map(|place| (place.key.clone(), place.no));
    let from = Stretch { scope, key, down: sort.down, after, limit: 0 };
    let rows = if total <= FEW {
        store::few(sql, members, &Stretch { limit, ..from }, window.offset)?
    } else if from.after.is_none() && window.offset > total / 2 {
        let count = limit.min(total - window.offset);
        let turned = Stretch { down: !sort.down, ..from };
        let mut rows = walk(sql, members, turned, total - window.offset - count, count)?;
        rows.reverse();
        rows
    } else {
        walk(sql, members, from, window.offset, limit)?
    };
    Ok(rows.into_iter().map(|(no, key)| (UserNo(no), Place { lot: 0, key, no })).collect())
}

/// Passes over `skip` members and takes the next `count`.
fn walk(
    sql: &mut dyn Sql,
    members: &Members,
    mut from: Stretch,
    mut skip: u64,
    count: u64,
) -> Result<Vec<(u32, String)>, DbError> {
    let mut found = Vec::new();
    // About as many rows as hold what is asked for, when members stand as thickly as among all.
    let end = members.numbers().last().map_or(1, |no| u64::from(no.0) + 1);
    let thin = (end / members.count().max(1)).max(1);
    loop {
        let wanted = (skip + count - found.len() as u64).saturating_mul(thin);
        from.limit = (wanted + wanted / 4).clamp(64, STRETCH);
        let (mut read, mut last) = (0, None);
        store::stretch(sql, &from, &mut |no, key| {
            read += 1;
            if members.contains(UserNo(no)) {
                if skip > 0 {
                    skip -= 1;
                } else if (found.len() as u64) < count {
                    found.push((no, key.to_owned()));
                }
            }
            if read == from.limit {
                last = Some((key.to_owned(), no));
            }
        })?;
        if found.len() as u64 == count || last.is_none() {
            return Ok(found);
        }
        from.after = last;
    }
}
