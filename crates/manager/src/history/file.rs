//! Refusals as a file, written while it is read: three years of a large house are a million lines.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{CSV, Download, Pieces, download, pieces};

use super::store::{self, Apart, Line};
use super::{RefusalFilter, RefusalOrder, csv};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// So many lines are named at a time.
const AT_ONCE: usize = 1_000;

/// The refusals of a period as comma-separated values. `mark` is what the file begins with.
///
/// # Errors
/// As [`super::refusals`].
pub(super) async fn refusals(
    manager: &Manager,
    granted: &Granted<View>,
    filter: RefusalFilter,
    order: RefusalOrder,
    (name, mark): (&str, &str),
) -> Result<Download, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let chosen = filter.chosen(&at)?;
    let (lines, reasons) = manager.db().read(move |r| Ok(store::all_refusals(r, &chosen, order)?)).await?;
    let (feed, body) = pieces();
    let (file, begin) = (File { manager: manager.clone(), at, lines, reasons }, mark.to_owned());
    tokio::spawn(async move {
        if let Err(problem) = file.write(begin, &feed).await {
            tracing::warn!(code = %problem.code, "a file of refusals broke off");
            // Nobody may be there to hear it; half a file must not look whole.
            drop(feed.send(Err(std::io::Error::other(problem.code.to_string()))).await);
        }
    });
    Ok(download(CSV, &format!("{name}.csv"), body))
}

struct File {
    manager: Manager,
    at: Arc<Snapshot>,
    lines: Vec<Line>,
    reasons: Vec<Apart>,
}

impl File {
    async fn write(self, mut text: String, feed: &Pieces) -> Result<(), Problem> {
        csv::refusal_names(&mut text);
        let scope = self.at.scope();
        for some in self.lines.chunks(AT_ONCE) {
            let users: BTreeSet<i64> = some.iter().map(|line| line.user).collect();
            let people = self.manager.db().read(move |r| Ok(store::people(r, scope, &users)?)).await?;
            let module = |no| self.at.name(no).map(ToString::to_string);
            for line in some {
                csv::refusal(&mut text, line.named(&self.reasons, module, people.get(&line.user)));
            }
            send(feed, &mut text).await?;
        }
        send(feed, &mut text).await
    }
}

async fn send(feed: &Pieces, text: &mut String) -> Result<(), Problem> {
    let piece = Bytes::from(std::mem::take(text));
    let gone = |_| Problem::internal("the reader of a file went away");
    feed.send(Ok(piece)).await.map_err(gone)
}
