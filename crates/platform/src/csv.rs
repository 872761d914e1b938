//! Files of rows for spreadsheets (RFC 4180), written in one way by every page and endpoint.

/// What files for people begin with, so that spreadsheets read them as UTF-8.
pub const MARK: &str = "\u{feff}";

/// Adds one line of cells.
pub fn line(text: &mut String, cells: impl IntoIterator<Item = impl AsRef<str>>) {
    for (index, value) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        cell(text, value.as_ref());
    }
    text.push_str("\r\n");
}

/// A cell, in quotes when it must be. What a spreadsheet would take for a formula gets an apostrophe before it: a name
/// that somebody typed must not become a program on the desk of whoever opens the file.
fn cell(text: &mut String, value: &str) {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(value);
    if !formula && !value.contains(['"', ',', ';', '\n', '\r', '\t']) {
        return text.push_str(value);
    }
    text.push('"');
    if formula {
        text.push('\'');
    }
    text.push_str(&value.replace('"', "\"\""));
    text.push('"');
}

/// Whether it is a plain number below nothing, `-12.50`, which spreadsheets may well count with.
fn is_number(value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match value.strip_prefix('-') {
        Some(rest) => match rest.split_once('.') {
            Some((whole, decimals)) => digits(whole) && digits(decimals),
            None => digits(rest),
        },
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_no_formula_either() {
        let mut text = String::new();
        line(&mut text, ["-12.50", "-5", "-5+A1", "-", "-.5", "+47 22 00", "=1+1", "a,b"]);
        assert_eq!(text, "-12.50,-5,\"'-5+A1\",\"'-\",\"'-.5\",\"'+47 22 00\",\"'=1+1\",\"a,b\"\r\n");
    }
}
