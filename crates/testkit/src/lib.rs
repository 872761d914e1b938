//! What tests of the whole product stand on: databases, servers, builders, a clock that obeys.

pub mod database;
