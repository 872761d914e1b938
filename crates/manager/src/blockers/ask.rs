//! The question and its answer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::clock::new_id;
use licentia_platform::db::ScopeNo;
use licentia_platform::outbound::success;
use licentia_platform::problem::Problem;
use licentia_protocol::SecretKey;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::task::JoinSet;

use super::{Blocker, Despite, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

/// The longest wait for the answers, all of them together: somebody waits at the other end. Tests hear every answer that
/// comes, however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 5 });
/// The longest wait while a page is drawn on which objections are only a hint.
const GLANCE: Duration = Duration::from_millis(1_500);
/// Users in one question.
const AT_ONCE: usize = 1_000;
/// The longest answer, in bytes.
const ANSWER_BYTES: u64 = 1 << 20;
/// Objections that a refusal names.
const NAMED: usize = 100;
/// The longest sentence that is shown, in characters.
const SENTENCE: usize = 300;

/// An application's reason why a user may not lose a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The user's log-in name.
    pub user: String,
    /// The user's name for people.
    pub name: String,
    /// Which application objects.
    pub blocker: String,
    /// Its code: `open_requests`.
    pub code: String,
    /// Its sentence, in its own words.
    pub message: String,
}

/// One user of a question.
#[derive(Clone, Debug, Serialize)]
struct Asked {
    id: String,
    login: String,
    modules: Vec<String>,
    #[serde(skip)]
    name: String,
}

/// What is answered. The list must be there: an error page is no consent.
#[derive(Debug, Deserialize)]
struct Answer {
    blocked: Vec<Blocked>,
}

#[derive(Debug, Deserialize)]
struct Blocked {
    user: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// Whether anybody has to be asked at all.
///
/// # Errors
/// The database's.
pub async fn any(manager: &Manager, scope: ScopeNo) -> Result<bool, Problem> {
    manager.db().read(move |r| Ok(!store::list(r, scope)?.is_empty())).await
}

/// Asks every blocker concerned whether these users may lose what was granted to them.
///
/// # Errors
/// 409 `recall_blocked` with `objections`; 409 `blocker_unreachable` unless `despite` says to go on; the database's.
pub async fn ask(
    manager: &Manager,
    scope: ScopeNo,
    losing: &[(UserNo, ModuleNo)],
    despite: Despite,
) -> Result<(), Problem> {
    let objections = match objections(manager, scope, losing).await {
        Err(problem) if problem.code == "blocker_unreachable" && despite == Despite::Silence => {
            tracing::warn!(scope = scope.0, detail = ?problem.detail, "licences are removed without asking a blocker");
            return Ok(());
        }
        other => other?,
    };
    let Some(first) = objections.first() else { return Ok(()) };
    let mut problem = Problem::conflict("recall_blocked")
        .arg("count", objections.len())
        .arg("user", &first.name)
        .arg("blocker", &first.blocker)
        .detail(first.message.clone());
    let named: Vec<&Objection> = objections.iter().take(NAMED).collect();
    problem = problem.with("objections", json!(named));
    Err(problem)
}

/// The same for somebody who is about to leave and lose everything. An application that is silent keeps nobody.
///
/// # Errors
/// 409 `recall_blocked`; the database's. Nobody is asked about a user who is not there.
pub async fn ask_about(manager: &Manager, scope: ScopeNo, user: &str) -> Result<(), Problem> {
    if !any(manager, scope).await? {
        return Ok(());
    }
    let at = manager.snapshot(scope).await?;
    let Some(user) = at.user_named(user) else { return Ok(()) };
    let today = at.day().today;
    let granted = user.assignments().iter().filter(|a| a.acts(today)).map(|a| (user.no(), a.module));
    // Somebody who leaves must not be kept by a server that is down.
    ask(manager, scope, &granted.collect::<Vec<_>>(), Despite::Silence).await
}

/// What the applications object to, as a hint for a page: whoever does not answer at once is left out, and asked again
/// when something is removed.
pub async fn glance(manager: &Manager, scope: ScopeNo, losing: &[(UserNo, ModuleNo)]) -> Vec<Objection> {
    let asked = tokio::time::timeout(GLANCE, objections(manager, scope, losing));
    asked.await.ok().and_then(Result::ok).unwrap_or_default()
}

/// What the applications object to. All of them are asked at the same time.
///
/// # Errors
/// 409 `blocker_unreachable` when one gives no answer that can be understood within five seconds; the database's.
pub async fn objections(
    manager: &Manager,
    scope: ScopeNo,
    losing: &[(UserNo, ModuleNo)],
) -> Result<Vec<Objection>, Problem> {
    let blockers = manager.db().read(move |r| Ok(store::list(r, scope)?)).await?;
    if blockers.is_empty() || losing.is_empty() {
        return Ok(Vec::new());
    }
    let at = manager.snapshot(scope).await?;
    let people = people(manager, &at, losing).await?;
    let mut questions = JoinSet::new();
    for blocker in blockers {
        let concerns = |module: &String| blocker.modules.is_empty() || blocker.modules.contains(module);
        let asked: Vec<Asked> =
            people.iter().filter(|asked| asked.modules.iter().any(concerns)).cloned().collect();
        for some in asked.chunks(AT_ONCE) {
            let (manager, at, blocker, some) =
                (manager.clone(), Arc::clone(&at), blocker.clone(), some.to_vec());
            questions.spawn(async move { put(&manager, &at, &blocker, &some).await });
        }
    }
    let mut objections = Vec::new();
    while let Some(answer) = questions.join_next().await {
        objections.extend(answer.map_err(|failed| Problem::internal(failed.to_string()))??);
    }
    objections.sort_by(|a, b| (&a.name, &a.blocker).cmp(&(&b.name, &b.blocker)));
    Ok(objections)
}

/// Everybody who loses something, with what goes: the grants, and what comes with them.
async fn people(
    manager: &Manager,
    at: &Snapshot,
    losing: &[(UserNo, ModuleNo)],
) -> Result<Vec<Asked>, Problem> {
    let mut per: BTreeMap<UserNo, Vec<ModuleNo>> = BTreeMap::new();
    for (user, module) in losing {
        let list = per.entry(*user).or_default();
        list.push(*module);
        list.extend(at.licences().module(*module).into_iter().flat_map(|plan| plan.set.iter().copied()));
    }
    let names = users::names(manager, at.scope(), per.keys().copied().collect()).await?;
    let asked = names.into_iter().filter_map(|(no, user)| {
        let mut modules = per.remove(&no)?;
        modules.sort_unstable();
        modules.dedup();
        let modules = modules.iter().filter_map(|no| at.name(*no)).map(ToString::to_string).collect();
        Some(Asked { id: user.id, login: user.login, modules, name: user.name })
    });
    Ok(asked.collect())
}

/// Puts the question to one application, signed with the installation's key as Standard Webhooks does it (`v1a`).
async fn put(
    manager: &Manager,
    at: &Snapshot,
    blocker: &Blocker,
    asked: &[Asked],
) -> Result<Vec<Objection>, Problem> {
    let silent = |why: String| {
        tracing::warn!(scope = at.scope().0, blocker = %blocker.id, %why, "a blocker gave no answer");
        Problem::conflict("blocker_unreachable").arg("blocker", &blocker.name).detail(why)
    };
    let question = json!({"type": "licence.removal", "installation": at.installation().id, "users": asked});
    let body = serde_json::to_vec(&question).map_err(|error| Problem::internal(error.to_string()))?;
    let headers = signed(manager, at, &body);
    let outbound = manager.outbound();
    let call = outbound.post_with(&blocker.url, "application/json", headers, body, ANSWER_BYTES);
    let answer = tokio::time::timeout(PATIENCE, call).await;
    let answer = answer.map_err(|_| silent("it did not answer within 5 seconds".to_owned()))?;
    let answer = answer.and_then(success).map_err(|error| silent(error.to_string()))?;
    let answer: Answer = serde_json::from_slice(&answer)
        .map_err(|error| silent(format!("its answer is not what was asked for: {error}")))?;
    let mut objections = Vec::new();
    for one in answer.blocked {
        let found = asked.iter().find(|asked| asked.id == one.user || asked.login == one.user);
        let Some(asked) = found else {
            // About somebody else it may say what it likes; about nobody whom we know, it means somebody by another name.
            if at.user_named(&one.user).is_some() {
                continue;
            }
            return Err(silent(format!("it objects to {:?}, whom nobody knows here", one.user)));
        };
        objections.push(Objection {
            user: asked.login.clone(),
            name: asked.name.clone(),
            blocker: blocker.name.clone(),
            code: one.code.chars().take(64).collect(),
            message: one.message.chars().take(SENTENCE).collect(),
        });
    }
    Ok(objections)
}

fn signed(manager: &Manager, at: &Snapshot, body: &[u8]) -> Vec<(&'static str, String)> {
    let now_ms = manager.clock().now_ms();
    let id = format!("q_{}", new_id(now_ms, manager.db().random().as_ref()));
    let moment = now_ms.div_euclid(1_000).to_string();
    let mut message = format!("{id}.{moment}.").into_bytes();
    message.extend_from_slice(body);
    let key = SecretKey::from_seed(&manager.db().secret().installation_seed(at.scope()));
    let signature = format!("v1a,{}", STANDARD.encode(key.sign(&message)));
    vec![("webhook-id", id), ("webhook-timestamp", moment), ("webhook-signature", signature)]
}
