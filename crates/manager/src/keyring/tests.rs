//! Stories of the list of keys.

use licentia_platform::by::By;
use licentia_platform::ledger::Entry;
use licentia_protocol::SecretKey;
use licentia_protocol::key_list::{KeyList, KeyState, ListedKey};
use serde_json::json;

use super::{Taken, current, take_up};
use crate::testing::{TestManager, stories};

stories!(
    a_list_only_gets_newer,
    an_edited_list_is_noticed_and_gives_way_to_a_new_one,
    a_list_that_was_taken_away_or_put_back_gives_way_to_no_older_one,
);

fn list(version: u64, state: KeyState, root: &SecretKey) -> String {
    let issuer = "acme".parse().unwrap();
    let key = ListedKey { kid: "k".repeat(43), issuer, state, since: 5, reason: None };
    KeyList { version, iat: 5, keys: vec![key] }.sign(root)
}

async fn take(t: &TestManager, line: String) -> Option<(u64, u64)> {
    let trust = t.manager.trust().clone();
    let by = By::system("contact");
    let taken = t.manager.write(t.scope, &by, move |w, _| {
        let taken = take_up(w, &trust, &line)?;
        if let Some(taken) = taken {
            w.record(Entry::new("contact.changed", 1).after(json!({"keys": taken})))?;
        }
        Ok(taken.map(|Taken { before, version }| (before, version)))
    });
    taken.await.unwrap().value
}

async fn withdrawn(t: &TestManager) -> Result<Option<bool>, String> {
    let trust = t.manager.trust().clone();
    let by = By::system("contact");
    let read = t.manager.write(t.scope, &by, move |w, _| {
        Ok(current(w, &trust)?.map(|list| list.withdrawn(&"k".repeat(43)).is_some()))
    });
    read.await.map(|done| done.value).map_err(|problem| problem.code.into_owned())
}

async fn a_list_only_gets_newer(t: TestManager) {
    let root = SecretKey::from_seed(&[1; 32]);
    assert_eq!(withdrawn(&t).await, Ok(None));
    assert_eq!(
        take(&t, list(3, KeyState::Active, &SecretKey::from_seed(&[9; 32]))).await,
        None,
        "another root"
    );
    assert_eq!(take(&t, list(3, KeyState::Withdrawn, &root)).await, Some((0, 3)));
    assert_eq!(take(&t, list(3, KeyState::Withdrawn, &root)).await, None, "the same");
    assert_eq!(
        take(&t, list(3, KeyState::Active, &root)).await,
        None,
        "other contents under the same version"
    );
    assert_eq!(take(&t, list(2, KeyState::Active, &root)).await, None, "older");
    assert_eq!(withdrawn(&t).await, Ok(Some(true)));
    assert_eq!(take(&t, list(7, KeyState::Active, &root)).await, Some((3, 7)));
    assert_eq!(withdrawn(&t).await, Ok(Some(false)));
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}

async fn an_edited_list_is_noticed_and_gives_way_to_a_new_one(t: TestManager) {
    let root = SecretKey::from_seed(&[1; 32]);
    let older = list(1, KeyState::Active, &root);
    take(&t, list(2, KeyState::Withdrawn, &root)).await;
    t.place.tamper(&format!("UPDATE keyring SET version = 1, line = '{older}'"));
    assert_eq!(withdrawn(&t).await, Err("tampered".to_owned()));
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    let faults: Vec<_> = report.faults.iter().map(|fault| fault.code).collect();
    assert!(faults.contains(&"row_tampered"), "{faults:?}");
    assert_eq!(take(&t, list(2, KeyState::Withdrawn, &root)).await, Some((0, 2)));
    assert_eq!(withdrawn(&t).await, Ok(Some(true)));
}

async fn a_list_that_was_taken_away_or_put_back_gives_way_to_no_older_one(t: TestManager) {
    let root = SecretKey::from_seed(&[1; 32]);
    take(&t, list(2, KeyState::Active, &root)).await;
    t.place.tamper("CREATE TABLE kept AS SELECT * FROM keyring");
    take(&t, list(5, KeyState::Withdrawn, &root)).await;
    t.place.tamper("DELETE FROM keyring");
    assert_eq!(withdrawn(&t).await, Err("tampered".to_owned()), "it is missed");
    assert_eq!(take(&t, list(4, KeyState::Active, &root)).await, None, "older than what was known");
    assert_eq!(withdrawn(&t).await, Err("tampered".to_owned()));
    // The older row itself, with the seal it had then.
    t.place.tamper("INSERT INTO keyring SELECT * FROM kept");
    assert_eq!(withdrawn(&t).await, Err("tampered".to_owned()), "an older row put back");
    assert_eq!(take(&t, list(4, KeyState::Active, &root)).await, None, "it is no floor");
    // Broken, and its line older than what was known.
    t.place.tamper("UPDATE keyring SET version = 3");
    assert_eq!(take(&t, list(4, KeyState::Active, &root)).await, None, "the ledger knows better");
    assert_eq!(take(&t, list(5, KeyState::Withdrawn, &root)).await, Some((0, 5)), "the same comes again");
    assert_eq!(withdrawn(&t).await, Ok(Some(true)));
    assert_eq!(take(&t, list(4, KeyState::Active, &root)).await, None);
    assert_eq!(take(&t, list(6, KeyState::Active, &root)).await, Some((5, 6)));
    assert_eq!(withdrawn(&t).await, Ok(Some(false)));
}
