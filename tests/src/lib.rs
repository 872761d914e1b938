//! Stories that cross crates; see `tests/`.
