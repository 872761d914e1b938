//! The SQL of meters.

pub(super) mod days;
pub(super) mod events;
pub(super) mod figures;
pub(super) mod packages;
