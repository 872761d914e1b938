//! Reading the ledger page by page.

use super::*;
use crate::testing::both_databases;

both_databases!(start; entries_come_in_order_both_ways, members_come_back_in_order);

async fn entries_come_in_order_both_ways(t: TestDb) {
    let empty = t.db().read(|r| head(r, ONE)).await.unwrap();
    assert_eq!((empty.revision, empty.hash), (0, [0; 32]));
    assert_eq!(t.db().read(|r| current_checkpoint(r, ONE)).await.unwrap(), None);
    for id in 1..=7 {
        t.clock().advance_ms(1_000);
        put_purse(t.db(), id, id).await.unwrap();
    }
    let (after, before, head) = t
        .db()
        .read(|r| Ok((entries_after(r, ONE, 2, 3)?, entries_before(r, ONE, 7, 2)?, head(r, ONE)?)))
        .await
        .unwrap();
    let revisions = |entries: &[StoredEntry]| entries.iter().map(|entry| entry.revision).collect::<Vec<_>>();
    assert_eq!(revisions(&after), [3, 4, 5]);
    assert_eq!(revisions(&before), [6, 5]);
    assert_eq!(head.revision, 7);
    let third = &after[0];
    assert_eq!((third.kind.as_str(), third.version), ("purse.put", 1));
    assert_eq!((third.subjects.as_slice(), &third.after), (&["3".to_owned()][..], &json!({ "amount": 3 })));
    assert_eq!(third.at_ms, crate::testing::NOON_MS + 3_000);
    assert_eq!((&third.before, &third.reason, third.members), (&serde_json::Value::Null, &None, 0));
}

async fn members_come_back_in_order(t: TestDb) {
    t.db()
        .write(ONE, &by(), |w| {
            let mut entry = Entry::new("test.bulk", 1);
            (0..9_000).for_each(|number| entry.member(&number));
            w.record(entry)
        })
        .await
        .unwrap();
    let read = t
        .db()
        .read(|r| {
            let mut read = Vec::new();
            members(r, ONE, 1, &mut |member| read.push(member.as_i64()))?;
            Ok(read)
        })
        .await
        .unwrap();
    assert_eq!(read, (0..9_000).map(Some).collect::<Vec<_>>());
    assert_eq!(t.db().read(|r| Ok(entries_after(r, ONE, 0, 1)?)).await.unwrap()[0].members, 9_000);
}
