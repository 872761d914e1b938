//! The installations' SQL.

use licentia_platform::db::{Backend, DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::{Cursor, Head, Installation, Listed, Listing, Origin, Query, State};
use crate::lists::store::{Filter, page, word};

pub(crate) const COLUMNS: &str = "i.customer_no, i.kid, i.public_key, i.state, i.origin, i.first_at, i.last_at, i.name, i.serial,
    i.version, i.sequence, i.package, i.keys_version, i.said_iat, i.head_revision, i.head_hash, i.told_revision,
    i.told_hash, i.rewound_at, i.back_ms, i.back_at, i.deleted_at, i.was_copy";

pub(crate) fn installation(row: &Row) -> Result<Installation, DbError> {
    let back: Option<i64> = row.get(19)?;
    let back_at: Option<i64> = row.get(20)?;
    Ok(Installation {
        customer: ScopeNo(row.get(0)?),
        kid: row.get(1)?,
        public_key: row.get(2)?,
        state: word(row, 3, State::from_word)?,
        origin: word(row, 4, Origin::from_word)?,
        first_at_ms: row.get(5)?,
        last_at_ms: row.get(6)?,
        name: row.get(7)?,
        serial: row.get(8)?,
        version: row.get(9)?,
        sequence: row.get(10)?,
        package: row.get(11)?,
        keys: row.get(12)?,
        said_at: row.get(13)?,
        head: Head { revision: row.get(14)?, hash: row.get(15)? },
        told: Head { revision: row.get(16)?, hash: row.get(17)? },
        rewound_at_ms: row.get(18)?,
        set_back: back.zip(back_at),
        deleted_at_ms: row.get(21)?,
        was_copy: row.get(22)?,
    })
}

/// The installations of a customer: the bound one first, then by last contact.
pub(crate) fn of(sql: &mut dyn Sql, customer: ScopeNo) -> Result<Vec<Installation>, DbError> {
    listed_of(sql, customer, "")
}

/// The same, to be changed: an ordinary contact, which is taken in out of the customer's turn, waits meanwhile.
pub(crate) fn of_to_change(w: &mut Write<'_>, customer: ScopeNo) -> Result<Vec<Installation>, DbError> {
    let lock = match w.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    listed_of(w, customer, lock)
}

fn listed_of(sql: &mut dyn Sql, customer: ScopeNo, lock: &str) -> Result<Vec<Installation>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM installation i WHERE i.customer_no = $1
         ORDER BY CASE i.state WHEN 'bound' THEN 0 ELSE 1 END, i.last_at DESC, i.kid{lock}"
    );
    sql.query(&statement, &values![customer])?.iter().map(installation).collect()
}

/// The key bound to a customer, and what it called the customer last.
pub(crate) fn bound(
    sql: &mut dyn Sql,
    customer: ScopeNo,
) -> Result<Option<(String, String, String)>, DbError> {
    let row = sql.query_one(
        "SELECT kid, name, serial FROM installation WHERE customer_no = $1 AND state = 'bound'",
        &values![customer],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}

/// Every customer that a key spoke for.
pub(super) fn by_key(sql: &mut dyn Sql, kid: &str) -> Result<Vec<Listed>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS}, {CUSTOMER} FROM installation i JOIN customer c ON c.no = i.customer_no
         WHERE i.kid = $1 ORDER BY i.customer_no"
    );
    sql.query(&statement, &values![kid])?.iter().map(listed).collect()
}

const CUSTOMER: &str =
    "c.name, c.serial, (SELECT COALESCE(MAX(sequence), 0) FROM package WHERE customer_no = c.no)";

fn listed(row: &Row) -> Result<Listed, DbError> {
    Ok(Listed {
        installation: installation(row)?,
        customer_name: row.get(23)?,
        customer_serial: row.get(24)?,
        customer_sequence: row.get(25)?,
    })
}

/// One page of the list, newest contact first.
pub(super) fn list(sql: &mut dyn Sql, customer: Option<ScopeNo>, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::default();
    filter.only("i.customer_no", customer);
    filter.only("i.state", query.state.map(State::as_str));
    if query.attention {
        filter.and("(i.state IN ('waiting', 'copy') OR i.rewound_at IS NOT NULL)");
    }
    let total = filter.count(sql, "installation i")?;
    if let Some(Cursor(at, no, kid)) = &query.after {
        filter.behind("<", ["i.last_at", "i.customer_no", "i.kid"], values![at, no, kid]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT {COLUMNS}, {CUSTOMER} FROM installation i JOIN customer c ON c.no = i.customer_no{}
         ORDER BY i.last_at DESC, i.customer_no DESC, i.kid DESC LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Cursor(last.get(6)?, last.get(0)?, last.get(1)?));
    let (items, next) = page(&rows, query.limit, listed, place)?;
    Ok(Listing { items, next, total })
}

/// Writes installations of one customer, new or known.
pub(crate) fn save(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    installations: &[&Installation],
) -> Result<(), DbError> {
    for one in installations {
        let (back, back_at) = one.set_back.unzip();
        sql.execute(
            "INSERT INTO installation (customer_no, kid, public_key, state, origin, first_at, last_at, name, serial,
             version, sequence, package, keys_version, said_iat, head_revision, head_hash, told_revision, told_hash,
             rewound_at, back_ms, back_at, deleted_at, was_copy)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
             $22, $23)
             ON CONFLICT (customer_no, kid) DO UPDATE SET state = excluded.state, origin = excluded.origin,
             last_at = excluded.last_at, name = excluded.name, serial = excluded.serial, version = excluded.version,
             sequence = excluded.sequence, package = excluded.package, keys_version = excluded.keys_version,
             said_iat = excluded.said_iat, head_revision = excluded.head_revision, head_hash = excluded.head_hash,
             told_revision = excluded.told_revision, told_hash = excluded.told_hash,
             rewound_at = excluded.rewound_at, back_ms = excluded.back_ms, back_at = excluded.back_at,
             deleted_at = excluded.deleted_at, was_copy = excluded.was_copy",
            &values![
                customer,
                &one.kid,
                one.public_key.as_slice(),
                one.state.as_str(),
                one.origin.as_str(),
                one.first_at_ms,
                one.last_at_ms,
                &one.name,
                &one.serial,
                one.version.clone(),
                one.sequence,
                one.package.clone(),
                one.keys,
                one.said_at,
                one.head.revision,
                &one.head.hash,
                one.told.revision,
                &one.told.hash,
                one.rewound_at_ms,
                back,
                back_at,
                one.deleted_at_ms,
                i64::from(one.was_copy),
            ],
        )?;
    }
    Ok(())
}

/// Which of these nonces a customer's keys used before: pairs of key and nonce.
pub(crate) fn used(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    nonces: &[(&str, &str)],
) -> Result<Vec<(String, String)>, DbError> {
    let mut rows = Rows::new();
    for (kid, nonce) in nonces {
        rows.row().text(kid).text(nonce);
    }
    let found = sql.query(
        "SELECT n.kid, n.nonce FROM EACH($2) JOIN nonce_seen n
         ON n.customer_no = $1 AND n.kid = value->>0 AND n.nonce = value->>1",
        &values![customer, rows],
    )?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Keeps nonces so that none is taken twice, and forgets those whose requests would be too old by now.
pub(crate) fn use_up(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    nonces: &[(&str, &str, i64)],
    now_ms: i64,
) -> Result<(), DbError> {
    let mut rows = Rows::new();
    for (kid, nonce, until) in nonces {
        rows.row().text(kid).text(nonce).int(*until);
    }
    sql.execute(
        "INSERT INTO nonce_seen (customer_no, kid, nonce, until_ms)
         SELECT $1, value->>0, value->>1, CAST(value->>2 AS BIGINT) FROM EACH($2)",
        &values![customer, rows],
    )?;
    sql.execute(
        "DELETE FROM nonce_seen WHERE customer_no = $1 AND until_ms < $2",
        &values![customer, now_ms],
    )?;
    Ok(())
}
