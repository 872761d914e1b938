//! Why a call failed.

use licentia_protocol::api::ProblemBody;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server refused, with a stable code and a sentence that says what to do.
    #[error("{} [{}]", .0.title, .0.code)]
    Problem(Box<ProblemBody>),
    /// The server could not be reached, or the answer broke off.
    #[error("{base} cannot be reached: {cause}")]
    Transport {
        /// The server.
        base: String,
        /// What happened.
        cause: String,
    },
    /// The answer is not what this version of the SDK understands.
    #[error("the answer of {base} (status {status}) cannot be understood: {cause}")]
    Answer {
        /// The server.
        base: String,
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        cause: String,
    },
}

impl Error {
    /// The stable code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            Self::Transport { .. } | Self::Answer { .. } => None,
        }
    }
}
