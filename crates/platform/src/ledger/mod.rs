//! The ledger: one chain per scope, one entry per change, gapless, tamper-evident (rules 10 and 19).
//!
//! An entry's bytes are JSON; its hash is SHA-256 over exactly the stored bytes, which hold the hash
//! of the entry before. The head of each chain carries a seal, so that nobody without the secret file
//! can shorten the chain or move a table's sum; every 1,000 entries a signed checkpoint lets others
//! check as well. No personal data stands in an entry: it refers to `ledger_text`, which can be erased.
//!
//! - [`Entry`]: what a change says of itself
//! - [`entries_after`], [`entries_before`], [`entries_of`], [`members`], [`text`]: reading
//! - [`verify`]: replays a chain against everything it covers
//! - [`check_rows`]: a sealed table against its sum, as at load
//! - [`Rewound`]: a database older than the head witness beside the secret file

mod chain;
mod change;
mod checkpoint;
mod entry;
mod page;
mod read;
mod sealed;
mod texts;
mod verify;
mod witness;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use entry::{Entry, StoredEntry, TextId};
pub use read::{
    Head, current_checkpoint, entries_after, entries_among, entries_before, entries_of, head, members,
};
pub use sealed::{Recount, RowsCheck, SealedRow, SealedTable, check_rows};
pub use texts::text;
pub use verify::{Fault, Report, verify};
pub use witness::Rewound;

pub(crate) use chain::Chain;
pub(crate) use change::Change;
pub(crate) use texts::{Texts, erase, erase_about};
pub(crate) use witness::Witness;

#[cfg(test)]
mod tests;
