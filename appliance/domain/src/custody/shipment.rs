//! Shipments: what was announced, what came, what leaves, and when to worry.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{EnteredText, NAME_LIMIT, entered_date};
use crate::custody::item::ItemKind;
use crate::fact::custody::ReceivedLine;
use crate::ids::ItemId;
use crate::label::Label;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::{SiteZone, Timestamp, days_after, is_weekday};

/// Most articles one shipment can hold.
pub const LINE_LIMIT: usize = 200;

/// An expected arrival further away than this is a slip of the pen.
const ETA_HORIZON_DAYS: u64 = 366;

text_enum! {
    /// Which way a shipment goes.
    pub enum Direction {
        /// To us.
        Inbound = "inbound",
        /// From us.
        Outbound = "outbound",
    }
}

text_enum! {
    /// Where a shipment stands.
    pub enum ShipmentState {
        /// Somebody told us that it comes.
        Announced = "announced",
        /// It came, every line received and nothing more.
        Received = "received",
        /// It came, and at least one line is missing, extra or damaged.
        ReceivedWithExceptions = "received_with_exceptions",
        /// Being packed.
        Draft = "draft",
        /// Packed and sealed.
        Sealed = "sealed",
        /// Handed to the carrier.
        InTransit = "in_transit",
        /// The recipient said that they have it.
        ReceiptConfirmed = "receipt_confirmed",
    }
}

text_enum! {
    /// What became of one line.
    pub enum LineOutcome {
        /// Not there yet.
        Expected = "expected",
        /// Received, as announced.
        Received = "received",
        /// Received, damaged.
        Damaged = "damaged",
        /// In the list and not in the parcel.
        Missing = "missing",
        /// In the parcel and not in the list.
        Extra = "extra",
        /// Packed for departure.
        Packed = "packed",
    }
}

impl LineOutcome {
    /// The article is in our hands (or was, until it left).
    pub const fn is_present(self) -> bool {
        matches!(
            self,
            Self::Received | Self::Damaged | Self::Extra | Self::Packed
        )
    }

    /// A person must look at it.
    pub const fn is_exception(self) -> bool {
        matches!(self, Self::Damaged | Self::Missing | Self::Extra)
    }
}

/// One line of a shipment, as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is expected.
    pub kind: ItemKind,
    /// The label, once an article is bound to the line.
    pub label: Option<Label>,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// The state of an inbound shipment once every line has its outcome (I10): refused
/// while one is still expected.
pub fn reconcile(lines: &[Line]) -> Result<ShipmentState, Refusal> {
    let open = lines
        .iter()
        .filter(|line| line.outcome == LineOutcome::Expected)
        .count();
    if open > 0 {
        return Err(Refusal::NotAccountedFor {
            open: u32::try_from(open).unwrap_or(u32::MAX),
        });
    }
    if lines.iter().any(|line| line.outcome.is_exception()) {
        Ok(ShipmentState::ReceivedWithExceptions)
    } else {
        Ok(ShipmentState::Received)
    }
}

/// A line as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLine {
    /// Its position in the shipment. Positions of lines that were taken back are not used
    /// again while a later one stands.
    pub position: u32,
    /// What is expected.
    pub kind: ItemKind,
    /// The article, once it is known.
    pub item: Option<ItemId>,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// A shipment as the rules see it: where it stands, and its lines in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Where it stands.
    pub state: ShipmentState,
    /// Its lines.
    pub lines: Vec<PlacedLine>,
}

impl Shipment {
    /// Refuses, naming where it stands now, if that is not `wanted`.
    pub fn must_be(&self, wanted: ShipmentState) -> Result<(), Refusal> {
        if self.state == wanted {
            Ok(())
        } else {
            Err(Refusal::WrongState {
                state: self.state.as_str(),
            })
        }
    }

    /// The line that an article of `kind` turned out to be: `line` of the list, or one
    /// more at the end that nobody had announced. None if there is no such line.
    pub fn receive(
        &self,
        line: Option<usize>,
        kind: ItemKind,
        outcome: LineOutcome,
    ) -> Option<ReceivedLine> {
        let (position, added) = match line {
            Some(at) => (self.lines.get(at)?.position, false),
            None => (self.next_position(), true),
        };
        Some(ReceivedLine {
            line: position,
            kind,
            outcome,
            added,
        })
    }

    fn next_position(&self) -> u32 {
        self.lines
            .iter()
            .map(|line| line.position.saturating_add(1))
            .max()
            .unwrap_or(0)
    }

    fn positions(&self, wanted: impl Fn(&PlacedLine) -> bool) -> Vec<u32> {
        self.lines
            .iter()
            .filter(|line| wanted(line))
            .map(|line| line.position)
            .collect()
    }

    /// Lines that nothing was said of yet.
    pub fn waiting(&self) -> Vec<u32> {
        self.positions(|line| line.outcome == LineOutcome::Expected)
    }

    /// Lines of an article.
    pub fn of(&self, item: &ItemId) -> Vec<u32> {
        self.positions(|line| line.item.as_ref() == Some(item))
    }

    /// Lines of an article that was received whole.
    pub fn received_whole(&self, item: &ItemId) -> Vec<u32> {
        self.positions(|line| {
            line.item.as_ref() == Some(item) && line.outcome == LineOutcome::Received
        })
    }

    /// What taking back the reception of an article makes of its lines: those that wait
    /// again, and those that nobody had announced, which go.
    pub fn take_back(&self, item: &ItemId) -> (Vec<u32>, Vec<u32>) {
        let of = |extra: bool| {
            self.positions(|line| {
                line.item.as_ref() == Some(item) && (line.outcome == LineOutcome::Extra) == extra
            })
        };
        (of(false), of(true))
    }

    /// The articles in it, each once.
    pub fn items(&self) -> impl Iterator<Item = &ItemId> {
        self.lines.iter().filter_map(|line| line.item.as_ref())
    }
}

/// The instant from which a shipment expected on `eta` is late: the end of the next
/// working day (grace of one business day, custody 3.6).
pub fn late_from(eta: NaiveDate, zone: SiteZone) -> Timestamp {
    let mut day = days_after(eta, 1);
    while !is_weekday(day) && day < NaiveDate::MAX {
        day = days_after(day, 1);
    }
    zone.end_of(day)
}

/// What the coordinator fills in to announce a parcel, as typed.
#[derive(Debug, Clone, Default)]
pub struct AnnouncementForm<'a> {
    /// Who sends it.
    pub sender: &'a str,
    /// Who carries it.
    pub carrier: &'a str,
    /// Tracking number on the waybill.
    pub waybill: &'a str,
    /// Expected on, `AAAA-MM-JJ`.
    pub eta: &'a str,
    /// Kind and number of articles, one pair per row of the form.
    pub contents: Vec<(&'a str, &'a str)>,
}

/// An announcement that passed.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// Who sends it.
    pub sender: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
    /// Tracking number, upper case, without spaces.
    pub waybill: Waybill,
    /// Expected on.
    pub eta: NaiveDate,
    /// One entry per article, in the order of the form.
    pub kinds: Vec<ItemKind>,
}

impl AnnouncementForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self, today: NaiveDate) -> Result<Announcement, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let sender = EnteredText::required("sender", self.sender, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let carrier = EnteredText::required("carrier", self.carrier, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let waybill = Waybill::entered("waybill", self.waybill)
            .map_err(&mut keep)
            .ok();
        let eta = expected_date("eta", self.eta, today)
            .map_err(&mut keep)
            .ok();
        let kinds = contents(&self.contents).map_err(&mut keep).ok();
        match (sender, carrier, waybill, eta, kinds) {
            (Some(sender), Some(carrier), Some(waybill), Some(eta), Some(kinds)) => {
                Ok(Announcement {
                    sender,
                    carrier,
                    waybill,
                    eta,
                    kinds,
                })
            }
            _ => Err(faults),
        }
    }
}

fn expected_date(field: &'static str, text: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let date = entered_date(field, text)?;
    if date < today {
        return Err(Refusal::DateInPast { field });
    }
    if date > days_after(today, ETA_HORIZON_DAYS) {
        return Err(Refusal::DateTooFar { field });
    }
    Ok(date)
}

fn contents(rows: &[(&str, &str)]) -> Result<Vec<ItemKind>, Refusal> {
    let mut kinds = Vec::new();
    for (kind, count) in rows {
        let count = count.trim();
        if count.is_empty() || count == "0" {
            continue;
        }
        let kind: ItemKind = kind
            .parse()
            .map_err(|_| Refusal::FieldChoice { field: "contents" })?;
        let count: usize = match count.parse() {
            Ok(count) if kinds.len() + count <= LINE_LIMIT => count,
            _ => return Err(Refusal::NumberOutOfRange { field: "contents" }),
        };
        kinds.extend(std::iter::repeat_n(kind, count));
    }
    if kinds.is_empty() {
        Err(Refusal::FieldEmpty { field: "contents" })
    } else {
        Ok(kinds)
    }
}

/// A carrier's tracking number: 4 to 40 letters, digits and hyphens, upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Waybill(String);

impl Waybill {
    /// As typed or read: spaces are dropped, lower case is accepted.
    pub fn entered(field: &'static str, text: &str) -> Result<Self, Refusal> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if code.is_empty() {
            return Err(Refusal::FieldEmpty { field });
        }
        if code.len() > 40 {
            return Err(Refusal::FieldTooLong { field, limit: 40 });
        }
        let shaped = code.len() >= 4
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && code.bytes().any(|b| b.is_ascii_digit());
        if code.parse::<Label>().is_ok() {
            Err(Refusal::WaybillIsOurs)
        } else if shaped {
            Ok(Self(code))
        } else {
            Err(Refusal::FieldCharacters { field })
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is filled in to send articles out, as typed.
#[derive(Debug, Clone, Default)]
pub struct DepartureForm<'a> {
    /// To whom.
    pub recipient: &'a str,
    /// Street, city, province, postal code.
    pub address: &'a str,
    /// Who carries it.
    pub carrier: &'a str,
}

/// A departure that passed.
#[derive(Debug, Clone)]
pub struct Departure {
    /// To whom.
    pub recipient: EnteredText,
    /// Where to.
    pub address: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
}

impl DepartureForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self) -> Result<Departure, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let recipient = EnteredText::required("recipient", self.recipient, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let address = EnteredText::required("address", &one_line(self.address), 300)
            .map_err(&mut keep)
            .ok();
        let carrier = EnteredText::required("carrier", self.carrier, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        match (recipient, address, carrier) {
            (Some(recipient), Some(address), Some(carrier)) => Ok(Departure {
                recipient,
                address,
                carrier,
            }),
            _ => Err(faults),
        }
    }
}

/// An address typed on several lines, on one.
fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn filled() -> AnnouncementForm<'static> {
        AnnouncementForm {
            sender: "Clinique radiologique du Fjord",
            carrier: "Express Boréal",
            waybill: "eb 4471 0083",
            eta: "2026-11-23",
            contents: vec![("film_sheet", "4"), ("optical_disc", "1"), ("usb", "")],
        }
    }

    #[test]
    fn a_parcel_is_announced_with_what_it_should_hold() {
        let parcel = filled().check(date(2026, 11, 21)).unwrap();
        assert_eq!(parcel.waybill.as_str(), "EB44710083");
        assert_eq!(parcel.kinds.len(), 5);
        assert_eq!(parcel.kinds[4], ItemKind::OpticalDisc);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let form = AnnouncementForm {
            sender: " ",
            carrier: "x\u{7}",
            waybill: "<b>",
            eta: "2026-02-31",
            contents: vec![("elephant", "1")],
        };
        let faults = form.check(date(2026, 11, 21)).unwrap_err();
        let fields: Vec<_> = faults.iter().filter_map(Refusal::field).collect();
        assert_eq!(fields, ["sender", "carrier", "waybill", "eta", "contents"]);
    }

    #[test]
    fn too_many_articles_or_none_are_refused() {
        for (count, fault) in [
            ("201", Refusal::NumberOutOfRange { field: "contents" }),
            (
                "99999999999999999999",
                Refusal::NumberOutOfRange { field: "contents" },
            ),
            ("-1", Refusal::NumberOutOfRange { field: "contents" }),
            ("0", Refusal::FieldEmpty { field: "contents" }),
        ] {
            let form = AnnouncementForm {
                contents: vec![("film_sheet", count)],
                ..filled()
            };
            assert_eq!(form.check(date(2026, 11, 21)).unwrap_err(), vec![fault]);
        }
    }

    #[test]
    fn an_arrival_in_the_past_or_in_years_is_refused() {
        for eta in ["2026-11-20", "2036-11-20"] {
            let form = AnnouncementForm { eta, ..filled() };
            assert!(form.check(date(2026, 11, 21)).is_err(), "{eta}");
        }
    }

    #[test]
    fn a_parcel_expected_on_friday_is_late_after_monday() {
        let zone = SiteZone::MONTREAL;
        assert_eq!(
            late_from(date(2026, 11, 20), zone),
            zone.end_of(date(2026, 11, 23))
        );
        assert_eq!(
            late_from(date(2026, 11, 17), zone),
            zone.end_of(date(2026, 11, 18))
        );
    }

    #[test]
    fn a_shipment_is_reconciled_only_when_every_line_has_its_outcome() {
        let line = |outcome| Line {
            kind: ItemKind::FilmSheet,
            label: None,
            outcome,
        };
        let both = |a, b| reconcile(&[line(a), line(b)]);
        assert_eq!(
            both(LineOutcome::Received, LineOutcome::Expected).unwrap_err(),
            Refusal::NotAccountedFor { open: 1 }
        );
        assert_eq!(
            both(LineOutcome::Received, LineOutcome::Received).unwrap(),
            ShipmentState::Received
        );
        for exception in [
            LineOutcome::Missing,
            LineOutcome::Extra,
            LineOutcome::Damaged,
        ] {
            assert_eq!(
                both(LineOutcome::Received, exception).unwrap(),
                ShipmentState::ReceivedWithExceptions
            );
        }
    }

    fn parcel(outcomes: &[(u32, Option<u8>, LineOutcome)]) -> Shipment {
        let lines = outcomes.iter().map(|(position, item, outcome)| PlacedLine {
            position: *position,
            kind: ItemKind::FilmSheet,
            item: item.map(|n| format!("01JCZ000000000000000000{n:03}").parse().unwrap()),
            outcome: *outcome,
        });
        Shipment {
            state: ShipmentState::Announced,
            lines: lines.collect(),
        }
    }

    #[test]
    fn a_line_that_was_taken_back_never_lends_its_place_to_another() {
        // Two extras came after one announced film; the first of them was taken back.
        let shipment = parcel(&[
            (0, Some(1), LineOutcome::Received),
            (2, Some(3), LineOutcome::Extra),
        ]);
        let added = shipment
            .receive(None, ItemKind::Usb, LineOutcome::Extra)
            .unwrap();
        assert_eq!((added.line, added.added), (3, true));
        let known = shipment.receive(Some(1), ItemKind::Usb, LineOutcome::Received);
        assert_eq!(known.map(|line| (line.line, line.added)), Some((2, false)));
        assert_eq!(
            shipment.receive(Some(2), ItemKind::Usb, LineOutcome::Received),
            None
        );
        let empty = parcel(&[]).receive(None, ItemKind::Usb, LineOutcome::Extra);
        assert_eq!(empty.map(|line| line.line), Some(0));
    }

    #[test]
    fn a_reception_taken_back_frees_what_was_announced_and_removes_what_was_not() {
        let shipment = parcel(&[
            (0, Some(1), LineOutcome::Damaged),
            (1, Some(2), LineOutcome::Received),
            (2, Some(1), LineOutcome::Extra),
            (3, None, LineOutcome::Expected),
        ]);
        let of = |n: u8| format!("01JCZ000000000000000000{n:03}").parse().unwrap();
        assert_eq!(shipment.take_back(&of(1)), (vec![0], vec![2]));
        assert_eq!(shipment.take_back(&of(2)), (vec![1], vec![]));
        assert_eq!(shipment.of(&of(1)), [0, 2]);
        assert_eq!(shipment.received_whole(&of(1)), [0u32; 0]);
        assert_eq!(shipment.received_whole(&of(2)), [1]);
        assert_eq!(shipment.waiting(), [3]);
    }

    #[test]
    fn a_refusal_names_where_the_shipment_stands_not_where_it_should_go() {
        let refusal = parcel(&[]).must_be(ShipmentState::Sealed);
        assert_eq!(refusal, Err(Refusal::WrongState { state: "announced" }));
        assert_eq!(parcel(&[]).must_be(ShipmentState::Announced), Ok(()));
    }

    #[test]
    fn an_address_may_be_typed_on_several_lines() {
        let form = DepartureForm {
            recipient: "Élodie Bélanger-Roy",
            address: "12, rue des Pins\r\nMontréal (Québec)  H3A 0G4\n",
            carrier: "Express Boréal",
        };
        assert_eq!(
            form.check().unwrap().address.as_str(),
            "12, rue des Pins, Montréal (Québec)  H3A 0G4"
        );
        assert_eq!(DepartureForm::default().check().unwrap_err().len(), 3);
    }
}
