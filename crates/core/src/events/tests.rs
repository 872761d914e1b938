use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
struct One {
    key: EventKey,
    reach: Reach,
}

impl Event for One {
    fn key(&self) -> &EventKey {
        &self.key
    }
    fn reach(&self) -> &Reach {
        &self.reach
    }
}

fn one(key: &str, reach: Reach) -> One {
    One { key: key.parse().unwrap(), reach }
}

fn anna(groups: &[String]) -> Reader<'_> {
    Reader { site: 2, user: Some(UserNo(7)), groups }
}

#[test]
fn a_key_is_a_word_that_fits_an_address() {
    for right in ["a", "no_login", "crm.freetext-rebuild", "7up", &"x".repeat(64)] {
        assert_eq!(right.parse::<EventKey>().unwrap().as_str(), right);
    }
    for wrong in ["", "No_login", ".a", "a_", "a b", "å", "a/b", &"x".repeat(65)] {
        assert_eq!(wrong.parse::<EventKey>(), Err(NotAKey), "{wrong}");
    }
}

#[test]
fn everybody_knows_four_keys_and_applications_name_the_rest() {
    for kind in Kind::ADMINISTRATORS {
        assert_eq!(kind.key().unwrap().parse::<EventKey>().unwrap().kind(), kind);
    }
    assert_eq!("import".parse::<EventKey>().unwrap().kind(), Kind::Raised);
    let own = Kind::ADMINISTRATORS.into_iter().filter(|kind| kind.for_applications());
    assert_eq!(own.collect::<Vec<_>>(), [Kind::NoFreetext, Kind::NoTravel]);
}

#[test]
fn an_event_reaches_those_it_is_for_and_nobody_else() {
    let sales = ["Sales".to_owned(), "Malmö".to_owned()];
    let cases = [
        (Reach::Everywhere, true),
        (Reach::Installation(2), true),
        (Reach::Installation(0), false),
        (Reach::Group("Malmö".into()), true),
        (Reach::Group("malmö".into()), false),
        (Reach::User(UserNo(7)), true),
        (Reach::User(UserNo(8)), false),
    ];
    for (reach, reached) in cases {
        assert_eq!(reach.reaches(&anna(&sales)), reached, "{reach:?}");
    }
    let application = Reader { site: 2, ..Reader::default() };
    assert!(!Reach::User(UserNo(0)).reaches(&application) && Reach::Installation(2).reaches(&application));
}

#[test]
fn no_login_keeps_out_those_it_reaches_unless_they_may_lift_it() {
    let active = [
        one("message_of_the_day", Reach::Everywhere),
        one("no_login", Reach::User(UserNo(8))),
        one("no_login", Reach::Installation(2)),
    ];
    let found = bars_log_in(&active, &anna(&[]), false).unwrap();
    assert_eq!(found.reach, Reach::Installation(2));
    assert!(bars_log_in(&active, &anna(&[]), true).is_none());
    assert!(bars_log_in(&active, &Reader { site: 0, ..anna(&[]) }, false).is_none());
}

#[test]
fn what_must_run_is_ended_by_its_application_alone() {
    let (calm, alarmed) = (Ender::Person { emergency: false }, Ender::Person { emergency: true });
    assert_eq!(may_end(Ending::Free, calm), Ok(()));
    assert_eq!(may_end(Ending::Emergency, calm), Err(MustRun::UnlessEmergency));
    assert_eq!(may_end(Ending::Emergency, alarmed), Ok(()));
    assert_eq!(may_end(Ending::Never, alarmed), Err(MustRun::ToItsEnd));
    for ending in Ending::EVERY {
        assert_eq!(may_end(ending, Ender::Application), Ok(()));
        assert_eq!(Ending::from_name(ending.as_str()), Some(ending));
    }
    let usual = |key: &str| key.parse::<EventKey>().unwrap().usual_ending();
    assert_eq!(
        (usual("udef_rebuild"), usual("freetext_rebuild"), usual("import")),
        (Ending::Never, Ending::Emergency, Ending::Free)
    );
}

#[test]
fn only_what_is_finished_says_a_hundred() {
    let per_cent = |done, total| Progress { done, total }.per_cent();
    assert_eq!((per_cent(0, 0), per_cent(0, 3), per_cent(1, 3)), (None, Some(0), Some(33)));
    assert_eq!((per_cent(4_799, 4_800), per_cent(4_800, 4_800)), (Some(99), Some(100)));
    assert_eq!((per_cent(9, 3), per_cent(u64::MAX - 1, u64::MAX)), (Some(100), Some(99)));
}

fn any_reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        Just(Reach::Everywhere),
        (0..3_u32).prop_map(Reach::Installation),
        "[a-cÅ]{1,2}".prop_map(|group| Reach::Group(group.into())),
        (0..3_u32).prop_map(|no| Reach::User(UserNo(no))),
    ]
}

fn any_event() -> impl Strategy<Value = One> {
    let key = prop_oneof![
        Just("no_login"),
        Just("no_freetext"),
        Just("no_travel"),
        Just("message_of_the_day"),
        Just("import")
    ];
    (key, any_reach()).prop_map(|(key, reach)| one(key, reach))
}

proptest! {
    /// What is stored reads back, and no two reaches share a place in the unique index.
    #[test]
    fn a_reach_reads_back_and_is_no_other(a in any_reach(), b in any_reach()) {
        prop_assert_eq!(Reach::from_stored(a.as_str(), &a.owner()), Some(a.clone()));
        prop_assert_eq!(a == b, (a.as_str(), a.owner()) == (b.as_str(), b.owner()));
    }

    /// However they are started: what is not refused is unique per key, reach and owner.
    #[test]
    fn started_one_by_one_they_are_unique(asked in prop::collection::vec(any_event(), 0..24)) {
        let mut active: Vec<One> = Vec::new();
        for new in asked {
            let taken = active.iter().any(|event| event.key == new.key && event.reach == new.reach);
            prop_assert_eq!(clash(&active, &new.key, &new.reach).is_some(), taken);
            if !taken {
                active.push(new);
            }
        }
        let mut places: Vec<_> =
            active.iter().map(|event| (event.key.clone(), event.reach.as_str(), event.reach.owner())).collect();
        let all = places.len();
        places.sort();
        places.dedup();
        prop_assert_eq!(places.len(), all);
    }

    /// Nobody is barred without an event that reaches them and says so, and ending that one event is what lets them in.
    #[test]
    fn somebody_is_barred_exactly_while_such_an_event_reaches_them(
        active in prop::collection::vec(any_event(), 0..12), site in 0..3_u32, user in 0..3_u32,
        groups in prop::collection::vec("[a-cÅ]{1,2}", 0..3),
    ) {
        let reader = Reader { site, user: Some(UserNo(user)), groups: &groups };
        let mut left = active.clone();
        while let Some(bar) = bars_log_in(&left, &reader, false) {
            prop_assert!(reaching(&left, &reader).any(|event| event.key == bar.key && event.reach == bar.reach));
            let (key, reach) = (bar.key.clone(), bar.reach.clone());
            left.retain(|event| event.key != key || event.reach != reach);
        }
        prop_assert!(reaching(&left, &reader).all(|event| event.key.kind() != Kind::NoLogin));
        prop_assert!(bars_log_in(&active, &reader, true).is_none());
    }
}
