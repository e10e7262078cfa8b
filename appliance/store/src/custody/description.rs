//! What is seen on an article: of which exam it is, of which part of the body.
//!
//! These are words about somebody. They are sealed under the article's own key, which hangs on that of the record that
//! the article belongs to, and is moved when it turns out to be another's: they are erased with the record that it is of
//! then, and no other keeps them.

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::Direction;
use doublelock_domain::exam::{Came, ExamSeen, the_only};
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::{CaseId, ExamId, ItemId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use std::collections::BTreeSet;

use super::event;
use super::item::{self as article, ItemLine, ItemRow, lines_of};
use super::names::Names;
use crate::columns::{maybe_stored, stored};
use crate::error::{Error, Result};
use crate::exams::Exam;
use crate::exams::arriving::Ticking;
use crate::exams::record::of_case;
use crate::opened::Opened;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// An article that is described.
#[derive(Debug, Clone)]
pub struct Described {
    /// As in a list.
    pub line: ItemLine,
    /// What stands there, to say by it whether somebody changed it since.
    pub version: String,
    /// Other articles of the same case that came in the same parcel, by their labels; each with what stands there.
    pub beside: Vec<(ItemLine, String)>,
    /// The exams that its case waits for or waited for.
    pub exams: Vec<Exam>,
}

/// What is said of an article.
#[derive(Debug, Clone)]
pub struct Said {
    /// What it is.
    pub kind: ItemKind,
    /// What is seen on it.
    pub seen: Description,
    /// Of which exams of its case it is. Where that is what stands there, nobody said it: it is found by what is seen.
    pub exams: BTreeSet<ExamId>,
}

impl Described {
    /// The article of the same case and parcel to go on with when this one and those of `also` are described: the first
    /// after this one of which not enough is said, or the first of all.
    pub fn next(&self, also: &[Label]) -> Option<Label> {
        let lines = self.beside.iter().map(|(line, _)| line);
        let mut bare: Vec<Label> = lines
            .filter(|line| line.is_to_describe() && !also.contains(&line.label))
            .map(|line| line.label)
            .collect();
        bare.sort_by_key(|label| (*label < self.line.label, *label));
        bare.first().copied()
    }

    /// The exams that it is of.
    pub fn is_of(&self) -> BTreeSet<ExamId> {
        let what = Subject::from(&self.line.id);
        let of = self.exams.iter().filter(|exam| exam.has(&what));
        of.map(|exam| exam.id.clone()).collect()
    }

    /// What is seen on it once it is said to be of these exams: what is said of the only new one among them is said of it
    /// where nothing was typed, or where nothing but what stood there was. Refused if what was typed is another exam, or if
    /// one film is said to be of several.
    fn seen_as(&self, to: &Said) -> Result<Description> {
        let field = "exam";
        if to.kind == ItemKind::FilmSheet && to.exams.len() > 1 {
            return Err(Refusal::FieldChoice { field }.into());
        }
        let before = self.is_of();
        let newly = (self.exams.iter())
            .filter(|exam| to.exams.contains(&exam.id) && !before.contains(&exam.id));
        let Some(said) = the_only(newly).and_then(Exam::said) else {
            return Ok(to.seen.clone());
        };
        let stood = words_of(&self.line).unwrap_or_default();
        let seen = if to.seen.is_of_same_exam(&stood) {
            to.seen.clone().of_other_exam(&Description::default())
        } else {
            to.seen.clone()
        };
        let seen = seen.or_of_expected(said);
        if said.may_be(&ExamSeen::from(&seen)) {
            Ok(seen)
        } else {
            Err(Refusal::FieldChoice { field }.into())
        }
    }
}

impl ItemLine {
    /// Not enough is said of what is seen on it.
    pub fn is_to_describe(&self) -> bool {
        match &self.words {
            Reading::Open(words) => !Description::suffices(words.as_ref(), self.kind),
            Reading::Erased { .. } | Reading::Missing => false,
        }
    }
}

impl ItemRow {
    /// What it is said to be, what is seen on it, whose it is, and of which of these exams.
    fn version(&self, exams: &[Exam]) -> Result<String> {
        let words = self.description.unwrap_or_default();
        let case = self.case_id.as_deref().unwrap_or("none");
        let what = Subject::from(&stored::<ItemId>(&self.id)?);
        let mut version = format!("{}-{words}-{case}", self.kind);
        for exam in exams.iter().filter(|exam| exam.has(&what)) {
            version.push('-');
            version.push_str(exam.id.as_str());
        }
        Ok(version)
    }

    /// It was made for a request: what it is, that says.
    const fn is_made_here(&self) -> bool {
        self.request_id.is_some()
    }
}

/// Articles of the same case that came in the same parcel as this one, the last that it came in; by their labels.
fn beside<D: Duty>(unit: &mut Sight<'_, D>, row: &ItemRow) -> Result<Vec<ItemRow>> {
    let parcel: Option<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq(&row.id))
        .filter(shipment::direction.eq(Direction::Inbound.as_str()))
        .order((shipment::created_at.desc(), shipment::id.desc()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?;
    let Some(parcel) = parcel else {
        return Ok(Vec::new());
    };
    let gone = [HolderKind::Destroyed, HolderKind::Withdrawn].map(HolderKind::as_str);
    let mut others: Vec<ItemRow> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(parcel))
        .filter(item::id.ne(&row.id))
        .filter(item::request_id.is_null())
        .filter(item::holder_kind.ne_all(gone))
        .order(item::label)
        .select(ItemRow::as_select())
        .load(unit.conn())?;
    // One form never says something of two people's.
    others.retain(|other| other.case_id == row.case_id);
    Ok(others)
}

impl<'a> Sight<'a, Custody> {
    /// Opens an article to say what it is; with it, those that came in the same parcel.
    pub fn open_to_describe(&mut self, label: Label) -> Result<Opened<'a, Described>> {
        let row = article::by_label(self, label)?.ok_or(Error::NotFound)?;
        if row.is_made_here() {
            return Err(Refusal::DiscOfRequest.into());
        }
        let others = beside(self, &row)?;
        let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
        let mut shown = Vec::new();
        for other in &others {
            shown.extend(other.subjects()?);
        }
        let opening = RecordOpened {
            record: (&stored::<ItemId>(&row.id)?).into(),
            of: case.iter().map(Into::into).collect(),
            shown,
        };
        let rows: Vec<ItemRow> = std::iter::once(row).chain(others).collect();
        let lines = lines_of(self, &mut Names::default(), &rows)?.into_iter();
        let exams = match &case {
            Some(case) => of_case(self, case)?,
            None => Vec::new(),
        };
        let versions = rows.iter().map(|row| row.version(&exams));
        let versions: Vec<String> = versions.collect::<Result<_>>()?;
        let mut lines = lines.zip(versions);
        let (line, version) = lines.next().ok_or(Error::NotFound)?;
        // What is closed for ever, or does not open, is not written over.
        sections::present(line.words.clone())?;
        let beside = lines.filter(|(line, _)| matches!(line.words, Reading::Open(_)));
        let view = Described {
            version,
            beside: beside.collect(),
            exams,
            line,
        };
        Opened::by(self, opening, view)
    }
}

impl<'a> Unit<'a, Custody> {
    /// Says what an article is, what is seen on it and of which exams it is; and of those of `also`, which came in the same
    /// parcel, that they are of the same exams. Of an exam that the case waits for, what is said of it is said of the article
    /// where nothing was. Nothing is written of one of which just this stands there. Refused if something else stands there
    /// than `version`, or than each of `also` is named with; or if nothing would change at all.
    pub fn describe_item(
        &mut self,
        shown: &Opened<'a, Described>,
        version: &str,
        to: &Said,
        also: &[(Label, String)],
    ) -> Result<()> {
        if shown.version != version {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let mut beside = Vec::new();
        for (label, seen) in also {
            let mut known = shown.beside.iter();
            let found = known.find(|(line, version)| line.label == *label && version == seen);
            beside.push(found.ok_or(Refusal::ChangedMeanwhile)?);
        }
        let seen = shown.seen_as(to)?;
        let exams = (to.exams != shown.is_of()).then_some(&to.exams);
        let mut changed = describe_unless_so(self, &shown.line, (to.kind, &seen), exams)?;
        for (line, _) in beside {
            let own = words_of(line).unwrap_or_default();
            // Of another exam than before, nothing that was said of that one is said of it.
            let same = match exams {
                Some(_) => own.of_other_exam(&seen),
                None => own.of_exam_of(&seen),
            };
            changed |= describe_unless_so(self, line, (line.kind, &same), exams)?;
        }
        if changed {
            Ok(())
        } else {
            Err(Refusal::NothingChanged.into())
        }
    }
}

/// What stands there of an article, unless it cannot be read.
fn words_of(line: &ItemLine) -> Option<Description> {
    match &line.words {
        Reading::Open(words) => Some(words.clone().unwrap_or_default()),
        Reading::Erased { .. } | Reading::Missing => None,
    }
}

/// Says it, unless just this stands there; whether it was said.
fn describe_unless_so<D: Duty>(
    unit: &mut Unit<'_, D>,
    line: &ItemLine,
    (kind, seen): (ItemKind, &Description),
    exams: Option<&BTreeSet<ExamId>>,
) -> Result<bool> {
    let row = article::by_id(unit, line.id.as_str())?;
    let described = line.kind != kind || words_of(line).as_ref() != Some(seen);
    if described {
        describe(unit, &row, (kind, seen))?;
    } else {
        // What is no article any more is of no exam either.
        row.state()?.describe()?;
    }
    let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
    let Some(case) = case else {
        return Ok(described);
    };
    let what = Subject::from(&line.id);
    let counts = Came::article(kind, seen.sheets);
    let mut ticking = Ticking::of(unit, &case)?;
    let ticked = match exams {
        Some(exams) => ticking.say(unit, &what, counts, exams)?,
        None => ticking.find(unit, &what, counts, &ExamSeen::from(seen))?,
    };
    Ok(described || ticked)
}

/// An article was filed in a case: it is of the exam of that case which it can only be.
pub(super) fn find_its_exam<D: Duty>(unit: &mut Unit<'_, D>, id: &str) -> Result<()> {
    let row = article::by_id(unit, id)?;
    let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
    let lines = lines_of(unit, &mut Names::default(), std::slice::from_ref(&row))?;
    if let (Some(case), [line]) = (case, lines.as_slice())
        && let Some(seen) = words_of(line)
    {
        let counts = Came::article(line.kind, seen.sheets);
        let mut ticking = Ticking::of(unit, &case)?;
        ticking.find(unit, &(&line.id).into(), counts, &ExamSeen::from(&seen))?;
    }
    Ok(())
}

fn describe<D: Duty>(
    unit: &mut Unit<'_, D>,
    row: &ItemRow,
    (kind, seen): (ItemKind, &Description),
) -> Result<()> {
    let event = row.state()?.describe()?;
    let key: Subject = (&stored::<ItemId>(&row.id)?).into();
    let what = Happening::Described {
        case: maybe_stored(row.case_id.as_deref())?,
        item_kind: kind,
        words: (!seen.is_empty()).then(|| Sealed::new(key, seen.clone())),
    };
    event::append(unit, row, event, what)?;
    Ok(())
}
