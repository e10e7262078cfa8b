//! The only code that writes tables that follow from the journal.
//!
//! One function per fact. The live path calls [`project`] in the transaction that appends
//! the entry; `doublelock rebuild` calls the same functions for every entry, from the first, and
//! the nightly check for those of one record. So the functions here
//!
//! - write what the fact and its entry say, and draw nothing: no time, no chance, no key. Words
//!   stay where they were sealed: a column holds the number of their section;
//! - refuse nothing: what may happen was decided before the fact was written;
//! - touch only rows of records that the fact names among its subjects or mentions, and
//!   leave a row that is not there alone (the check of one record folds only its facts).

mod cases;
mod custody;
mod entry;
mod exams;
mod exception;
mod imaging;
mod index;
mod keys;
mod label;
mod objects;
mod people;
mod privacy;
mod shipment;
mod visit;

use doublelock_domain::fact::Fact;
use doublelock_domain::object::ObjectKind;

pub(crate) use self::custody::EventRow;
pub(crate) use self::entry::Entry;
pub(crate) use self::index::{IndexRow, index_rows, put_many as put_index_rows, subjects_of};
pub(crate) use self::keys::key_step;
pub(crate) use self::privacy::{DisclosureRow, StoredContents, StoredHoldings};
use crate::conn::Conn;
use crate::error::Result;
use crate::keys::OF_THE_SITE;

/// The indexes by which rows are found here, but for those of primary keys. Whoever folds a
/// whole journal needs no others meanwhile.
pub(crate) const LOOKED_UP_BY: &[&str] = &[
    "object_of_record",
    "instance_of_study",
    "expected_exam_of_case",
];

/// Lets the tables follow one fact.
pub(crate) fn project(conn: &mut Conn, entry: &Entry<'_>, fact: &Fact) -> Result<()> {
    index::put(conn, &index_rows(entry.sequence, fact)?)?;
    project_unindexed(conn, entry, fact)
}

/// The same, without the rows of the index: a fold of the whole journal writes them by
/// themselves, many at once and in their order.
pub(crate) fn project_unindexed(conn: &mut Conn, entry: &Entry<'_>, fact: &Fact) -> Result<()> {
    for step in fact.keys() {
        key_step(conn, entry.sequence, &step)?;
    }
    // Whoever reads what changed a record leaves these out.
    if fact.act().only_shows() {
        return Ok(());
    }
    follow(conn, entry, fact)
}

/// Each fact by the desk whose tables follow from it.
fn follow(conn: &mut Conn, entry: &Entry<'_>, fact: &Fact) -> Result<()> {
    match fact {
        Fact::ApplianceInstalled(fact) => people::admitted(conn, entry, &fact.appliance),
        Fact::SessionOpened(fact) => people::admitted(conn, entry, &fact.who),
        Fact::PersonVouched(fact) => people::admitted(conn, entry, &fact.who),
        Fact::JournalContinued(fact) => people::admitted(conn, entry, &fact.first)
            .and_then(|()| people::admitted(conn, entry, &fact.second)),
        Fact::CaseOpened(fact) => cases::opened(conn, entry, fact),
        Fact::CaseCorrected(fact) => cases::corrected(conn, entry, fact),
        Fact::ExamExpected(fact) => exams::expected(conn, entry, fact),
        Fact::ExamCorrected(fact) => exams::corrected(conn, entry, fact),
        Fact::ExamCame(fact) => exams::came(conn, entry, fact),
        Fact::ExamCameTakenBack(fact) => exams::came_taken_back(conn, entry, fact),
        Fact::ExamFollowed(fact) => exams::followed(conn, entry, fact),
        Fact::ExamClosed(fact) => exams::closed(conn, entry, fact),
        Fact::PatientsLinked(fact) => cases::patients_linked(conn, fact),
        Fact::PatientUnlinked(fact) => cases::patient_unlinked(conn, fact),
        Fact::PatientsSeparated(fact) => cases::patients_separated(conn, entry, fact),
        Fact::ShipmentAnnounced(fact) => shipment::announced(conn, entry, fact),
        Fact::ShipmentArrived(fact) => shipment::arrived(conn, entry, fact),
        Fact::ShipmentIdentified(fact) => shipment::identified(conn, fact),
        Fact::ShipmentShort(fact) => shipment::short(conn, entry, fact),
        Fact::ShipmentShortTakenBack(fact) => shipment::short_taken_back(conn, entry, fact),
        Fact::ShipmentReconciled(fact) => shipment::reconciled(conn, entry, fact),
        Fact::ShipmentOverdue(fact) => shipment::overdue(conn, entry, fact),
        Fact::ShipmentPrepared(fact) => shipment::prepared(conn, entry, fact),
        Fact::ShipmentDispatched(fact) => shipment::dispatched(conn, entry, fact),
        Fact::ShipmentConfirmed(fact) => shipment::confirmed(conn, fact),
        Fact::ShipmentConfirmationTakenBack(fact) => shipment::confirmation_taken_back(conn, fact),
        Fact::CarrierClaimed(fact) => shipment::claimed(conn, entry, fact),
        Fact::ShipmentCameBack(fact) => shipment::came_back(conn, entry, fact),
        Fact::ShipmentCancelled(fact) => shipment::cancelled(conn, entry, fact),
        Fact::ShipmentCorrected(fact) => shipment::corrected(conn, entry, fact),
        Fact::WaybillCorrected(fact) => shipment::waybill_corrected(conn, entry, fact),
        Fact::SealApplied(fact) => shipment::sealed(conn, entry, fact),
        Fact::SealBroken(fact) => shipment::seal_broken(conn, entry, fact),
        Fact::SealInspected(fact) => shipment::seal_inspected(conn, fact),
        Fact::CustodyEvent(fact) => custody::event(conn, entry, fact),
        Fact::LabelsIssued(fact) => label::issued(conn, entry, fact),
        Fact::LabelVoided(fact) => label::voided(conn, entry, fact),
        Fact::PlacesRegistered(fact) => custody::places_registered(conn, entry, fact),
        Fact::PlaceRenamed(fact) => custody::place_renamed(conn, fact),
        Fact::PlaceRetired(fact) => custody::place_retired(conn, entry, fact),
        Fact::VisitOpened(fact) => visit::opened(conn, entry, fact),
        Fact::VisitExtended(fact) => visit::extended(conn, entry, fact),
        Fact::VisitAccounted(fact) => visit::accounted(conn, entry, fact),
        Fact::VisitClosed(fact) => visit::closed(conn, entry, fact),
        Fact::ExceptionOpened(fact) => exception::opened(conn, entry, fact),
        Fact::ExceptionAssigned(fact) => exception::assigned(conn, entry, fact),
        Fact::ExceptionFollowed(fact) => exception::followed(conn, entry, fact),
        Fact::ExceptionClosed(fact) => exception::closed(conn, entry, fact),
        Fact::ExceptionReopened(fact) => exception::reopened(conn, entry, fact),
        Fact::StudyReceived(fact) => imaging::received(conn, entry, fact),
        Fact::InstanceHealed(fact) => imaging::healed(conn, entry, fact),
        Fact::StudyDescribed(fact) => imaging::described(conn, entry, fact),
        Fact::StudyAttached(fact) => imaging::attached(conn, entry, fact),
        Fact::RequestLogged(fact) => privacy::logged(conn, entry, fact),
        Fact::RequestIdentityConfirmed(fact) => privacy::identity_confirmed(conn, entry, fact),
        Fact::RequestExtended(fact) => privacy::extended(conn, fact),
        Fact::RequestOverdue(fact) => privacy::overdue(conn, entry, fact),
        Fact::RequestCorrected(fact) => privacy::corrected(conn, entry, fact),
        Fact::RequestWithdrawn(fact) => privacy::withdrawn(conn, entry, fact),
        Fact::RequestRefused(fact) => privacy::refused(conn, entry, fact),
        Fact::PackageKept(fact) => privacy::package_kept(conn, entry, fact),
        Fact::RequestAnswered(fact) => privacy::answered(conn, entry, fact),
        Fact::RequestReceiptConfirmed(fact) => privacy::receipt_confirmed(conn, entry, fact),
        Fact::PackageStarted(fact) => privacy::package_started(conn, entry, fact),
        Fact::PackageFailed(fact) => privacy::package_failed(conn, entry, fact),
        Fact::PackageBuilt(fact) => privacy::package_built(conn, entry, fact),
        Fact::PackageFetched(fact) => privacy::package_fetched(conn, entry, fact),
        Fact::PassphraseShown(fact) => privacy::passphrase_shown(conn, entry, fact),
        Fact::DiscBound(fact) => privacy::disc_bound(conn, fact),
        Fact::Disclosed(fact) => privacy::disclosed(conn, entry, fact),
        Fact::SignerMade(fact) => {
            objects::stored(conn, entry, &fact.object, ObjectKind::Signer, OF_THE_SITE)
        }
        Fact::ObjectsDamaged(fact) => objects::damaged(conn, entry, &fact.objects),
        Fact::ObjectsSound(fact) => objects::sound(conn, &fact.objects),
        Fact::ObjectsDestroyed(fact) => objects::destroyed(conn, entry, &fact.objects),
        Fact::RecordErased(fact) => keys::erased(conn, entry, fact),
        Fact::ErasureFinished(fact) => keys::finished(conn, entry, fact),
        // Acts that disclose, refuse or attest, and change no record.
        Fact::SessionClosed(_)
        | Fact::SessionEnded(_)
        | Fact::SignInRefused(_)
        | Fact::AccessRefused(_)
        | Fact::RecordOpened(_)
        | Fact::ListRead(_)
        | Fact::VisitRefused(_)
        | Fact::ScanRefused(_)
        | Fact::IntakeRefused(_)
        | Fact::StudyViewed(_)
        | Fact::ApplianceStarted(_)
        | Fact::ClockSteppedBack(_)
        | Fact::JobRan(_)
        | Fact::JournalVerified(_)
        | Fact::JournalExported(_)
        | Fact::TablesCompared(_)
        | Fact::TablesRebuilt(_)
        | Fact::VaultRead(_)
        | Fact::KeysRotated(_) => Ok(()),
    }
}
