//! Every page of the appliance: one structure per template, one file per desk or purpose.
//!
//! A new page is added to the list below; `tests/templates.rs` fails until its template, its words
//! in both languages and its samples are there. `templates/README.md` shows how.

pub mod cases;
pub mod comparison;
pub mod custody;
pub mod find;
pub mod imaging;
pub mod jobs;
pub mod journal;
pub mod kept;
pub mod people;
pub mod privacy;
pub mod privacy_notice;
pub mod problem;
pub mod received;
pub mod sign_in;
pub mod today;
pub mod unidentified;

use super::page::list_pages;

list_pages![
    sign_in::SignIn,
    problem::Problem,
    problem::ProblemInside,
    privacy_notice::PrivacyNotice,
    today::Today,
    find::Find,
    custody::station::StationPage,
    custody::item_list::ItemList,
    custody::items::ItemPage,
    custody::shipments::ShipmentList,
    custody::correction::CorrectParcel,
    custody::delivery::Claim,
    custody::manifest::DayManifest,
    custody::description::DescribePage,
    custody::exceptions::ExceptionList,
    custody::exceptions::ExceptionPage,
    custody::shipments::ShipmentPage,
    custody::shipments::Announce,
    custody::prepare::Prepare,
    custody::archive::ArchivePage,
    custody::archive::OpenVisit,
    custody::visit::VisitPage,
    custody::visit::ExtendPage,
    custody::visit::ReconcilePage,
    custody::places::PlacesPage,
    custody::places::PlacePage,
    custody::labels::LabelsPage,
    custody::labels::BatchPage,
    cases::CaseList,
    cases::NewCase,
    cases::CorrectCase,
    cases::CasePage,
    cases::exams::ExamForm,
    cases::exams::ExamPage,
    cases::exams::ExamList,
    cases::LikelyPage,
    cases::PersonPage,
    unidentified::UnidentifiedList,
    unidentified::WhosePage,
    imaging::list::StudyList,
    imaging::study::StudyPage,
    imaging::compare::ComparePage,
    privacy::requests::RequestList,
    privacy::new_request::NewRequestPage,
    privacy::request::RequestPage,
    privacy::passphrase::PassphrasePage,
    privacy::communications::Communications,
    privacy::letter::Letter,
    privacy::closing::ClosingPage,
    privacy::new_request::CorrectionPage,
    journal::Journal,
    journal::Entry,
    jobs::Jobs,
    people::People,
    people::OwnSessions,
    kept::Kept,
];
