//! The door for what arrives by the thousand.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use tokio::sync::oneshot;

use super::unit::Unit;
use super::writers::Writers;
use super::{ScopeNo, Write};
use crate::by::By;
use crate::problem::Problem;

/// At most so many items share a commit.
const ITEMS_PER_COMMIT: usize = 1_000;
/// A queue with more waiting than this refuses more: 503 `busy`.
const ITEMS_WAITING: usize = 100_000;

/// One kind of item that arrives by the thousand.
///
/// `apply` makes one read of what the whole list needs, one pure decision over the ordered list, one
/// set statement per table and one ledger entry; never a statement per item.
pub trait Kind: Send + 'static {
    /// What arrives.
    type Item: Send + 'static;
    /// What its sender is told.
    type Outcome: Send + 'static;
    /// Which part of the server the ledger names as the actor.
    const ACTOR: &'static str = "append";

    /// Applies the items in order and returns one outcome for each. A refusal is an outcome.
    ///
    /// # Errors
    /// A [`Problem`] when nothing of the list can be applied: the items are then tried one by one,
    /// so that one bad item fails alone.
    fn apply(w: &mut Write<'_>, items: &[Self::Item]) -> Result<Vec<Self::Outcome>, Problem>;
}

type Answer<K> = oneshot::Sender<Result<<K as Kind>::Outcome, Problem>>;

/// What waits of one kind in one scope.
struct Waiting<K: Kind> {
    items: Mutex<Items<K>>,
}

struct Items<K: Kind> {
    items: Vec<K::Item>,
    answers: Vec<Answer<K>>,
    /// Whether a list that will take these items waits at the writer.
    listed: bool,
}

/// All queues of items, one per scope and kind.
#[derive(Default)]
pub(crate) struct Kinds(Mutex<HashMap<(ScopeNo, TypeId), Arc<dyn Any + Send + Sync>>>);

impl Kinds {
    /// Queues `item`, and a list for it when none is waiting.
    pub(crate) fn submit<K: Kind>(
        &self,
        writers: &Arc<Writers>,
        scope: ScopeNo,
        item: K::Item,
    ) -> oneshot::Receiver<Result<K::Outcome, Problem>> {
        let (answer, answered) = oneshot::channel();
        let waiting = self.waiting::<K>(scope);
        let mut items = waiting.lock();
        if items.items.len() >= ITEMS_WAITING {
            let _ = answer.send(Err(Problem::refused(503, "busy")));
            return answered;
        }
        items.items.push(item);
        items.answers.push(answer);
        if !std::mem::replace(&mut items.listed, true) {
            drop(items);
            writers.submit(scope, Box::new(List::new(&waiting, writers, scope)));
        }
        answered
    }

    fn waiting<K: Kind>(&self, scope: ScopeNo) -> Arc<Waiting<K>> {
        let mut kinds = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kinds
            .entry((scope, TypeId::of::<K>()))
            .or_insert_with(|| {
                Arc::new(Waiting::<K> {
                    items: Mutex::new(Items { items: Vec::new(), answers: Vec::new(), listed: false }),
                })
            })
            .clone()
            .downcast()
            .expect("the entry was made under the TypeId of K")
    }
}

impl<K: Kind> Waiting<K> {
    fn lock(&self) -> MutexGuard<'_, Items<K>> {
        self.items.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The list that goes through one commit: what is waiting at the moment it runs.
struct List<K: Kind> {
    waiting: Arc<Waiting<K>>,
    writers: Weak<Writers>,
    scope: ScopeNo,
    items: Vec<K::Item>,
    answers: Vec<Answer<K>>,
    outcomes: Vec<K::Outcome>,
}

impl<K: Kind> List<K> {
    fn new(waiting: &Arc<Waiting<K>>, writers: &Arc<Writers>, scope: ScopeNo) -> Self {
        Self {
            waiting: waiting.clone(),
            writers: Arc::downgrade(writers),
            scope,
            items: Vec::new(),
            answers: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// Takes what is waiting, unless this list is one bad item tried alone.
    fn take(&mut self) {
        if !self.items.is_empty() {
            return;
        }
        let mut waiting = self.waiting.lock();
        let count = waiting.items.len().min(ITEMS_PER_COMMIT);
        if count == waiting.items.len() {
            self.items = std::mem::take(&mut waiting.items);
            self.answers = std::mem::take(&mut waiting.answers);
            waiting.listed = false;
            return;
        }
        self.items = waiting.items.drain(..count).collect();
        self.answers = waiting.answers.drain(..count).collect();
        drop(waiting);
        if let Some(writers) = self.writers.upgrade() {
            let next = Self::new(&self.waiting, &writers, self.scope);
            writers.submit(self.scope, Box::new(next));
        }
    }

    /// Tries each item in a list of its own.
    fn one_by_one(self) {
        let Some(writers) = self.writers.upgrade() else {
            return;
        };
        for (item, answer) in self.items.into_iter().zip(self.answers) {
            let mut alone = Self::new(&self.waiting, &writers, self.scope);
            alone.items.push(item);
            alone.answers.push(answer);
            writers.submit(self.scope, Box::new(alone));
        }
    }
}

impl<K: Kind> Unit for List<K> {
    fn by(&self) -> By {
        By::system(K::ACTOR)
    }

    fn run(&mut self, w: &mut Write<'_>) -> Result<(), Problem> {
        self.take();
        self.outcomes = K::apply(w, &self.items)?;
        if self.outcomes.len() == self.items.len() {
            return Ok(());
        }
        Err(Problem::internal(format!("{} items got {} outcomes", self.items.len(), self.outcomes.len())))
    }

    fn settle(mut self: Box<Self>, result: Result<u64, Problem>) {
        // A list that never ran still has to take its items, or they would wait for ever.
        self.take();
        match result {
            Ok(_) => {
                for (answer, outcome) in self.answers.into_iter().zip(self.outcomes) {
                    let _ = answer.send(Ok(outcome));
                }
            }
            // What failed before or at the commit would fail for each item as well.
            Err(problem) if self.items.len() < 2 || problem.status == 503 => {
                for answer in self.answers {
                    let _ = answer.send(Err(problem.clone()));
                }
            }
            Err(_) => self.one_by_one(),
        }
    }
}
