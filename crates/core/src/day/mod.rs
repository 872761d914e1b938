//! What a new day, or free seats, do by themselves (rules 5 and 13).

mod change;
mod heal;

#[cfg(test)]
mod tests;

pub use change::{Moved, day_change};
pub use heal::{Healed, heal, reasons};
