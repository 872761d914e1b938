//! Stories and properties of seats.

pub(crate) mod any;
mod grants;
mod properties;
mod switching;
pub(crate) mod world;
