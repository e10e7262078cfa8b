//! The house during the two weeks: its calendar, its people, and how time passes at work.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use doublelock_domain::access::{Custody, Duty, FrontDoor, Purpose};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::ids::{SessionId, hex};
use doublelock_domain::label::Label;
use doublelock_domain::session::EndReason;
use doublelock_domain::time::{SiteZone, Span, is_weekday};
use doublelock_store::front_door::{KnownPlace, SignedInPerson};
use doublelock_store::{Error, Unit};
use openssl::sha::sha256;

use super::clock::DayClock;
use crate::demo::people::{ALEX, KARIM, MARC, NADIA, SOPHIE, StaffMember};
use crate::demo::worker::Worker;
use crate::office::Office;
use crate::proof::prove;

/// Weekdays that were lived through before today.
pub(super) const WEEKDAYS: usize = 10;

/// Where everybody of the demonstration signs in.
const DESK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Monday to Friday, the ten before `today`, the earliest first. Holidays are not looked at: it is a demonstration.
pub(super) fn weekdays_before(today: NaiveDate) -> Vec<NaiveDate> {
    let earlier = (1..).map(|n| today - Days::new(n));
    let mut days: Vec<_> = earlier
        .filter(|day| is_weekday(*day))
        .take(WEEKDAYS)
        .collect();
    days.reverse();
    days
}

/// Somebody who works here.
pub(super) struct Colleague {
    pub(super) worker: Worker,
    who: SignedInPerson,
    place: KnownPlace,
}

/// Everybody.
pub(super) struct Staff {
    pub(super) nadia: Colleague,
    pub(super) karim: Colleague,
    pub(super) sophie: Colleague,
    pub(super) marc: Colleague,
    pub(super) alex: Colleague,
}

/// The house.
pub(super) struct House {
    pub(super) office: Office,
    pub(super) staff: Staff,
    pub(super) zone: SiteZone,
    /// The day on which the demonstration opens.
    pub(super) today: NaiveDate,
    /// Weekdays, the earliest first.
    pub(super) days: Vec<NaiveDate>,
    places: Vec<PlaceView>,
    clock: Arc<DayClock>,
    /// How long each thing takes: the same in every run.
    pace: AtomicU64,
}

impl House {
    /// Everybody proves who they are to the directory, as at each sign-in.
    pub(super) async fn of(
        office: &Office,
        clock: Arc<DayClock>,
        today: NaiveDate,
    ) -> anyhow::Result<Self> {
        let staff = Staff {
            nadia: colleague(office, NADIA).await?,
            karim: colleague(office, KARIM).await?,
            sophie: colleague(office, SOPHIE).await?,
            marc: colleague(office, MARC).await?,
            alex: colleague(office, ALEX).await?,
        };
        let worker = staff.nadia.worker.clone();
        let places = office
            .with_store(move |_| worker.acts::<Custody, _>(Purpose::Shipment, |unit| unit.places()))
            .await?;
        Ok(Self {
            office: office.clone(),
            staff,
            zone: office.config.centre.zone,
            today,
            days: weekdays_before(today),
            places,
            clock,
            pace: AtomicU64::new(0x5EED),
        })
    }

    /// It is that day and hour now, unless it is later.
    pub(super) fn is(&self, day: usize, hour: i64, minute: i64) -> anyhow::Result<()> {
        let date = self.days.get(day).context("no such weekday")?;
        let then = Span::minutes(hour * 60 + minute);
        self.clock.reach(self.zone.start_of(*date).plus(then));
        Ok(())
    }

    /// The date of today.
    pub(super) fn date(&self) -> NaiveDate {
        self.office.now().date_in(self.zone)
    }

    /// Between `least` and twice as many seconds go by.
    pub(super) fn passes(&self, least: i64) {
        // A multiplicative sequence (Lehmer): even, short, and the same in every run.
        let drawn = self
            .pace
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| {
                Some(last * 48_271 % 0x7FFF_FFFF)
            })
            .unwrap_or_default();
        let more = i64::try_from(drawn).unwrap_or_default() % least.max(1);
        self.clock.advance(Span::seconds(least + more));
    }

    /// Something takes a colleague half a minute or a little more.
    pub(super) fn does<D: Duty, T>(
        &self,
        who: &Colleague,
        purpose: Purpose,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.passes(25);
        who.worker.acts(purpose, work)
    }

    /// Readings at the station, a few seconds apart.
    pub(super) fn scans<'c>(
        &self,
        who: &Colleague,
        codes: impl IntoIterator<Item = &'c str>,
    ) -> anyhow::Result<()> {
        for code in codes {
            self.passes(2);
            who.worker
                .scans(code)
                .with_context(|| format!("the station refused {code}"))?;
        }
        Ok(())
    }

    /// The number that a page draws for one reading.
    pub(super) fn nonce(&self) -> String {
        let mut nonce = [0; 16];
        self.office.store.entropy().fill(&mut nonce);
        hex(&nonce)
    }

    /// The place with that name.
    pub(super) fn place(&self, name: &str) -> anyhow::Result<&PlaceView> {
        let mut places = self.places.iter();
        let found = places.find(|place| place.fact.name == name);
        found.with_context(|| format!("no place is called {name}"))
    }

    /// The label on the place with that name.
    pub(super) fn label_of(&self, name: &str) -> anyhow::Result<Label> {
        Ok(self.place(name)?.fact.label)
    }

    /// Somebody signs in.
    pub(super) fn signs_in(&self, who: &Colleague) -> anyhow::Result<SessionId> {
        self.passes(15);
        let (mut token, mut csrf) = ([0; 32], [0; 16]);
        self.office.store.entropy().fill(&mut token);
        self.office.store.entropy().fill(&mut csrf);
        let (token, csrf) = (sha256(&token), hex(&csrf));
        let session = self
            .office
            .store
            .write(&self.office.front_door()?, |unit| {
                unit.open_session(&who.who, &token, &csrf, &DESK.to_string(), &who.place)
            })?;
        Ok(session)
    }

    /// And goes home.
    pub(super) fn signs_out(&self, session: &SessionId) -> anyhow::Result<()> {
        self.passes(15);
        let store = &self.office.store;
        let left = |unit: &mut Unit<'_, FrontDoor>| unit.end_session(session, EndReason::SignedOut);
        Ok(store.write(&self.office.front_door()?, left)?)
    }
}

async fn colleague(office: &Office, person: StaffMember) -> anyhow::Result<Colleague> {
    let proof = prove(&office.door(), person.login, person.password, DESK)
        .await
        .map_err(|_| anyhow::anyhow!("the staff directory cannot be asked"))?
        .map_err(|_| anyhow::anyhow!("the staff directory does not know {}", person.login))?;
    let who = proof.person.clone();
    let actor = office
        .write(office.front_door()?, move |unit| unit.vouch(&who))
        .await?;
    Ok(Colleague {
        worker: Worker {
            store: office.store.clone(),
            actor,
        },
        who: proof.person,
        place: proof.place,
    })
}
