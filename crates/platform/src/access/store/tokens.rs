use super::super::keys::Hash;
use super::super::token::{StoredToken, TokenState};
use super::accounts::{next_no, rights_of, seal_of, strange};
use crate::db::{DbError, Read, Row, Rows, ScopeNo, Sql, Value, Write, values};
use crate::ledger::SealedRow;
use crate::problem::Problem;
use crate::seals::Seal;

const COLUMNS: &str = "no, scope, hash, label, rights, state, made_by, created_at, expires_at, \
     used_day, rev, seal_hi, seal_lo, site";

fn token_of(row: &Row) -> Result<(StoredToken, Seal), DbError> {
    let state: String = row.get(5)?;
    let hash: Hash = row.get(2)?;
    let token = StoredToken {
        no: row.get(0)?,
        scope: ScopeNo(row.get(1)?),
        hash,
        label: row.get(3)?,
        rights: rights_of(row, 4)?,
        state: TokenState::of(&state).ok_or_else(|| strange(5, "state"))?,
        made_by: row.get(6)?,
        created_at: row.get(7)?,
        expires_at: row.get(8)?,
        used_day: row.get(9)?,
        rev: row.get(10)?,
        site: row.get(13)?,
    };
    Ok((token, seal_of(row, 11)?))
}

fn tokens_where(
    sql: &mut dyn Sql,
    condition: &str,
    params: &[Value],
) -> Result<Vec<(StoredToken, Seal)>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM api_token WHERE {condition}");
    sql.query(&text, params)?.iter().map(token_of).collect()
}

/// Every token of the server that was not revoked.
pub(in super::super) fn valid_tokens(sql: &mut dyn Sql) -> Result<Vec<(StoredToken, Seal)>, DbError> {
    tokens_where(sql, "state = 'active'", &[])
}

/// Every token of the scope, revoked ones too, by number.
pub(in super::super) fn tokens(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<Vec<(StoredToken, Seal)>, DbError> {
    tokens_where(sql, "scope = $1 ORDER BY no", &values![scope])
}

/// Every token of the scope with its seal, for the check of the whole table (rule 10).
pub(in super::super) fn recount_tokens(
    r: &mut Read<'_>,
    scope: ScopeNo,
    each: &mut dyn FnMut(SealedRow),
) -> Result<(), Problem> {
    let mut sealer = r.sealer();
    for (token, seal) in tokens(r, scope)? {
        let right = sealer.matches(scope, token.rev, &token, seal);
        each(SealedRow { seal, wrong: (!right).then(|| token.subject()) });
    }
    Ok(())
}

/// The token `no` of the scope.
pub(in super::super) fn token(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    no: i64,
) -> Result<Option<(StoredToken, Seal)>, DbError> {
    let mut found = tokens_where(sql, "scope = $1 AND no = $2", &values![scope, no])?;
    Ok(found.pop())
}

/// The number for a new token.
pub(in super::super) fn next_token(w: &mut Write<'_>) -> Result<i64, DbError> {
    next_no(w, "api_token")
}

/// Writes a new token; `rev` becomes the write's revision.
pub(in super::super) fn insert_token(w: &mut Write<'_>, token: &mut StoredToken) -> Result<(), Problem> {
    token.rev = w.revision();
    let seal = w.seal(token);
    let text = format!(
        "INSERT INTO api_token ({COLUMNS})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let params = values![
        token.no,
        token.scope,
        token.hash,
        &token.label,
        token.rights.bits(),
        token.state.as_str(),
        &token.made_by,
        token.created_at,
        token.expires_at,
        token.used_day,
        token.rev.cast_signed(),
        seal.hi,
        seal.lo,
        token.site,
    ];
    w.execute(&text, &params)?;
    Ok(())
}

/// Changes the state of a token.
pub(in super::super) fn set_token_state(
    w: &mut Write<'_>,
    (old, seal): &(StoredToken, Seal),
    state: TokenState,
) -> Result<(), Problem> {
    w.unseal(old, old.rev, *seal)?;
    let mut new = old.clone();
    new.state = state;
    new.rev = w.revision();
    let seal = w.seal(&new);
    w.execute(
        "UPDATE api_token SET state = $2, rev = $3, seal_hi = $4, seal_lo = $5 WHERE no = $1",
        &values![new.no, state.as_str(), new.rev.cast_signed(), seal.hi, seal.lo],
    )?;
    Ok(())
}

/// Notes on which day tokens were last used: `(number, days since 1970)`.
pub(in super::super) fn note_used(w: &mut Write<'_>, used: &[(i64, i64)]) -> Result<u64, DbError> {
    let mut rows = Rows::new();
    for (no, day) in used {
        rows.row().int(*no).int(*day);
    }
    w.execute(
        "UPDATE api_token SET used_day = used.day
         FROM (SELECT CAST(value->>0 AS BIGINT) AS no, CAST(value->>1 AS BIGINT) AS day
               FROM EACH($1)) AS used
         WHERE api_token.no = used.no AND COALESCE(api_token.used_day, 0) < used.day",
        &values![rows],
    )
}
