//! Values in PostgreSQL's binary form, as literals, and as lines of COPY.

use std::error::Error;
use std::fmt::Write as _;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type};

use super::rows::{CellRef, push_hex};
use super::{DbError, Rows, Value};

/// A parameter of whatever type the statement gives it.
#[derive(Debug)]
pub(crate) struct Bound<'a>(pub(crate) &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::BOOL => (*number != 0).to_sql(kind, out),
                _ => Err(format!("a number is bound where a {kind} stands: CAST it").into()),
            },
            Value::Text(text) => match *kind {
                Type::JSONB => {
                    out.extend_from_slice(&[1]);
                    out.extend_from_slice(text.as_bytes());
                    Ok(IsNull::No)
                }
                Type::JSON | Type::UNKNOWN => {
                    out.extend_from_slice(text.as_bytes());
                    Ok(IsNull::No)
                }
                _ if <&str as ToSql>::accepts(kind) => text.to_sql(kind, out),
                _ => Err(format!("a text is bound where a {kind} stands").into()),
            },
            Value::Blob(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Value::Blob(_) => Err(format!("bytes are bound where a {kind} stands").into()),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// Column `column` of `row`.
pub(crate) fn value_of(row: &postgres::Row, column: usize) -> Result<Value, DbError> {
    row.try_get::<_, Any>(column).map(|any| any.0).map_err(|error| DbError::Failed(error.to_string()))
}

struct Any(Value);

impl<'a> FromSql<'a> for Any {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(kind, raw)?.into()),
            // SUM and AVG of BIGINT.
            Type::NUMERIC => Value::Int(whole_number(raw).ok_or("a number that is not whole")?),
            Type::BYTEA => Value::Blob(raw.to_vec()),
            Type::JSONB => Value::Text(std::str::from_utf8(raw.get(1..).unwrap_or(&[]))?.to_owned()),
            Type::JSON | Type::UNKNOWN => Value::Text(std::str::from_utf8(raw)?.to_owned()),
            _ if <&str as FromSql>::accepts(kind) => Value::Text(String::from_sql(kind, raw)?),
            // What a statement without a result, such as pg_notify, answers.
            Type::VOID => Value::Null,
            _ => return Err(format!("a {kind} is not in the portable subset").into()),
        }))
    }

    fn from_sql_null(_kind: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }
}

/// A NUMERIC without a fraction: digits of base 10,000, the first of weight `weight`.
fn whole_number(raw: &[u8]) -> Option<i64> {
    let short = |at: usize| Some(i16::from_be_bytes(raw.get(at..at + 2)?.try_into().ok()?));
    let (count, weight, sign) = (short(0)?, short(2)?, short(4)?);
    let mut number: i64 = 0;
    for at in 0..=weight.max(count - 1) {
        let digit = if at < count { short(8 + 2 * usize::try_from(at).ok()?)? } else { 0 };
        if at <= weight {
            number = number.checked_mul(10_000)?.checked_add(digit.into())?;
        } else if digit != 0 {
            return None;
        }
    }
    match sign {
        0 => Some(number),
        0x4000 => number.checked_neg(),
        _ => None,
    }
}

/// Appends a statement with its parameters written into it. Texts are quoted as
/// `standard_conforming_strings` has it, bytes are hexadecimal.
pub(crate) fn literals(out: &mut String, sql: &str, params: &[Value]) -> Result<(), DbError> {
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let number: usize =
            after[..digits].parse().map_err(|_| DbError::Failed(format!("not a parameter in: {sql}")))?;
        let param = number
            .checked_sub(1)
            .and_then(|at| params.get(at))
            .ok_or_else(|| DbError::Failed(format!("no parameter ${number} for: {sql}")))?;
        literal(out, param, number)?;
        rest = &after[digits..];
    }
    out.push_str(rest);
    Ok(())
}

fn literal(out: &mut String, value: &Value, number: usize) -> Result<(), DbError> {
    push_literal(
        out,
        match value {
            Value::Null => CellRef::Null,
            Value::Int(number) => CellRef::Int(*number),
            Value::Text(text) if text.contains('\0') => return Err(DbError::Parameter(number)),
            Value::Text(text) => CellRef::Text(text),
            Value::Blob(bytes) => CellRef::Blob(bytes),
        },
    );
    Ok(())
}

fn push_literal(out: &mut String, cell: CellRef<'_>) {
    match cell {
        CellRef::Null => out.push_str("NULL"),
        CellRef::Int(number) => write!(out, "({number})").expect("writing to a String cannot fail"),
        CellRef::Text(text) => {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        }
        CellRef::Blob(bytes) => {
            out.push_str("'\\x");
            push_hex(out, bytes);
            out.push_str("'::bytea");
        }
    }
}

/// One INSERT of a few rows, with their values written into it. No text in them holds a NUL.
pub(crate) fn insert_literal(out: &mut String, table: &str, columns: &[&str], rows: &Rows) {
    write!(out, "INSERT INTO {table} ({}) VALUES ", columns.join(","))
        .expect("writing to a String cannot fail");
    for row in 0..rows.len() {
        out.push_str(if row == 0 { "(" } else { ",(" });
        for (column, cell) in rows.row_at(row).enumerate() {
            if column > 0 {
                out.push(',');
            }
            push_literal(out, cell);
        }
        out.push(')');
    }
}

/// Appends one line of COPY's text format.
pub(crate) fn copy_line<'a>(out: &mut String, cells: impl Iterator<Item = CellRef<'a>>) {
    for (column, cell) in cells.enumerate() {
        if column > 0 {
            out.push('\t');
        }
        match cell {
            CellRef::Null => out.push_str("\\N"),
            CellRef::Int(number) => {
                write!(out, "{number}").expect("writing to a String cannot fail");
            }
            CellRef::Text(text) => copy_text(out, text),
            CellRef::Blob(bytes) => {
                out.push_str("\\\\x");
                push_hex(out, bytes);
            }
        }
    }
    out.push('\n');
}

fn copy_text(out: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(escaped);
        plain = at + 1;
    }
    out.push_str(&text[plain..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::values;

    #[test]
    fn literals_cannot_be_escaped_from() {
        let mut out = String::new();
        literals(
            &mut out,
            "INSERT INTO t VALUES ($2, $1, $3, $4)",
            &values!["it's '); DROP TABLE t; -- \\'", -5, vec![0_u8, 255], None::<i64>],
        )
        .unwrap();
        assert_eq!(
            out,
            "INSERT INTO t VALUES ((-5), 'it''s ''); DROP TABLE t; -- \\''', '\\x00ff'::bytea, NULL)"
        );
        assert!(literals(&mut out, "SELECT $1", &values!["a\0b"]).is_err());
        assert!(literals(&mut out, "SELECT $2", &values![1]).is_err());
    }

    #[test]
    fn whole_numbers_are_read_and_fractions_are_not() {
        let numeric =
            |parts: &[i16]| -> Vec<u8> { parts.iter().flat_map(|part| part.to_be_bytes()).collect() };
        assert_eq!(whole_number(&numeric(&[0, 0, 0, 0])), Some(0));
        assert_eq!(whole_number(&numeric(&[1, 0, 0x4000, 0, 42])), Some(-42));
        assert_eq!(whole_number(&numeric(&[2, 1, 0, 0, 12, 34])), Some(120_034));
        assert_eq!(whole_number(&numeric(&[1, 2, 0, 0, 7])), Some(700_000_000));
        assert_eq!(whole_number(&numeric(&[2, 0, 0, 1, 1, 5000])), None);
        assert_eq!(whole_number(&numeric(&[1, 0, -16_384, 0, 1])), None);
        assert_eq!(whole_number(&[]), None);
    }

    #[test]
    fn a_line_of_copy_escapes_what_copy_would_take_for_its_own() {
        let mut rows = Rows::new();
        rows.row().int(-1).text("a\tb\\N\nc\r").null().blob(&[1, 0xab]);
        let mut out = String::new();
        copy_line(&mut out, rows.row_at(0));
        assert_eq!(out, "-1\ta\\tb\\\\N\\nc\\r\t\\N\t\\\\x01ab\n");
    }
}
