//! What was found tampered with.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::ids::{ModuleNo, UserNo};

/// Rows whose seal does not fit their content (rule 10): they count as absent, and are named here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Users.
    pub users: BTreeSet<UserNo>,
    /// Assignments, by user; `None` is a row that does not even say of which module it is.
    pub assignments: BTreeMap<UserNo, BTreeSet<Option<ModuleNo>>>,
    /// Open sessions, by user.
    pub sessions: BTreeSet<UserNo>,
    /// Numbers of modules.
    pub modules: BTreeSet<u16>,
    /// Packages, by id, with the reason.
    pub packages: BTreeMap<String, String>,
    /// Satellites and site licences, each as `table/name`.
    pub sites: BTreeSet<String>,
    /// Rules of distribution, by number.
    pub rules: BTreeSet<String>,
    /// The installation's own row.
    pub installation: bool,
    /// Rows of sealed tables that no snapshot holds, such as the figures of closed months: table and name of each.
    pub apart: BTreeSet<(&'static str, String)>,
    /// Tables of which a row was deleted, or an old one put back: every seal is right, and their sum is not.
    pub tables: BTreeSet<&'static str>,
    /// Rows that do not even say whose they are.
    pub nameless: u64,
}

impl Wrong {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the user has a tampered assignment that may be of this module.
    pub fn assignment(&self, user: UserNo, module: ModuleNo) -> bool {
        self.assignments
            .get(&user)
            .is_some_and(|modules| modules.contains(&Some(module)) || modules.contains(&None))
    }

    /// Whether a row of this table was edited, deleted or put back, as far as [`Wrong::apart`] and [`Wrong::tables`] know.
    pub fn in_table(&self, table: &str) -> bool {
        self.tables.contains(table) || self.apart.iter().any(|(of, _)| *of == table)
    }

    /// Forgets what is known of a table that was written anew.
    pub(super) fn put_right(&mut self, table: &str) {
        self.tables.remove(table);
        self.apart.retain(|(of, _)| *of != table);
    }

    /// The rows, each as `table/name`.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.users.iter().map(|user| format!("app_user/{user}")).collect();
        for (user, modules) in &self.assignments {
            names.extend(modules.iter().map(|module| match module {
                Some(module) => format!("assignment/{user}/{module}"),
                None => format!("assignment/{user}/?"),
            }));
        }
        names.extend(self.sessions.iter().map(|user| format!("seat_session/of-user/{user}")));
        names.extend(self.modules.iter().map(|no| format!("module/{no}")));
        names.extend(self.packages.keys().map(|id| format!("package/{id}")));
        names.extend(self.sites.iter().cloned());
        names.extend(self.rules.iter().map(|rule| format!("distribution_rule/{rule}")));
        names.extend(self.apart.iter().map(|(table, row)| format!("{table}/{row}")));
        if self.installation {
            names.push("installation".to_owned());
        }
        names.extend(self.tables.iter().map(|table| format!("{table}/missing-or-old")));
        if self.nameless > 0 {
            names.push(format!("{} rows without a readable owner", self.nameless));
        }
        names
    }
}
