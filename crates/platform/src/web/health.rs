//! `/healthz`, `/readyz` and `/metrics`.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use licentia_core::time::ClockState;
use serde_json::json;

use super::Json;
use crate::db::Db;
use crate::problem::Problem;
use crate::telemetry;

/// A check's answer, later.
pub type Check = Pin<Box<dyn Future<Output = Result<(), Problem>> + Send>>;

/// How long one check may take before the server counts as not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// The named checks behind `/readyz`: database, ledger caught up.
#[derive(Clone, Default)]
pub struct Health {
    checks: Arc<Vec<Named>>,
    db: Option<Db>,
}

#[derive(Clone)]
struct Named {
    name: &'static str,
    check: Arc<dyn Fn() -> Check + Send + Sync>,
}

impl Health {
    /// No checks: ready as soon as it answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a check under a name.
    #[must_use]
    pub fn check<F, A>(mut self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), Problem>> + Send + 'static,
    {
        Arc::make_mut(&mut self.checks).push(Named { name, check: Arc::new(move || Box::pin(check())) });
        self
    }

    /// Adds what is to be known of a database and fails nothing: how the clock stands (rule 20), and
    /// which chains are rewound (rule 10).
    #[must_use]
    pub(super) fn of(mut self, db: Db) -> Self {
        self.db = Some(db);
        self
    }

    /// Runs every check; the first failure is the answer, with all results beside it.
    ///
    /// # Errors
    /// The first failing check's problem, as 503.
    pub async fn ready(&self) -> Result<serde_json::Value, Problem> {
        let mut results = serde_json::Map::new();
        let mut failed = None;
        for Named { name, check } in self.checks.iter() {
            let result = tokio::time::timeout(PATIENCE, check())
                .await
                .unwrap_or_else(|_| Err(Problem::unavailable("check_timed_out")));
            let word = match &result {
                Ok(()) => "ok".to_owned(),
                Err(problem) => problem.code.to_string(),
            };
            results.insert((*name).to_owned(), json!(word));
            if let Err(problem) = result {
                failed.get_or_insert((name, problem));
            }
        }
        match failed {
            None => {
                let mut ready = json!({"status": "ready", "checks": results});
                if let Some(db) = &self.db {
                    ready["clock"] = clock(db);
                    ready["rewound"] = rewound(db);
                }
                Ok(ready)
            }
            Some((name, mut problem)) => {
                problem.status = 503;
                Err(problem.arg("check", name).with("checks", results))
            }
        }
    }
}

fn clock(db: &Db) -> serde_json::Value {
    match db.clock_state() {
        ClockState::Right => json!({"state": "right"}),
        ClockState::SetBack { by_ms, .. } => json!({"state": "set_back", "by_seconds": by_ms / 1_000}),
        ClockState::Ahead { by_ms } => json!({"state": "ahead", "by_seconds": by_ms / 1_000}),
    }
}

fn rewound(db: &Db) -> serde_json::Value {
    let chains = db.rewound().into_iter();
    chains.map(|it| json!({"scope": it.scope.0, "witnessed": it.witnessed, "found": it.found})).collect()
}

/// The three routes.
pub(super) fn routes(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(async || Json(json!({"status": "alive"}))))
        .route("/readyz", get(async move || health.ready().await.map(Json)))
        .route("/metrics", get(metrics))
}

async fn metrics() -> Response {
    let kind = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, telemetry::metrics().text()).into_response()
}
