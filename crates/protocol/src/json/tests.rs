//! The reader agrees with serde_json about what is JSON, and is stricter where it says so.

use proptest::prelude::*;

use super::*;

fn skip(text: &str) -> Result<(), Reason> {
    let run = || {
        let mut reader = Reader::new(text.as_bytes(), Reason::PayloadNotJson)?;
        reader.skip()?;
        reader.end()
    };
    run().map_err(|r: Refused| r.reason)
}

fn text(json: &str) -> Result<String, Reason> {
    let run = || {
        let mut reader = Reader::new(json.as_bytes(), Reason::PayloadNotJson)?;
        let text = reader.string()?.into_owned();
        reader.end().map(|()| text)
    };
    run().map_err(|r: Refused| r.reason)
}

#[test]
fn a_member_twice_is_refused_at_any_depth_and_however_it_is_written() {
    for json in [
        r#"{"a":1,"a":1}"#,
        r#"{"x":[{"y":{"b":null,"c":2,"b":3}}]}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"\u0061":1,"a":2}"#,
        r#"{"":1,"":2}"#,
    ] {
        assert_eq!(skip(json), Err(Reason::DuplicateMember), "{json}");
    }
    let many: String = (0..200).map(|n| format!("\"n{n}\":0,")).collect();
    assert_eq!(skip(&format!("{{{many}\"z\":1}}")), Ok(()));
    for again in ["n0", "n23", "n24", "n199"] {
        let json = format!("{{{many}\"{again}\":1}}");
        assert_eq!(skip(&json), Err(Reason::DuplicateMember), "{again}");
    }
}

#[test]
fn nesting_is_limited() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(skip(&nested(16)), Ok(()));
    assert_eq!(skip(&nested(17)), Err(Reason::TooDeep));
    assert_eq!(skip(&"[".repeat(100_000)), Err(Reason::TooDeep));
}

#[test]
fn texts_are_unescaped() {
    assert_eq!(text(r#""Räksmörgås \"\\\/ \u00e5\ud83d\ude00\n""#).unwrap(), "Räksmörgås \"\\/ å😀\n");
    for json in [r#""\u0000""#, r#""a\u001fb""#, r#""\b""#, r#""\u007f""#, r#""\u009f""#] {
        assert_eq!(text(json), Err(Reason::BadMember), "{json}");
    }
    // Those from U+007F to U+009F are JSON as they are, and no more welcome than escaped.
    for c in ['\u{7f}', '\u{80}', '\u{9f}'] {
        for before in ["", "a", "1234567", "räksmörgås", "12345678\u{a0}\\n"] {
            let json = format!("\"{before}{c}b\"");
            assert_eq!(text(&json), Err(Reason::BadMember), "{json:?}");
        }
    }
    for plain in ["\u{a0}", "1234567\u{a0}b", "§ 12 µ\u{bf}~", "\u{7e}\u{5c2}\u{300}"] {
        assert_eq!(text(&format!("\"{plain}\"")).as_deref(), Ok(plain));
    }
    for json in [
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ude00""#,
        r#""\ud83d\u0041""#,
        "\"a\nb\"",
        "\"a",
        r#""\x""#,
        r#""\u12""#,
    ] {
        assert_eq!(text(json), Err(Reason::PayloadNotJson), "{json}");
    }
}

#[test]
fn whole_numbers_only() {
    let integer = |json: &str| {
        let mut reader = Reader::new(json.as_bytes(), Reason::PayloadNotJson).unwrap();
        reader.integer().and_then(|n| reader.end().map(|()| n)).map_err(|r| r.reason)
    };
    assert_eq!(integer("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(integer(" 0 "), Ok(0));
    for json in ["9223372036854775808", "-0", "1.0", "1e3", "\"1\"", "null"] {
        assert_eq!(integer(json), Err(Reason::BadMember), "{json}");
    }
    for json in ["01", "-", "1.", "1e", "--1", ""] {
        assert_eq!(integer(json), Err(Reason::PayloadNotJson), "{json}");
    }
}

/// JSON-like text, well-formed more often than not.
fn jsonish() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        "\"([a-zåäö ]|\\\\[\"\\\\/nt]|\\\\u00[4-7][0-9a-f])*\"",
        "[ -~]{0,6}",
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(|v| format!("[{}]", v.join(" ,"))),
            proptest::collection::vec(inner, 0..5).prop_map(|v| {
                let members: Vec<_> = v.iter().enumerate().map(|(n, v)| format!("\"m{n}\" : {v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(crate::testing::random::cases(512))]

    #[test]
    fn agrees_with_serde_json_on_what_is_json(json in jsonish()) {
        let ours = skip(&json);
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&json);
        match ours {
            Ok(()) => prop_assert!(theirs.is_ok(), "{json}: {theirs:?}"),
            Err(Reason::PayloadNotJson) => prop_assert!(theirs.is_err(), "{json}"),
            Err(_) => {}
        }
    }

    #[test]
    fn reads_any_text_that_serde_json_writes(value in "\\PC*") {
        prop_assert_eq!(text(&serde_json::to_string(&value).unwrap()), Ok(value));
    }

    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(mut reader) = Reader::new(&bytes, Reason::PayloadNotJson) {
            let _ = reader.skip();
        }
    }
}
