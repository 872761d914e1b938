//! Reading an installation from its tables, with every seal checked.

use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Licences;
use licentia_core::names::{IssuerName, ModuleName};
use licentia_core::seats::Usage;
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealer;
use licentia_platform::{ledger, seals::Sealed};
use licentia_protocol::package::{Trust, verify};

use super::told::Told;
use super::{InForce, Record, Sessions, Snapshot, Users, Wrong, sites};
use crate::installations::{self, Product};
use crate::sealed::store::{self, Which};
use crate::sealed::{
    AssignmentRow, CENTRAL, InstallationRow, PackageRow, PackageState, SessionRow, Stored, UserRow, UserState,
};

/// Users read at a time: bounds what loading needs beyond the snapshot itself.
const PAGE: u32 = 16 * 1_024;

/// What reading needs besides the database.
pub(crate) struct Reader<'a> {
    pub(crate) scope: ScopeNo,
    pub(crate) trust: &'a Trust,
    pub(crate) sealer: Sealer,
    /// What the entries that were read last said about the database.
    pub(crate) told: Option<Told>,
}

impl<'a> Reader<'a> {
    /// Whoever reads an installation.
    pub(crate) fn new(scope: ScopeNo, trust: &'a Trust, sealer: Sealer) -> Self {
        Self { scope, trust, sealer, told: None }
    }

    pub(super) fn right<R: Sealed>(&mut self, stored: &Stored<R>) -> bool {
        self.sealer.matches(self.scope, stored.rev, &stored.row, stored.seal)
    }
}

/// What changes with packages only: names, packages, licences.
pub(crate) struct Register {
    pub(crate) installation: Arc<InstallationRow>,
    pub(crate) names: Arc<Vec<ModuleName>>,
    pub(crate) packages: Arc<Vec<InForce>>,
    pub(crate) stopped: Arc<Vec<IssuerName>>,
    pub(crate) licences: Arc<Licences>,
    pub(crate) product: Option<Product>,
    pub(crate) former: Arc<Vec<InForce>>,
    pub(crate) sites: Arc<sites::Sites>,
}

/// Reads the whole installation.
pub(crate) fn load(sql: &mut dyn Sql, reader: &mut Reader<'_>) -> Result<Snapshot, Problem> {
    let head = ledger::entries_before(sql, reader.scope, i64::MAX as u64, 1)?.into_iter().next();
    let head = head.ok_or_else(|| Problem::not_found("installation"))?;
    let mut wrong = Wrong::default();
    let register = register(sql, reader, &[], &mut wrong)?;
    let today = register.installation.day;
    let mut snapshot = Snapshot {
        scope: reader.scope,
        revision: head.revision,
        hash: head.hash,
        day: Arc::new(register.licences.on(today)),
        day_ends_ms: crate::day::ends_ms(today, &register.installation.zone),
        users: Users::for_modules(register.names.len()),
        usage: Usage::default(),
        sessions: Sessions::default(),
        installation: register.installation,
        names: register.names,
        packages: register.packages,
        stopped: register.stopped,
        licences: register.licences,
        product: register.product,
        former: register.former,
        rules: Arc::new(super::rules::read(sql, reader, &mut wrong)?),
        events: super::events::read(sql, reader.scope)?,
        sites: register.sites,
        site_held: Arc::default(),
        elsewhere: sites::Elsewhere::default(),
        other_days: super::then::OtherDays::default(),
        wrong: Arc::default(),
    };
    let mut from = UserNo(0);
    while let Some(last) = store::last_of_page(sql, reader.scope, from, PAGE)? {
        let records = people(sql, reader, Which::Between(from, last), &mut wrong)?;
        put(&mut snapshot, records);
        let Some(next) = last.0.checked_add(1) else { break };
        from = UserNo(next);
    }
    wrong.nameless += store::beyond(sql, reader.scope)?;
    for (id, session) in sessions(sql, reader, None, &mut wrong)? {
        snapshot.sessions.put(id, session);
    }
    snapshot.usage =
        Usage::count(&snapshot.licences, &snapshot.day, snapshot.users.iter().map(|user| user.person()));
    snapshot.hold_sites();
    snapshot.wrong = Arc::new(wrong);
    Ok(snapshot)
}

/// Puts records into the users of `snapshot`, with what each holds today.
pub(crate) fn put(snapshot: &mut Snapshot, records: Vec<Record>) {
    let held = records
        .into_iter()
        .map(|mut record| {
            let sites = record.sites.take();
            snapshot.elsewhere.put(record.no, sites.as_deref().unwrap_or(&[CENTRAL]));
            let holds = snapshot.holds_of(&record.person());
            (record, holds)
        })
        .collect();
    snapshot.users.put(held, snapshot.names.len());
}

/// Reads users with their assignments, in order of their numbers. Tampered rows are marked and named in `wrong`.
pub(crate) fn people(
    sql: &mut dyn Sql,
    reader: &mut Reader<'_>,
    which: Which<'_>,
    wrong: &mut Wrong,
) -> Result<Vec<Record>, Problem> {
    let mut records: Vec<Record> = Vec::new();
    store::users(sql, reader.scope, which, &mut |found| match found {
        Ok(stored) => {
            let right = reader.right(&stored);
            if !right {
                wrong.users.insert(stored.row.no);
            }
            records.push(record(stored.row, !right));
        }
        Err(unreadable) => match unreadable.user {
            Some(user) => drop(wrong.users.insert(user)),
            None => wrong.nameless += 1,
        },
    })?;
    let mut at = 0;
    store::assignments(sql, reader.scope, which, &mut |found| {
        let (user, row) = match found {
            Ok(stored) if reader.right(&stored) => (Some(stored.row.user), Ok(stored.row)),
            Ok(stored) => (Some(stored.row.user), Err(Some(stored.row.assignment.module))),
            Err(unreadable) => (unreadable.user, Err(unreadable.module)),
        };
        add_assignment(&mut records, &mut at, user, row, wrong);
    })?;
    Ok(records)
}

/// Gives one assignment, or the trace of a tampered one, to its user. Both come in order of user numbers.
fn add_assignment(
    records: &mut [Record],
    at: &mut usize,
    user: Option<UserNo>,
    row: Result<AssignmentRow, Option<ModuleNo>>,
    wrong: &mut Wrong,
) {
    let Some(user) = user else {
        wrong.nameless += 1;
        return;
    };
    while records.get(*at).is_some_and(|record| record.no < user) {
        *at += 1;
    }
    let record = records.get_mut(*at).filter(|record| record.no == user);
    match (record, row) {
        (Some(record), Ok(row)) => record.assignments.push(row.assignment),
        (record, row) => {
            let module = row.map_or_else(|module| module, |row| Some(row.assignment.module));
            wrong.assignments.entry(user).or_default().insert(module);
            if let Some(record) = record {
                record.assignment_tampered = true;
            }
        }
    }
}

pub(super) fn record(row: UserRow, tampered: bool) -> Record {
    Record {
        no: row.no,
        id: uuid::Uuid::parse_str(&row.id).map_or(0, |id| id.as_u128()),
        login_key: row.login_key.into(),
        kind: row.kind,
        in_service: row.state == UserState::Active,
        can_log_in: row.can_log_in,
        waiting_for_approval: row.waiting_for_approval,
        tampered,
        assignment_tampered: false,
        assignments: Vec::new(),
        sites: (row.sites != [CENTRAL]).then(|| row.sites.into()),
    }
}

/// Reads open sessions, or those with the ids named: an ended one comes as `None`.
pub(crate) fn sessions(
    sql: &mut dyn Sql,
    reader: &mut Reader<'_>,
    ids: Option<&[String]>,
    wrong: &mut Wrong,
) -> Result<Vec<(u128, Option<super::Session>)>, Problem> {
    let mut list = Vec::new();
    store::sessions(sql, reader.scope, ids, &mut |found| match found {
        Ok(stored) if reader.right(&stored) => {
            let SessionRow { id, user, client, seats, ended_at, .. } = stored.row;
            if let Ok(id) = uuid::Uuid::parse_str(&id) {
                let open = ended_at.is_none().then_some(super::Session { user, client, seats });
                list.push((id.as_u128(), open));
            }
        }
        Ok(stored) => drop(wrong.sessions.insert(stored.row.user)),
        Err(unreadable) => match unreadable.user {
            Some(user) => drop(wrong.sessions.insert(user)),
            None => wrong.nameless += 1,
        },
    })?;
    Ok(list)
}

/// Reads the installation's row, its module names and its packages in force, and compiles them. Packages among `known`
/// whose bytes are the same are not verified again.
pub(crate) fn register(
    sql: &mut dyn Sql,
    reader: &mut Reader<'_>,
    known: &[InForce],
    wrong: &mut Wrong,
) -> Result<Register, Problem> {
    let stored = store::installation(sql, reader.scope)?.ok_or_else(|| Problem::not_found("installation"))?;
    wrong.installation = !reader.right(&stored);
    let names = names(sql, reader, wrong)?;
    let (mut packages, mut stopped) = (Vec::new(), Vec::new());
    for row in store::packages(sql, reader.scope, &[PackageState::InForce])?.into_iter().flatten() {
        let right = reader.right(&row);
        match in_force(&row.row, right, reader.trust, known) {
            Ok(package) => packages.push(package),
            Err(why) => {
                wrong.packages.insert(row.row.id.clone(), why);
                stopped.push(row.row.issuer);
            }
        }
    }
    missing_packages(&stored.row, &packages, &mut stopped, wrong);
    let former = former(sql, reader, &stored.row)?;
    let compiled: Vec<_> = packages.iter().map(|in_force: &InForce| in_force.package.clone()).collect();
    Ok(Register {
        licences: Arc::new(Licences::build(&names, &compiled, &stopped)),
        installation: Arc::new(stored.row),
        names: Arc::new(names),
        packages: Arc::new(packages),
        stopped: Arc::new(stopped),
        product: installations::store::product(sql, reader.scope)?,
        former: Arc::new(former),
        sites: Arc::new(sites::read(sql, reader, wrong)?),
    })
}

/// The last package of each issuer whose licences were deleted (rule 11): it names the address at which that is told.
fn former(
    sql: &mut dyn Sql,
    reader: &mut Reader<'_>,
    installation: &InstallationRow,
) -> Result<Vec<InForce>, Problem> {
    if installation.in_force.values().all(|mark| mark.package.is_some()) {
        return Ok(Vec::new());
    }
    let mut former: Vec<InForce> = Vec::new();
    // By sequence, the highest last.
    let rows = store::packages(sql, reader.scope, &[PackageState::Deleted])?;
    for row in rows.into_iter().rev().flatten() {
        let gone = installation.in_force.get(row.row.issuer.as_str()).is_some_and(|m| m.package.is_none());
        let known = former.iter().any(|known| known.package.issuer == row.row.issuer);
        let right = reader.right(&row);
        if gone
            && !known
            && let Ok(package) = in_force(&row.row, right, reader.trust, &[])
        {
            former.push(package);
        }
    }
    Ok(former)
}

/// Whom the installation's sealed row says to be in force, but whose package row is gone or is another one: that
/// issuer's licences stop (rule 10). Otherwise deleting a row would make a demonstration out of a licensed server.
fn missing_packages(
    installation: &InstallationRow,
    packages: &[InForce],
    stopped: &mut Vec<IssuerName>,
    wrong: &mut Wrong,
) {
    for (issuer, mark) in &installation.in_force {
        let Some(id) = &mark.package else { continue };
        let there = packages.iter().any(|in_force| in_force.package.id == *id);
        if let (false, Ok(issuer)) = (there, issuer.parse::<IssuerName>()) {
            wrong.packages.entry(id.clone()).or_insert_with(|| "missing".to_owned());
            if !stopped.contains(&issuer) {
                stopped.push(issuer);
            }
        }
    }
}

/// The names in order of their numbers. A tampered one keeps its place under a name that nothing licenses.
fn names(sql: &mut dyn Sql, reader: &mut Reader<'_>, wrong: &mut Wrong) -> Result<Vec<ModuleName>, Problem> {
    let mut names = Vec::new();
    for row in store::modules(sql, reader.scope)? {
        let at = names.len();
        let name = row.filter(|row| row.row.no.index() == at && reader.right(row)).map(|row| row.row.name);
        names.push(name.unwrap_or_else(|| {
            wrong.modules.insert(at as u16);
            format!("tampered.module-{at}").parse().expect("letters, digits and single hyphens")
        }));
    }
    Ok(names)
}

/// Verifies a package in force: its seal, its bytes, and that they are the package that the row says.
fn in_force(row: &PackageRow, right: bool, trust: &Trust, known: &[InForce]) -> Result<InForce, String> {
    let sha256 = licentia_protocol::sha256(&row.bytes);
    if !right || crate::sealed::hex(&sha256) != row.sha256 {
        return Err("seal".to_owned());
    }
    if let Some(known) = known.iter().find(|known| known.sha256 == sha256) {
        return Ok(known.clone());
    }
    let verified = verify(&row.bytes, trust).map_err(|refused| refused.reason.code().to_owned())?;
    let partner = verified.evidence().partner;
    let package = verified.into_inner();
    if package.id != row.id || package.issuer != row.issuer || package.sequence != row.sequence {
        return Err("another_package".to_owned());
    }
    Ok(InForce { package, sha256, partner, activated_revision: row.activated_revision.unwrap_or(0) })
}
