//! The way of a check that goes beneath the router.
