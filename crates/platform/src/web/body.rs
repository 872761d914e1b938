//! Bodies: read up to a limit, then strictly as what they say they are.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt as _;
use licentia_core::text::line_feeds;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::around::Context;
use super::shape::shape_problem;
use crate::problem::Problem;

/// The largest package file, in bytes: give its routes [`body_limit`] with this.
pub const PACKAGE_LIMIT: u64 = 16 * 1024 * 1024;
/// How much of a body that is too large is read and thrown away, so that its sender gets to
/// read the answer instead of a broken connection.
const DRAIN_LIMIT: u64 = 256 * 1024 * 1024;

/// What is said of a form that is none.
const BROKEN_FORM: &str =
    "The form was cut off on its way, or was changed. Load the page again and send it once more.";

#[derive(Clone, Copy, Debug)]
struct BodyLimit(u64);

/// Gives the routes of `router` another limit than the server's, in bytes.
pub fn body_limit<S: Clone + Send + Sync + 'static>(router: Router<S>, bytes: u64) -> Router<S> {
    router
        .layer(DefaultBodyLimit::max(usize::try_from(bytes).unwrap_or(usize::MAX)))
        .layer(Extension(BodyLimit(bytes)))
}

/// The whole body, or 413 `too_large` naming the limit; 415 for one that is compressed.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: u64) -> Result<Bytes, Problem> {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let mut body = body;
    let compressed = is_compressed(headers);
    let limit = if compressed { 0 } else { limit };
    let mut collected = Vec::with_capacity(told.unwrap_or(0).min(limit) as usize);
    let mut seen = 0_u64;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::bad_request("the body ends before its end"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen = seen.saturating_add(data.len() as u64);
        if seen <= limit {
            collected.extend_from_slice(&data);
        } else if seen <= DRAIN_LIMIT {
            collected = Vec::new();
        } else {
            break;
        }
    }
    if compressed {
        return Err(Problem::compressed());
    }
    if seen > limit {
        return Err(Problem::too_large(limit));
    }
    Ok(collected.into())
}

/// Whether the body is not what it stands for: nothing here unpacks one.
fn is_compressed(headers: &HeaderMap) -> bool {
    let is_plain = |coding: &http::HeaderValue| {
        let coding = coding.as_bytes().trim_ascii();
        coding.is_empty() || coding.eq_ignore_ascii_case(b"identity")
    };
    headers.get_all(CONTENT_ENCODING).iter().any(|coding| !is_plain(coding))
}

/// The body as it came, up to the route's limit.
#[derive(Clone, Debug)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let limit = match request.extensions().get::<BodyLimit>() {
            Some(limit) => limit.0,
            None => Context::of_extensions(request.extensions())?.body_limit(),
        };
        let (parts, body) = request.into_parts();
        read(&parts.headers, body, limit).await.map(Self)
    }
}

/// A JSON body, read strictly; also an answer in JSON.
///
/// 415 when it does not say that it is JSON, 400 `bad_request` when it is not, 422 with the
/// path of the field when it is JSON of another shape. A field that the type does not know
/// is refused (`unknown_field`), and so is one that comes twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        let Raw(bytes) = Raw::from_request(request, state).await?;
        json(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    let kind = kind.to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// `bytes` as JSON of shape `T`, strictly.
fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let mut unknown = None;
    let mut track = serde_path_to_error::Track::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        unknown.get_or_insert_with(|| plain_path(&path));
    };
    let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
    let value = T::deserialize(serde_ignored::Deserializer::new(tracked, &mut note));
    let value = value.map_err(|error| json_problem(&error, &track.path().to_string()))?;
    reader.end().map_err(|error| json_problem(&error, "."))?;
    match unknown {
        Some(path) => Err(unknown_field(&path)),
        None => Ok(value),
    }
}

/// A path without the marks that serde_ignored puts behind optional fields.
pub(super) fn plain_path(path: &serde_ignored::Path<'_>) -> String {
    path.to_string().replace('?', "")
}

fn json_problem(error: &serde_json::Error, path: &str) -> Problem {
    if error.is_data() {
        return shape_problem(path, &error.to_string());
    }
    not_json(error)
}

/// 400 `bad_request` for a body that is not JSON: where, in words that are not the parser's.
#[must_use]
pub fn not_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let (ends, words) = match error.is_eof() {
        true => ("it ends too early", "why-json-ends-early"),
        false => ("it breaks off", "why-json-breaks-off"),
    };
    match line {
        0 => Problem::bad_request(format!("The body is not JSON: {ends}.")),
        _ => Problem::bad_request(format!(
            "The body is not JSON: {ends} in line {line}, at character {column}."
        ))
        .words(words)
        .arg("line", line)
        .arg("column", column),
    }
}

pub(super) fn unknown_field(path: &str) -> Problem {
    let detail = format!("There is no field `{path}`.");
    Problem::unprocessable("unknown_field", path, detail).words("why-no-field")
}

/// The fields of a page's form, or of a multipart form's text parts: names may come more
/// than once (check boxes), unknown ones are the reader's business. Lines end in a line feed alone, whatever the browser
/// sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of `name` without blanks around it, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("").trim()
    }

    /// The same, when something was typed.
    pub fn typed(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Whether `name` came at all: a ticked box, the button that was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Every value of `name`, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded")) {
            return Err(Problem::unsupported_media_type("application/x-www-form-urlencoded"));
        }
        let Raw(bytes) = Raw::from_request(request, state).await?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|_| Problem::bad_request(BROKEN_FORM).words("why-form-broken"))?;
        Ok(Self(fields.into_iter().map(|(name, value)| (name, line_feeds(&value))).collect()))
    }
}

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct File {
    /// The field it came in.
    pub field: String,
    /// The name it had on its sender's machine; never a path to anything here.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A form with files (`multipart/form-data`), up to the route's limit all together.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The text fields.
    pub form: Form,
    /// The files that were chosen; a field left empty is not among them.
    pub files: Vec<File>,
}

impl Upload {
    /// The bytes of the file that was chosen in `field`; none when none was.
    pub fn chosen(&self, field: &str) -> Bytes {
        let file = self.files.iter().find(|file| file.field == field);
        file.map(|file| file.bytes.clone()).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // Read whole first: what is too large is then refused in one way everywhere.
        let head = Request::builder().method(request.method().clone()).uri(request.uri().clone());
        let headers = request.headers().clone();
        let Raw(bytes) = Raw::from_request(request, state).await?;
        let mut whole = head
            .body(Body::from(bytes))
            .map_err(|_| Problem::bad_request(BROKEN_FORM).words("why-form-broken"))?;
        *whole.headers_mut() = headers;
        DefaultBodyLimit::disable().apply(&mut whole);
        let mut parts = Multipart::from_request(whole, state)
            .await
            .map_err(|_| Problem::unsupported_media_type("multipart/form-data"))?;
        let unreadable = |_: axum::extract::multipart::MultipartError| {
            Problem::bad_request(BROKEN_FORM).words("why-form-broken")
        };
        let mut upload = Self::default();
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let bytes = part.bytes().await.map_err(unreadable)?;
                    if !(name.is_empty() && bytes.is_empty()) {
                        upload.files.push(File { field, name, bytes });
                    }
                }
                None => {
                    let text = line_feeds(&part.text().await.map_err(unreadable)?);
                    upload.form.0.push((field, text));
                }
            }
        }
        Ok(upload)
    }
}
