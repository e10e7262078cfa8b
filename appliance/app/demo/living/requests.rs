//! Requests for a copy of the record, at every distance from their last day.

use anyhow::{Context as _, ensure};
use chrono::Days;
use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::ids::Reference;
use doublelock_domain::label::Label;
use doublelock_domain::privacy::closing::{AccessRefusalForm, WithdrawalForm};
use doublelock_domain::privacy::disclosure::{AddressForm, DeliveryMethod};
use doublelock_domain::privacy::package::Carrier;
use doublelock_domain::privacy::request::{NewRequest, NewRequestForm, RequestState};
use doublelock_store::claims::LEASE;
use doublelock_store::custody::PreparedShipment;
use doublelock_store::privacy::Logging;
use doublelock_store::sent::SentForm;
use doublelock_store::{Error, Unit};

use super::cases::Opened;
use super::house::House;
use super::parcels::Rolls;
use crate::copies::build::Build;

/// What became of a request by the day on which the demonstration opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing yet.
    Logged,
    /// Its copy is built and waits.
    Ready,
    /// The copy was given into somebody's hands on that weekday.
    HandedOver(usize),
    /// It was sent as an encrypted file on that weekday.
    File(usize),
    /// A disc of it lies beside its parcel.
    Disc,
    /// A disc of it left on that weekday; the person may have said since that they have it.
    Sent(usize, bool),
    /// Refused on that weekday.
    Refused(usize),
    /// Logged by mistake, and withdrawn on that weekday when its parcel was prepared already.
    Mistaken(usize),
    /// The same as the one before it in the list.
    Doubles,
    /// Its build was cut off when the appliance was stopped.
    CutOff,
}

struct Asked {
    /// Place of the person in the cast.
    whose: usize,
    /// Days before today on which it came.
    came: u64,
    /// Weekday on which it is logged.
    logged: usize,
    channel: &'static str,
    identity: &'static str,
    fate: Fate,
}

const fn asked(
    whose: usize,
    came: u64,
    logged: usize,
    [channel, identity]: [&'static str; 2],
    fate: Fate,
) -> Asked {
    Asked {
        whose,
        came,
        logged,
        channel,
        identity,
        fate,
    }
}

/// Thirty days are given: what came 31 days ago is late, 30 days ago is due today.
const ASKED: &[Asked] = {
    use Fate::{CutOff, Disc, Doubles, File, HandedOver, Logged, Mistaken, Ready, Refused, Sent};
    &[
        asked(3, 35, 0, ["mail", "photo_document"], Logged),
        asked(5, 30, 0, ["phone", ""], Logged),
        asked(6, 29, 1, ["mail", "photo_document"], Logged),
        asked(8, 26, 1, ["email", "photo_document"], Ready),
        asked(12, 21, 2, ["counter", "photo_document"], Logged),
        asked(0, 17, 2, ["mail", "photo_document"], Sent(5, true)),
        asked(1, 16, 2, ["email", "photo_document"], File(4)),
        asked(11, 15, 3, ["counter", "photo_document"], HandedOver(6)),
        asked(17, 15, 4, ["mail", "photo_document"], Refused(7)),
        asked(17, 13, 4, ["phone", ""], Doubles),
        asked(2, 14, 4, ["mail", "photo_document"], CutOff),
        asked(24, 10, 5, ["mail", "photo_document"], Sent(8, false)),
        asked(20, 8, 6, ["mail", "photo_document"], Disc),
        asked(26, 6, 7, ["email", "photo_document"], Mistaken(8)),
        asked(28, 5, 8, ["mail", ""], Logged),
        asked(33, 4, 9, ["counter", "photo_document"], Logged),
    ]
};

/// Where those who ask live.
const STREETS: [&str; 5] = [
    "12, rue des Érables",
    "408, avenue du Parc-Fictif",
    "77, chemin de la Montagne",
    "3150, rue des Tilleuls, app. 6",
    "21, place du Marché",
];

/// Requests that were logged, in the order of [`ASKED`].
#[derive(Debug, Default)]
pub(super) struct Requests(Vec<Reference>);

/// Logs what came, and answers what is to be answered on that day.
pub(super) fn works(
    house: &House,
    day: usize,
    cases: &[Opened],
    requests: &mut Requests,
    rolls: &mut Rolls,
) -> anyhow::Result<()> {
    for asked in ASKED.iter().filter(|asked| asked.logged == day) {
        let case = cases.get(asked.whose).context("no such case yet")?;
        let logged = logs(house, asked, case)?;
        if asked.fate == Fate::Doubles {
            let first = *requests.0.last().context("nothing is doubled")?;
            doubles(house, logged, first)?;
        }
        requests.0.push(logged);
    }
    for (asked, request) in ASKED.iter().zip(&requests.0) {
        answers(house, day, asked, *request, rolls)
            .with_context(|| format!("answering request {request}"))?;
    }
    Ok(())
}

fn logs(house: &House, asked: &Asked, case: &Opened) -> anyhow::Result<Reference> {
    let received = house.today - Days::new(asked.came);
    // What lay on paper is entered when somebody gets to it; nothing is entered before it came.
    ensure!(received <= house.date(), "it has not come yet");
    let (case, received) = (case.reference.to_string(), received.to_string());
    let carrier = match asked.fate {
        Fate::File(_) => "encrypted_file",
        _ => "disc",
    };
    let street = STREETS[asked.whose % STREETS.len()];
    let form = NewRequestForm {
        case: &case,
        channel: asked.channel,
        received_on: &received,
        requester: "patient",
        identity: asked.identity,
        carrier,
        address: AddressForm {
            street,
            locality: "Montréal (Québec)",
            postal_code: "H2X 1Y4",
            country: "CA",
        },
        ..NewRequestForm::default()
    };
    let mut new = form
        .check(house.date())
        .map_err(|faults| anyhow::anyhow!("a request: {faults:?}"))?;
    let laws = house.office.config.privacy_laws.clone();
    let log = |new: &NewRequest| does(house, |unit| unit.log_request(new, &laws, house.zone));
    let mut logging = log(&new)?;
    if let Logging::Asks(doubts) = logging {
        new.seen = doubts;
        logging = log(&new)?;
    }
    let logged = logging.logged().context("it is asked twice")?;
    Ok(logged.reference)
}

/// Something that the privacy officer does about a request.
fn does<T>(
    house: &House,
    work: impl FnMut(&mut Unit<'_, Privacy>) -> Result<T, Error>,
) -> anyhow::Result<T> {
    Ok(house.does::<Privacy, _>(&house.staff.marc, Purpose::CopyRequest, work)?)
}

fn doubles(house: &House, request: Reference, first: Reference) -> anyhow::Result<()> {
    let first = first.to_string();
    withdraws(
        house,
        request,
        WithdrawalForm {
            why: "duplicate",
            duplicate_of: &first,
        },
    )
}

fn withdraws(house: &House, request: Reference, form: WithdrawalForm<'_>) -> anyhow::Result<()> {
    let new = form
        .check()
        .map_err(|faults| anyhow::anyhow!("a withdrawal: {faults:?}"))?;
    does(house, |unit| {
        let (request, case) = unit.open_request(request)?;
        unit.withdraw_request(&request, &case, &new)
    })
}

fn answers(
    house: &House,
    day: usize,
    asked: &Asked,
    request: Reference,
    rolls: &mut Rolls,
) -> anyhow::Result<()> {
    match asked.fate {
        Fate::Ready if asked.logged + 2 == day => builds(house, request),
        Fate::Disc if asked.logged + 2 == day => {
            prepares_disc(house, request)?;
            Ok(())
        }
        Fate::HandedOver(on) if on == day => {
            let disc = burns_a_disc(house, request)?;
            let method = DeliveryMethod::HandedOver;
            delivers(house, request, method, "Harpreet Singh", Some(disc))
        }
        Fate::File(on) if on == day => {
            // The disc would not burn: it goes as a file.
            let spoiled = burns_a_disc(house, request)?;
            takes_out(house, request, Carrier::EncryptedFile)?;
            does(house, |unit| {
                let (request, _) = unit.open_request(request)?;
                unit.take_passphrase(&request).map(drop)
            })?;
            delivers(
                house,
                request,
                DeliveryMethod::EncryptedFile,
                "liam.oconnor@courriel.example",
                None,
            )?;
            does(house, |unit| {
                let (request, _) = unit.open_request(request)?;
                unit.destroy_disc(&request, spoiled)
            })
        }
        Fate::Sent(on, _) if on == day => {
            let (disc, parcel) = prepares_disc(house, request)?;
            let waybill = format!("EB66{:08}", asked.came * 7_919);
            let codes = [
                parcel.label.to_string(),
                disc.to_string(),
                rolls.seal()?,
                waybill,
            ];
            house.scans(&house.staff.nadia, codes.iter().map(String::as_str))
        }
        Fate::Sent(on, true) if on + 3 == day => does(house, |unit| {
            let (request, _) = unit.open_request(request)?;
            unit.confirm_receipt(&request)
        }),
        Fate::Refused(on) if on == day => refuses(house, request),
        Fate::Mistaken(on) if on == day => {
            prepares_disc(house, request)?;
            let why = WithdrawalForm {
                why: "entered_in_error",
                duplicate_of: "",
            };
            withdraws(house, request, why)
        }
        _ => Ok(()),
    }
}

fn refuses(house: &House, request: Reference) -> anyhow::Result<()> {
    let today = house.date();
    let form = AccessRefusalForm {
        ground: "proceedings",
        provision: "P-39.1, art. 39",
        reasons: "Une instance judiciaire est en cours; la copie pourrait avoir un effet sur elle.",
        notice_sent_on: &today.to_string(),
    };
    let new = form
        .check(today)
        .map_err(|faults| anyhow::anyhow!("a refusal: {faults:?}"))?;
    does(house, |unit| {
        let (request, _) = unit.open_request(request)?;
        unit.refuse_access(&request, &new)
    })
}

fn delivers(
    house: &House,
    request: Reference,
    method: DeliveryMethod,
    to: &str,
    disc: Option<Label>,
) -> anyhow::Result<()> {
    let to = EnteredText::required("handed-to", to, 200)?;
    does(house, |unit| {
        let (request, _) = unit.open_request(request)?;
        unit.deliver(&request, method, &to, disc, false).map(drop)
    })
}

/// Takes a form of the copy out of the vault, to be burned or sent.
fn takes_out(house: &House, request: Reference, carrier: Carrier) -> anyhow::Result<()> {
    does(house, |unit| {
        let (request, _) = unit.open_request(request)?;
        unit.fetch_carrier(&request, carrier, |_, _| Ok(Some(())))
            .map(drop)
    })
}

/// Builds the copy, and burns and labels a disc.
fn burns_a_disc(house: &House, request: Reference) -> anyhow::Result<Label> {
    builds(house, request)?;
    takes_out(house, request, Carrier::Disc)?;
    does(house, |unit| {
        let (request, case) = unit.open_request(request)?;
        let disc = unit.register_disc_for_request(&case, &request, false)?;
        unit.bind_disc(&request, &disc.item)?;
        Ok(disc.label)
    })
}

/// The same, with its parcel prepared.
fn prepares_disc(house: &House, request: Reference) -> anyhow::Result<(Label, PreparedShipment)> {
    let disc = burns_a_disc(house, request)?;
    let carrier = EnteredText::required("courier", "Express Boréal", 200)?;
    let parcel = does(house, |unit| {
        let (request, case) = unit.open_request(request)?;
        unit.prepare_disc_shipment(&request, &case, disc, &carrier, house.zone)
    })?;
    Ok((disc, parcel))
}

/// Builds the copy, as the button does, and waits for it.
fn builds(house: &House, request: Reference) -> anyhow::Result<()> {
    house.passes(60);
    let (office, marc) = (&house.office, &house.staff.marc.worker);
    let desk = office.copy_desk();
    let warrant = marc.actor.take_up(Purpose::CopyRequest, office.now())?;
    let mut drawn = [0; 32];
    office.store.entropy().fill(&mut drawn);
    let page = format!("/requests/{request}");
    let build = Build::start(
        &office.copies,
        desk,
        warrant,
        request,
        SentForm(drawn),
        &page,
    )?;
    build.context("it was sent before")?.run();
    let state = does(house, |unit| Ok(unit.open_request(request)?.0.state))?;
    ensure!(
        state == RequestState::Ready,
        "a copy could not be built: it takes dcmmkdir and xorriso (Debian packages dcmtk and xorriso); \
         --empty starts without"
    );
    Ok(())
}

/// The appliance is about to be stopped: a build that goes on is cut off.
pub(super) fn leaves_a_build(house: &House, requests: &Requests) -> anyhow::Result<()> {
    for (asked, request) in ASKED.iter().zip(&requests.0) {
        if asked.fate == Fate::CutOff {
            let marc = &house.staff.marc.worker;
            let warrant = marc
                .actor
                .take_up::<Privacy>(Purpose::CopyRequest, house.office.now())?
                .within(doublelock_domain::access::Relation::OfRequest(*request));
            house.office.store.write(&warrant, |unit| {
                let (request, _) = unit.open_request(*request)?;
                unit.start_build(&request, &house.office.instance, LEASE)
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::cast::PATIENTS;
    use super::super::house::{WEEKDAYS, weekdays_before};
    use super::*;

    /// On whichever day of the week the demonstration is started.
    #[test]
    fn nothing_is_logged_before_it_came_or_about_a_case_that_is_not_open() {
        for shift in 0..7 {
            let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap() + Days::new(shift);
            let days = weekdays_before(today);
            assert_eq!(days.len(), WEEKDAYS);
            assert!(days.is_sorted() && days.iter().all(|day| *day < today));
            // Thirty days are given; by the last night one is late, and others are due on this day and the next.
            let late = ASKED.iter().filter(|asked| {
                let due = today - Days::new(asked.came) + Days::new(30);
                asked.fate == Fate::Logged && due < days[WEEKDAYS - 1]
            });
            assert_eq!(late.count(), 1, "{today}");
            for came in [30, 29] {
                let due = |asked: &Asked| asked.came == came && asked.fate == Fate::Logged;
                assert!(ASKED.iter().any(due));
            }
            for asked in ASKED {
                assert!(
                    today - Days::new(asked.came) <= days[asked.logged],
                    "{today}"
                );
                assert!(PATIENTS[asked.whose].day <= asked.logged);
            }
        }
    }
}
