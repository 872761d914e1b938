//! Small integers that stand for users and modules inside one installation.
//!
//! They index vectors and bit sets, so a check needs no hashing once the names are resolved. They
//! are never shown to people and mean nothing in another installation.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A user of one installation: dense from 0, and the user's index in the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserNo(pub u32);

impl UserNo {
    /// The number as an index.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for UserNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A module name interned by one installation: append-only, so a number keeps its meaning when
/// packages come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModuleNo(pub u16);

impl ModuleNo {
    /// The number as an index.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The number of the module at `index`, or `None` beyond the 65,536 an installation can name.
    pub fn from_index(index: usize) -> Option<Self> {
        u16::try_from(index).ok().map(Self)
    }
}

impl fmt::Display for ModuleNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
