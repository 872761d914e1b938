//! The rest of lists that are too long for an answer: kept in pieces beside the job, by number instead of by name.

use std::collections::{HashMap, HashSet};

use licentia_core::ids::UserNo;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};
use licentia_protocol::api::{AssignAnswer, AssignCounts, RefusedOne, UserModule};
use licentia_ui::Lang;
use serde::{Deserialize, Serialize};

use super::answer::{FIRST, fault, said_code, sentences};
use super::decided::Decided;
use super::order::{Target, Wanted};
use crate::jobs;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

/// Somebody: by number, or as named in the order when there is no such user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Whom {
    No(u32),
    Name(String),
}

/// A thousand entries of each list.
#[derive(Default, Serialize, Deserialize)]
struct Piece {
    done: Vec<(Whom, String)>,
    /// Which of these were so already, as places in the list.
    #[serde(default)]
    same: Vec<usize>,
    refused: Vec<(Whom, String, String, Option<String>)>,
    replaced: Vec<(Whom, String)>,
}

/// Everything after the first thousand of each list.
pub(super) fn pages(
    at: &Snapshot,
    targets: &[Target<'_>],
    modules: &[Wanted],
    decided: &Decided,
) -> Vec<String> {
    let longest = decided.done.len().max(decided.refused.len()).max(decided.replaced.len());
    let whom = |target: usize| match &targets[target] {
        Target { user: Some(user), .. } => Whom::No(user.no().0),
        target => Whom::Name(target.named.clone()),
    };
    let module = |no| at.name(no).map(ToString::to_string).unwrap_or_default();
    let piece = |page: usize| {
        let (skip, take) = (page * FIRST, FIRST);
        let done = decided.done.iter().skip(skip).take(take);
        let refused = decided.refused.iter().skip(skip).take(take);
        let replaced = decided.replaced.iter().skip(skip).take(take);
        Piece {
            same: (0..take).filter(|place| decided.same.contains(&(skip + place))).collect(),
            done: done.map(|pair| (whom(pair.target), modules[pair.module].name.clone())).collect(),
            refused: refused
                .map(|one| {
                    let because = one.because.map(module);
                    let Wanted { name, .. } = &modules[one.pair.module];
                    (whom(one.pair.target), name.clone(), one.code.to_owned(), because)
                })
                .collect(),
            replaced: replaced.map(|(target, no)| (whom(*target), module(*no))).collect(),
        }
    };
    (1..longest.div_ceil(FIRST)).map(|page| serde_json::to_string(&piece(page)).unwrap_or_default()).collect()
}

/// The cursor at which the lists that are kept with a job go on.
pub(super) fn cursor(job: &str, page: u64) -> String {
    encode_cursor(&(job, page))
}

/// A piece of the lists that are kept with a job, counted from 0.
///
/// # Errors
/// As [`rest`].
pub(crate) async fn rest_of_job(
    manager: &Manager,
    granted: &Granted<View>,
    job: &str,
    no: u64,
    lang: Lang,
) -> Result<AssignAnswer, Problem> {
    rest(manager, granted, &cursor(job, no), lang).await
}

/// The next thousand of each list of an answer; `counts` are those of this piece.
///
/// # Errors
/// 400 `cursor_invalid`; 404 `not_found` when they are kept no more; the database's.
pub async fn rest(
    manager: &Manager,
    granted: &Granted<View>,
    cursor_text: &str,
    lang: Lang,
) -> Result<AssignAnswer, Problem> {
    let (job, page): (String, u64) = decode_cursor(cursor_text)?;
    let found = jobs::page_of(manager, granted.scope, job.clone(), page).await?;
    let text = found.ok_or_else(|| Problem::not_found("list"))?;
    let piece: Piece = serde_json::from_str(&text).unwrap_or_default();
    let more = jobs::page_of(manager, granted.scope, job.clone(), page + 1).await?.is_some();
    let revision = jobs::find(manager, granted, &job).await?.revision.unwrap_or_default();
    let everybody = piece.done.iter().map(|(whom, _)| whom);
    let everybody = everybody.chain(piece.refused.iter().map(|(whom, ..)| whom));
    let everybody = everybody.chain(piece.replaced.iter().map(|(whom, _)| whom));
    let mut numbers: Vec<UserNo> = everybody
        .filter_map(|whom| match whom {
            Whom::No(no) => Some(UserNo(*no)),
            Whom::Name(_) => None,
        })
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let named = users::names(manager, granted.scope, numbers).await?;
    let at = manager.snapshot(granted.scope).await?;
    let logins: HashMap<u32, String> = named.into_iter().map(|(no, named)| (no.0, named.login)).collect();
    let login = |whom: Whom| match whom {
        Whom::No(no) => logins.get(&no).cloned().unwrap_or_default(),
        Whom::Name(name) => name,
    };
    let entry = |(whom, module): (Whom, String)| UserModule { user: login(whom), module, already: false };
    let same: HashSet<usize> = piece.same.into_iter().collect();
    let (count, done) = (piece.done.len() as u64, piece.done.into_iter().enumerate());
    let done = done.map(|(place, one)| UserModule { already: same.contains(&place), ..entry(one) }).collect();
    let counts = AssignCounts {
        done: count,
        refused: piece.refused.len() as u64,
        replaced: piece.replaced.len() as u64,
        ..AssignCounts::default()
    };
    let refused = piece.refused.into_iter().map(|(whom, module, code, because)| RefusedOne {
        user: login(whom),
        module,
        message: sentences(&[said_code(lang, &code), fault(&at, lang, &code, because.as_deref())]),
        code,
        because,
        taken_by: None,
    });
    Ok(AssignAnswer {
        counts,
        refused: refused.collect(),
        done,
        replaced: piece.replaced.into_iter().map(entry).collect(),
        next: more.then(|| cursor(&job, page + 1)),
        revision,
        ..AssignAnswer::default()
    })
}
