//! Cases and their patients.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty, Imaging, Privacy};
use doublelock_domain::case::{
    Case, CaseState, EnteredText, IssuedIdentifier, NewCase, PatientDetails,
};
use doublelock_domain::fact::cases::{CaseOpened, CaseWords, ListName, RecordOpened};
use doublelock_domain::ids::{CaseId, PatientId, Reference};
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::cases::{case_file, patient};
use crate::store::Opened;
use crate::unit::{ReadUnit, Unit};

/// A line of the list of cases.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// Opaque id.
    pub id: CaseId,
    /// Number people say.
    pub reference: Reference,
    /// Where it stands.
    pub state: CaseState,
    /// `FAMILY, Given` as entered.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// When it was opened.
    pub opened_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patient)]
struct PatientRow {
    id: String,
    family_name: String,
    given_names: String,
    birth_date: String,
    sex: String,
    hospital_number: Option<String>,
    hospital_issuer: Option<String>,
    language: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_file)]
struct CaseRow {
    id: String,
    reference: String,
    state: String,
    question: Option<String>,
    opened_at: i64,
}

impl Unit<'_, Coordination> {
    /// Opens a case for a new patient.
    pub fn open_case(&mut self, new: &NewCase, zone: SiteZone) -> Result<(CaseId, Reference)> {
        let now = self.now();
        let reference = self.next_reference("case", zone)?;
        let patient_id = PatientId::new(now, self.entropy());
        let case_id = CaseId::new(now, self.entropy());
        self.enact(CaseOpened {
            case: case_id.clone(),
            reference,
            patient: patient_id,
            words: CaseWords {
                patient: new.patient.clone(),
                question: new.question.clone(),
            },
        })?;
        Ok((case_id, reference))
    }

    /// Opens a case for reading.
    pub fn open(&mut self, id: &CaseId) -> Result<Opened<Case>> {
        let case = load(self.conn(), |query| {
            query.filter(case_file::id.eq(id.as_str().to_owned()))
        })?;
        note_opened(self, case)
    }

    /// Cases, newest first, at most `limit`, older than `before` if given. Names
    /// people, so the reading itself is written down.
    pub fn list_cases(&mut self, before: Option<Timestamp>, limit: u32) -> Result<Vec<CaseLine>> {
        let before = before.map_or(i64::MAX, Timestamp::micros);
        let rows: Vec<(CaseRow, PatientRow)> = case_file::table
            .inner_join(patient::table)
            .filter(case_file::opened_at.lt(before))
            .order((case_file::opened_at.desc(), case_file::id.desc()))
            .limit(i64::from(limit))
            .select((CaseRow::as_select(), PatientRow::as_select()))
            .load(self.conn())?;
        let mut records = Vec::with_capacity(2 * rows.len());
        for (case, patient) in &rows {
            let case: CaseId = case
                .id
                .parse()
                .map_err(|_| Error::Corrupt("a case id is malformed"))?;
            let patient: PatientId = patient
                .id
                .parse()
                .map_err(|_| Error::Corrupt("a patient id is malformed"))?;
            records.extend([(&case).into(), (&patient).into()]);
        }
        self.note_list(ListName::Cases, records)?;
        rows.into_iter().map(line_of).collect()
    }
}

impl ReadUnit<'_, Coordination> {
    /// The case with this number, if there is one. Names nobody.
    pub fn case_numbered(&mut self, reference: Reference) -> Result<Option<CaseId>> {
        let id: Option<String> = case_file::table
            .filter(case_file::reference.eq(reference.to_string()))
            .select(case_file::id)
            .first(self.conn())
            .optional()?;
        id.map(|id| {
            id.parse()
                .map_err(|_| Error::Corrupt("a case id is malformed"))
        })
        .transpose()
    }

    /// How many cases there are. Names nobody.
    pub fn case_count(&mut self) -> Result<u32> {
        let count: i64 = case_file::table.count().get_result(self.conn())?;
        u32::try_from(count).map_err(|_| Error::Corrupt("a count is out of range"))
    }
}

impl Unit<'_, Imaging> {
    /// Opens the case with this number, to compare its patient with a study's.
    pub fn open_case_by_reference(&mut self, reference: Reference) -> Result<Opened<Case>> {
        by_reference(self, reference)
    }
}

impl Unit<'_, Privacy> {
    /// Opens the case with this number, to answer a request about it.
    pub fn open_case_by_reference(&mut self, reference: Reference) -> Result<Opened<Case>> {
        by_reference(self, reference)
    }
}

impl<D: Duty> Unit<'_, D> {
    /// The number people say for a case; names nobody.
    pub fn case_reference(&mut self, id: &CaseId) -> Result<Reference> {
        let text: String = case_file::table
            .find(id.as_str())
            .select(case_file::reference)
            .first(self.conn())?;
        text.parse()
            .map_err(|_| Error::Corrupt("a reference is malformed"))
    }

    /// The id behind a case number; names nobody.
    pub fn case_id(&mut self, reference: Reference) -> Result<CaseId> {
        let text: String = case_file::table
            .filter(case_file::reference.eq(reference.to_string()))
            .select(case_file::id)
            .first(self.conn())?;
        text.parse()
            .map_err(|_| Error::Corrupt("a case id is malformed"))
    }
}

fn by_reference<D: Duty>(unit: &mut Unit<'_, D>, reference: Reference) -> Result<Opened<Case>> {
    let case = load(unit.conn(), |query| {
        query.filter(case_file::reference.eq(reference.to_string()))
    })?;
    note_opened(unit, case)
}

/// The entry comes before the data goes out, and shares its transaction.
pub(crate) fn note_opened<D: Duty>(unit: &mut Unit<'_, D>, case: Case) -> Result<Opened<Case>> {
    let sequence = unit.enact(RecordOpened {
        record: (&case.id).into(),
        of: vec![(&case.patient_id).into()],
        shown: Vec::new(),
    })?;
    Ok(Opened::new(case, sequence))
}

type CaseQuery = case_file::BoxedQuery<'static, MultiBackend>;
use crate::conn::MultiBackend;

fn load(conn: &mut Conn, which: impl FnOnce(CaseQuery) -> CaseQuery) -> Result<Case> {
    let found: (String, String) = which(case_file::table.into_boxed())
        .select((case_file::id, case_file::patient_id))
        .first(conn)?;
    let case: CaseRow = case_file::table
        .find(&found.0)
        .select(CaseRow::as_select())
        .first(conn)?;
    let patient: PatientRow = patient::table
        .find(&found.1)
        .select(PatientRow::as_select())
        .first(conn)?;
    case_of(&case, &patient)
}

/// The patient, for a unit that has opened their record already, or acts on it.
pub(crate) fn patient_details(conn: &mut Conn, id: &PatientId) -> Result<PatientDetails> {
    let row: PatientRow = patient::table
        .find(id.as_str())
        .select(PatientRow::as_select())
        .first(conn)?;
    details_of(&row)
}

fn details_of(row: &PatientRow) -> Result<PatientDetails> {
    let corrupt = |_| Error::Corrupt("a patient is malformed");
    let hospital_number = match (&row.hospital_number, &row.hospital_issuer) {
        (Some(value), Some(issuer)) => Some(IssuedIdentifier {
            value: stored_text(value)?,
            issuer: stored_text(issuer)?,
        }),
        _ => None,
    };
    Ok(PatientDetails {
        family_name: stored_text(&row.family_name)?,
        given_names: stored_text(&row.given_names)?,
        birth_date: NaiveDate::parse_from_str(&row.birth_date, "%Y-%m-%d")
            .map_err(|_| Error::Corrupt("a birth date is malformed"))?,
        sex: row.sex.parse().map_err(corrupt)?,
        hospital_number,
        language: row.language.parse().map_err(corrupt)?,
    })
}

fn case_of(case: &CaseRow, row: &PatientRow) -> Result<Case> {
    let corrupt = |_| Error::Corrupt("a case is malformed");
    Ok(Case {
        id: case
            .id
            .parse()
            .map_err(|_| Error::Corrupt("a case id is malformed"))?,
        reference: case
            .reference
            .parse()
            .map_err(|_| Error::Corrupt("a reference is malformed"))?,
        state: case.state.parse().map_err(corrupt)?,
        opened_at: Timestamp::from_micros(case.opened_at),
        patient_id: row
            .id
            .parse()
            .map_err(|_| Error::Corrupt("a patient id is malformed"))?,
        patient: details_of(row)?,
        question: case.question.as_deref().map(stored_text).transpose()?,
    })
}

/// Text that passed its check when it was entered.
pub(crate) fn stored_text(text: &str) -> Result<EnteredText> {
    EnteredText::required("stored", text, 4000).map_err(|_| Error::Corrupt("a text is malformed"))
}

fn line_of((case, patient): (CaseRow, PatientRow)) -> Result<CaseLine> {
    Ok(CaseLine {
        id: case
            .id
            .parse()
            .map_err(|_| Error::Corrupt("a case id is malformed"))?,
        reference: case
            .reference
            .parse()
            .map_err(|_| Error::Corrupt("a reference is malformed"))?,
        state: case
            .state
            .parse()
            .map_err(|_| Error::Corrupt("a case is malformed"))?,
        family_name: patient.family_name,
        given_names: patient.given_names,
        opened_at: Timestamp::from_micros(case.opened_at),
    })
}
