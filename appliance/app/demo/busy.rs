//! A centre that has worked for long, to measure with: many people on file, parcels of films
//! that arrived for some of them.
//!
//! Everything is written through the units that the desks use, so each row has its facts. People
//! are drawn from their number: the same in every run.

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use doublelock_domain::access::{Actor, Coordination, Custody, Purpose};
use doublelock_domain::case::{NewCase, NewCaseForm};
use doublelock_domain::custody::location::LocationKind;
use doublelock_domain::custody::parcel_forms::{Announcement, AnnouncementForm};
use doublelock_domain::custody::shipment::Waybill;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::patient::Answer;
use doublelock_domain::time::SiteZone;
use doublelock_store::Error;
use doublelock_store::front_door::SignedInPerson;

use crate::demo::people::NADIA;
use crate::demo::worker::{Worker, scan};
use crate::office::Office;

/// Cases opened, or parcels received, in one transaction.
const AT_ONCE: usize = 8;
/// Films in each parcel.
const FILMS: u32 = 3;
/// Birth dates are spread over so many days before this one.
const DAYS: usize = 30_000;
/// The number of the first given name: no family has it.
const GIVEN_FROM: usize = 1 << 32;
const YOUNGEST: NaiveDate = NaiveDate::from_yo_opt(2005, 1).expect("a date");

/// Syllables that make names.
const PARTS: [&str; 16] = [
    "ba", "ré", "lin", "mo", "ta", "du", "cha", "ven", "ro", "si", "gau", "pel", "ly", "ma", "nor",
    "bé",
];

/// How much there is to be.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Cases, each of somebody else.
    pub cases: usize,
    /// Parcels of three films, each for one of those cases: seven entries of the journal.
    pub parcels: usize,
}

/// Plants as much; says how far it is.
pub async fn plant(
    office: &Office,
    amount: Amount,
    mut told: impl FnMut(usize) + Send + 'static,
) -> anyhow::Result<()> {
    let nadia = vouch_for_nadia(office).await?;
    let (zone, now) = (office.config.centre.zone, office.now());
    let today = now.date_in(zone);
    office
        .with_store(move |store| {
            let desk = Desk(Worker {
                store: store.clone(),
                actor: nadia,
            });
            let dock = desk.dock()?;
            for first in (0..amount.cases).step_by(AT_ONCE) {
                let some = first..amount.cases.min(first + AT_ONCE);
                let people: Vec<NewCase> = some
                    .clone()
                    .map(|number| person(number, today))
                    .collect::<Result<_, _>>()?;
                let parcels: Vec<Announcement> = some
                    .clone()
                    .filter(|number| *number < amount.parcels)
                    .map(|number| parcel(number, today))
                    .collect::<Result<_, _>>()?;
                desk.opens(&people, &parcels, zone)?;
                desk.receives(&parcels, dock)?;
                told(some.end);
            }
            Ok(())
        })
        .await
        .context("the centre could not be planted")
}

/// The coordinator, known to the records without having signed in.
async fn vouch_for_nadia(office: &Office) -> Result<Actor, Error> {
    let front = office.front_door()?;
    let who = SignedInPerson {
        stable_id: "demonstration-seed".into(),
        display_name: NADIA.name.into(),
        language: None,
        duties: NADIA.duties.iter().copied().collect(),
    };
    office.write(front, move |unit| unit.vouch(&who)).await
}

/// Where she plants, without a wait between two units.
struct Desk(Worker);

impl Desk {
    /// The place where parcels are opened.
    fn dock(&self) -> Result<Label, Error> {
        let places = self
            .0
            .acts::<Custody, _>(Purpose::Shipment, |unit| unit.places())?;
        let mut docks = places
            .iter()
            .filter(|place| place.fact.kind == LocationKind::Dock);
        let dock = docks.next().ok_or(Error::NotFound)?;
        Ok(dock.fact.label)
    }

    /// Opens a case for each of these, and announces the parcels for the first of them.
    fn opens(
        &self,
        people: &[NewCase],
        parcels: &[Announcement],
        zone: SiteZone,
    ) -> Result<(), Error> {
        self.0.acts::<Coordination, _>(Purpose::CaseWork, |unit| {
            for (number, person) in people.iter().enumerate() {
                let begun = unit.open_case(person, &Answer::NotAsked, zone)?;
                // Nobody is like anybody else: nothing is asked.
                let (case, _) = begun.opened().ok_or(Error::NotFound)?;
                if let Some(parcel) = parcels.get(number) {
                    let case = unit.open(&case)?;
                    unit.announce_shipment(&case, parcel, zone)?;
                }
            }
            Ok(())
        })
    }

    /// Receives these parcels as the station does: the waybill, the films, the dock.
    fn receives(&self, parcels: &[Announcement], dock: Label) -> Result<(), Error> {
        if parcels.is_empty() {
            return Ok(());
        }
        let films = u32::try_from(parcels.len()).map_or(FILMS, |parcels| parcels * FILMS);
        let store = &self.0.store;
        self.0.acts::<Custody, _>(Purpose::Shipment, |unit| {
            let labels = unit.issue_labels(LabelClass::Item, films)?.labels;
            for (parcel, films) in parcels.iter().zip(labels.chunks(FILMS as usize)) {
                let waybill = parcel.waybill.iter();
                waybill
                    .map(Waybill::as_str)
                    .try_for_each(|code| scan(unit, store, code))?;
                for film in films {
                    scan(unit, store, &film.to_string())?;
                }
                scan(unit, store, &dock.to_string())?;
            }
            Ok(())
        })
    }
}

/// Who has this number. Nobody is like anybody else, so that nobody is asked about.
fn person(number: usize, today: NaiveDate) -> Result<NewCase, Error> {
    let born = YOUNGEST - Days::new((number.wrapping_mul(7_919) % DAYS) as u64);
    let form = NewCaseForm {
        family_name: &syllables(number + PARTS.len()),
        given_names: &syllables(number + GIVEN_FROM),
        birth_date: &born.to_string(),
        sex: "F",
        hospital_number: &format!("M-{number}"),
        hospital_issuer: "Hôpital du Belvédère",
        language: "fr",
        question: "Une intervention est-elle indiquée?",
    };
    form.check(today).map_err(Error::Faults)
}

/// What is announced for the case with this number.
fn parcel(number: usize, today: NaiveDate) -> Result<Announcement, Error> {
    let films = FILMS.to_string();
    let form = AnnouncementForm {
        sender: "Clinique radiologique du Fjord",
        carrier: "Express Boréal",
        waybill: &format!("EB{number:010}"),
        eta: &today.to_string(),
        asked: "",
        contents: vec![("film_sheet", &films)],
    };
    form.check(today).map_err(Error::Faults)
}

/// The text of a number in syllables, the last of its digits first.
fn syllables(mut number: usize) -> String {
    let mut text = String::new();
    while number > 0 {
        text.push_str(PARTS[number % 16]);
        number /= 16;
    }
    text
}
