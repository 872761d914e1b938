//! Stories of people and programs coming in, on both databases.

use http::HeaderMap;
use http::header::{COOKIE, HeaderValue};

use super::*;
use crate::db::{Backend, Sql as _, values};
use crate::settings::{Overrides, Settings};
use crate::testing::{NOON_MS as NOON, TestDb};

const HOUR: i64 = 3_600_000;
pub(crate) const HERE: ScopeNo = ScopeNo(1);
const GOOD: &str = "correct horse battery";

/// A database with an [`Access`] and a clock that obeys.
pub(crate) struct House {
    pub(crate) access: Access,
    test: TestDb,
}

/// A house on SQLite.
pub(crate) async fn house() -> House {
    House::on(Backend::Sqlite).await
}

async fn access(db: &Db, https: bool) -> Access {
    let mut accounts = Settings::load(None, Overrides::default()).unwrap().accounts;
    accounts.password_memory_kib = 64;
    accounts.password_passes = 1;
    let options = AccessOptions { cookie: "licentia_session", https, accounts };
    Access::open(db.clone(), options).await.unwrap()
}

/// Each story runs once on SQLite and once on PostgreSQL.
macro_rules! on_both_databases {
    ($(async fn $story:ident($house:ident: House) $body:block)+) => {$(
        async fn $story($house: House) $body

        mod $story {
            #[test]
            fn sqlite() {
                crate::testing::run(async {
                    super::$story(super::House::on(super::Backend::Sqlite).await).await;
                });
            }
            #[test]
            fn postgres() {
                crate::testing::run(async {
                    super::$story(super::House::on(super::Backend::Postgres).await).await;
                });
            }
        }
    )+};
}

impl House {
    async fn on(backend: Backend) -> Self {
        let test = TestDb::new(backend);
        let access = access(test.db(), false).await;
        Self { access, test }
    }

    fn pass_ms(&self, ms: i64) {
        self.test.clock().advance_ms(ms);
    }

    /// A token with `rights`, made by the server itself.
    pub(crate) async fn token(&self, rights: Rights) -> String {
        let new = NewToken { label: "test".into(), rights, expires_at_ms: None, site: None };
        let made = self.access.make_token(&server(), new).await.unwrap();
        made.value.token
    }
}

fn server() -> Granted<ManageAccess> {
    Granted::to_the_server(By::setup(), HERE)
}

fn person(login: &str, rights: Rights) -> NewAccount {
    NewAccount { login: login.into(), name: format!("{login} Berg"), rights, user: None }
}

fn chosen(login: &str, password: &str) -> Chosen {
    Chosen { login: login.into(), name: "Anna Berg".into(), password: password.into() }
}

fn from(address: &str) -> Browser {
    Browser { address: Some(address.into()), agent: "test".into() }
}

fn look() -> Look {
    Look { lang: "en".into(), theme: None }
}

fn cookies(signed_in: &SignedIn) -> HeaderMap {
    let line = signed_in.cookies[0].to_str().unwrap();
    let pair = line.split(';').next().unwrap();
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
}

fn code<T>(result: Result<T, Problem>) -> (u16, String) {
    match result {
        Ok(_) => (200, String::new()),
        Err(problem) => (problem.status, problem.code.into_owned()),
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn token_of(link: &Link) -> &str {
    link.path.strip_prefix("/set-up/").unwrap()
}

impl House {
    /// An account with a password, ready to sign in.
    async fn settled(&self, login: &str, rights: Rights) -> i64 {
        let no = self.access.invite(&server(), person(login, rights)).await.unwrap().value;
        let link = self.access.make_link(&server(), no, Purpose::SetUp).await.unwrap();
        self.access.set_up(token_of(&link), chosen(login, GOOD), from("10.0.0.1")).await.unwrap();
        no
    }

    async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, Problem> {
        self.access.sign_in(login, password.into(), None, from("10.0.0.2")).await
    }

    /// The chain's bytes as text.
    async fn chain(&self) -> String {
        let read = self.test.db().read(|r| {
            let rows = r.query("SELECT bytes FROM ledger ORDER BY revision", &[])?;
            let bytes = rows.iter().map(|row| row.get::<Vec<u8>>(0)).collect::<Result<Vec<_>, _>>()?;
            Ok(bytes.concat())
        });
        String::from_utf8(read.await.unwrap()).unwrap()
    }

    /// How many of the texts beside the chain hold `word`.
    async fn texts_with(&self, word: &'static str) -> usize {
        let read = self.test.db().read(move |r| {
            let rows = r.query("SELECT bytes FROM ledger_text WHERE scope = $1", &values![HERE])?;
            let texts =
                rows.iter().map(|row| row.get::<Option<Vec<u8>>>(0)).collect::<Result<Vec<_>, _>>()?;
            Ok(texts
                .into_iter()
                .flatten()
                .filter(|text| String::from_utf8_lossy(text).contains(word))
                .count())
        });
        read.await.unwrap()
    }

    async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        self.access.caller(headers, None, look()).await
    }
}

fn bearer(token: &str) -> HeaderMap {
    let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

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

    async fn another_server_hears_of_a_revocation_within_a_second(house: House) {
        let other = access(house.test.db(), false).await;
        let token = house.token(Rights::APPLICATION).await;
        let headers = bearer(&token);
        let wait = async |allowed: bool| {
            let until = std::time::Instant::now() + std::time::Duration::from_millis(1_900);
            while other.caller(&headers, None, look()).await.is_ok() != allowed {
                assert!(std::time::Instant::now() < until, "not heard in time");
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        wait(true).await;
        let no = house.access.tokens(&server()).await.unwrap()[0].no;
        house.access.revoke_token(&server(), no).await.unwrap();
        wait(false).await;
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
