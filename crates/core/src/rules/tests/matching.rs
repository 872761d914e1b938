//! Which rules apply to whom.

use super::{groups, in_groups, rule};
use crate::ids::ModuleNo;
use crate::licence::UserKind;
use crate::rules::{Condition, Rule, Rules, Traits, What};
use std::collections::BTreeMap;

/// Conditions as they are written here: `!` before the property turns one round.
fn applies(when: &[(&str, &[&str])], traits: &Traits<'_>) -> bool {
    let condition = |(what, is): &(&str, &[&str])| {
        let plain = what.trim_start_matches('!');
        Condition { what: plain.parse().unwrap(), is: groups(is), not: plain != *what }
    };
    let when = when.iter().map(condition).collect();
    let rules = Rules::new([Rule { when, ..rule(1, "", vec![ModuleNo(0)]) }]);
    rules.matching(traits).count() == 1
}

#[test]
fn every_condition_must_hold_and_one_value_of_each_is_enough() {
    let (mine, attributes) =
        (groups(&["Försäljning", "Oslo"]), BTreeMap::from([("Department".into(), "R&D".into())]));
    let traits = Traits {
        role: Some("Manager"),
        job_title: Some("Key account manager"),
        kind: UserKind::External,
        installations: &[0, 3],
        attributes: &attributes,
        ..in_groups(&mine)
    };
    assert!(applies(&[], &traits), "a rule without conditions is for everybody");
    assert!(applies(&[("group", &["bergen", "FÖRSÄLJNING"])], &traits), "in any spelling of capitals");
    assert!(applies(&[("group", &["oslo"]), ("kind", &["external"]), ("role", &["manager"])], &traits));
    assert!(!applies(&[("group", &["oslo"]), ("kind", &["internal"])], &traits));
    assert!(applies(&[("job_title", &["key account manager "])], &traits));
    assert!(applies(&[("attribute:department", &["r&d"])], &traits));
    assert!(!applies(&[("attribute:cost centre", &[])], &traits), "an empty list asks for any value");
    assert!(applies(&[("attribute:DEPARTMENT", &[])], &traits));
    assert!(applies(&[("installation", &["3"])], &traits) && !applies(&[("installation", &["1"])], &traits));
    assert!(!applies(&[("role", &["manager"])], &in_groups(&[])));
}

#[test]
fn none_of_several_values_is_asked_for_too() {
    let mine = groups(&["Försäljning", "Oslo"]);
    let traits = Traits { role: Some("Manager"), ..in_groups(&mine) };
    assert!(applies(&[("!group", &["bergen", "tromsø"])], &traits));
    assert!(!applies(&[("!group", &["bergen", "OSLO"])], &traits), "one of them is enough to be left out");
    assert!(applies(&[("group", &["oslo"]), ("!role", &["trainee"])], &traits));
    assert!(
        applies(&[("!role", &["trainee"])], &in_groups(&mine)),
        "whoever has no role is no trainee either"
    );
    assert!(
        applies(&[("!job_title", &[])], &traits) && !applies(&[("!role", &[])], &traits),
        "no value at all"
    );
    assert!(applies(&[("!attribute:department", &["r&d"])], &traits));
    assert!(applies(&[("!kind", &["external"])], &traits) && !applies(&[("!kind", &["internal"])], &traits));
}

#[test]
fn a_condition_without_not_is_written_as_before() {
    let plain = Condition { what: What::Role, is: groups(&["a"]), not: false };
    let text = serde_json::to_string(&plain).unwrap();
    assert_eq!(text, r#"{"attribute":"role","is":["a"]}"#, "the seals of rules of before hold");
    assert_eq!(serde_json::from_str::<Condition>(&text).unwrap(), plain);
    let turned = Condition { not: true, ..plain };
    let text = serde_json::to_string(&turned).unwrap();
    assert_eq!(serde_json::from_str::<Condition>(&text).unwrap(), turned);
}

#[test]
fn a_rule_that_is_switched_off_does_not_apply() {
    let off = Rule { enabled: false, ..rule(1, "a", vec![ModuleNo(0)]) };
    assert!(Rules::new([off]).is_empty());
}

#[test]
fn properties_are_written_and_read() {
    for text in ["group", "kind", "role", "job_title", "installation", "attribute:cost centre"] {
        assert_eq!(text.parse::<What>().unwrap().to_string(), text);
    }
    for text in ["", "groups", "attribute", "attribute:", "attribute: "] {
        assert!(text.parse::<What>().is_err(), "{text}");
    }
}
