//! The register of communications: what was sent to whom, and for which patient.
//!
//! An entry is made by the act that communicates, in its transaction: the hand-over
//! and the encrypted file here, the courier's parcel when custody hands it over
//! ([`disclose_dispatched`]).

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Privacy, Purpose};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::privacy::{
    DiscBound, Disclosed, FileCount, RecipientWords, RequestAnswered, RequestReceiptConfirmed,
};
use doublelock_domain::fact::{Fact, Reading, Sealed};
use doublelock_domain::ids::{
    CaseId, DisclosureId, ItemId, PackageId, Reference, RequestId, ShipmentId,
};
use doublelock_domain::label::Label;
use doublelock_domain::privacy::clock;
use doublelock_domain::privacy::disclosure::{DeliveryMethod, DisclosureClass, Recipient};
use doublelock_domain::privacy::package::{Leaving, PackageState, RecordThen};
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::privacy::request::{RequestState, Step};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use crate::columns::{count, malformed, maybe_stored, stored, unsigned};
use crate::custody::{arrived, hand_over_disc};
use crate::error::{Error, Result};
use crate::journal::facts::facts_about;
use crate::opened::Opened;
use crate::privacy::build::no_disc_is_sealed;
use crate::privacy::departures::cancel_departures;
use crate::privacy::package::file_counts;
use crate::privacy::ready_copy::ReadyCopy;
use crate::privacy::request::{self, Request};
use crate::project::{DisclosureRow, StoredContents};
use crate::schema::custody::shipment;
use crate::schema::privacy::{disclosure, package_disc, privacy_request, record_package};
use crate::sections;
use crate::unit::{Sight, Unit};

/// A communication, as the register holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Opaque id.
    pub id: DisclosureId,
    /// When.
    pub made_at: Timestamp,
    /// What kind.
    pub class: DisclosureClass,
    /// Number of the request it answers.
    pub request: Reference,
    /// To whom.
    pub recipient: Reading<Recipient>,
    /// Why, as the journal has it.
    pub purpose: String,
    /// Laws that give the right.
    pub authority: Regimes,
    /// How.
    pub method: DeliveryMethod,
    /// Tracking number of the parcel.
    pub tracking: Reading<Option<String>>,
    /// Into whose hands it was given, or where the file was sent.
    pub received_by: Reading<Option<EnteredText>>,
    /// SHA-256 of the package's manifest, in hexadecimal.
    pub package_sha256: String,
    /// What the record held by then, beside what the copy holds.
    pub record_then: RecordThen,
    /// Files by category.
    pub contents: Vec<FileCount>,
    /// Its entry in the journal.
    pub sequence: u64,
    /// The journal holds this very communication, under this number.
    pub borne_out: bool,
}

/// The parcel that custody hands to the carrier.
#[derive(Debug, Clone, Copy)]
pub struct Dispatch<'a> {
    /// The shipment.
    pub shipment: &'a ShipmentId,
    /// The request that it was prepared for, at the address that the request names.
    pub request: Option<&'a RequestId>,
    /// Tracking number, if there is one.
    pub tracking: Option<&'a str>,
    /// The articles in it.
    pub items: &'a [ItemId],
}

/// The register of one patient, held against the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Newest first.
    pub entries: Vec<Disclosure>,
    /// Entries of the journal that say that something was communicated, and that the
    /// register has nothing of.
    pub missing: Vec<u64>,
}

impl<'a> Sight<'a, Privacy> {
    /// Everything that was communicated about the patient of a case, newest first.
    pub fn communications(&mut self, case: &Opened<'a, Case>) -> Result<Register> {
        communications_of(self, case)
    }

    /// What the record held when the answer of this request left, beside what its copy holds; none while it has not.
    pub fn record_when_answered(
        &mut self,
        request: &Opened<'a, Request>,
    ) -> Result<Option<RecordThen>> {
        let then: Option<String> = disclosure::table
            .filter(disclosure::request_id.eq(request.id.as_str()))
            .order((disclosure::made_at.desc(), disclosure::id.desc()))
            .select(disclosure::record_then)
            .first(self.conn())
            .optional()?;
        maybe_stored(then.as_deref())
    }
}

impl<'a> Unit<'a, Privacy> {
    /// The answer was handed over, or sent as an encrypted file: the request is
    /// answered and the communication is in the register.
    ///
    /// Refused once the record holds something else than the copy; unless it had left before
    /// (`left_earlier`), as whoever writes it down says, and had been taken out of the vault.
    ///
    /// `received_by`: into whose hands it was given, or where the file was sent; `disc`: the labelled disc
    /// that they took, if it was one.
    ///
    /// What was prepared to leave by courier is cancelled; refused while a disc is packed or sealed in it.
    ///
    /// By courier the answer leaves with its parcel: see [`disclose_dispatched`].
    pub fn deliver(
        &mut self,
        request: &Opened<'a, Request>,
        method: DeliveryMethod,
        received_by: &EnteredText,
        disc: Option<Label>,
        left_earlier: bool,
    ) -> Result<DisclosureId> {
        let request = request::load(self, request.id.as_str())?;
        if method == DeliveryMethod::Courier {
            return Err(Refusal::FieldChoice { field: "method" }.into());
        }
        let how = if left_earlier {
            How::LeftEarlier(method, received_by)
        } else {
            How::Now(method, received_by)
        };
        let disclosure = disclose(self, &request, how)?;
        no_disc_is_sealed(self.conn(), &request.id)?;
        cancel_departures(self, &request.id)?;
        // A file takes no disc along, whichever form says so.
        if let Some(disc) = disc.filter(|_| method == DeliveryMethod::HandedOver) {
            let disc = hand_over_disc(self, &request.id, disc)?;
            if !is_of_ready_copy(self, &disc)? {
                return Err(Refusal::DiscOutOfDate.into());
            }
        }
        Ok(disclosure)
    }

    /// The recipient said that the answer arrived: with its parcel, if it left in one.
    pub fn confirm_receipt(&mut self, request: &Opened<'a, Request>) -> Result<()> {
        let request = request::load(self, request.id.as_str())?;
        if let Some(at) = request.receipt_at {
            return Err(Refusal::AlreadyDone { at }.into());
        }
        // The parcel that it left in arrived with it; unless it came back, and is here.
        let left_in = disclosure::table
            .filter(disclosure::request_id.eq(request.id.as_str()))
            .select(disclosure::shipment_id)
            .load::<Option<String>>(self.conn())?;
        let here: i64 = shipment::table
            .filter(shipment::id.eq_any(left_in.iter().flatten()))
            .filter(shipment::state.eq_any([
                ShipmentState::Draft.as_str(),
                ShipmentState::Sealed.as_str(),
            ]))
            .count()
            .get_result(self.conn())?;
        if here > 0 {
            return Err(Refusal::AnswerCameBack.into());
        }
        note_receipt(self, &request)?;
        let parcels: Vec<String> = shipment::table
            .filter(shipment::id.eq_any(left_in.into_iter().flatten()))
            .filter(shipment::state.eq(ShipmentState::InTransit.as_str()))
            .order(shipment::id)
            .select(shipment::id)
            .load(self.conn())?;
        for parcel in &parcels {
            arrived(self, &stored(parcel)?)?;
        }
        Ok(())
    }

    /// The article `item` is a disc burned from the ready package of `request`; refused while nothing of
    /// that package was taken out.
    pub fn bind_disc(&mut self, request: &Opened<'a, Request>, item: &ItemId) -> Result<PackageId> {
        let request = request::load(self, request.id.as_str())?;
        if request.state != RequestState::Ready {
            return Err(Refusal::WrongState {
                state: request.state.as_str(),
            }
            .into());
        }
        let copy = ReadyCopy::leaving_now(self.conn(), &request)?;
        if !copy.was_taken_out {
            return Err(Refusal::CopyNotTakenOut.into());
        }
        let package = copy.package;
        self.enact(DiscBound {
            item: item.clone(),
            package: package.clone(),
            of: request.of(),
        })?;
        Ok(package)
    }
}

/// Called by custody in the unit that hands a parcel to the carrier: for every
/// package whose disc is in the parcel, the request is answered and the
/// communication is in the register. Returns how many requests were answered.
///
/// A disc whose package was superseded, or whose request may not leave yet, refuses
/// the whole dispatch.
pub(crate) fn disclose_dispatched<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &Dispatch<'_>,
) -> Result<u32> {
    let mut answered: Vec<String> = Vec::new();
    for item in parcel.items {
        let Some(loaded) = request_of_disc(unit, item)? else {
            continue;
        };
        let request = loaded.id.to_string();
        // What the register says about the address must be true of this parcel.
        if parcel.request.map(RequestId::as_str) != Some(request.as_str()) {
            return Err(Refusal::DiscOfRequest.into());
        }
        if answered.contains(&request) {
            continue;
        }
        // It came back under its seal and leaves once more: the register has what it communicates.
        if loaded.state == RequestState::Dispatched && was_sent(unit, parcel.shipment, &loaded)? {
            answered.push(request);
            continue;
        }
        loaded.state.must_await_its_disc()?;
        disclose(unit, &loaded, How::InParcel(parcel))?;
        answered.push(request);
    }
    Ok(count(answered.len()))
}

/// The answer to a request left in this parcel before.
fn was_sent<D: Duty>(
    unit: &mut Sight<'_, D>,
    parcel: &ShipmentId,
    request: &Request,
) -> Result<bool> {
    let sent: i64 = disclosure::table
        .filter(disclosure::shipment_id.eq(parcel.as_str()))
        .filter(disclosure::request_id.eq(request.id.as_str()))
        .count()
        .get_result(unit.conn())?;
    Ok(sent > 0)
}

/// Refused if the article is a disc of a copy that was superseded since, or of a record that holds
/// something else by now, or of a request that is answered, or whose copy is being built anew.
pub(crate) fn disc_is_current<D: Duty>(unit: &mut Sight<'_, D>, item: &ItemId) -> Result<()> {
    if let Some(request) = request_of_disc(unit, item)? {
        request.state.must_await_its_disc()?;
        ReadyCopy::leaving_now(unit.conn(), &request)?;
    }
    Ok(())
}

/// Whether the article is a disc of the copy that is the answer of its request.
pub(crate) fn is_of_ready_copy<D: Duty>(unit: &mut Sight<'_, D>, item: &ItemId) -> Result<bool> {
    let ready: i64 = package_disc::table
        .inner_join(record_package::table)
        .filter(package_disc::item_id.eq(item.as_str()))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .count()
        .get_result(unit.conn())?;
    Ok(ready > 0)
}

/// The request that the article answers, if it is a disc of one; refused if the copy on
/// it was superseded since.
fn request_of_disc<D: Duty>(unit: &mut Sight<'_, D>, item: &ItemId) -> Result<Option<Request>> {
    let found: Option<(String, String)> = package_disc::table
        .inner_join(record_package::table)
        .filter(package_disc::item_id.eq(item.as_str()))
        .select((record_package::id, record_package::request_id))
        .first(unit.conn())
        .optional()?;
    let Some((package, request)) = found else {
        return Ok(None);
    };
    let request = request::load(unit, &request)?;
    match ReadyCopy::of(unit.conn(), &request.id)? {
        Some(ready) if ready.package.as_str() == package => Ok(Some(request)),
        _ => Err(Refusal::DiscOutOfDate.into()),
    }
}

/// Called by custody in the unit in which the recipient of a parcel confirms it: the
/// requests that the parcel answered have their receipt confirmed too.
pub(crate) fn confirm_receipt_of_parcel<D: Duty>(
    unit: &mut Unit<'_, D>,
    shipment: &ShipmentId,
) -> Result<()> {
    let requests: Vec<String> = disclosure::table
        .filter(disclosure::shipment_id.eq(shipment.as_str()))
        .order(disclosure::id)
        .select(disclosure::request_id)
        .load(unit.conn())?;
    for id in requests {
        let request = request::load(unit, &id)?;
        if request.state == RequestState::Dispatched {
            note_receipt(unit, &request)?;
        }
    }
    Ok(())
}

fn note_receipt<D: Duty>(unit: &mut Unit<'_, D>, request: &Request) -> Result<()> {
    let state = request.state.after(Step::ReceiptConfirmed)?;
    unit.enact(RequestReceiptConfirmed {
        of: request.of(),
        state,
    })?;
    Ok(())
}

/// How the answer leaves.
#[derive(Clone, Copy)]
enum How<'a> {
    Now(DeliveryMethod, &'a EnteredText),
    LeftEarlier(DeliveryMethod, &'a EnteredText),
    InParcel(&'a Dispatch<'a>),
}

impl<'a> How<'a> {
    const fn method(self) -> DeliveryMethod {
        match self {
            Self::Now(method, _) | Self::LeftEarlier(method, _) => method,
            Self::InParcel(_) => DeliveryMethod::Courier,
        }
    }

    const fn parcel(self) -> Option<&'a Dispatch<'a>> {
        match self {
            Self::InParcel(parcel) => Some(parcel),
            Self::Now(..) | Self::LeftEarlier(..) => None,
        }
    }

    const fn received_by(self) -> Option<&'a EnteredText> {
        match self {
            Self::Now(_, who) | Self::LeftEarlier(_, who) => Some(who),
            Self::InParcel(_) => None,
        }
    }

    const fn leaving(self) -> Leaving {
        match self {
            Self::Now(..) => Leaving::Now,
            Self::LeftEarlier(..) => Leaving::Earlier,
            Self::InParcel(_) => Leaving::Sealed,
        }
    }
}

/// The state, the register and the journal, together.
fn disclose<D: Duty>(
    unit: &mut Unit<'_, D>,
    request: &Request,
    how: How<'_>,
) -> Result<DisclosureId> {
    let (method, parcel) = (how.method(), how.parcel());
    let copy = ReadyCopy::of(unit.conn(), &request.id)?;
    let state = request.state.after(Step::Delivered {
        method,
        identity_confirmed: request.identity.is_some(),
        taken_out: (copy.as_ref()).is_some_and(|copy| copy.was_taken_out),
        passphrase_shown: (copy.as_ref()).is_some_and(|copy| copy.passphrase_shown_at.is_some()),
    })?;
    let copy = copy.ok_or(Error::NotFound)?;
    let record_then = copy.may_leave(unit.conn(), request, how.leaving())?;
    let patient = crate::case::patient_details(unit, &request.patient)?;
    let to = request.recipient(&patient)?;
    let id = DisclosureId::new(unit.now(), unit.entropy());
    let files = file_counts(unit.conn(), &copy.package)?;
    unit.enact(Disclosed {
        disclosure: id.clone(),
        of: request.of(),
        patient: request.patient.clone(),
        package: copy.package,
        package_sha256: copy.manifest_sha256,
        class: DisclosureClass::RecordCopy,
        purpose: Purpose::CopyRequest,
        authority: request.laws.clone(),
        method,
        shipment: parcel.map(|parcel| parcel.shipment.clone()),
        record_then,
        files,
        words: Sealed::new(
            &request.id,
            RecipientWords {
                name: to.name,
                address: to.address,
                tracking: parcel.and_then(|parcel| parcel.tracking.map(str::to_owned)),
                received_by: how.received_by().cloned(),
            },
        ),
    })?;
    unit.enact(RequestAnswered {
        of: request.of(),
        method,
        state,
        late: clock::is_late(request.late_from, request.overdue_at, unit.now()),
    })?;
    Ok(id)
}

/// The register of the person that a case is about, newest first: of all of their cases.
pub(super) fn communications_of<D: Duty>(unit: &mut Sight<'_, D>, case: &Case) -> Result<Register> {
    let (keys, conn) = (unit.keys(), unit.conn());
    let others = case.others.iter().map(|other| &other.id);
    let cases: Vec<&CaseId> = std::iter::once(&case.id).chain(others).collect();
    let rows: Vec<(DisclosureRow, String)> = disclosure::table
        .inner_join(privacy_request::table.on(privacy_request::id.eq(disclosure::request_id)))
        .filter(disclosure::case_id.eq_any(cases.iter().map(|case| case.as_str())))
        .order((disclosure::made_at.desc(), disclosure::id.desc()))
        .select((DisclosureRow::as_select(), privacy_request::reference))
        .load(conn)?;
    let mut told = BTreeMap::new();
    for case in cases {
        for fact in facts_about(conn, &case.into())? {
            if let Fact::Disclosed(disclosed) = &fact.fact {
                let row = DisclosureRow::of(&fact.entry(), disclosed)?;
                told.insert(disclosed.disclosure.to_string(), row);
            }
        }
    }
    let mut entries = Vec::with_capacity(rows.len());
    let opened = sections::open_all(conn, keys, rows.iter().map(|(row, _)| row.words))?;
    for (row, request) in rows {
        let borne_out = told.remove(&row.id).is_some_and(|made| made == row);
        let to = opened.words(row.words);
        entries.push(disclosure_of(row, to, &request, borne_out)?);
    }
    let missing = told
        .into_values()
        .map(|row| unsigned(row.ledger_sequence))
        .collect::<Result<_>>()?;
    Ok(Register { entries, missing })
}

fn disclosure_of(
    row: DisclosureRow,
    to: Reading<RecipientWords>,
    request: &str,
    borne_out: bool,
) -> Result<Disclosure> {
    let contents: StoredContents =
        serde_json::from_str(&row.contents).map_err(|_| malformed::<StoredContents>())?;
    if contents.v != 1 {
        return Err(Error::Corrupt("contents are of another version"));
    }
    Ok(Disclosure {
        id: stored(&row.id)?,
        made_at: Timestamp::from_micros(row.made_at),
        class: stored(&row.class)?,
        request: stored(request)?,
        borne_out,
        tracking: to.as_ref().map(|to| to.tracking.clone()),
        received_by: to.as_ref().map(|to| to.received_by.clone()),
        recipient: to.map(|to| Recipient {
            name: to.name,
            address: to.address,
        }),
        purpose: row.purpose,
        authority: stored(&row.authority)?,
        method: stored(&row.method)?,
        package_sha256: row.package_sha256,
        record_then: stored(&row.record_then)?,
        contents: contents.files,
        sequence: unsigned(row.ledger_sequence)?,
    })
}
