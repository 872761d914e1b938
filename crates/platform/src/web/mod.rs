//! What both servers have in common on the web: extractors, answers, layers, `/healthz`,
//! `/readyz`, `/metrics`.
//!
//! A server builds its router out of ordinary axum handlers, whose errors are
//! [`Problem`](crate::problem::Problem)s, and wraps it once with [`shell`]. Handlers take
//! [`Caller`](crate::access::Caller) (who asks), [`Json`], [`Query`], [`Paged`], [`Path`], [`Raw`],
//! [`Form`], [`Upload`], [`IfMatch`] and [`Look`] from here, never axum's own, so that every
//! refusal has a code.
//!
//! - `answer`: problems as RFC 9457 problem+json, and as pages
//! - `body`, `query`, `headers`, `cursor`: what comes in, strictly; `shape`: what is said when it is something else
//! - `file`: files as answers
//! - `caller`, `look`: who asks, and how they want to see it
//! - `around`: the one layer around everything
//! - `health`, `count`, `openapi`, `serve`

mod answer;
mod around;
mod body;
mod caller;
mod count;
mod cursor;
mod file;
mod headers;
mod health;
mod look;
mod openapi;
mod query;
mod serve;
mod shape;
#[cfg(test)]
mod tests;

pub use crate::access::Look;
pub use answer::{ProblemPage, problem_json};
pub use around::{RequestId, Shell, shell};
pub use body::{File, Form, Json, PACKAGE_LIMIT, Raw, Upload, body_limit, not_json};
pub use cursor::{Listing, MAX_PAGE, decode_cursor, encode_cursor, page_limit};
pub use file::{CSV, Download, EventStream, Pieces, download, event_stream, pieces};
pub use headers::{ClientAddress, Idempotency, IfMatch, etag};
pub use health::{Check, Health};
pub use openapi::{complete, openapi_route};
pub use query::{Paged, Path, Query};
pub use serve::{ListenError, bind, serve};
