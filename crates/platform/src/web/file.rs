//! Files as answers: whole, or written while they are read.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tokio::sync::mpsc;

/// Comma-separated values in UTF-8 with a first row of names (RFC 4180).
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// A file as an answer.
pub type Download = Response;

/// A file to keep, called `name`: letters, digits, full stops, hyphens and underscores; anything else becomes an underscore.
pub fn download(media_type: &'static str, name: &str, body: impl Into<Body>) -> Download {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// Where the pieces of a body go; an error breaks the answer off, so that half a file does not look whole.
pub type Pieces = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// A body whose pieces are sent as they come; whoever writes waits while nobody reads.
pub fn pieces() -> (Pieces, Body) {
    let (pieces, read) = mpsc::channel(4);
    (pieces, Body::new(Feed(read)))
}

/// Server-sent events as an answer (WHATWG HTML §9.2), sent as they come.
pub type EventStream = Response;

/// An answer that goes on: each piece is a whole message with the empty line behind it. A proxy that collects an answer
/// before it passes it on would keep everybody waiting, so it is told not to.
pub fn event_stream() -> (Pieces, EventStream) {
    let (pieces, body) = pieces();
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    (pieces, response)
}

struct Feed(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl http_body::Body for Feed {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(http_body::Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_say_anything_else() {
        let response = download(CSV, "users\"; x=\r\n.csv", "a");
        assert_eq!(response.headers()[CONTENT_DISPOSITION], "attachment; filename=\"users___x___.csv\"");
    }

    #[tokio::test]
    async fn pieces_come_in_order_and_an_error_breaks_the_answer_off() {
        let (send, body) = pieces();
        for piece in ["one ", "two"] {
            send.send(Ok(Bytes::from_static(piece.as_bytes()))).await.unwrap();
        }
        drop(send);
        assert_eq!(axum::body::to_bytes(body, 100).await.unwrap(), "one two");
        let (send, body) = pieces();
        send.send(Err(std::io::Error::other("gone"))).await.unwrap();
        drop(send);
        assert!(axum::body::to_bytes(body, 100).await.is_err());
    }
}
