//! Which tables of PostgreSQL have grown so much that statistics of them are to be taken.
//!
//! Those of an empty table let the planner believe that few rows belong to a scope, and read a list again for each of
//! them: taking back what was given to 50,000 people a moment ago took a minute, and usage events, one to a request, got
//! slower with each that was told. The server takes them by itself only after the commit and a while.

use std::collections::{BTreeSet, HashMap};

/// So many new rows change what is worth knowing of a table, however few come at once.
const MANY_ROWS: u64 = 1_000;

/// How much tables have grown through one connection.
#[derive(Default)]
pub(super) struct Grown {
    tables: HashMap<String, Growth>,
    crowded: BTreeSet<String>,
}

/// How much a table has grown since its statistics were last looked at.
#[derive(Clone, Copy)]
struct Growth {
    rows: u64,
    /// At so many rows they are looked at again.
    look_at: u64,
}

impl Default for Growth {
    fn default() -> Self {
        Self { rows: 0, look_at: MANY_ROWS }
    }
}

impl Grown {
    /// The table has so many rows more.
    pub(super) fn by(&mut self, table: &str, rows: u64) {
        let growth = self.tables.entry(table.to_owned()).or_default();
        growth.rows += rows;
        if growth.rows >= growth.look_at {
            self.crowded.insert(table.to_owned());
        }
    }

    /// The tables to look at before the next statement is planned; each is named once.
    pub(super) fn take_crowded(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.crowded)
    }

    /// Whether the table has grown by half or more since statistics of so many rows were taken, so that they are to be
    /// taken anew.
    pub(super) fn outgrew(&mut self, table: &str, known: u64) -> bool {
        let growth = self.tables.entry(table.to_owned()).or_default();
        let outgrew = known / 2 < growth.rows;
        *growth = if outgrew { Growth::default() } else { Growth { look_at: known / 2, ..*growth } };
        outgrew
    }
}
