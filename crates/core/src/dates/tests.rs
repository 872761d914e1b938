use super::*;
use crate::testing::{any_day, cases, dates};
use jiff::civil::date;
use proptest::prelude::*;

const CASES: u32 = 1_000;

/// Rule 7, with the dates of a package as they are sold: warned a month before expiry, twelve days
/// of grace.
#[test]
fn each_date_moves_the_standing_on() {
    let dates = Dates {
        next_check: Some(date(2027, 2, 1)),
        admin_warning: Some(date(2027, 2, 27)),
        expiry: Some(date(2027, 3, 27)),
        grace: Some(date(2027, 4, 8)),
        maintenance: Some(date(2027, 1, 1)),
    };
    for (today, standing) in [
        (date(2027, 2, 26), Standing::Current),
        (date(2027, 2, 27), Standing::Warned),
        (date(2027, 3, 27), Standing::Warned),
        (date(2027, 3, 28), Standing::Expired),
        (date(2027, 4, 8), Standing::Expired),
        (date(2027, 4, 9), Standing::Stopped),
        (date(9999, 12, 31), Standing::Stopped),
    ] {
        assert_eq!(dates.standing(today), standing, "{today}");
    }
}

#[test]
fn an_absent_date_never_comes() {
    assert_eq!(Dates::default().standing(Date::MAX), Standing::Current);
    let expiry_only = Dates { expiry: Some(date(2027, 3, 27)), ..Dates::default() };
    assert_eq!(expiry_only.standing(Date::MAX), Standing::Expired, "without grace it never stops");
}

#[test]
fn dates_in_files_are_days_or_never() {
    let read = |text: &str| serde_json::from_str::<Dates>(text);
    let expiry = Dates { expiry: Some(date(2027, 3, 27)), ..Dates::default() };
    assert_eq!(read(r#"{"expiry":"2027-03-27"}"#).expect("a day"), expiry);
    for never in ["{}", r#"{"expiry":0}"#, r#"{"expiry":null}"#] {
        assert_eq!(read(never).expect("never"), Dates::default(), "{never}");
    }
    for bad in
        ["1", "\"\"", "\"2027-3-27\"", "\"2027-02-29\"", "\"2027-03-27T00:00\"", "\"+027-03-27\"", "true"]
    {
        assert!(read(&format!(r#"{{"expiry":{bad}}}"#)).is_err(), "{bad}");
    }
    assert_eq!(serde_json::to_string(&expiry).expect("a text"), r#"{"expiry":"2027-03-27"}"#);
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn standing_never_goes_back(dates in dates(), today in any_day(), later in any_day()) {
        let (today, later) = (today.min(later), today.max(later));
        prop_assert!(dates.standing(today) <= dates.standing(later));
    }

    #[test]
    fn the_next_change_is_the_next_change(dates in dates(), today in any_day()) {
        let next = dates.changes_after(today).min();
        let differs = |day: &Date| dates.standing(*day) != dates.standing(today);
        let found = today.series(jiff::Span::new().days(1)).take(60).find(differs);
        prop_assert!(found.is_none_or(|found| next.is_some_and(|next| next <= found)));
    }

    #[test]
    fn any_text_is_a_day_or_none(text in prop_oneof![any::<String>(), "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[-+0-9]{10}"]) {
        if let Some(date) = day::parse(&text) {
            prop_assert_eq!(date.to_string(), text);
        }
    }
}
