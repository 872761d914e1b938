//! Fewer units from the next term on.

use serde::{Deserialize, Serialize};

/// What is given back with the renewal: so many units when it was ordered, and fewer afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    /// Units when it was ordered.
    pub from: u32,
    /// Units wanted then.
    pub to: u32,
}

impl Reduction {
    /// How many are left of the units there are. What was sold since it was ordered stays sold, and what was taken
    /// away since is not taken away twice.
    pub fn left_of(self, units: u32) -> u32 {
        units.min(self.to.saturating_add(units.saturating_sub(self.from)))
    }
}
