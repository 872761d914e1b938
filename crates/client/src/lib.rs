//! The SDK that an application embeds: "may this user use this module now?", over HTTP.
//!
//! ```no_run
//! use licentia_client::Client;
//!
//! # fn main() -> Result<(), licentia_client::Error> {
//! let licences = Client::new("http://127.0.0.1:7300", "lic_…");
//! let answer = licences.check("anna", "superoffice.sale-cal")?;
//! if !answer.allowed {
//!     println!("{} [{}]", answer.message, answer.code);
//! }
//! # Ok(()) }
//! ```
//!
//! It blocks, which is what a licence check beside a menu entry wants; an asynchronous application calls it on a
//! blocking thread. Every refusal of the server arrives as [`Error::Problem`] with its stable code. Answers kept for
//! working offline (leases) come later; today a check needs the server.
//!
//! The generic calls ([`Client::get`], [`Client::post`] …) are what the command line is made of.

mod error;
mod transport;

pub use error::Error;

use licentia_protocol::api::{CheckAnswer, CheckBatch, CheckBatchAnswer, CheckQuestion, WhyAnswer};
use serde_json::Value;
use transport::Transport;

/// A connection to one installation of a manager, or to an authority. Cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// A client for the server at `base` (`https://host:port`), with an API token.
    #[must_use]
    pub fn new(base: &str, token: &str) -> Self {
        Self { transport: Transport::new(base, token) }
    }

    /// An address of the server in full: what the server itself names by its path alone can be sent to somebody.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.transport.base()) } else { path.to_owned() }
    }

    /// May this user use this module now? `user` is an id or a log-in name, `module` is `issuer.module`.
    ///
    /// A refusal is an answer, not an error: see [`CheckAnswer::allowed`].
    ///
    /// # Errors
    /// [`Error::Problem`] when the server refuses the question itself; [`Error::Transport`] when it cannot be reached.
    pub fn check(&self, user: &str, module: &str) -> Result<CheckAnswer, Error> {
        let question =
            CheckQuestion { user: user.to_owned(), module: module.to_owned(), ..CheckQuestion::default() };
        self.ask(&question)
    }

    /// The same with a date, a product version or a session.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn ask(&self, question: &CheckQuestion) -> Result<CheckAnswer, Error> {
        self.transport.typed("/api/v1/checks", question)
    }

    /// Many questions in one call.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn check_batch(&self, batch: &CheckBatch) -> Result<CheckBatchAnswer, Error> {
        self.transport.typed("/api/v1/checks/batch", batch)
    }

    /// The same answer as [`Client::ask`], with every rule that was tried and what can be done.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn why(&self, question: &CheckQuestion) -> Result<WhyAnswer, Error> {
        self.transport.typed("/api/v1/checks/why", question)
    }

    /// GET of JSON; `path` begins with `/api/v1`.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn get(&self, path: &str) -> Result<Value, Error> {
        self.transport.get(path)
    }

    /// GET of JSON with its `ETag`, for [`Client::put_over`].
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn get_tagged(&self, path: &str) -> Result<(Value, Option<String>), Error> {
        self.transport.get_tagged(path)
    }

    /// GET of a whole list: follows `next` to the end and answers one list.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn get_all(&self, path: &str) -> Result<Value, Error> {
        let mut whole = self.get(path)?;
        let joiner = if path.contains('?') { '&' } else { '?' };
        while let Some(cursor) = whole["next"].as_str().map(str::to_owned) {
            let mut page = self.get(&format!("{path}{joiner}cursor={}", transport::escaped(&cursor)))?;
            if page["next"].as_str() == Some(&cursor) {
                return Err(self.transport.nonsense("the page after this cursor is the same page"));
            }
            if let (Some(all), Some(more)) = (whole["items"].as_array_mut(), page["items"].as_array_mut()) {
                all.append(more);
            }
            whole["next"] = page["next"].take();
        }
        Ok(whole)
    }

    /// GET of a file.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn get_bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        self.transport.get_bytes(path)
    }

    /// POST of JSON.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Error> {
        self.transport.send("POST", path, "application/json", body.to_string().as_bytes())
    }

    /// POST of JSON that is answered with a file.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn post_for_bytes(&self, path: &str, body: &Value) -> Result<Vec<u8>, Error> {
        self.transport.send_for_bytes("POST", path, body.to_string().as_bytes())
    }

    /// PATCH of JSON.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn patch(&self, path: &str, body: &Value) -> Result<Value, Error> {
        self.transport.send("PATCH", path, "application/json", body.to_string().as_bytes())
    }

    /// DELETE.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn delete(&self, path: &str) -> Result<Value, Error> {
        self.transport.send("DELETE", path, "application/json", b"")
    }

    /// POST of a file.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Result<Value, Error> {
        self.transport.send("POST", path, licentia_protocol::package::MEDIA_TYPE, body)
    }

    /// POST of a file of some type.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn post_as(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Value, Error> {
        self.transport.send("POST", path, media_type, body)
    }

    /// POST of a file that is answered with a file.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn exchange(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        self.transport.exchange(path, media_type, body)
    }

    /// PUT of a file of some type.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn put_bytes(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Value, Error> {
        self.transport.send("PUT", path, media_type, body)
    }

    /// PUT of JSON in place of what was read with this `ETag`: refused with `precondition_failed` when somebody has changed
    /// it since.
    ///
    /// # Errors
    /// As [`Client::check`].
    pub fn put_over(&self, path: &str, tag: Option<&str>, body: &Value) -> Result<Value, Error> {
        self.transport.put_over(path, tag, body.to_string().as_bytes())
    }
}
