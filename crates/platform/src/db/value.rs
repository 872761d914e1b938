//! What goes into a statement and what comes out of it.

use super::DbError;

/// One parameter or one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// BIGINT; also booleans, as 0 and 1.
    Int(i64),
    /// TEXT; also JSON, for `EACH($n)`.
    Text(String),
    /// BLOB, on PostgreSQL BYTEA.
    Blob(Vec<u8>),
}

/// `values![a, b, c]`: parameters of a statement, each converted by `Into<Value>`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}
pub use crate::values;

macro_rules! from_integers {
    ($($integer:ty),*) => { $(
        impl From<$integer> for Value {
            fn from(value: $integer) -> Self { Self::Int(i64::from(value)) }
        }
        impl From<&$integer> for Value {
            fn from(value: &$integer) -> Self { Self::Int(i64::from(*value)) }
        }
    )* };
}
from_integers!(bool, u8, i16, u16, i32, u32, i64);

impl From<u64> for Value {
    /// Revisions and sequence numbers: all below 2^63.
    fn from(value: u64) -> Self {
        Self::Int(value.cast_signed())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Column `index`, counted from 0.
    ///
    /// # Errors
    /// [`DbError::Column`] when there is no such column or it does not hold a `T`: a fault in the
    /// statement or a database edited by hand, never something a request can cause.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, DbError> {
        self.0
            .get(index)
            .and_then(T::from_value)
            .ok_or_else(|| DbError::Column { index, wanted: std::any::type_name::<T>() })
    }

    /// Column `index` as text without copying it; `None` when it is not text.
    pub fn text(&self, index: usize) -> Option<&str> {
        match self.0.get(index) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// All columns as text; bytes and NULL as `None`.
    pub(crate) fn texts(self) -> Vec<Option<String>> {
        self.0
            .into_iter()
            .map(|value| match value {
                Value::Int(number) => Some(number.to_string()),
                Value::Text(text) => Some(text),
                Value::Null | Value::Blob(_) => None,
            })
            .collect()
    }

    /// How many columns it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no columns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    /// The value, when the column holds one.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! integers_from {
    ($($integer:ty),*) => { $(
        impl FromValue for $integer {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Int(number) => <$integer>::try_from(*number).ok(),
                    _ => None,
                }
            }
        }
    )* };
}
integers_from!(u8, i16, u16, i32, u32, i64, u64, usize);

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}
