//! A row of `app_user`.

use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_platform::seals::{SealInput, Sealed};

/// Where a user stands (rule 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// In service.
    Active,
    /// A former employee: licences and log-in gone, data kept.
    Former,
    /// Deleted: id, history and counts kept, personal data erased.
    Deleted,
}

impl UserState {
    /// As stored and as answered: `active`, `former`, `deleted`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Former => "former",
            Self::Deleted => "deleted",
        }
    }

    /// From what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Active, Self::Former, Self::Deleted].into_iter().find(|state| state.as_str() == text)
    }
}

/// One user. Sealed: what a licence depends on, that is number, id, folded log-in name, kind, log-in and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// The dense number within the installation.
    pub no: UserNo,
    /// The id that the outside uses: a UUID.
    pub id: String,
    /// The log-in name as typed.
    pub login: String,
    /// The log-in name folded (rule 18): unique in the installation.
    pub login_key: String,
    /// The name shown.
    pub name: String,
    /// The name folded, for search and sort.
    pub name_key: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The kind of user.
    pub kind: UserKind,
    /// Whether the user may log in.
    pub can_log_in: bool,
    /// In service, former or deleted.
    pub state: UserState,
    /// The groups the user is in.
    pub groups: Vec<String>,
    /// When the row was made, in milliseconds UTC.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// The last day on which a check of this user was granted, `YYYY-MM-DD`.
    pub last_used: Option<String>,
}

impl Sealed for UserRow {
    const TABLE: &'static str = "app_user";

    fn write(&self, input: &mut SealInput) {
        input.int(i64::from(self.no.0));
        input.text(&self.id);
        input.text(&self.login_key);
        input.int(self.kind as i64);
        input.int(i64::from(self.can_log_in));
        input.text(self.state.as_str());
    }
}
