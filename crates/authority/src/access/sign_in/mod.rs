//! The pages for people who are not signed in yet.

pub(super) mod page;
