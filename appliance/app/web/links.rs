//! Where the page of each record is. A link is made from the id of what it leads to, so it cannot
//! lead to a record of another kind, and an address stands here and at its route.

use doublelock_domain::ids::{
    CaseId, ExamId, ExceptionId, ItemId, LabelBatchId, LocationId, Reference, ShipmentId, StudyId,
    VisitId,
};
use doublelock_domain::label::Label;
use doublelock_domain::time::Timestamp;

/// A case.
pub fn case(case: &CaseId) -> String {
    format!("/cases/{case}")
}

/// A case, by its number: the way there.
pub fn case_numbered(number: Reference) -> String {
    format!("/cases/{number}")
}

/// The person that a case is about.
pub fn person(case: &CaseId) -> String {
    format!("/cases/{case}/person")
}

/// An exam that a case waits for.
pub fn exam(case: &CaseId, exam: &ExamId) -> String {
    format!("/cases/{case}/exams/{exam}")
}

/// The form of another.
pub fn new_exam(case: &CaseId) -> String {
    format!("/cases/{case}/exams/new")
}

/// An article.
pub fn item(item: &ItemId) -> String {
    format!("/items/{item}")
}

/// An article, by its label.
pub fn item_labelled(label: Label) -> String {
    format!("/items/{label}")
}

/// What an article is and what is seen on it.
pub fn describe(label: Label) -> String {
    format!("/items/{label}/describe")
}

/// Whose an article is that nobody had announced.
pub fn unidentified(label: Label) -> String {
    format!("/unidentified/{label}")
}

/// A parcel.
pub fn shipment(shipment: &ShipmentId) -> String {
    format!("/shipments/{shipment}")
}

/// A parcel, by its number.
pub fn shipment_numbered(number: Reference) -> String {
    format!("/shipments/{number}")
}

/// Something that does not balance.
pub fn exception(exception: &ExceptionId) -> String {
    format!("/exceptions/{exception}")
}

/// A batch of labels.
pub fn label_batch(batch: &LabelBatchId) -> String {
    format!("/label-batches/{batch}")
}

/// A place.
pub fn place(place: &LocationId) -> String {
    format!("/places/{place}")
}

/// The articles in a place.
pub fn items_in(place: &LocationId) -> String {
    format!("/items?place={place}")
}

/// A visit to an archive.
pub fn visit(visit: &VisitId) -> String {
    format!("/archive/visits/{visit}")
}

/// A study.
pub fn study(study: &StudyId) -> String {
    format!("/studies/{study}")
}

/// A request.
pub fn request(number: Reference) -> String {
    format!("/requests/{number}")
}

/// An entry of the journal.
pub fn entry(sequence: u64) -> String {
    format!("/journal/{sequence}")
}

/// Where a page of a list ended, for the address of the next: an instant, and which of those of that
/// instant it was.
pub fn end(at: Timestamp, id: &impl std::fmt::Display) -> String {
    format!("{}-{id}", at.micros())
}

/// Reads it back; none of anything else.
pub fn read_end<Id: std::str::FromStr>(text: &str) -> Option<(Timestamp, Id)> {
    let (at, id) = text.split_once('-')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}
