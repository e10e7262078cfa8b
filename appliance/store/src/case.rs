//! Cases and their patients.

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty, Imaging, Privacy};
use doublelock_domain::case::{Case, CaseState, NewCase, PatientDetails};
use doublelock_domain::fact::cases::{CaseCorrected, CaseOpened, ListName, RecordOpened};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{CaseId, PatientId, Reference};
use doublelock_domain::patient::{Answer, Whose, whose};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::columns::{count, maybe_stored, stored};
use crate::error::{Error, Result};
use crate::journal::skipped::given;
use crate::keys;
use crate::listed::{Counted, MOST_COUNTED};
use crate::opened::Opened;
use crate::patient::{Everything, LikelyPatient};
use crate::schema::cases::{case_file, patient};
use crate::sections;
use crate::unit::{ReadUnit, Sight, Unit};

/// A line of the list of cases.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// Opaque id.
    pub id: CaseId,
    /// Number people say.
    pub reference: Reference,
    /// Where it stands.
    pub state: CaseState,
    /// Whom it is about.
    pub patient: Reading<PatientDetails>,
    /// When it was opened.
    pub opened_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patient)]
struct PatientRow {
    id: String,
    words: i64,
    same_as: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_file)]
struct CaseRow {
    id: String,
    reference: String,
    state: String,
    question_words: Option<i64>,
    opened_at: i64,
}

impl<'a> Sight<'a, Coordination> {
    /// Opens a case for reading.
    pub fn open(&mut self, id: &CaseId) -> Result<Opened<'a, Case>> {
        let case = load(self, |query| {
            query.filter(case_file::id.eq(id.as_str().to_owned()))
        })?;
        opened(self, case)
    }

    /// Cases, newest first, at most `limit`; from the one after `after` on. Names people, so the reading itself is
    /// written down.
    pub fn list_cases(
        &mut self,
        after: Option<&(Timestamp, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseLine>> {
        // Two can be opened at one moment.
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.micros(), id.as_str()));
        let before = case_file::opened_at.ne(at).or(case_file::id.lt(id));
        let rows: Vec<(CaseRow, PatientRow)> = case_file::table
            .inner_join(patient::table)
            .filter(case_file::opened_at.le(at))
            .filter(before)
            .order((case_file::opened_at.desc(), case_file::id.desc()))
            .limit(i64::from(limit))
            .select((CaseRow::as_select(), PatientRow::as_select()))
            .load(self.conn())?;
        let mut records = Vec::with_capacity(2 * rows.len());
        for (case, patient) in &rows {
            let case: CaseId = stored(&case.id)?;
            let patient: PatientId = stored(&patient.id)?;
            records.extend([(&case).into(), (&patient).into()]);
        }
        self.note_list(ListName::Cases, records);
        let keys = self.keys();
        let patients = rows.iter().map(|(_, patient)| patient.words);
        let opened = sections::open_all(self.conn(), keys, patients)?;
        rows.into_iter()
            .map(|(case, patient)| line_of(&case, opened.words(patient.words)))
            .collect()
    }

    /// How many cases there are. Names nobody.
    pub fn count_cases(&mut self) -> Result<Counted> {
        let ids: Vec<String> = case_file::table
            .limit(i64::from(MOST_COUNTED) + 1)
            .select(case_file::id)
            .load(self.conn())?;
        Ok(Counted::of(count(ids.len())))
    }
}

/// What came of opening a case.
#[derive(Debug, Clone)]
pub enum Begun {
    /// It is open.
    Opened(CaseId, Reference),
    /// Nothing was recorded yet: somebody on file is likely the same person, and a person is to
    /// say so or not.
    Asks(Vec<LikelyPatient>),
}

impl Begun {
    /// The case, if it is open.
    pub fn opened(self) -> Option<(CaseId, Reference)> {
        match self {
            Self::Opened(case, reference) => Some((case, reference)),
            Self::Asks(_) => None,
        }
    }
}

impl Unit<'_, Coordination> {
    /// Opens a case for a new patient, or for one on file if `answer` says which. Asks first if
    /// somebody on file is likely the same and the answer does not speak of them. Refused until
    /// the names on file were read ([`Sight::read_names`]).
    pub fn open_case(&mut self, new: &NewCase, answer: &Answer, zone: SiteZone) -> Result<Begun> {
        let likely = self.likely_patients(&new.patient, &[])?;
        let ids: Vec<PatientId> = likely.iter().map(|one| one.patient.clone()).collect();
        let compared: Vec<_> = likely
            .iter()
            .map(|one| (one.patient.clone(), &one.comparison))
            .collect();
        let Some(whose) = whose(&compared, answer) else {
            self.note_likely(&likely);
            return Ok(Begun::Asks(likely));
        };
        let now = self.now();
        let reference = self.next_reference("case", zone)?;
        let (patient, on_file) = match whose {
            Whose::New => (PatientId::new(now, self.entropy()), false),
            Whose::OnFile(patient) => (patient, true),
        };
        let case = CaseId::new(now, self.entropy());
        let words = if on_file {
            Sealed::new(&case, new.patient.clone())
        } else {
            Sealed::new(&patient, new.patient.clone())
        };
        self.enact(CaseOpened {
            case: case.clone(),
            reference,
            patient,
            words,
            likely: ids,
            question: (new.question.clone()).map(|question| Sealed::new(&case, question)),
        })?;
        Ok(Begun::Opened(case, reference))
    }
}

impl<'a> Unit<'a, Coordination> {
    /// Sets right who a case is about and what is asked, as typed into a form that showed `revision` of it. The
    /// record of the person is set right with it, and with that their other cases. Refused if somebody else was
    /// faster, or nothing would change.
    pub fn correct_case(
        &mut self,
        case: &Opened<'a, Case>,
        to: &NewCase,
        revision: i64,
    ) -> Result<()> {
        if case.revision != revision {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if (&case.patient, &case.question) == (&to.patient, &to.question) {
            return Err(Refusal::NothingChanged.into());
        }
        let entered: Option<i64> = case_file::table
            .find(case.id.as_str())
            .select(case_file::patient_words)
            .first(self.conn())?;
        let question = to.question.clone();
        self.enact(CaseCorrected {
            case: case.id.clone(),
            patient: case.patient_id.clone(),
            words: Sealed::new(&case.patient_id, to.patient.clone()),
            entered: entered.map(|_| Sealed::new(&case.id, to.patient.clone())),
            question: question.map(|question| Sealed::new(&case.id, question)),
        })?;
        Ok(())
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
        maybe_stored(id.as_deref())
    }

    /// How many cases there are: as many as numbers were given. Names nobody.
    pub fn case_count(&mut self) -> Result<u32> {
        given(self.conn(), "case")
    }
}

impl<'a> Sight<'a, Imaging> {
    /// Opens the case with this number, to compare its patient with a study's.
    pub fn open_case_by_reference(&mut self, reference: Reference) -> Result<Opened<'a, Case>> {
        by_reference(self, reference)
    }
}

impl<'a> Sight<'a, Privacy> {
    /// Opens the case with this number, to answer a request about it.
    pub fn open_case_by_reference(&mut self, reference: Reference) -> Result<Opened<'a, Case>> {
        by_reference(self, reference)
    }
}

impl<D: Duty> Sight<'_, D> {
    /// The number people say for a case; names nobody.
    pub fn case_reference(&mut self, id: &CaseId) -> Result<Reference> {
        let text: String = case_file::table
            .find(id.as_str())
            .select(case_file::reference)
            .first(self.conn())?;
        stored(&text)
    }

    /// The id behind a case number; names nobody.
    pub fn case_id(&mut self, reference: Reference) -> Result<CaseId> {
        let text: String = case_file::table
            .filter(case_file::reference.eq(reference.to_string()))
            .select(case_file::id)
            .first(self.conn())?;
        stored(&text)
    }
}

fn by_reference<'a, D: Duty>(
    unit: &mut Sight<'a, D>,
    reference: Reference,
) -> Result<Opened<'a, Case>> {
    let case = load(unit, |query| {
        query.filter(case_file::reference.eq(reference.to_string()))
    })?;
    opened(unit, case)
}

/// Opens a case that was read.
pub(crate) fn opened<'a, D: Duty>(unit: &mut Sight<'a, D>, case: Case) -> Result<Opened<'a, Case>> {
    let people = std::iter::once(&case.patient_id).chain(&case.linked);
    let opening = RecordOpened {
        record: (&case.id).into(),
        of: people.map(Into::into).collect(),
        // What was entered for them is shown with it.
        shown: case.others.iter().map(|other| (&other.id).into()).collect(),
    };
    Opened::by(unit, opening, case)
}

type CaseQuery = case_file::BoxedQuery<'static, MultiBackend>;
use crate::conn::MultiBackend;

fn load<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: impl FnOnce(CaseQuery) -> CaseQuery,
) -> Result<Case> {
    let (holder, conn) = (unit.keys(), unit.conn());
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
    // The person may stay where a case of theirs is erased: then nothing of it is shown.
    let id: CaseId = stored(&case.id)?;
    if let Reading::Erased { by } = keys::of(conn, holder, &(&id).into())? {
        return Err(Error::Erased(by));
    }
    let whole = Everything::of(conn, patient.same_as.as_deref().unwrap_or(&patient.id))?;
    let words = case.question_words.into_iter().chain(whole.words());
    let opened = sections::open_all(conn, holder, words)?;
    case_of(&case, &patient, &whole, &opened)
}

/// The patient, for a unit that has opened their record already, or acts on it.
pub(crate) fn patient_details<D: Duty>(
    unit: &mut Sight<'_, D>,
    id: &PatientId,
) -> Result<PatientDetails> {
    let (keys, conn) = (unit.keys(), unit.conn());
    let words: i64 = patient::table
        .find(id.as_str())
        .select(patient::words)
        .first(conn)?;
    sections::open(conn, keys, words)
}

fn case_of(
    case: &CaseRow,
    row: &PatientRow,
    whole: &Everything,
    opened: &sections::Opened,
) -> Result<Case> {
    let patient: PatientDetails = opened.must(row.words)?;
    let (linked, others) = whole.beside(&row.id, &case.id)?;
    Ok(Case {
        id: stored(&case.id)?,
        reference: stored(&case.reference)?,
        state: stored(&case.state)?,
        opened_at: Timestamp::from_micros(case.opened_at),
        patient_id: stored(&row.id)?,
        also_known: whole.also_known(&patient, opened),
        linked,
        others,
        patient,
        revision: row.words.max(case.question_words.unwrap_or_default()),
        question: case
            .question_words
            .map(|question| opened.must(question))
            .transpose()?,
    })
}

fn line_of(case: &CaseRow, patient: Reading<PatientDetails>) -> Result<CaseLine> {
    Ok(CaseLine {
        id: stored(&case.id)?,
        reference: stored(&case.reference)?,
        state: stored(&case.state)?,
        patient,
        opened_at: Timestamp::from_micros(case.opened_at),
    })
}
