//! Two databases, one table, row by row: both are read as streams in the order of the key.

use std::cmp::Ordering;

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::difference::{Amiss, Compared, Difference};
use super::raw::{Value, Values};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::tables::Follows;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

type Rows<'a> = Box<dyn Iterator<Item = QueryResult<Values>> + 'a>;

fn columns(conn: &mut Conn, table: &str) -> Result<Vec<String>> {
    let found = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(format!(
            "SELECT name FROM pragma_table_info('{table}') ORDER BY cid"
        ))
        .load::<Column>(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(format!(
            "SELECT column_name::text AS name FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}' \
             ORDER BY ordinal_position"
        ))
        .load::<Column>(conn)?,
    };
    if found.is_empty() {
        return Err(Error::Corrupt("a table is not there"));
    }
    Ok(found.into_iter().map(|column| column.name).collect())
}

/// Rows of a table in the order of its key; those of some records only, if any are named.
fn rows<'a>(
    conn: &'a mut Conn,
    table: &Follows,
    columns: &[String],
    only: Option<&[String]>,
) -> Result<Rows<'a>> {
    let only = match (only, table.of) {
        // Kinds, ids and labels are letters and digits: nothing to quote.
        (Some(ids), Some(of)) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
            format!(" WHERE {} IN ({})", of.column(), ids.join(", "))
        }
        _ => String::new(),
    };
    let query = diesel::sql_query(format!(
        "SELECT {} FROM {}{only} ORDER BY {}",
        columns.join(", "),
        table.name,
        table.key.join(", "),
    ));
    Ok(match conn {
        Conn::Sqlite(conn) => {
            Box::new(query.load_iter::<Values, DefaultLoadingMode>(conn)?) as Rows<'a>
        }
        Conn::Postgres(conn) => Box::new(query.load_iter::<Values, PgRowByRowLoadingMode>(conn)?),
    })
}

/// Where the key of a table stands among its columns.
struct Key(Vec<usize>);

impl Key {
    fn of(table: &Follows, columns: &[String]) -> Result<Self> {
        let at = |key: &&str| columns.iter().position(|column| column == key);
        let found: Option<Vec<usize>> = table.key.iter().map(at).collect();
        found.map(Self).ok_or(Error::Corrupt("a table has no key"))
    }

    fn values<'r>(&self, row: &'r Values) -> impl Iterator<Item = &'r Value> {
        self.0.iter().filter_map(|at| row.0.get(*at))
    }

    fn order(&self, one: &Values, other: &Values) -> Ordering {
        self.values(one).cmp(self.values(other))
    }

    fn named(&self, row: &Values) -> String {
        let values: Vec<String> = self.values(row).map(Value::named).collect();
        values.join(" ")
    }
}

/// Compares a table; `only` names the records to look at, or all.
pub(super) fn table(
    live: &mut Conn,
    folded: &mut Conn,
    table: &Follows,
    only: Option<&[String]>,
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let names = columns(folded, table.name)?;
    if columns(live, table.name)? != names {
        return Err(Error::Corrupt(
            "a table has other columns than this program's",
        ));
    }
    let key = Key::of(table, &names)?;
    let mut compared = Compared::default();
    let mut tell = |row: &Values, amiss: Amiss| {
        found(&Difference {
            table: table.name,
            row: key.named(row),
            amiss,
        });
    };
    let mut there = rows(live, table, &names, only)?;
    let mut wanted = rows(folded, table, &names, only)?;
    let (mut have, mut want) = (there.next().transpose()?, wanted.next().transpose()?);
    loop {
        let order = match (&have, &want) {
            (None, None) => return Ok(compared),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(have), Some(want)) => key.order(have, want),
        };
        compared.rows += 1;
        let amiss = match (&have, &want) {
            (Some(row), _) if order == Ordering::Less => Some((row, Amiss::Unexplained)),
            (_, Some(row)) if order == Ordering::Greater => Some((row, Amiss::Missing)),
            (Some(row), Some(other)) if row.0 != other.0 => {
                Some((row, Amiss::Columns(differing(&names, row, other))))
            }
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
fn differing(names: &[String], one: &Values, other: &Values) -> Vec<String> {
    names
        .iter()
        .zip(one.0.iter().zip(&other.0))
        .filter(|(_, (one, other))| one != other)
        .map(|(name, _)| name.clone())
        .collect()
}
