//! The appliance's check of its own journal: every leaf, content, tile and checkpoint.
//!
//! (The independent program is `doublelock-verify`; this is the alarm that rings by
//! itself.) Two threads read chunks of entries in turn, and a third place them in the
//! tree in order, so that memory stays the same whatever the journal's size.

use std::sync::mpsc::{Receiver, sync_channel};

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_domain::ids::hex;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_ledger::{self as ledger, Frontier, Hash, TILE_HEIGHT, TILE_WIDTH, VerifyingKey};

use super::identity::Signers;
use super::standing::size;
use super::tree;
use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::journal::{ledger_checkpoint, ledger_entry, ledger_payload, site_value};
use crate::store::Store;
use crate::unit::Unit;

/// Levels of the tree in one chunk of entries: 4096 of them, a few megabytes as a rule.
const CHUNK_HEIGHT: u8 = 12;
const CHUNK: u64 = 1 << CHUNK_HEIGHT;
/// Threads that read and hash: the appliance has two cores.
const LANES: usize = 2;
/// Chunks that a thread may be ahead; what is kept of a chunk is a few hashes.
const AHEAD: usize = 4;
/// Bytes of contents fetched at once: with the two threads, their copies and one content
/// too many each (4 MiB), less than 64 MiB.
const FETCHED: u64 = 8 << 20;
/// The whole is checked again once the last whole check is as old as this: a week, less
/// what a daily job may be early.
const WHOLE_EVERY: Span = Span::hours(7 * 24 - 1);
/// Up to where the journal was found whole. Only a place to begin: whoever changes it
/// gains nothing, because a check begins at a checkpoint whose signature and root hold.
const MARK: &str = "journal.verified";

#[diesel::declare_sql_function]
extern "SQL" {
    /// Bytes of a text: both databases know it and read no content for it.
    fn octet_length(text: Nullable<Text>) -> Nullable<Integer>;
}

/// How much of the journal is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Whole,
    /// What came after the last check, from a checkpoint on that held then and holds
    /// now; all of it if there is none, or if the last whole check is a week old.
    SinceLast,
}

/// What the appliance found when it checked its own journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheck {
    /// Entries there are.
    pub entries: u64,
    /// The first entry that was read: 0 if the whole was checked.
    pub from: u64,
    /// First entry that does not hold, if any.
    pub broken_at: Option<u64>,
    /// Where the next check may begin.
    mark: Option<Mark>,
}

/// A checkpoint that was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    size: u64,
    root: Hash,
    /// When the whole was last checked.
    whole_at: Timestamp,
}

impl Mark {
    fn text(&self) -> String {
        let root = hex(&self.root);
        format!("{} {root} {}", self.size, self.whole_at.micros())
    }

    /// None if it is not a mark: then there is none.
    fn of(text: &str) -> Option<(u64, &str, Timestamp)> {
        let mut words = text.split(' ');
        let (size, root, at) = (words.next()?, words.next()?, words.next()?);
        let at = Timestamp::from_micros(at.parse().ok()?);
        Some((size.parse().ok()?, root, at))
    }
}

impl Store {
    /// Checks the journal: each leaf against its hash, number and date, each content
    /// against its commitment, each tile, and each checkpoint: its signature, and its
    /// root at its size. The first finding ends it.
    ///
    /// Blocking, for minutes with a journal of years; of the connections to read with it
    /// takes two. It holds no transaction for longer than a chunk.
    pub fn check_journal(
        &self,
        warrant: &Warrant<Clockwork>,
        key: &VerifyingKey,
        reach: Reach,
    ) -> Result<SelfCheck> {
        let (signers, plan) = self.read(warrant, |unit| {
            let now = unit.now();
            let signers = Signers::ending_in(unit.conn(), key)?;
            let plan = plan(unit.conn(), &signers, reach, now)?;
            Ok((signers, plan))
        })?;
        let mut judge = Judge::new(&plan);
        let first = plan.from >> CHUNK_HEIGHT;
        let end = plan.total.div_ceil(CHUNK);
        let read = |number: u64| {
            let from = number << CHUNK_HEIGHT;
            let to = plan.total.min(from + CHUNK);
            self.read(warrant, |unit| read_chunk(unit.conn(), &signers, from, to))
        };
        std::thread::scope(|threads| {
            let lanes: Vec<Receiver<Result<Chunk>>> = (0..LANES)
                .map(|lane| {
                    let (send, receive) = sync_channel(AHEAD);
                    let read = &read;
                    threads.spawn(move || {
                        for number in (first + lane as u64..end).step_by(LANES) {
                            // Nobody listens any more once something was found.
                            if send.send(read(number)).is_err() {
                                break;
                            }
                        }
                    });
                    receive
                })
                .collect();
            for (lane, _) in lanes.iter().cycle().zip(first..end) {
                let chunk = lane
                    .recv()
                    .map_err(|_| Error::Corrupt("a check of the journal was cut off"))??;
                let upper = judge.take(&chunk);
                if judge.broken_at.is_none() && !upper.is_empty() {
                    judge.broken_at = self.read(warrant, |unit| differing(unit.conn(), &upper))?;
                }
                if judge.broken_at.is_some() {
                    break;
                }
            }
            Ok::<_, Error>(())
        })?;
        Ok(judge.verdict(&plan))
    }
}

impl Unit<'_, Clockwork> {
    /// Remembers up to where the journal holds, for the next check to begin there;
    /// forgets it if something does not.
    pub(super) fn remember_check(&mut self, found: &SelfCheck) -> Result<()> {
        match (found.broken_at, &found.mark) {
            (None, Some(mark)) => self.set_site_value(MARK, &mark.text()),
            (None, None) => Ok(()),
            // The next check reads the whole again, and so rings again.
            (Some(_), _) => self.set_site_value(MARK, ""),
        }
    }
}

/// What is to be read.
struct Plan {
    /// Entries there are; what comes later is not checked this time.
    total: u64,
    /// The first entry to read: a multiple of [`CHUNK`].
    from: u64,
    /// The tree before it.
    edge: Frontier,
    /// The checkpoint it begins at, and when the whole was last checked.
    mark: Option<Mark>,
    whole_at: Timestamp,
    /// Something lies beyond the last entry, or a tile too many somewhere.
    beyond: bool,
    /// A key begins here, and the entry does not say so.
    unannounced: Option<u64>,
}

fn plan(conn: &mut Conn, signers: &Signers, reach: Reach, now: Timestamp) -> Result<Plan> {
    let total = size(conn)?;
    let last_payload: Option<i64> = ledger_payload::table
        .select(diesel::dsl::max(ledger_payload::sequence))
        .first(conn)?;
    let (least, most): (Option<i64>, Option<i64>) = ledger_checkpoint::table
        .select((
            diesel::dsl::min(ledger_checkpoint::size),
            diesel::dsl::max(ledger_checkpoint::size),
        ))
        .first(conn)?;
    let total_signed = signed(total)?;
    let beyond = last_payload.is_some_and(|last| last >= total_signed)
        || least.is_some_and(|least| least < 0)
        || most.is_some_and(|most| most > total_signed)
        || !tree::counts_tiles_of(conn, total)?;
    let begin = match reach {
        Reach::Whole => None,
        Reach::SinceLast => resume(conn, signers, total, now)?,
    };
    let (edge, mark) = match begin {
        Some((edge, mark)) => (edge, Some(mark)),
        None => (Frontier::default(), None),
    };
    Ok(Plan {
        total,
        from: edge.size(),
        edge,
        mark,
        whole_at: mark.map_or(now, |mark| mark.whole_at),
        beyond,
        unannounced: signers.unannounced(conn)?,
    })
}

/// Where the last check ended, if it still holds: the checkpoint there is signed, and
/// what is stored has its root.
fn resume(
    conn: &mut Conn,
    signers: &Signers,
    total: u64,
    now: Timestamp,
) -> Result<Option<(Frontier, Mark)>> {
    let text: Option<String> = site_value::table
        .find(MARK)
        .select(site_value::value)
        .first(conn)
        .optional()?;
    let Some((size, root, whole_at)) = text.as_deref().and_then(Mark::of) else {
        return Ok(None);
    };
    if size > total || now.since(whole_at) >= WHOLE_EVERY {
        return Ok(None);
    }
    let note: Option<String> = ledger_checkpoint::table
        .find(signed(size)?)
        .select(ledger_checkpoint::note)
        .first(conn)
        .optional()?;
    let Some(checkpoint) = note.and_then(|note| signers.verify(size, &note)) else {
        return Ok(None);
    };
    let edge = match tree::edge(conn, size) {
        Ok(edge) => edge,
        Err(Error::LedgerBroken(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    if edge.root() != checkpoint.root || hex(&checkpoint.root) != root {
        return Ok(None);
    }
    // Back to where a chunk begins: its subtrees are under the same root.
    let mut begin = Frontier::default();
    for (level, hash) in edge.subtrees() {
        if *level >= CHUNK_HEIGHT && !begin.push_subtree(*level, *hash, |_, _, _| ()) {
            return Ok(None);
        }
    }
    let mark = Mark {
        size,
        root: checkpoint.root,
        whole_at,
    };
    Ok(Some((begin, mark)))
}

/// What is left of some entries once they were read.
struct Chunk {
    /// Their own tree.
    edge: Frontier,
    /// The checkpoints among them, smallest first.
    checkpoints: Vec<Pledge>,
    /// The first entry that does not hold.
    broken: Option<u64>,
    /// Dates of the first and the last.
    dates: Option<(i64, i64)>,
}

/// A checkpoint, and the chunk's tree as it was at its size.
struct Pledge {
    size: u64,
    /// What the key signed; none if it did not sign this note for this size.
    root: Option<Hash>,
    edge: Frontier,
}

/// A node that the stored tile `(level / 8 - 1, index)` must have.
type Node = (u8, u64, Hash);

/// Puts chunks together, in order.
struct Judge {
    edge: Frontier,
    /// The last checkpoint that held.
    held: Option<(u64, Hash)>,
    last_at: i64,
    broken_at: Option<u64>,
}

impl Judge {
    fn new(plan: &Plan) -> Self {
        Self {
            edge: plan.edge.clone(),
            held: plan.mark.map(|mark| (mark.size, mark.root)),
            last_at: i64::MIN,
            broken_at: None,
        }
    }

    /// Judges a chunk; returns the nodes above it that it completed and that are stored.
    fn take(&mut self, chunk: &Chunk) -> Vec<Node> {
        let begin = self.edge.size();
        let mut broken = chunk.broken;
        if let Some((first, last)) = chunk.dates {
            if first < self.last_at {
                broken = Some(begin);
            }
            self.last_at = last;
        }
        for pledge in &chunk.checkpoints {
            let mut edge = self.edge.clone();
            let fits = join(&mut edge, &pledge.edge, &mut Vec::new());
            if fits && Some(edge.root()) == pledge.root {
                self.held = Some((pledge.size, edge.root()));
            } else {
                // A bad entry under it explains it; else it is somewhere after the last
                // checkpoint that holds.
                let after = self.held.map_or(0, |(size, _)| size).min(pledge.size);
                broken = Some(broken.filter(|at| *at < pledge.size).unwrap_or(after));
                break;
            }
        }
        let mut upper = Vec::new();
        if !join(&mut self.edge, &chunk.edge, &mut upper) {
            broken = broken.or(Some(begin));
        }
        self.broken_at = broken;
        upper
    }

    fn verdict(self, plan: &Plan) -> SelfCheck {
        let beyond = plan.beyond.then_some(plan.total);
        SelfCheck {
            entries: plan.total,
            from: plan.from,
            broken_at: self.broken_at.or(plan.unannounced).or(beyond),
            mark: self.held.map(|(size, root)| Mark {
                size,
                root,
                whole_at: plan.whole_at,
            }),
        }
    }
}

/// Adds a chunk's subtrees; `upper` receives the nodes above chunks that are tiles.
fn join(edge: &mut Frontier, chunk: &Frontier, upper: &mut Vec<Node>) -> bool {
    chunk.subtrees().iter().all(|(level, hash)| {
        edge.push_subtree(*level, *hash, |level, index, hash| {
            if level > CHUNK_HEIGHT && level % TILE_HEIGHT == 0 {
                upper.push((level, index, hash));
            }
        })
    })
}

/// The first entry under the first node that is not stored as it was computed.
fn differing(conn: &mut Conn, nodes: &[Node]) -> Result<Option<u64>> {
    for (level, index, hash) in nodes {
        let stored = tree::tiles(conn, level / TILE_HEIGHT - 1, *index, 1)?;
        if stored != [Some(*hash)] {
            return Ok(Some(index << level));
        }
    }
    Ok(None)
}

/// Reads entries `from..to`, of which the first begins a chunk.
fn read_chunk(conn: &mut Conn, signers: &Signers, from: u64, to: u64) -> Result<Chunk> {
    let mut checkpoints = checkpoints(conn, signers, from, to)?.into_iter().peekable();
    let tiles = tree::tiles(
        conn,
        0,
        from / TILE_WIDTH,
        ((to - from) / TILE_WIDTH) as usize,
    )?;
    let mut tiles = tiles.into_iter();
    let mut chunk = Chunk {
        edge: Frontier::default(),
        checkpoints: Vec::new(),
        broken: None,
        dates: None,
    };
    let mut next = from;
    loop {
        while let Some((size, root)) = checkpoints.next_if(|(size, _)| *size == next) {
            let edge = chunk.edge.clone();
            chunk.checkpoints.push(Pledge { size, root, edge });
        }
        if next == to {
            return Ok(chunk);
        }
        // One tile's entries, or up to the next checkpoint if it is nearer.
        let end = (next - next % TILE_WIDTH + TILE_WIDTH).min(to);
        let end = checkpoints.peek().map_or(end, |(size, _)| end.min(*size));
        let Some(hashes) = read_entries(conn, next, end, &mut chunk)? else {
            return Ok(chunk);
        };
        for hash in hashes {
            chunk.edge.push(hash, |level, _, hash| {
                if level == TILE_HEIGHT && tiles.next() != Some(Some(hash)) {
                    chunk.broken.get_or_insert(end - TILE_WIDTH);
                }
            });
        }
        next = end;
    }
}

/// Size and signed root of the checkpoints at sizes after `from` up to `to`; that of the
/// empty journal stands with the first entries.
fn checkpoints(
    conn: &mut Conn,
    signers: &Signers,
    from: u64,
    to: u64,
) -> Result<Vec<(u64, Option<Hash>)>> {
    let after = if from == 0 { -1 } else { signed(from)? };
    let rows: Vec<(i64, String)> = ledger_checkpoint::table
        .filter(ledger_checkpoint::size.gt(after))
        .filter(ledger_checkpoint::size.le(signed(to)?))
        .order(ledger_checkpoint::size)
        .select((ledger_checkpoint::size, ledger_checkpoint::note))
        .load(conn)?;
    rows.into_iter()
        .map(|(size, note)| {
            let size = unsigned(size)?;
            let checkpoint = signers.verify(size, &note);
            Ok((size, checkpoint.map(|said| said.root)))
        })
        .collect()
}

/// An entry, its salt, what it commits to of its sections, and the bytes of its content; the
/// last three unless they are gone.
type Row = (
    i64,
    i64,
    Vec<u8>,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<i32>,
);

/// Reads entries `from..to`, at most a tile's: their leaves' hashes. None, and the chunk
/// says where, once one of them does not hold.
fn read_entries(
    conn: &mut Conn,
    from: u64,
    to: u64,
    chunk: &mut Chunk,
) -> Result<Option<Vec<Hash>>> {
    let rows: Vec<Row> = ledger_entry::table
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)))
        .filter(ledger_entry::sequence.ge(signed(from)?))
        .filter(ledger_entry::sequence.lt(signed(to)?))
        .order(ledger_entry::sequence)
        .select((
            ledger_entry::sequence,
            ledger_entry::recorded_at,
            ledger_entry::leaf,
            ledger_entry::leaf_hash,
            ledger_payload::salt.nullable(),
            ledger_payload::sections.nullable(),
            octet_length(ledger_payload::payload.nullable()),
        ))
        .load(conn)?;
    let mut hashes = Vec::with_capacity(rows.len());
    let mut contents = Contents::default();
    let mut sealed = crate::sections::of_entries(conn, from, to)?;
    for (place, expected) in (from..to).enumerate() {
        let row = rows.get(place);
        let content = contents.next(conn, &rows, place)?;
        let sealed = sealed.remove(&expected).unwrap_or_default();
        let content = content.as_deref();
        let Some(hash) = row.and_then(|row| holds(expected, row, content, &sealed, chunk)) else {
            chunk.broken = Some(expected);
            return Ok(None);
        };
        hashes.push(hash);
    }
    Ok(Some(hashes))
}

/// The hash of an entry's leaf, if all of the entry holds.
fn holds(
    expected: u64,
    row: &Row,
    payload: Option<&str>,
    sealed: &[Vec<u8>],
    chunk: &mut Chunk,
) -> Option<Hash> {
    #[derive(serde::Deserialize)]
    struct Leaf<'l> {
        at: i64,
        commitment: &'l str,
        sequence: u64,
    }
    let (sequence, at, leaf, stored, salt, sections, _) = row;
    let hash = ledger::leaf_hash(leaf);
    let said: Leaf<'_> = serde_json::from_slice(leaf).ok()?;
    let salt = <&[u8; 32]>::try_from(salt.as_deref()?).ok()?;
    let sections = sections.as_deref()?;
    let commitment = ledger::commitment(salt, payload?.as_bytes(), sections);
    let (first, last) = chunk.dates.unwrap_or((*at, *at));
    chunk.dates = Some((first, *at));
    let whole = unsigned(*sequence).ok()? == expected
        && hash[..] == stored[..]
        && said.sequence == expected
        && said.at == *at
        && *at >= last
        && crate::sections::hashes(sealed).concat() == sections
        && hex(&commitment) == said.commitment;
    whole.then_some(hash)
}

/// Contents of a tile's entries, fetched a few megabytes at a time.
#[derive(Default)]
struct Contents {
    fetched: std::vec::IntoIter<(i64, String)>,
    ahead: Option<(i64, String)>,
    /// The place in the rows after those that were fetched.
    end: usize,
}

impl Contents {
    /// The content of the entry at a place; none if it is gone, or longer than any can be.
    fn next(&mut self, conn: &mut Conn, rows: &[Row], place: usize) -> Result<Option<String>> {
        let Some((sequence, .., length)) = rows.get(place) else {
            return Ok(None);
        };
        let length = length.and_then(|length| u64::try_from(length).ok());
        if length.is_none_or(|length| length > ledger::PAYLOAD_MAX as u64) {
            return Ok(None);
        }
        if place >= self.end {
            self.fetch(conn, rows, place)?;
        }
        if self.ahead.is_none() {
            self.ahead = self.fetched.next();
        }
        Ok(self
            .ahead
            .take_if(|(found, _)| found == sequence)
            .map(|(_, payload)| payload))
    }

    fn fetch(&mut self, conn: &mut Conn, rows: &[Row], place: usize) -> Result<()> {
        let mut bytes = 0;
        let some: Vec<i64> = rows[place..]
            .iter()
            .take_while(|(.., length)| {
                let before = bytes;
                bytes += length
                    .and_then(|length| u64::try_from(length).ok())
                    .unwrap_or(0);
                before == 0 || bytes <= FETCHED
            })
            .map(|(sequence, ..)| *sequence)
            .collect();
        self.end = place + some.len();
        let (Some(first), Some(last)) = (some.first(), some.last()) else {
            return Ok(());
        };
        let fetched: Vec<(i64, String)> = ledger_payload::table
            .filter(ledger_payload::sequence.between(*first, *last))
            .order(ledger_payload::sequence)
            .select((ledger_payload::sequence, ledger_payload::payload))
            .load(conn)?;
        self.fetched = fetched.into_iter();
        self.ahead = None;
        Ok(())
    }
}
