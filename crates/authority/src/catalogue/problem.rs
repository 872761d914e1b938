//! What is wrong with a catalogue file: where, about which module, under which code.

use serde_json::{Map, Value, json};

/// One thing wrong with a catalogue file. All of them are listed before anything changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// The line, counted from 1; none when the file as a whole is meant.
    pub line: Option<u32>,
    /// The code name of the module it is about, when it is about one.
    pub module: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What can be wrong with a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file is not TOML.
    Syntax {
        /// What the parser says.
        detail: String,
    },
    /// The file's format is another than this version reads.
    Format,
    /// A field that must be there is not.
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field nobody knows: most often a typing error.
    UnknownField {
        /// Its name.
        field: String,
        /// The fields there are.
        known: String,
    },
    /// A field of the wrong type or out of range.
    WrongType {
        /// Its name.
        field: String,
        /// What belongs there: `text`, `flag`, `number`, `texts`, `languages`, `prices`, `table`, `tables`.
        wanted: &'static str,
    },
    /// A word that is none of the few allowed ones.
    UnknownWord {
        /// The field.
        field: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        allowed: String,
    },
    /// The file is for another issuer than this authority's key.
    WrongIssuer {
        /// The issuer whose key this is.
        ours: String,
    },
    /// A package with this row in it could not be read back: a text that is too long.
    Unsignable {
        /// What the reader of packages says.
        detail: String,
    },
    /// What the rules of the catalogue refuse (`licentia_core::catalogue`).
    Rule {
        /// Its stable code.
        code: &'static str,
        /// The field at fault; empty when it is the whole table.
        field: String,
        /// The names concerned; a circle in full.
        names: Vec<String>,
    },
}

impl Trouble {
    /// The stable code; the sentence stands in the language files under `catalogue-problem-<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::Format => "format",
            Self::Missing { .. } => "missing",
            Self::UnknownField { .. } => "unknown_field",
            Self::WrongType { .. } => "wrong_type",
            Self::UnknownWord { .. } => "unknown_word",
            Self::WrongIssuer { .. } => "wrong_issuer",
            Self::Unsignable { .. } => "unsignable",
            Self::Rule { code, .. } => code,
        }
    }

    /// The arguments of the sentence.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Syntax { detail } => vec![("detail", detail.clone())],
            Self::Format => Vec::new(),
            Self::Missing { field } => vec![("field", (*field).to_owned())],
            Self::UnknownField { field, known } => {
                vec![("field", field.clone()), ("known", known.clone())]
            }
            Self::WrongType { field, wanted } => {
                vec![("field", field.clone()), ("wanted", (*wanted).to_owned())]
            }
            Self::UnknownWord { field, value, allowed } => {
                vec![("field", (*field).to_owned()), ("value", value.clone()), ("allowed", allowed.clone())]
            }
            Self::WrongIssuer { ours } => vec![("ours", ours.clone())],
            Self::Unsignable { detail } => vec![("detail", detail.clone())],
            Self::Rule { field, names, .. } => {
                vec![("field", field.clone()), ("names", names.join(", "))]
            }
        }
    }
}

impl FileProblem {
    /// As a member of a refusal: `line`, `module`, `code`, and the `args` of its sentence.
    pub fn to_json(&self) -> Value {
        let args: Map<String, Value> =
            self.trouble.args().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        json!({"line": self.line, "module": self.module, "code": self.trouble.code(), "args": args})
    }
}
