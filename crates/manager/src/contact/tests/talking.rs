//! What is asked, what is answered, and how it is told.

use http::{Request, StatusCode};
use licentia_platform::settings::{Overrides, Settings};
use licentia_protocol::conversation::{AnswerHolder, Purpose, State};
use licentia_protocol::key_list::{KeyList, KeyState, ListedKey};
use serde_json::json;

use super::authority::root;
use super::{ask, entries, granted, sales, soon, state_at, talking, word};
use crate::contact::{Word, check_now, states};
use crate::packages::{NewHolder, set_holder};
use crate::testing::{TestManager, row, stories};

stories!(
    a_question_says_who_asks_and_its_answer_is_kept,
    every_state_of_the_authority_is_told,
    a_claimed_installation_is_told_so_and_sends_no_receipt,
    a_partner_that_knows_only_the_former_name_has_no_new_one,
    nobody_is_asked_without_an_address_or_when_calls_are_off,
    a_newer_list_of_keys_is_taken_and_a_withdrawn_key_is_believed_no_more,
    the_api_tells_asks_and_takes_questions,
    a_letter_is_a_file_when_nobody_answers,
    it_asks_at_the_start_and_when_it_is_time,
    a_fresh_installation_finds_its_vendor_once_its_serial_is_known,
    each_issuer_has_its_own_authority,
);

async fn a_question_says_who_asks_and_its_answer_is_kept(t: TestManager) {
    let authority = talking(&t).await;
    assert_eq!(word(&state_at(&t.manager, t.scope).await), (Word::NeverAsked, None));
    let head = t.manager.snapshot(t.scope).await.unwrap().revision();
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::UpToDate, None));
    assert_eq!(told.address.as_deref(), Some(&*authority.url));
    assert!(told.checked_at.is_some() && !told.asking);
    let pause = told.next_at.unwrap() - licentia_platform::testing::NOON_MS;
    assert!((3_240_000..=3_960_000).contains(&pause), "an hour, more or less: {pause}");
    {
        let script = authority.script();
        let asked = &script.asked[0];
        assert_eq!((asked.purpose, asked.sequence, asked.deleted), (Purpose::Status, 1, false));
        assert_eq!((&*asked.holder, &*asked.serial), ("Berg AB", "1000234567"));
        assert_eq!(asked.head.revision, head);
        assert_eq!(asked.root, root().public().kid());
        assert!(asked.package.is_some() && asked.rewound.is_none() && asked.back_ms.is_none());
    }
    ask(&t).await;
    let nonces: Vec<_> = authority.script().asked.iter().map(|asked| asked.nonce.clone()).collect();
    assert_ne!(nonces[0], nonces[1]);
    assert_eq!(entries(&t, "contact.").await.len(), 1, "only a change of the state enters the chain");
}

async fn every_state_of_the_authority_is_told(t: TestManager) {
    let authority = talking(&t).await;
    let message = || Some([("en".to_owned(), "Hello".to_owned())].into());
    let holder =
        |name: &str, serial: &str| Some(AnswerHolder { name: name.to_owned(), serial: serial.to_owned() });
    authority.says(State::Message, |answer| answer.message = message());
    let told = ask(&t).await;
    assert_eq!((told.state, told.message), (Word::Message, message()));
    authority.says(State::MessageWithLink, |answer| {
        (answer.message, answer.link) = (message(), Some("https://acme.example/news".to_owned()));
    });
    let told = ask(&t).await;
    assert_eq!(
        (told.state, told.link.as_deref()),
        (Word::MessageWithLink, Some("https://acme.example/news"))
    );
    authority.says(State::NewCompanyName, |answer| answer.holder = holder("Berg Group AB", "1000234567"));
    let told = ask(&t).await;
    assert_eq!((told.state, &*told.new_holder.unwrap().name), (Word::NewCompanyName, "Berg Group AB"));
    authority.says(State::NewSerial, |answer| answer.holder = holder("Berg AB", "1000999999"));
    let told = ask(&t).await;
    assert_eq!((told.state, &*told.new_holder.unwrap().serial), (Word::NewSerialNumber, "1000999999"));
    authority.says(State::NewSerial, |answer| answer.holder = holder("Berg AB", "1000234567"));
    assert_eq!(word(&ask(&t).await), (Word::UpToDate, None), "it is ours already");
    authority.says(State::Problem, |answer| answer.code = Some("installation_claimed".to_owned()));
    assert_eq!(word(&ask(&t).await), (Word::Problem, Some("installation_claimed")));
    authority.says(State::UpToDate, |answer| answer.hold = message());
    let told = ask(&t).await;
    assert_eq!((told.state, told.hold, told.message), (Word::UpToDate, message(), None));
    let states: Vec<_> =
        entries(&t, "contact.changed").await.iter().map(|e| e.after["state"].clone()).collect();
    let words = [
        "message",
        "message_with_link",
        "new_company_name",
        "new_serial_number",
        "up_to_date",
        "problem",
        "up_to_date",
    ];
    assert_eq!(json!(states), json!(words));
}

async fn a_claimed_installation_is_told_so_and_sends_no_receipt(t: TestManager) {
    let authority = talking(&t).await;
    authority.script().no_receipts = true;
    for code in ["installation_claimed", "installation_waiting", "installation_released"] {
        authority.says(State::Problem, |answer| answer.code = Some(code.to_owned()));
        let told = ask(&t).await;
        assert_eq!((word(&told), told.failing_since), ((Word::Problem, Some(code)), None), "{told:?}");
    }
    assert_eq!(authority.script().unwelcome, 0);
    authority.says(State::UpToDate, |_| {});
    let told = ask(&t).await;
    assert_eq!(
        (word(&told), told.failing_since),
        ((Word::UpToDate, None), None),
        "a receipt changes nothing"
    );
    assert_eq!(authority.script().unwelcome, 1);
    authority.script().no_receipts = false;
    ask(&t).await;
    assert_eq!(authority.script().receipts.len(), 1, "it is sent again");
}

async fn a_partner_that_knows_only_the_former_name_has_no_new_one(t: TestManager) {
    let authority = talking(&t).await;
    let url = authority.url.clone();
    // The vendor's authority and a partner's are the same to a test: here its issuer is the partner, who has sold before
    // the vendor renamed the company.
    t.activate(|package| package.authority = Some(url)).await;
    let change = t.issue_as("vendor", None, |package| {
        package.replaces = Some(package.holder.clone());
        package.holder.name = "Berg Group AB".to_owned();
    });
    t.activate_file(change).await;
    let told_of = |name: &str| {
        let name = name.to_owned();
        move |answer: &mut licentia_protocol::conversation::Answer| {
            answer.holder = Some(AnswerHolder { name, serial: "1000234567".to_owned() });
        }
    };
    authority.speaks_as_partner();
    authority.says(State::NewCompanyName, told_of("Berg AB"));
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("holder_former")), "{told:?}");
    assert_eq!(told.new_holder.unwrap().name, "Berg AB");
    authority.says(State::NewCompanyName, told_of("Berg Holding AB"));
    assert_eq!(word(&ask(&t).await), (Word::NewCompanyName, None), "one that we never had is new");
    authority.says(State::NewCompanyName, told_of("Berg Group AB"));
    assert_eq!(word(&ask(&t).await), (Word::UpToDate, None), "it has heard of ours");
}

async fn nobody_is_asked_without_an_address_or_when_calls_are_off(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let told = state_at(&t.manager, t.scope).await;
    assert_eq!((told.state, told.address), (Word::Offline, None));
    let refused = check_now(&t.manager, &granted(t.scope), "acme").await.unwrap_err();
    assert_eq!((refused.status, &*refused.code), (409, "offline"));
    assert_eq!(check_now(&t.manager, &granted(t.scope), "nobody").await.unwrap_err().status, 404);

    let authority = talking(&t).await;
    assert_eq!(state_at(&t.manager, t.scope).await.state, Word::NeverAsked);
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.outbound.enabled = false;
    let silent = t.second_with(settings).await;
    assert_eq!(state_at(&silent, t.scope).await.state, Word::Offline);
    assert_eq!(check_now(&silent, &granted(t.scope), "acme").await.unwrap_err().code, "offline");
    let background = silent.start();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    background.stop().await;
    assert!(authority.script().asked.is_empty());
    silent.db().close();
}

async fn a_newer_list_of_keys_is_taken_and_a_withdrawn_key_is_believed_no_more(t: TestManager) {
    let authority = talking(&t).await;
    let list = |version, state| {
        let kid = licentia_protocol::SecretKey::from_seed(&[2; 32]).public().kid().to_owned();
        let key = ListedKey { kid, issuer: "acme".parse().unwrap(), state, since: 5, reason: None };
        Some(KeyList { version, iat: 5, keys: vec![key] }.sign(&root()))
    };
    authority.script().keys = list(4, KeyState::Active);
    assert_eq!(ask(&t).await.state, Word::UpToDate);
    assert_eq!(entries(&t, "contact.keys").await[0].after["keys"], json!({"before": 0, "version": 4}));
    authority.script().keys = list(3, KeyState::Active);
    assert_eq!(ask(&t).await.state, Word::UpToDate);
    assert_eq!(authority.script().asked[1].keys, 4, "the authority knows what we know");
    assert_eq!(entries(&t, "contact.keys").await.len(), 1, "an older list is passed by");
    authority.script().keys = list(5, KeyState::Withdrawn);
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("key_withdrawn")));
    let refused = entries(&t, "contact.changed").await.pop().unwrap();
    assert_eq!(refused.after["refused"], "key_withdrawn");
}

async fn the_api_tells_asks_and_takes_questions(t: TestManager) {
    let authority = talking(&t).await;
    let (status, list) = t.get("/api/v1/contact").await;
    assert_eq!((status, &list["items"][0]["state"]), (StatusCode::OK, &json!("never_asked")), "{list}");
    let (status, told) = t.post("/api/v1/contact/acme/check", json!({})).await;
    assert_eq!(
        (status, &told["state"], &told["asking"]),
        (StatusCode::OK, &json!("up_to_date"), &json!(false))
    );
    assert!(told["checked_at"].as_str().unwrap().starts_with("2026-11-21T12:00:00"), "{told}");
    let (status, problem) = t.delete("/api/v1/contact/acme/notice").await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    // The same press of the button twice is one question.
    for _ in 0..2 {
        let press = Request::post("/api/v1/contact/acme/check")
            .header("authorization", format!("Bearer {}", t.token))
            .header("idempotency-key", "press-1")
            .body(axum::body::Body::empty())
            .unwrap();
        assert_eq!(t.send(press).await.0, StatusCode::OK);
    }
    assert_eq!(authority.script().asked.len(), 2);
}

async fn a_letter_is_a_file_when_nobody_answers(t: TestManager) {
    let authority = talking(&t).await;
    let file = super::newer(&t, &authority, 1);
    let load = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let (_, loaded) = t.send(load.body(file.into()).unwrap()).await;
    let path = format!("/api/v1/packages/{}/question", loaded["id"].as_str().unwrap());
    let letter = json!({"subject": "Seats", "text": "Why only one?\r\n\r\nAnna", "name": "Anna Berg", "email": "anna@berg.example"});
    let (status, sent) = t.post(&path, letter.clone()).await;
    assert_eq!((status, &sent["sent"]), (StatusCode::OK, &json!(true)), "{sent}");
    {
        let script = authority.script();
        let arrived = &script.letters[0];
        assert_eq!((&*arrived.subject, &*arrived.from.email), ("Seats", "anna@berg.example"));
        assert_eq!(arrived.text, "Why only one?\n\nAnna", "several lines are read there");
        let comparison = arrived.comparison.as_deref().unwrap();
        assert!(comparison.contains("acme.ten-sales") && !comparison.contains("Anna"), "{comparison}");
        let read: licentia_core::compare::Comparison =
            serde_json::from_str(comparison).expect("the vendor shows it as a table");
        assert!(read.gains.is_empty() && read.loses.is_empty(), "no person travels: {comparison}");
    }
    authority.twists(super::authority::Twist::Down);
    let (_, kept) = t.post(&path, letter.clone()).await;
    assert_eq!((&kept["sent"], &kept["code"]), (&json!(false), &json!("authority_trouble")), "{kept}");
    let read =
        licentia_protocol::conversation::read_letter(kept["file"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!((&*read.text, json!(read.id)), ("Why only one?\n\nAnna", kept["id"].clone()));
    assert!(kept["name"].as_str().unwrap().ends_with(".tll"));
    authority.twists(super::authority::Twist::None);
    authority.script().no_letters = true;
    let (_, kept) = t.post(&path, letter.clone()).await;
    assert_eq!((&kept["sent"], &kept["code"]), (&json!(false), &json!("letter_not_taken")), "{kept}");
    for (subject, text) in [(" ", "x"), ("Seats", "a\u{1b}[31mb")] {
        let body = json!({"subject": subject, "text": text, "name": "A", "email": "a@b"});
        let (status, problem) = t.post(&path, body).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    }
    let told = entries(&t, "contact.letter").await;
    assert_eq!(told.len(), 3);
    assert!(read.head.revision >= told[1].revision, "its head holds its own entry");
    assert!(!format!("{told:?}").contains("Anna"), "no name enters the chain");
}

async fn it_asks_at_the_start_and_when_it_is_time(t: TestManager) {
    let authority = talking(&t).await;
    let background = t.manager.start();
    let until = async |asked: usize, receipts: usize| {
        let passed = std::cell::Cell::new(0);
        soon(async || {
            // A question that fell into the moment in which a server had not yet heard of its database is put again a
            // little later, which has to pass: no faster than the server hears of its database, and not for an hour.
            if passed.get() < 5 * 60_000 && t.manager.slot(t.scope).unwrap().behind_ms() < 4_000 {
                t.clock.advance_ms(500);
                passed.set(passed.get() + 500);
            }
            let told = state_at(&t.manager, t.scope).await;
            let script = authority.script();
            !told.asking && script.asked.len() >= asked && script.receipts.len() >= receipts
        })
        .await;
        assert_eq!(authority.script().asked.len(), asked, "nothing else is due");
    };
    until(1, 1).await;
    t.pass_ms(67 * 60 * 1_000).await;
    until(2, 1).await;
    // A package that somebody activates is news for the vendor.
    let url = authority.url.clone();
    t.activate(|package| (package.rows, package.authority) = (sales(4), Some(url))).await;
    until(3, 2).await;
    background.stop().await;
    assert_eq!(states(&t.manager, t.scope).await.unwrap().len(), 1);
    assert_eq!(authority.script().receipts[1].sequence, 2);
}

async fn a_fresh_installation_finds_its_vendor_once_its_serial_is_known(t: TestManager) {
    let authority = super::Authority::start().await;
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.authority.url.clone_from(&authority.url);
    let fresh = t.second_with(settings).await;
    let file = super::newer(&t, &authority, 3);
    authority.offers(file);
    let background = fresh.start();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert!(states(&fresh, t.scope).await.unwrap().is_empty());
    assert!(authority.script().asked.is_empty(), "nobody is told anything before there is a serial number");
    let new = NewHolder { holder: "Berg AB".to_owned(), serial: "1000234567".to_owned() };
    set_holder(&fresh, &granted(t.scope), new).await.unwrap();
    soon(async || {
        let told = states(&fresh, t.scope).await.unwrap();
        told.first().is_some_and(|told| word(told) == (Word::NewLicenceAvailable, Some("first_package")))
    })
    .await;
    background.stop().await;
    {
        let script = authority.script();
        assert_eq!((script.asked[0].sequence, script.fetched.len()), (0, 1));
    }
    fresh.db().close();
}

async fn each_issuer_has_its_own_authority(t: TestManager) {
    let authority = talking(&t).await;
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    let set =
        |url: &str| licentia_platform::settings::Issuer { authority: url.to_owned(), store: String::new() };
    settings.issuers.insert("nordic".to_owned(), set("http://127.0.0.1:9/"));
    settings.authority.url = "http://127.0.0.1:9/".to_owned();
    let manager = t.second_with(settings.clone()).await;
    let told = states(&manager, t.scope).await.unwrap();
    let addresses: Vec<_> =
        told.iter().map(|told| (&*told.issuer, told.address.as_deref().unwrap())).collect();
    assert_eq!(
        addresses,
        [("acme", "http://127.0.0.1:9"), ("nordic", "http://127.0.0.1:9")],
        "set over signed"
    );
    let told = check_now(&manager, &granted(t.scope), "nordic").await.unwrap();
    assert_eq!(word(&told), (Word::Problem, Some("authority_unreachable")));
    settings.issuers.insert("acme".to_owned(), set(&authority.url));
    let nearer = t.second_with(settings).await;
    assert_eq!(check_now(&nearer, &granted(t.scope), "acme").await.unwrap().state, Word::UpToDate);
    assert_eq!(
        state_at(&nearer, t.scope).await.address.as_deref(),
        Some(&*authority.url),
        "the issuer's own first"
    );
    manager.db().close();
    nearer.db().close();
}
