//! What the sample customer is reminded of: the server looks once before anybody comes, whatever the hour.

use anyhow::Result;
use licentia_client::Client;
use serde_json::json;

pub(super) async fn fill(customer: Client) -> Result<()> {
    let run = move || customer.post("/api/v1/reminders/run", &json!({})).map(drop);
    Ok(tokio::task::spawn_blocking(run).await??)
}
