//! Numbers, dates, addresses and preferences, by example.

use jiff::civil::date as day;
use jiff::tz::TimeZone;

use crate::{
    Here, Lang, Preferences, Theme, Tone, ago, date, date_short, date_with_days, days_away, fullness, moment,
    number, number_or_dash, percent, problem_words, signed, t,
};

const EN: Lang = Lang::En;
const SV: Lang = Lang::Sv;

#[test]
fn numbers() {
    assert_eq!(number(EN, 1_204), "1,204");
    assert_eq!(number(SV, 1_204), "1\u{a0}204");
    assert_eq!(number(EN, 0_u8), "0");
    assert_eq!(number(EN, 999), "999");
    assert_eq!(number(EN, u64::MAX), "18,446,744,073,709,551,615");
    assert_eq!(number(EN, i64::MIN), "−9,223,372,036,854,775,808");
    assert_eq!(signed(EN, 60), "+60");
    assert_eq!(signed(SV, -1_020), "−1\u{a0}020");
    assert_eq!(signed(EN, 0), "–");
    assert_eq!(number_or_dash(EN, None::<u64>), "–");
    assert_eq!(percent(SV, 85), "85\u{a0}%");
}

#[test]
fn numbers_inside_texts_are_grouped_and_counted() {
    assert_eq!(t!(EN, "table-choose-all", count = 1_204), "Choose all 1,204");
    assert_eq!(t!(SV, "table-choose-all", count = 1_204), "Välj alla 1\u{a0}204");
    assert_eq!(t!(EN, "table-chosen", count = 1), "1 chosen.");
    assert_eq!(t!(SV, "table-chosen", count = 3), "3 valda.");
    assert_eq!(t!(EN, "form-errors", count = 2), "Two things need your attention.");
    assert_eq!(t!(EN, "licences-package-number", number = "1801852599"), "No. 1801852599");
}

#[test]
fn dates() {
    let (today, expiry) = (day(2026, 11, 21), day(2027, 3, 27));
    assert_eq!(date(EN, expiry).0, r#"<time datetime="2027-03-27">27 March 2027</time>"#);
    assert_eq!(date(SV, expiry).0, r#"<time datetime="2027-03-27">27 mars 2027</time>"#);
    assert_eq!(date_short(EN, expiry).0, r#"<time datetime="2027-03-27">27 Mar 2027</time>"#);
    assert!(date_with_days(EN, expiry, today).0.ends_with("(in 126 days)</span>"));
    assert!(date_with_days(SV, expiry, today).0.ends_with("(om 126 dagar)</span>"));
    let words = |to| days_away(EN, to, today);
    assert_eq!(words(today), "today");
    assert_eq!(words(day(2026, 11, 22)), "tomorrow");
    assert_eq!(words(day(2026, 11, 20)), "yesterday");
    assert_eq!(words(day(2026, 11, 12)), "9 days ago");
    assert_eq!(days_away(SV, day(2026, 11, 12), today), "för 9 dagar sedan");
}

#[test]
fn moments() {
    let zone = TimeZone::get("Europe/Oslo").expect("the zones are compiled in");
    let at = |d: i8, hour: i8, minute: i8| {
        day(2026, 11, d)
            .at(hour, minute, 0, 0)
            .to_zoned(zone.clone())
            .expect("no gap")
            .timestamp()
            .as_millisecond()
    };
    let now = at(21, 13, 50);
    let text = |lang, then| {
        let whole = moment(lang, then, now, &zone).0;
        whole.split(['<', '>']).nth(2).map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(text(EN, at(21, 10, 42)), "today, 10:42");
    assert_eq!(text(EN, at(20, 16, 20)), "yesterday, 16:20");
    assert_eq!(text(EN, at(1, 9, 5)), "1 Nov 2026, 09:05");
    assert_eq!(text(SV, at(21, 10, 42)), "i dag kl. 10:42");
    assert_eq!(text(SV, at(1, 9, 5)), "1 nov 2026 kl. 09:05");
    assert!(moment(EN, at(21, 10, 42), now, &zone).0.contains(r#"datetime="2026-11-21T10:42:00+01:00""#));
    assert!(ago(EN, now - 120_000, now).0.contains("2 minutes ago"));
    assert!(ago(EN, now - 3_600_000, now).0.contains("1 hour ago"));
    assert!(ago(EN, now + 5, now).0.contains("just now"));
    assert!(ago(SV, 0, now).0.contains("dagar sedan"));
    assert!(!moment(EN, i64::MAX, now, &zone).0.is_empty());
}

#[test]
fn fullness_is_counted_in_whole_numbers() {
    assert_eq!(fullness(84, 100), Tone::Plain);
    assert_eq!(fullness(85, 100), Tone::Warn);
    assert_eq!(fullness(100, 100), Tone::Bad);
    assert_eq!(fullness(0, 0), Tone::Bad);
    assert_eq!(fullness(u64::MAX - 1, u64::MAX), Tone::Warn);
}

#[test]
fn addresses_keep_everything_else() {
    let here = Here::new("/i/x/users", "q=Bj%C3%B6rn+%C3%85&plan=ten%2Fsales&page=3");
    assert_eq!(here.get("q"), Some("Björn Å"));
    assert_eq!(
        here.without("page").with("sort", "-name").to_string(),
        "/i/x/users?q=Bj%C3%B6rn%20%C3%85&plan=ten%2Fsales&sort=-name"
    );
    assert_eq!(here.with("q", "a&b=c").get("q"), Some("a&b=c"));
    assert_eq!(Here::new("/", "%&%zz&a=%E5").to_string(), "/?%25=&%25zz=&a=%EF%BF%BD");
    let again = here.to_string();
    let (path, query) = again.split_once('?').unwrap_or_default();
    assert_eq!(Here::new(path, query), here);
}

#[test]
fn preferences_come_from_query_cookie_and_header_in_this_order() {
    let from = Preferences::new;
    assert_eq!(from("", "", "sv").lang, Lang::Sv);
    assert_eq!(from("a=1; licentia_lang=sv; licentia_theme=dark", "", "en").lang, Lang::Sv);
    let chosen = from("licentia_lang=sv; licentia_theme=dark", "x=1&lang=en", "sv");
    assert_eq!((chosen.lang, chosen.theme, chosen.chosen_now), (Lang::En, Theme::Dark, true));
    assert_eq!(chosen.language_cookie(), "licentia_lang=en; Path=/; Max-Age=31536000; SameSite=Lax");
    assert_eq!(from("licentia_theme=\"><script>", "lang=../x", "").theme, Theme::System);
}

#[test]
fn refusals_have_words_in_both_languages() {
    let english = problem_words(EN, "no_seat", &[]);
    assert!(english.starts_with("There is no free seat. Recall"), "{english}");
    assert!(problem_words(SV, "no_seat", &[]).starts_with("Det finns ingen ledig plats."));
    assert_eq!(problem_words(EN, "never_heard_of", &[]), "never_heard_of");
    let wait = problem_words(EN, "too_many_requests", &[("seconds", 1.into())]);
    assert!(wait.ends_with("Wait 1 second and try again."), "{wait}");
}
