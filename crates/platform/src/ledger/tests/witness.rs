//! A whole older database put in place of the present one.

use super::*;
use crate::testing::both_databases;

both_databases!(start; an_older_database_is_noticed, another_history_is_noticed);

const COPY: &str =
    "CREATE TABLE old_head AS SELECT * FROM ledger_head; CREATE TABLE old_purse AS SELECT * FROM purse;";
const PUT_BACK: &str = "DELETE FROM ledger_head; INSERT INTO ledger_head SELECT * FROM old_head;
    DELETE FROM purse; INSERT INTO purse SELECT * FROM old_purse; DELETE FROM ledger WHERE revision > 2;";

async fn an_older_database_is_noticed(mut t: TestDb) {
    put_purse(t.db(), 1, 1).await.unwrap();
    put_purse(t.db(), 1, 2).await.unwrap();
    t.place().tamper(COPY);
    put_purse(t.db(), 1, 3).await.unwrap();
    t.restart();
    assert_eq!(t.db().rewound(), []);
    t.db().close();
    t.place().tamper(PUT_BACK);
    t.restart();
    let rewound = Rewound { scope: ONE, witnessed: 3, found: 2 };
    assert_eq!(t.db().rewound(), std::slice::from_ref(&rewound));
    // Everything inside fits: only the witness knows. It goes on, and goes on saying so.
    assert_eq!(faults(t.db()).await, Vec::<&str>::new());
    put_purse(t.db(), 1, 4).await.unwrap();
    put_purse(t.db(), 1, 5).await.unwrap();
    t.restart();
    assert_eq!(t.db().rewound(), [Rewound { found: 4, ..rewound }]);
    // Until somebody declares that it was meant.
    assert_eq!(t.db().declare_restore(ScopeNo(2), &by()).await, Ok(None));
    let declared = t.db().declare_restore(ONE, &by()).await.unwrap();
    assert_eq!(declared, Some(Rewound { found: 4, ..rewound }));
    assert_eq!(t.db().rewound(), []);
    assert_eq!(t.db().declare_restore(ONE, &by()).await, Ok(None));
    put_purse(t.db(), 1, 6).await.unwrap();
    t.restart();
    assert_eq!(t.db().rewound(), []);
}

async fn another_history_is_noticed(mut t: TestDb) {
    entries(t.db(), 3).await;
    t.db().close();
    t.place().tamper("DELETE FROM ledger; DELETE FROM ledger_head;");
    t.restart();
    t.clock().advance_ms(1);
    entries(t.db(), 5).await;
    t.restart();
    assert_eq!(t.db().rewound(), [Rewound { scope: ONE, witnessed: 3, found: 5 }]);
}
