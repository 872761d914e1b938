//! Query strings of addresses.

use super::manager::encoded;

/// `?name=value&…` of the pairs that have a value, or nothing.
pub(crate) fn query(pairs: &[(&str, Option<&str>)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if let Some(value) = value {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(&encoded(value));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn what_has_no_value_is_left_out() {
        let asked = query(&[("at", Some("2027-03-01T12:00:00+01:00")), ("module", None), ("q", Some("Å b"))]);
        assert_eq!(asked, "?at=2027-03-01T12%3A00%3A00%2B01%3A00&q=%C3%85%20b");
        assert_eq!(query(&[("at", None)]), "");
    }
}
