//! Users that another noun has chosen: found and put in order as the list of users does it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_search;
use licentia_platform::db::{DbError, ScopeNo, Sql};

use super::members::Members;
use super::order::{self, Window};
use super::store::{self, Where};
use super::{Sort, SortBy};

/// Keeps those in whose texts every word occurs.
pub(crate) fn keep_found(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    members: &mut Members,
    typed: &str,
) -> Result<(), DbError> {
    let words: Vec<String> = typed.split_whitespace().map(fold_search).collect();
    if !words.is_empty() && members.count() > 0 {
        members.keep(&store::search(sql, scope, words.iter().map(String::as_str))?);
    }
    Ok(())
}

/// Whoever has used nothing since a day, though granted one of these modules before it: a licence of yesterday is not
/// unused.
pub(crate) fn unused_since(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    day: Date,
    granting: &[ModuleNo],
) -> Result<Members, DbError> {
    let began = day.to_zoned(TimeZone::UTC).map_or(i64::MAX, |began| began.timestamp().as_millisecond());
    let mut unused = Where::all(scope);
    unused.unused_since(&day.to_string());
    unused.granted_before(granting, began);
    store::select(sql, &unused)
}

/// So many of them after the first few, in the order of a column; by name where only the snapshot knows the order.
pub(crate) fn in_order(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    members: &Members,
    sort: Sort,
    (offset, limit): (u64, u64),
) -> Result<Vec<UserNo>, DbError> {
    let by = if sort.by.remembered() { SortBy::Name } else { sort.by };
    let window = Window { offset, limit, ..Window::default() };
    let found = order::by_key(sql, scope, members, Sort { by, ..sort }, &window)?;
    Ok(found.into_iter().map(|(no, _)| no).collect())
}
