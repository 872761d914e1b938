//! Which signed rows give a month its allowances.

use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_core::package::{Meter, Package};
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, verify};

use super::{days, store};
use crate::sealed;
use crate::snapshot::Snapshot;

/// The meters of an issuer in a month, and the package that they stand in.
pub(super) struct Terms {
    pub(super) issuer: IssuerName,
    pub(super) meters: Vec<Meter>,
    pub(super) package: Option<String>,
}

impl Terms {
    /// A month follows the package that was in force last in it. Where none was, or it can no longer be read, it follows
    /// the one in force now.
    pub(super) fn of(
        sql: &mut dyn Sql,
        at: &Snapshot,
        trust: &Trust,
        issuer: &IssuerName,
        month: Month,
    ) -> Result<Self, Problem> {
        let now = at.package_of(issuer).map(|in_force| &in_force.package);
        if !month.contains(at.day().today) {
            let zone = days::zone(at);
            let lasted = [month, month.next()].map(|month| days::begins_ms(month.first_day(), &zone));
            let last = store::packages::last_between(sql, at.scope(), issuer.as_str(), lasted.into())?;
            if let Some(id) = last.filter(|id| now.is_none_or(|now| now.id != *id))
                && let Some(stored) = sealed::store::package(sql, at.scope(), &id)?
                && let Ok(former) = verify(&stored.row.bytes, trust)
                && former.id == id
            {
                return Ok(Self::in_package(issuer, Some(&former)));
            }
        }
        Ok(Self::in_package(issuer, now))
    }

    /// Those of the package in force now.
    pub(super) fn now(at: &Snapshot, issuer: &IssuerName) -> Self {
        Self::in_package(issuer, at.package_of(issuer).map(|in_force| &in_force.package))
    }

    /// A meter by its code.
    pub(super) fn meter(&self, name: &str) -> Option<&Meter> {
        self.meters.iter().find(|meter| meter.name == name)
    }

    fn in_package(issuer: &IssuerName, package: Option<&Package>) -> Self {
        Self {
            issuer: issuer.clone(),
            meters: package.map(|package| package.meters.clone()).unwrap_or_default(),
            package: package.map(|package| package.id.clone()),
        }
    }
}
