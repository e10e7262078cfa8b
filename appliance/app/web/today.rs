//! The first page after sign-in: what wants this person today.
//!
//! Each duty that the person holds adds its part, from one unit of work. What names
//! people (senders of parcels) is read in a unit that writes so down; the rest is
//! figures.

mod custody;
mod work;

use chrono::NaiveDate;
use doublelock_domain::access::{
    Auditor, Coordination, Custody, Duty, DutyName, Imaging, Operator, Privacy, Purpose,
};
use doublelock_domain::custody::exception::ExceptionKind;
use doublelock_domain::custody::visit::VisitState;
use doublelock_domain::exam::Balance;
use doublelock_domain::imaging::Described;
use doublelock_domain::privacy::clock::{self, Urgency};
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_store::custody::CustodyBoard;
use doublelock_store::exams::{AwaitedExam, AwaitedExams};
use doublelock_store::imaging::WaitingStudy as StoredStudy;
use doublelock_store::jobs::JobRun;
use doublelock_store::journal::Standing;
use doublelock_store::privacy::{CopyTrouble, RunningClock};
use doublelock_store::{Error as StoreError, ReadUnit, Sight};
use rocket::{Route, get, routes};

use self::custody::{
    exception, expected_parcel, expired_visit, in_hand, last_access, late_parcel, to_put_away,
};
use self::work::work;
use crate::web::described;
use crate::web::guard::SignedIn;
use crate::web::i18n::{Arg, Phrase};
use crate::web::jobs;
use crate::web::links;
use crate::web::pages::today::{
    Act, ArchiveState, JournalState, StatutoryClock, Tile, Today, Urgent, WaitingStudy, Work,
};
use crate::web::privacy::copy_trouble;
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// Lines of a list on this page; the rest is one click away.
const LINES: u32 = 8;
/// Open requests that are looked at for what presses, those that are due first.
const WATCHED: u32 = 200;

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![today]
}

#[get("/")]
async fn today(who: SignedIn) -> Result<Html, Problem> {
    let mut board = Board::new(&who);
    if who.holds(DutyName::Custody) {
        // Whose they are is a line of the coordination desk's.
        let identifies = who.holds(DutyName::Coordination);
        board.custody(
            witness(
                &who,
                Purpose::Shipment,
                move |sight: &mut Sight<'_, Custody>| sight.custody_board(LINES, identifies),
            )
            .await?,
        );
    }
    if who.holds(DutyName::Coordination) {
        board.coordination(&read(&who, Purpose::CaseWork, coordination).await?);
        let day = board.now.date_in(board.zone);
        board.exams(
            &witness(
                &who,
                Purpose::CaseWork,
                move |sight: &mut Sight<'_, Coordination>| {
                    sight.awaited_exams(day, Some(day), None, LINES)
                },
            )
            .await?,
        );
    }
    if who.holds(DutyName::Imaging) {
        board.imaging(&read(&who, Purpose::Import, imaging).await?);
    }
    if who.holds(DutyName::Privacy) {
        board.privacy(&read(&who, Purpose::CopyRequest, privacy).await?);
    }
    if who.holds(DutyName::Operator) {
        let found = read(&who, Purpose::Maintenance, jobs::look).await?;
        let journal = read(&who, Purpose::Maintenance, journal::<Operator>).await?;
        board.operator(&found, jobs::appliance(&who.office, &found).await, &journal);
    }
    if who.holds(DutyName::Auditor) {
        board.auditor(&read(&who, Purpose::Audit, journal::<Auditor>).await?);
    }
    who.page(&board.finished())
}

async fn witness<D: Duty, T: Send + 'static>(
    who: &SignedIn,
    purpose: Purpose,
    look: impl FnMut(&mut Sight<'_, D>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let warrant = who.session.actor().take_up(purpose, who.office.now())?;
    Ok(who.office.witness(warrant, look).await?)
}

async fn read<D: Duty, T: Send + 'static>(
    who: &SignedIn,
    purpose: Purpose,
    look: impl FnOnce(&mut ReadUnit<'_, D>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let warrant = who.session.actor().take_up(purpose, who.office.now())?;
    Ok(who.office.read(warrant, look).await?)
}

struct CaseFigures {
    cases: u32,
    expected: u32,
    late: u32,
    /// Articles of which nobody said whose they are.
    unidentified: u32,
}

fn coordination(unit: &mut ReadUnit<'_, Coordination>) -> Result<CaseFigures, StoreError> {
    let awaited = unit.awaited_parcels()?;
    Ok(CaseFigures {
        cases: unit.case_count()?,
        expected: awaited.expected,
        late: awaited.late,
        unidentified: unit.count_unidentified()?,
    })
}

struct StudyFigures {
    waiting: u32,
    newest: Vec<StoredStudy>,
}

fn imaging(unit: &mut ReadUnit<'_, Imaging>) -> Result<StudyFigures, StoreError> {
    Ok(StudyFigures {
        waiting: unit.unassigned_studies()?,
        newest: unit.waiting_studies(LINES)?,
    })
}

struct RequestFigures {
    open: u64,
    late: u64,
    clocks: Vec<RunningClock>,
}

fn privacy(unit: &mut ReadUnit<'_, Privacy>) -> Result<RequestFigures, StoreError> {
    Ok(RequestFigures {
        open: unit.open_requests()?,
        late: unit.late_requests()?,
        clocks: unit.running_clocks(WATCHED)?,
    })
}

fn journal<D: Duty>(unit: &mut ReadUnit<'_, D>) -> Result<(Standing, Option<JobRun>), StoreError> {
    Ok((unit.journal_standing()?, jobs::on_the_journal(unit)?))
}

/// The page while it is put together.
struct Board {
    page: Today,
    work: Vec<Work>,
    now: Timestamp,
    zone: SiteZone,
    custody: bool,
    identifies: bool,
}

impl Board {
    fn new(who: &SignedIn) -> Self {
        let (now, zone) = (who.office.now(), who.office.config.centre.zone);
        Self {
            page: Today::default(),
            work: Vec::new(),
            now,
            zone,
            custody: who.holds(DutyName::Custody),
            identifies: who.holds(DutyName::Coordination),
        }
    }

    fn custody(&mut self, board: CustodyBoard) {
        self.act("/station", "act-receive-parcel", "scan");
        self.tile(
            "/shipments",
            board.awaited.late,
            "tile-late-shipments",
            "refused",
        );
        self.tile(
            "/shipments",
            board.awaited.expected,
            "tile-parcels-expected",
            "",
        );
        let open = board.open_exceptions.values().sum();
        self.tile("/exceptions", open, "tile-exceptions", "attention");
        self.tile("/archive", board.outside, "tile-outside", "attention");
        let since = board
            .outside_since
            .map(|since| self.now.since(since).as_seconds().max(0));
        if let (Some(seconds), Some(tile)) = (since, self.page.tiles.last_mut()) {
            tile.sub = Some(Phrase::new("tile-oldest").with("age", Arg::Seconds(seconds)));
        }
        self.work.extend(
            board
                .parcels
                .iter()
                .filter(|parcel| parcel.late)
                .map(|parcel| late_parcel(parcel, &board.late)),
        );
        self.exceptions(&board);
        self.work.extend(board.hands.iter().map(in_hand));
        self.page
            .facts
            .push(Phrase::new("today-parcels-expected").with("n", board.awaited.expected));
        self.page.parcels = Some(board.parcels.into_iter().map(expected_parcel).collect());
        if let Some(visit) = board.visit.as_ref().filter(|visit| visit.head.expired) {
            self.work.push(expired_visit(visit));
        }
        if !board.set_up {
            self.work.push(Work {
                detail: Some(Phrase::new("work-places-text")),
                ..work(
                    "attention",
                    "state-to-set-up",
                    Phrase::new("work-places"),
                    "/places".into(),
                    "act-open-places",
                )
            });
        }
        if board.outside > 0 {
            self.work.push(to_put_away(board.outside, since));
        }
        self.page.archive = Some(ArchiveState {
            open: board
                .visit
                .as_ref()
                .is_some_and(|visit| visit.head.state == VisitState::Open),
            last: board.visit.map(last_access),
            items: board.archived,
        });
    }

    /// What does not balance, and how much more there is of it; but for what other lines say already.
    fn exceptions(&mut self, board: &CustodyBoard) {
        let shown = board.exceptions.iter();
        self.work.extend(shown.map(|one| exception(one, self.now)));
        let counted = board.open_exceptions.iter().filter(|(kind, _)| match kind {
            ExceptionKind::Late => false,
            ExceptionKind::Extra => !self.identifies,
            _ => true,
        });
        let all: u32 = counted.map(|(_, n)| *n).sum();
        let more = all.saturating_sub(u32::try_from(board.exceptions.len()).unwrap_or(u32::MAX));
        if more > 0 {
            let title = Phrase::new("work-exceptions-more").with("n", more);
            self.work.push(work(
                "attention",
                "state-to-settle",
                title,
                "/exceptions".into(),
                "act-open-exceptions",
            ));
        }
    }

    fn coordination(&mut self, figures: &CaseFigures) {
        self.act("/cases/new", "act-open-case", "case");
        self.tile("/cases", figures.cases, "tile-cases", "");
        if figures.unidentified > 0 {
            let title = Phrase::new("work-unidentified").with("n", figures.unidentified);
            self.work.push(Work {
                detail: Some(Phrase::new("work-unidentified-text")),
                ..work(
                    "attention",
                    "state-to-identify",
                    title,
                    "/unidentified".into(),
                    "act-identify",
                )
            });
        }
        // The custody desk's part says it already, with a list behind it.
        if !self.custody {
            self.page
                .facts
                .push(Phrase::new("today-parcels-expected").with("n", figures.expected));
            self.tile("/cases", figures.late, "tile-late-shipments", "refused");
            self.tile("/cases", figures.expected, "tile-parcels-expected", "");
        }
    }

    /// What is to be asked for again today, or was before; and how much more there is of it.
    fn exams(&mut self, awaited: &AwaitedExams) {
        let day = self.now.date_in(self.zone);
        self.tile("/exams", awaited.all.n, "tile-exams", "");
        let shown: Vec<Work> = (awaited.lines.iter())
            .map(|line| awaited_exam(line, day, self.zone))
            .collect();
        let more =
            (awaited.pressing.n).saturating_sub(u32::try_from(shown.len()).unwrap_or(u32::MAX));
        self.work.extend(shown);
        if more > 0 {
            self.work.push(work(
                "attention",
                "state-to-ask",
                Phrase::new("work-exams-more").with("n", more),
                "/exams".into(),
                "act-open-exams",
            ));
        }
    }

    fn imaging(&mut self, figures: &StudyFigures) {
        self.tile(
            "/studies",
            figures.waiting,
            "tile-studies-waiting",
            "attention",
        );
        self.page.studies = Some(figures.newest.iter().map(waiting_study).collect());
    }

    fn privacy(&mut self, figures: &RequestFigures) {
        let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        self.act("/requests/new", "act-register-request", "law");
        self.tile(
            "/requests",
            count(figures.late),
            "tile-late-requests",
            "refused",
        );
        self.tile("/requests", count(figures.open), "tile-open-requests", "");
        let clocks: Vec<StatutoryClock> = figures
            .clocks
            .iter()
            .map(|clock| statutory_clock(clock, self.zone, self.now))
            .collect();
        for (clock, stored) in clocks.iter().zip(&figures.clocks) {
            let end = self.zone.end_of(stored.due_on);
            if let Some(trouble) = stored.trouble {
                self.work.push(copy_in_trouble(clock, end, trouble));
            } else if clock.kind != CALM {
                self.work.push(pressing_request(clock, end));
            }
        }
        self.page.clocks = Some(clocks.into_iter().take(LINES as usize).collect());
    }

    fn operator(
        &mut self,
        found: &jobs::Found,
        appliance: crate::web::pages::jobs::ApplianceState,
        journal: &(Standing, Option<JobRun>),
    ) {
        for job in found.troubled() {
            let title = Phrase::new("work-job").with("job", jobs::title(job));
            self.work.push(work(
                "refused",
                "state-failed",
                title,
                "/jobs".into(),
                "act-open-jobs",
            ));
        }
        if let Some(room) = appliance.room.filter(|room| room.kind != "done") {
            let title = Phrase::new("work-room");
            self.work.push(work(
                room.kind,
                "state-full",
                title,
                "/jobs".into(),
                "act-open-jobs",
            ));
        }
        if appliance.damaged > 0 {
            let title = Phrase::new("work-damaged");
            self.work.push(Work {
                detail: Some(Phrase::new("appliance-damaged-n").with("n", appliance.damaged)),
                ..work(
                    "refused",
                    "state-damaged",
                    title,
                    "/jobs".into(),
                    "act-open-jobs",
                )
            });
        }
        if let Some(clock) = &appliance.clock {
            self.work.push(Work {
                detail: Some(clock.clone()),
                ..work(
                    "refused",
                    "state-wrong",
                    Phrase::new("work-clock"),
                    "/jobs".into(),
                    "act-open-jobs",
                )
            });
        }
        self.page.appliance = Some(appliance);
        self.page.journal = Some(journal_state(journal, None));
    }

    fn auditor(&mut self, journal: &(Standing, Option<JobRun>)) {
        let state = journal_state(journal, Some("/journal"));
        if state.sound == Some(false) {
            let title = Phrase::new("work-journal");
            self.work.push(work(
                "refused",
                "state-stopped",
                title,
                "/journal".into(),
                "act-open-journal",
            ));
        }
        self.page.journal = Some(state);
    }

    fn act(&mut self, href: &str, label: &'static str, icon: &'static str) {
        self.page.acts.push(Act {
            href: href.to_owned(),
            label,
            icon,
        });
    }

    /// A number; its kind of state counts only if there is something.
    fn tile(&mut self, href: &str, n: u32, word: &'static str, kind: &'static str) {
        let kind = match (n, kind) {
            (0, "") => "",
            (0, _) => "done",
            (_, kind) => kind,
        };
        self.page.tiles.push(Tile {
            href: href.to_owned(),
            n,
            word,
            sub: None,
            kind,
        });
    }

    /// What is late comes first, then what needs a look; within a kind, by its due date.
    fn finished(mut self) -> Today {
        let rank = |kind: &str| match kind {
            "refused" => 0,
            "attention" => 1,
            _ => 2,
        };
        self.work
            .sort_by_key(|work| (rank(work.kind), work.due.unwrap_or(i64::MAX)));
        let total = u32::try_from(self.work.len()).unwrap_or(u32::MAX);
        self.page
            .facts
            .insert(0, Phrase::new("today-to-handle").with("n", total));
        self.page.urgent = Some(Urgent {
            work: self.work,
            total,
        });
        self.page
    }
}

/// An exam that did not come: which, whose, from whom, since when, and what is to be done.
fn awaited_exam(line: &AwaitedExam, today: NaiveDate, zone: SiteZone) -> Work {
    let exam = &line.exam;
    let late = exam.wanted < today;
    let (kind, state) = match (late, exam.balance()) {
        (true, Balance::Absent) => ("refused", "exam-balance-absent"),
        (_, Balance::Absent) => ("attention", "exam-balance-absent"),
        _ => ("attention", "exam-balance-incomplete"),
    };
    let source = exam.said().and_then(|said| said.source.as_ref());
    let detail = match source {
        Some(source) => {
            Phrase::new("work-exam-of-from").with("from", Arg::Typed(source.as_str().to_owned()))
        }
        None => Phrase::new("work-exam-of"),
    };
    Work {
        detail: Some(detail.with("no", Arg::Ref(line.reference.to_string()))),
        due: Some(zone.end_of(exam.wanted).micros()),
        ..work(
            kind,
            state,
            Phrase::new("work-exam").with("what", described::exam(&exam.words)),
            links::exam(&line.case, &exam.id),
            "act-ask-again",
        )
    }
}

fn waiting_study(study: &StoredStudy) -> WaitingStudy {
    let (kind, state) = match study.described {
        Described::Done => ("attention", "state-to-attach"),
        Described::Waiting => ("progress", "state-being-read"),
        Described::Failed => ("refused", "state-unreadable"),
    };
    WaitingStudy {
        href: links::study(&study.id),
        source: study.calling_ae.clone(),
        images: study.images,
        received: study.received_at.micros(),
        kind,
        state: Phrase::new(state),
    }
}

/// How a clock looks that wants nobody's eye.
const CALM: &str = "done";

/// Days as the law counts them: the day of receipt is day 0.
fn statutory_clock(running: &RunningClock, zone: SiteZone, now: Timestamp) -> StatutoryClock {
    let (left, kind) = match running.standing(zone, now) {
        clock::Standing::Running { days_left, urgency } => (
            days_left,
            match urgency {
                Urgency::Calm => CALM,
                Urgency::Amber => "attention",
                Urgency::Red => "refused",
            },
        ),
        clock::Standing::DeemedRefused { days_late } => (-days_late, "refused"),
        clock::Standing::AnsweredInTime
        | clock::Standing::AnsweredLate
        | clock::Standing::Withdrawn => (0, CALM),
    };
    let days =
        |from: chrono::NaiveDate, to: chrono::NaiveDate| to.signed_duration_since(from).num_days();
    let count = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    StatutoryClock {
        href: links::request(running.reference),
        no: running.reference.to_string(),
        day: count(days(running.received_on, now.date_in(zone))),
        of: count(days(running.received_on, running.due_on)),
        left,
        kind,
        due: running.due_on.to_string(),
    }
}

fn pressing_request(clock: &StatutoryClock, end: Timestamp) -> Work {
    let title = Phrase::new("work-request").with("no", Arg::Ref(clock.no.clone()));
    let state = if clock.left < 0 {
        "state-late"
    } else {
        "state-due"
    };
    Work {
        due: Some(end.micros()),
        ..work(
            clock.kind,
            state,
            title,
            clock.href.clone(),
            "act-open-request",
        )
    }
}

/// A request with something in the way of its copy. Where the clock presses it says so first, and what is in
/// the way stands below.
fn copy_in_trouble(clock: &StatutoryClock, end: Timestamp, trouble: CopyTrouble) -> Work {
    let (trouble, _) = copy_trouble(trouble);
    let pressing = pressing_request(clock, end);
    if clock.kind == CALM {
        return Work {
            kind: "attention",
            state: trouble,
            ..pressing
        };
    }
    Work {
        detail: Some(trouble),
        ..pressing
    }
}

fn journal_state(
    (standing, run): &(Standing, Option<JobRun>),
    href: Option<&'static str>,
) -> JournalState {
    let ended = run.as_ref().filter(|run| run.ended_at.is_some());
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let covered = standing
        .checkpoint
        .as_ref()
        .map_or(0, |checkpoint| checkpoint.size);
    JournalState {
        // A run that could not be done says nothing of the journal.
        sound: ended.and_then(|run| {
            let seen = jobs::shown(run);
            (seen.broken || seen.run.kind == "done").then_some(!seen.broken)
        }),
        verified: ended.and_then(|run| run.ended_at).map(Timestamp::micros),
        entries: whole(standing.size),
        since: whole(standing.size.saturating_sub(covered)),
        checkpoint: standing
            .checkpoint
            .as_ref()
            .map(|checkpoint| checkpoint.issued_at.micros()),
        href,
    }
}

#[cfg(test)]
mod tests;
