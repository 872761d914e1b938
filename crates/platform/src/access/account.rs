//! An account, and what may be asked of its names and password.

use serde::{Deserialize, Serialize};

use super::rights::{Right, Rights};
use crate::db::ScopeNo;
use crate::problem::Problem;
use crate::seals::{SealInput, Sealed};

/// Numbers of accounts and tokens start here in each scope, so that they are unique in the
/// server although each scope gives its own.
pub(super) const NUMBERS_PER_SCOPE: i64 = 1_000_000;

/// The longest log-in name, in characters.
const LOGIN_MAX: usize = 200;
/// The longest name, in characters.
const NAME_MAX: usize = 200;

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It may.
    Active,
    /// The user it hangs on may not log in at present; it comes back with the user.
    Resting,
    /// Nobody can sign in with it; its sessions have ended.
    Blocked,
    /// Taken away and erased; only its number is kept, so that nobody else gets it.
    Removed,
}

impl AccountState {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Resting => "resting",
            Self::Blocked => "blocked",
            Self::Removed => "removed",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "active" => Some(Self::Active),
            "resting" => Some(Self::Resting),
            "blocked" => Some(Self::Blocked),
            "removed" => Some(Self::Removed),
            _ => None,
        }
    }
}

/// An account as others may see it: without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Unique in the server.
    pub no: i64,
    /// Where it belongs.
    #[serde(skip)]
    pub scope: ScopeNo,
    /// The user of the installation it hangs on, if any.
    pub user: Option<String>,
    /// The log-in name as it was written.
    pub login: String,
    /// The name as people see it.
    pub name: String,
    /// What it may do.
    pub rights: Rights,
    /// Whether it may be used.
    pub state: AccountState,
    /// The chosen language.
    pub lang: Option<String>,
    /// The chosen theme.
    pub theme: Option<String>,
    /// Whether a password was chosen: an invitation has none.
    pub has_password: bool,
    /// When it ends, in milliseconds UTC; `None` = never.
    pub ends_at_ms: Option<i64>,
    /// When it was made, in milliseconds UTC.
    pub created_at_ms: i64,
    /// The last sign-in, in milliseconds UTC.
    pub signed_in_at_ms: Option<i64>,
    /// The revision of its last change: its `ETag`.
    pub revision: u64,
}

impl Account {
    /// Whether its state and its end let somebody sign in with it.
    pub fn is_usable(&self, now_ms: i64) -> bool {
        self.state == AccountState::Active && self.ends_at_ms.is_none_or(|end| now_ms < end)
    }

    /// Whether its invitation was taken up: a password was chosen, or somebody came in by a link.
    pub fn is_taken_up(&self) -> bool {
        self.has_password || self.signed_in_at_ms.is_some()
    }
}

/// An account as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredAccount {
    pub(super) no: i64,
    pub(super) scope: ScopeNo,
    pub(super) user_id: Option<String>,
    pub(super) login: String,
    pub(super) login_key: String,
    pub(super) name: String,
    pub(super) password: Option<String>,
    pub(super) rights: Rights,
    pub(super) state: AccountState,
    pub(super) lang: Option<String>,
    pub(super) theme: Option<String>,
    pub(super) created_at: i64,
    pub(super) signed_in_at: Option<i64>,
    pub(super) ends_at: Option<i64>,
    pub(super) rev: u64,
}

impl Sealed for StoredAccount {
    const TABLE: &'static str = "account";

    fn write(&self, input: &mut SealInput) {
        input.int(self.no);
        input.text(&self.login_key);
        input.text_or_null(self.password.as_deref());
        input.int(i64::from(self.rights.bits()));
        input.text(self.state.as_str());
        input.text_or_null(self.user_id.as_deref());
        // Rows of before there were ends keep the seal they have.
        if let Some(end) = self.ends_at {
            input.int(end);
        }
    }
}

impl StoredAccount {
    /// What the ledger calls it.
    pub(super) fn subject(&self) -> String {
        format!("account:{}", self.no)
    }

    /// Whether somebody may sign in with it.
    pub(super) fn is_usable(&self, now_ms: i64) -> bool {
        self.state == AccountState::Active && self.ends_at.is_none_or(|end| now_ms < end)
    }

    /// Whether somebody can act with right `right` through it from now on: one that ends some day does not count, an
    /// invitation only where `invited` says so.
    fn can(&self, right: Right, invited: bool) -> bool {
        let stays = self.state == AccountState::Active && self.ends_at.is_none();
        stays && self.rights.has(right) && (invited || self.password.is_some())
    }
}

impl From<StoredAccount> for Account {
    fn from(stored: StoredAccount) -> Self {
        Self {
            no: stored.no,
            scope: stored.scope,
            user: stored.user_id,
            login: stored.login,
            name: stored.name,
            rights: stored.rights,
            state: stored.state,
            lang: stored.lang,
            theme: stored.theme,
            has_password: stored.password.is_some(),
            ends_at_ms: stored.ends_at,
            created_at_ms: stored.created_at,
            signed_in_at_ms: stored.signed_in_at,
            revision: stored.rev,
        }
    }
}

/// Rule 12: nobody may remove the last account that may manage licences or access.
///
/// As long as somebody has chosen a password, only such accounts count; before that, during
/// set-up, invitations do.
pub(super) fn keeps_administrators(before: &[StoredAccount], after: &[StoredAccount]) -> Result<(), Problem> {
    match lost_right(before, after) {
        None => Ok(()),
        Some(right) => {
            Err(Problem::conflict("last_administrator").arg("right", right).with("right", right.as_str()))
        }
    }
}

/// The right that somebody has before, and nobody after.
pub(super) fn lost_right(before: &[StoredAccount], after: &[StoredAccount]) -> Option<Right> {
    let lost = |right: &Right| {
        [false, true].into_iter().any(|invited| {
            let some = |all: &[StoredAccount]| all.iter().any(|account| account.can(*right, invited));
            some(before) && !some(after)
        })
    };
    [Right::ManageLicences, Right::ManageAccess].into_iter().find(lost)
}

/// A log-in name as it may be: 1 to 200 characters without blanks at the ends or control
/// characters.
pub(super) fn login(text: &str) -> Result<&str, Problem> {
    text_of("login", text, LOGIN_MAX)
}

/// A person's name as it may be: 1 to 200 characters without control characters.
pub(super) fn name(text: &str) -> Result<&str, Problem> {
    text_of("name", text, NAME_MAX)
}

/// A token's label as it may be.
pub(super) fn label(text: &str) -> Result<&str, Problem> {
    text_of("label", text, NAME_MAX)
}

fn text_of<'a>(path: &'static str, text: &'a str, most: usize) -> Result<&'a str, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(
            Problem::unprocessable("missing_field", path, format!("`{path}` is empty.")).words("why-empty")
        );
    }
    if length > most || text.chars().any(char::is_control) {
        return Err(Problem::invalid(
            path,
            format!("`{path}` must have at most {most} characters, none of them a control character."),
        )
        .words("why-plain-text")
        .arg("most", most));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(no: i64, rights: &[Right], password: bool) -> StoredAccount {
        StoredAccount {
            no,
            scope: ScopeNo(1),
            user_id: None,
            login: format!("l{no}"),
            login_key: format!("l{no}"),
            name: String::new(),
            password: password.then(String::new),
            rights: Rights::of(rights),
            state: AccountState::Active,
            lang: None,
            theme: None,
            created_at: 0,
            signed_in_at: None,
            ends_at: None,
            rev: 1,
        }
    }

    #[test]
    fn the_last_administrator_stays_whatever_the_way() {
        use Right::{ManageAccess, ManageLicences, View};
        let both = account(1, &[ManageAccess, ManageLicences], true);
        let access = account(2, &[ManageAccess], true);
        let invited = account(3, &[ManageAccess, ManageLicences], false);
        let mut blocked = both.clone();
        blocked.state = AccountState::Blocked;
        let viewer = account(1, &[View], true);

        let all = [both.clone(), access.clone(), invited.clone()];
        for after in [
            vec![access.clone(), invited.clone()],
            vec![blocked, access.clone(), invited.clone()],
            vec![viewer, access.clone(), invited.clone()],
        ] {
            let problem = keeps_administrators(&all, &after).unwrap_err();
            assert_eq!(problem.code, "last_administrator");
            assert_eq!(problem.extra["right"], "manage_licences");
        }
        keeps_administrators(&all, &[both.clone(), invited.clone()]).unwrap();
        keeps_administrators(std::slice::from_ref(&access), &[]).unwrap_err();
        // During set-up nobody has a password yet: the invitation itself is the last one.
        keeps_administrators(std::slice::from_ref(&invited), &[]).unwrap_err();
        keeps_administrators(&[], &[invited]).unwrap();
        // Whoever leaves for a while, or on a day that is known, does not count any more.
        let (mut resting, mut ends) = (both.clone(), both.clone());
        resting.state = AccountState::Resting;
        ends.ends_at = Some(i64::MAX);
        for after in [resting, ends] {
            keeps_administrators(std::slice::from_ref(&both), &[after]).unwrap_err();
        }
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(login("  anna ").unwrap(), "anna");
        assert_eq!(login("   ").unwrap_err().code, "missing_field");
        for bad in ["a\nb".to_owned(), "x".repeat(201)] {
            assert_eq!(login(&bad).unwrap_err().code, "invalid");
        }
    }
}
