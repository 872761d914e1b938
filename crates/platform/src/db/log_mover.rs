//! Moves SQLite's write-ahead log into the database file beside the writer.
//!
//! SQLite has whoever commits move the log once it is long: tens of milliseconds and two more syncs in which everybody
//! waits whose change is durable already. Here another thread with a connection of its own does it, and the writer
//! itself only when that thread cannot keep up. A log that was moved whole is begun anew by the next change.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use super::DbError;

/// After how many more pages of 4 KiB the log is moved: every 16 MiB, which spares syncs.
const OFTEN: i32 = 4_000;
/// How many pages the log may have before the writer moves it itself: 64 MiB.
const MOST: i32 = 4 * OFTEN;

/// The thread; it ends when the writer's connection is closed, and dropping waits for that.
pub(super) struct LogMover(Option<JoinHandle<()>>);

impl LogMover {
    /// Has the log that `writer` writes for the database at `path` moved from now on. Takes the place of SQLite's own
    /// `wal_autocheckpoint` on this connection.
    pub(super) fn start(path: &Path, writer: &mut Connection) -> Result<Self, DbError> {
        let (ask, asked) = sync_channel(1);
        let path = path.to_owned();
        let moving = std::thread::Builder::new().name("log".to_owned()).spawn(move || work(&path, &asked));
        let mover = Self(Some(moving.map_err(|error| DbError::Unavailable(error.to_string()))?));
        writer.wal_hook(Some(watch(ask)))?;
        Ok(mover)
    }
}

impl Drop for LogMover {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

/// What the writer does after each commit, told how many pages the log has.
fn watch(ask: SyncSender<()>) -> impl FnMut(&mut Wal, i32) -> rusqlite::Result<()> + Send + 'static {
    let mut asked_at = 0;
    move |log, pages| {
        asked_at = asked_at.min(pages);
        if pages >= MOST {
            // What was committed is so, whatever becomes of this; it is tried again after the next commit.
            if let Err(error) = log.checkpoint() {
                tracing::warn!(%error, pages, "the write-ahead log cannot be moved into the database");
            }
        } else if pages - asked_at >= OFTEN {
            asked_at = pages;
            // Whoever is asked already and has not begun will move these pages too.
            let _ = ask.try_send(());
        }
        Ok(())
    }
}

fn work(path: &Path, asked: &Receiver<()>) {
    let mut connection = None;
    while asked.recv().is_ok() {
        if let Err(error) = move_log(&mut connection, path) {
            tracing::warn!(%error, "the write-ahead log cannot be moved into the database; the writer will try");
            connection = None;
        }
    }
}

fn move_log(connection: &mut Option<Connection>, path: &Path) -> rusqlite::Result<()> {
    let connection = match connection {
        Some(open) => open,
        None => {
            let open = Connection::open(path)?;
            open.execute_batch("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0")?;
            connection.insert(open)
        }
    };
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
