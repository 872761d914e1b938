//! Coming in: links, passwords, sessions.

use super::*;

on_both_databases! {
    async fn the_first_administrator_comes_by_a_link_that_works_once(house: House) {
        let new = || person("admin", Rights::MANAGER);
        let access = &house.access;
        let first = access.first_administrator(HERE, new()).await.unwrap();
        assert_eq!(first.expires_at_ms, NOON + 24 * HOUR);
        // Asked again before anybody used it: another link, the same account.
        let link = access.first_administrator(HERE, new()).await.unwrap();
        assert_eq!(code(access.open_link(token_of(&first)).await), refused(410, "link_expired"));
        assert_eq!(access.accounts(&server()).await.unwrap().len(), 1);

        let opened = access.open_link(token_of(&link)).await.unwrap();
        assert_eq!((opened.purpose, &*opened.login), (Purpose::SetUp, "admin"));
        let weak = access.set_up(token_of(&link), chosen("anna", "short"), from("a")).await;
        assert_eq!(code(weak), refused(422, "password_too_short"));
        let signed_in = access.set_up(token_of(&link), chosen("Anna", GOOD), from("a")).await.unwrap();
        assert!(signed_in.caller.has(Right::ManageAccess));
        let again = access.set_up(token_of(&link), chosen("Anna", GOOD), from("a")).await;
        assert_eq!(code(again), refused(410, "link_expired"));
        assert_eq!(code(access.first_administrator(HERE, new()).await), refused(409, "already_set_up"));

        // Rule 18: the log-in name is the same however it is written.
        house.sign_in("ＡＮＮＡ", GOOD).await.unwrap();
    }

    async fn a_link_ends_after_a_day(house: House) {
        let no = house.access.invite(&server(), person("anna", Rights::MANAGER)).await.unwrap().value;
        let link = house.access.make_link(&server(), no, Purpose::SetUp).await.unwrap();
        house.pass_ms(24 * HOUR - 1);
        house.access.open_link(token_of(&link)).await.unwrap();
        house.pass_ms(1);
        assert_eq!(code(house.access.open_link(token_of(&link)).await), refused(410, "link_expired"));
        let late = house.access.set_up(token_of(&link), chosen("anna", GOOD), from("a")).await;
        assert_eq!(code(late), refused(410, "link_expired"));
    }

    async fn a_sign_in_link_signs_in_once_without_a_password(house: House) {
        let no = house.access.invite(&server(), person("anna", Rights::MANAGER)).await.unwrap().value;
        let link = house.access.make_link(&server(), no, Purpose::SignIn).await.unwrap();
        let wrong = house.access.set_up(token_of(&link), chosen("anna", GOOD), from("a")).await;
        assert_eq!(code(wrong), refused(410, "link_expired"));
        let signed_in = house.access.sign_in_by_link(token_of(&link), from("a")).await.unwrap();
        assert_eq!(house.caller(&cookies(&signed_in)).await.unwrap().account(), Some(no));
        let again = house.access.sign_in_by_link(token_of(&link), from("a")).await;
        assert_eq!(code(again), refused(410, "link_expired"));
    }

    async fn every_wrong_sign_in_sounds_the_same(house: House) {
        let no = house.settled("anna", Rights::of(&[Right::View])).await;
        house.sign_in("anna", GOOD).await.unwrap();
        for (login, password) in [("anna", "wrong"), ("bo", GOOD), ("", ""), ("anna\0", GOOD)] {
            assert_eq!(code(house.sign_in(login, password).await), refused(401, "wrong_credentials"), "{login}");
        }
        let block = AccountChange { blocked: Some(true), ..AccountChange::default() };
        house.access.change_account(&server(), no, block).await.unwrap();
        assert_eq!(code(house.sign_in("anna", GOOD).await), refused(401, "wrong_credentials"));
    }

    async fn too_many_tries_have_to_wait(house: House) {
        house.settled("anna", Rights::of(&[Right::View])).await;
        for _ in 0..10 {
            assert_eq!(code(house.sign_in("anna", "wrong").await).0, 401);
        }
        let problem = house.sign_in("Anna", GOOD).await.unwrap_err();
        assert_eq!((problem.status, &*problem.code), (429, "too_many_sign_ins"));
        assert_eq!(problem.extra["retry_after_s"], 30);
        house.pass_ms(30_000);
        house.sign_in("anna", GOOD).await.unwrap();
    }

    async fn sessions_end_when_idle_when_old_and_when_told(house: House) {
        house.settled("anna", Rights::of(&[Right::View])).await;
        let signed_in = house.sign_in("anna", GOOD).await.unwrap();
        let headers = cookies(&signed_in);
        let line = signed_in.cookies[0].to_str().unwrap();
        assert!(line.starts_with("licentia_session=") && line.contains("; HttpOnly; SameSite=Lax"), "{line}");
        assert!(!line.contains("Secure"));

        house.pass_ms(7 * HOUR);
        house.caller(&headers).await.unwrap();
        house.pass_ms(7 * HOUR);
        house.caller(&headers).await.unwrap();
        house.access.flush().await.unwrap();
        house.pass_ms(8 * HOUR);
        assert_eq!(code(house.caller(&headers).await), refused(401, "unauthenticated"));

        // Used every few hours, it ends after a week all the same.
        let headers = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        for _ in 0..23 {
            house.pass_ms(7 * HOUR);
            house.caller(&headers).await.unwrap();
        }
        house.pass_ms(7 * HOUR);
        assert_eq!(code(house.caller(&headers).await), refused(401, "unauthenticated"));

        let headers = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        let gone = house.access.sign_out(&headers).await.unwrap();
        assert!(gone.to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(code(house.caller(&headers).await), refused(401, "unauthenticated"));
        house.access.sign_out(&headers).await.unwrap();
    }

    async fn blocking_changing_a_password_and_ending_take_sessions_away(house: House) {
        let no = house.settled("anna", Rights::of(&[Right::View])).await;
        let here = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        let there = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        let caller = house.caller(&here).await.unwrap();
        assert_eq!(house.access.my_sessions(&caller).await.unwrap().len(), 3);

        let change = |present: &'static str, new: &'static str| {
            house.access.change_password(&caller, &here, present.into(), new.into())
        };
        assert_eq!(code(change("wrong", "another good one").await), refused(401, "wrong_credentials"));
        assert_eq!(code(change(GOOD, "short").await), refused(422, "password_too_short"));
        change(GOOD, "another good one").await.unwrap();
        house.caller(&here).await.unwrap();
        assert_eq!(code(house.caller(&there).await), refused(401, "unauthenticated"));
        assert_eq!(code(house.sign_in("anna", GOOD).await), refused(401, "wrong_credentials"));
        house.sign_in("anna", "another good one").await.unwrap();

        let sessions = house.access.my_sessions(&caller).await.unwrap();
        assert_eq!(code(house.access.end_session(&caller, "nobody's").await), refused(404, "not_found"));
        house.access.end_session(&caller, &sessions[0].id).await.unwrap();
        let block = AccountChange { blocked: Some(true), ..AccountChange::default() };
        house.access.change_account(&server(), no, block).await.unwrap();
        assert_eq!(code(house.caller(&here).await), refused(401, "unauthenticated"));
    }
}

#[tokio::test]
async fn with_https_the_cookie_is_bound_to_the_host() {
    let house = house().await;
    let access = access(house.test.db(), true).await;
    let no = access.invite(&server(), person("anna", Rights::MANAGER)).await.unwrap().value;
    let link = access.make_link(&server(), no, Purpose::SignIn).await.unwrap();
    let signed_in = access.sign_in_by_link(token_of(&link), from("a")).await.unwrap();
    let line = signed_in.cookies[0].to_str().unwrap();
    assert!(line.starts_with("__Host-licentia_session=") && line.ends_with("; Secure"), "{line}");
    access.caller(&cookies(&signed_in), None, look()).await.unwrap();
}
