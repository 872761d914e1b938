//! Accounts and tokens: changing them, and what is left of them.

use super::*;

on_both_databases! {
    async fn the_last_administrator_cannot_be_taken_away(house: House) {
        let anna = house.settled("anna", Rights::MANAGER).await;
        let bo = house.settled("bo", Rights::of(&[Right::ManageAccess])).await;
        let access = &house.access;
        let less = |rights: Option<Rights>, blocked| AccountChange { rights, blocked, ..AccountChange::default() };
        for change in [less(Some(Rights::of(&[Right::ManageAccess])), None), less(None, Some(true))] {
            let answer = access.change_account(&server(), anna, change).await;
            assert_eq!(code(answer), refused(409, "last_administrator"));
        }
        assert_eq!(code(access.remove_account(&server(), anna).await), refused(409, "last_administrator"));
        access.remove_account(&server(), bo).await.unwrap();
        let carl = house.settled("carl", Rights::MANAGER).await;
        access.remove_account(&server(), anna).await.unwrap();
        assert_eq!(code(access.remove_account(&server(), carl).await), refused(409, "last_administrator"));

        // The number and the past stay, the person does not; the log-in name is free again.
        assert_eq!(code(access.account(&server(), anna).await), refused(404, "not_found"));
        assert!(house.settled("anna", Rights::NONE).await > carl);
    }

    async fn accounts_change_with_reasons(house: House) {
        let access = &house.access;
        let anna = house.settled("anna", Rights::MANAGER).await;
        let taken = access.invite(&server(), person("ANNA", Rights::NONE)).await;
        assert_eq!(code(taken), refused(409, "login_taken"));
        assert_eq!(code(access.invite(&server(), person(" ", Rights::NONE)).await), refused(422, "missing_field"));

        let held: Granted<ManageAccess> = {
            let caller = Caller::trusted(By::setup(), HERE, "here", Rights::of(&[Right::ManageAccess]));
            caller.may().unwrap()
        };
        let more = access.invite(&held, person("bo", Rights::MANAGER)).await.unwrap_err();
        assert_eq!((more.status, &*more.code), (403, "right_not_held"));
        assert_eq!(code(access.make_link(&held, anna, Purpose::SignIn).await), refused(403, "right_not_held"));

        let before = access.account(&server(), anna).await.unwrap();
        let change = AccountChange {
            name: Some("Anna Ek".into()),
            expected_revision: Some(before.revision),
            ..AccountChange::default()
        };
        access.change_account(&server(), anna, change.clone()).await.unwrap();
        assert_eq!(code(access.change_account(&server(), anna, change).await), refused(412, "precondition_failed"));
        let missing = access.change_account(&server(), 77, AccountChange::default()).await;
        assert_eq!(code(missing), refused(404, "not_found"));

        // Another scope's accounts do not exist for this one.
        let elsewhere: Granted<ManageAccess> = Granted::to_the_server(By::setup(), ScopeNo(2));
        assert_eq!(code(access.account(&elsewhere, anna).await), refused(404, "not_found"));
        let same_name = access.invite(&elsewhere, person("anna", Rights::MANAGER)).await.unwrap();
        assert_eq!(same_name.value, 2_000_001);
        assert_eq!(anna, 1_000_001);
    }

    async fn a_token_works_from_memory_until_it_is_revoked_or_expires(house: House) {
        let access = &house.access;
        let new = NewToken {
            label: "shop".into(),
            rights: Rights::APPLICATION,
            expires_at_ms: Some(NOON + HOUR),
            site: None,
        };
        let made = access.make_token(&server(), new.clone()).await.unwrap().value;
        assert!(made.token.starts_with(TOKEN_PREFIX) && made.token.len() == 47);
        let caller = house.caller(&bearer(&made.token)).await.unwrap();
        assert_eq!((caller.scope, caller.rights), (HERE, Rights::APPLICATION));
        assert_eq!(code(caller.may::<ManageLicences>()), refused(403, "forbidden"));
        access.flush().await.unwrap();
        let listed = access.tokens(&server()).await.unwrap();
        assert_eq!(listed[0].used_day, Some(NOON / 86_400_000));

        house.pass_ms(HOUR);
        assert_eq!(code(house.caller(&bearer(&made.token)).await), refused(401, "token_invalid"));
        assert_eq!(code(access.make_token(&server(), new).await), refused(422, "invalid"));

        let token = house.token(Rights::APPLICATION).await;
        house.caller(&bearer(&token)).await.unwrap();
        let no = access.tokens(&server()).await.unwrap()[1].no;
        access.revoke_token(&server(), no).await.unwrap();
        assert_eq!(code(house.caller(&bearer(&token)).await), refused(401, "token_invalid"));
        access.revoke_token(&server(), no).await.unwrap();
        assert_eq!(code(access.revoke_token(&server(), 9).await), refused(404, "not_found"));
    }

    async fn a_secret_is_shown_once_whatever_is_repeated(house: House) {
        let mut granted = server();
        granted.by.idempotency = Some(crate::by::IdempotencyKey { key: "k".into(), digest: [7; 32] });
        let new = NewToken { label: "x".into(), rights: Rights::APPLICATION, expires_at_ms: None, site: None };
        house.access.make_token(&granted, new.clone()).await.unwrap();
        assert_eq!(code(house.access.make_token(&granted, new).await), refused(409, "secret_shown_once"));
        assert_eq!(house.access.tokens(&server()).await.unwrap().len(), 1);
    }

    async fn another_server_hears_of_a_revocation(house: House) {
        let other = access(house.test.db(), false).await;
        let token = house.token(Rights::APPLICATION).await;
        let headers = bearer(&token);
        let allowed = async || other.caller(&headers, None, look()).await.is_ok();
        soon(&allowed).await;
        let no = house.access.tokens(&server()).await.unwrap()[0].no;
        house.access.revoke_token(&server(), no).await.unwrap();
        soon(async || !allowed().await).await;
    }

    async fn rows_written_by_hand_open_nothing(house: House) {
        let anna = house.settled("anna", Rights::of(&[Right::View])).await;
        let headers = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        let token = house.token(Rights::APPLICATION).await;
        house.test.place().tamper("UPDATE account SET rights = 31");
        house.test.place().tamper("UPDATE api_token SET rights = 31");
        // What is in memory keeps what it was given; whoever reads the rows finds them wrong.
        let kept = Rights::of(&[Right::View]);
        assert_eq!(house.caller(&headers).await.unwrap().rights, kept);
        assert_eq!(house.caller(&bearer(&token)).await.unwrap().rights, Rights::APPLICATION);
        let other = access(house.test.db(), false).await;
        assert_eq!(code(other.caller(&headers, None, look()).await), refused(401, "unauthenticated"));
        assert_eq!(code(other.caller(&bearer(&token), None, look()).await), refused(401, "token_invalid"));
        assert_eq!(code(house.sign_in("anna", GOOD).await), refused(401, "wrong_credentials"));
        let change = AccountChange { name: Some("x".into()), ..AccountChange::default() };
        assert_eq!(code(house.access.change_account(&server(), anna, change).await), refused(409, "tampered"));

        // A session that somebody put in for another account has no right mac.
        let bo = house.settled("bo", Rights::of(&[Right::View])).await;
        let headers = cookies(&house.sign_in("bo", GOOD).await.unwrap());
        house.caller(&headers).await.unwrap();
        let cecil = house.settled("cecil", Rights::MANAGER).await;
        house.test.place().tamper(&format!("UPDATE browser_session SET account = {cecil} WHERE account = {bo}"));
        assert_eq!(code(house.caller(&headers).await), refused(401, "unauthenticated"));
    }

    async fn a_chosen_look_comes_with_the_account(house: House) {
        house.settled("anna", Rights::of(&[Right::View])).await;
        let headers = cookies(&house.sign_in("anna", GOOD).await.unwrap());
        let caller = house.caller(&headers).await.unwrap();
        assert_eq!(&*caller.lang, "en");
        house.access.choose_look(&caller, Some("sv".into()), Some("dark".into())).await.unwrap();
        let caller = house.caller(&headers).await.unwrap();
        assert_eq!((&*caller.lang, caller.theme.as_deref()), ("sv", Some("dark")));
        let again = house.sign_in("anna", GOOD).await.unwrap();
        assert_eq!(again.cookies.len(), 3);
    }

    async fn names_of_accounts_stand_beside_the_chain_and_go_with_them(house: House) {
        let anna = house.settled("anna.unmistakable", Rights::of(&[Right::View])).await;
        house.token(Rights::APPLICATION).await;
        let chain = house.chain().await;
        assert!(!chain.contains("unmistakable") && !chain.contains("10.0.0.1"), "{chain}");
        assert!(chain.contains("accounts.set_up") && chain.contains("accounts.token_made"));
        assert_eq!(house.texts_with("unmistakable").await, 3);

        house.access.remove_account(&server(), anna).await.unwrap();
        assert_eq!(house.texts_with("unmistakable").await, 0);
        let report = house.test.db().read(|r| crate::ledger::verify(r, HERE)).await.unwrap();
        assert!(report.is_sound(), "{report:?}");

        house.test.place().tamper("DELETE FROM api_token");
        let report = house.test.db().read(|r| crate::ledger::verify(r, HERE)).await.unwrap();
        assert!(!report.is_sound());
    }
}
