//! Personal data stands beside the chain, and goes without breaking it.

use super::*;
use crate::by::{Actor, Origin};
use crate::testing::both_databases;

both_databases!(start;
    no_personal_data_stands_in_an_entry,
    erasing_leaves_the_chain_verifying,
    edited_and_lost_texts_are_noticed,
    a_thousand_texts_at_once,
);

fn anna() -> By {
    By {
        actor: Actor::Account { no: 7, name: "Anna Berg".to_owned() },
        origin: Origin::Page,
        address: Some("192.0.2.7".to_owned()),
        idempotency: None,
    }
}

/// Adds a user with a name and a reason; returns both ids.
async fn add_user(db: &Db, id: &str, name: &str) -> (TextId, TextId) {
    let (id, name) = (id.to_owned(), name.to_owned());
    let by = anna();
    let done = db.write(ONE, &by, move |w| {
        let name = w.text_about(&id, &name);
        let reason = w.text("a new colleague's \"first\" day\nwith \\ and \0 and 漢字");
        let entry = Entry::new("users.added", 1).subject(id).after(json!({ "name": name }));
        w.record(entry.reason(reason.clone()))?;
        Ok((name, reason))
    });
    done.await.unwrap().value
}

async fn text_of(db: &Db, id: &TextId) -> Option<String> {
    let id = id.clone();
    db.read(move |r| Ok(text(r, ONE, &id)?)).await.unwrap()
}

async fn no_personal_data_stands_in_an_entry(t: TestDb) {
    let (name, reason) = add_user(t.db(), "u1", "Björn Öst").await;
    let entry = t.db().read(|r| Ok(entries_after(r, ONE, 0, 9)?)).await.unwrap().remove(0);
    assert_eq!((entry.actor.as_str(), entry.origin.as_str()), ("account:7", "page"));
    assert_eq!(entry.reason, Some(reason.clone()));
    assert_eq!(entry.after["name"], serde_json::to_value(&name).unwrap());
    let bytes =
        t.db().read(|r| Ok(r.query("SELECT bytes FROM ledger", &[])?[0].get::<Vec<u8>>(0)?)).await.unwrap();
    let written = String::from_utf8(bytes).unwrap();
    for personal in ["Björn", "Anna", "192.0.2.7", "colleague"] {
        assert!(!written.contains(personal), "{written}");
    }
    assert_eq!(text_of(t.db(), &name).await.unwrap(), "Björn Öst");
    assert_eq!(text_of(t.db(), &entry.address.unwrap()).await.unwrap(), "192.0.2.7");
    assert!(text_of(t.db(), &reason).await.unwrap().ends_with("\0 and 漢字"));
}

async fn erasing_leaves_the_chain_verifying(t: TestDb) {
    let (first, reason) = add_user(t.db(), "u1", "Björn Öst").await;
    let (other, _) = add_user(t.db(), "u2", "Chloé").await;
    t.db()
        .write(ONE, &anna(), |w| {
            let renamed = w.text_about("u1", "Björn Väst");
            w.record(Entry::new("users.renamed", 1).subject("u1").after(json!({ "name": renamed })))
        })
        .await
        .unwrap();
    let again = reason.clone();
    let erased = t
        .db()
        .write(ONE, &by(), move |w| {
            let erased = (w.erase_about("u1")?, w.erase(&[again])?, w.erase_about("")?);
            w.record(Entry::new("users.deleted", 1).subject("u1"))?;
            Ok(erased)
        })
        .await
        .unwrap();
    assert_eq!(erased.value, (2, 1, 0));
    assert_eq!(text_of(t.db(), &first).await, None);
    assert_eq!(text_of(t.db(), &reason).await, None);
    assert_eq!(text_of(t.db(), &other).await.unwrap(), "Chloé");
    let sound = report(t.db()).await;
    assert_eq!((sound.texts, sound.erased, sound.faults), (5, 3, vec![]));
    // Erasing is a change like any other.
    let silent = t.db().write(ONE, &by(), |w| Ok(w.erase_about("u2")?)).await;
    assert_eq!(silent.unwrap_err().code, "internal");
    assert_eq!(text_of(t.db(), &other).await.unwrap(), "Chloé");
    // A later entry may speak of an erased text.
    t.db()
        .write(ONE, &by(), move |w| w.record(Entry::new("test.said", 1).after(json!([first]))))
        .await
        .unwrap();
    assert_eq!(faults(t.db()).await, Vec::<&str>::new());
}

async fn edited_and_lost_texts_are_noticed(t: TestDb) {
    add_user(t.db(), "u1", "Björn").await;
    let bytes = blob(t.db().backend(), b"Mallory");
    t.place().tamper("CREATE TABLE kept AS SELECT * FROM ledger_text");
    for (edit, code) in [
        (format!("UPDATE ledger_text SET bytes = {bytes} WHERE n = 0"), "text_differs"),
        ("UPDATE ledger_text SET salt = bytes WHERE n = 1".to_owned(), "text_differs"),
        ("UPDATE ledger_text SET bytes = NULL WHERE n = 1".to_owned(), "text_differs"),
        ("DELETE FROM ledger_text WHERE n = 2".to_owned(), "text_missing"),
        (
            "INSERT INTO ledger_text (scope, revision, n, owner, salt, bytes) SELECT scope, 1, 9, owner, salt, bytes FROM kept WHERE n = 0".to_owned(),
            "text_unknown",
        ),
    ] {
        t.place().tamper(&edit);
        assert_eq!(faults(t.db()).await, [code], "{edit}");
        t.place().tamper("DELETE FROM ledger_text; INSERT INTO ledger_text SELECT * FROM kept;");
        assert_eq!(faults(t.db()).await, Vec::<&str>::new());
    }
}

async fn a_thousand_texts_at_once(t: TestDb) {
    t.db()
        .write(ONE, &anna(), |w| {
            let mut entry = Entry::new("users.imported", 1);
            for number in 0..1_000 {
                let name = w.text_about(&format!("u{number}"), &format!("User {number}\t\\"));
                entry.member(&json!([number, name]));
            }
            w.record(entry)
        })
        .await
        .unwrap();
    let sound = report(t.db()).await;
    assert_eq!((sound.members, sound.texts, sound.faults), (1_000, 1_001, vec![]));
    let last = TextId { text: "1.999".to_owned(), sha256: String::new() };
    assert_eq!(text_of(t.db(), &last).await.unwrap(), "User 999\t\\");
    t.place().tamper("UPDATE ledger_text SET bytes = salt WHERE n = 500");
    assert_eq!(faults(t.db()).await, ["text_differs"]);
}
