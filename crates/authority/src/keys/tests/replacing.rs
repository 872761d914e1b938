//! A key is replaced and withdrawn, in a routine and after it leaked, and the walk says what is next.

use std::convert::identity;

use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::key_list::KeyState;
use licentia_protocol::package::{Expected, expect, verify};
use licentia_protocol::{KeyList, Reason};
use serde_json::Value;

use crate::keys::{self, RootKey, State, Step};
use crate::packages::{self, Wish};
use crate::testing::TestAuthority;

both_databases!(identity;
    a_routine_replacement_is_walked_to_its_end,
    a_key_that_leaked_is_withdrawn_before_anything_else,
    what_must_not_be_withdrawn_is_not,
    another_server_signs_with_the_new_key_at_once,
    a_package_of_a_withdrawn_key_is_refused_by_whoever_knows_the_list,
    an_older_database_gets_its_first_list_with_the_first_replacement,
);

const ONE: &str = "1000000001";
const TWO: &str = "1000000002";

async fn root(t: &TestAuthority) -> RootKey {
    RootKey::open(&t.files().secret, &t.unlock).unwrap()
}

async fn issued(t: &TestAuthority, serial: &str) -> packages::Issued {
    packages::issue(&t.authority, &t.granted(), serial, Wish::default()).await.unwrap().value
}

async fn with_two_customers(backend: Backend) -> TestAuthority {
    let t = TestAuthority::on(backend).await;
    for serial in [ONE, TWO] {
        t.customer(serial, &[("user", 5), ("ten-sales", 5)]).await;
        issued(&t, serial).await;
    }
    t
}

async fn next(t: &TestAuthority) -> Step {
    keys::next(&t.authority, &t.granted()).await.unwrap()
}

async fn list(t: &TestAuthority) -> KeyList {
    keys::current_list(&t.authority).await.unwrap().unwrap().list
}

fn state(list: &KeyList, kid: &str) -> KeyState {
    list.keys.iter().find(|key| key.kid == kid).unwrap().state
}

async fn a_routine_replacement_is_walked_to_its_end(backend: Backend) {
    let t = with_two_customers(backend).await;
    let old = t.authority.signer().unwrap().kid().to_owned();
    assert!(next(&t).await.is_rest());
    assert_eq!(list(&t).await.version, 1);

    let new = keys::rotate(&t.authority, &t.granted(), t.replacement(30)).await.unwrap().value;
    assert_eq!(new.list, 2);
    assert_eq!(state(&list(&t).await, &old), KeyState::Retired);
    assert_eq!(state(&list(&t).await, &new.kid), KeyState::Active);
    assert_eq!(next(&t).await, Step::Reissue { customers: 2 });

    let mut told = Vec::new();
    let done = keys::reissue(&t.authority, &t.granted(), |progress| told.push(progress.done)).await.unwrap();
    assert_eq!((done.customers, done.done, done.failed.len()), (2, 2, 0));
    assert_eq!(told, [0, 2]);
    let step = next(&t).await;
    assert_eq!(step, Step::Withdraw { kid: old.clone(), knowing: 0, installations: 0 });
    assert_eq!(step.command(), format!("licentia keys withdraw {old} --reason superseded"));

    let granted = t.granted();
    let gone = keys::withdraw(&t.authority, &granted, root(&t).await, old.clone(), "superseded".to_owned());
    let gone = gone.await.unwrap().value;
    assert_eq!((gone.list, gone.customers), (3, 0));
    assert_eq!(state(&list(&t).await, &old), KeyState::Withdrawn);
    assert_eq!(next(&t).await, {
        let until = t.authority.signer().unwrap();
        Step::ReplaceSoon { kid: until.kid().to_owned(), days: 30 }
    });
    // The next package carries certificate and list: its reader needs nothing else.
    let issued = issued(&t, ONE).await;
    let file = packages::file(&t.authority, &t.granted(), &issued.id).await.unwrap().1;
    let verified = verify(&file, &t.authority.signer().unwrap().trust).unwrap();
    assert_eq!(verified.evidence().keys, Some(list(&t).await));
}

async fn a_key_that_leaked_is_withdrawn_before_anything_else(backend: Backend) {
    let t = with_two_customers(backend).await;
    let old = t.authority.signer().unwrap().kid().to_owned();
    let replace = keys::Replace { suspect: true, ..t.replacement(400) };
    keys::rotate(&t.authority, &t.granted(), replace).await.unwrap();
    let step = next(&t).await;
    assert_eq!(step, Step::WithdrawSuspect { kid: old.clone() });
    assert!(step.command().ends_with("--reason compromised"));
    let granted = t.granted();
    let gone = keys::withdraw(&t.authority, &granted, root(&t).await, old.clone(), "compromised".to_owned());
    assert_eq!(gone.await.unwrap().value.customers, 2, "who still hangs on it is told");
    assert_eq!(next(&t).await, Step::Reissue { customers: 2 });
    keys::reissue(&t.authority, &t.granted(), |_| {}).await.unwrap();
    assert!(next(&t).await.is_rest());
    let standing = keys::status(&t.authority, &t.granted()).await.unwrap();
    let gone = standing.keys.iter().find(|key| key.key.key.kid() == old).unwrap();
    assert_eq!((gone.state, gone.customers, gone.packages), (State::Withdrawn, 0, 2));
    assert_eq!(gone.reason.as_deref(), Some("compromised"));
}

async fn what_must_not_be_withdrawn_is_not(backend: Backend) {
    let t = with_two_customers(backend).await;
    let signer = t.authority.signer().unwrap();
    let code = async |kid: String, reason: &str| {
        let granted = t.granted();
        let refused = keys::withdraw(&t.authority, &granted, root(&t).await, kid, reason.to_owned()).await;
        refused.unwrap_err().code.into_owned()
    };
    assert_eq!(code(signer.kid().to_owned(), "why").await, "key_active");
    assert_eq!(code(signer.trust.root.kid().to_owned(), "why").await, "key_is_root");
    assert_eq!(code("nobody".to_owned(), "why").await, "not_found");
    assert_eq!(code(signer.kid().to_owned(), "  ").await, "invalid");
    let old = signer.kid().to_owned();
    keys::rotate(&t.authority, &t.granted(), t.replacement(400)).await.unwrap();
    let short: String = old.chars().take(10).collect();
    let granted = t.granted();
    keys::withdraw(&t.authority, &granted, root(&t).await, short, "superseded".to_owned()).await.unwrap();
    assert_eq!(code(old, "again").await, "key_already_withdrawn");
    let stranger = TestAuthority::on(backend).await;
    let wrong = keys::Replace { root: root(&stranger).await, ..t.replacement(30) };
    let refused = keys::rotate(&t.authority, &t.granted(), wrong).await.unwrap_err();
    assert_eq!(refused.code, "wrong_root");
}

async fn another_server_signs_with_the_new_key_at_once(backend: Backend) {
    let t = with_two_customers(backend).await;
    let other = t.another(Some(t.unlock.clone())).await;
    let new = keys::rotate(&t.authority, &t.granted(), t.replacement(30)).await.unwrap().value;
    assert_ne!(other.signer().unwrap().kid(), new.kid, "it has not looked yet");
    let issued = packages::issue(&other, &t.granted(), ONE, Wish::default()).await.unwrap().value;
    assert_eq!(issued.kid, new.kid);
    assert_eq!(other.signer().unwrap().list_version(), 2);
    other.db().close();
}

async fn a_package_of_a_withdrawn_key_is_refused_by_whoever_knows_the_list(backend: Backend) {
    let t = with_two_customers(backend).await;
    let before = issued(&t, ONE).await;
    let file = packages::file(&t.authority, &t.granted(), &before.id).await.unwrap().1;
    keys::rotate(&t.authority, &t.granted(), t.replacement(30)).await.unwrap();
    let trust = t.authority.signer().unwrap().trust.clone();
    let verified = verify(&file, &trust).unwrap();
    let name = verified.holder.name.clone();
    let knows = list(&t).await;
    let expected = Expected { holder: &name, serial: ONE, keys: Some(&knows), ..Expected::default() };
    expect(&verified, &expected).unwrap();
    let granted = t.granted();
    keys::withdraw(&t.authority, &granted, root(&t).await, before.kid, "compromised".to_owned())
        .await
        .unwrap();
    let knows = list(&t).await;
    let expected = Expected { holder: &name, serial: ONE, keys: Some(&knows), ..Expected::default() };
    assert_eq!(expect(&verified, &expected).unwrap_err().reason, Reason::KeyWithdrawn);
}

async fn an_older_database_gets_its_first_list_with_the_first_replacement(backend: Backend) {
    let t = with_two_customers(backend).await;
    let old = t.authority.signer().unwrap().kid().to_owned();
    let forget = |w: &mut licentia_platform::db::Write<'_>| {
        use licentia_platform::db::Sql as _;
        w.outside_chain();
        Ok(w.execute("DELETE FROM key_list", &[])?)
    };
    t.authority.db().write(crate::HOUSE, &licentia_platform::by::By::system("test"), forget).await.unwrap();
    let token = t.full_token().await;
    assert_eq!(t.api("GET", "/api/v1/keys/list", &token, Value::Null).await.status, 404);
    keys::rotate(&t.authority, &t.granted(), t.replacement(30)).await.unwrap();
    let list = list(&t).await;
    assert_eq!((list.version, list.keys.len()), (1, 2));
    assert_eq!(state(&list, &old), KeyState::Retired);
}
