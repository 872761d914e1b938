//! What goes on at the sample customer: an import and an index that are on their way, and a message to one department.

use anyhow::Result;
use jiff::{Timestamp, ToSpan as _};
use licentia_client::Client;
use serde_json::json;

/// Raises them through the interface, as the applications and an administrator would.
pub(super) fn fill(customer: &Client) -> Result<()> {
    let now = Timestamp::now();
    let index = json!({
        "key": "freetext_rebuild", "message": "Rebuilding the index after the import", "done": 41, "total": 100,
        "status": "Reading documents", "finish_at": now + 9.hours(),
    });
    let import = json!({
        "key": "import", "message": "Trade fair companies", "done": 3_120, "total": 4_800,
        "status": "Reading companies", "finish_at": now + 45.minutes(),
    });
    let free_text = json!({
        "key": "no_freetext", "message": "Paused while the index is rebuilt", "finish_at": now + 9.hours(),
    });
    let message = json!({
        "key": "message_of_the_day", "message": "The quarter closes on Monday. Please book your orders by noon.",
        "scope": "group", "owner": "Sales",
    });
    for event in [index, import, free_text, message] {
        customer.post("/api/v1/events", &event)?;
    }
    Ok(())
}
