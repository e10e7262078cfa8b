//! Lists of studies: the imaging desk's, and those of a case.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty, Imaging};
use doublelock_domain::case::Case;
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::fact::imaging::StudyWords;
use doublelock_domain::ids::{Reference, StudyId};
use doublelock_domain::imaging::{Described, InstanceState, StudyState};
use doublelock_domain::time::Timestamp;

use crate::columns::{counted, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::imaging::study::StudyRow;
use crate::opened::Opened;
use crate::schema::cases::case_file;
use crate::schema::imaging::{instance, series, study};
use crate::sections;
use crate::tokens::{self, Index};
use crate::unit::{ReadUnit, Sight};

/// A line of the list of studies.
#[derive(Debug, Clone)]
pub struct StudyLine {
    /// Its id.
    pub id: StudyId,
    /// Where it stands.
    pub state: StudyState,
    /// Its words as received; empty until they were read.
    pub words: Reading<StudyWords>,
    /// Modalities, each once.
    pub modalities: Vec<String>,
    /// Images held.
    pub instances: u32,
    /// Objects kept apart, whatever the reason.
    pub apart: u32,
    /// True if the images held name more than one patient.
    pub several_patients: bool,
    /// How far reading its words is.
    pub described: Described,
    /// First arrival.
    pub received_at: Timestamp,
    /// AE title it came from.
    pub calling_ae: String,
    /// Case it is attached to.
    pub case: Option<Reference>,
}

/// A study that waits for somebody to say whose it is. Names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingStudy {
    /// Its id.
    pub id: StudyId,
    /// AE title it came from.
    pub calling_ae: String,
    /// First arrival.
    pub received_at: Timestamp,
    /// Images held.
    pub images: u32,
    /// How far reading its words is.
    pub described: Described,
}

impl Sight<'_, Imaging> {
    /// Studies in one state, newest first, at most `limit`; from the one after `after` on. Names
    /// people, so the reading itself is written down.
    pub fn list_studies(
        &mut self,
        state: StudyState,
        after: Option<&(Timestamp, StudyId)>,
        limit: u32,
    ) -> Result<Vec<StudyLine>> {
        // Many studies can have arrived at one moment.
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.micros(), id.as_str()));
        let rows: Vec<StudyRow> = study::table
            .filter(study::state.eq(state.as_str()))
            .filter(
                study::first_received_at
                    .lt(at)
                    .or(study::first_received_at.eq(at).and(study::id.lt(id))),
            )
            .order((study::first_received_at.desc(), study::id.desc()))
            .limit(i64::from(limit))
            .select(StudyRow::as_select())
            .load(self.conn())?;
        let mut records = Vec::new();
        for row in &rows {
            records.extend(row.subjects()?);
        }
        self.note_list(ListName::Studies, records);
        lines_of(self, rows)
    }
}

impl ReadUnit<'_, Imaging> {
    /// How many studies wait for somebody to say whose they are.
    pub fn unassigned_studies(&mut self) -> Result<u32> {
        let count: i64 = study::table
            .filter(study::state.eq(StudyState::Unassigned.as_str()))
            .count()
            .get_result(self.conn())?;
        counted(count)
    }

    /// The latest of them, newest first, at most `limit`. Names nobody.
    pub fn waiting_studies(&mut self, limit: u32) -> Result<Vec<WaitingStudy>> {
        let rows: Vec<(String, String, i64, Option<i64>)> = study::table
            .filter(study::state.eq(StudyState::Unassigned.as_str()))
            .order((study::first_received_at.desc(), study::id.desc()))
            .limit(i64::from(limit))
            .select((
                study::id,
                study::calling_ae,
                study::first_received_at,
                study::described_at,
            ))
            .load(self.conn())?;
        let images: BTreeMap<String, i64> = instance::table
            .inner_join(study::table)
            .filter(study::state.eq(StudyState::Unassigned.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .group_by(instance::study_id)
            .select((instance::study_id, diesel::dsl::count_star()))
            .load::<(String, i64)>(self.conn())?
            .into_iter()
            .collect();
        let unread = unread(
            self.conn(),
            rows.iter()
                .filter_map(|(id, _, _, at)| at.is_none().then_some(id.as_str())),
        )?;
        rows.into_iter()
            .map(|(id, calling_ae, received, described)| {
                Ok(WaitingStudy {
                    described: Described::of_study(described.is_some(), unread.contains(&id)),
                    images: counted(images.get(&id).copied().unwrap_or(0))?,
                    id: stored(&id)?,
                    calling_ae,
                    received_at: Timestamp::from_micros(received),
                })
            })
            .collect()
    }
}

impl<'a> Sight<'a, Coordination> {
    /// The studies attached to an opened case.
    pub fn studies_of(&mut self, case: &Opened<'a, Case>) -> Result<Vec<StudyLine>> {
        let rows: Vec<StudyRow> = study::table
            .filter(study::case_id.eq(case.id.as_str()))
            .order(study::first_received_at)
            .select(StudyRow::as_select())
            .load(self.conn())?;
        lines_of(self, rows)
    }
}

/// Which of these studies have objects whose words wait to be read.
fn unread<'a>(
    conn: &mut Conn,
    studies: impl Iterator<Item = &'a str>,
) -> Result<std::collections::BTreeSet<String>> {
    let rows: Vec<String> = instance::table
        .filter(instance::study_id.eq_any(studies.collect::<Vec<_>>()))
        .filter(instance::described.eq(Described::Waiting.as_str()))
        .select(instance::study_id)
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

fn lines_of<D: Duty>(unit: &mut Sight<'_, D>, rows: Vec<StudyRow>) -> Result<Vec<StudyLine>> {
    let (keys, conn) = (unit.keys(), unit.conn());
    let words = rows.iter().filter_map(|row| row.words);
    let opened = sections::open_all(conn, keys, words)?;
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut objects = objects_of(conn, &ids)?;
    let prints = tokens::values_of(conn, Index::PatientPrint, &ids)?;
    let cases = case_numbers(conn, rows.iter().filter_map(|row| row.case_id.as_deref()))?;
    rows.into_iter()
        .map(|row| {
            let words = row.words(&opened);
            let objects = objects.remove(&row.id).unwrap_or_default();
            let prints = prints.get(&row.id).copied().unwrap_or(0);
            line_of(row, words, (&objects, prints), &cases)
        })
        .collect()
}

/// Modality, state, and how far reading its words is, of some objects; and how many they are.
type ObjectsOfLine = (Option<String>, String, String, i64);

/// The objects of some studies, counted.
fn objects_of(conn: &mut Conn, studies: &[String]) -> Result<BTreeMap<String, Vec<ObjectsOfLine>>> {
    let rows: Vec<(String, Option<String>, String, String, i64)> = instance::table
        .inner_join(series::table)
        .filter(instance::study_id.eq_any(studies))
        .group_by((
            instance::study_id,
            series::modality,
            instance::state,
            instance::described,
        ))
        .select((
            instance::study_id,
            series::modality,
            instance::state,
            instance::described,
            diesel::dsl::count_star(),
        ))
        .load(conn)?;
    let mut all: BTreeMap<String, Vec<ObjectsOfLine>> = BTreeMap::new();
    for (study, modality, state, described, number) in rows {
        let of = all.entry(study).or_default();
        of.push((modality, state, described, number));
    }
    Ok(all)
}

/// The numbers people say for some cases.
fn case_numbers<'a>(
    conn: &mut Conn,
    cases: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Reference>> {
    let rows: Vec<(String, String)> = case_file::table
        .filter(case_file::id.eq_any(cases.collect::<Vec<_>>()))
        .select((case_file::id, case_file::reference))
        .load(conn)?;
    rows.into_iter()
        .map(|(case, text)| Ok((case, stored(&text)?)))
        .collect()
}

fn line_of(
    row: StudyRow,
    words: Reading<StudyWords>,
    (objects, prints): (&[ObjectsOfLine], usize),
    cases: &BTreeMap<String, Reference>,
) -> Result<StudyLine> {
    let is_held = |state: &str| state == InstanceState::Held.as_str();
    let (mut images, mut apart, mut waiting) = (0, 0, false);
    let mut modalities = BTreeSet::new();
    for (modality, state, described, number) in objects {
        waiting |= described == Described::Waiting.as_str();
        let number = counted(*number)?;
        if is_held(state) {
            images += number;
            modalities.extend(modality.clone());
        } else {
            apart += number;
        }
    }
    let case = row
        .case_id
        .as_ref()
        .map(|case| cases.get(case).copied().ok_or(Error::NotFound))
        .transpose()?;
    Ok(StudyLine {
        id: stored(&row.id)?,
        state: stored(&row.state)?,
        words,
        modalities: modalities.into_iter().collect(),
        several_patients: prints > 1,
        apart,
        instances: images,
        described: Described::of_study(row.described_at.is_some(), waiting),
        received_at: Timestamp::from_micros(row.first_received_at),
        calling_ae: row.calling_ae,
        case,
    })
}
