//! The look of a request, as an extractor.

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::around::Context;
use crate::access::Look;
use crate::problem::Problem;

impl<S: Send + Sync> FromRequestParts<S> for Look {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Context::of(parts)?.look(&parts.headers))
    }
}
