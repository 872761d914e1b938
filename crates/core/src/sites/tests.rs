use super::*;
use crate::licence::{Quantity, Row};
use crate::licences::Total;
use crate::names::ModuleName;
use crate::testing::{any_day, cases, day_at, names_in, no, package_of, quantity, row};
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;

fn of(module: &str, scope: Scope, count: u32) -> Row {
    Row { scope, ..Row::new(0, module, Quantity::Count(count)) }
}

fn world(rows: Vec<Row>) -> (Vec<ModuleName>, Licences) {
    let package = package_of("acme", rows);
    let names = names_in(std::slice::from_ref(&package));
    let licences = Licences::build(&names, &[package], &[]);
    (names, licences)
}

fn grant(order: u64, site: u32, module: ModuleNo) -> SiteGrant {
    SiteGrant { order, site, module, units: 1 }
}

#[test]
fn the_oldest_hold_what_a_date_leaves_and_the_others_act_again_when_more_comes() {
    let few = Row { due: Some(day_at(0)), ..of("translate", Scope::Site, 2) };
    let (names, licences) = world(vec![few, of("translate", Scope::Site, 1)]);
    let translate = no(&names, "acme.translate");
    let grants = [grant(9, 2, translate), grant(3, CENTRAL, translate), grant(5, 1, translate)];
    let on = |day| held(&licences, &licences.on(day), &grants);
    let (before, after) = (on(day_at(0)), on(day_at(1)));
    assert!([0, 1, 2].iter().all(|site| before.holds(*site, translate)));
    assert_eq!((before.in_use(translate), after.in_use(translate)), (3, 1));
    assert!(after.holds(CENTRAL, translate) && !after.holds(1, translate) && !after.holds(2, translate));
}

#[test]
fn a_satellite_needs_area_management_and_a_unit() {
    let day = day_at(0);
    let room = |rows: Vec<Row>, taken: u32| {
        let (names, licences) = world(rows);
        let satellite = names.iter().position(|name| name.code() == SATELLITE).and_then(ModuleNo::from_index);
        let grants: Vec<_> = (0..taken).map(|n| grant(u64::from(n), n + 1, satellite.unwrap())).collect();
        room_for_satellite(&licences, &licences.on(day), &grants)
    };
    let area = || of(AREA_MANAGEMENT, Scope::System, 1);
    let satellites = |count| of(SATELLITE, Scope::Site, count);
    assert_eq!(room(vec![satellites(2)], 0), Err(Lacking::AreaManagement));
    assert_eq!(room(vec![area()], 0), Err(Lacking::Satellite));
    assert!(room(vec![area(), satellites(2)], 1).is_ok());
    assert_eq!(room(vec![area(), satellites(2)], 2), Err(Lacking::Unit));
    let tomorrow = Row { start: Some(day_at(1)), ..satellites(2) };
    assert_eq!(room(vec![area(), tomorrow], 0), Err(Lacking::Satellite));
}

#[test]
fn what_a_database_may_hold() {
    let needy = Row { requires: vec!["hello".to_owned()], ..of("translate", Scope::Site, 1) };
    let rows =
        vec![of("hello", Scope::Site, 2), needy, of("user", Scope::User, 5), of("map", Scope::System, 1)];
    let hidden = Row { hidden: true, ..of("inside", Scope::Site, 1) };
    let (names, licences) = world(rows.into_iter().chain([hidden]).collect());
    let day = licences.on(day_at(0));
    let [hello, translate, user, map, inside] =
        ["hello", "translate", "user", "map", "inside"].map(|code| no(&names, &format!("acme.{code}")));
    let code = |grants: &[SiteGrant], ask| may_hold(&licences, &day, grants, &ask).map_err(|why| why.code);
    for module in [user, map, inside] {
        assert_eq!(code(&[], grant(1, 0, module)), Err(Code::NotAssignable));
    }
    assert_eq!(code(&[], grant(1, 0, ModuleNo(99))), Err(Code::NoLicence));
    let refusal = may_hold(&licences, &day, &[], &grant(1, 3, translate)).unwrap_err();
    assert_eq!(refusal, SiteRefusal { code: Code::Prerequisite, because: Some(hello) });
    let there = [grant(1, 3, hello)];
    assert_eq!(code(&there, grant(2, 3, translate)), Ok(()));
    assert_eq!(code(&there, SiteGrant { units: 3, ..grant(2, 3, hello) }), Err(Code::NoSeat));
    assert_eq!(
        code(&there, SiteGrant { units: 2, ..grant(2, 3, hello) }),
        Ok(()),
        "its own unit counts as free"
    );
    let both = [there[0], grant(2, 3, translate)];
    assert_eq!(needed_by(&licences, &both, 3, hello), Some(translate));
    assert_eq!(needed_by(&licences, &both, 1, hello), None);
    assert!(held(&licences, &day, &[]).holds(7, inside), "hidden ones are simply present");
}

#[test]
fn what_comes_new_goes_to_the_only_database_and_satellites_get_their_units() {
    let rows = vec![
        of(AREA_MANAGEMENT, Scope::System, 1),
        of("translate", Scope::Site, 1),
        of(SATELLITE, Scope::Site, 1),
    ];
    let (names, licences) = world(rows);
    let (nothing, day) = (Licences::build(&names, &[], &[]), licences.on(day_at(0)));
    let [translate, satellite] = ["translate", "satellite"].map(|code| no(&names, &format!("acme.{code}")));
    let new = follow((&nothing, &licences), &day, &[], &[], 4);
    assert_eq!(new, [grant(4, CENTRAL, translate)]);
    let again = follow((&licences, &licences), &day, &[], &[], 4);
    assert!(again.is_empty(), "what was taken away by hand does not come back with a renewal");
    let new = follow((&nothing, &licences), &day, &[], &[1, 2], 4);
    assert_eq!(new, [grant(4, 1, satellite)], "the older one gets the only unit");
}

fn grants() -> impl Strategy<Value = Vec<SiteGrant>> {
    let one = (0_u64..20, 0_u32..4, 0_u16..7, 0_u32..4);
    let grant = one.prop_map(|(order, site, module, units)| SiteGrant {
        order,
        site,
        module: ModuleNo(module),
        units,
    });
    vec(grant, 0..12).prop_map(|mut all| {
        all.sort_by_key(|grant| (grant.site, grant.module));
        all.dedup_by_key(|grant| (grant.site, grant.module));
        all
    })
}

/// Mostly site modules in force, with now and then anything else among them.
fn site_rows() -> impl Strategy<Value = Vec<Row>> {
    let codes = ["hello", "translate", "studio", SATELLITE, AREA_MANAGEMENT];
    let code = proptest::sample::select(codes.map(str::to_owned).to_vec());
    let dates = (of_rarely(any_day()), of_rarely(any_day()));
    let plain = (code, quantity(), dates, 0_u8..9).prop_map(|(module, quantity, (start, due), which)| {
        let scope = if module == AREA_MANAGEMENT { Scope::System } else { Scope::Site };
        let requires = if which == 0 { vec!["hello".to_owned()] } else { Vec::new() };
        Row { scope, start, due, requires, hidden: which == 1, ..Row::new(0, module, quantity) }
    });
    vec(prop_oneof![4 => plain, 1 => row()], 1..9)
}

fn of_rarely<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(0.2, value)
}

fn caps(licences: &Licences, day: Date, held: &Held) {
    let day = licences.on(day);
    for (no, units) in held.usage() {
        let cap = day.total(no).cap();
        assert!(cap.is_none_or(|cap| units <= cap), "{no}: {units} of {cap:?}");
    }
}

/// Nobody has lost anything.
fn kept(before: &Held, after: &Held) {
    for (site, at) in (0..28).map(|n| (n / 7, (n % 7) as u16)) {
        assert!(!before.holds(site, ModuleNo(at)) || after.holds(site, ModuleNo(at)), "{site} lost {at}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// Rule 5 for databases: whatever was granted, whatever the rows and the day.
    #[test]
    fn never_more_in_use_than_rows_in_force(rows in site_rows(), grants in grants(), day in any_day()) {
        let (_, licences) = world(rows);
        let held = held(&licences, &licences.on(day), &grants);
        caps(&licences, day, &held);
    }

    #[test]
    fn the_order_in_which_they_come_does_not_matter(rows in site_rows(), grants in grants(), day in any_day()) {
        let (_, licences) = world(rows);
        let on = licences.on(day);
        let backwards: Vec<_> = grants.iter().rev().copied().collect();
        prop_assert_eq!(held(&licences, &on, &grants), held(&licences, &on, &backwards));
    }

    /// Whoever is given something by [`may_hold`] holds it, and nobody loses anything by it.
    #[test]
    fn what_is_allowed_takes_nothing_from_anybody(
        rows in site_rows(), grants in grants(), units in 1_u32..4, day in any_day(),
    ) {
        let (_, licences) = world(rows);
        let on = licences.on(day);
        let before = held(&licences, &on, &grants);
        let asks = (0..28).map(|n| SiteGrant { order: 99, site: n / 7, module: ModuleNo((n % 7) as u16), units });
        for ask in asks.filter(|ask| may_hold(&licences, &on, &grants, ask).is_ok()) {
            let mut after = grants.clone();
            after.retain(|grant| (grant.site, current(&licences, grant.module)) != (ask.site, ask.module));
            after.push(ask);
            let after = held(&licences, &on, &after);
            caps(&licences, day, &after);
            prop_assert!(after.holds(ask.site, ask.module));
            kept(&before, &after);
        }
    }

    /// Nothing that comes by itself is beyond a cap, and nobody loses anything by it.
    #[test]
    fn what_follows_by_itself_fits(rows in site_rows(), grants in grants(), satellites in 0_u32..4, day in any_day()) {
        let (names, licences) = world(rows);
        let (nothing, on) = (Licences::build(&names, &[], &[]), licences.on(day));
        let satellites: Vec<u32> = (1..=satellites).collect();
        let new = follow((&nothing, &licences), &on, &grants, &satellites, 99);
        let before = held(&licences, &on, &grants);
        let all: Vec<_> = grants.iter().chain(&new).copied().collect();
        let after = held(&licences, &on, &all);
        caps(&licences, day, &after);
        for grant in &new {
            prop_assert!(after.holds(grant.site, grant.module));
        }
        kept(&before, &after);
        prop_assert!(on.total(ModuleNo(200)) == Total::Absent);
    }
}
