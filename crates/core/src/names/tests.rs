use super::*;
use crate::testing::cases;
use proptest::prelude::*;

const NAME_CASES: u32 = 2_000;
const LOGIN_CASES: u32 = 2_000;

#[test]
fn names_are_lowered_and_taken_apart() {
    let issuer = IssuerName::new("SUPEROFFICE").expect("a name");
    let module = ModuleName::new(&issuer, "SALE-CAL").expect("a name");
    assert_eq!(module.as_str(), "superoffice.sale-cal");
    assert_eq!((module.issuer(), module.code()), ("superoffice", "sale-cal"));
    assert_eq!("SuperOffice.Sale-Cal".parse(), Ok(module));
}

#[test]
fn what_is_no_name_says_why() {
    let parse = |text: &str| text.parse::<ModuleName>();
    assert_eq!(parse(""), Err(NameError::Empty));
    assert_eq!(parse("sale-cal"), Err(NameError::NoIssuer));
    assert_eq!(parse(".sale-cal"), Err(NameError::Empty));
    assert_eq!(parse("superoffice."), Err(NameError::Empty));
    for text in ["a.-b", "a.b-", "a.b--c", "a.b.c", "a.b_c", "a. b", "å.b", "a.b\n", "a.ſ"] {
        assert_eq!(parse(text), Err(NameError::BadCharacter), "{text:?}");
    }
    assert_eq!(parse(&format!("a.{}", "b".repeat(MAX_PART + 1))), Err(NameError::TooLong));
    assert!(parse(&format!("a.{}", "b".repeat(MAX_PART))).is_ok());
}

#[test]
fn names_in_json_are_checked_like_any_other() {
    let name: ModuleName = serde_json::from_str("\"SUPEROFFICE.user\"").expect("a name");
    assert_eq!(serde_json::to_string(&name).expect("a text"), "\"superoffice.user\"");
    assert!(serde_json::from_str::<ModuleName>("\"user\"").is_err());
}

/// Rule 18: log-in names compare by NFKC and case folding.
#[test]
fn log_ins_that_look_alike_are_one() {
    for (one, other) in [
        ("ANNA", "anna"),
        ("Straße", "STRASSE"),
        ("ﬁnn", "FINN"),
        ("Å\u{301}se", "å\u{301}SE"),
        ("A\u{30a}sa", "Åsa"),
        ("\u{212b}sa", "åsa"),
        ("Ａnna", "anna"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ] {
        assert_eq!(fold_login(one), fold_login(other), "{one} {other}");
    }
    assert_ne!(fold_login("Asa"), fold_login("Åsa"));
    assert_eq!(fold_login("A\u{30a}SA"), "åsa", "keys are composed");
}

#[test]
fn folding_any_single_character_twice_changes_nothing() {
    for c in '\0'..=char::MAX {
        let folded = fold_login(c.encode_utf8(&mut [0; 4]));
        assert_eq!(fold_login(&folded), folded, "U+{:04X}", c as u32);
    }
}

proptest! {
    #![proptest_config(cases(NAME_CASES))]

    #[test]
    fn any_text_is_a_name_or_an_error(text in any::<String>()) {
        let _ = text.parse::<IssuerName>();
        if let Ok(name) = text.parse::<ModuleName>() {
            prop_assert_eq!(name.as_str(), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn a_name_is_read_back_as_it_is_written(text in "[a-zA-Z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}\\.[a-zA-Z0-9]{1,8}(-[a-z0-9]{1,4}){0,3}") {
        let name: ModuleName = text.parse().expect("made as a name");
        prop_assert_eq!(name.to_string().parse(), Ok(name.clone()));
        prop_assert_eq!(format!("{}.{}", name.issuer(), name.code()), name.to_string());
        let issuer: IssuerName = name.issuer().parse().expect("half of a name");
        prop_assert_eq!(ModuleName::new(&issuer, name.code()), Ok(name));
    }
}

proptest! {
    #![proptest_config(cases(LOGIN_CASES))]

    #[test]
    fn folding_twice_changes_nothing(login in any::<String>()) {
        let folded = fold_login(&login);
        prop_assert_eq!(fold_login(&folded), folded);
    }

    #[test]
    fn capitals_make_no_difference(login in "[a-zåäöéßñüœš ]{0,12}") {
        prop_assert_eq!(fold_login(&login.to_uppercase()), fold_login(&login));
    }
}

#[test]
fn letters_with_marks_stand_where_readers_look_for_them() {
    let sorted = |plain: bool, names: &[&str]| {
        let mut keys: Vec<(String, String)> = names
            .iter()
            .map(|name| {
                let key = name_sort_key(&fold_login(name));
                let shorter = |key: String, (nordic, letter): &(&str, &str)| key.replace(nordic, letter);
                (if plain { PLAIN.iter().fold(key, shorter) } else { key }, (*name).to_owned())
            })
            .collect();
        keys.sort();
        keys.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    let names = [
        "Zoë", "Élodie", "Emil", "Edda", "Íñigo", "Ida", "Ólafur", "Łukasz", "Lars", "Åsa", "Örjan", "Ärla",
        "Ole",
    ];
    assert_eq!(
        sorted(true, &names),
        [
            "Ärla", "Åsa", "Edda", "Élodie", "Emil", "Ida", "Íñigo", "Lars", "Łukasz", "Ólafur", "Ole",
            "Örjan", "Zoë"
        ]
    );
    assert_eq!(
        sorted(false, &names),
        [
            "Edda", "Élodie", "Emil", "Ida", "Íñigo", "Lars", "Łukasz", "Ólafur", "Ole", "Zoë", "Åsa",
            "Ärla", "Örjan"
        ]
    );
    assert_eq!(
        sorted(false, &["Ødegård", "Ögren", "Ækerøy", "Ålund"]),
        ["Ålund", "Ækerøy", "Ødegård", "Ögren"]
    );
    assert_eq!(name_sort_key(&fold_login("E\u{301}lodie")), "elodie", "however it is written");
    assert_eq!(name_sort_key("अनु"), "अनु", "signs of other scripts are letters");
}

#[test]
fn a_search_finds_names_however_they_are_typed() {
    for (typed, name) in [
        ("akesson", "Åkesson"),
        ("nguyen", "Nguyễn"),
        ("kjaergaard", "Kjærgaard"),
        ("sorensen", "Sørensen"),
        ("weiss", "Weiß"),
        ("thordur", "Þórður"),
        ("lukasz", "Łukasz"),
        ("istanbul", "İstanbul"),
        ("ÅKESSON", "A\u{30a}kesson"),
        ("Kjærgaard", "kjaergaard"),
        ("Ελλάδα", "ελλαδα"),
        ("김", "김"),
    ] {
        assert_eq!(fold_search(typed), fold_search(name), "{typed} {name}");
    }
    assert_eq!(fold_search("अनु"), "अनु", "signs of other scripts are letters");
    assert_ne!(fold_search("å"), fold_search("o"));
}

proptest! {
    #[test]
    fn what_is_folded_for_a_search_stays_so(text in any::<String>()) {
        let folded = fold_search(&text);
        prop_assert_eq!(fold_search(&folded), folded);
    }
}
