use super::*;
use crate::licence::{Counting, FLAG_PLAN, Kinds, Quantity, Row, WhenStopped};
use crate::names::ModuleName;
use crate::package::{Package, Versions};
use crate::testing::{any_day, cases, kind, names_in, no, package, package_of, version};
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

const TRACE_CASES: u32 = 3_000;

const TODAY: Date = date(2027, 3, 1);

/// Licences of the kinds that the rules tell apart.
struct House {
    names: Vec<ModuleName>,
    licences: Licences,
}

impl House {
    fn new() -> Self {
        let user = |n, code: &str| Row::new(n, code, Quantity::Count(20));
        let system = |n, code| Row { scope: Scope::System, ..user(n, code) };
        let sales = Row { flags: FLAG_PLAN, set: vec!["sale-cal".to_owned()], ..user(0, "ten-sales") };
        let rows = vec![
            sales,
            Row { hidden: true, ..user(1, "sale-cal") },
            Row { requires: vec!["user".to_owned(), "area".to_owned()], ..user(2, "web") },
            user(3, "user"),
            system(4, "area"),
            Row { scope: Scope::Site, ..user(5, "reporter") },
            Row { counting: Counting::Concurrent, ..user(6, "desk") },
            Row { kinds: Kinds::of(&[UserKind::Internal]), ..user(7, "inside") },
            Row { start: Some(date(2027, 6, 1)), ..user(8, "coming") },
            Row { due: Some(date(2027, 2, 1)), ..user(9, "gone") },
            Row { due: Some(date(2027, 2, 1)), when_stopped: WhenStopped::ReadOnly, ..user(10, "readable") },
            Row { start: Some(date(2027, 4, 1)), ..user(11, "gone") },
        ];
        let versions = Versions { from: None, to: Some(Version::new(12, 9, 9)) };
        let package = Package { versions: Some(versions), ..package_of("so", rows) };
        let package = Package {
            dates: crate::dates::Dates { maintenance: Some(date(2027, 1, 31)), ..package.dates },
            ..package
        };
        let mut names = names_in(std::slice::from_ref(&package));
        names.push("so.dropped".parse().expect("a name"));
        let licences = Licences::build(&names, &[package], &[]);
        Self { names, licences }
    }

    fn no(&self, code: &str) -> ModuleNo {
        no(&self.names, &format!("so.{code}"))
    }

    /// An active employee who holds `held` asks for `code`.
    fn asks(&self, code: &str, held: &[&str]) -> Facts<'_> {
        let holds: ModuleSet = held.iter().map(|code| self.no(code)).collect();
        let module = ModuleFacts::new(&self.licences, &self.licences.on(TODAY), self.no(code), &holds);
        Facts {
            user: Some(UserFacts { active: true, kind: UserKind::Internal, tampered: false }),
            module: Some(module),
            demo: false,
            version: None,
            released: None,
        }
    }
}

/// The same facts with the module's changed.
fn with<'a>(facts: Facts<'a>, change: impl FnOnce(&mut ModuleFacts<'a>)) -> Facts<'a> {
    let mut facts = facts;
    facts.module.as_mut().map(change);
    facts
}

/// Checks the code, the access that goes with it, and that the trace says the same.
#[track_caller]
fn answers(facts: &Facts<'_>, code: Code) -> Trace {
    let (decision, trace) = (decide(facts), trace(facts));
    assert_eq!((decision.code, decision.access), (code, code.access()));
    assert_eq!(trace.decision, decision);
    trace
}

/// The order of the list is part of the contract.
#[test]
fn the_codes_apply_in_the_order_of_the_contract() {
    let listed: Vec<_> = RULES.iter().map(|rule| rule.code).chain([Code::Granted]).collect();
    assert_eq!(listed, Code::EVERY);
    let names = Code::EVERY.map(Code::as_str);
    assert_eq!(
        names,
        [
            "user_unknown",
            "module_unknown",
            "tampered",
            "demo",
            "user_inactive",
            "no_licence",
            "not_started",
            "expired",
            "read_only",
            "version",
            "user_kind",
            "no_seat",
            "prerequisite",
            "no_session",
            "granted",
        ]
    );
    assert!(Code::EVERY.into_iter().all(|code| Code::from_name(code.as_str()) == Some(code)));
}

#[test]
fn what_is_held_is_granted() {
    let house = House::new();
    let trace = answers(&house.asks("sale-cal", &["sale-cal"]), Code::Granted);
    assert!(trace.steps.iter().all(|step| step.holds) && trace.remedies.is_empty());
    assert_eq!(trace.steps.last().map(|step| (step.rule, step.decides)), Some((Code::Granted, true)));
}

#[test]
fn unknown_users_and_modules_come_first() {
    let house = House::new();
    let facts = house.asks("user", &["user"]);
    let nobody = Facts { user: None, ..facts };
    let trace = answers(&nobody, Code::UserUnknown);
    assert!(trace.remedies.contains(&Remedy { who: Who::UserManager, action: Action::AddUser }));
    answers(&Facts { module: None, ..facts }, Code::ModuleUnknown);
    answers(&Facts { module: None, ..nobody }, Code::UserUnknown);
}

/// Rule 10: a wrong seal stops what it touches, in a demonstration too.
#[test]
fn tampering_comes_before_everything_that_was_tampered_with() {
    let house = House::new();
    let facts = house.asks("user", &["user"]);
    let user = facts.user.map(|user| UserFacts { tampered: true, ..user });
    answers(&Facts { user, demo: true, ..facts }, Code::Tampered);
    let trace = answers(&with(facts, |module| module.tampered = true), Code::Tampered);
    assert_eq!(trace.remedies, [Remedy { who: Who::LicenceManager, action: Action::RestoreOrAccept }]);
    let trace = answers(&with(facts, |module| module.day.state = DayState::Tampered), Code::Tampered);
    assert_eq!(trace.remedies, [Remedy { who: Who::LicenceManager, action: Action::ActivatePackage }]);
    assert_eq!(trace.steps[2].detail, Detail::Tampering { what: Tampering::Licences });
}

/// Rule 11: a demonstration allows everything, modules that no package names included.
#[test]
fn a_demonstration_allows_everything() {
    let house = House::new();
    for code in ["sale-cal", "dropped", "coming", "gone"] {
        let facts = Facts { demo: true, ..house.asks(code, &[]) };
        let trace = answers(&facts, Code::Demo);
        assert_eq!(trace.decision.access, Access::Full);
        assert_eq!(trace.decision.record_cap(), Some(1_000));
        assert_eq!(trace.steps.last().map(|step| (step.rule, step.holds)), Some((Code::Demo, true)));
    }
    let facts = house.asks("user", &[]);
    let inactive = facts.user.map(|user| UserFacts { active: false, ..user });
    answers(&Facts { module: None, demo: true, user: inactive, ..facts }, Code::Demo);
    answers(&Facts { user: None, demo: true, ..facts }, Code::UserUnknown);
}

#[test]
fn who_may_not_log_in_may_use_nothing() {
    let house = House::new();
    let facts = house.asks("area", &[]);
    let user = facts.user.map(|user| UserFacts { active: false, ..user });
    let trace = answers(&Facts { user, ..facts }, Code::UserInactive);
    assert_eq!(trace.remedies, [Remedy { who: Who::UserManager, action: Action::ActivateUser }]);
}

/// Rule 7: not licensed, not yet, no more, and only to read.
#[test]
fn dates_refuse_before_seats_do() {
    let house = House::new();
    answers(&house.asks("dropped", &["dropped"]), Code::NoLicence);
    let trace = answers(&house.asks("coming", &[]), Code::NotStarted);
    let wait = |day| Remedy { who: Who::User, action: Action::WaitUntil { day } };
    assert_eq!(trace.remedies[0], wait(date(2027, 6, 1)));
    let trace = answers(&house.asks("gone", &["gone"]), Code::Expired);
    assert!(trace.remedies.contains(&wait(date(2027, 4, 1))), "a renewal is loaded already");
    let trace = answers(&house.asks("readable", &[]), Code::ReadOnly);
    assert_eq!(trace.decision.access, Access::Read);
    assert!(!trace.steps.iter().any(|step| step.rule == Code::Expired), "it stops in one way only");
}

/// Rule 7: versions outside the package's range, and those released after maintenance ended.
#[test]
fn a_version_that_is_not_covered_is_refused() {
    let house = House::new();
    let facts = house.asks("user", &["user"]);
    let version = |major| Some(Version::new(major, 1, 0));
    answers(&Facts { version: version(12), ..facts }, Code::Granted);
    let trace = answers(&Facts { version: version(13), ..facts }, Code::Version);
    let request = Action::RequestVersion { version: version(13) };
    assert_eq!(trace.remedies[0], Remedy { who: Who::LicenceManager, action: request });
    let released = |day| Facts { version: version(12), released: Some(day), ..facts };
    answers(&released(date(2027, 1, 31)), Code::Granted);
    answers(&released(date(2027, 2, 1)), Code::Version);
}

/// Rule 4: the kinds of users and the prerequisites.
#[test]
fn kinds_and_prerequisites_are_enforced() {
    let house = House::new();
    let facts = house.asks("inside", &["inside"]);
    let user = facts.user.map(|user| UserFacts { kind: UserKind::External, ..user });
    answers(&Facts { user, ..facts }, Code::UserKind);

    answers(&house.asks("web", &["web", "user"]), Code::Granted);
    let trace = answers(&house.asks("web", &["web"]), Code::Prerequisite);
    let assign = Action::Assign { module: house.no("user") };
    assert_eq!(trace.remedies, [Remedy { who: Who::UserManager, action: assign }]);
}

/// Rules 1 and 3: whose seat it is follows the scope; a hidden module comes with a plan.
#[test]
fn seats_follow_the_scope() {
    let house = House::new();
    answers(&house.asks("area", &[]), Code::Granted);
    let trace = answers(&house.asks("reporter", &["reporter"]), Code::NoSeat);
    let to_site = Action::AssignToSite { module: house.no("reporter") };
    assert_eq!(trace.remedies, [Remedy { who: Who::LicenceManager, action: to_site }]);
    answers(&with(house.asks("reporter", &[]), |module| module.site = true), Code::Granted);

    let trace = answers(&house.asks("sale-cal", &[]), Code::NoSeat);
    let plan = Action::Assign { module: house.no("ten-sales") };
    assert_eq!(trace.remedies[0], Remedy { who: Who::UserManager, action: plan });
    let waiting = with(house.asks("user", &[]), |module| module.waiting = true);
    let trace = answers(&waiting, Code::NoSeat);
    assert!(trace.decision.waiting);
    let free = Action::FreeSeat { module: house.no("user") };
    assert_eq!(trace.remedies[0], Remedy { who: Who::UserManager, action: free });
}

/// Rule 6: checks take no seats, so a concurrent module needs a session.
#[test]
fn a_concurrent_module_needs_a_session() {
    let house = House::new();
    let facts = house.asks("desk", &["desk"]);
    let trace = answers(&facts, Code::NoSession);
    assert_eq!(trace.remedies, [Remedy { who: Who::User, action: Action::LogIn }]);
    answers(&with(facts, |module| module.session = true), Code::Granted);
}

#[test]
fn access_ends_with_the_licence_or_with_the_assignment() {
    let house = House::new();
    let until = |licence, own| {
        let facts = house.asks("user", &["user"]);
        decide(&with(facts, |module| (module.day.until, module.held_until) = (licence, own))).until
    };
    let (early, late) = (Some(date(2027, 4, 1)), Some(date(2027, 5, 1)));
    assert_eq!([until(None, None), until(early, None), until(None, late)], [None, early, late]);
    assert_eq!([until(early, late), until(late, early)], [early, early]);
}

fn user_facts() -> impl Strategy<Value = UserFacts> {
    let mostly = prop::bool::weighted(0.9);
    (mostly, kind(), prop::bool::weighted(0.1)).prop_map(|(active, kind, tampered)| UserFacts {
        active,
        kind,
        tampered,
    })
}

/// What a caller may set beside what the licences say.
#[derive(Clone, Debug)]
struct Beside {
    flags: [bool; 5],
    held_until: Option<Date>,
    state: Option<DayState>,
}

fn beside() -> impl Strategy<Value = Beside> {
    let flags = prop::array::uniform5(prop::bool::weighted(0.3));
    let state = proptest::sample::select(vec![DayState::InForce, DayState::Tampered, DayState::ReadOnly]);
    (flags, of(any_day()), of(state)).prop_map(|(flags, held_until, state)| Beside {
        flags,
        held_until,
        state,
    })
}

proptest! {
    #![proptest_config(cases(TRACE_CASES))]

    /// Rule 19, whatever the facts: the trace gives the same answer, one step decides, and nothing
    /// before it stood in the way.
    #[test]
    fn trace_and_decision_agree(
        packages in vec(package(), 0..3),
        today in any_day(),
        (number, held) in (0_u16..20, vec(0_u16..20, 0..8)),
        user in of(user_facts()),
        beside in beside(),
        (known, demo) in (prop::bool::weighted(0.9), prop::bool::weighted(0.1)),
        (version, released) in (of(version()), of(any_day())),
    ) {
        let licences = Licences::build(&names_in(&packages), &packages, &[]);
        let holds: ModuleSet = held.into_iter().map(ModuleNo).collect();
        let mut module = ModuleFacts::new(&licences, &licences.on(today), ModuleNo(number), &holds);
        let [tampered, waiting, session, site, missing] = beside.flags;
        (module.waiting, module.session, module.site) = (waiting, session, site);
        module.tampered = tampered && waiting;
        module.held_until = beside.held_until;
        module.missing = module.missing.or(missing.then_some(ModuleNo(999)));
        module.day.state = beside.state.unwrap_or(module.day.state);
        let facts = Facts { user, module: known.then_some(module), demo, version, released };

        let (decision, trace) = (decide(&facts), trace(&facts));
        prop_assert_eq!(trace.decision, decision);
        prop_assert_eq!(decision.access, decision.code.access());
        prop_assert!(decision.until.is_none() || decision.access == Access::Full);
        let deciding: Vec<_> = trace.steps.iter().filter(|step| step.decides).collect();
        prop_assert_eq!(deciding.len(), 1);
        prop_assert_eq!(deciding[0].rule, decision.code);
        prop_assert_eq!(deciding[0].holds, decision.access == Access::Full);
        let before = trace.steps.iter().take_while(|step| !step.decides);
        prop_assert!(before.clone().all(|step| step.holds));
        prop_assert!(trace.steps.is_sorted_by(|a, b| a.rule < b.rule));
        prop_assert_eq!(trace.remedies.is_empty(), trace.steps.iter().all(|step| step.holds));
    }
}
