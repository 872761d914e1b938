//! `verify`: the chain replayed, and every sealed row compared with it (rule 10).

use licentia_platform::access::{Granted, View};
use licentia_platform::db::{Read, ScopeNo};
use licentia_platform::ledger::{self, Report, SealedRow, SealedTable};
use licentia_platform::problem::Problem;
use licentia_platform::seals::{Sealed, Sealer};

use crate::sealed::store::{self, Found, Unreadable, Which};
use crate::sealed::{PackageState, Stored};
use crate::state::Manager;

/// The sealed tables of the manager, for the platform's verification.
pub const SEALED: &[SealedTable] = &[
    SealedTable { name: "app_user", recount: users },
    SealedTable { name: "assignment", recount: assignments },
    SealedTable { name: "seat_session", recount: sessions },
    SealedTable { name: "installation", recount: installation },
    SealedTable { name: "module", recount: modules },
    SealedTable { name: "package", recount: packages },
    SealedTable { name: "keyring", recount: keyring },
    SealedTable { name: "distribution_rule", recount: rules },
    SealedTable { name: "satellite", recount: satellites },
    SealedTable { name: "site_assignment", recount: site_assignments },
    SealedTable { name: "usage_figure", recount: crate::meters::recount },
    SealedTable { name: "closed_day", recount: crate::history::recount },
];

/// Replays the installation's chain against everything it covers. Reads all of it: for an operator, not for a page.
///
/// # Errors
/// The database's. What is wrong with the content is in the report.
pub async fn verify(manager: &Manager, granted: &Granted<View>) -> Result<Report, Problem> {
    let scope = granted.scope;
    let report = manager.db().read(move |r| ledger::verify(r, scope)).await?;
    if !report.is_sound() {
        // What was just named must not go on acting until the daily check.
        manager.slot(scope)?.recheck(true).await?;
    }
    Ok(report)
}

type Each<'a> = &'a mut dyn FnMut(SealedRow);

/// Reports rows of one table.
struct Recount<'a> {
    scope: ScopeNo,
    sealer: Sealer,
    each: Each<'a>,
}

impl Recount<'_> {
    fn row<R: Sealed>(&mut self, stored: &Stored<R>, name: impl FnOnce(&R) -> String) {
        let right = self.sealer.matches(self.scope, stored.rev, &stored.row, stored.seal);
        (self.each)(SealedRow { seal: stored.seal, wrong: (!right).then(|| name(&stored.row)) });
    }

    fn found<R: Sealed>(&mut self, found: Found<R>, name: impl FnOnce(&R) -> String) {
        match found {
            Ok(stored) => self.row(&stored, name),
            Err(unreadable) => self.unreadable(&unreadable),
        }
    }

    fn unreadable(&mut self, unreadable: &Unreadable) {
        let user = unreadable.user.map_or_else(|| "?".to_owned(), |user| user.to_string());
        let name = match unreadable.module {
            Some(module) => format!("user {user}, module {module}"),
            None => format!("user {user}"),
        };
        (self.each)(SealedRow::unreadable(name));
    }
}

fn users(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    Ok(store::users(r, scope, Which::All, &mut |found| {
        recount.found(found, |user| format!("user {} ({})", user.no, user.id));
    })?)
}

fn assignments(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    Ok(store::assignments(r, scope, Which::All, &mut |found| {
        recount.found(found, |row| format!("user {}, module {}", row.user, row.assignment.module));
    })?)
}

fn sessions(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    Ok(store::every_session(r, scope, &mut |found| {
        recount.found(found, |session| format!("session {}", session.id));
    })?)
}

fn installation(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    if let Some(stored) = store::installation(r, scope)? {
        recount.row(&stored, |row| row.slug.clone());
    }
    Ok(())
}

fn modules(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    for row in store::modules(r, scope)? {
        recount.found(row.ok_or(Unreadable { user: None, module: None }), |row| row.name.to_string());
    }
    Ok(())
}

fn packages(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    for row in store::packages(r, scope, &PackageState::EVERY)? {
        recount
            .found(row.ok_or(Unreadable { user: None, module: None }), |row| format!("package {}", row.id));
    }
    Ok(())
}

fn keyring(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    if let Some(stored) = store::keyring(r, scope)? {
        recount.row(&stored, |row| format!("key list {}", row.version));
    }
    Ok(())
}

fn rules(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    for row in store::rules(r, scope)? {
        recount.found(row.ok_or(Unreadable { user: None, module: None }), |row| format!("rule {}", row.no()));
    }
    Ok(())
}

fn satellites(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    for row in store::satellites(r, scope)? {
        let row = row.ok_or(Unreadable { user: None, module: None });
        recount.found(row, |row| format!("satellite {} ({})", row.no, row.slug));
    }
    Ok(())
}

fn site_assignments(r: &mut Read<'_>, scope: ScopeNo, each: Each<'_>) -> Result<(), Problem> {
    let mut recount = Recount { scope, sealer: r.sealer(), each };
    for row in store::site_rows(r, scope)? {
        let row = row.ok_or(Unreadable { user: None, module: None });
        recount.found(row, |row| format!("installation {}, module {}", row.site, row.module));
    }
    Ok(())
}
