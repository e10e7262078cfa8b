//! Two databases, one table, row by row: both are read as streams in the order of the key.
//!
//! Rows are compared as text that says NULL, the empty text, false and 0 apart: a letter for
//! the kind, then digits, or the bytes in hexadecimal. PostgreSQL and SQLite write the same.

use std::cmp::Ordering;

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::difference::{Amiss, Compared, Difference};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::tables::Follows;

/// A row: its key, as its columns order it, and everything in it.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    first: String,
    #[diesel(sql_type = Text)]
    second: String,
    #[diesel(sql_type = Text)]
    body: String,
}

impl Row {
    fn order(&self, other: &Self) -> Ordering {
        (&self.first, &self.second).cmp(&(&other.first, &other.second))
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

type Rows<'a> = Box<dyn Iterator<Item = QueryResult<Row>> + 'a>;

fn columns(conn: &mut Conn, table: &str) -> Result<Vec<Column>> {
    let found = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(format!(
            "SELECT name, lower(type) AS kind FROM pragma_table_info('{table}') ORDER BY cid"
        ))
        .load::<Column>(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(format!(
            "SELECT column_name::text AS name, data_type::text AS kind \
             FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}' \
             ORDER BY ordinal_position"
        ))
        .load::<Column>(conn)?,
    };
    if found.is_empty() {
        return Err(Error::Corrupt("a table is not there"));
    }
    Ok(found)
}

fn is_number(kind: &str) -> bool {
    matches!(kind, "integer" | "bigint")
}

/// A column's value as text.
fn written(column: &Column, sqlite: bool) -> String {
    let name = &column.name;
    let text = match (column.kind.as_str(), sqlite) {
        (kind, _) if is_number(kind) => format!("'i' || CAST({name} AS TEXT)"),
        ("boolean", _) => format!("CASE WHEN {name} THEN 'i1' ELSE 'i0' END"),
        ("blob", _) => format!("'x' || lower(hex({name}))"),
        ("bytea", _) => format!("'x' || encode({name}, 'hex')"),
        (_, true) => format!("'t' || lower(hex(CAST({name} AS BLOB)))"),
        (_, false) => format!("'t' || encode(convert_to({name}, 'UTF8'), 'hex')"),
    };
    format!("CASE WHEN {name} IS NULL THEN 'n' ELSE {text} END")
}

/// A column of the key as text that sorts as the column does. Keys are not negative.
fn sorted(name: &str, all: &[Column], sqlite: bool) -> String {
    let number = all
        .iter()
        .any(|column| column.name == name && is_number(&column.kind));
    match (number, sqlite) {
        (false, _) => name.to_owned(),
        (true, true) => format!("printf('%020d', {name})"),
        (true, false) => format!("lpad(CAST({name} AS TEXT), 20, '0')"),
    }
}

/// Rows of a table in the order of its key; those of some records only, if any are named.
fn rows<'a>(
    conn: &'a mut Conn,
    table: &Follows,
    all: &[Column],
    only: Option<&[String]>,
) -> Result<Rows<'a>> {
    let sqlite = matches!(conn, Conn::Sqlite(_));
    let body: Vec<String> = all.iter().map(|column| written(column, sqlite)).collect();
    let first = table.key.first().copied().unwrap_or("1");
    let second = table
        .key
        .get(1)
        .map_or_else(|| "''".to_owned(), |name| sorted(name, all, sqlite));
    let only = match (only, table.of) {
        // Kinds, ids and labels are letters and digits: nothing to quote.
        (Some(ids), Some(of)) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
            format!(" WHERE {} IN ({})", of.column(), ids.join(", "))
        }
        _ => String::new(),
    };
    let sql = format!(
        "SELECT {} AS first, {second} AS second, {} AS body FROM {}{only} ORDER BY {}",
        sorted(first, all, sqlite),
        body.join(" || ',' || "),
        table.name,
        table.key.join(", "),
    );
    let query = diesel::sql_query(sql);
    Ok(match conn {
        Conn::Sqlite(conn) => {
            Box::new(query.load_iter::<Row, DefaultLoadingMode>(conn)?) as Rows<'a>
        }
        Conn::Postgres(conn) => Box::new(query.load_iter::<Row, PgRowByRowLoadingMode>(conn)?),
    })
}

/// Compares a table; `only` names the records to look at, or all.
pub(super) fn table(
    live: &mut Conn,
    folded: &mut Conn,
    table: &Follows,
    only: Option<&[String]>,
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let (of_live, of_folded) = (columns(live, table.name)?, columns(folded, table.name)?);
    let names: Vec<String> = of_folded.iter().map(|column| column.name.clone()).collect();
    if of_live.len() != of_folded.len()
        || of_live
            .iter()
            .zip(&names)
            .any(|(live, name)| live.name != *name)
    {
        return Err(Error::Corrupt(
            "a table has other columns than this program's",
        ));
    }
    let mut compared = Compared::default();
    let mut tell = |row: &Row, amiss: Amiss| {
        let mut key = row.first.clone();
        if !row.second.is_empty() {
            let second = row.second.trim_start_matches('0');
            let second = if second.is_empty() { "0" } else { second };
            key = format!("{key} {second}");
        }
        found(&Difference {
            table: table.name,
            row: key,
            amiss,
        });
    };
    let mut there = rows(live, table, &of_live, only)?;
    let mut wanted = rows(folded, table, &of_folded, only)?;
    let (mut have, mut want) = (there.next().transpose()?, wanted.next().transpose()?);
    loop {
        let order = match (&have, &want) {
            (None, None) => return Ok(compared),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(have), Some(want)) => have.order(want),
        };
        compared.rows += 1;
        let amiss = match (&have, &want) {
            (Some(row), _) if order == Ordering::Less => Some((row, Amiss::Unexplained)),
            (_, Some(row)) if order == Ordering::Greater => Some((row, Amiss::Missing)),
            (Some(row), Some(other)) if row.body != other.body => Some((
                row,
                Amiss::Columns(differing(&names, &row.body, &other.body)),
            )),
            _ => None,
        };
        if let Some((row, amiss)) = amiss {
            compared.differing += 1;
            tell(row, amiss);
        }
        if order != Ordering::Greater {
            have = there.next().transpose()?;
        }
        if order != Ordering::Less {
            want = wanted.next().transpose()?;
        }
    }
}

/// Names of the columns in which two rows differ.
fn differing(names: &[String], one: &str, other: &str) -> Vec<String> {
    names
        .iter()
        .zip(one.split(',').zip(other.split(',')))
        .filter(|(_, (one, other))| one != other)
        .map(|(name, _)| name.clone())
        .collect()
}
