use super::scale::Scale;
use super::*;
use jiff::civil::{Date, date};

fn drawn(markup: impl Render) -> String {
    markup.render().0
}

#[test]
fn an_axis_has_round_numbers_and_room_for_the_highest() {
    for highest in (0..2_000).chain([9_999, 10_000, 10_001, 56_100, u64::from(u32::MAX), u64::MAX / 4]) {
        let scale = Scale::reaching(highest);
        let lines: Vec<u64> = scale.lines().collect();
        assert!(scale.top() >= highest && scale.top() > 0, "{highest}: {lines:?}");
        assert!((2..=6).contains(&lines.len()), "{highest}: {lines:?}");
        let digits = lines[1].to_string();
        assert!(["1", "2", "5"].contains(&digits.trim_end_matches('0')), "{highest}: {lines:?}");
        assert!(highest.max(1) * 2 > scale.top(), "{highest}: the drawing fills its height: {lines:?}");
    }
}

#[test]
fn overage_and_forecast_are_parts_of_their_bar() {
    let bars = Bars::new(Lang::En, "months", "E-mails sent", "Each month.", "Within the allowance")
        .against("Allowance", "Overage", "Forecast")
        .bars([
            Bar::new("Sep", "September: 55,000 of 52,000", 55_000).limit(Some(52_000)),
            Bar::new("Oct", "October: 51,000 of 52,000", 51_000).limit(Some(52_000)),
            Bar::new("Nov", "November so far", 38_412).limit(Some(52_000)).expected(Some(56_100)).now(true),
        ]);
    let html = drawn(bars);
    for part in
        ["+3,000", "56,100?", "Overage", "Forecast", "Allowance", "class=\"fill-next-over\"", "role=\"img\""]
    {
        assert!(html.contains(part), "{part} is missing");
    }
    assert_eq!(html.matches("class=\"fill-over\"").count(), 1);
    assert!(!html.contains("style="), "no inline style");
    assert!(!html.contains("NaN") && !html.contains("inf"));
}

#[test]
fn the_last_label_is_inside_the_drawing() {
    let bars = Bars::new(Lang::Sv, "m", "T", "D", "Nekanden");
    let html = drawn(bars.bars((1..=90).map(|day| Bar::new(format!("{day:02} nov"), "", 1))));
    let last = html.split("<text").find(|text| text.contains(">90 nov<")).unwrap();
    let middle: f64 = last.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!(middle + wide("90 nov") / 2.0 <= WIDTH, "{last}");
}

#[test]
fn what_fits_the_limit_speaks_of_no_overage() {
    let bars = Bars::new(Lang::Sv, "m", "T", "D", "Inom ramen")
        .against("Ram", "Över", "Prognos")
        .bars((1..=31).map(|day| Bar::new(day.to_string(), "", 10).limit(Some(10))));
    let html = drawn(bars);
    assert!(!html.contains("Över") && !html.contains("Prognos") && html.contains("Ram"));
    // The limit is one line across, not one per bar.
    assert_eq!(html.matches("class=\"limit\"").count(), 1);
}

fn steps(days: &[(Date, u64, Option<u64>)], span: (Date, Date)) -> String {
    let days = days.iter().map(|(day, value, limit)| StepDay {
        day: *day,
        value: *value,
        limit: *limit,
        full: limit.is_some_and(|limit| *value >= limit),
    });
    drawn(
        Steps::new(Lang::En, "use", "Ten Sales", "Daily use.", span)
            .words("In use", "Seats", "No seat left")
            .days(days),
    )
}

#[test]
fn days_without_figures_leave_a_gap() {
    let (from, to) = (date(2026, 11, 1), date(2026, 11, 10));
    let day = |d, value| (date(2026, 11, d), value, Some(20));
    let html = steps(&[day(1, 5), day(2, 6), day(5, 7), day(6, 7)], (from, to));
    let area = html.split("class=\"area\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(area.matches('M').count(), 2, "two stretches: {area}");
    assert!(html.contains("2 Nov 2026: 6 of 20"));
    assert!(!html.contains("No seat left"), "no day was full");
}

#[test]
fn days_at_the_limit_are_marked_beside_the_line() {
    let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
    let day = |month, d, value| (date(2026, month, d), value, Some(20));
    let html = steps(&[day(3, 1, 19), day(3, 2, 20), day(3, 3, 20), day(3, 4, 18)], (from, to));
    assert_eq!(html.matches("class=\"full\"").count(), 1, "two days, one stretch");
    assert!(html.contains("No seat left") && html.contains("Highest 20"));
    assert!(html.contains(">Jan 2026<") && html.contains(">Dec<"));
}

#[test]
fn nothing_to_draw_is_an_empty_axis() {
    let html = steps(&[], (date(2026, 1, 1), date(2026, 1, 30)));
    assert!(html.contains("class=\"axis\"") && !html.contains("NaN"));
    assert!(drawn(spark(&[], None)).contains("<svg"));
    assert!(drawn(spark(&[1, 1, 2, 0], Some(4))).contains("class=\"curve\""));
}
