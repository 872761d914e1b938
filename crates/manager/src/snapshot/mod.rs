//! One installation in memory: what every check, decision and page asks.
//!
//! It is persistent in the functional sense: users in chunks of 1,024 behind `Arc`, id and log-in indexes in shards, a
//! bit set of held modules per user. A change copies only what it touches and publishes one new root, so that a reader
//! never waits and never sees half a change. A check by name waits for two cache lines of memory one after the other, the
//! index's and the user's; by number for one.
//!
//! It is kept current in one way, by [`advance`](advance::advance): after a commit, ours or another replica's, the ledger entries after
//! its revision say whom they touched, and those rows are read again. The same step runs inside a write, so that a
//! decision there stands on exactly the head of the chain. Only what this server itself has written for many users at
//! once is not read back: the [`Journal`] of the change has it, and counts when the chain has the hash of its entry.

mod advance;
mod chunk;
mod events;
mod facts;
mod foresee;
mod index;
mod journal;
mod load;
mod login;
pub(crate) mod rules;
mod sessions;
pub(crate) mod sites;
mod slot;
mod then;
pub(crate) mod told;
mod users;
mod wrong;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::{Day, Licences};
use licentia_core::login::OpenSeats;
use licentia_core::names::{IssuerName, ModuleName, fold_login};
use licentia_core::package::Package;
use licentia_core::seats::{self, Assignment, Person, State, Usage};
use licentia_platform::db::ScopeNo;

pub(crate) use journal::Journal;
pub use sessions::Session;
pub(crate) use sessions::Sessions;
pub(crate) use slot::Slot;
pub use then::Then;
pub(crate) use then::work_out;
pub use users::User;
pub(crate) use users::{Record, Users};
pub use wrong::Wrong;

use crate::installations::Product;
use crate::sealed::InstallationRow;

/// A package in force, as it was verified.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Its content.
    pub package: Package,
    /// SHA-256 of its file.
    pub sha256: [u8; 32],
    /// Whether the issuer's certificate calls it a partner: its licences may be deleted alone (rule 11).
    pub partner: bool,
    /// The revision that put it in force.
    pub activated_revision: u64,
}

/// One installation at one revision of its chain. Cheap to clone; it never changes.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) scope: ScopeNo,
    pub(crate) revision: u64,
    pub(crate) hash: [u8; 32],
    pub(crate) installation: Arc<InstallationRow>,
    pub(crate) names: Arc<Vec<ModuleName>>,
    pub(crate) packages: Arc<Vec<InForce>>,
    pub(crate) stopped: Arc<Vec<IssuerName>>,
    pub(crate) licences: Arc<Licences>,
    pub(crate) day: Arc<Day>,
    /// The moment, in milliseconds UTC, at which `day` is over.
    pub(crate) day_ends_ms: i64,
    pub(crate) users: Users,
    pub(crate) usage: Usage,
    pub(crate) sessions: Sessions,
    pub(crate) wrong: Arc<Wrong>,
    pub(crate) product: Option<Product>,
    pub(crate) former: Arc<Vec<InForce>>,
    pub(crate) rules: Arc<rules::Distribution>,
    pub(crate) events: Arc<crate::events::Events>,
    pub(crate) sites: Arc<sites::Sites>,
    pub(crate) site_held: Arc<licentia_core::sites::Held>,
    pub(crate) elsewhere: sites::Elsewhere,
    pub(crate) other_days: then::OtherDays,
}

impl Snapshot {
    /// Whose it is.
    pub fn scope(&self) -> ScopeNo {
        self.scope
    }

    /// The revision of the chain it shows.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The installation's own row.
    pub fn installation(&self) -> &InstallationRow {
        &self.installation
    }

    /// Every module name that was ever interned; the index is its [`ModuleNo`].
    pub fn names(&self) -> &[ModuleName] {
        &self.names
    }

    /// The name behind a number.
    pub fn name(&self, module: ModuleNo) -> Option<&ModuleName> {
        self.names.get(module.index())
    }

    /// The packages in force, verified.
    pub fn packages(&self) -> &[InForce] {
        &self.packages
    }

    /// The package in force of an issuer.
    pub fn package_of(&self, issuer: &IssuerName) -> Option<&InForce> {
        self.packages.iter().find(|in_force| in_force.package.issuer == *issuer)
    }

    /// The last package of an issuer whose licences were deleted (rule 11).
    pub(crate) fn former_package_of(&self, issuer: &IssuerName) -> Option<&InForce> {
        self.former.iter().find(|former| former.package.issuer == *issuer)
    }

    /// Whether the issuer is a partner, whose licences may be deleted alone (rule 11): by its certificate, or by the
    /// sealed mark where its package can no longer be read.
    pub(crate) fn is_partner(&self, issuer: &IssuerName) -> bool {
        match self.package_of(issuer) {
            Some(in_force) => in_force.partner,
            None => self.installation.in_force.get(issuer.as_str()).is_some_and(|mark| mark.partner),
        }
    }

    /// The product version that the application last reported (rule 7).
    pub fn product(&self) -> Option<&Product> {
        self.product.as_ref()
    }

    /// Issuers whose licences stopped because something of theirs was tampered with (rule 10).
    pub fn stopped(&self) -> &[IssuerName] {
        &self.stopped
    }

    /// Everything in force.
    pub fn licences(&self) -> &Licences {
        &self.licences
    }

    /// What is in force today.
    pub fn day(&self) -> &Day {
        &self.day
    }

    /// Units in use per module.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Nothing is licensed: everything is allowed, with caps (rule 11).
    pub fn demo(&self) -> bool {
        self.packages.is_empty() && self.stopped.is_empty()
    }

    /// The user with this number.
    #[inline]
    pub fn user(&self, no: UserNo) -> Option<User<'_>> {
        self.users.get(no)
    }

    /// The user with this id or log-in name, in any spelling of capitals (rule 18).
    #[inline]
    pub fn user_named(&self, name: &str) -> Option<User<'_>> {
        if name.len() == 36
            && let Ok(id) = uuid::Uuid::parse_str(name)
            && let Some(user) = self.users.by_id(id.as_u128())
        {
            return Some(user);
        }
        // Keys are folded, and folding twice is folding once: a name that is found as it was said is found rightly.
        self.users.by_login(name).or_else(|| self.user_in_other_letters(name))
    }

    #[cold]
    fn user_in_other_letters(&self, name: &str) -> Option<User<'_>> {
        let odd = |byte: u8| !byte.is_ascii() || byte.is_ascii_uppercase();
        name.bytes().any(odd).then(|| self.users.by_login(&fold_login(name))).flatten()
    }

    /// Every user, in order of their numbers; deleted ones too.
    pub fn users(&self) -> impl Iterator<Item = User<'_>> {
        self.users.iter()
    }

    /// Everybody as core's rules want them.
    pub fn people(&self) -> impl Iterator<Item = Person<'_>> {
        self.users.iter().map(|user| user.person())
    }

    /// The number the next new user gets.
    pub fn next_user_no(&self) -> UserNo {
        self.users.end()
    }

    /// The open session with this id.
    pub fn session(&self, id: u128) -> Option<&Session> {
        self.sessions.get(id)
    }

    /// Every open session with its id.
    pub fn sessions(&self) -> impl Iterator<Item = (u128, &Session)> {
        self.sessions.iter()
    }

    /// The concurrent seats that open sessions have taken.
    pub fn open_seats(&self) -> &OpenSeats {
        self.sessions.taken()
    }

    /// Rows that were found tampered with, named.
    pub fn wrong(&self) -> &Wrong {
        &self.wrong
    }

    /// Bytes held by users and their indexes, about.
    pub fn user_bytes(&self) -> usize {
        self.users.bytes()
    }

    pub(crate) fn holds_of(&self, person: &Person<'_>) -> ModuleSet {
        seats::holds(&self.licences, &self.day, person)
    }

    /// The same installation on another day, with everything that depends on the day computed anew.
    pub(crate) fn on(&self, today: Date) -> Self {
        let mut next = self.clone();
        next.day = Arc::new(self.licences.on(today));
        next.day_ends_ms = crate::day::ends_ms(today, &self.installation.zone);
        next.recount();
        next
    }

    /// Computes what everybody holds and what is in use anew.
    pub(crate) fn recount(&mut self) {
        let (licences, day) = (Arc::clone(&self.licences), Arc::clone(&self.day));
        self.users.hold_anew(self.names.len(), |person| seats::holds(&licences, &day, person));
        self.usage = Usage::count(&self.licences, &self.day, self.users.iter().map(|user| user.person()));
        self.hold_sites();
    }
}

/// Whether an assignment waits (rule 13).
pub(crate) fn waits(assignment: &Assignment) -> bool {
    matches!(assignment.state, State::Waiting(_))
}
