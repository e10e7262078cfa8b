//! Rows of any table, with the values that are in them: what a comparison reads from either
//! database.

use diesel::deserialize::{QueryableByName, Result};
use diesel::pg::{Pg, PgValue};
use diesel::row::{Field as _, NamedRow, Row};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

/// A value. Each database's say NULL, the empty text, no bytes, false and 0 apart; what is
/// a truth value to PostgreSQL is 0 or 1 to both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Null,
    Number(i64),
    Text(Vec<u8>),
    Bytes(Vec<u8>),
    /// Of a kind that no column of ours is of.
    Foreign(Vec<u8>),
}

impl Value {
    /// As it may be named to people. Keys are ids, labels and numbers of ours.
    pub(super) fn named(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Self::Bytes(bytes) | Self::Foreign(bytes) => doublelock_domain::ids::hex(bytes),
        }
    }

    fn of_sqlite(mut value: SqliteValue<'_, '_, '_>) -> Self {
        match value.value_type() {
            None => Self::Null,
            Some(SqliteType::Integer | SqliteType::Long | SqliteType::SmallInt) => {
                Self::Number(value.read_long())
            }
            // Its bytes: what is no text would be read as some other.
            Some(SqliteType::Text) => Self::Text(value.read_blob().to_vec()),
            Some(SqliteType::Binary) => Self::Bytes(value.read_blob().to_vec()),
            // A strict table has none.
            Some(SqliteType::Float | SqliteType::Double) => {
                Self::Foreign(value.read_double().to_be_bytes().to_vec())
            }
        }
    }

    /// What PostgreSQL sends in its binary form, by the number of its type in the catalogue
    /// (`pg_type.dat`).
    fn of_postgres(value: &PgValue<'_>) -> Self {
        let bytes = value.as_bytes();
        let number = match (value.get_oid().get(), bytes) {
            (BOOL, [truth]) => Some(i64::from(*truth)),
            (INT4, bytes) => bytes.try_into().ok().map(i32::from_be_bytes).map(i64::from),
            (INT8, bytes) => bytes.try_into().ok().map(i64::from_be_bytes),
            _ => None,
        };
        match (number, value.get_oid().get()) {
            (Some(number), _) => Self::Number(number),
            (None, TEXT) => Self::Text(bytes.to_vec()),
            (None, BYTEA) => Self::Bytes(bytes.to_vec()),
            (None, _) => Self::Foreign(bytes.to_vec()),
        }
    }
}

const BOOL: u32 = 16;
const BYTEA: u32 = 17;
const INT8: u32 = 20;
const INT4: u32 = 23;
const TEXT: u32 = 25;

/// A row: its values in the order of the columns that were asked for.
pub(super) struct Values(pub(super) Vec<Value>);

impl QueryableByName<Sqlite> for Values {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> Result<Self> {
        let values = (0..row.field_count()).map(|at| {
            let field = Row::get(row, at);
            let value = field.as_ref().and_then(|field| field.value());
            value.map_or(Value::Null, Value::of_sqlite)
        });
        Ok(Self(values.collect()))
    }
}

impl QueryableByName<Pg> for Values {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> Result<Self> {
        let values = (0..row.field_count()).map(|at| {
            let field = Row::get(row, at);
            let value = field.as_ref().and_then(|field| field.value());
            value.map_or(Value::Null, |value| Value::of_postgres(&value))
        });
        Ok(Self(values.collect()))
    }
}
