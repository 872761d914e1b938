//! What a writer runs: one closure of [`super::Db::write`], or a list of [`super::Db::append`].

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use super::idempotency::{self, Earlier};
use super::{Done, Write};
use crate::by::By;
use crate::problem::Problem;

/// One savepoint of a commit.
pub(crate) trait Unit: Send {
    /// Who acts.
    fn by(&self) -> By;
    /// Runs inside the transaction; a failure undoes all it did.
    fn run(&mut self, w: &mut Write<'_>) -> Result<(), Problem>;
    /// Tells its caller, after the commit, the scope's revision or what went wrong.
    fn settle(self: Box<Self>, result: Result<u64, Problem>);
}

/// One closure of [`super::Db::write`].
pub(crate) struct Closure<T, F> {
    pub(crate) by: By,
    pub(crate) run: Option<F>,
    pub(crate) value: Option<(T, Option<u64>)>,
    pub(crate) answer: oneshot::Sender<Result<Done<T>, Problem>>,
}

impl<T, F> Unit for Closure<T, F>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: FnOnce(&mut Write<'_>) -> Result<T, Problem> + Send + 'static,
{
    fn by(&self) -> By {
        self.by.clone()
    }

    fn run(&mut self, w: &mut Write<'_>) -> Result<(), Problem> {
        let run = self.run.take().ok_or_else(|| Problem::internal("a closure ran twice"))?;
        let Some(key) = self.by.idempotency.clone() else {
            self.value = Some((run(w)?, None));
            return Ok(());
        };
        self.value = Some(match idempotency::earlier(w, &key)? {
            Earlier::Answered { answer, revision } => (answer, Some(revision)),
            Earlier::Nothing => {
                let value = run(w)?;
                idempotency::keep(w, &key, &value)?;
                (value, None)
            }
        });
        Ok(())
    }

    fn settle(self: Box<Self>, result: Result<u64, Problem>) {
        let Self { value, answer, .. } = *self;
        let done = result.and_then(|revision| {
            let (value, replayed) =
                value.ok_or_else(|| Problem::internal("a closure was committed without a value"))?;
            Ok(Done { value, revision: replayed.unwrap_or(revision), replayed: replayed.is_some() })
        });
        // A caller that went away learns nothing; what was committed stays.
        let _ = answer.send(done);
    }
}
