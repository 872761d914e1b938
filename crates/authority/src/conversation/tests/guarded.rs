//! What must not get in or out: what was captured, what is for others, and what comes all at once.

use std::convert::identity;

use licentia_platform::access::Sell;
use licentia_platform::db::{Backend, Sql as _};
use licentia_platform::testing::both_databases;
use licentia_protocol::Reason;
use licentia_protocol::conversation::{Asked, Purpose, State, read_answer};
use serde_json::json;

use super::{SERIAL, house, issue, kinds, known, patch};
use crate::installations::State as Standing;
use crate::packages::{self, Wish};
use crate::testing::installation::TestInstallation;

both_databases!(identity;
    what_was_captured_cannot_be_used_again,
    an_answer_belongs_to_its_question,
    what_is_not_for_us_is_refused,
    one_customer_never_hears_of_another,
    fifty_contacts_and_issues_at_once,
    two_keys_at_once_bind_one,
    many_customers_ask_at_once,
    a_crowd_of_strangers_binds_nobody_twice_and_fills_no_table,
    a_date_in_the_future_hides_nothing,
    what_strangers_say_never_grows_the_ledger,
    a_bound_installation_fills_no_disk,
);

async fn what_was_captured_cannot_be_used_again(backend: Backend) {
    let (t, one) = house(backend).await;
    issue(&t).await;
    let captured = one.sign(&one.draft(&t, Purpose::Status));
    assert_eq!(t.post_file("/licensing/v1/status", "", &captured).await.status.as_u16(), 200);
    let again = t.post_file("/licensing/v1/status", "", &captured).await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (409, "request_replayed"));
    let fetched = one.call(&t);
    assert_eq!(t.post_file("/licensing/v1/package", "", &fetched).await.status.as_u16(), 200);
    assert_eq!(t.post_file("/licensing/v1/package", "", &fetched).await.code(), "request_replayed");
    // Nor on another server, nor when the nonce is long forgotten.
    let other = t.another(Some(t.unlock.clone())).await;
    let refused = crate::conversation::ask(&other, captured.as_bytes(), Purpose::Status).await.unwrap_err();
    assert_eq!(refused.code, "request_replayed");
    t.clock.advance_ms(40 * 86_400_000);
    one.ask(&t).await;
    let late = t.post_file("/licensing/v1/status", "", &captured).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (422, "request_too_old"));
    let elsewhere =
        t.post_file("/licensing/v1/package", "", &one.sign(&one.draft(&t, Purpose::Status))).await;
    assert_eq!(elsewhere.code(), "wrong_purpose");
    other.db().close();
}

async fn an_answer_belongs_to_its_question(backend: Backend) {
    let (t, one) = house(backend).await;
    let (first, second) = (one.draft(&t, Purpose::Status), one.draft(&t, Purpose::Status));
    let reply = t.post_file("/licensing/v1/status", "", &one.sign(&first)).await;
    let asked = Asked { nonce: &second.nonce, installation: one.kid(), issuer: "superoffice", keys: None };
    let refused = read_answer(&reply.bytes, &one.trust, &asked).unwrap_err();
    assert_eq!(refused.reason, Reason::WrongNonce);
    let other = TestInstallation::new(&t, 8, SERIAL);
    let asked = Asked { nonce: &first.nonce, installation: other.kid(), issuer: "superoffice", keys: None };
    assert_eq!(read_answer(&reply.bytes, &one.trust, &asked).unwrap_err().reason, Reason::AnswerForOther);
}

async fn what_is_not_for_us_is_refused(backend: Backend) {
    let (t, one) = house(backend).await;
    let send = |request: licentia_protocol::conversation::Request| {
        let line = one.sign(&request);
        let t = &t;
        async move { t.post_file("/licensing/v1/status", "", &line).await }
    };
    let mut other = one.draft(&t, Purpose::Status);
    other.issuer = licentia_core::names::IssuerName::new("acme").unwrap();
    assert_eq!(send(other).await.code(), "wrong_addressee");
    let mut other = one.draft(&t, Purpose::Status);
    other.root = one.kid().to_owned();
    assert_eq!(send(other).await.code(), "other_root");
    let mut forged = one.sign(&one.draft(&t, Purpose::Status));
    let at = forged.len() - 10;
    let letter = if forged.as_bytes()[at] == b'A' { "B" } else { "A" };
    forged.replace_range(at..=at, letter);
    let refused = t.post_file("/licensing/v1/status", "", &forged).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "bad_signature"));
    let letter = t.post_file("/licensing/v1/status", "", &one.letter(&t, |_| ())).await;
    assert_eq!(letter.code(), "this_is_a_letter");
    let large = "x".repeat((1 << 20) + 1);
    assert_eq!(t.post_file("/licensing/v1/status", "", &large).await.status.as_u16(), 413);
    assert_eq!(t.post_file("/licensing/v1/status", "", "").await.status.as_u16(), 422);
    assert!(known(&t).await.is_empty(), "nothing of it was taken in");
}

async fn one_customer_never_hears_of_another(backend: Backend) {
    let (t, one) = house(backend).await;
    one.ask(&t).await;
    let body = json!({"serial": "1000000001", "name": "Secret Holding AS"});
    let token = t.full_token().await;
    t.api("POST", "/api/v1/customers", &token, body).await;
    patch(&t, "1000000001", json!({"message": {"en": "Project Falcon"}, "enrolment": "closed"})).await;
    let mut curious = TestInstallation::new(&t, 7, "1000000001");
    for name in ["Nordlys 1801852599 AS", "Secret Holding AS"] {
        curious.name = name.to_owned();
        let request = curious.draft(&t, Purpose::Status);
        let reply = t.post_file("/licensing/v1/status", "", &curious.sign(&request)).await;
        let answer = curious.read(&request, &reply);
        assert_eq!(answer.code.as_deref(), Some("installation_waiting"));
        assert_eq!(
            (&answer.message, &answer.holder, &answer.package, &answer.head),
            (&None, &None, &None, &None)
        );
        for path in ["package", "receipt"] {
            let body = if path == "package" { curious.call(&t) } else { curious.receipt(&t, |_| ()) };
            let refused = t.post_file(&format!("/licensing/v1/{path}"), "", &body).await.text();
            assert!(!refused.contains("Secret") && !refused.contains("Falcon"), "{refused}");
        }
    }
}

async fn fifty_contacts_and_issues_at_once(backend: Backend) {
    let (t, one) = house(backend).await;
    one.ask(&t).await;
    let other = t.another(Some(t.unlock.clone())).await;
    let mut running = tokio::task::JoinSet::new();
    for n in 0..50 {
        let authority = if n % 2 == 0 { t.authority.clone() } else { other.clone() };
        if n % 5 == 0 {
            let granted = t.granted::<Sell>();
            running.spawn(async move {
                packages::issue(&authority, &granted, SERIAL, Wish::default()).await.unwrap();
            });
            continue;
        }
        let request = one.draft(&t, Purpose::Status);
        let (bytes, trust, kid) = (one.sign(&request).into_bytes(), one.trust.clone(), one.kid().to_owned());
        running.spawn(async move {
            let answer = crate::conversation::ask(&authority, &bytes, Purpose::Status).await.unwrap();
            let asked =
                Asked { nonce: &request.nonce, installation: &kid, issuer: "superoffice", keys: None };
            assert_ne!(read_answer(&answer, &trust, &asked).unwrap().state, State::Problem);
        });
    }
    running.join_all().await;
    let newest = one.ask(&t).await.package.clone().unwrap();
    assert_eq!(newest.sequence, 10);
    assert_eq!(known(&t).await.len(), 1);
    other.db().close();
}

async fn two_keys_at_once_bind_one(backend: Backend) {
    let (t, _) = house(backend).await;
    let other = t.another(Some(t.unlock.clone())).await;
    let mut running = tokio::task::JoinSet::new();
    for seed in 20..30_u8 {
        let one = TestInstallation::new(&t, seed, SERIAL);
        let request = one.draft(&t, Purpose::Status);
        let bytes = one.sign(&request).into_bytes();
        let authority = if seed % 2 == 0 { t.authority.clone() } else { other.clone() };
        running.spawn(async move {
            let answer = crate::conversation::ask(&authority, &bytes, Purpose::Status).await.unwrap();
            let asked =
                Asked { nonce: &request.nonce, installation: one.kid(), issuer: "superoffice", keys: None };
            read_answer(&answer, &one.trust, &asked).unwrap().code.clone()
        });
    }
    let codes = running.join_all().await;
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    let claimed = codes.iter().flatten().all(|code| code == "installation_claimed");
    assert!(claimed, "{codes:?}");
    let bound = known(&t).await.iter().filter(|one| one.state == Standing::Bound).count();
    assert_eq!(bound, 1);
    other.db().close();
}

async fn many_customers_ask_at_once(backend: Backend) {
    let (t, _) = house(backend).await;
    let mut all = Vec::new();
    for n in 0..40_u8 {
        let serial = format!("10000000{n:02}");
        t.customer(&serial, &[("server", 0), ("ten-sales", 3)]).await;
        let mut one = TestInstallation::new(&t, 100 + n, &serial);
        assert_eq!(one.ask(&t).await.state, State::UpToDate, "the first contact binds it");
        one.revision = 5;
        all.push(one);
    }
    patch(&t, "1000000007", json!({"message": {"en": "Only for one"}})).await;
    patch(&t, "1000000008", json!({"hold": {"en": "Not paid"}})).await;
    packages::issue(&t.authority, &t.granted::<Sell>(), "1000000009", Wish::default()).await.unwrap();
    let other = t.another(Some(t.unlock.clone())).await;
    let mut running = tokio::task::JoinSet::new();
    t.clock.advance_ms(61_000);
    for (n, one) in all.iter().enumerate() {
        let mut request = one.draft(&t, Purpose::Status);
        // One of them was put back to an older database, and one clock was set back.
        match n {
            20 => request.head = licentia_protocol::testing::head(0),
            21 => request.back_ms = Some(90_000_000),
            _ => {}
        }
        let (bytes, kid) = (one.sign(&request).into_bytes(), one.kid().to_owned());
        // Each comes twice, to two servers; one of the two is answered.
        for authority in [t.authority.clone(), other.clone()] {
            let (bytes, request, kid, trust) =
                (bytes.clone(), request.clone(), kid.clone(), one.trust.clone());
            running.spawn(async move {
                let answer = crate::conversation::ask(&authority, &bytes, Purpose::Status).await;
                let asked =
                    Asked { nonce: &request.nonce, installation: &kid, issuer: "superoffice", keys: None };
                answer.map(|answer| (n, read_answer(&answer, &trust, &asked).unwrap().into_inner()))
            });
        }
    }
    let outcomes = running.join_all().await;
    let mut answers: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
    answers.sort_by_key(|(n, _)| *n);
    assert_eq!(answers.len(), 40);
    let replayed =
        outcomes.iter().filter_map(|one| one.as_ref().err()).all(|one| one.code == "request_replayed");
    assert!(replayed, "{outcomes:?}");
    for (n, answer) in answers {
        let expected = match n {
            7 | 8 => State::Message,
            9 => State::NewLicence,
            _ => State::UpToDate,
        };
        assert_eq!((answer.state, answer.hold.is_some()), (expected, *n == 8), "{n}");
        let head = answer.head.as_ref().map(|head| head.revision);
        assert_eq!(head, Some(if *n == 20 { 1 } else { 5 }), "{n}");
    }
    let of = async |serial: &str| {
        let known = crate::installations::of_customer(&t.authority, &t.granted(), serial).await.unwrap();
        known.into_iter().next().unwrap()
    };
    let told = of("1000000000").await;
    assert_eq!((told.head.revision, told.last_at_ms), (5, t.authority.now_ms()));
    assert!(of("1000000020").await.rewound_at_ms.is_some());
    assert!(of("1000000021").await.set_back.is_some());
    other.db().close();
}

async fn a_crowd_of_strangers_binds_nobody_twice_and_fills_no_table(backend: Backend) {
    let (t, mut one) = house(backend).await;
    let name = std::mem::replace(&mut one.name, "Somebody Else AS".to_owned());
    for seed in 100..=205_u8 {
        let mut stranger = TestInstallation::new(&t, seed, SERIAL);
        stranger.name.clone_from(&one.name);
        let captured = stranger.draft(&t, Purpose::Status);
        for _ in 0..2 {
            let reply = t.post_file("/licensing/v1/status", "", &stranger.sign(&captured)).await;
            assert_eq!(stranger.read(&captured, &reply).code.as_deref(), Some("installation_waiting"));
        }
    }
    assert_eq!(known(&t).await.len(), 100);
    let rows =
        t.authority.db().read(|r| Ok(r.query("SELECT nonce FROM nonce_seen", &[])?.len())).await.unwrap();
    assert_eq!(rows, 0, "what a stranger says is not remembered for ever");
    // The customer's own machine is let in all the same, and only one.
    one.name = name;
    assert_eq!(one.ask(&t).await.state, State::UpToDate);
    let mut second = TestInstallation::new(&t, 9, SERIAL);
    second.name.clone_from(&one.name);
    assert_eq!(second.ask(&t).await.code.as_deref(), Some("installation_claimed"));
    assert_eq!(second.fetch(&t).await.code(), "installation_claimed");
    let bound = known(&t).await.iter().filter(|one| one.state == Standing::Bound).count();
    assert_eq!((bound, known(&t).await.len()), (1, 101));
}

async fn a_date_in_the_future_hides_nothing(backend: Backend) {
    let (t, mut one) = house(backend).await;
    one.revision = 10;
    one.ask(&t).await;
    let mut ahead = one.draft(&t, Purpose::Status);
    ahead.iat += 10 * 365 * 86_400;
    // Not even a file: its nonce would have to be remembered for ten years.
    let refused = t.post_file("/licensing/v1/status", "", &one.sign(&ahead)).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "request_from_future"));
    assert_eq!(refused.json()["at_ms"], t.authority.now_ms(), "it is told what time it is");
    one.ask_with(&t, |request| request.iat += 86_000).await;
    let receipt = one.receipt(&t, |receipt| receipt.iat += 10 * 365 * 86_400);
    assert_eq!(t.post_file("/licensing/v1/receipt", "", &receipt).await.status.as_u16(), 200);
    t.clock.advance_ms(2 * 86_400_000);
    one.revision = 9;
    one.ask(&t).await;
    assert!(
        known(&t).await[0].rewound_at_ms.is_some(),
        "an older database is noticed, whatever was dated before"
    );
}

async fn what_strangers_say_never_grows_the_ledger(backend: Backend) {
    let (t, mut one) = house(backend).await;
    one.ask(&t).await;
    let mut copy = TestInstallation::new(&t, 8, SERIAL);
    copy.ask(&t).await;
    let before = kinds(&t).await;
    for n in 1..=6 {
        t.clock.advance_ms(60_000);
        copy.revision = 20 - u64::from(n % 2_u8);
        copy.ask_with(&t, |request| {
            request.back_ms = Some(200_000_000 * i64::from(n));
            request.deleted = n % 2 == 0;
        })
        .await;
    }
    assert_eq!(kinds(&t).await, before, "a possible copy says what it likes");
    let told = known(&t).await.into_iter().find(|one| one.kid == copy.kid()).unwrap();
    assert_eq!((told.last_at_ms, told.rewound_at_ms), (t.authority.now_ms(), None), "but it was heard");
    assert_eq!((told.set_back, told.deleted_at_ms), (None, None));

    // The customer's own clock is set back once, though it says so at every contact.
    for n in 0..4 {
        one.ask_with(&t, |request| request.back_ms = Some(90_000_000 + n * 1_000)).await;
    }
    assert_eq!(kinds(&t).await.len(), before.len() + 1);
    one.ask_with(&t, |request| request.back_ms = Some(900_000_000)).await;
    assert_eq!(kinds(&t).await.len(), before.len() + 2, "another time");
    one.revision += 1;
    one.ask(&t).await;
}

async fn a_bound_installation_fills_no_disk(backend: Backend) {
    let (t, one) = house(backend).await;
    one.ask(&t).await;
    let count = async || {
        let all = "SELECT COUNT(*) FROM request";
        t.authority.db().read(move |r| Ok(r.query_one(all, &[])?.unwrap().get::<i64>(0)?)).await.unwrap()
    };
    for n in 0..205 {
        let reply = t.post_file("/licensing/v1/receipt", "", &one.receipt(&t, |_| ())).await;
        assert_eq!(reply.status.as_u16(), 200, "{n}: it is taken in all the same");
    }
    assert_eq!(count().await, 200);
    let letter = t.post_file("/licensing/v1/upgrade-request", "", &one.letter(&t, |_| ())).await;
    assert_eq!((letter.status.as_u16(), letter.code().as_str()), (429, "too_many_letters"));
    // What somebody carries here is always kept, and next month there is room again.
    let token = t.full_token().await;
    let carried = t.post_file("/api/v1/receipts", &token, &one.receipt(&t, |_| ())).await;
    assert_eq!(carried.status.as_u16(), 200, "{}", carried.text());
    t.clock.advance_ms(31 * 86_400_000);
    let letter = t.post_file("/licensing/v1/upgrade-request", "", &one.letter(&t, |_| ())).await;
    assert_eq!(letter.status.as_u16(), 202);
    assert_eq!(count().await, 202);
}
