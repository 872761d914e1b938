//! Stories and properties of seats.

mod any;
mod grants;
mod properties;
mod switching;
pub(crate) mod world;
