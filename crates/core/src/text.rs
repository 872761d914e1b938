//! Texts of several lines that people type.
//!
//! Signed files carry a text only when every reader sees the same in it: of all control characters, it may hold tab and
//! line feed. A browser ends each line of a form with a carriage return as well (so the HTML standard says), which is
//! therefore taken out where a text comes in.

/// The same text with every line ended by a line feed alone.
pub fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a signed file can carry the text: no control character but tab and line feed is in it.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_one_way_however_they_were_typed() {
        for typed in ["one\r\ntwo\r\n\r\nthree", "one\rtwo\r\rthree", "one\ntwo\r\n\rthree"] {
            assert_eq!(line_feeds(typed), "one\ntwo\n\nthree");
        }
    }

    #[test]
    fn only_tab_and_line_feed_are_plain_among_control_characters() {
        assert!(is_plain("Åse,\n\t20 seats – please\u{2026}"));
        for hidden in ["a\rb", "a\0b", "\u{1b}[31m", "a\u{7f}", "a\u{85}b"] {
            assert!(!is_plain(hidden), "{hidden:?}");
        }
    }
}
