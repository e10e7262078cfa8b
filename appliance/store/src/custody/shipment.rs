//! Shipments: announced, received, prepared, dispatched, late.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Custody, Duty};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::custody::delivery::{CarrierSays, Service, SignatureLevel};
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::{
    ByCourier, Direction, Line, LineOutcome, PlacedLine, Shipment, ShipmentState, Waybill, is_late,
};
use doublelock_domain::custody::station::ShipmentFact;
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::{ShipmentWords, WaybillWords};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::time::Timestamp;

use super::exception::{self, count_open};
use super::holder::HolderView;
use super::item as article;
use super::names::Names;
use super::outgrown::{outgrown, outgrown_among};
use super::seen::{Seen, seen_on};
use super::unseen::unseen;
use crate::columns::{count, counted, maybe_stored, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::Sight;

/// A shipment in a list.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question that a list answers"
)]
pub struct ShipmentHead {
    /// Its id.
    pub id: ShipmentId,
    /// Number people say.
    pub reference: Reference,
    /// In or out.
    pub direction: Direction,
    /// Where it stands.
    pub state: ShipmentState,
    /// Sender or recipient; none of one that came unannounced, until somebody said it.
    pub party: Reading<Option<String>>,
    /// Who carries it; none as the sender.
    pub carrier: Reading<Option<String>>,
    /// Tracking number.
    pub waybill: Reading<Option<String>>,
    /// Number of its case.
    pub case: Option<Reference>,
    /// Expected on.
    pub eta: Option<NaiveDate>,
    /// From when it counts as late.
    pub late_from: Option<Timestamp>,
    /// Somebody had said that it comes, or prepared it.
    pub announced: bool,
    /// It was announced, or is on its way to its recipient, and is past that.
    pub late: bool,
    /// It left before, came back, and is here.
    pub back: bool,
    /// When it was announced or prepared.
    pub created_at: Timestamp,
    /// When it was received or dispatched.
    pub closed_at: Option<Timestamp>,
    /// Articles in all.
    pub lines: u32,
    /// Articles that are there (received or packed).
    pub present: u32,
    /// What does not balance of it and has no exit yet.
    pub exceptions: u32,
    /// A disc is to leave in it that is no answer as it stands ([`ShipmentLineView::outgrown`]).
    pub outgrown: bool,
}

/// One line of a shipment, for reading.
#[derive(Debug, Clone)]
pub struct ShipmentLineView {
    /// What it is; what is expected, until it is there.
    pub kind: ItemKind,
    /// What is seen on it.
    pub words: Seen,
    /// The article, once it is known.
    pub item: Option<(ItemId, Label)>,
    /// What became of it.
    pub outcome: LineOutcome,
    /// When that was noted.
    pub noted_at: Option<Timestamp>,
    /// By whom.
    pub noted_by: Option<String>,
    /// Who holds the article now.
    pub holder: Option<HolderView>,
    /// The article is here, and nobody said yet whose it is.
    pub unidentified: bool,
    /// It is a disc that is to leave in this parcel, with a copy that may not leave as it is: somebody says why it is the
    /// answer all the same, or the disc does not go.
    pub outgrown: bool,
}

/// What a carrier says became of a parcel. It is no receipt.
#[derive(Debug, Clone)]
pub struct CarrierClaim {
    /// What.
    pub says: CarrierSays,
    /// On which day.
    pub on: NaiveDate,
    /// How it was handed over, if it was.
    pub obtained: Option<SignatureLevel>,
    /// Who signed, if the carrier named somebody.
    pub signed_by: Option<Reading<String>>,
}

/// A shipment with its lines.
#[derive(Debug, Clone)]
pub struct ShipmentView {
    /// As in a list.
    pub head: ShipmentHead,
    /// Id of its case.
    pub case_id: Option<CaseId>,
    /// The privacy request it answers.
    pub request: Option<RequestId>,
    /// Label of its sheet, for departures.
    pub label: Option<Label>,
    /// Where it goes.
    pub address: Reading<Option<String>>,
    /// Why it goes by courier, if it leaves and answers no request.
    pub by_courier: Option<ByCourier>,
    /// What is ordered of the carrier, if it leaves.
    pub service: Option<Service>,
    /// Label of the slip that its recipient signs, if it leaves.
    pub slip: Option<Label>,
    /// What the carrier said last of it.
    pub claim: Option<CarrierClaim>,
    /// Articles that the carrier still answers for, although it came back.
    pub unseen: u32,
    /// The seal on it.
    pub seal: Option<Label>,
    /// Who announced or prepared it.
    pub created_by: String,
    /// Who received or dispatched it.
    pub closed_by: Option<String>,
    /// Nothing was said yet of any of its lines.
    pub untouched: bool,
    /// It can still be called off ([`Shipment::may_be_cancelled`]).
    pub may_be_cancelled: bool,
    /// Why it does not take place, if somebody said so.
    pub cancelled: Option<Reading<String>>,
    /// Its lines.
    pub lines: Vec<ShipmentLineView>,
}

impl ShipmentLineView {
    /// Not enough is said of what is seen on its article, which still is one.
    pub fn is_to_describe(&self) -> bool {
        let gone = |holder: &HolderView| {
            matches!(holder.kind, HolderKind::Destroyed | HolderKind::Withdrawn)
        };
        match &self.words {
            Reading::Open(words) => {
                !self.holder.as_ref().is_some_and(gone)
                    && !Description::suffices(words.as_ref(), self.kind)
            }
            Reading::Erased { .. } | Reading::Missing => false,
        }
    }
}

impl ShipmentHead {
    /// Some of it was received, and its reception is not at its end.
    pub fn begun(&self) -> bool {
        self.state.is_receiving() && self.present > 0
    }

    /// It came with exceptions, and each of them has its exit.
    pub fn settled(&self) -> bool {
        self.state == ShipmentState::ReceivedWithExceptions && self.exceptions == 0
    }
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment)]
pub(super) struct ShipmentRow {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) direction: String,
    pub(super) state: String,
    label: Option<String>,
    pub(super) case_id: Option<String>,
    request_id: Option<String>,
    pub(super) words: i64,
    waybill_words: Option<i64>,
    eta: Option<String>,
    late_from: Option<i64>,
    overdue_at: Option<i64>,
    seal: Option<String>,
    pub(super) created_at: i64,
    created_by: String,
    pub(super) closed_at: Option<i64>,
    closed_by: Option<String>,
    cancel_words: Option<i64>,
    by_courier: Option<String>,
    slip: Option<String>,
    signature: Option<String>,
    days: Option<i32>,
    claim: Option<String>,
    claimed_on: Option<String>,
    obtained: Option<String>,
    claim_words: Option<i64>,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment_line)]
struct LineRow {
    position: i32,
    kind: String,
    item_id: Option<String>,
    outcome: String,
    noted_at: Option<i64>,
    noted_by: Option<String>,
}

pub(super) fn row<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<ShipmentRow> {
    Ok(shipment::table
        .find(which.to_owned())
        .select(ShipmentRow::as_select())
        .first(unit.conn())?)
}

impl ShipmentRow {
    /// The shipment and its case, as a list that shows both names them.
    pub(super) fn subjects(&self) -> Result<Vec<Subject>> {
        let shipment: ShipmentId = stored(&self.id)?;
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        Ok(std::iter::once((&shipment).into())
            .chain(case.as_ref().map(Into::into))
            .collect())
    }

    /// Somebody had said that it comes, or prepared it.
    pub(super) fn was_announced(&self) -> Result<bool> {
        let inbound = stored::<Direction>(&self.direction)? == Direction::Inbound;
        Ok(!inbound || self.late_from.is_some())
    }

    /// Whose key its words are sealed under: of one that came unannounced its own, which hangs on that of its case once
    /// somebody said which it is.
    pub(super) fn key(&self) -> Result<Subject> {
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        match &case {
            Some(case) if self.was_announced()? => Ok(case.into()),
            _ => Ok((&stored::<ShipmentId>(&self.id)?).into()),
        }
    }

    /// Number people say.
    pub(super) fn number(&self) -> Result<Reference> {
        stored(&self.reference)
    }

    /// The sections that its words lie in.
    pub(super) fn sections(&self) -> impl Iterator<Item = i64> + use<> {
        std::iter::once(self.words).chain(self.waybill_words)
    }

    /// The carrier's number: announced, or read when it left.
    pub(super) fn waybill(&self, opened: &sections::Opened) -> Reading<Option<Waybill>> {
        match self.waybill_words {
            Some(left) => (opened.words(left)).map(|words: WaybillWords| Some(words.waybill)),
            None => (opened.words(self.words)).map(|words: ShipmentWords| words.waybill),
        }
    }

    /// The seal on it, or that it left with.
    pub(super) fn seal(&self) -> Result<Option<Label>> {
        maybe_stored(self.seal.as_deref())
    }

    /// What is ordered of the carrier, if it leaves.
    pub(super) fn service(&self) -> Result<Option<Service>> {
        let signature = maybe_stored(self.signature.as_deref())?;
        let days = self.days.and_then(|days| u8::try_from(days).ok());
        let service = signature.zip(days);
        Ok(service.map(|(signature, days)| Service { signature, days }))
    }

    /// It left before and is here again, so that the number it bears is of then.
    pub(super) fn is_back(&self) -> Result<bool> {
        let state: ShipmentState = stored(&self.state)?;
        let here = matches!(state, ShipmentState::Draft | ShipmentState::Sealed);
        Ok(here && self.waybill_words.is_some())
    }

    fn claim(&self, opened: &sections::Opened) -> Result<Option<CarrierClaim>> {
        let says = maybe_stored(self.claim.as_deref())?;
        let on = maybe_stored(self.claimed_on.as_deref())?;
        let Some((says, on)) = says.zip(on) else {
            return Ok(None);
        };
        let name = |words| (opened.words(words)).map(|name: EnteredText| name.as_str().to_owned());
        Ok(Some(CarrierClaim {
            says,
            on,
            obtained: maybe_stored(self.obtained.as_deref())?,
            signed_by: self.claim_words.map(name),
        }))
    }

    /// The request it answers.
    pub(super) fn request(&self) -> Result<Option<RequestId>> {
        maybe_stored(self.request_id.as_deref())
    }
}

/// Where a shipment stands.
pub(super) fn state<D: Duty>(unit: &mut Sight<'_, D>, which: &ShipmentId) -> Result<ShipmentState> {
    let found: String = shipment::table
        .find(which.as_str())
        .select(shipment::state)
        .first(unit.conn())?;
    stored(&found)
}

/// A shipment as the rules see it.
pub(super) fn load<D: Duty>(unit: &mut Sight<'_, D>, which: &ShipmentId) -> Result<Shipment> {
    let state = state(unit, which)?;
    let lines = line_rows(unit, which.as_str())?
        .into_iter()
        .map(|line| {
            Ok(PlacedLine {
                position: counted(line.position)?,
                kind: stored(&line.kind)?,
                item: maybe_stored(line.item_id.as_deref())?,
                outcome: stored(&line.outcome)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Shipment { state, lines })
}

fn line_rows<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<LineRow>> {
    Ok(shipment_line::table
        .filter(shipment_line::shipment_id.eq(which.to_owned()))
        .order(shipment_line::position)
        .select(LineRow::as_select())
        .load(unit.conn())?)
}

pub(super) fn by_label<D: Duty>(unit: &mut Sight<'_, D>, label: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::label.eq(label.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

/// The shipment whose recipient signs this slip.
pub(super) fn by_slip<D: Duty>(unit: &mut Sight<'_, D>, slip: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::slip.eq(slip.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

pub(super) fn by_reference<D: Duty>(
    unit: &mut Sight<'_, D>,
    reference: Reference,
) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::reference.eq(reference.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

/// The shipment with this number.
pub(super) fn shipment_id_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    reference: Reference,
) -> Result<ShipmentId> {
    let found = by_reference(unit, reference)?.ok_or(Error::NotFound)?;
    stored(&found)
}

/// The parcels that some articles came out of damaged, or too much.
pub(super) fn amiss_with<D: Duty>(
    unit: &mut Sight<'_, D>,
    items: &[String],
) -> Result<Vec<ShipmentId>> {
    let amiss = [LineOutcome::Damaged, LineOutcome::Extra].map(LineOutcome::as_str);
    let found: Vec<String> = shipment_line::table
        .filter(shipment_line::item_id.eq_any(items))
        .filter(shipment_line::outcome.eq_any(amiss))
        .select(shipment_line::shipment_id)
        .distinct()
        .load(unit.conn())?;
    found.iter().map(|id| stored(id)).collect()
}

/// The cases of some shipments.
pub(super) fn cases_of(
    conn: &mut Conn,
    which: &[&str],
) -> Result<BTreeMap<String, Option<String>>> {
    let rows: Vec<(String, Option<String>)> = shipment::table
        .filter(shipment::id.eq_any(which))
        .select((shipment::id, shipment::case_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The shipment that a seal was applied to: its id, its number, where it stands.
pub(super) fn of_seal<D: Duty>(
    unit: &mut Sight<'_, D>,
    seal: Label,
) -> Result<Option<(String, String, ShipmentState)>> {
    let found: Option<(String, String, String)> = shipment::table
        .filter(shipment::seal.eq(seal.to_string()))
        .select((shipment::id, shipment::reference, shipment::state))
        .first(unit.conn())
        .optional()?;
    found
        .map(|(id, number, state)| Ok((id, number, stored(&state)?)))
        .transpose()
}

/// Lines as the rules see them.
pub(super) fn lines<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<Line>> {
    let mut all = lines_of(unit, [which.to_owned()])?;
    Ok(all.remove(which).unwrap_or_default())
}

/// The same of some shipments.
fn lines_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Vec<Line>>> {
    let which: Vec<String> = which.into_iter().collect();
    let rows: Vec<(String, String, String, Option<String>)> = shipment_line::table
        .left_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq_any(which))
        .order((shipment_line::shipment_id, shipment_line::position))
        .select((
            shipment_line::shipment_id,
            shipment_line::kind,
            shipment_line::outcome,
            item::label.nullable(),
        ))
        .load(unit.conn())?;
    let mut all: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for (shipment, kind, outcome, label) in rows {
        all.entry(shipment).or_default().push(Line {
            kind: stored(&kind)?,
            label: maybe_stored(label.as_deref())?,
            outcome: stored(&outcome)?,
        });
    }
    Ok(all)
}

/// The place of a line among those of its shipment, counted from 0.
pub(super) fn place_of_line<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &str,
    position: i32,
) -> Result<Option<usize>> {
    let rows = line_rows(unit, which)?;
    Ok(rows.iter().position(|row| row.position == position))
}

/// The lines of a shipment that are missing, counted from 0: those that are still looked for, then those that were
/// given up.
fn missing<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<usize>> {
    let rows = line_rows(unit, which)?;
    let lines = rows.iter().enumerate();
    let lines = lines.filter(|(_, row)| row.outcome == LineOutcome::Missing.as_str());
    let mut lines: Vec<(usize, i32)> = lines.map(|(at, row)| (at, row.position)).collect();
    if !lines.is_empty() {
        let given_up = exception::given_up(unit, &stored(which)?)?;
        lines.sort_by_key(|(at, position)| (given_up.contains(position), *at));
    }
    Ok(lines.into_iter().map(|(at, _)| at).collect())
}

/// What is packed in a shipment, the latest last.
fn packed<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<Label>> {
    let rows: Vec<String> = shipment_line::table
        .inner_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which))
        .filter(shipment_line::outcome.eq(LineOutcome::Packed.as_str()))
        .order((shipment_line::noted_at, shipment_line::position))
        .select(item::label)
        .load(unit.conn())?;
    rows.iter().map(|label| stored(label)).collect()
}

/// What the station needs to know about a shipment.
pub(super) fn fact<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<ShipmentFact> {
    let row = row(unit, which)?;
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, row.sections())?;
    // A shipment of an erased record has ended, and a station that still shows it must be able
    // to leave it.
    let (party, waybill) = match opened.words::<ShipmentWords>(row.words) {
        Reading::Erased { .. } => (String::new(), None),
        words => (
            sections::present(words)?.party_or_empty(),
            sections::present(row.waybill(&opened))?,
        ),
    };
    let id = stored(&row.id)?;
    let state = stored(&row.state)?;
    let unseen = match state {
        ShipmentState::Draft => unseen(unit, &id)?,
        _ => Vec::new(),
    };
    let (waybill, bore) = if row.is_back()? {
        (None, waybill)
    } else {
        (waybill, None)
    };
    Ok(ShipmentFact {
        id,
        unseen,
        bore,
        party,
        direction: stored(&row.direction)?,
        state,
        announced: row.was_announced()?,
        lines: lines(unit, which)?,
        missing: missing(unit, which)?,
        packed: packed(unit, which)?,
        seal: maybe_stored(row.seal.as_deref())?,
        outgrown: !outgrown(unit, which)?.is_empty(),
        waybill,
        reference: row.reference,
    })
}

pub(super) fn heads<D: Duty>(
    unit: &mut Sight<'_, D>,
    rows: &[ShipmentRow],
) -> Result<Vec<ShipmentHead>> {
    let keys = unit.keys();
    let words = rows.iter().flat_map(ShipmentRow::sections);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    let lines = lines_of(unit, rows.iter().map(|row| row.id.clone()))?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let outgrown = outgrown_among(unit, &ids)?;
    let exceptions = count_open(unit.conn(), &ids)?;
    let mut names = Names::default();
    names.learn_cases(unit, rows.iter().filter_map(|row| row.case_id.as_deref()))?;
    rows.iter()
        .map(|row| {
            let counted = Counted {
                lines: lines.get(&row.id).map_or(&[][..], Vec::as_slice),
                exceptions: exceptions.get(&row.id).copied().unwrap_or_default(),
                outgrown: outgrown.contains_key(&row.id),
            };
            head(unit, &mut names, row, &opened, &counted)
        })
        .collect()
}

/// What a list counts of a shipment.
struct Counted<'l> {
    lines: &'l [Line],
    exceptions: u32,
    outgrown: bool,
}

fn head<D: Duty>(
    unit: &mut Sight<'_, D>,
    names: &mut Names,
    row: &ShipmentRow,
    opened: &sections::Opened,
    counted: &Counted<'_>,
) -> Result<ShipmentHead> {
    let lines = counted.lines;
    let words: Reading<ShipmentWords> = opened.words(row.words);
    let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
    let state: ShipmentState = stored(&row.state)?;
    let [late_from, overdue_at] =
        [row.late_from, row.overdue_at].map(|at| at.map(Timestamp::from_micros));
    let text = |words: &EnteredText| words.as_str().to_owned();
    let of = |wanted: fn(LineOutcome) -> bool| {
        count(lines.iter().filter(|line| wanted(line.outcome)).count())
    };
    Ok(ShipmentHead {
        id: stored(&row.id)?,
        reference: stored(&row.reference)?,
        direction: stored(&row.direction)?,
        state,
        party: (words.as_ref()).map(|words| words.party.as_ref().map(text)),
        carrier: words.map(|words| words.carrier.as_ref().map(text)),
        waybill: (row.waybill(opened)).map(|code| code.map(|code| code.as_str().to_owned())),
        case: match case {
            Some(case) => Some(names.case(unit, &case)?),
            None => None,
        },
        eta: maybe_stored(row.eta.as_deref())?,
        late_from,
        announced: row.was_announced()?,
        back: row.is_back()?,
        late: is_late(state, late_from, overdue_at, unit.now()),
        created_at: Timestamp::from_micros(row.created_at),
        closed_at: row.closed_at.map(Timestamp::from_micros),
        lines: count(lines.len()),
        present: of(LineOutcome::is_present),
        exceptions: counted.exceptions,
        outgrown: counted.outgrown,
    })
}

fn view<D: Duty>(
    unit: &mut Sight<'_, D>,
    row: &ShipmentRow,
    parcel: &Shipment,
) -> Result<ShipmentView> {
    let mut names = Names::default();
    let mut lines = Vec::new();
    let rows = line_rows(unit, &row.id)?;
    let articles = article::by_ids(unit, rows.iter().filter_map(|line| line.item_id.clone()))?;
    let holders = articles
        .values()
        .map(|article| Ok(article.state()?.holder))
        .collect::<Result<Vec<_>>>()?;
    let people = rows.iter().filter_map(|line| line.noted_by.as_deref());
    names.learn(unit, &holders, people)?;
    let outgrown = outgrown(unit, &row.id)?;
    let described = articles
        .values()
        .map(|row| (row.id.as_str(), row.description));
    let mut seen = seen_on(unit, described)?;
    for line in rows {
        let known = match &line.item_id {
            Some(item_id) => Some(article::among(&articles, item_id)?),
            None => None,
        };
        let holder = match known {
            Some(known) => Some(names.view(unit, &known.state()?.holder)?),
            None => None,
        };
        let words = known.and_then(|known| seen.remove(known.id.as_str()));
        lines.push(ShipmentLineView {
            kind: stored(known.map_or(&line.kind, |known| &known.kind))?,
            words: words.unwrap_or(Reading::Open(None)),
            item: known
                .map(|known| Ok::<_, Error>((stored(&known.id)?, known.label()?)))
                .transpose()?,
            outcome: stored(&line.outcome)?,
            noted_at: line.noted_at.map(Timestamp::from_micros),
            noted_by: match &line.noted_by {
                Some(who) => Some(names.person(unit, who)?),
                None => None,
            },
            unidentified: known.is_some_and(article::ItemRow::waits_for_a_case),
            holder,
            outgrown: (line.item_id.as_ref()).is_some_and(|item| outgrown.contains_key(item)),
        });
    }
    let keys = unit.keys();
    let words = row
        .sections()
        .chain(row.cancel_words)
        .chain(row.claim_words);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    let words: Reading<ShipmentWords> = opened.words(row.words);
    let as_ruled = self::lines(unit, &row.id)?;
    let open = count_open(unit.conn(), &[&row.id])?;
    let counted = Counted {
        lines: &as_ruled,
        exceptions: open.get(&row.id).copied().unwrap_or_default(),
        outgrown: !outgrown.is_empty(),
    };
    Ok(ShipmentView {
        head: head(unit, &mut names, row, &opened, &counted)?,
        case_id: maybe_stored(row.case_id.as_deref())?,
        request: maybe_stored(row.request_id.as_deref())?,
        label: maybe_stored(row.label.as_deref())?,
        by_courier: maybe_stored(row.by_courier.as_deref())?,
        service: row.service()?,
        slip: maybe_stored(row.slip.as_deref())?,
        claim: row.claim(&opened)?,
        unseen: count(unseen(unit, &stored(&row.id)?)?.len()),
        address: words.map(|words| words.address.map(|to| to.as_str().to_owned())),
        seal: maybe_stored(row.seal.as_deref())?,
        created_by: names.person(unit, &row.created_by)?,
        closed_by: match &row.closed_by {
            Some(who) => Some(names.person(unit, who)?),
            None => None,
        },
        untouched: parcel.is_untouched(),
        may_be_cancelled: parcel.may_be_cancelled().is_ok(),
        cancelled: row.cancel_words.map(|words| {
            (opened.words(words)).map(|reason: EnteredText| reason.as_str().to_owned())
        }),
        lines,
    })
}

impl<'a> Sight<'a, Custody> {
    /// The shipment with this number.
    pub fn shipment_id(&mut self, reference: Reference) -> Result<ShipmentId> {
        shipment_id_of(self, reference)
    }

    /// Opens a shipment for reading.
    pub fn open_shipment(&mut self, shipment_id: &ShipmentId) -> Result<Opened<'a, ShipmentView>> {
        let row = row(self, shipment_id.as_str())?;
        let record: Subject = shipment_id.into();
        let mut of = row.subjects()?;
        of.retain(|subject| *subject != record);
        let parcel = load(self, shipment_id)?;
        let opening = RecordOpened {
            record,
            of,
            shown: parcel.items().map(Into::into).collect(),
        };
        let view = view(self, &row, &parcel)?;
        Opened::by(self, opening, view)
    }
}

impl<'a> Sight<'a, Coordination> {
    /// Shipments of an opened case, newest first.
    pub fn shipments_of(&mut self, case: &Opened<'a, Case>) -> Result<Vec<ShipmentHead>> {
        let rows: Vec<ShipmentRow> = shipment::table
            .filter(shipment::case_id.eq(case.id.as_str().to_owned()))
            .order((shipment::created_at.desc(), shipment::id.desc()))
            .limit(200)
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        heads(self, &rows)
    }
}
