//! Studies: sent over the network as a modality sends them, read by the child, attached to their cases
//! or waiting for somebody to say whose they are.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use chrono::Days;
use doublelock_domain::access::{Imaging, Purpose};
use doublelock_domain::imaging::StudyState;
use doublelock_imaging::phantom::{self, Kind, PhantomPatient, Series};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer};
use doublelock_store::Error;

use super::cases::Opened;
use super::cast::{HOSPITAL, PATIENTS};
use super::house::House;

/// Time given to reading what was sent on one day.
const READ_WITHIN: Duration = Duration::from_mins(1);
/// How often somebody looks whether it was read.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Studies looked through for those to be attached.
const MOST_WAITING: u32 = 50;

/// Whose a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Of somebody with a case: it is attached to it.
    Attached,
    /// The same, and nobody looked at it yet.
    Waits,
    /// The same, under a name that is written otherwise.
    Named(&'static str),
}

struct Sent {
    /// Place of the person in the cast.
    whose: usize,
    day: usize,
    /// Study Description.
    exam: &'static str,
    /// Kind, Series Description, images.
    series: &'static [(Kind, &'static str, u16)],
    then: Whose,
}

const fn sent(
    whose: usize,
    day: usize,
    exam: &'static str,
    series: &'static [(Kind, &'static str, u16)],
    then: Whose,
) -> Sent {
    Sent {
        whose,
        day,
        exam,
        series,
        then,
    }
}

/// Exams of which there is a drawing ([`Kind`]): a head, a chest, a left knee, an abdomen.
const SENT: &[Sent] = {
    use Kind::{Cr, Ct, Mr, Us};
    use Whose::{Attached, Named, Waits};
    &[
        sent(
            0,
            1,
            "IRM cérébrale",
            &[(Mr, "T1 axial", 8), (Mr, "T2 axial", 8)],
            Attached,
        ),
        sent(
            1,
            1,
            "Genou gauche",
            &[(Cr, "Face", 1), (Cr, "Face, en charge", 1)],
            Attached,
        ),
        sent(2, 2, "TDM thorax", &[(Ct, "Axial", 10)], Attached),
        sent(6, 2, "Échographie abdominale", &[(Us, "Foie", 3)], Attached),
        sent(7, 3, "IRM cérébrale", &[(Mr, "T1 axial", 6)], Attached),
        sent(
            11,
            3,
            "IRM cérébrale",
            &[(Mr, "T1 axial", 6), (Mr, "T1 gadolinium", 6)],
            Attached,
        ),
        sent(17, 4, "TDM thorax", &[(Ct, "Axial", 8)], Attached),
        sent(
            20,
            5,
            "Échographie abdominale",
            &[(Us, "Foie", 4)],
            Attached,
        ),
        sent(22, 6, "IRM cérébrale", &[(Mr, "T2 axial", 6)], Attached),
        sent(10, 7, "Genou gauche", &[(Cr, "Face", 1)], Attached),
        sent(28, 8, "Échographie du foie", &[(Us, "Foie", 4)], Waits),
        sent(
            31,
            8,
            "TDM thorax",
            &[(Ct, "Axial", 8)],
            Named("LEBLANC^REJEAN"),
        ),
        sent(33, 9, "IRM cérébrale", &[(Mr, "T2 axial", 8)], Waits),
        sent(
            4,
            9,
            "Échographie du foie",
            &[(Us, "Foie", 3), (Us, "Vésicule", 2)],
            Named("Hadad^Samira"),
        ),
        sent(37, 9, "Genou gauche", &[(Cr, "Face", 1)], Waits),
    ]
};

/// What comes again for a study that has its case, and is kept apart: place in [`SENT`], weekday,
/// and the name it comes under if it is another's.
const AGAIN: &[(usize, usize, Option<&str>)] = &[(2, 6, None), (5, 7, Some("Sinclair^Harriet"))];

/// The images of one day arrive, and those whose case is known are attached.
pub(super) fn arrives(
    house: &House,
    receiver: &str,
    day: usize,
    cases: &[Opened],
) -> anyhow::Result<()> {
    let today = || SENT.iter().enumerate().filter(|(_, sent)| sent.day == day);
    for (number, _, name) in AGAIN.iter().filter(|(_, on, _)| *on == day) {
        house.passes(300);
        comes_again(house, receiver, *number, *name)?;
    }
    for (number, sent) in today() {
        house.passes(300);
        sends(
            house,
            receiver,
            &patient_of(house, number, sent),
            number,
            sent.series,
        )?;
    }
    is_read(house, day)?;
    for (_, sent) in today().filter(|(_, sent)| sent.then == Whose::Attached) {
        let case = cases.get(sent.whose).context("no such case yet")?;
        house.passes(60);
        attaches(house, PATIENTS[sent.whose].family, case)
            .with_context(|| format!("attaching the study of day {day}"))?;
    }
    Ok(())
}

/// Whose it is, as the modality has it.
fn patient_of(house: &House, number: usize, sent: &Sent) -> PhantomPatient {
    let person = &PATIENTS[sent.whose];
    let name = match sent.then {
        Whose::Named(name) => name.to_owned(),
        Whose::Attached | Whose::Waits => format!("{}^{}", person.family, person.given),
    };
    // What comes later was taken later.
    let before = (SENT.len() - number) as u64;
    let taken = house.today - Days::new(14 + before * 2);
    PhantomPatient {
        name: name.replace('’', "'"),
        id: person.number.to_owned(),
        issuer: HOSPITAL.to_owned(),
        birth_date: person.born.replace('-', ""),
        sex: person.sex.to_owned(),
        study_date: taken.format("%Y%m%d").to_string(),
        accession: format!("A-{}", 4100 + number),
        study_description: sent.exam.to_owned(),
        series_description: String::new(),
    }
}

/// One image of a study comes again with other bytes, or one more comes under another name.
fn comes_again(
    house: &House,
    receiver: &str,
    number: usize,
    name: Option<&str>,
) -> anyhow::Result<()> {
    let sent = SENT.get(number).context("no such study")?;
    let (kind, description, images) = *sent.series.first().context("no series")?;
    let mut patient = patient_of(house, number, sent);
    let images = match name {
        // The same image, its words changed.
        None => {
            patient.study_description.push_str(" (reprise)");
            1
        }
        Some(name) => {
            name.clone_into(&mut patient.name);
            images + 1
        }
    };
    sends(
        house,
        receiver,
        &patient,
        number,
        &[(kind, description, images)],
    )
}

/// One association.
fn sends(
    house: &House,
    receiver: &str,
    patient: &PhantomPatient,
    number: usize,
    series: &[(Kind, &str, u16)],
) -> anyhow::Result<()> {
    let seed = format!("two weeks, study {number}");
    let mut objects = Vec::new();
    for (at, (kind, description, images)) in (1..).zip(series) {
        let series = Series {
            number: at,
            kind: *kind,
            description,
            images: *images,
        };
        for file in phantom::series(seed.as_bytes(), patient, &series)? {
            objects.push(Outgoing::from_part10(&file)?);
        }
    }
    let peer = Peer {
        address: receiver.to_owned(),
        called_ae: house.office.config.dicom.called_ae.clone(),
        calling_ae: "MODALITY".to_owned(),
        patience: READ_WITHIN,
    };
    let answers = tokio::runtime::Handle::current().block_on(scu::store(&peer, objects))?;
    ensure!(
        answers.iter().all(|answer| *answer == Answer::Status(0)),
        "an image was not taken"
    );
    Ok(())
}

/// Waits until all images are registered that wait on that day, and their words read. Names nobody, so nothing
/// is written down.
fn is_read(house: &House, day: usize) -> anyhow::Result<()> {
    let waits = |sent: &&Sent| sent.day == day || sent.day < day && sent.then != Whose::Attached;
    let images = |sent: &Sent| {
        sent.series
            .iter()
            .map(|(_, _, n)| u32::from(*n))
            .sum::<u32>()
    };
    let expected: u32 = SENT.iter().filter(waits).map(images).sum();
    let sophie = &house.staff.sophie.worker;
    let began = std::time::Instant::now();
    loop {
        let now = house.office.now();
        let warrant = sophie.actor.take_up::<Imaging>(Purpose::Import, now)?;
        let (waiting, unread) = house.office.store.read(&warrant, |unit| {
            Ok((
                unit.waiting_studies(MOST_WAITING)?,
                unit.objects_to_describe()?,
            ))
        })?;
        let registered: u32 = waiting.iter().map(|study| study.images).sum();
        if registered == expected && unread == 0 {
            return Ok(());
        }
        ensure!(began.elapsed() < READ_WITHIN, "the images are not read");
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The technologist compares the two and attaches the one to the other.
fn attaches(house: &House, family: &str, case: &Opened) -> anyhow::Result<()> {
    let sophie = &house.staff.sophie;
    let waiting = house.does::<Imaging, _>(sophie, Purpose::Import, |unit| {
        unit.list_studies(StudyState::Unassigned, None, MOST_WAITING)
    })?;
    let family = family.replace('’', "'");
    let line = waiting.iter().find(|line| {
        let words = line.words.clone().open();
        words
            .and_then(|words| words.patient_name)
            .is_some_and(|name| name.starts_with(&family))
    });
    let line = line.context("the study is not there")?;
    house.does::<Imaging, _>(sophie, Purpose::Import, |unit| {
        let study = unit.open_study(&line.id)?;
        let case = unit.open_case_by_reference(case.reference)?;
        let attached = unit.attach_study(&study, &case, line.instances, &BTreeSet::new());
        attached.map_err(|error: Error| error)
    })?;
    Ok(())
}
