//! A manager for tests.
