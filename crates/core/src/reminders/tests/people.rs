//! The people whom a row that ends will hit.

use std::cell::Cell;

use super::*;
use crate::day::day_change;
use crate::licence::Row;
use crate::seats::tests::any::{any_package, any_people, world_of};
use crate::seats::tests::world::{World as People, user};
use crate::testing::any_day;

impl Everybody for People {
    fn everybody(&self) -> Vec<crate::seats::Person<'_>> {
        self.persons()
    }
}

/// Everybody, and how often they were looked at.
struct Counting<'a>(&'a People, Cell<u32>);

impl Everybody for Counting<'_> {
    fn everybody(&self) -> Vec<crate::seats::Person<'_>> {
        self.1.set(self.1.get() + 1);
        self.0.persons()
    }
}

/// Without the people.
fn of<'a>(world: &'a People, loaded: &'a Licences, today: Date) -> Facts<'a> {
    Facts {
        today,
        licences: &world.licences,
        later: loaded,
        ahead: &[],
        people: &(),
        usage: &world.usage,
        heard: &[],
        limits: &[],
        meters: &[],
        waiting: &[],
    }
}

fn facts_of(world: &People, loaded: &Licences, today: Date) -> Vec<Need> {
    needs(&Facts { people: world, ..of(world, loaded, today) }, &Steps::default())
}

fn shrinking(until: i64, rest: u32) -> Vec<Row> {
    let ending = Row { due: Some(day_at(until)), ..user("web", 3) };
    vec![ending, Row { start: Some(day_at(until + 1)), ..user("web", rest) }]
}

#[test]
fn whoever_got_a_seat_last_is_named_beforehand() {
    let mut world = People::new(shrinking(10, 1), 4);
    for at in [3, 0, 1] {
        world.assign(at, "web").unwrap();
    }
    let told = facts_of(&world, &world.licences, day_at(0));
    let About::Row { people, people_count, .. } = &told[0].about else { panic!("{told:?}") };
    let named: Vec<u32> = people.iter().map(|somebody| somebody.no.0).collect();
    assert_eq!((named, *people_count), (vec![1, 0], 2), "the newest first");
    // Another gives theirs up: that is a choice, and one fewer has to.
    world.recall(3, "web").unwrap();
    let told = facts_of(&world, &world.licences, day_at(0));
    assert_eq!(told[0].people().iter().map(|somebody| somebody.no.0).collect::<Vec<_>>(), [1]);
    // What is loaded and not yet in force counts.
    let enough = Licences::build(&world.names, &[package_of("superoffice", shrinking(10, 2))], &[]);
    assert!(facts_of(&world, &enough, day_at(0)).iter().all(|need| need.kind != Kind::Row));
}

#[test]
fn everybody_is_looked_at_once_and_only_where_somebody_is_named() {
    let ends = |code: &str, rest| {
        let row = user(code, 3);
        let ending = Row { due: Some(day_at(10)), ..row.clone() };
        vec![ending, Row { start: Some(day_at(11)), quantity: Quantity::Count(rest), ..row }]
    };
    let rows = [ends("web", 1), ends("mail", 2), ends("cad", 0)].concat();
    let mut world = People::new(rows, 3);
    for (at, code) in
        [(0, "web"), (1, "web"), (2, "web"), (1, "mail"), (0, "mail"), (2, "mail"), (2, "cad"), (1, "cad")]
    {
        world.assign(at, code).unwrap();
    }
    let people = Counting(&world, Cell::new(0));
    let told = |today: Date| {
        needs(&Facts { people: &people, ..of(&world, &world.licences, today) }, &Steps::default())
    };
    let named = |told: &[Need]| -> Vec<(String, Vec<u32>)> {
        let of =
            |need: &Need| (need.key.clone(), need.people().iter().map(|somebody| somebody.no.0).collect());
        told.iter().filter(|need| need.kind == Kind::Row).map(of).collect()
    };
    let end = day_at(10);
    assert_eq!(
        named(&told(day_at(0))),
        [
            (format!("row:superoffice.cad:{end}"), vec![1, 2]),
            (format!("row:superoffice.mail:{end}"), vec![2]),
            (format!("row:superoffice.web:{end}"), vec![2, 1])
        ]
    );
    assert_eq!(people.1.get(), 1, "of three modules");
    assert!(
        named(&told(days_before(end, 200))).is_empty() && people.1.get() == 1,
        "nobody is told that early"
    );
}

#[test]
fn names_are_not_kept_with_a_need() {
    let mut world = People::new(shrinking(10, 0), 1);
    world.assign(0, "web").unwrap();
    let mut told = facts_of(&world, &world.licences, day_at(0)).remove(0);
    told.people_mut()[0].name = "Anna Berg".to_owned();
    let kept = serde_json::to_string(&told).unwrap();
    assert!(!kept.contains("Anna") && kept.contains(r#""people":[{"no":0}]"#), "{kept}");
    let read: Need = serde_json::from_str(&kept).unwrap();
    assert_eq!((read.people().len(), &*read.people()[0].name), (1, ""));
    let before = r#"{"row":{"short":{"module":"a.b","used":2,"valid":1},"date":"2027-03-01","days":3}}"#;
    assert!(serde_json::from_str::<About>(before).is_ok(), "what was told before names nobody");
}

proptest! {
    #![proptest_config(cases(300))]

    /// Day change and reminder agree, whatever is granted to whom.
    #[test]
    fn those_are_named_whom_the_day_change_will_move(
        package in any_package(), people in any_people(), today in any_day(),
    ) {
        let mut world = world_of(package);
        world.people = people;
        world.turn(today);
        for need in facts_of(&world, &world.licences, today) {
            let About::Row { short, date, people, people_count, .. } = &need.about else { continue };
            let then = world.licences.on(date.tomorrow().unwrap());
            let module = no(&world.names, &short.module);
            let moved = day_change(&world.licences, &then, &world.persons());
            let gives = |granted| crate::seats::gives(&world.licences, granted, module);
            for person in world.persons() {
                let named = people.iter().any(|somebody| somebody.no == person.no);
                let waits = moved.iter().any(|moved| moved.user == person.no && gives(moved.module));
                prop_assert_eq!(named, waits, "{:?} of {}", person.no, &short.module);
            }
            prop_assert_eq!(people.len() as u64, *people_count);
        }
    }
}
