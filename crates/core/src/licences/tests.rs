use super::*;
use crate::dates::Standing;
use crate::licence::{FLAG_PLAN, Row};
use crate::testing::{any_day, cases, day_at, names_in, no, package, package_of};
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;

const SUM_CASES: u32 = 500;
const CHANGE_CASES: u32 = 300;
const INPUT_CASES: u32 = 500;

/// One package of one module with these rows, and what it says on a day.
fn on_day(rows: Vec<Row>, dates: Dates, today: Date) -> ModuleDay {
    let package = Package { dates, ..package_of("superoffice", rows) };
    let names = names_in(std::slice::from_ref(&package));
    Licences::build(&names, &[package], &[]).on(today).module(ModuleNo(0))
}

fn sale(count: u32, start: Option<Date>, due: Option<Date>) -> Row {
    Row { start, due, ..Row::new(0, "sale-cal", Quantity::Count(count)) }
}

/// Rule 5: the total is the sum of the rows in force; rule 7: first and last day are inclusive.
#[test]
fn rows_in_force_add_up() {
    let (first, last) = (date(2027, 3, 1), date(2027, 3, 31));
    let rows = || vec![sale(10, None, None), sale(5, Some(first), Some(last))];
    let total = |today| on_day(rows(), Dates::default(), today).total;
    assert_eq!(total(date(2027, 2, 28)), Total::Count(10));
    assert_eq!(total(first), Total::Count(15));
    assert_eq!(total(last), Total::Count(15));
    assert_eq!(total(date(2027, 4, 1)), Total::Count(10));
}

/// Rule 1: one unrestricted row lifts the cap.
#[test]
fn an_unrestricted_row_lifts_the_cap() {
    let rows = vec![sale(10, None, None), Row::new(1, "sale-cal", Quantity::Unrestricted)];
    let total = on_day(rows, Dates::default(), date(2027, 3, 1)).total;
    assert_eq!((total, total.cap(), total.holds(u64::MAX)), (Total::Unrestricted, None, true));
}

/// Rule 7: a renewal that follows without a break moves the end; one after a gap does not.
#[test]
fn a_module_lasts_as_long_as_its_rows_follow_one_another() {
    let today = date(2027, 3, 1);
    let (end, next, later) = (date(2027, 3, 31), date(2027, 4, 1), date(2027, 4, 2));
    let until = |rows| on_day(rows, Dates::default(), today).until;
    assert_eq!(until(vec![sale(5, None, Some(end))]), Some(end));
    assert_eq!(until(vec![sale(5, Some(next), None), sale(5, None, Some(end))]), None);
    assert_eq!(until(vec![sale(5, None, Some(end)), sale(5, Some(later), None)]), Some(end));
    let grace = Dates { grace: Some(date(2027, 3, 15)), ..Dates::default() };
    assert_eq!(on_day(vec![sale(5, None, None)], grace, today).until, grace.grace);
}

/// Rule 7: before the first row it has not started; after the last, and after grace, writing
/// modules are read-only and reading ones closed.
#[test]
fn a_module_begins_and_stops() {
    let (first, last) = (date(2027, 3, 1), date(2027, 3, 31));
    let row = |when_stopped| vec![Row { when_stopped, ..sale(5, Some(first), Some(last)) }];
    let state = |when_stopped, today| {
        let day = on_day(row(when_stopped), Dates::default(), today);
        (day.state, day.until)
    };
    let (reads, closes) = (WhenStopped::ReadOnly, WhenStopped::None);
    assert_eq!(state(reads, date(2027, 2, 28)), (DayState::NotStarted, Some(first)));
    assert_eq!(state(reads, first), (DayState::InForce, Some(last)));
    assert_eq!(state(reads, date(2027, 4, 1)), (DayState::ReadOnly, Some(last)));
    assert_eq!(state(closes, date(2027, 4, 1)), (DayState::Expired, Some(last)));

    let dates = Dates { grace: Some(date(2027, 3, 8)), ..Dates::default() };
    let stopped = on_day(row(reads), dates, date(2027, 3, 9));
    assert_eq!((stopped.state, stopped.until), (DayState::ReadOnly, dates.grace));
    assert_eq!(stopped.total, Total::Count(5), "stopping takes nobody's seat");
}

/// Between two rows it has stopped: it did begin once.
#[test]
fn a_gap_is_a_stop() {
    let rows = vec![sale(5, None, Some(date(2027, 3, 1))), sale(5, Some(date(2027, 5, 1)), None)];
    let day = on_day(rows, Dates::default(), date(2027, 4, 1));
    assert_eq!((day.state, day.until), (DayState::Expired, Some(date(2027, 3, 1))));
}

#[test]
fn a_row_that_ends_before_it_begins_is_no_licence() {
    let rows = vec![sale(5, Some(date(2027, 6, 1)), Some(date(2027, 3, 1)))];
    assert_eq!(on_day(rows, Dates::default(), date(2027, 4, 1)).state, DayState::Absent);
}

/// Rule 10: an issuer found tampered with stops, and no other.
#[test]
fn a_tampered_issuer_stops_alone() {
    let ours = package_of("superoffice", vec![sale(5, None, None)]);
    let theirs = package_of("acme", vec![sale(5, None, None)]);
    let names = names_in(&[ours.clone(), theirs.clone()]);
    let licences = Licences::build(&names, &[ours.clone(), theirs], std::slice::from_ref(&ours.issuer));
    let day = licences.on(date(2027, 3, 1));
    assert_eq!(day.module(no(&names, "superoffice.sale-cal")).state, DayState::Tampered);
    assert_eq!(day.module(no(&names, "acme.sale-cal")).state, DayState::InForce);
}

/// Rule 3: a plan names the hidden modules that come with it; codes mean the same issuer's.
#[test]
fn names_in_rows_become_numbers() {
    let plan = Row {
        flags: FLAG_PLAN,
        set: vec!["SALE-CAL".to_owned(), "user".to_owned()],
        was: Some("sales".to_owned()),
        ..Row::new(0, "ten-sales", Quantity::Count(21))
    };
    let package = package_of("superoffice", vec![plan, Row::new(1, "user", Quantity::Count(63))]);
    let names = names_in(std::slice::from_ref(&package));
    let licences = Licences::build(&names, &[package], &[]);
    let plan_no = licences.no("SuperOffice.Ten-Sales").expect("capitals are lowered");
    let plan = licences.module(plan_no).expect("licensed");
    assert_eq!(plan.set, [no(&names, "superoffice.sale-cal"), no(&names, "superoffice.user")]);
    assert_eq!(plan.was, Some(no(&names, "superoffice.sales")));
    assert_eq!(licences.plans_with(no(&names, "superoffice.user")).collect::<Vec<_>>(), [plan_no]);
    assert_eq!(
        licences.in_order().iter().map(|module| module.name.code()).collect::<Vec<_>>(),
        ["ten-sales", "user"]
    );
    assert!(licences.module(no(&names, "superoffice.sale-cal")).is_none(), "named, but no row");
    assert_eq!(licences.no("superoffice.nothing"), None);
}

/// Rule 8: a package carries the issuer's whole set, so of two the later one counts alone.
#[test]
fn the_higher_sequence_counts_alone() {
    let old = Package { sequence: 1, ..package_of("superoffice", vec![sale(5, None, None)]) };
    let new = Package { sequence: 2, ..package_of("superoffice", vec![sale(7, None, None)]) };
    let names = names_in(std::slice::from_ref(&old));
    for packages in [[old.clone(), new.clone()], [new, old]] {
        let licences = Licences::build(&names, &packages, &[]);
        assert_eq!(licences.issuers().len(), 1);
        assert_eq!(licences.on(date(2027, 3, 1)).total(ModuleNo(0)), Total::Count(7));
    }
}

/// The rows of a name, found the slow way.
fn rows_of<'a>(packages: &'a [Package], name: &ModuleName) -> Vec<&'a Row> {
    let of_issuer = |package: &&Package| package.issuer.as_str() == name.issuer();
    let newest = packages.iter().filter(of_issuer).map(|package| package.sequence).max();
    let Some(package) = packages.iter().filter(of_issuer).find(|package| Some(package.sequence) == newest)
    else {
        return Vec::new();
    };
    let ever = |row: &Row| row.start.zip(row.due).is_none_or(|(start, due)| start <= due);
    let named = |row: &&Row| row.module.eq_ignore_ascii_case(name.code()) && ever(row);
    package.rows.iter().filter(named).collect()
}

fn naive_total(rows: &[&Row], today: Date) -> Total {
    let in_force: Vec<_> = rows.iter().filter(|row| row.in_force(today)).collect();
    if in_force.is_empty() {
        return Total::Absent;
    }
    in_force
        .iter()
        .try_fold(0, |sum, row| match row.quantity {
            Quantity::Count(count) => Some(sum + u64::from(count)),
            Quantity::Unrestricted => None,
        })
        .map_or(Total::Unrestricted, Total::Count)
}

proptest! {
    #![proptest_config(cases(SUM_CASES))]

    /// Rule 5, whatever the rows.
    #[test]
    fn a_day_is_the_sum_of_its_rows(packages in vec(package(), 0..4), today in any_day()) {
        let names = names_in(&packages);
        let licences = Licences::build(&names, &packages, &[]);
        let day = licences.on(today);
        for name in &names {
            let (rows, module) = (rows_of(&packages, name), day.module(no(&names, name.as_str())));
            prop_assert_eq!(module.total, naive_total(&rows, today));
            prop_assert_eq!(module.state == DayState::Absent, rows.is_empty());
            let begun = rows.iter().any(|row| row.start.is_none_or(|start| start <= today));
            prop_assert_eq!(module.state == DayState::NotStarted, !rows.is_empty() && !begun);
            let works = module.total != Total::Absent && module.standing != Standing::Stopped;
            prop_assert_eq!(module.state == DayState::InForce, works);
        }
    }

    /// `until` is the last day of the run of days on which the module works.
    #[test]
    fn a_module_works_until_the_day_it_says(packages in vec(package(), 1..3), today in any_day()) {
        let names = names_in(&packages);
        let licences = Licences::build(&names, &packages, &[]);
        let works = |no, day| licences.on(day).module(no).state == DayState::InForce;
        for (no, _) in licences.modules() {
            let module = licences.on(today).module(no);
            match (module.state, module.until) {
                (DayState::InForce, Some(until)) => {
                    let mut days = today.series(jiff::Span::new().days(1));
                    prop_assert!(days.by_ref().take_while(|day| *day <= until).all(|day| works(no, day)));
                    prop_assert!(!works(no, until.tomorrow().expect("far from the end")));
                }
                (DayState::InForce, None) => prop_assert!(works(no, day_at(10_000))),
                (DayState::Expired | DayState::ReadOnly, Some(until)) => {
                    prop_assert!(until < today && works(no, until));
                    let mut since = until.series(jiff::Span::new().days(1)).skip(1);
                    prop_assert!(since.by_ref().take_while(|day| *day <= today).all(|day| !works(no, day)));
                }
                (DayState::NotStarted, until) => prop_assert!(until.is_some_and(|until| until > today)),
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(CHANGE_CASES))]

    #[test]
    fn nothing_changes_before_the_next_change(packages in vec(package(), 0..4), today in any_day()) {
        let names = names_in(&packages);
        let licences = Licences::build(&names, &packages, &[]);
        let said = |today| {
            let day = licences.on(today);
            let states: Vec<_> = licences.modules().map(|(no, _)| (day.total(no), day.module(no).state)).collect();
            (states, (0..licences.issuers().len()).map(|issuer| day.standing(issuer)).collect::<Vec<_>>())
        };
        let next = licences.next_change_after(today).unwrap_or(day_at(200));
        prop_assert!(next > today);
        let mut until_then = today.series(jiff::Span::new().days(1));
        prop_assert!(until_then.by_ref().take_while(|day| *day < next).all(|day| said(day) == said(today)));
    }
}

proptest! {
    #![proptest_config(cases(INPUT_CASES))]

    #[test]
    fn nothing_panics_on_any_names_or_numbers(
        packages in vec(package(), 0..3),
        known in vec("[a-c]{1,2}\\.(user|web|x)", 0..5),
        number in any::<u16>(),
        text in any::<String>(),
        (year, month, day) in (-9999_i16..=9999, 1_i8..=12, 1_i8..=28),
    ) {
        let names: Vec<ModuleName> = known.iter().map(|name| name.parse().expect("made as a name")).collect();
        let licences = Licences::build(&names, &packages, &[]);
        let _ = licences.no(&text);
        for today in [date(year, month, day), Date::MIN, Date::MAX] {
            let on_day = licences.on(today);
            let _ = (licences.next_change_after(today), on_day.worst_standing(), on_day.standing(usize::from(number)));
            let unknown = ModuleNo(number.max(100));
            prop_assert_eq!(on_day.module(unknown), ModuleDay::ABSENT);
            prop_assert_eq!(on_day.total(unknown), Total::Absent);
            prop_assert!(licences.module(unknown).is_none());
        }
    }

    #[test]
    fn missing_names_are_named_once_and_then_no_more(packages in vec(package(), 0..4)) {
        let names = names_in(&packages);
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        prop_assert_eq!(distinct.len(), names.len());
        prop_assert!(packages.iter().all(|package| Licences::missing_names(&names, package).is_empty()));
    }
}
