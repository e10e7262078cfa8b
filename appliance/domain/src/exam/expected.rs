//! One exam that a case waits for: what it is, how much of it there is to come, and where it stands.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::{BodyPart, ExamDay, Modality, SHEET_LIMIT, Side, chosen};
use crate::case::{EnteredText, NAME_LIMIT, entered_date};
use crate::custody::item::ItemKind;
use crate::privacy::holidays::working_days_after;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::typed::plain;

/// Most characters of what else tells an exam apart.
pub const NOTE_LIMIT: usize = 120;

/// Most discs that one exam can come on.
pub const DISC_LIMIT: u16 = 99;

/// Working days after which what was asked for is asked for again, unless somebody says otherwise.
pub const WAITING_DAYS: u32 = 10;

/// No exam is waited for longer than this, in days.
const LONGEST_WAIT: i64 = 366;

/// Until when an exam is waited for before somebody asks again, unless they say otherwise.
pub fn wanted_by(today: NaiveDate) -> NaiveDate {
    working_days_after(today, WAITING_DAYS)
}

/// What is said of an exam that a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedExam {
    /// How it was made.
    pub modality: Modality,
    /// Of which part of the body.
    pub part: BodyPart,
    /// Of which side.
    pub side: Option<Side>,
    /// When, as far as it is known.
    pub taken: Option<ExamDay>,
    /// Who has it: a hospital, a clinic, the patient.
    pub source: Option<EnteredText>,
    /// What else tells it apart.
    pub note: Option<EnteredText>,
}

/// What is seen of something that came: whatever was not said is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExamSeen {
    /// How it was made: what any part of it says.
    pub modalities: Vec<Modality>,
    /// Of which part of the body.
    pub part: Option<BodyPart>,
    /// Of which side.
    pub side: Option<Side>,
    /// When.
    pub taken: Option<ExamDay>,
}

impl ExpectedExam {
    /// What came may be this exam: how it was made is said and the same, and nothing that both say differs.
    pub fn may_be(&self, seen: &ExamSeen) -> bool {
        let side = |ours, theirs| ours == theirs || ours == Side::Both || theirs == Side::Both;
        seen.modalities.contains(&self.modality)
            && seen.part.is_none_or(|part| part == self.part)
            && (self.side.zip(seen.side)).is_none_or(|(ours, theirs)| side(ours, theirs))
            && (self.taken.zip(seen.taken)).is_none_or(|(ours, theirs)| ours.may_be(theirs))
    }

    /// What came is this exam, as far as words can say it: its part of the body is said too.
    pub fn is_said_by(&self, seen: &ExamSeen) -> bool {
        seen.part.is_some() && self.may_be(seen)
    }
}

/// How much of an exam is to come, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Films.
    pub films: Option<u16>,
    /// Discs, sticks, cards.
    pub discs: Option<u16>,
    /// Images that can be looked at here.
    pub images: bool,
}

/// How much came, of one thing or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Came {
    /// Films; what holds several counts for as many as were counted.
    pub films: u16,
    /// Discs, sticks, cards.
    pub discs: u16,
    /// Studies.
    pub studies: u16,
    /// Anything else: slides, paper.
    pub others: u16,
}

impl Came {
    /// One study.
    pub const STUDY: Self = Self {
        films: 0,
        discs: 0,
        studies: 1,
        others: 0,
    };

    /// One article, of which so many sheets were counted.
    pub fn article(kind: ItemKind, sheets: Option<u16>) -> Self {
        let nothing = Self::default();
        match kind {
            ItemKind::FilmSheet => Self {
                films: 1,
                ..nothing
            },
            ItemKind::FilmJacket | ItemKind::SubJacket | ItemKind::FilmSet => match sheets {
                Some(films) => Self { films, ..nothing },
                // Nobody counted what it holds.
                None => Self {
                    others: 1,
                    ..nothing
                },
            },
            ItemKind::OpticalDisc | ItemKind::Usb | ItemKind::MemoryCard | ItemKind::HardDisk => {
                Self {
                    discs: 1,
                    ..nothing
                }
            }
            ItemKind::PaperRecord
            | ItemKind::PathologySlide
            | ItemKind::SlideTray
            | ItemKind::ParaffinBlock
            | ItemKind::PhotoPrint
            | ItemKind::TeachingCopy
            | ItemKind::Other => Self {
                others: 1,
                ..nothing
            },
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            films: self.films.saturating_add(other.films),
            discs: self.discs.saturating_add(other.discs),
            studies: self.studies.saturating_add(other.studies),
            others: self.others.saturating_add(other.others),
        }
    }

    /// More of anything.
    pub const fn exceeds(self, other: Self) -> bool {
        self.films > other.films
            || self.discs > other.discs
            || self.studies > other.studies
            || self.others > other.others
    }

    /// Nothing.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// What came, against what was to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// Nothing came.
    Absent,
    /// Something is missing.
    Incomplete,
    /// All that was to come is here.
    Complete,
}

impl Amount {
    /// Where an exam stands of which this came. Where nobody said how much there is, whatever comes is all.
    pub fn balance(self, came: Came) -> Balance {
        if came.is_nothing() {
            return Balance::Absent;
        }
        let all = self.films.is_none_or(|films| came.films >= films)
            && self.discs.is_none_or(|discs| came.discs >= discs)
            && (!self.images || came.studies > 0);
        if all {
            Balance::Complete
        } else {
            Balance::Incomplete
        }
    }
}

text_enum! {
    /// Where an exam that a case waits for stands.
    pub enum ExamState {
        /// Something of it is to come.
        Awaited = "awaited",
        /// All that was to come is here.
        Complete = "complete",
        /// Somebody said that what came is enough.
        Enough = "enough",
        /// Somebody said that it does not come.
        NotComing = "not_coming",
        /// It was written down by mistake.
        Mistaken = "mistaken",
        /// Its record was erased.
        Erased = "erased",
    }
}

text_enum! {
    /// How somebody ends the waiting.
    pub enum ExamExit {
        /// What came is enough.
        Enough = "enough",
        /// It does not exist, cannot be had, or is not needed any more.
        NotComing = "not_coming",
        /// It was written down by mistake: nobody waited for it.
        Mistaken = "mistaken",
    }
}

impl ExamState {
    /// What is here or still comes may be of it.
    pub const fn may_come(self) -> bool {
        matches!(self, Self::Awaited | Self::Complete | Self::Enough)
    }
}

impl From<ExamExit> for ExamState {
    fn from(exit: ExamExit) -> Self {
        match exit {
            ExamExit::Enough => Self::Enough,
            ExamExit::NotComing => Self::NotComing,
            ExamExit::Mistaken => Self::Mistaken,
        }
    }
}

text_enum! {
    /// What happened to an exam that a case waits for.
    pub enum ExamEventKind {
        /// It is waited for.
        Expected = "expected",
        /// What was said of it was set right, or it is waited for again.
        Corrected = "corrected",
        /// It was asked for again.
        Followed = "followed",
        /// The waiting ended.
        Closed = "closed",
        /// Something that came is of it.
        Came = "came",
        /// Something that came is not of it after all.
        TakenBack = "came_taken_back",
    }
}

/// An exam, as far as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamRecord {
    /// Where it stands.
    pub state: ExamState,
    /// How much is to come.
    pub amount: Amount,
    /// How much came.
    pub came: Came,
}

impl ExamRecord {
    /// Where it stands once this much came in all. What somebody said of it stands, until more comes of what was not to
    /// come, or nothing is left of what was enough.
    pub fn after(self, came: Came) -> ExamState {
        match self.state {
            ExamState::Erased => ExamState::Erased,
            ExamState::Enough if !came.is_nothing() => ExamState::Enough,
            ExamState::NotComing | ExamState::Mistaken if !came.exceeds(self.came) => self.state,
            ExamState::Enough
            | ExamState::NotComing
            | ExamState::Mistaken
            | ExamState::Awaited
            | ExamState::Complete => Self::waiting(self.amount, came),
        }
    }

    /// Where it stands once it is waited for, with `amount` to come.
    pub fn expected_again(self, amount: Amount) -> ExamState {
        Self::waiting(amount, self.came)
    }

    /// Asks for it again. Refused unless something of it is to come.
    pub fn follow(self) -> Result<(), Refusal> {
        match self.state {
            ExamState::Awaited => Ok(()),
            _ => Err(Refusal::ChangedMeanwhile),
        }
    }

    /// Ends the waiting. Refused unless something is to come; what came can only be enough if something came.
    pub fn close(self, exit: ExamExit) -> Result<ExamState, Refusal> {
        self.follow()?;
        if exit == ExamExit::Enough && self.came.is_nothing() {
            return Err(Refusal::ChangedMeanwhile);
        }
        Ok(exit.into())
    }

    fn waiting(amount: Amount, came: Came) -> ExamState {
        match amount.balance(came) {
            Balance::Complete => ExamState::Complete,
            Balance::Absent | Balance::Incomplete => ExamState::Awaited,
        }
    }
}

/// What is filled in of an exam, as typed.
#[derive(Debug, Clone, Default)]
pub struct ExamForm<'a> {
    /// A word of [`Modality`].
    pub modality: &'a str,
    /// A word of [`BodyPart`].
    pub part: &'a str,
    /// A word of [`Side`], or empty.
    pub side: &'a str,
    /// `AAAA-MM-JJ`, `AAAA-MM`, `AAAA` or empty.
    pub taken: &'a str,
    /// Who has it, or empty.
    pub source: &'a str,
    /// Free words, or empty.
    pub note: &'a str,
    /// How many films, or empty.
    pub films: &'a str,
    /// How many discs, or empty.
    pub discs: &'a str,
    /// Images are to come.
    pub images: bool,
    /// `AAAA-MM-JJ`: when it is asked for again.
    pub wanted: &'a str,
}

/// A form that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExam {
    /// What it is.
    pub words: ExpectedExam,
    /// How much is to come.
    pub amount: Amount,
    /// Until when it is waited for before it is asked for again.
    pub wanted: NaiveDate,
}

impl ExamForm<'_> {
    /// Checks every field and returns every fault at once. `today` is the day at the site; a day that stood there before
    /// (`stands`) may lie before it.
    pub fn check(
        &self,
        today: NaiveDate,
        stands: Option<NaiveDate>,
    ) -> Result<NewExam, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let modality = must("modality", self.modality).map_err(&mut keep).ok();
        let part = must("part", self.part).map_err(&mut keep).ok();
        let side = chosen("side", self.side).map_err(&mut keep).ok();
        let taken = ExamDay::entered("taken", self.taken, today)
            .map_err(&mut keep)
            .ok();
        let source = EnteredText::optional("source", self.source, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let note = EnteredText::optional("note", self.note, NOTE_LIMIT)
            .map_err(&mut keep)
            .ok();
        let films = number("films", self.films, SHEET_LIMIT)
            .map_err(&mut keep)
            .ok();
        let discs = number("discs", self.discs, DISC_LIMIT)
            .map_err(&mut keep)
            .ok();
        let wanted = wanted(self.wanted, today, stands).map_err(&mut keep).ok();
        match (
            modality, part, side, taken, source, note, films, discs, wanted,
        ) {
            (
                Some(modality),
                Some(part),
                Some(side),
                Some(taken),
                Some(source),
                Some(note),
                Some(films),
                Some(discs),
                Some(wanted),
            ) => Ok(NewExam {
                words: ExpectedExam {
                    modality,
                    part,
                    side,
                    taken,
                    source,
                    note,
                },
                amount: Amount {
                    films,
                    discs,
                    images: self.images,
                },
                wanted,
            }),
            _ => Err(faults),
        }
    }
}

fn must<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, Refusal> {
    chosen(field, text)?.ok_or(Refusal::FieldEmpty { field })
}

fn number(field: &'static str, text: &str, limit: u16) -> Result<Option<u16>, Refusal> {
    let text = plain(text);
    match text.trim() {
        "" => Ok(None),
        text => (text.parse().ok())
            .filter(|n| (1..=limit).contains(n))
            .map(Some)
            .ok_or(Refusal::NumberOutOfRange { field }),
    }
}

/// The day on which somebody asks again, as typed: not in the past, and within a year.
pub fn wanted(
    text: &str,
    today: NaiveDate,
    stands: Option<NaiveDate>,
) -> Result<NaiveDate, Refusal> {
    let field = "wanted";
    let day = entered_date(field, text)?;
    if stands == Some(day) {
        return Ok(day);
    }
    if day < today {
        return Err(Refusal::DateInPast { field });
    }
    if (day - today).num_days() > LONGEST_WAIT {
        return Err(Refusal::DateTooFar { field });
    }
    Ok(day)
}
