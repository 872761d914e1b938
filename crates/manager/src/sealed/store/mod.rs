//! The SQL of the sealed tables: sets in, sets out, never a statement per row.

mod assignments;
mod closed_days;
mod keyring;
mod past;
mod register;
mod rules;
mod sessions;
mod sites;
mod texts;
mod users;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::{DbError, Rows, Sql as _, Write};

use super::Stored;

pub(crate) use assignments::state_code;
pub use assignments::{assignments, change_assignments, insert_assignments, remove_assignments};
pub use closed_days::{closed_days, insert_closed_days};
pub use keyring::{keyring, put_keyring};
pub use register::{
    change_installation, change_package, insert_installation, insert_modules, insert_package, installation,
    modules, package, packages, put_aside,
};
pub use rules::{insert_rules, keep_only_rules, remove_rules, rules};
pub use sessions::{change_sessions, every_session, insert_sessions, remove_sessions, sessions};
pub use sites::{
    change_satellite, insert_satellite, insert_site_row, remove_site_row, satellites, site_rows,
};
pub(crate) use texts::make_texts;
pub use users::{beyond, change_users, insert_users, last_of_page, users};

/// A row whose columns cannot even be read as what they should hold: somebody edited it. It counts as absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The number of the user it says it belongs to, when that much can be read.
    pub user: Option<UserNo>,
    /// The number of the module, when there is one and it can be read.
    pub module: Option<ModuleNo>,
}

/// A row that was read, or the trace of one that could not be.
pub type Found<R> = Result<Stored<R>, Unreadable>;

/// Which rows to read.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// The whole installation.
    All,
    /// Those of these users.
    Users(&'a [UserNo]),
    /// Those of the users from the first number to the second, both included.
    Between(UserNo, UserNo),
}

/// User numbers are below this: what lies beyond was not written by us, and makes no snapshot grow.
pub const USERS_END: u32 = 1 << 24;

/// Adds rows whose cells are `columns` and, last, the scope: the fastest way in that the database has.
fn insert(w: &mut Write<'_>, table: &str, columns: &str, rows: &Rows) -> Result<(), DbError> {
    let columns: Vec<&str> = columns.split(", ").chain(["scope"]).collect();
    w.insert_rows(table, &columns, rows).map(drop)
}

fn numbers(list: &[UserNo]) -> Rows {
    let mut set = Rows::new();
    for no in list {
        set.row().int(no.0);
    }
    set
}
