//! Metered services (rule 15): usage events in, each counted once; months, allowances and overage out.
//!
//! Applications send usage as CloudEvents ([`crate::interfaces::cloudevents`]). [`take`] decides a whole request in one
//! transaction: which events are new, by source and id, and what their days come to. A month is what its days say
//! ([`month()`]); some days after its end it is closed ([`run_due`]): its [`figures`] are sealed, numbered and go to the
//! issuer. What comes for it afterwards becomes a correction of its figure.
//!
//! Least work, counted before it was measured: an event costs one probe of the index by its key and one insertion into
//! it, both at the same place; its row goes to the end of its table. A list of a thousand costs two reads, one insertion
//! and one update of the few days it is about, in one commit that many requests share. Nothing is read per event.

pub(crate) mod api;
mod close;
mod csv;
mod days;
pub mod figures;
mod ingest;
mod known;
mod months;
mod page;
mod purge;
mod put_right;
pub mod report;
mod store;
mod takeover;
mod terms;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample_meter;

pub(crate) use api::routes as api_routes;
pub use close::run_due;
pub use ingest::{MAX_BYTES, MAX_EVENTS, Reported, take};
pub use months::{MeterMonth, month, months};
pub(crate) use page::routes as page_routes;
pub use put_right::put_right;
pub(crate) use store::figures::recount;
pub use takeover::{PastUse, take_over};

/// 128 bits of BLAKE3 over parts, each with its length before it so that none runs into the next.
fn hash(parts: &[&[u8]]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    u128::from_be_bytes(bytes)
}
