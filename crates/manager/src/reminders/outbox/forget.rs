//! A person who is deleted is in no message that is still on its way (rule 18). What has arrived or was given up says
//! nothing any more.

use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use serde_json::Value;

use super::store;

/// What stands where a name was.
const NOBODY: &str = "…";

/// Takes the names of somebody out of what is on its way.
///
/// # Errors
/// The database's.
pub(crate) fn forget_person(w: &mut Write<'_>, name: &str, login: &str) -> Result<(), Problem> {
    let scope = w.scope();
    let said = if name.is_empty() { login } else { name };
    let bodies = store::bodies(w, scope)?.into_iter();
    let without: Vec<_> = bodies.filter_map(|(id, body)| Some((id, without(&body, said, login)?))).collect();
    if without.is_empty() {
        return Ok(());
    }
    Ok(store::rewrite(w, &without)?)
}

/// The message without somebody; `None` where it does not name them.
fn without(body: &str, said: &str, login: &str) -> Option<String> {
    let mut message: Value = serde_json::from_str(body).ok()?;
    let mut named = false;
    for place in ["/text", "/html", "/data/detail"] {
        if let Some(Value::String(text)) = message.pointer_mut(place) {
            let left = take_out(&take_out(text, said), &as_html(said));
            named |= left != *text;
            *text = left;
        }
    }
    if let Some(Value::Array(people)) = message.pointer_mut("/data/about/row/people") {
        let before = people.len();
        people.retain(|one| one["user"] != login);
        named |= people.len() < before;
    }
    named.then(|| message.to_string())
}

/// A text as it stands in a page.
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text without a name, where that stands for itself and is no part of a longer word.
fn take_out(text: &str, name: &str) -> String {
    let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let (mut taken, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(name).filter(|_| !name.is_empty()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        taken.push_str(before);
        let whole = apart(taken.chars().next_back()) && apart(after.chars().next());
        taken.push_str(if whole { NOBODY } else { name });
        rest = after;
    }
    taken + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_taken_out_where_it_stands_for_itself() {
        assert_eq!(take_out("These are Bo, Bosse and Bo.", "Bo"), "These are …, Bosse and ….");
        assert_eq!(take_out("Nobody", ""), "Nobody");
        let mail = json!({"subject": "s", "text": "These: Bo & Co, Anna.", "html": "<p>These: Bo &amp; Co, Anna.</p>"});
        let left = json!({"subject": "s", "text": "These: …, Anna.", "html": "<p>These: …, Anna.</p>"});
        assert_eq!(without(&mail.to_string(), "Bo & Co", "bo"), Some(left.to_string()));
        assert_eq!(without(&mail.to_string(), "Carl", "carl"), None);
        // A product called as somebody logs in keeps its name.
        let people = json!([{"user": "web", "name": "Vera Web"}, {"user": "bo", "name": "Bo"}]);
        let told = |detail: &str, people: &Value| {
            json!({"type": "reminder.row", "data": {"key": "row:acme.web:2027-01-01",
            "about": {"row": {"short": {"module": "acme.web"}, "people": people, "people_count": 2}}, "detail": detail}})
        };
        let expected = told("These: …, Bo.", &json!([{"user": "bo", "name": "Bo"}]));
        let body = told("These: Vera Web, Bo.", &people).to_string();
        assert_eq!(without(&body, "Vera Web", "web"), Some(expected.to_string()));
    }
}
