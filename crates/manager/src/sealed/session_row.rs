//! A row of `seat_session`.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::seals::{SealInput, Sealed};

/// One log-in: who, with which client, and the concurrent seats it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The id that the application keeps: a UUID.
    pub id: String,
    /// Who logged in.
    pub user: UserNo,
    /// The client's module.
    pub client: ModuleNo,
    /// The concurrent modules of which it has a seat.
    pub seats: Vec<ModuleNo>,
    /// When it was opened, in milliseconds UTC.
    pub opened_at: i64,
    /// The last heartbeat that reached the disk: not sealed.
    pub seen_at: i64,
    /// When it ended; an open one has none.
    pub ended_at: Option<i64>,
}

impl Sealed for SessionRow {
    const TABLE: &'static str = "seat_session";

    fn write(&self, input: &mut SealInput) {
        input.text(&self.id);
        input.int(i64::from(self.user.0));
        input.int(i64::from(self.client.0));
        input.int(self.seats.len() as i64);
        for module in &self.seats {
            input.int(i64::from(module.0));
        }
        input.int(self.opened_at);
        input.int_or_null(self.ended_at);
    }
}
