//! An installation as it was: users, assignments and packages of a past moment, put together again.

use std::sync::Arc;

use jiff::civil::Date;
use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_core::licences::{Day, Licences};
use licentia_core::names::ModuleName;
use licentia_core::package::Package;
use licentia_core::seats::{Assignment, Person};
use licentia_core::time;
use licentia_platform::db::{Read, ScopeNo};
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, verify};

use super::{Moment, store};
use crate::day::zone;
use crate::sealed::{hex, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Everything that counting a past moment needs.
pub(super) struct Past {
    pub(super) licences: Arc<Licences>,
    pub(super) day: Day,
    pub(super) packages: Vec<Package>,
    /// Packages that cannot be read any more.
    pub(super) unreadable: Vec<String>,
    /// In order of their numbers.
    users: Vec<WasUser>,
    /// In order of user numbers.
    grants: Vec<(UserNo, Assignment)>,
    /// Where the grants of each user end.
    ends: Vec<usize>,
    assignments: Vec<Assignment>,
}

/// How a user was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WasUser {
    pub(super) no: UserNo,
    pub(super) kind: UserKind,
    pub(super) active: bool,
}

/// Reads how things were at a moment, in one transaction, and lets `look` at them there: it may be about everybody.
pub(super) async fn read<T: Send + 'static>(
    manager: &Manager,
    at: &Snapshot,
    moment: Moment,
    look: impl Fn(&Past) -> T + Send + 'static,
) -> Result<(Past, T), Problem> {
    let (server, scope, names) = (manager.clone(), at.scope(), Arc::clone(&at.names));
    let zone_now = at.installation().zone.clone();
    let reading = move |r: &mut Read<'_>| {
        let mut past = Past::under_packages(r, server.trust(), scope, &names, &zone_now, moment.at_ms)?;
        past.users = store::users_at(r, scope, moment.at_ms)?;
        past.grants = store::grants_at(r, scope, moment.at_ms)?;
        past.arrange();
        let seen = look(&past);
        Ok((past, seen))
    };
    manager.db().read(reading).await
}

impl Past {
    /// The licences of then, without people.
    fn under_packages(
        r: &mut Read<'_>,
        trust: &Trust,
        scope: ScopeNo,
        names: &[ModuleName],
        zone_now: &str,
        at_ms: i64,
    ) -> Result<Self, Problem> {
        let (mut packages, mut unreadable, mut zone_then) = (Vec::new(), Vec::new(), zone_now.to_owned());
        for id in store::packages_at(r, scope, at_ms)? {
            match package(r, trust, scope, &id)? {
                Some((package, partner)) => {
                    if !partner {
                        zone_then.clone_from(&package.zone);
                    }
                    packages.push(package);
                }
                None => unreadable.push(id),
            }
        }
        packages.sort_by(|a: &Package, b| a.issuer.cmp(&b.issuer));
        let licences = Licences::build(names, &packages, &[]);
        let today: Date = time::today(at_ms, &zone(&zone_then));
        Ok(Self {
            day: licences.on(today),
            licences: Arc::new(licences),
            packages,
            unreadable,
            users: Vec::new(),
            grants: Vec::new(),
            ends: Vec::new(),
            assignments: Vec::new(),
        })
    }

    /// Puts each user's grants beside the user.
    fn arrange(&mut self) {
        self.users.sort_unstable_by_key(|user| user.no);
        self.grants.sort_by_key(|(user, a)| (*user, a.key()));
        self.assignments.reserve_exact(self.grants.len());
        let mut grants = std::mem::take(&mut self.grants).into_iter().peekable();
        for user in &self.users {
            // Nobody who was not there yet was granted anything.
            while grants.next_if(|(of, _)| *of < user.no).is_some() {}
            while let Some((_, grant)) = grants.next_if(|(of, _)| *of == user.no) {
                self.assignments.push(grant);
            }
            self.ends.push(self.assignments.len());
        }
    }

    /// Everybody as core's rules want them.
    pub(super) fn people(&self) -> impl Iterator<Item = Person<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.users.iter().zip(starts.zip(self.ends.iter().copied())).map(|(user, (start, end))| Person {
            no: user.no,
            kind: user.kind,
            active: user.active,
            assignments: &self.assignments[start..end],
        })
    }
}

/// A package that was in force, verified anew, and whether a partner signed it.
fn package(
    r: &mut Read<'_>,
    trust: &Trust,
    scope: ScopeNo,
    id: &str,
) -> Result<Option<(Package, bool)>, Problem> {
    let Some(stored) = sealed::package(r, scope, id)? else { return Ok(None) };
    let whole = hex(&licentia_protocol::sha256(&stored.row.bytes)) == stored.row.sha256;
    let sealed = r.sealer().matches(scope, stored.rev, &stored.row, stored.seal);
    let Ok(verified) = verify(&stored.row.bytes, trust) else { return Ok(None) };
    let partner = verified.evidence().partner;
    let package = verified.into_inner();
    Ok((whole && sealed && package.id == stored.row.id).then_some((package, partner)))
}
