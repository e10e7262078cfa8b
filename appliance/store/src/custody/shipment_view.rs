//! Shipments as pages show them: in a list, and one with its lines.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Custody, Duty};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::custody::delivery::{CarrierSays, SealVerdict, Service, SignatureLevel};
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::{
    ByCourier, Direction, Line, LineOutcome, Shipment, ShipmentState, is_late,
};
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::ShipmentWords;
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use super::exception::count_open;
use super::holder::HolderView;
use super::item as article;
use super::lent::{OtherLeg, is_partly_back, other_leg};
use super::names::Names;
use super::outgrown::{outgrown, outgrown_among};
use super::seen::{Seen, seen_on};
use super::shipment::{
    self as parcel, LineRow, ShipmentRow, line_rows, lines_of, load, row, shipment_id_of,
};
use super::unseen::unseen;
use crate::columns::{count, maybe_stored, stored};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::shipment;
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
    /// It brings back what left in another parcel.
    pub returns: bool,
    /// When it was announced or prepared.
    pub created_at: Timestamp,
    /// When it was received or dispatched.
    pub closed_at: Option<Timestamp>,
    /// Articles that it should hold; of one that nobody announced, that it holds.
    pub lines: u32,
    /// Those of them that are there (received or packed).
    pub present: u32,
    /// Articles that came out of it beside those that were announced.
    pub extra: u32,
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
    /// The article, once it is known: from the beginning, of one that is to come back.
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
    /// By when what leaves in it is to be back, if it is lent.
    pub back_by: Option<NaiveDate>,
    /// The parcel that brings back what left in it, or that took away what it brings back.
    pub other_leg: Option<OtherLeg>,
    /// What its sender's seal was like when it came, if somebody said it.
    pub inspected: Option<SealVerdict>,
    /// Something that left in it came back in another parcel.
    pub partly_back: bool,
    /// Changes with whatever is set right of it ([`Self::must_stand_as`]).
    pub revision: String,
    /// Its lines.
    pub lines: Vec<ShipmentLineView>,
}

impl ShipmentView {
    /// Refuses what was typed beside another state of it than the present one, `revision`.
    pub fn must_stand_as(&self, revision: &str) -> std::result::Result<(), Refusal> {
        if self.revision == revision {
            Ok(())
        } else {
            Err(Refusal::ChangedMeanwhile)
        }
    }
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
        self.state.is_receiving() && self.present.saturating_add(self.extra) > 0
    }

    /// It came with exceptions, and each of them has its exit.
    pub fn settled(&self) -> bool {
        self.state == ShipmentState::ReceivedWithExceptions && self.exceptions == 0
    }
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
        returns: row.round_trip_of.is_some(),
        late: is_late(state, late_from, overdue_at, unit.now()),
        created_at: Timestamp::from_micros(row.created_at),
        closed_at: row.closed_at.map(Timestamp::from_micros),
        lines: of(|outcome| outcome != LineOutcome::Extra),
        present: of(|outcome| outcome.is_present() && outcome != LineOutcome::Extra),
        extra: of(|outcome| outcome == LineOutcome::Extra),
        exceptions: counted.exceptions,
        outgrown: counted.outgrown,
    })
}

fn view<D: Duty>(
    unit: &mut Sight<'_, D>,
    row: &ShipmentRow,
    ruled: &Shipment,
) -> Result<ShipmentView> {
    let mut names = Names::default();
    let mut lines = Vec::new();
    let rows = line_rows(unit, &row.id)?;
    let of_line = |line: &LineRow| line.item_id.clone().or_else(|| line.awaits.clone());
    let articles = article::by_ids(unit, rows.iter().filter_map(of_line))?;
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
        let known = match of_line(&line) {
            Some(item_id) => Some(article::among(&articles, &item_id)?),
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
    let as_ruled = parcel::lines(unit, &row.id)?;
    let which: ShipmentId = stored(&row.id)?;
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
        inspected: row.inspected()?,
        slip: maybe_stored(row.slip.as_deref())?,
        claim: claim(row, &opened)?,
        unseen: count(unseen(unit, &which)?.len()),
        back_by: row.back_by()?,
        other_leg: other_leg(unit, &which, row.round_trip_of.as_deref())?,
        partly_back: is_partly_back(unit, &row.id, ruled.state)?,
        revision: row.revision(),
        address: words.map(|words| words.address.map(|to| to.as_str().to_owned())),
        seal: maybe_stored(row.seal.as_deref())?,
        created_by: names.person(unit, &row.created_by)?,
        closed_by: match &row.closed_by {
            Some(who) => Some(names.person(unit, who)?),
            None => None,
        },
        untouched: ruled.is_untouched(),
        may_be_cancelled: ruled.may_be_cancelled().is_ok(),
        cancelled: row.cancel_words.map(|words| {
            (opened.words(words)).map(|reason: EnteredText| reason.as_str().to_owned())
        }),
        lines,
    })
}

/// What its carrier said last of it.
fn claim(row: &ShipmentRow, opened: &sections::Opened) -> Result<Option<CarrierClaim>> {
    let says = maybe_stored(row.claim.as_deref())?;
    let on = maybe_stored(row.claimed_on.as_deref())?;
    let Some((says, on)) = says.zip(on) else {
        return Ok(None);
    };
    let name = |words| (opened.words(words)).map(|name: EnteredText| name.as_str().to_owned());
    Ok(Some(CarrierClaim {
        says,
        on,
        obtained: maybe_stored(row.obtained.as_deref())?,
        signed_by: row.claim_words.map(name),
    }))
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
            shown: parcel.named_items().map(Into::into).collect(),
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
