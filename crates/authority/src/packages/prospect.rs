//! What an installation would get: the next package beside the one it says it has.

use licentia_core::compare::{Comparison, compare};
use licentia_core::package::{Package, Version};
use licentia_core::seats::Usage;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use super::desk::Desk;
use super::{read_back, store};
use crate::customers;
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

/// What an installation would get.
#[derive(Clone, Debug)]
pub struct Prospect {
    /// The next package; its id and its moment are those of this look.
    pub package: Package,
    /// What differs from the package that the installation has.
    pub comparison: Comparison,
    /// The number of the package that it has; none when we never signed one of that number.
    pub held: Option<u64>,
    /// Whether the package is for the version that was asked for.
    pub covers: bool,
}

/// Compares the next package of a customer with its package of number `held`. Nothing happens.
///
/// # Errors
/// 404; 409 `no_catalogue`, `no_issuer_key`, `issuer_key_expired`, `nothing_to_issue`.
pub async fn prospect(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    held: u64,
    version: Option<Version>,
) -> Result<Prospect, Problem> {
    let desk = Desk::open(authority).await?;
    let serial = serial.to_owned();
    authority
        .db()
        .read(move |r| {
            let draft = desk.draft(r, &serial, SubscriptionPatch::default(), None)?;
            let no = customers::found(r, &serial)?.no;
            let has = store::numbered(r, no, desk.signer.issuer.as_str(), held)?;
            let has = has.map(|has| read_back(&has.bytes, &desk.signer.trust)).transpose()?;
            let comparison =
                compare(has.as_ref(), &draft.package, draft.today(), &[], &[], &Usage::default());
            let versions = draft.package.versions;
            let covers =
                version.is_none_or(|version| versions.is_none_or(|versions| versions.contains(version)));
            Ok(Prospect { held: has.map(|has| has.sequence), package: draft.package, comparison, covers })
        })
        .await
}
