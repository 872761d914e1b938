//! Who stands before and after a user in a list: the arrows of the user's page.

use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::problem::Problem;
use licentia_protocol::api::UserFilter;

use super::members::Members;
use super::order::{self, Window};
use super::{Listed, Named, Sort, SortBy, filter, names_in};
use crate::state::Manager;

/// The users before and after `user`, among those whom the filter finds, in this order; by name where the order is one
/// that only puts users together.
///
/// # Errors
/// 422 `invalid` for a module that does not exist; the database's.
pub(crate) async fn neighbours(
    manager: &Manager,
    granted: &Granted<View>,
    asked: &UserFilter,
    sort: Sort,
    user: &Listed,
) -> Result<(Option<Named>, Option<Named>), Problem> {
    let (at, scope, no) = (manager.snapshot(granted.scope).await?, granted.scope, user.row.no);
    let sieve = filter::compile(&at, asked)?;
    let by = if sort.by.remembered() { SortBy::Name } else { sort.by };
    let sort = Sort { by, ..sort };
    let reading = move |r: &mut Read<'_>| {
        let own: Members = std::iter::once(no).collect();
        let first = Window { limit: 1, ..Window::default() };
        let Some((_, place)) = order::by_key(r, scope, &own, sort, &first)?.pop() else {
            return Ok((None, None));
        };
        let members = sieve.members(r, &at)?;
        let mut found = [None, None];
        for (found, way) in found.iter_mut().zip([Sort { down: !sort.down, ..sort }, sort]) {
            let window = Window { after: Some(place.clone()), ..first.clone() };
            if let Some((next, _)) = order::by_key(r, scope, &members, way, &window)?.pop() {
                *found = names_in(r, scope, &[next])?.pop().map(|(_, named)| named);
            }
        }
        let [before, after] = found;
        Ok((before, after))
    };
    manager.db().read(reading).await
}
