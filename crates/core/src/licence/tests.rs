use super::*;
use crate::testing::{cases, row};
use jiff::civil::date;
use proptest::prelude::*;

const CASES: u32 = 1_000;

/// The names of a row's members are those of `contract.md`; defaults are left out.
#[test]
fn a_row_is_written_as_the_contract_says() {
    let row = Row {
        titles: Texts::from([("en".to_owned(), "Sales Premium".to_owned())]),
        flags: FLAG_PLAN,
        set: vec!["sale-cal".to_owned()],
        requires: vec!["user".to_owned()],
        kinds: Kinds::of(&[UserKind::Internal]),
        start: Some(date(2027, 1, 1)),
        when_stopped: WhenStopped::ReadOnly,
        was: Some("sales".to_owned()),
        ..Row::new(3, "ten-sales", Quantity::Count(21))
    };
    let text = concat!(
        r#"{"n":3,"module":"ten-sales","titles":{"en":"Sales Premium"},"scope":"user","counting":"named","#,
        r#""quantity":21,"hidden":false,"flags":1,"set":["sale-cal"],"requires":["user"],"#,
        r#""kinds":["internal"],"start":"2027-01-01","when_stopped":"read_only","was":"sales"}"#
    );
    assert_eq!(serde_json::to_string(&row).expect("a text"), text);
    assert_eq!(serde_json::from_str::<Row>(text).expect("a row"), row);
    assert!(row.is_plan() && !row.is_tier());
}

#[test]
fn a_row_has_one_quantity() {
    let with = |quantity: &str| {
        let text = format!(
            r#"{{"package":"p","n":0,"module":"user","titles":{{}},"scope":"user","counting":"named",{quantity}"when_stopped":"none"}}"#
        );
        serde_json::from_str::<Row>(&text)
    };
    assert_eq!(with(r#""quantity":5,"#).expect("a row").quantity, Quantity::Count(5));
    assert_eq!(with(r#""unrestricted":true,"#).expect("a row").quantity, Quantity::Unrestricted);
    for bad in [
        "",
        r#""quantity":5,"unrestricted":true,"#,
        r#""quantity":5,"quantity":6,"#,
        r#""quantity":-1,"#,
        r#""quantity":4294967296,"#,
        r#""unrestricted":false,"#,
    ] {
        assert!(with(bad).is_err(), "{bad}");
    }
}

#[test]
fn scopes_and_kinds_have_the_numbers_of_apis() {
    assert_eq!([Scope::System, Scope::Site, Scope::User].map(Scope::value), [1, 2, 3]);
    assert!((0..=255).all(|value| Scope::from_value(value).is_none_or(|scope| scope.value() == value)));
    assert_eq!(UserKind::EVERY.map(UserKind::value), [1, 2, 3, 4, 5]);
    assert!(UserKind::EVERY.into_iter().all(|kind| UserKind::from_name(kind.as_str()) == Some(kind)));
    assert!((0..=255).all(|value| UserKind::from_value(value).is_none_or(|kind| kind.value() == value)));
}

#[test]
fn a_text_falls_back_to_a_language_there_is() {
    let texts = |pairs: &[(&str, &str)]| -> Texts {
        pairs.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect()
    };
    let both = texts(&[("en", "Sales"), ("sv", "Försäljning")]);
    assert_eq!(text_in(&both, "sv", "x"), "Försäljning");
    assert_eq!(text_in(&both, "sv-FI", "x"), "Försäljning");
    assert_eq!(text_in(&both, "de", "x"), "Sales");
    assert_eq!(text_in(&texts(&[("nb", "Salg")]), "de", "x"), "Salg");
    assert_eq!(text_in(&Texts::new(), "sv", "ten-sales"), "ten-sales");
    assert_eq!(text_in(&both, "", "x"), "Sales");
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn a_row_is_read_back_as_it_is_written(row in row()) {
        let text = serde_json::to_string(&row).expect("a text");
        prop_assert_eq!(serde_json::from_str::<Row>(&text).expect("a row"), row);
    }

    #[test]
    fn any_text_is_a_row_or_an_error(text in any::<String>()) {
        let _ = serde_json::from_str::<Row>(&text);
    }
}
