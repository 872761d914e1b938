//! What stands in the address: the query and the path, strictly.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::body::{plain_path, unknown_field};
use super::cursor::Listing;
use super::shape::shape_problem;
use crate::problem::Problem;

/// The query of the address, read strictly: 422 with the parameter's name when a value has
/// another shape, when a parameter is unknown (`unknown_field`) or comes twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        query(parts.uri.query().unwrap_or("")).map(Self)
    }
}

/// The query of a list: its own filters, and beside them which page of it is wanted. It is read as strictly as a
/// [`Query`]; a parameter is unknown when neither half knows it.
///
/// Two structs and not one with a flattened member: serde reads what is flattened as text only, and takes any name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paged<F, P = Listing>(pub F, pub P);

impl<F: DeserializeOwned, P: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Paged<F, P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        paged(parts.uri.query().unwrap_or("")).map(|(filters, page)| Self(filters, page))
    }
}

fn query<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let (value, unknown) = read(text)?;
    match unknown.first() {
        Some(name) => Err(unknown_field(name)),
        None => Ok(value),
    }
}

fn paged<F: DeserializeOwned, P: DeserializeOwned>(text: &str) -> Result<(F, P), Problem> {
    let (page, beside) = read(text)?;
    let (filters, unknown) = read(text)?;
    match unknown.iter().find(|name| beside.contains(name)) {
        Some(name) => Err(unknown_field(name)),
        None => Ok((filters, page)),
    }
}

/// What `T` knows of a query, and the names of the parameters that it does not know.
fn read<T: DeserializeOwned>(text: &str) -> Result<(T, Vec<String>), Problem> {
    let pairs = form_urlencoded::parse(text.as_bytes());
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let mut note = |path: serde_ignored::Path<'_>| unknown.push(plain_path(&path));
    let tracked =
        serde_path_to_error::Deserializer::new(serde_urlencoded::Deserializer::new(pairs), &mut track);
    let value = T::deserialize(serde_ignored::Deserializer::new(tracked, &mut note));
    let value = value.map_err(|error| shape_problem(&track.path().to_string(), &error.to_string()))?;
    Ok((value, unknown))
}

/// The variable parts of the path. What cannot be read as `T` names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::not_found("page")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Asked {
        limit: Option<u32>,
        dry_run: Option<bool>,
    }

    #[test]
    fn a_query_is_read_strictly() {
        let asked: Asked = query("limit=5&dry_run=true").unwrap();
        assert_eq!((asked.limit, asked.dry_run), (Some(5), Some(true)));
        for (text, code, path) in [
            ("limit=x", "invalid", "limit"),
            ("limit=-1", "invalid", "limit"),
            ("limt=5", "unknown_field", "limt"),
            ("limit=1&limit=2", "duplicate_field", ""),
        ] {
            let problem = query::<Asked>(text).unwrap_err();
            assert_eq!((&*problem.code, problem.status), (code, 422), "{text}");
            assert_eq!(problem.extra["path"], path, "{text}");
        }
    }

    #[test]
    fn a_list_is_asked_for_with_filters_and_a_page_as_strictly() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Filters {
            state: Option<String>,
            doubtful: Option<bool>,
        }
        let (filters, page): (Filters, Listing) = paged("limit=5&state=open&cursor=x&doubtful=true").unwrap();
        assert_eq!(filters, Filters { state: Some("open".to_owned()), doubtful: Some(true) });
        assert_eq!(page, Listing { limit: Some(5), cursor: Some("x".to_owned()) });
        for (text, code, path) in [
            ("limit=x", "invalid", "limit"),
            ("doubtful=x", "invalid", "doubtful"),
            ("state=open&limt=5", "unknown_field", "limt"),
            ("limit=1&limit=2", "duplicate_field", ""),
            ("state=a&state=b", "duplicate_field", ""),
        ] {
            let problem = paged::<Filters, Listing>(text).unwrap_err();
            assert_eq!((&*problem.code, problem.status), (code, 422), "{text}");
            assert_eq!(problem.extra["path"], path, "{text}");
        }
    }
}
