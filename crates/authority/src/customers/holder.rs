//! The authorised change of name or serial number (rule 8).
//!
//! What a customer was called stays known: its installation goes on saying it until it has loaded a
//! package that turns the old holder into the new one, and is recognised meanwhile.

use licentia_core::package::Holder;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{DbError, ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;

use super::{Customer, store};
use crate::installations;
use crate::state::Authority;

/// Keeps what the customer was called, when it is called otherwise now and somebody may know it by that.
///
/// # Errors
/// 409 `serial_taken`.
pub(super) fn authorise(w: &mut Write<'_>, before: &Customer, after: &mut Customer) -> Result<(), Problem> {
    let (was, is) = (&before.details, &after.details);
    if (&was.name, &was.serial) == (&is.name, &is.serial) {
        return Ok(());
    }
    if was.serial != is.serial && store::is_taken(w, &is.serial, Some(before.no))? {
        return Err(super::serial_taken(&is.serial));
    }
    // Nobody has heard of a holder that no package names and no installation was bound to.
    let bound = installations::store::bound(w, before.no)?.is_some();
    if before.sequence == 0 && !bound {
        return Ok(());
    }
    let now_ms = w.now_ms();
    store::add_former(w, before.no, &was.name, &was.serial, now_ms)?;
    // A second change before the first one went out still has to turn what is out there.
    let unsent = before.replaces.is_some() && !store::issued_since_last_change(w, before.no)?;
    if !unsent {
        let (name, serial) = (was.name.clone(), was.serial.clone());
        after.replaces = Some(Holder { name, serial, customer: None });
    }
    // Back to what it was: there is nothing to turn.
    let same = |old: &Holder| (&old.name, &old.serial) == (&after.details.name, &after.details.serial);
    if after.replaces.as_ref().is_some_and(same) {
        after.replaces = None;
    }
    Ok(())
}

/// Whether a change was authorised that no package carries yet.
///
/// # Errors
/// As any read.
pub(crate) async fn unsent(
    authority: &Authority,
    _granted: &Granted<View>,
    customer: &Customer,
) -> Result<bool, Problem> {
    if customer.replaces.is_none() {
        return Ok(false);
    }
    let no = customer.no;
    authority.db().read(move |r| Ok(!store::issued_since_last_change(r, no)?)).await
}

/// What the next package has to turn into the customer: what its installation calls itself, and
/// without one what was changed last.
pub(crate) fn replaced(
    sql: &mut dyn Sql,
    no: ScopeNo,
    holder: &Holder,
    replaces: Option<&Holder>,
    bound: Option<&(String, String, String)>,
) -> Result<Option<Holder>, DbError> {
    let Some((_, name, serial)) = bound else { return Ok(replaces.cloned()) };
    if (name, serial) == (&holder.name, &holder.serial) {
        return Ok(None);
    }
    let known = store::was_called(sql, no, name, serial)?;
    let told = Holder { name: name.clone(), serial: serial.clone(), customer: None };
    Ok(if known { Some(told) } else { replaces.cloned() })
}
