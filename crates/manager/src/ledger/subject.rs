//! How an entry says what it touched, so that snapshots re-read exactly that.
//!
//! A subject is `user:17`, `session:<id>`, `package:<id>` or `module:5`. A member of a bulk change is a JSON array whose
//! first element is the number of the user it is about, or the id of a session.

use licentia_core::ids::{ModuleNo, UserNo};
use serde_json::Value;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A user.
    User(UserNo),
    /// A module.
    Module(ModuleNo),
    /// A package, by id.
    Package(&'a str),
    /// A session, by id.
    Session(&'a str),
}

/// What a member of a bulk change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'a> {
    /// A user.
    User(UserNo),
    /// A session, by id.
    Session(&'a str),
}

/// The subject of a change of a user.
pub fn user(no: UserNo) -> String {
    format!("user:{no}")
}

/// The subject of a change of a module's seats.
pub fn module(no: ModuleNo) -> String {
    format!("module:{no}")
}

/// The subject of a change of a package.
pub fn package(id: &str) -> String {
    format!("package:{id}")
}

/// The subject of a change of a session.
pub fn session(id: &str) -> String {
    format!("session:{id}")
}

/// Reads a subject; what is none of ours is `None`.
pub fn parse(text: &str) -> Option<Subject<'_>> {
    let (noun, id) = text.split_once(':')?;
    match noun {
        "user" => id.parse().ok().map(|no| Subject::User(UserNo(no))),
        "module" => id.parse().ok().map(|no| Subject::Module(ModuleNo(no))),
        "package" => Some(Subject::Package(id)),
        "session" => Some(Subject::Session(id)),
        _ => None,
    }
}

/// Reads what a member is about.
pub fn of_member(member: &Value) -> Option<Member<'_>> {
    match member.get(0)? {
        Value::Number(no) => u32::try_from(no.as_u64()?).ok().map(|no| Member::User(UserNo(no))),
        Value::String(id) => Some(Member::Session(id)),
        _ => None,
    }
}

/// Whether an entry of this kind changes packages, module names or the installation itself, so that licences are
/// compiled anew.
pub fn changes_register(kind: &str) -> bool {
    ["packages.", "licences.", "installations.", "day.changed"].iter().any(|noun| kind.starts_with(noun))
}
