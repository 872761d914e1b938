//! A row of `app_user`.

use std::collections::BTreeMap;

use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_core::names::fold_search;
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

/// Which columns the seal of a row covers. Rows of before 0003_people carry the first, and get the second when they are
/// next written: nobody can go back, as the seal that fits would be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserLayout {
    /// Number, id, folded log-in name, kind, log-in and state.
    First = 1,
    /// Groups, job title, role, attributes, approval and databases as well: rules distribute by them (rule 13).
    Second = 2,
}

impl UserLayout {
    /// The layout in which rows are written now.
    pub const NOW: Self = Self::Second;

    /// From what is stored.
    pub fn from_stored(value: i64) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|layout| *layout as i64 == value)
    }
}

/// The number of the central database among the databases a user belongs to; satellites count from 1.
pub const CENTRAL: u32 = 0;

/// One user. Sealed: what a licence depends on, as [`UserLayout`] says.
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
    /// The groups the user is in; the first is the primary one.
    pub groups: Vec<String>,
    /// What the person does, in words.
    pub job_title: Option<String>,
    /// The role in the application, in words.
    pub role: Option<String>,
    /// What else the customer keeps about users (department, cost centre …), for filters and rules.
    pub attributes: BTreeMap<String, String>,
    /// Somebody has yet to approve the user: no log-in and no seat, but licences can be assigned.
    pub waiting_for_approval: bool,
    /// The databases the user belongs to: [`CENTRAL`], satellites by their numbers.
    pub sites: Vec<u32>,
    /// When the row was made, in milliseconds UTC.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// The last day on which a check of this user was granted, `YYYY-MM-DD`.
    pub last_used: Option<String>,
    /// What the row's seal covers; rows are written in [`UserLayout::NOW`] whatever stands here.
    pub layout: UserLayout,
}

impl UserRow {
    /// With us, approved, and may log in: whose assignments take seats (rule 5).
    pub fn acts(&self) -> bool {
        self.can_log_in && self.state == UserState::Active && !self.waiting_for_approval
    }

    /// Everything that somebody would type to find the user, folded; not sealed.
    pub(crate) fn search_key(&self) -> String {
        if self.state == UserState::Deleted {
            return String::new();
        }
        let texts = [self.email.as_deref(), self.role.as_deref(), self.job_title.as_deref()];
        let more = self.groups.iter().chain(self.attributes.values()).map(String::as_str);
        search_key(&self.name_key, &self.login_key, texts.into_iter().flatten().chain(more))
    }

    /// The attributes, as stored.
    pub(crate) fn attributes_json(&self) -> String {
        serde_json::to_string(&self.attributes).expect("texts are JSON")
    }
}

/// The folded texts by which a user is found, each in a line of its own.
pub(crate) fn search_key<'a>(name: &'a str, login: &'a str, more: impl Iterator<Item = &'a str>) -> String {
    let mut key = fold_search(name);
    for text in std::iter::once(login).chain(more) {
        key.push('\n');
        key.push_str(&fold_search(text));
    }
    key
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
        if self.layout == UserLayout::First {
            return;
        }
        input.int(self.groups.len() as i64);
        self.groups.iter().for_each(|group| input.text(group));
        input.text_or_null(self.job_title.as_deref());
        input.text_or_null(self.role.as_deref());
        input.text(&self.attributes_json());
        input.int(i64::from(self.waiting_for_approval));
        input.int(self.sites.len() as i64);
        self.sites.iter().for_each(|site| input.int(i64::from(*site)));
    }
}
