//! What is typed about a user, checked: lengths, characters, and that databases exist.

use std::collections::BTreeMap;

use licentia_core::names::fold_login;
use licentia_platform::problem::Problem;

use super::site_no;
use crate::sealed::CENTRAL;
use crate::snapshot::Snapshot;

/// The longest name, log-in name or address, in characters.
const LONGEST: usize = 200;
/// The most groups of one user.
const GROUPS: usize = 100;
/// The most attributes of one user.
const ATTRIBUTES: usize = 50;
/// The longest name of an attribute, in characters.
const ATTRIBUTE_NAME: usize = 60;

/// What stands beside users in addresses: `/users/import` is not the user of that name.
const ADDRESSES: [&str; 5] = ["bulk", "export", "groups", "import", "new"];

/// A log-in name that may be used.
pub(super) fn login(place: &str, typed: &str) -> Result<String, Problem> {
    let login = short(place, "login", typed)?;
    if login.is_empty() {
        return Err(Problem::invalid(&format!("{place}login"), "A log-in name is needed.").words("why-login"));
    }
    let folded = fold_login(&login);
    if folded.starts_with("deleted:") || folded.is_empty() || ADDRESSES.contains(&&*folded) {
        return Err(
            Problem::invalid(&format!("{place}login"), "This cannot be a log-in name.").words("why-no-login")
        );
    }
    Ok(login)
}

/// A name that may be used.
pub(super) fn name(place: &str, typed: &str) -> Result<String, Problem> {
    let name = short(place, "name", typed)?;
    if name.is_empty() {
        Err(Problem::invalid(&format!("{place}name"), "A name is needed.").words("why-name"))
    } else {
        Ok(name)
    }
}

/// An address, or none.
pub(super) fn email(place: &str, typed: &str) -> Result<Option<String>, Problem> {
    let email = short(place, "email", typed)?;
    if email.is_empty() {
        return Ok(None);
    }
    let parts = email.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if parts.is_none() || email.chars().any(char::is_whitespace) {
        let why = "An e-mail address looks like anna@example.org.";
        return Err(Problem::invalid(&format!("{place}email"), why).words("why-email"));
    }
    Ok(Some(email))
}

/// Groups without blanks and repetitions.
pub(super) fn groups(place: &str, typed: Vec<String>) -> Result<Vec<String>, Problem> {
    let mut groups: Vec<String> = Vec::with_capacity(typed.len());
    for group in typed {
        let group = short(place, "groups", &group)?;
        if !group.is_empty() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    if groups.len() > GROUPS {
        let problem = Problem::invalid(&format!("{place}groups"), format!("At most {GROUPS} groups."));
        return Err(problem.words("why-most-groups").arg("most", GROUPS));
    }
    Ok(groups)
}

/// A text, or none.
pub(super) fn maybe(place: &str, field: &str, typed: &str) -> Result<Option<String>, Problem> {
    Ok(Some(short(place, field, typed)?).filter(|text| !text.is_empty()))
}

/// Attributes without blanks around; those without a value are none.
pub(super) fn attributes(
    place: &str,
    typed: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Problem> {
    let wrong = |why: String| Problem::invalid(&format!("{place}attributes"), why);
    let mut kept = BTreeMap::new();
    for (name, value) in typed {
        let name = short(place, "attributes", &name)?;
        let value = short(place, "attributes", &value)?;
        if name.is_empty() || name.contains('=') || name.chars().count() > ATTRIBUTE_NAME {
            let why =
                format!("An attribute's name has 1 to {ATTRIBUTE_NAME} characters, and = is none of them.");
            return Err(wrong(why).words("why-attribute-name").arg("most", ATTRIBUTE_NAME));
        }
        if !value.is_empty() && kept.insert(name, value).is_some() {
            return Err(wrong("An attribute is there twice.".to_owned()).words("why-attribute-twice"));
        }
    }
    if kept.len() > ATTRIBUTES {
        let problem = wrong(format!("At most {ATTRIBUTES} attributes."));
        return Err(problem.words("why-most-attributes").arg("most", ATTRIBUTES));
    }
    Ok(kept)
}

/// The numbers of databases told by their short names; nothing told is the central one.
pub(super) fn sites(at: &Snapshot, place: &str, typed: &[String]) -> Result<Vec<u32>, Problem> {
    if typed.is_empty() {
        return Ok(vec![CENTRAL]);
    }
    let mut sites = Vec::with_capacity(typed.len());
    for slug in typed {
        let no = site_no(at, slug.trim()).ok_or_else(|| {
            let why = format!("There is no installation `{}`.", slug.trim());
            Problem::unprocessable("installation_unknown", &format!("{place}sites"), why)
                .words("why-no-installation")
                .arg("name", slug.trim())
        })?;
        sites.push(no);
    }
    sites.sort_unstable();
    sites.dedup();
    Ok(sites)
}

fn short(place: &str, field: &str, typed: &str) -> Result<String, Problem> {
    let text = typed.trim();
    if text.chars().count() > LONGEST {
        let why = format!("At most {LONGEST} characters.");
        let problem = Problem::invalid(&format!("{place}{field}"), why);
        return Err(problem.words("why-most-characters").arg("most", LONGEST));
    }
    if text.chars().any(unreadable) {
        let problem = Problem::invalid(&format!("{place}{field}"), "Control characters cannot be kept.");
        return Err(problem.words("why-control"));
    }
    Ok(text.to_owned())
}

/// What nobody sees but everybody is misled by: control characters, and those that turn the direction of what follows, so
/// that one name looks like another.
pub(super) fn unreadable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
