//! The shapes that scripts rely on, word for word.

use super::*;

#[test]
fn a_check_reads_and_writes_as_documented() {
    let question: CheckQuestion = serde_json::from_str(
        r#"{"user":"anna","module":"superoffice.sale-cal","at":"2027-03-01","version":"12.1.0"}"#,
    )
    .unwrap();
    assert_eq!(question.at, Some(jiff::civil::date(2027, 3, 1)));
    let misspelt = r#"{"user":"anna","module":"superoffice.sale-cal","al":"2027-03-01"}"#;
    assert!(serde_json::from_str::<CheckQuestion>(misspelt).is_err());

    let answer = CheckAnswer {
        allowed: false,
        access: Access::None,
        code: "no_seat".into(),
        message: "Anna has no seat.".into(),
        until: None,
        source: None,
        standing: Some(Standing::Current),
        demo: false,
        licensed_before: None,
        record_cap: None,
        waiting: None,
        revision: 7,
    };
    let why = WhyAnswer { answer, trace: Vec::new(), remedies: Vec::new() };
    assert_eq!(
        serde_json::to_string(&why).unwrap(),
        r#"{"allowed":false,"access":"none","code":"no_seat","message":"Anna has no seat.","until":null,"standing":"current","demo":false,"revision":7,"trace":[],"remedies":[]}"#
    );
    assert_eq!(serde_json::from_str::<WhyAnswer>(&serde_json::to_string(&why).unwrap()).unwrap(), why);
}

#[test]
fn a_new_user_is_internal_and_may_log_in_unless_told() {
    let user: NewUser = serde_json::from_str(r#"{"login":"anna"}"#).unwrap();
    assert!(user.can_log_in);
    assert_eq!(user.kind, UserKind::Internal);
}

#[test]
fn a_problem_keeps_members_that_are_not_known_here() {
    let json = r#"{"type":"about:blank","title":"Refused","status":409,"code":"blocked","blocked":[{"module":"a.b","to_remove":2}]}"#;
    let problem: ProblemBody = serde_json::from_str(json).unwrap();
    assert_eq!(problem.code, "blocked");
    assert_eq!(serde_json::to_string(&problem).unwrap(), json);
}
