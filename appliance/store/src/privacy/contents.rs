//! What goes into a copy of the record: everything of one case, and nothing of another.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::{EventKind, ItemKind};
use doublelock_domain::fact::{Fact, Reading};
use doublelock_domain::ids::CaseId;
use doublelock_domain::imaging::InstanceState;
use doublelock_domain::label::Label;
use doublelock_domain::privacy::package::Holdings;
use doublelock_domain::time::Timestamp;
use doublelock_ledger::VerifyingKey;

use crate::columns::{signed, stored, unsigned};
use crate::conn::Conn;
use crate::custody::Told;
use crate::custody::names::Names;
use crate::error::{Error, Result};
use crate::imaging::{CopiedInstance, CopiedStudy, ImageReceipt};
use crate::journal::Inclusion;
use crate::journal::facts::facts_about;
use crate::journal::identity::key_at;
use crate::opened::Opened;
use crate::openings::Opening;
use crate::privacy::disclosure::{Disclosure, communications_of};
use crate::privacy::holdings::holdings;
use crate::privacy::request::Request;
use crate::project::EventRow;
use crate::schema::custody::{custody_event, item};
use crate::schema::imaging::study;
use crate::schema::journal::{ledger_entry, ledger_payload};
use crate::sections;
use crate::unit::Sight;

/// Everything that goes into one copy.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The request it answers.
    pub request: Request,
    /// The case, with its patient.
    pub case: Case,
    /// How much of the record this is.
    pub holds: Holdings,
    /// Attached images, in study, series and instance order.
    pub instances: Vec<CopiedInstance>,
    /// Their studies, in the same order, with pictures of some of them.
    pub studies: Vec<CopiedStudy>,
    /// Where the articles of the case were, and in whose hands; oldest first.
    pub custody: Vec<CustodyEntry>,
    /// What was communicated about the patient; oldest first.
    pub communications: Vec<Disclosure>,
    /// Who opened the record, or read a list that it stood in; oldest first.
    pub openings: Vec<Opening>,
    /// Images that came with the case's studies and are kept apart, with the reason.
    pub apart: Vec<(InstanceState, u64)>,
    /// What proves of each image that it was received, in their order.
    pub receipts: Vec<ImageReceipt>,
    /// The entries of the journal behind custody, communications and receipts, with their proofs.
    pub journal: Vec<ProvenEntry>,
    /// The key that signed the checkpoint of these proofs.
    pub journal_key: VerifyingKey,
}

/// One event of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyEntry {
    /// When.
    pub at: Timestamp,
    /// Label of the article.
    pub label: Label,
    /// What the article is.
    pub item: ItemKind,
    /// What is seen on it; none if nobody said it.
    pub words: Option<Description>,
    /// True of a copy's disc, which was made for a request.
    pub for_request: bool,
    /// What happened.
    pub kind: EventKind,
    /// Kind of whoever held it afterwards.
    pub holder: HolderKind,
    /// Their name: a person, a place, the other party of a shipment.
    pub holder_name: String,
    /// Who did it.
    pub by: String,
    /// Number of its entry in the journal.
    pub sequence: u64,
}

/// An entry of the journal that a stranger can check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenEntry {
    /// Its number.
    pub sequence: u64,
    /// The canonical leaf.
    pub leaf: Vec<u8>,
    /// Salt of its commitment.
    pub salt: Vec<u8>,
    /// What was done: the open part.
    pub payload: String,
    /// SHA-256 of each sealed section, 32 bytes each: the words that the open part names.
    pub sections: Vec<u8>,
    /// Proof under the latest checkpoint; none if no checkpoint covers it yet.
    pub inclusion: Option<Inclusion>,
}

impl<'a> Sight<'a, Privacy> {
    /// Everything of the request's case, and nothing of another. The caller has opened
    /// both; a case that is not the request's is refused as not found.
    pub fn gather(
        &mut self,
        request: &Opened<'a, Request>,
        case: &Opened<'a, Case>,
    ) -> Result<Contents> {
        if request.case != case.id {
            return Err(Error::NotFound);
        }
        held_as_the_journal_says(self.conn(), &case.id)?;
        let instances = self.attached_instances(case)?;
        let studies = self.described_studies(case, &instances)?;
        let apart = self.kept_apart(case)?;
        let custody = custody_of(self, case.id.as_str())?;
        let register = communications_of(self, case)?;
        if !register.missing.is_empty() || !register.entries.iter().all(|entry| entry.borne_out) {
            return Err(Error::Altered);
        }
        // Words that should open and do not: a copy without them would look complete.
        if register
            .entries
            .iter()
            .any(|entry| entry.recipient == Reading::Missing)
        {
            return Err(Error::Corrupt("words of a communication do not open"));
        }
        let mut communications = register.entries;
        communications.reverse();
        let holds = holdings(self.conn(), &case.id, communications.len())?;
        let openings = crate::openings::all(self, &case.id)?;
        let receipts = self.receipts_of(&instances)?;
        let mut numbers: Vec<u64> = custody.iter().map(|entry| entry.sequence).collect();
        numbers.extend(communications.iter().map(|entry| entry.sequence));
        numbers.extend(receipts.iter().map(|receipt| receipt.sequence));
        numbers.sort_unstable();
        numbers.dedup();
        let journal = numbers
            .into_iter()
            .map(|number| self.proven(number))
            .collect::<Result<Vec<_>>>()?;
        let mut proofs = journal.iter().filter_map(|entry| entry.inclusion.as_ref());
        let size = proofs.next().map(|proof| proof.checkpoint.size);
        Ok(Contents {
            request: (**request).clone(),
            case: (**case).clone(),
            holds,
            instances,
            studies,
            custody,
            communications,
            openings,
            apart,
            receipts,
            journal,
            journal_key: key_at(self.conn(), size)?,
        })
    }

    /// How much a copy would hold now.
    pub fn preview(
        &mut self,
        request: &Opened<'a, Request>,
        case: &Opened<'a, Case>,
    ) -> Result<Holdings> {
        if request.case != case.id {
            return Err(Error::NotFound);
        }
        let communications = communications_of(self, case)?.entries.len();
        holdings(self.conn(), &case.id, communications)
    }

    fn proven(&mut self, sequence: u64) -> Result<ProvenEntry> {
        type Row = (Vec<u8>, Vec<u8>, String, Vec<u8>);
        let (leaf, salt, payload, sections): Row = ledger_entry::table
            .inner_join(
                ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)),
            )
            .filter(ledger_entry::sequence.eq(signed(sequence)?))
            .select((
                ledger_entry::leaf,
                ledger_payload::salt,
                ledger_payload::payload,
                ledger_payload::sections,
            ))
            .first(self.conn())?;
        let inclusion = self.inclusion_of(sequence)?;
        Ok(ProvenEntry {
            sequence,
            leaf,
            salt,
            payload,
            sections,
            inclusion,
        })
    }
}

/// Which articles and studies are the case's is taken from tables, so it is held against the
/// journal first: nothing of another's record leaves in a copy, and nothing of this one stays.
fn held_as_the_journal_says(conn: &mut Conn, case: &CaseId) -> Result<()> {
    let mut told = BTreeMap::new();
    for stored in facts_about(conn, &case.into())? {
        told.extend(brings(&stored.fact, case));
    }
    let articles: Vec<(String, String)> = item::table
        .filter(item::case_id.eq(case.as_str()))
        .select((item::id, item::kind))
        .load(conn)?;
    let studies: Vec<String> = study::table
        .filter(study::case_id.eq(case.as_str()))
        .select(study::id)
        .load(conn)?;
    let studies = studies.into_iter().map(|id| (id, "study".to_owned()));
    let there: BTreeMap<String, String> = articles.into_iter().chain(studies).collect();
    // What came out of a parcel of this case by mistake, and belongs to another since.
    let gone = |id: &String, kind: &String| kind != "study" && !there.contains_key(id);
    for (id, _) in told
        .extract_if(.., |id, kind| gone(id, kind))
        .collect::<Vec<_>>()
    {
        if Told::of(conn, &stored(&id)?)?.case() == Some(case.as_str()) {
            return Err(Error::Altered);
        }
    }
    if there == told {
        Ok(())
    } else {
        Err(Error::Altered)
    }
}

/// The article or study that an act brings to a case, by its id and kind. No arm takes all the
/// rest: whoever adds an act is asked here whether its words leave in a copy, and gathers them above if
/// they do.
fn brings(fact: &Fact, case: &CaseId) -> Option<(String, String)> {
    match fact {
        Fact::CustodyEvent(event) => {
            let (of, kind) = event.what.is_said_to_be()?;
            (of == Some(case)).then(|| (event.item.to_string(), kind.to_string()))
        }
        Fact::StudyAttached(attached) => Some((attached.study.to_string(), "study".to_owned())),
        // The case with its patient, images and their receipts, communications, openings: each is
        // gathered by itself.
        Fact::CaseOpened(_)
        | Fact::CaseCorrected(_)
        | Fact::ExamExpected(_)
        | Fact::ExamCorrected(_)
        | Fact::ExamCame(_)
        | Fact::ExamCameTakenBack(_)
        | Fact::ExamFollowed(_)
        | Fact::ExamClosed(_)
        | Fact::PatientsLinked(_)
        | Fact::PatientUnlinked(_)
        | Fact::PatientsSeparated(_)
        | Fact::StudyReceived(_)
        | Fact::StudyDescribed(_)
        | Fact::StudyViewed(_)
        | Fact::InstanceHealed(_)
        | Fact::Disclosed(_)
        | Fact::RecordOpened(_)
        | Fact::ListRead(_)
        // Of a parcel a copy says what became of its articles, event by event.
        | Fact::ShipmentAnnounced(_)
        | Fact::ShipmentArrived(_)
        | Fact::ShipmentIdentified(_)
        | Fact::ShipmentShort(_)
        | Fact::ShipmentShortTakenBack(_)
        | Fact::ShipmentReconciled(_)
        | Fact::ShipmentOverdue(_)
        | Fact::ShipmentPrepared(_)
        | Fact::ShipmentDispatched(_)
        | Fact::ShipmentConfirmed(_)
        | Fact::ShipmentConfirmationTakenBack(_)
        | Fact::CarrierClaimed(_)
        | Fact::ShipmentCameBack(_)
        | Fact::ShipmentCancelled(_)
        | Fact::ShipmentCorrected(_)
        | Fact::WaybillCorrected(_)
        | Fact::ExceptionOpened(_)
        | Fact::ExceptionAssigned(_)
        | Fact::ExceptionFollowed(_)
        | Fact::ExceptionClosed(_)
        | Fact::ExceptionReopened(_)
        | Fact::SealApplied(_)
        | Fact::SealBroken(_)
        | Fact::SealInspected(_)
        // How a request was dealt with is the desk's, and no part of the record.
        | Fact::RequestLogged(_)
        | Fact::RequestIdentityConfirmed(_)
        | Fact::RequestExtended(_)
        | Fact::RequestCorrected(_)
        | Fact::RequestWithdrawn(_)
        | Fact::RequestRefused(_)
        | Fact::RequestOverdue(_)
        | Fact::RequestAnswered(_)
        | Fact::RequestReceiptConfirmed(_)
        | Fact::PackageStarted(_)
        | Fact::PackageFailed(_)
        | Fact::PackageBuilt(_)
        | Fact::PackageKept(_)
        | Fact::PackageFetched(_)
        | Fact::PassphraseShown(_)
        | Fact::DiscBound(_)
        // The house, its people, its visits, its jobs: about nobody's record.
        | Fact::ApplianceInstalled(_)
        | Fact::SessionOpened(_)
        | Fact::SignInRefused(_)
        | Fact::PersonVouched(_)
        | Fact::SessionClosed(_)
        | Fact::SessionEnded(_)
        | Fact::AccessRefused(_)
        | Fact::LabelsIssued(_)
        | Fact::LabelVoided(_)
        | Fact::PlacesRegistered(_)
        | Fact::PlaceRenamed(_)
        | Fact::PlaceRetired(_)
        | Fact::VisitOpened(_)
        | Fact::VisitExtended(_)
        | Fact::VisitAccounted(_)
        | Fact::VisitClosed(_)
        | Fact::VisitRefused(_)
        | Fact::ScanRefused(_)
        | Fact::IntakeRefused(_)
        | Fact::ApplianceStarted(_)
        | Fact::ClockSteppedBack(_)
        | Fact::JobRan(_)
        | Fact::JournalContinued(_)
        | Fact::JournalVerified(_)
        | Fact::JournalExported(_)
        | Fact::TablesCompared(_)
        | Fact::TablesRebuilt(_)
        | Fact::SignerMade(_)
        | Fact::ObjectsDamaged(_)
        | Fact::ObjectsSound(_)
        | Fact::ObjectsDestroyed(_)
        | Fact::VaultRead(_)
        | Fact::RecordErased(_)
        | Fact::ErasureFinished(_)
        | Fact::KeysRotated(_) => None,
    }
}

fn custody_of(unit: &mut Sight<'_, Privacy>, case: &str) -> Result<Vec<CustodyEntry>> {
    type Row = (String, String, String, Option<i64>, Option<String>);
    let items: Vec<Row> = item::table
        .filter(item::case_id.eq(case))
        .order(item::id)
        .select((
            item::id,
            item::label,
            item::kind,
            item::description,
            item::request_id,
        ))
        .load(unit.conn())?;
    let keys = unit.keys();
    let described = items.iter().filter_map(|row| row.3);
    let opened = sections::open_all(unit.conn(), keys, described)?;
    let mut names = Names::default();
    let mut entries = Vec::new();
    for (id, label, kind, described, made_for) in items {
        // Words that should open and do not: the copy is not made.
        let words: Option<Description> = described
            .map(|words| sections::present(opened.words(words)))
            .transpose()?;
        let (label, kind): (Label, ItemKind) = (stored(&label)?, stored(&kind)?);
        let events: Vec<EventRow> = custody_event::table
            .filter(custody_event::item_id.eq(&id))
            .order(custody_event::item_seq)
            .select(EventRow::as_select())
            .load(unit.conn())?;
        let told = Told::of(unit.conn(), &stored(&id)?)?;
        // It is of another record since, whatever its row says.
        if told.case() != Some(case) || told.missing(&events).next().is_some() {
            return Err(Error::Altered);
        }
        for event in events {
            // What the journal does not bear out leaves in no copy.
            if !told.bears_out(&event) {
                return Err(Error::Altered);
            }
            if !told.is_of_present_record(&event) {
                continue;
            }
            let holder = event.to()?;
            // Who cannot be read is not left out: the copy is not made.
            let holder_name = sections::present(names.outside(unit, &holder)?)?;
            entries.push(CustodyEntry {
                at: Timestamp::from_micros(event.occurred_at),
                label,
                item: kind,
                words: words.clone(),
                for_request: made_for.is_some(),
                kind: stored(&event.kind)?,
                holder: holder.kind(),
                holder_name,
                by: names.person(unit, &event.actor_id)?,
                sequence: unsigned(event.ledger_sequence)?,
            });
        }
    }
    entries.sort_by_key(|entry| entry.sequence);
    Ok(entries)
}
