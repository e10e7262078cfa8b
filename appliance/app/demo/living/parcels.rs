//! Parcels that come: announced, expected, late; whole, short, damaged, with one article more.

use std::collections::VecDeque;

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use doublelock_domain::access::{Coordination, Custody, Purpose};
use doublelock_domain::custody::parcel_forms::AnnouncementForm;
use doublelock_domain::custody::scan::Card;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::time::is_weekday;

use super::cases::Opened;
use super::films;
use super::house::House;

/// When a parcel is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// On that weekday.
    Day(usize),
    /// So many weekdays from today on.
    Ahead(u64),
}

/// What is found when it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comes {
    /// All that was announced.
    Whole,
    /// So many fewer.
    Short(usize),
    /// One film more.
    OneMore,
    /// One of it is damaged.
    Damaged,
    /// It did not come.
    NotYet,
}

struct Inbound {
    /// Place of the person in the cast.
    whose: usize,
    /// Weekday on which it is announced.
    told: usize,
    due: Due,
    sender: &'static str,
    waybill: &'static str,
    /// Kinds and how many.
    contents: &'static [(&'static str, &'static str)],
    comes: Comes,
}

const fn parcel(
    (whose, told, due): (usize, usize, Due),
    sender: &'static str,
    waybill: &'static str,
    contents: &'static [(&'static str, &'static str)],
    comes: Comes,
) -> Inbound {
    Inbound {
        whose,
        told,
        due,
        sender,
        waybill,
        contents,
        comes,
    }
}

const FJORD: &str = "Clinique radiologique du Fjord";
const RIVE: &str = "Hôpital de la Rive";
const PLATEAU: &str = "Imagerie du Plateau";
const HARBOUR: &str = "Harbour Street Clinic";
const CARRIER: &str = "Express Boréal";

/// A parcel that is announced, as far as what it is to bring is asked for.
pub(super) struct Told {
    /// Place among those that come.
    pub(super) place: usize,
    /// Place of the person in the cast.
    pub(super) whose: usize,
    pub(super) sender: &'static str,
    /// It is to bring films.
    pub(super) films: bool,
}

/// The parcels that are announced on a day.
pub(super) fn told_on(day: usize) -> impl Iterator<Item = Told> {
    let all = INBOUND.iter().enumerate();
    all.filter(move |(_, parcel)| parcel.told == day)
        .map(|(place, parcel)| Told {
            place,
            whose: parcel.whose,
            sender: parcel.sender,
            films: parcel
                .contents
                .iter()
                .any(|(kind, _)| *kind == "film_sheet"),
        })
}

const INBOUND: &[Inbound] = {
    use Comes::{Damaged, NotYet, OneMore, Short, Whole};
    use Due::{Ahead, Day};
    &[
        parcel(
            (0, 0, Day(1)),
            FJORD,
            "EB4471008311",
            &[("film_jacket", "2"), ("film_sheet", "36")],
            Whole,
        ),
        parcel(
            (5, 0, Day(1)),
            HARBOUR,
            "EB4471008328",
            &[("film_sheet", "24"), ("optical_disc", "1")],
            Whole,
        ),
        parcel(
            (6, 1, Day(2)),
            RIVE,
            "EB4471008335",
            &[("film_sheet", "28")],
            Whole,
        ),
        parcel(
            (3, 1, Day(3)),
            RIVE,
            "EB4471008342",
            &[("film_sheet", "30"), ("paper_record", "2")],
            Damaged,
        ),
        parcel(
            (8, 1, Day(3)),
            PLATEAU,
            "EB4471008359",
            &[("film_sheet", "18"), ("optical_disc", "2")],
            Whole,
        ),
        parcel(
            (12, 2, Day(4)),
            FJORD,
            "EB4471008366",
            &[("film_sheet", "26")],
            Short(2),
        ),
        parcel(
            (9, 2, Day(4)),
            PLATEAU,
            "EB4471008373",
            &[("film_sheet", "12")],
            Whole,
        ),
        parcel(
            (15, 3, Day(5)),
            RIVE,
            "EB4471008380",
            &[("film_sheet", "22")],
            Whole,
        ),
        parcel(
            (17, 3, Day(6)),
            RIVE,
            "EB4471008397",
            &[("film_sheet", "34")],
            Whole,
        ),
        parcel(
            (19, 4, Day(6)),
            HARBOUR,
            "EB4471008403",
            &[("film_sheet", "16")],
            OneMore,
        ),
        parcel(
            (20, 4, Day(7)),
            FJORD,
            "EB4471008410",
            &[("film_sheet", "20")],
            Whole,
        ),
        parcel(
            (24, 5, Day(8)),
            PLATEAU,
            "EB4471008427",
            &[("film_sheet", "14"), ("paper_record", "6")],
            Whole,
        ),
        parcel(
            (27, 6, Day(9)),
            FJORD,
            "EB4471008434",
            &[("film_sheet", "18")],
            Whole,
        ),
        parcel(
            (14, 5, Day(6)),
            HARBOUR,
            "EB4471008441",
            &[("optical_disc", "1")],
            NotYet,
        ),
        parcel(
            (22, 6, Day(7)),
            RIVE,
            "EB4471008458",
            &[("film_sheet", "4"), ("paper_record", "1")],
            NotYet,
        ),
        parcel(
            (1, 8, Ahead(0)),
            HARBOUR,
            "EB4471008465",
            &[("film_sheet", "5")],
            NotYet,
        ),
        parcel(
            (10, 8, Ahead(0)),
            FJORD,
            "EB4471008472",
            &[("film_sheet", "8"), ("optical_disc", "1")],
            NotYet,
        ),
        parcel(
            (31, 9, Ahead(0)),
            RIVE,
            "EB4471008489",
            &[("film_sheet", "12")],
            NotYet,
        ),
        parcel(
            (33, 9, Ahead(1)),
            HARBOUR,
            "EB4471008496",
            &[("optical_disc", "2")],
            NotYet,
        ),
        parcel(
            (36, 9, Ahead(2)),
            PLATEAU,
            "EB4471008502",
            &[("film_sheet", "6")],
            NotYet,
        ),
        parcel(
            (37, 9, Ahead(4)),
            RIVE,
            "EB4471008519",
            &[("film_set", "1")],
            NotYet,
        ),
    ]
};

/// The other hospital's own sticker, linked to one of our labels.
const STICKER: &str = "HR-2019-118840";

/// Labels that lie ready on rolls.
#[derive(Debug, Default)]
pub(super) struct Rolls {
    items: VecDeque<Label>,
    seals: VecDeque<Label>,
}

impl Rolls {
    /// Prints them.
    pub(super) fn printed(house: &House) -> anyhow::Result<Self> {
        let print = |class, count| {
            house.does::<Custody, _>(&house.staff.nadia, Purpose::Shipment, |unit| {
                Ok(unit.issue_labels(class, count)?.labels)
            })
        };
        let mut items = VecDeque::new();
        for _ in 0..4 {
            items.extend(print(LabelClass::Item, 100)?);
        }
        Ok(Self {
            items,
            seals: print(LabelClass::Seal, 20)?.into(),
        })
    }

    /// The next label for an article.
    fn item(&mut self) -> anyhow::Result<String> {
        let next = self.items.pop_front().context("the roll is empty")?;
        Ok(next.to_string())
    }

    /// The next seal.
    pub(super) fn seal(&mut self) -> anyhow::Result<String> {
        let next = self.seals.pop_front().context("no seal is left")?;
        Ok(next.to_string())
    }
}

/// `n` weekdays from `today` on; 0 is today, whatever day it is.
fn ahead(today: NaiveDate, n: u64) -> NaiveDate {
    let mut day = today;
    for _ in 0..n {
        day = day + Days::new(1);
        while !is_weekday(day) {
            day = day + Days::new(1);
        }
    }
    day
}

/// Announces the parcels that are told on that day.
pub(super) fn announces(house: &House, day: usize, cases: &[Opened]) -> anyhow::Result<()> {
    for parcel in INBOUND.iter().filter(|parcel| parcel.told == day) {
        let case = cases.get(parcel.whose).context("no such case yet")?;
        let eta = match parcel.due {
            Due::Day(day) => *house.days.get(day).context("no such day")?,
            Due::Ahead(days) => ahead(house.today, days),
        };
        let form = AnnouncementForm {
            sender: parcel.sender,
            carrier: CARRIER,
            waybill: parcel.waybill,
            eta: &eta.to_string(),
            asked: "",
            contents: parcel.contents.to_vec(),
        };
        let announced = form
            .check(house.date())
            .map_err(|faults| anyhow::anyhow!("{}: {faults:?}", parcel.waybill))?;
        let zone = house.zone;
        house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
            let case = unit.open(&case.id)?;
            unit.announce_shipment(&case, &announced, zone)
        })?;
    }
    Ok(())
}

/// Receives at the station what comes on that day.
pub(super) fn receives(house: &House, day: usize, rolls: &mut Rolls) -> anyhow::Result<()> {
    let comes = |parcel: &&Inbound| parcel.due == Due::Day(day) && parcel.comes != Comes::NotYet;
    for (place, parcel) in INBOUND.iter().enumerate() {
        if !comes(&parcel) {
            continue;
        }
        let read = readings(house, parcel, rolls)?;
        house.passes(120);
        house
            .scans(&house.staff.nadia, read.iter().map(String::as_str))
            .with_context(|| format!("receiving {}", parcel.waybill))?;
        // Of one parcel where a label was taken off again, what lies there is not what was read.
        if parcel.comes == Comes::Whole {
            films::describes(house, place, &read)
                .with_context(|| format!("describing {}", parcel.waybill))?;
        }
    }
    if day == 2 {
        relabels(house, rolls)?;
    }
    if day == 8 {
        comes_unannounced(house, rolls)?;
    }
    Ok(())
}

/// Two parcels that nobody had announced: one is emptied and nobody's yet, the other waits for somebody to empty it.
fn comes_unannounced(house: &House, rolls: &mut Rolls) -> anyhow::Result<()> {
    let dock = house.label_of("Quai de réception")?.to_string();
    let mut emptied = vec!["EB4471009011".to_owned(), Card::Receive.code()];
    emptied.push(Card::KindFilm.code());
    for _ in 0..3 {
        emptied.push(rolls.item()?);
    }
    emptied.extend([Card::KindDisc.code(), rolls.item()?, dock]);
    let waits = ["RR471200885CA", "1", &Card::Done.code()].map(str::to_owned);
    for codes in [emptied, waits.to_vec()] {
        house.passes(120);
        house
            .scans(&house.staff.nadia, codes.iter().map(String::as_str))
            .context("receiving what nobody announced")?;
    }
    Ok(())
}

/// What is read of a parcel, from its waybill to the place where it lies.
fn readings(house: &House, parcel: &Inbound, rolls: &mut Rolls) -> anyhow::Result<Vec<String>> {
    let announced: usize = parcel
        .contents
        .iter()
        .filter_map(|(_, count)| count.parse::<usize>().ok())
        .sum();
    let dock = house.label_of("Quai de réception")?.to_string();
    let mut codes = vec![parcel.waybill.to_owned()];
    let there = match parcel.comes {
        Comes::Short(fewer) => announced.saturating_sub(fewer),
        _ => announced,
    };
    for number in 0..there {
        if parcel.comes == Comes::Damaged && number == 3 {
            codes.push(Card::Damaged.code());
        }
        codes.push(rolls.item()?);
    }
    if parcel.comes == Comes::OneMore {
        codes.extend([Card::Extra.code(), rolls.item()?]);
    }
    codes.push(dock);
    if there < announced {
        codes.push(Card::Missing.code());
    }
    // A label was stuck on the wrong thing, and taken off again.
    if parcel.comes == Comes::OneMore {
        codes.splice(1..1, [rolls.item()?, Card::UndoLast.code()]);
    }
    // A parcel of that hospital bears its own stickers.
    if parcel.sender == RIVE && parcel.comes == Comes::Whole && there == 28 {
        codes.splice(2..2, [Card::Link.code(), STICKER.to_owned()]);
    }
    Ok(codes)
}

/// A label is worn: the article with the sticker gets another.
fn relabels(house: &House, rolls: &mut Rolls) -> anyhow::Result<()> {
    let next = rolls.item()?;
    let codes = [Card::Reprint.code(), STICKER.to_owned(), next];
    house
        .scans(&house.staff.nadia, codes.iter().map(String::as_str))
        .context("printing a label again")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::cast::PATIENTS;
    use super::*;

    #[test]
    fn a_parcel_is_announced_once_its_case_is_open_and_before_it_comes() {
        for parcel in INBOUND {
            assert!(
                PATIENTS[parcel.whose].day <= parcel.told,
                "{}",
                parcel.waybill
            );
            if let Due::Day(day) = parcel.due {
                assert!(parcel.told < day, "{}", parcel.waybill);
            } else {
                assert_eq!(parcel.comes, Comes::NotYet, "{}", parcel.waybill);
            }
        }
    }

    #[test]
    fn what_is_ahead_is_today_or_a_weekday_after_it() {
        let friday = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
        let named = |n| ahead(friday, n).to_string();
        assert_eq!(named(0), "2026-11-27");
        assert_eq!(named(1), "2026-11-30");
        assert_eq!(named(4), "2026-12-03");
    }
}
