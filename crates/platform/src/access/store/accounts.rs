use super::super::account::{AccountState, NUMBERS_PER_SCOPE, StoredAccount};
use super::super::keys::Hash;
use super::super::rights::{Right, Rights};
use crate::db::{DbError, Read, Row, Rows, ScopeNo, Sql, Value, Write, values};
use crate::ledger::SealedRow;
use crate::problem::Problem;
use crate::seals::Seal;

const COLUMNS: &str = "no, scope, user_id, login, login_key, name, password, rights, state, lang, \
     theme, created_at, signed_in_at, rev, seal_hi, seal_lo, ends_at";
const COLUMN_COUNT: usize = 17;

/// A column that holds something this program never writes.
pub(super) fn strange(index: usize, wanted: &'static str) -> DbError {
    DbError::Column { index, wanted }
}

pub(super) fn rights_of(row: &Row, index: usize) -> Result<Rights, DbError> {
    Rights::from_bits(row.get(index)?).ok_or_else(|| strange(index, "set of rights"))
}

/// A row of [`COLUMNS`], as it is selected, with its seal.
fn account_of(row: &Row) -> Result<(StoredAccount, Seal), DbError> {
    let state: String = row.get(8)?;
    let account = StoredAccount {
        no: row.get(0)?,
        scope: ScopeNo(row.get(1)?),
        user_id: row.get(2)?,
        login: row.get(3)?,
        login_key: row.get(4)?,
        name: row.get(5)?,
        password: row.get(6)?,
        rights: rights_of(row, 7)?,
        state: AccountState::of(&state).ok_or_else(|| strange(8, "state"))?,
        lang: row.get(9)?,
        theme: row.get(10)?,
        created_at: row.get(11)?,
        signed_in_at: row.get(12)?,
        rev: row.get(13)?,
        ends_at: row.get(16)?,
    };
    Ok((account, seal_of(row, 14)?))
}

pub(super) fn seal_of(row: &Row, index: usize) -> Result<Seal, DbError> {
    Ok(Seal { hi: row.get(index)?, lo: row.get(index + 1)? })
}

fn accounts_where(
    sql: &mut dyn Sql,
    condition: &str,
    params: &[Value],
) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE {condition}");
    sql.query(&text, params)?.iter().map(account_of).collect()
}

/// Every account of the scope, removed ones too, by number.
pub(in super::super) fn accounts(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    accounts_where(sql, "scope = $1 ORDER BY no", &values![scope])
}

/// The account `no` of the scope, unless it was removed.
pub(in super::super) fn account(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    no: i64,
) -> Result<Option<(StoredAccount, Seal)>, DbError> {
    let condition = "scope = $1 AND no = $2 AND state <> 'removed'";
    let mut found = accounts_where(sql, condition, &values![scope, no])?;
    Ok(found.pop())
}

/// The accounts that hang on these users.
pub(in super::super) fn accounts_on<'a>(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: impl Iterator<Item = &'a str>,
) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    let mut ids = Rows::new();
    for user in users {
        ids.row().text(user);
    }
    let condition = "scope = $1 AND state <> 'removed' AND user_id IN (SELECT value->>0 FROM EACH($2))";
    accounts_where(sql, condition, &values![scope, ids])
}

/// Everybody who may manage licences or access, however many others there are.
pub(in super::super) fn administrators(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    let rights = Rights::of(&[Right::ManageLicences, Right::ManageAccess]);
    let condition = "scope = $1 AND state <> 'removed' AND (rights & $2) <> 0 ORDER BY no";
    accounts_where(sql, condition, &values![scope, i64::from(rights.bits())])
}

/// The accounts of a folded log-in name: one per scope at most.
pub(in super::super) fn accounts_by_login(
    sql: &mut dyn Sql,
    login_key: &str,
) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    let condition = "login_key = $1 AND state <> 'removed' ORDER BY scope LIMIT 8";
    accounts_where(sql, condition, &values![login_key])
}

/// The accounts that may be used for more than their owner's page, and hang on a user, of every scope. An invitation that
/// nobody has taken up is nobody who could do anything.
pub(in super::super) fn accounts_of_users(sql: &mut dyn Sql) -> Result<Vec<(StoredAccount, Seal)>, DbError> {
    accounts_where(
        sql,
        "user_id IS NOT NULL AND rights <> 0 AND state = 'active'
         AND (password IS NOT NULL OR signed_in_at IS NOT NULL)",
        &[],
    )
}

/// The next number of `table` in the scope of the write.
pub(super) fn next_no(w: &mut Write<'_>, table: &str) -> Result<i64, DbError> {
    let scope = w.scope();
    let text = format!("SELECT MAX(no) FROM {table} WHERE scope = $1");
    let row = w.query_one(&text, &values![scope])?;
    let last: Option<i64> = row.map_or(Ok(None), |row| row.get(0))?;
    Ok(last.unwrap_or(scope.0 * NUMBERS_PER_SCOPE) + 1)
}

/// Every account of the scope with its seal, for the check of the whole table (rule 10).
pub(in super::super) fn recount_accounts(
    r: &mut Read<'_>,
    scope: ScopeNo,
    each: &mut dyn FnMut(SealedRow),
) -> Result<(), Problem> {
    let mut sealer = r.sealer();
    for (account, seal) in accounts(r, scope)? {
        let right = sealer.matches(scope, account.rev, &account, seal);
        each(SealedRow { seal, wrong: (!right).then(|| account.subject()) });
    }
    Ok(())
}

/// The number for a new account.
pub(in super::super) fn next_account(w: &mut Write<'_>) -> Result<i64, DbError> {
    next_no(w, "account")
}

fn columns(account: &StoredAccount, seal: Seal) -> [Value; COLUMN_COUNT] {
    values![
        account.no,
        account.scope,
        account.user_id.as_deref(),
        &account.login,
        &account.login_key,
        &account.name,
        account.password.as_deref(),
        account.rights.bits(),
        account.state.as_str(),
        account.lang.as_deref(),
        account.theme.as_deref(),
        account.created_at,
        account.signed_in_at,
        account.rev.cast_signed(),
        seal.hi,
        seal.lo,
        account.ends_at,
    ]
}

/// Writes a new account; `rev` becomes the write's revision.
pub(in super::super) fn insert_account(
    w: &mut Write<'_>,
    account: &mut StoredAccount,
) -> Result<(), Problem> {
    account.rev = w.revision();
    let seal = w.seal(account);
    let text = format!(
        "INSERT INTO account ({COLUMNS})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    w.execute(&text, &columns(account, seal))?;
    Ok(())
}

/// Puts `new` in the place of `old`; `rev` becomes the write's revision.
pub(in super::super) fn replace_account(
    w: &mut Write<'_>,
    (old, seal): &(StoredAccount, Seal),
    new: &mut StoredAccount,
) -> Result<(), Problem> {
    w.unseal(old, old.rev, *seal)?;
    new.rev = w.revision();
    let seal = w.seal(new);
    w.execute(
        "UPDATE account SET scope = $2, user_id = $3, login = $4, login_key = $5, name = $6,
           password = $7, rights = $8, state = $9, lang = $10, theme = $11, created_at = $12,
           signed_in_at = $13, rev = $14, seal_hi = $15, seal_lo = $16, ends_at = $17
         WHERE no = $1",
        &columns(new, seal),
    )?;
    Ok(())
}

/// Notes a sign-in; outside the seal and the chain.
pub(in super::super) fn note_sign_in(w: &mut Write<'_>, no: i64) -> Result<(), DbError> {
    let now = w.now_ms();
    w.execute("UPDATE account SET signed_in_at = $2 WHERE no = $1", &values![no, now])?;
    Ok(())
}

/// A one-time link as it is stored.
#[derive(Clone, Debug)]
pub(in super::super) struct StoredLink {
    pub(in super::super) scope: ScopeNo,
    pub(in super::super) account: i64,
    pub(in super::super) purpose: String,
    pub(in super::super) expires_at: i64,
    pub(in super::super) mac: [u8; 32],
}

/// Puts the link in the place of whatever links of the same purpose the account had.
pub(in super::super) fn put_link(w: &mut Write<'_>, hash: &Hash, link: &StoredLink) -> Result<(), DbError> {
    w.execute(
        "DELETE FROM account_link WHERE account = $1 AND purpose = $2",
        &values![link.account, &link.purpose],
    )?;
    w.execute(
        "INSERT INTO account_link (hash, scope, account, purpose, expires_at, mac)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &values![*hash, link.scope, link.account, &link.purpose, link.expires_at, link.mac],
    )?;
    Ok(())
}

/// The link behind `hash`.
pub(in super::super) fn link(sql: &mut dyn Sql, hash: &Hash) -> Result<Option<StoredLink>, DbError> {
    let row = sql.query_one(
        "SELECT scope, account, purpose, expires_at, mac FROM account_link WHERE hash = $1",
        &values![*hash],
    )?;
    row.map(|row| {
        Ok(StoredLink {
            scope: ScopeNo(row.get(0)?),
            account: row.get(1)?,
            purpose: row.get(2)?,
            expires_at: row.get(3)?,
            mac: row.get(4)?,
        })
    })
    .transpose()
}

/// Takes the link away; whether it was still there.
pub(in super::super) fn take_link(w: &mut Write<'_>, hash: &Hash) -> Result<bool, DbError> {
    Ok(w.execute("DELETE FROM account_link WHERE hash = $1", &values![*hash])? == 1)
}

/// Takes every link of an account away.
pub(in super::super) fn drop_links(w: &mut Write<'_>, account: i64) -> Result<(), DbError> {
    w.execute("DELETE FROM account_link WHERE account = $1", &values![account])?;
    Ok(())
}
