//! What does not balance, as the desk sees it and deals with it.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::exception::{
    ExceptionEventKind, ExceptionExit, ExceptionKind, ExceptionStep, due_after_step,
};
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::fact::cases::{ListName, RecordOpened};
use doublelock_domain::fact::custody::{
    ExceptionAssigned, ExceptionClosed, ExceptionFollowed, ExceptionReopened, Happening,
};
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::{
    CaseId, ExceptionId, ItemId, PersonId, Reference, ShipmentId, VisitId,
};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use super::event;
use super::exception::{self, ExceptionRow, of_shipment};
use super::holder::HolderView;
use super::item as article;
use super::names::Names;
use super::shipment as parcel;
use super::shipment_view::ShipmentView;
use super::visit::VisitView;
use crate::columns::{counted, maybe_stored, stored, unsigned};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{access_visit, custody_exception, exception_event, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// Who is to answer for something that does not balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExceptionOwner {
    /// Whoever says it.
    Me,
    /// Nobody by name.
    Desk,
    /// This colleague.
    Colleague(PersonId),
}

/// Something that does not balance, in a list.
#[derive(Debug, Clone)]
pub struct ExceptionLine {
    /// Its id.
    pub id: ExceptionId,
    /// What does not balance.
    pub kind: ExceptionKind,
    /// How it ended, if it did.
    pub exit: Option<ExceptionExit>,
    /// The parcel, and who sent it, if anybody said it.
    pub shipment: Option<(Reference, Reading<Option<String>>)>,
    /// The visit.
    pub visit: Option<(VisitId, Reference)>,
    /// The article.
    pub item: Option<Label>,
    /// What it is, or was announced as.
    pub item_kind: Option<ItemKind>,
    /// Who holds it now.
    pub holder: Option<HolderView>,
    /// Number of its case.
    pub case: Option<Reference>,
    /// Name of who answers for it; none if it is the desk.
    pub owner: Option<String>,
    /// Whoever looks answers for it.
    pub mine: bool,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when the next thing must be done.
    pub due: Timestamp,
    /// From when it is to be treated as lost.
    pub lost_from: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
}

impl ExceptionLine {
    /// It is open, and what was to be done was not done in time.
    pub fn overdue(&self, now: Timestamp) -> bool {
        self.exit.is_none() && now > self.due
    }

    /// It is open, and so old that it is to be treated as lost.
    pub fn as_lost(&self, now: Timestamp) -> bool {
        self.exit.is_none() && self.lost_from.is_some_and(|from| now > from)
    }
}

/// One thing that happened to an exception.
#[derive(Debug, Clone)]
pub struct ExceptionEvent {
    /// What.
    pub kind: ExceptionEventKind,
    /// What was done.
    pub step: Option<ExceptionStep>,
    /// How it ended.
    pub exit: Option<ExceptionExit>,
    /// Who answers for it from then on; none if it is the desk.
    pub owner: Option<String>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What was written.
    pub words: Option<Reading<String>>,
    /// Number of its entry in the journal.
    pub sequence: u64,
}

/// Something that does not balance, with what was done about it.
#[derive(Debug, Clone)]
pub struct ExceptionView {
    /// As in a list.
    pub line: ExceptionLine,
    /// What happened, newest first.
    pub history: Vec<ExceptionEvent>,
    row: Stored,
}

/// What the acts on it need.
#[derive(Debug, Clone)]
struct Stored {
    shipment: Option<ShipmentId>,
    item: Option<ItemId>,
}

type EventRow = (String, Option<String>, i64, String, Option<i64>, i64);
type LineRow = (String, i32, String, Option<String>);

/// What an exception is about, looked up together with others.
#[derive(Default)]
struct About {
    /// The kind and the article of each line of the parcels.
    lines: BTreeMap<(String, i32), (String, Option<String>)>,
    items: BTreeMap<String, article::ItemRow>,
    parcels: BTreeMap<String, Option<String>>,
    visits: BTreeMap<String, Reference>,
}

impl About {
    fn of<D: Duty>(
        unit: &mut Sight<'_, D>,
        names: &mut Names,
        rows: &[ExceptionRow],
    ) -> Result<Self> {
        let parcels: Vec<&str> = ids(rows, |row| row.shipment_id.as_deref());
        let visits: Vec<&str> = ids(rows, |row| row.visit_id.as_deref());
        let lines: Vec<LineRow> = shipment_line::table
            .filter(shipment_line::shipment_id.eq_any(&parcels))
            .select((
                shipment_line::shipment_id,
                shipment_line::position,
                shipment_line::kind,
                shipment_line::item_id,
            ))
            .load(unit.conn())?;
        let lines: BTreeMap<(String, i32), (String, Option<String>)> = lines
            .into_iter()
            .map(|(parcel, at, kind, item)| ((parcel, at), (kind, item)))
            .collect();
        let of_lines = rows
            .iter()
            .filter_map(|row| line_of(&lines, row)?.1.clone());
        let opened_with = rows.iter().filter_map(|row| row.item_id.clone());
        let items = article::by_ids(unit, of_lines.chain(opened_with))?;
        let visits: Vec<(String, String)> = access_visit::table
            .filter(access_visit::id.eq_any(visits))
            .select((access_visit::id, access_visit::reference))
            .load(unit.conn())?;
        let visits = visits
            .into_iter()
            .map(|(id, no)| Ok((id, stored(&no)?)))
            .collect::<Result<_>>()?;
        let parcels = parcel::cases_of(unit.conn(), &parcels)?;
        names.learn_shipments(unit, parcels.keys().cloned().collect())?;
        let cases = parcels.values().flatten();
        let cases = cases.chain(items.values().filter_map(|item| item.case_id.as_ref()));
        names.learn_cases(unit, cases.map(String::as_str))?;
        let holders = items.values();
        let holders = holders.map(|item| Ok(item.state()?.holder));
        let holders = holders.collect::<Result<Vec<_>>>()?;
        let owners = rows.iter().filter_map(|row| row.owner_id.as_deref());
        names.learn(unit, &holders, owners)?;
        Ok(Self {
            lines,
            items,
            parcels,
            visits,
        })
    }

    /// The article of a row: named when it was opened, or bound to its line since.
    fn item(&self, row: &ExceptionRow) -> Option<&article::ItemRow> {
        let bound = line_of(&self.lines, row).and_then(|(_, item)| item.as_ref());
        self.items.get(row.item_id.as_ref().or(bound)?)
    }

    fn case(&self, row: &ExceptionRow) -> Result<Option<CaseId>> {
        let of_item = self.item(row).map(|item| item.case_id.clone());
        let of_parcel = || self.parcels.get(row.shipment_id.as_ref()?)?.clone();
        // An article that nobody announced is not of its parcel's case.
        maybe_stored(of_item.unwrap_or_else(of_parcel).as_deref())
    }

    fn subjects(&self, row: &ExceptionRow) -> Result<Vec<Subject>> {
        let concern = row.concern()?;
        let mut about: Vec<Subject> = vec![(&row.key()?).into()];
        about.extend(concern.shipment.as_ref().map(Into::into));
        about.extend(concern.visit.as_ref().map(Into::into));
        about.extend(self.case(row)?.as_ref().map(Into::into));
        if let Some(item) = self.item(row) {
            about.push((&stored::<ItemId>(&item.id)?).into());
        }
        Ok(about)
    }

    fn line<D: Duty>(
        &self,
        unit: &mut Sight<'_, D>,
        names: &mut Names,
        row: &ExceptionRow,
    ) -> Result<ExceptionLine> {
        let rule = row.rule()?;
        let announced = line_of(&self.lines, row).map(|(kind, _)| kind.as_str());
        let item = self.item(row);
        let kind = item.map(|item| item.kind.as_str()).or(announced);
        let case = match self.case(row)? {
            Some(case) => Some(names.case(unit, &case)?),
            None => None,
        };
        let shipment = match &row.shipment_id {
            Some(parcel) => {
                let (no, words) = names.shipment(unit, parcel)?;
                let sender = words.map(|words| words.party.map(|party| party.as_str().to_owned()));
                Some((no, sender))
            }
            None => None,
        };
        let visit = match &row.visit_id {
            Some(visit) => Some((stored(visit)?, self.visits.get(visit).copied())),
            None => None,
        };
        Ok(ExceptionLine {
            id: row.key()?,
            kind: rule.kind,
            exit: rule.exit,
            shipment,
            visit: visit.and_then(|(id, no)| Some((id, no?))),
            item: item.map(article::ItemRow::label).transpose()?,
            item_kind: maybe_stored(kind)?,
            holder: match item {
                Some(item) => Some(names.view(unit, &item.state()?.holder)?),
                None => None,
            },
            case,
            owner: match &row.owner_id {
                Some(who) => Some(names.person(unit, who)?),
                None => None,
            },
            mine: row.owner_id.as_deref() == Some(unit.actor().as_str()),
            opened_at: Timestamp::from_micros(row.opened_at),
            due: Timestamp::from_micros(row.due_at),
            lost_from: row.lost_from.map(Timestamp::from_micros),
            closed_at: row.closed_at.map(Timestamp::from_micros),
        })
    }
}

fn ids<'r>(
    rows: &'r [ExceptionRow],
    which: impl Fn(&'r ExceptionRow) -> Option<&'r str>,
) -> Vec<&'r str> {
    let mut ids: Vec<&str> = rows.iter().filter_map(which).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn line_of<'l>(
    lines: &'l BTreeMap<(String, i32), (String, Option<String>)>,
    row: &ExceptionRow,
) -> Option<&'l (String, Option<String>)> {
    lines.get(&(row.shipment_id.clone()?, row.line?))
}

/// Rows, told, with the records that they name.
fn told<D: Duty>(
    unit: &mut Sight<'_, D>,
    rows: &[ExceptionRow],
) -> Result<(Vec<ExceptionLine>, Vec<Subject>)> {
    let mut names = Names::default();
    let about = About::of(unit, &mut names, rows)?;
    let mut records = Vec::new();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(about.line(unit, &mut names, row)?);
        records.extend(about.subjects(row)?);
    }
    Ok((lines, records))
}

/// Those that are open, the most pressing first, but for those of some kinds; for whoever writes down that they were
/// read.
pub(super) fn most_pressing<D: Duty>(
    unit: &mut Sight<'_, D>,
    but_for: &[ExceptionKind],
    limit: u32,
) -> Result<(Vec<ExceptionLine>, Vec<Subject>)> {
    let but_for = but_for.iter().map(|kind| kind.as_str());
    let rows: Vec<ExceptionRow> = custody_exception::table
        .filter(custody_exception::outcome.is_null())
        .filter(custody_exception::kind.ne_all(but_for))
        .order((custody_exception::due_at, custody_exception::id))
        .limit(i64::from(limit))
        .select(ExceptionRow::as_select())
        .load(unit.conn())?;
    told(unit, &rows)
}

/// Those that are open because a parcel is late.
pub(super) fn of_late_parcels<D: Duty>(
    unit: &mut Sight<'_, D>,
    parcels: &[&str],
) -> Result<(Vec<ExceptionLine>, Vec<Subject>)> {
    let rows: Vec<ExceptionRow> = custody_exception::table
        .filter(custody_exception::outcome.is_null())
        .filter(custody_exception::kind.eq(ExceptionKind::Late.as_str()))
        .filter(custody_exception::shipment_id.eq_any(parcels))
        .select(ExceptionRow::as_select())
        .load(unit.conn())?;
    told(unit, &rows)
}

/// How many are open, of each kind.
pub(super) fn count<D: Duty>(unit: &mut Sight<'_, D>) -> Result<BTreeMap<ExceptionKind, u32>> {
    let rows: Vec<(String, i64)> = custody_exception::table
        .filter(custody_exception::outcome.is_null())
        .group_by(custody_exception::kind)
        .select((custody_exception::kind, count_star()))
        .load(unit.conn())?;
    rows.into_iter()
        .map(|(kind, open)| Ok((stored(&kind)?, counted(open)?)))
        .collect()
}

impl<'a> Sight<'a, Custody> {
    /// What does not balance, at most `limit`: open, the most pressing first, from the one after `after` on; and how many
    /// there are in all. Senders can be patients, so the reading itself is written down.
    pub fn open_exceptions(
        &mut self,
        after: Option<&(Timestamp, ExceptionId)>,
        limit: u32,
    ) -> Result<(Vec<ExceptionLine>, u32)> {
        let (at, id) = after.map_or((i64::MIN, ""), |(at, id)| (at.micros(), id.as_str()));
        let later = custody_exception::due_at
            .ne(at)
            .or(custody_exception::id.gt(id));
        let rows: Vec<ExceptionRow> = custody_exception::table
            .filter(custody_exception::outcome.is_null())
            .filter(custody_exception::due_at.ge(at))
            .filter(later)
            .order((custody_exception::due_at, custody_exception::id))
            .limit(i64::from(limit))
            .select(ExceptionRow::as_select())
            .load(self.conn())?;
        let (lines, records) = told(self, &rows)?;
        self.note_list(ListName::Exceptions, records);
        Ok((lines, count(self)?.values().sum()))
    }

    /// What had its exit, at most `limit`, the latest first; from the one after `after` on.
    pub fn closed_exceptions(
        &mut self,
        after: Option<&(Timestamp, ExceptionId)>,
        limit: u32,
    ) -> Result<Vec<ExceptionLine>> {
        // A whole parcel can be settled at one moment.
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.micros(), id.as_str()));
        let closed_at = custody_exception::closed_at.assume_not_null();
        let before = closed_at.ne(at).or(custody_exception::id.lt(id));
        let rows: Vec<ExceptionRow> = custody_exception::table
            .filter(custody_exception::outcome.is_not_null())
            .filter(closed_at.le(at))
            .filter(before)
            .order((
                custody_exception::closed_at.desc(),
                custody_exception::id.desc(),
            ))
            .limit(i64::from(limit))
            .select(ExceptionRow::as_select())
            .load(self.conn())?;
        let (lines, records) = told(self, &rows)?;
        self.note_list(ListName::Exceptions, records);
        Ok(lines)
    }

    /// Those of an opened parcel, in the order of its lines.
    pub fn exceptions_of_shipment(
        &mut self,
        shipment: &Opened<'a, ShipmentView>,
    ) -> Result<Vec<ExceptionLine>> {
        let rows = of_shipment(self, &shipment.head.id)?;
        self.shown(&rows)
    }

    /// Those of an opened visit, those that are due first.
    pub fn exceptions_of_visit(
        &mut self,
        visit: &Opened<'a, VisitView>,
    ) -> Result<Vec<ExceptionLine>> {
        let rows: Vec<ExceptionRow> = custody_exception::table
            .filter(custody_exception::visit_id.eq(visit.head.id.as_str().to_owned()))
            .order((custody_exception::due_at, custody_exception::id))
            .select(ExceptionRow::as_select())
            .load(self.conn())?;
        self.shown(&rows)
    }

    /// Rows, told. What they are about can be of another record than the page they stand on.
    fn shown(&mut self, rows: &[ExceptionRow]) -> Result<Vec<ExceptionLine>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (lines, records) = told(self, rows)?;
        self.note_list(ListName::Exceptions, records);
        Ok(lines)
    }

    /// Opens one for reading, with what was done about it.
    pub fn open_exception(&mut self, which: &ExceptionId) -> Result<Opened<'a, ExceptionView>> {
        let row: ExceptionRow = custody_exception::table
            .find(which.as_str())
            .select(ExceptionRow::as_select())
            .first(self.conn())?;
        let mut names = Names::default();
        let about = About::of(self, &mut names, std::slice::from_ref(&row))?;
        let line = about.line(self, &mut names, &row)?;
        let mut of = about.subjects(&row)?;
        of.retain(|subject| *subject != which.into());
        let opening = RecordOpened {
            record: which.into(),
            of,
            shown: Vec::new(),
        };
        let concern = row.concern()?;
        let view = ExceptionView {
            line,
            history: self.exception_history(which, &mut names)?,
            row: Stored {
                shipment: concern.shipment,
                item: concern.item,
            },
        };
        Opened::by(self, opening, view)
    }

    fn exception_history(
        &mut self,
        which: &ExceptionId,
        names: &mut Names,
    ) -> Result<Vec<ExceptionEvent>> {
        let rows: Vec<EventRow> = exception_event::table
            .filter(exception_event::exception_id.eq(which.as_str()))
            .order(exception_event::ledger_sequence.desc())
            .select((
                exception_event::kind,
                exception_event::detail,
                exception_event::occurred_at,
                exception_event::actor_id,
                exception_event::words,
                exception_event::ledger_sequence,
            ))
            .load(self.conn())?;
        let keys = self.keys();
        let opened = sections::open_all(self.conn(), keys, rows.iter().filter_map(|row| row.4))?;
        let mut people: Vec<&str> = rows.iter().map(|row| row.3.as_str()).collect();
        let given = |row: &&EventRow| row.0 == ExceptionEventKind::Assigned.as_str();
        people.extend(rows.iter().filter(given).filter_map(|row| row.1.as_deref()));
        names.learn(self, [], people)?;
        let mut history = Vec::with_capacity(rows.len());
        for (kind, detail, at, by, words, sequence) in &rows {
            let kind: ExceptionEventKind = stored(kind)?;
            let detail_of = |wanted| detail.as_deref().filter(|_| kind == wanted);
            history.push(ExceptionEvent {
                kind,
                step: maybe_stored(detail_of(ExceptionEventKind::Followed))?,
                exit: maybe_stored(detail_of(ExceptionEventKind::Closed))?,
                owner: match detail_of(ExceptionEventKind::Assigned) {
                    Some(who) => Some(names.person(self, who)?),
                    None => None,
                },
                at: Timestamp::from_micros(*at),
                by: names.person(self, by)?,
                words: words.map(|words| {
                    (opened.words(words)).map(|words: EnteredText| words.as_str().to_owned())
                }),
                sequence: unsigned(*sequence)?,
            });
        }
        Ok(history)
    }
}

impl<'a> Unit<'a, Custody> {
    fn exception_row(&mut self, which: &ExceptionId) -> Result<ExceptionRow> {
        Ok(custody_exception::table
            .find(which.as_str())
            .select(ExceptionRow::as_select())
            .first(self.conn())?)
    }

    /// Under whose key the words about it are sealed: of its article, or of its parcel.
    fn key_of_exception(&mut self, exception: &ExceptionView) -> Result<Subject> {
        match (&exception.row.item, &exception.row.shipment) {
            (Some(item), _) => article::by_id(self, item.as_str())?.key(),
            (None, Some(shipment)) => parcel::row(self, shipment.as_str())?.key(),
            (None, None) => Err(Error::Corrupt("an exception is about nothing")),
        }
    }

    /// Who answers for it from now on: whoever acts, one of their [`Self::colleagues`], or the desk. Nothing is written if
    /// that is so already.
    pub fn give_exception(
        &mut self,
        exception: &Opened<'a, ExceptionView>,
        to: &ExceptionOwner,
    ) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        row.rule()?.assign()?;
        let owner: Option<PersonId> = match to {
            ExceptionOwner::Me => Some(self.actor().clone()),
            ExceptionOwner::Desk => None,
            ExceptionOwner::Colleague(who) => {
                if self.colleagues()?.iter().all(|(known, _)| known != who) {
                    return Err(Refusal::FieldChoice { field: "owner" }.into());
                }
                Some(who.clone())
            }
        };
        if owner == maybe_stored(row.owner_id.as_deref())? {
            return Ok(());
        }
        self.enact(ExceptionAssigned {
            exception: row.key()?,
            concern: row.concern()?,
            owner,
        })?;
        Ok(())
    }

    /// Something was done about it: it stays open, and the next thing is due at the end of the next working day.
    pub fn follow_exception(
        &mut self,
        exception: &Opened<'a, ExceptionView>,
        step: ExceptionStep,
        words: &EnteredText,
        zone: SiteZone,
    ) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        row.rule()?.follow(step)?;
        let of = self.key_of_exception(exception)?;
        self.enact(ExceptionFollowed {
            exception: row.key()?,
            concern: row.concern()?,
            step,
            due: due_after_step(self.now(), zone),
            words: Sealed::new(of, words.clone()),
        })?;
        Ok(())
    }

    /// Says how it ended, and why.
    pub fn close_exception(
        &mut self,
        exception: &Opened<'a, ExceptionView>,
        exit: ExceptionExit,
        words: &EnteredText,
    ) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        row.rule()?.close(exit)?;
        let of = self.key_of_exception(exception)?;
        self.enact(ExceptionClosed {
            exception: row.key()?,
            concern: row.concern()?,
            exit,
            words: Some(Sealed::new(of, words.clone())),
        })?;
        Ok(())
    }

    /// What was said of its end was a mistake.
    pub fn reopen_exception(
        &mut self,
        exception: &Opened<'a, ExceptionView>,
        zone: SiteZone,
    ) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        row.rule()?.reopen()?;
        self.enact(ExceptionReopened {
            exception: row.key()?,
            concern: row.concern()?,
            due: due_after_step(self.now(), zone),
        })?;
        Ok(())
    }

    /// An article that was not where it should be is in the hands of whoever acts, who scanned its label.
    pub fn find_item(&mut self, exception: &Opened<'a, ExceptionView>, label: Label) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        let rule = row.rule()?;
        let item = match &exception.row.item {
            Some(item) if rule.kind.is_found_by_label() => item,
            _ => return Err(Refusal::FieldChoice { field: "label" }.into()),
        };
        if !rule.ends_when_found() {
            return Err(Refusal::ExceptionClosed.into());
        }
        let found = article::by_id(self, item.as_str())?;
        if found.label()? != label {
            return Err(Refusal::NotThatArticle.into());
        }
        let by = self.actor().clone();
        let state = found.state()?;
        // Whoever has it in hand already has found it.
        if state.holder != Holder::Person(by.clone()) {
            let event = match (rule.kind, &row.concern()?.shipment) {
                (ExceptionKind::NotBack, Some(parcel)) => state.turn_up(&by, parcel)?,
                _ => state.find(&by)?,
            };
            let what = Happening::Found {
                exception: row.key()?,
            };
            event::append(self, &found, event, what)?;
        }
        // Whoever else looked for it need not any more.
        exception::item_found(self, item)
    }

    /// Something that was missing of a parcel is there: the station is made ready for its label.
    pub fn take_up_missing(
        &mut self,
        exception: &Opened<'a, ExceptionView>,
        nonce: &str,
    ) -> Result<()> {
        let row = self.exception_row(&exception.line.id)?;
        let (Some(shipment), Some(line)) = (&row.shipment_id, row.line) else {
            return Err(Refusal::FieldChoice { field: "exit" }.into());
        };
        let at = parcel::place_of_line(self, shipment, line)?.ok_or(Error::NotFound)?;
        let fact = parcel::fact(self, shipment)?;
        self.take_up(&fact, at, nonce)
    }
}
