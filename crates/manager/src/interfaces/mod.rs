//! Other people's protocols, spoken by this server: each a folder of its own once it is there.

pub mod cloudevents;
pub mod webhooks;
