//! What the sample customer is reminded of: the server looks once before anybody comes, whatever the hour.

use anyhow::Result;
use licentia_client::Client;
use serde_json::json;

pub(super) fn fill(customer: &Client) -> Result<()> {
    customer.post("/api/v1/reminders/run", &json!({}))?;
    Ok(())
}
