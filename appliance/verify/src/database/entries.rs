//! The entries: read and hashed by two threads in turn, put together in order.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Row, Rows};

use super::column::{blob, integer};
use super::opening::open;
use super::tiles::{self, Tiles};
use crate::entry::{Content, Entry};
use crate::examination::{Examination, Looked, look};
use crate::report::Reason;
use crate::tree::{Hash, digest};

/// Values longer than the format allows are not fetched: `octet_length` does not read them.
const ENTRIES: &str = "SELECT e.sequence, e.recorded_at, \
    CASE WHEN octet_length(e.leaf) <= 65535 THEN e.leaf END, \
    CASE WHEN octet_length(e.leaf_hash) <= 32 THEN e.leaf_hash END, \
    p.salt IS NOT NULL, p.payload IS NOT NULL, \
    CASE WHEN octet_length(p.salt) <= 32 THEN p.salt END, \
    CASE WHEN octet_length(p.payload) <= 4194304 THEN p.payload END, \
    CASE WHEN octet_length(p.sections) <= 512 THEN p.sections END \
    FROM ledger_entry e LEFT JOIN ledger_payload p ON p.sequence = e.sequence \
    WHERE e.sequence >= ?1 AND e.sequence < ?2 ORDER BY e.sequence";
/// Sections of entries, each with its number: 16 times its entry's, and its place.
const SECTIONS: &str = "SELECT section, \
    CASE WHEN octet_length(sealed) <= 4194304 THEN sealed END \
    FROM ledger_section WHERE section >= ?1 AND section < ?2 ORDER BY section";
/// Sections of no entry.
const STRAY_SECTIONS: &str = "SELECT EXISTS (SELECT 1 FROM ledger_section WHERE section < 0) \
    OR EXISTS (SELECT 1 FROM ledger_section WHERE section >= ?1)";
/// Sections an entry can have.
const PLACES: u64 = 16;
/// Texts stand after all numbers. One that is no integer is in the way of the one above it.
const LAST: &str = "SELECT CAST(max(sequence) AS INTEGER) FROM ledger_entry WHERE sequence < ''";
const STRAY: &str = "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE sequence IS NULL) \
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE sequence < 0) \
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE sequence >= '')";

/// Threads that read and hash entries.
const LANES: usize = 2;
/// Entries read in one turn. What is kept of one is some hundred bytes.
const TURN: usize = 4096;
/// Turns a thread may be ahead.
const AHEAD: usize = 4;
/// Times the connections are opened, if somebody writes between two of them each time.
const TRIES: usize = 50;

/// Connections that all see the file as the first one does.
pub(super) struct Together {
    pub(super) lanes: Vec<Connection>,
    pub(super) storage: Connection,
}

impl Together {
    pub(super) fn open(path: &Path, first: &Connection) -> Result<Self, Error> {
        Self::agreeing(first, || Ok(open(path)?.0))
    }

    /// Every act appends an entry, so two connections that see the same last entry see
    /// the same journal. On a file that is written to without a pause, the transaction
    /// of `first` is begun anew until they agree.
    fn agreeing(
        first: &Connection,
        mut open: impl FnMut() -> Result<Connection, Error>,
    ) -> Result<Self, Error> {
        let mut all = || {
            let lanes: Result<Vec<_>, _> = (0..LANES).map(|_| open()).collect();
            let (lanes, storage) = (lanes?, open()?);
            Ok::<_, Error>(Self { lanes, storage })
        };
        let mut together = all()?;
        for _ in 1..TRIES {
            if together.see(last(first)?)? {
                break;
            }
            first.execute_batch("COMMIT; BEGIN; SELECT count(*) FROM sqlite_schema;")?;
            together = all()?;
        }
        // Later connections see more; what is beyond `first` is not read.
        Ok(together)
    }

    /// Whether this is the last entry for all of them.
    fn see(&self, entry: Option<i64>) -> Result<bool, Error> {
        let lasts: Result<Vec<_>, _> = self.lanes.iter().chain([&self.storage]).map(last).collect();
        Ok(lasts?.iter().all(|other| *other == entry))
    }
}

fn last(connection: &Connection) -> Result<Option<i64>, Error> {
    connection.query_row(LAST, [], |row| Ok(integer(row.get_ref(0)?)))
}

/// Some entries in order, each looked at by itself.
struct Turn {
    entries: Vec<Looked>,
    /// The next one cannot be read.
    unreadable: bool,
}

pub(super) fn examine(
    lanes: Vec<Connection>,
    connection: &Connection,
    examination: &mut Examination,
) -> Result<(), Error> {
    let end = last(connection)?.and_then(|last| u64::try_from(last).ok());
    let end = end.map_or(0, |last| last.saturating_add(1));
    let mut statements = tiles::prepare(connection)?;
    let mut tiles = Tiles::read(&mut statements)?;
    std::thread::scope(|threads| {
        let turns: Vec<Receiver<Result<Turn, Error>>> = (0..)
            .zip(lanes)
            .map(|(lane, connection)| {
                let (send, receive) = sync_channel(AHEAD);
                threads.spawn(move || read_turns(&connection, lane, end, &send));
                receive
            })
            .collect();
        for (from, turns) in (0..end).step_by(TURN).zip(turns.iter().cycle()) {
            // A thread that is cut off leaves entries that nobody read.
            let turn = turns.recv().unwrap_or(Ok(Turn {
                entries: Vec::new(),
                unreadable: true,
            }))?;
            place(&turn, &mut tiles, examination)?;
            if examination.next() < end.min(from + TURN as u64) {
                examination.stop(Reason::Missing);
            }
            if examination.stopped() {
                break;
            }
        }
        Ok::<_, Error>(())
    })?;
    if connection.query_row(STRAY, [], |row| row.get(0))? {
        examination.stop(Reason::Missing);
    }
    let beyond = i64::try_from(end.saturating_mul(PLACES)).unwrap_or(i64::MAX);
    if connection.query_row(STRAY_SECTIONS, [beyond], |row| row.get(0))? {
        examination.add(end, Reason::Orphan);
    }
    if !examination.stopped() {
        tiles.nothing_beyond(connection, examination)?;
    }
    Ok(())
}

fn place(turn: &Turn, tiles: &mut Tiles<'_>, examination: &mut Examination) -> Result<(), Error> {
    for entry in &turn.entries {
        examination.entry(entry);
        // Levels 8, 16, … are stored.
        for level in (8..examination.completed().len()).step_by(8) {
            let node = examination.completed()[level];
            tiles.compare(node, examination)?;
        }
        if examination.stopped() {
            return Ok(());
        }
    }
    if turn.unreadable {
        examination.stop(Reason::Unreadable);
    }
    Ok(())
}

/// Reads every second turn; ends when nobody listens any more.
fn read_turns(
    connection: &Connection,
    lane: u64,
    end: u64,
    send: &SyncSender<Result<Turn, Error>>,
) {
    let first = lane.saturating_mul(TURN as u64);
    for from in (first..end).step_by(TURN * LANES) {
        if send
            .send(read_turn(connection, from, end.min(from + TURN as u64)))
            .is_err()
        {
            return;
        }
    }
}

fn read_turn(connection: &Connection, from: u64, to: u64) -> Result<Turn, Error> {
    let mut statement = connection.prepare(ENTRIES)?;
    let bound = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let mut rows = statement.query([bound(from), bound(to)])?;
    let mut sections = connection.prepare(SECTIONS)?;
    let mut sections = Sections {
        rows: sections.query([
            bound(from.saturating_mul(PLACES)),
            bound(to.saturating_mul(PLACES)),
        ])?,
        ahead: None,
    };
    let mut turn = Turn {
        entries: Vec::new(),
        unreadable: false,
    };
    while let Some(row) = rows.next()? {
        let sealed = match integer(row.get_ref(0)?) {
            Some(sequence) => sections.of(sequence)?,
            None => Vec::new(),
        };
        let Some(entry) = entry(row, &sealed)? else {
            turn.unreadable = true;
            break;
        };
        turn.entries.push(look(&entry));
    }
    Ok(turn)
}

/// Sections of a turn, read beside its entries.
struct Sections<'s> {
    rows: Rows<'s>,
    /// Number and digest of the next one; no digest if it cannot be one.
    ahead: Option<(i64, Option<Hash>)>,
}

impl Sections<'_> {
    /// The digests of an entry's sections, in order; zeros for one that is not in its place.
    fn of(&mut self, sequence: i64) -> Result<Vec<Hash>, Error> {
        let first = sequence.saturating_mul(PLACES.cast_signed());
        let mut found = Vec::new();
        let mut whole = true;
        loop {
            if self.ahead.is_none() {
                self.ahead = match self.rows.next()? {
                    Some(row) => Some((
                        integer(row.get_ref(0)?).unwrap_or(i64::MAX),
                        blob(row.get_ref(1)?).map(|sealed| digest(&[sealed])),
                    )),
                    None => return Ok(found),
                };
            }
            let end = first.saturating_add(PLACES.cast_signed());
            let Some((number, sealed)) = self.ahead.take_if(|(number, _)| *number < end) else {
                return Ok(found);
            };
            let place = i64::try_from(found.len()).unwrap_or(i64::MAX);
            whole &= number == first.saturating_add(place);
            // One out of its place counts, as one that nothing commits to.
            found.push(sealed.filter(|_| whole).unwrap_or_default());
        }
    }
}

fn entry<'r>(row: &'r Row<'_>, sealed: &'r [Hash]) -> Result<Option<Entry<'r>>, Error> {
    let (Some(sequence), Some(recorded_at)) = (integer(row.get_ref(0)?), integer(row.get_ref(1)?))
    else {
        return Ok(None);
    };
    let content = match (row.get(4)?, row.get(5)?) {
        (false, false) => Content::Erased,
        (true, true) => match (
            blob(row.get_ref(6)?),
            row.get_ref(7)?,
            blob(row.get_ref(8)?),
        ) {
            (Some(salt), ValueRef::Text(payload), Some(sections)) => Content::Kept {
                salt,
                payload,
                sections,
                sealed,
            },
            _ => Content::Foreign,
        },
        _ => Content::HalfErased,
    };
    // A leaf or hash of another type or length is not one: empty bytes are refused further on.
    let leaf = blob(row.get_ref(2)?).unwrap_or_default();
    let leaf_hash = Some(blob(row.get_ref(3)?).unwrap_or_default());
    Ok(Some(Entry {
        sequence,
        recorded_at: Some(recorded_at),
        leaf,
        leaf_hash,
        content,
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// How many connections it took, and whether they see the same, if somebody writes before each
    /// of the first `busy` ones is opened.
    fn opened_beside(busy: usize) -> (usize, bool) {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("doublelock.sqlite");
        let writer = Connection::open(&path).unwrap();
        let schema = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; \
            CREATE TABLE ledger_entry (sequence INTEGER PRIMARY KEY)";
        writer.execute_batch(schema).unwrap();
        let first = open(&path).unwrap().0;
        let mut opened = 0;
        let together = Together::agreeing(&first, || {
            if opened < busy {
                let act = "INSERT INTO ledger_entry DEFAULT VALUES";
                writer.execute(act, []).unwrap();
            }
            opened += 1;
            Ok(open(&path)?.0)
        });
        let agree = together.unwrap().see(last(&first).unwrap()).unwrap();
        (opened, agree)
    }

    #[test]
    fn connections_are_opened_until_they_see_the_same_journal_and_not_without_end() {
        let each = LANES + 1;
        assert_eq!(opened_beside(0), (each, true));
        assert_eq!(opened_beside(1), (2 * each, true));
        assert_eq!(opened_beside(each + 1), (3 * each, true));
        assert_eq!(opened_beside(usize::MAX), (TRIES * each, false));
    }
}
