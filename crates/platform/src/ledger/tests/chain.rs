//! A chain that was edited does not verify.

use sha2::{Digest as _, Sha256};

use super::*;
use crate::testing::both_databases;

both_databases!(start;
    every_flipped_byte_is_noticed,
    a_deleted_entry_is_noticed,
    reordered_entries_are_noticed,
    an_entry_rewritten_with_its_hash_is_noticed,
    a_whole_chain_rewritten_up_to_its_head_is_noticed_for_good,
    a_shortened_chain_is_noticed,
    a_lost_head_stops_writing_but_not_reading,
    edited_members_are_noticed,
    a_checkpoint_stands_every_thousand_entries,
);

struct Bytes {
    revision: u64,
    bytes: Vec<u8>,
}

async fn chain(db: &Db) -> Vec<Bytes> {
    db.read(|r| {
        let rows = r.query("SELECT revision, bytes FROM ledger WHERE scope = 1 ORDER BY revision", &[])?;
        rows.iter().map(|row| Ok(Bytes { revision: row.get(0)?, bytes: row.get(1)? })).collect()
    })
    .await
    .unwrap()
}

fn set_bytes(t: &TestDb, entry: &Bytes) {
    let bytes = blob(t.db().backend(), &entry.bytes);
    t.place().tamper(&format!(
        "UPDATE ledger SET bytes = {bytes} WHERE scope = 1 AND revision = {}",
        entry.revision
    ));
}

async fn every_flipped_byte_is_noticed(t: TestDb) {
    for id in 1..=3 {
        put_purse(t.db(), id, 10 * id).await.unwrap();
    }
    assert_eq!(faults(t.db()).await, Vec::<&str>::new());
    let entries = chain(t.db()).await;
    // Every byte on SQLite, every eleventh on PostgreSQL, where a step costs a connection.
    let step = if t.db().backend() == Backend::Sqlite { 1 } else { 11 };
    for entry in &entries {
        for at in (0..entry.bytes.len()).step_by(step) {
            let mut bytes = entry.bytes.clone();
            bytes[at] ^= 1 << (at % 8);
            set_bytes(&t, &Bytes { bytes, ..*entry });
            assert!(faults(t.db()).await.contains(&"entry_hash"), "{} {at}", entry.revision);
        }
        set_bytes(&t, entry);
    }
    for column in ["at = 5", "kind = 'other'", "actor = 'account:1'"] {
        t.place().tamper(&format!("UPDATE ledger SET {column} WHERE scope = 1 AND revision = 2"));
        assert_eq!(faults(t.db()).await, ["entry_columns"]);
        t.place().tamper("UPDATE ledger SET at = 1795262400000, kind = 'purse.put', actor = 'system:test'");
    }
    let wrong = blob(t.db().backend(), &[7; 32]);
    t.place().tamper(&format!("UPDATE ledger SET hash = {wrong} WHERE revision = 3"));
    assert_eq!(faults(t.db()).await, ["entry_hash"]);
}

async fn a_deleted_entry_is_noticed(t: TestDb) {
    entries(t.db(), 9).await;
    t.place().tamper("DELETE FROM ledger WHERE revision = 9");
    assert_eq!(faults(t.db()).await, ["head_differs"]);
    t.place().tamper("DELETE FROM ledger WHERE revision = 4");
    let report = report(t.db()).await;
    let missing = report.faults.iter().find(|fault| fault.code == "entry_missing").unwrap();
    assert_eq!(missing.revision, Some(4));
    t.place().tamper("DELETE FROM ledger WHERE revision = 1");
    assert!(faults(t.db()).await.contains(&"entry_missing"));
}

async fn reordered_entries_are_noticed(t: TestDb) {
    entries(t.db(), 5).await;
    t.place().tamper(
        "UPDATE ledger SET revision = 99 WHERE revision = 2;
         UPDATE ledger SET revision = 2 WHERE revision = 3;
         UPDATE ledger SET revision = 3 WHERE revision = 99;",
    );
    assert_eq!(faults(t.db()).await, ["entry_columns", "entry_prev"]);
}

async fn an_entry_rewritten_with_its_hash_is_noticed(t: TestDb) {
    entries(t.db(), 5).await;
    let mut third = chain(t.db()).await.swap_remove(2);
    third.bytes = String::from_utf8(third.bytes).unwrap().replace("test.said", "test.lied").into_bytes();
    set_bytes(&t, &third);
    let hash = blob(t.db().backend(), &Sha256::digest(&third.bytes));
    t.place().tamper(&format!("UPDATE ledger SET kind = 'test.lied', hash = {hash} WHERE revision = 3"));
    assert_eq!(faults(t.db()).await, ["entry_prev"]);
}

async fn a_whole_chain_rewritten_up_to_its_head_is_noticed_for_good(t: TestDb) {
    entries(t.db(), 5).await;
    let mut last = chain(t.db()).await.swap_remove(4);
    last.bytes = String::from_utf8(last.bytes).unwrap().replace("test.said", "test.lied").into_bytes();
    set_bytes(&t, &last);
    let hash = Sha256::digest(&last.bytes);
    let mut hex = String::new();
    push_hex(&mut hex, &hash);
    let bytes = blob(t.db().backend(), &hash);
    t.place().tamper(&format!(
        "UPDATE ledger SET kind = 'test.lied', hash = {bytes} WHERE revision = 5;
         UPDATE ledger_head SET hash = '{hex}';"
    ));
    assert_eq!(faults(t.db()).await, ["head_edited"]);
    // The next change seals the head anew, and keeps that it was edited.
    entries(t.db(), 3).await;
    assert_eq!(faults(t.db()).await, ["head_edited"]);
    let head = t.db().read(|r| head(r, ONE)).await.unwrap();
    assert_eq!((head.revision, head.suspect), (8, Some(5)));
}

async fn a_shortened_chain_is_noticed(t: TestDb) {
    entries(t.db(), 5).await;
    let fourth = t
        .db()
        .read(|r| {
            let rows = r.query("SELECT hash, at FROM ledger WHERE revision = 4", &[])?;
            Ok((rows[0].get::<Vec<u8>>(0)?, rows[0].get::<i64>(1)?))
        })
        .await
        .unwrap();
    let mut hex = String::new();
    push_hex(&mut hex, &fourth.0);
    t.place().tamper(&format!(
        "DELETE FROM ledger WHERE revision = 5;
         UPDATE ledger_head SET revision = 4, at = {}, hash = '{hex}';",
        fourth.1
    ));
    assert_eq!(faults(t.db()).await, ["head_edited"]);
}

async fn a_lost_head_stops_writing_but_not_reading(t: TestDb) {
    put_purse(t.db(), 1, 1).await.unwrap();
    t.place().tamper("DELETE FROM ledger_head");
    assert_eq!(faults(t.db()).await, ["head_missing", "table_sum"]);
    let problem = put_purse(t.db(), 2, 2).await.unwrap_err();
    assert_eq!((problem.status, &*problem.code), (503, "ledger_broken"));
    assert_eq!(t.db().read(|r| purses(r, ONE)).await.unwrap().len(), 1);
    // Other chains go on.
    t.db().write(ScopeNo(2), &by(), |w| w.record(Entry::new("test.said", 1))).await.unwrap();

    t.place().tamper(
        "INSERT INTO ledger_head (scope, revision, hash, at, sums, seal_hi, seal_lo) VALUES (1, 1, 'no', 0, '{', 0, 0)",
    );
    assert_eq!(put_purse(t.db(), 2, 2).await.unwrap_err().code, "ledger_broken");
    assert_eq!(faults(t.db()).await, ["head_edited", "table_sum"]);
}

async fn edited_members_are_noticed(t: TestDb) {
    t.db()
        .write(ONE, &by(), |w| {
            let mut entry = Entry::new("test.bulk", 1);
            for number in 0..10_000 {
                entry.member(&json!([number, "plan"]));
            }
            w.record(entry)
        })
        .await
        .unwrap();
    let sound = report(t.db()).await;
    assert_eq!((sound.members, sound.faults), (10_000, vec![]));
    for edit in [
        "UPDATE ledger_members SET members = '[1]' WHERE chunk = 1",
        "DELETE FROM ledger_members WHERE chunk = 2",
        "DELETE FROM ledger_members",
        "INSERT INTO ledger_members (scope, revision, chunk, members) VALUES (1, 1, 9, '[]')",
    ] {
        t.place().tamper(edit);
        assert_eq!(faults(t.db()).await, ["members_differ"], "{edit}");
    }
}

async fn a_checkpoint_stands_every_thousand_entries(t: TestDb) {
    put_purse(t.db(), 1, 1).await.unwrap();
    entries(t.db(), 2_004).await;
    let sound = report(t.db()).await;
    assert_eq!((sound.entries, sound.checkpoints, sound.faults), (2_005, 2, vec![]));

    // Anybody with the public key can check it.
    let key = checkpoint::signing_key(t.secret(), ONE).verifying_key();
    let signed = t.db().read(|r| current_checkpoint(r, ONE)).await.unwrap().unwrap();
    let now = signed.verified(&key).unwrap();
    assert_eq!((now.revision, now.scope), (2_005, 1));
    let mut forged = signed;
    forged.bytes[10] ^= 1;
    assert_eq!(forged.verified(&key), None);

    t.place().tamper("UPDATE ledger_checkpoint SET signature = bytes WHERE revision = 1000");
    assert_eq!(faults(t.db()).await, ["checkpoint_differs"]);
    t.place().tamper("DELETE FROM ledger_checkpoint WHERE revision = 1000");
    assert_eq!(faults(t.db()).await, ["checkpoint_missing"]);
}
