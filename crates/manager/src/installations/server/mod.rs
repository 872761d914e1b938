//! Many installations on one server: what its operators do (rule 12).
//!
//! Operators' accounts and tokens belong to the server's own chain, [`SERVER`], and to no installation: with them
//! installations are made and listed, and nothing in any of them is seen.

pub(crate) mod api;

use licentia_platform::access::{Caller, Granted, ManageAccess, NewAccount, Right, RightKind, Rights};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::{Listed, NewInstallation};
use crate::state::Manager;

/// The server's own chain, for its operators.
pub const SERVER: ScopeNo = ScopeNo(1);

/// Everything that an installation's administrator may do.
pub const ADMINISTRATOR: [Right; 5] =
    [Right::ManageLicences, Right::ManageUsers, Right::View, Right::ManageAccess, Right::Check];

/// Makes an installation, and a one-time link for its first administrator: the path beneath the server's address.
///
/// # Errors
/// As [`super::create`].
pub async fn create_installation(
    manager: &Manager,
    granted: &Granted<ManageAccess>,
    new: NewInstallation,
    login: &str,
) -> Result<(Listed, String), Problem> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Problem::invalid("name", "1 to 200 characters").words("why-name-200"));
    }
    // The answer's link is shown once: asking again does not show it again.
    let by = By { idempotency: None, ..granted.by.clone() };
    let made = super::create(manager, &by, NewInstallation { name, ..new }).await?.value;
    let rights = Rights::of(&ADMINISTRATOR);
    let new = NewAccount { login: login.to_owned(), name: login.to_owned(), rights, user: None };
    let link = manager.access().first_administrator(made.scope, new).await?;
    Ok((made, link.path))
}

/// The proof that somebody is an operator of the server with this right.
///
/// # Errors
/// 403 `operators_only` for whoever belongs to an installation; `forbidden`.
pub(crate) fn operator<R: RightKind>(caller: &Caller) -> Result<Granted<R>, Problem> {
    if caller.scope != SERVER {
        return Err(Problem::refused(403, "operators_only"));
    }
    caller.may::<R>()
}
