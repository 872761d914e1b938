//! Answers that do not count, authorities that do not answer, databases that are older than they were, wrong clocks.

use licentia_platform::by::By;
use licentia_platform::db::Backend;
use licentia_platform::ledger::Rewound;
use licentia_platform::testing::NOON_MS;
use licentia_protocol::conversation::{Head, State};
use serde_json::json;

use super::authority::Twist;
use super::{ask, entries, granted, newer, seats, soon, state_at, talking, word};
use crate::contact::Word;
use crate::contact::ask::ask as ask_as;
use crate::contact::schedule::Why;
use crate::snapshot::told::{RESTORED, REWOUND};
use crate::testing::{TestManager, row, stories};

const HOUR: i64 = 60 * 60 * 1_000;

stories!(
    answers_that_do_not_count_change_nothing_and_are_told,
    an_authority_that_is_down_is_asked_less_and_less_and_nothing_stops,
    the_authoritys_time_is_certain,
    a_time_far_ahead_waits_until_this_machines_clock_is_put_right,
    what_a_partner_dates_moves_no_clock,
    a_head_that_only_the_authority_has_seen_means_an_older_database,
    a_restore_that_was_declared_before_the_first_contact_holds,
    every_server_knows_of_an_older_database_and_of_its_restore,
    a_partners_authority_says_nothing_about_the_database,
);

async fn answers_that_do_not_count_change_nothing_and_are_told(t: TestManager) {
    let authority = talking(&t).await;
    ask(&t).await;
    authority.offers(newer(&t, &authority, 9));
    for (twist, code) in [
        (Twist::Replay, "wrong_nonce"),
        (Twist::WrongNonce, "wrong_nonce"),
        (Twist::OtherInstallation, "answer_for_other"),
        (Twist::OtherKey, "untrusted_root"),
        (Twist::Garbage, "not_an_answer"),
    ] {
        authority.twists(twist);
        let told = ask(&t).await;
        assert_eq!(word(&told), (Word::Problem, Some(code)), "{twist:?}: {told:?}");
    }
    assert_eq!((seats(&t).await, authority.script().fetched.len()), (3, 0));
    let refused: Vec<_> =
        entries(&t, "contact.changed").await.iter().map(|e| e.after["refused"].clone()).collect();
    let expected = json!([null, "wrong_nonce", "answer_for_other", "untrusted_root", "not_an_answer"]);
    assert_eq!(json!(refused), expected, "each is told once");
    // What was refused stays told while the line is down.
    authority.twists(Twist::Down);
    assert_eq!(word(&ask(&t).await), (Word::Problem, Some("not_an_answer")));
    authority.twists(Twist::None);
    assert_eq!(ask(&t).await.state, Word::NewLicenceActivated);
    assert_eq!(seats(&t).await, 9);
}

async fn an_authority_that_is_down_is_asked_less_and_less_and_nothing_stops(t: TestManager) {
    let authority = talking(&t).await;
    ask(&t).await;
    let entered = entries(&t, "contact.").await.len();
    authority.twists(Twist::Down);
    let (issuer, by) = ("acme".parse().unwrap(), By::setup());
    let mut pauses = Vec::new();
    t.pass_ms(2 * 60 * 60 * 1_000).await;
    for _ in 0..4 {
        let next = ask_as(&t.manager, t.scope, &issuer, Why::Due, &by).await.unwrap().unwrap();
        assert_eq!(
            ask_as(&t.manager, t.scope, &issuer, Why::Due, &by).await.unwrap(),
            Some(next),
            "not before"
        );
        let pause = next - t.manager.clock().now_ms();
        pauses.push((pause + 30_000) / 60_000);
        t.pass_ms(pause).await;
    }
    assert!((1..=4).contains(&pauses[0]) && pauses[0] < pauses[2] && pauses[3] >= 7, "{pauses:?}");
    let told = state_at(&t.manager, t.scope).await;
    assert_eq!(word(&told), (Word::Problem, Some("authority_trouble")));
    assert!(told.failing_since.is_some() && told.checked_at.is_some());
    assert_eq!(entries(&t, "contact.").await.len(), entered, "a line that is down is no change");
    assert_eq!(seats(&t).await, 3);
    authority.twists(Twist::None);
    ask_as(&t.manager, t.scope, &issuer, Why::Due, &by).await.unwrap();
    let told = state_at(&t.manager, t.scope).await;
    assert_eq!((word(&told), told.failing_since), ((Word::UpToDate, None), None));
}

async fn the_authoritys_time_is_certain(t: TestManager) {
    let authority = talking(&t).await;
    authority.says(State::UpToDate, |answer| answer.at_ms = NOON_MS + 20 * HOUR);
    ask(&t).await;
    assert_eq!(t.manager.db().certain_now_ms(), NOON_MS + 20 * HOUR);
    t.clock.set_ms(NOON_MS - 30 * HOUR);
    ask(&t).await;
    let script = authority.script();
    let (first, second) = (&script.asked[0], &script.asked[1]);
    assert_eq!((first.clock_ms, first.back_ms), (NOON_MS, None));
    let set_back = (NOON_MS - 30 * HOUR, Some(50 * HOUR));
    assert_eq!((second.clock_ms, second.back_ms), set_back, "more than a day is reported");
    assert_eq!(second.iat, (NOON_MS + 20 * HOUR) / 1_000);
}

async fn a_time_far_ahead_waits_until_this_machines_clock_is_put_right(t: TestManager) {
    let authority = talking(&t).await;
    let later = NOON_MS + 10 * 24 * HOUR;
    authority.says(State::UpToDate, |answer| answer.at_ms = later);
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("authority_time_ahead")));
    assert_eq!(t.manager.db().certain_now_ms(), NOON_MS, "nobody's signature moves the date by itself");
    t.clock.set_ms(later);
    assert_eq!(word(&ask(&t).await), (Word::UpToDate, None));
    assert_eq!(t.manager.db().certain_now_ms(), later, "what the machine says too is believed");
}

async fn what_a_partner_dates_moves_no_clock(t: TestManager) {
    let authority = talking(&t).await;
    t.activate_file(t.issue_as("partner", None, |package| {
        package.rows = vec![row("addon", 2)];
        package.iat += 20 * 60 * 60;
    }))
    .await;
    assert_eq!(t.manager.db().certain_now_ms(), NOON_MS, "neither its package");
    authority.speaks_as_partner();
    authority.says(State::UpToDate, |answer| answer.at_ms = NOON_MS + 20 * HOUR);
    ask(&t).await;
    assert_eq!(t.manager.db().certain_now_ms(), NOON_MS, "nor its authority");
}

async fn a_head_that_only_the_authority_has_seen_means_an_older_database(t: TestManager) {
    let authority = talking(&t).await;
    ask(&t).await;
    let lost = Head { revision: 40, hash: "ab".repeat(32) };
    let seen = lost.clone();
    authority.says(State::UpToDate, |answer| answer.head = Some(seen));
    let told = ask(&t).await;
    assert!(told.rewound);
    assert_eq!(told.state, Word::UpToDate, "it goes on answering");
    let rewound = t.manager.db().rewound();
    assert_eq!((rewound.len(), rewound[0].scope, rewound[0].witnessed), (1, t.scope, 40));
    assert_eq!(entries(&t, "contact.rewound").await.len(), 1);
    ask(&t).await;
    assert_eq!(authority.script().asked.last().unwrap().rewound, Some(lost), "and reports");
    assert_eq!(entries(&t, "contact.rewound").await.len(), 1, "told once");

    t.manager.db().declare_restore(t.scope, &By::setup()).await.unwrap().expect("it was rewound");
    assert!(!ask(&t).await.rewound);
    assert!(!ask(&t).await.rewound, "what was given up counts no more");
    assert_eq!(authority.script().asked.last().unwrap().rewound, None);
    let other = Head { revision: 2, hash: "cd".repeat(32) };
    authority.says(State::UpToDate, |answer| answer.head = Some(other));
    assert!(!ask(&t).await.rewound, "below what was given up");
    let beyond = Head { revision: 41, hash: "cd".repeat(32) };
    authority.says(State::UpToDate, |answer| answer.head = Some(beyond));
    assert!(ask(&t).await.rewound, "but not beyond");
}

fn lost() -> Head {
    Head { revision: 40, hash: "ab".repeat(32) }
}

async fn a_restore_that_was_declared_before_the_first_contact_holds(t: TestManager) {
    let authority = talking(&t).await;
    // The server's own witness knew it first.
    let rewound = Rewound { scope: t.scope, witnessed: 40, found: 3 };
    t.manager.db().mark_rewound(rewound, [0xab; 32]);
    t.manager.db().declare_restore(t.scope, &By::setup()).await.unwrap().expect("it was rewound");
    authority.says(State::UpToDate, |answer| answer.head = Some(lost()));
    for _ in 0..2 {
        assert!(!ask(&t).await.rewound, "what was given up counts no more");
    }
    assert_eq!((t.manager.db().rewound(), entries(&t, REWOUND).await.len()), (Vec::new(), 0));
    let beyond = Head { revision: 41, ..lost() };
    authority.says(State::UpToDate, |answer| answer.head = Some(beyond));
    assert!(ask(&t).await.rewound, "but what lies beyond does");
}

async fn every_server_knows_of_an_older_database_and_of_its_restore(t: TestManager) {
    let authority = talking(&t).await;
    // On SQLite nobody else runs at the same time.
    let other = if t.manager.db().backend() == Backend::Postgres { Some(t.second().await) } else { None };
    let followers = [Some(&t.manager), other.as_ref()].into_iter().flatten();
    let followers: Vec<_> =
        followers.map(|server| tokio::spawn(server.slot(t.scope).unwrap().run())).collect();
    authority.says(State::UpToDate, |answer| answer.head = Some(lost()));
    ask(&t).await;
    assert_eq!(t.manager.db().rewound().len(), 1);
    if let Some(other) = &other {
        soon(async || other.db().rewound_head(t.scope) == Some((40, [0xab; 32]))).await;
    }
    // One that starts now learns of it from the database, for a witness of its own it has not.
    let witness = t.manager.db().secret().path().unwrap().with_file_name("secret.witness");
    soon(async || witness.exists()).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    std::fs::remove_file(&witness).unwrap();
    let late = t.second().await;
    late.snapshot(t.scope).await.unwrap();
    assert_eq!(late.db().rewound_head(t.scope), Some((40, [0xab; 32])));
    crate::ledger::declare_restore(&late, &granted(t.scope)).await.unwrap();
    assert_eq!((late.db().rewound(), entries(&t, RESTORED).await.len()), (Vec::new(), 1));
    if let Some(other) = other {
        soon(async || other.db().rewound().is_empty() && t.manager.db().rewound().is_empty()).await;
        other.db().close();
    }
    late.db().close();
    followers.iter().for_each(tokio::task::JoinHandle::abort);
}

async fn a_partners_authority_says_nothing_about_the_database(t: TestManager) {
    let authority = talking(&t).await;
    authority.speaks_as_partner();
    authority.says(State::UpToDate, |answer| answer.head = Some(lost()));
    assert!(ask(&t).await.rewound, "the conversation with it says so");
    assert_eq!((t.manager.db().rewound(), entries(&t, REWOUND).await.len()), (Vec::new(), 0));
}
