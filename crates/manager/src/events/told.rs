//! An event in words, where there is one sentence for it.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use licentia_core::events::Kind;
use licentia_ui::{Lang, date_words, has_text, t, text};

use super::Event;

/// What an event is called: in the reader's language where it is known to everybody, else as its application says.
pub(crate) fn title(event: &Event, lang: Lang) -> String {
    event.name.clone().unwrap_or_else(|| key_words(event.key.as_str(), lang))
}

/// A key in words where it is known to everybody, else the key itself.
pub(crate) fn key_words(key: &str, lang: Lang) -> String {
    let known = format!("events-key-{}", key.replace('_', "-"));
    if has_text(lang, &known) { text(lang, &known) } else { key.to_owned() }
}

/// What a user is told at the log-in, with when it is expected to be over.
pub(crate) fn sentence(event: &Event, zone: &TimeZone, lang: Lang) -> String {
    let said = event.message.clone().unwrap_or_default();
    let said = match event.key.kind() {
        Kind::MessageOfTheDay | Kind::Raised => said,
        Kind::NoLogin => with(t!(lang, "events-told-no-login"), &said),
        Kind::NoFreetext => with(t!(lang, "events-told-no-freetext"), &said),
        Kind::NoTravel => with(t!(lang, "events-told-no-travel"), &said),
    };
    match event.finish_at {
        None => said,
        Some(at) => with(said, &t!(lang, "events-told-until", moment = moment_words(lang, at, zone))),
    }
}

/// Two sentences, one of which a person may have written: without a full stop it gets one before the other begins.
fn with(first: String, second: &str) -> String {
    let first = first.trim_end();
    match (first.chars().next_back(), second.is_empty()) {
        (_, true) => first.to_owned(),
        (None, _) => second.to_owned(),
        (Some(last), _) if last.is_alphanumeric() || matches!(last, ')' | '"' | '”' | '’' | '%') => {
            format!("{first}. {second}")
        }
        _ => format!("{first} {second}"),
    }
}

/// A moment as a text of its own: day and time.
pub(crate) fn moment_words(lang: Lang, at_ms: i64, zone: &TimeZone) -> String {
    let at: Zoned = Timestamp::from_millisecond(at_ms).unwrap_or_default().to_zoned(zone.clone());
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    t!(lang, "events-moment", day = date_words(lang, at.date()), time = time)
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn what_people_write_ends_before_more_is_said() {
        for (first, whole) in [
            ("Paused while the index is rebuilt", "Paused while the index is rebuilt. Soon over."),
            ("Upgrade to 12.2. ", "Upgrade to 12.2. Soon over."),
            ("Ready?", "Ready? Soon over."),
            ("Paused (index)", "Paused (index). Soon over."),
            ("", "Soon over."),
        ] {
            assert_eq!(with(first.to_owned(), "Soon over."), whole);
        }
        assert_eq!(with("Paused".to_owned(), ""), "Paused", "alone it stays as it was written");
    }
}
