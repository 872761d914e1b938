//! Stories and properties of seats.

pub(crate) mod any;
mod grants;
mod history;
mod properties;
mod suites;
mod switching;
pub(crate) mod world;
